import { NONE, type Reading, type UnderstandContext } from "./reading.ts";
import { bare, phraseSet, wordSet } from "./words.ts";

/**
 * Read a yes or a no, in any of the three languages: "yep", "com certeza", "dale", "👍", "no, gracias".
 *
 * A clear first word decides, unless the rest takes it back ("sim e não", "yes but not now"). Doubt
 * ("not sure", "no sé", "talvez") and questions are neither. `rest` is what was said besides.
 */
export function readYesNo(text: string, ctx: UnderstandContext): Reading<boolean> {
  if (text.length > 200) return NONE;
  const whole = bare(text);
  if (whole === "") return readSigns(text, ctx);
  const core = whole.replace(POLITE, " ").replace(/ +/g, " ").trim();
  const phrase = core === "" ? whole : core;
  if (UNSURE.has(phrase) || DOUBT.test(phrase)) return NONE;
  if (NO.has(phrase) || STRETCHED_NO.test(phrase)) return answer(false, "", ctx);
  if (YES.has(phrase) || STRETCHED_YES.test(phrase)) return answer(true, "", ctx);
  return /[?¿]/.test(text) ? NONE : readFirst(text, phrase, ctx);
}

/** "Yes, I do", "não, já tenho": the first word, unless what follows says the opposite. */
function readFirst(text: string, phrase: string, ctx: UnderstandContext): Reading<boolean> {
  const said = firstOf(phrase);
  if (said === undefined) return NONE;
  const after = phrase.slice(said.length).trim();
  const words = after.split(" ");
  if (words.length > 25) return NONE;
  const comma = /^\P{L}*[\p{L}'’]+\s*[,.!;:\n…]/u.test(text);
  if (said.no) {
    // "Não quero" and "no tengo" are a no; "no hay apuro" or "não sei" alone are not known to be.
    if (!comma && said.word !== "nope" && said.word !== "nah" && !NO_GOES_ON.has(words[0]!)) return NONE;
    if (words.some((word) => CLEAR_YES.has(word))) return NONE;
    return answer(false, restAfter(text, said.length), ctx);
  }
  // Without its accent, "si" is also "if": it needs a comma or one of the usual verbs.
  if (said.word === "si" && !comma && !/^\P{L}*s[íÍ]/iu.test(text) && !YES_GOES_ON.has(words[0]!))
    return NONE;
  if (words.some((word) => OPPOSITE.has(word))) return NONE;
  if (said.weak && !comma && !YES_GOES_ON.has(words[0]!)) return NONE;
  return answer(true, restAfter(text, said.length), ctx);
}

function firstOf(phrase: string): { word: string; length: number; no: boolean; weak: boolean } | undefined {
  const space = phrase.indexOf(" ");
  const word = space < 0 ? phrase : phrase.slice(0, space);
  if (FIRST_NO.has(word)) return { word, length: word.length, no: true, weak: false };
  if (CLEAR_YES.has(word)) return { word, length: word.length, no: false, weak: false };
  if (WEAK_YES.has(word)) return { word, length: word.length, no: false, weak: true };
  return undefined;
}

function restAfter(text: string, length: number): string {
  const word = /^\P{L}*/u.exec(text)![0].length;
  return text
    .slice(word + length)
    .replace(/^[\s,;:.!…-]+/, "")
    .trim();
}

function answer(value: boolean, rest: string, { language }: UnderstandContext): Reading<boolean> {
  return { kind: "value", value, rest, display: DISPLAY[language][value ? 0 : 1] };
}

const DISPLAY = { en: ["Yes", "No"], pt: ["Sim", "Não"], es: ["Sí", "No"] } as const;

function readSigns(text: string, ctx: UnderstandContext): Reading<boolean> {
  const yes = YES_SIGNS.test(text);
  const no = NO_SIGNS.test(text);
  return yes === no ? NONE : answer(yes, "", ctx);
}

const YES_SIGNS = /👍|✅|👌|🙌|💯|🆗|✔|☑|🤝|👏/u;
const NO_SIGNS = /👎|❌|🚫|🙅|✖|❎|⛔/u;

const POLITE =
  /(?:^|(?<= ))(?:please|pls|plz|thanks|thank you|thank u|thx|ty|por favor|porfa|obrigado|obrigada|obg|muito obrigado|muito obrigada|valeu|gracias|muchas gracias|mil gracias|sir|madam|mate|man|bro|dude|amigo|amiga|cara|mano|senhor|senhora|senor|senora)(?= |$)/g;

const STRETCHED_YES =
  /^(?:y+e+s+|y+e+a+h*|y+e+p+|s+i+m+|s+i+|c+l+a+r+o+|o+k+|d+a+l+e+|a+h+a+m+|u+h+u+m+|h*m+h+m+)$/;
const STRETCHED_NO = /^(?:n+o+|n+o+p+e+|n+a+h+|n+a+o+|n+)$/;

const YES = phraseSet(`
  yes, y, yeah, yea, ya, yep, yup, yes yes, yessir, yes sir, yes i do, yes we do, yes i am, yes we are, yes i have
  yes it is, sure, sure thing, for sure, of course, certainly, absolutely, definitely, indeed, ok, okay, okey, okie
  k, kk, alright, all right, right, correct, thats right, that is right, thats correct, exactly, true, affirmative, agreed
  fine, thats fine, sounds good, sounds great, good, great, perfect, cool, lets do it, lets go, go ahead, go for it
  you bet, why not, i do, we do, i am, we are, i have, we have, i would, i would love to, id love to, i will, we will
  i think so, i guess so, i believe so, i hope so, no problem, no doubt, without a doubt, without doubt, please do
  yes please, uh huh, uhuh, mhm, mmhm, aye, yass, it is, most likely, probably, works for me, thats it, i agree
  i accept, i confirm, confirmed, confirm, accept, definitely yes, of course yes, i want, i want it, we want
  sim, s, ss, sim sim, claro, claro que sim, com certeza, certeza, certo, certinho, correto, isso, isso mesmo, isso ai
  exato, exatamente, e, eh, eh sim, e sim, e isso, e isso mesmo, e isso ai, pode, pode ser, pode sim, podemos
  pode mandar, manda, bora, vamos, vamos la, beleza, blz, fechado, fechou, combinado, combinadissimo, tudo bem
  tudo certo, ta, ta bom, ta bem, ta certo, ta otimo, esta bem, esta bom, esta certo, de acordo, concordo, aceito
  confirmo, confirmado, positivo, afirmativo, perfeito, otimo, sem problema, sem problemas, sem duvida, sem duvidas
  por que nao, pq nao, acho que sim, creio que sim, acredito que sim, provavelmente, provavelmente sim, quero
  quero sim, queremos, tenho, tenho sim, temos, temos sim, sou, sou sim, somos, gostaria, gostaria sim, aham, uhum
  ahan, arram, hunrum, ja, ja tenho, ja temos, obvio, logico, logico que sim, sim quero, sim tenho, sim temos
  sim senhor, sim senhora, opa, demoro, demorou, show, top, maravilha, e verdade, verdade, legal
  si, sip, sipi, sii, si si, si claro, si quiero, si tengo, si tenemos, si senor, si senora, claro que si, claro si
  por supuesto, por supuesto que si, desde luego, dale, dale si, vale, va, venga, de acuerdo, de una, listo, bueno
  bien, esta bien, ta bien, todo bien, correcto, exacto, exactamente, asi es, eso, eso es, eso mismo, efectivamente
  cierto, es cierto, es correcto, es verdad, seguro, con seguridad, con gusto, con mucho gusto, sin duda
  sin dudas, no hay problema, ningun problema, sin problema, por que no, creo que si, pienso que si
  supongo que si, espero que si, probablemente, probablemente si, quiero, si por favor, queremos, tengo, tenemos
  soy, me gustaria, claro que quiero, obvio que si, obviamente, perfecto, genial, excelente, acepto, confirmado
  afirmativo, orale, andale, simon, sale, sale y vale, arre, ya, ya tengo, ya tenemos, okis, oki, puede ser, puedes
  adelante, hagamoslo, hecho, trato hecho, me parece bien, me parece, me sirve, cierto que si, claro claro
  funciona, esa es la idea, si asi es
`);

const NO = phraseSet(`
  no, n, nn, nope, nop, nah, naw, no no, no no no, no thanks, no thank you, not really, not yet, not now, not at all
  not today, not at the moment, not for now, not right now, not interested, im not interested, i am not, im not, we are not
  were not, i dont, we dont, i do not, we do not, i dont think so, i think not, i do not think so, i dont have, i havent
  we havent, i dont have any, we dont have any, i dont have one, i dont want, i dont want to, i dont want it, dont want
  i wouldnt, i wont, no way, never, negative, none, neither, nothing, of course not, certainly not, definitely not
  absolutely not, incorrect, wrong, thats wrong, thats not right, that is wrong, false, no sir, no i dont, no i am not
  no im not, no we dont, probably not, unlikely, id rather not, i would rather not, i prefer not, better not, hell no
  no it isnt, it isnt, its not, no need, disagree, i disagree, pass, not correct, not right
  nao, naum, num, nem, nao nao, nao obrigado, nao obrigada, nao quero, nao quero nao, nao queremos, nao tenho
  nao tenho nao, nao temos, nao sou, nao somos, nao gostaria, ainda nao, por enquanto nao, no momento nao, agora nao
  hoje nao, acho que nao, creio que nao, acredito que nao, provavelmente nao, claro que nao, com certeza nao
  de jeito nenhum, de forma alguma, de maneira nenhuma, de modo algum, nem pensar, nem morto, nem a pau, jamais, nunca
  negativo, nenhum, nenhuma, nada, errado, incorreto, ta errado, esta errado, nao e, nao e isso, nao esta certo, nao pode
  nao precisa, nao preciso, nao precisamos, nao concordo, nao aceito, prefiro nao, melhor nao, nao mesmo, obrigado mas nao
  nao ta certo, nao posso, nao podemos, nao nao quero, sem interesse, nao tenho interesse, nao me interessa, falso
  no gracias, no quiero, no queremos, no tengo, no tenemos, no soy, no somos, todavia no, aun no, por ahora no, ahora no
  por el momento no, de momento no, hoy no, creo que no, pienso que no, supongo que no, probablemente no, claro que no
  por supuesto que no, desde luego que no, obvio que no, obviamente no, para nada, en absoluto, ni loco, ni loca
  ni hablar, de ninguna manera, de ningun modo, que va, nel, nones, jamas, nunca jamas, ninguno, ninguna, tampoco
  equivocado, incorrecto, esta mal, no es, no es correcto, no es cierto, no es asi, no puedo, no podemos, no hace falta
  no necesito, no necesitamos, no es necesario, no acepto, no estoy de acuerdo, no me interesa, no estoy interesado
  no estoy interesada, no no quiero, mejor no, prefiero no, prefiero que no, no senor, no senora, ya no, no por ahora
  no todavia, no aun, no mucho, nada de eso, falso, no gusto
`);

const UNSURE = phraseSet(`
  not sure, im not sure, i am not sure, i dont know, i do not know, dont know, dunno, idk, no idea, i have no idea, maybe
  perhaps, possibly, it depends, depends, hard to say, who knows, could be, might be, not sure yet, no clue, yes or no
  yes and no, yes no, no yes, kind of, sort of, more or less, so so
  nao sei, sei la, nao tenho certeza, nao tenho ideia, nao faco ideia, talvez, quem sabe, depende, mais ou menos
  sim ou nao, sim e nao, nao lembro, sem ideia, nao estou certo, nao estou certa, nao decidi, ainda nao sei, nao sei ainda
  no se, no lo se, no estoy seguro, no estoy segura, no tengo idea, ni idea, tal vez, talvez, quizas, quiza, a lo mejor
  mas o menos, si o no, si y no, no recuerdo, no me acuerdo, no sabria decir, no decidi, no he decidido, aun no se
  todavia no se, todavia no lo se, aun no lo se
`);

/** Doubt anywhere in a short answer: "no sé si quiero", "not sure about that". */
const DOUBT =
  /(?:^|\b)(?:not sure|dont know|do not know|no idea|nao sei|nao tenho certeza|nao faco ideia|no se|no lo se|no estoy segur[oa]|ni idea|no tengo idea|maybe|talvez|quizas?|tal vez|depende|depends)(?:$|\b)/;

const CLEAR_YES = wordSet("yes yeah yep yup sim si sip claro sure definitely absolutely dale");
const WEAK_YES = wordSet(
  "ok okay vale quero quiero certo correcto correto exato exacto isso perfeito perfecto perfect",
);
const FIRST_NO = wordSet("no nao nope nah naum");
const OPPOSITE = wordSet("no nao not nope never nunca jamas jamais except menos but mas pero dont cant");
const NO_GOES_ON = wordSet(`
  quero queremos tenho temos sou somos gostaria preciso precisamos posso podemos uso usamos vou vamos
  quiero queremos tengo tenemos soy necesito necesitamos puedo uso usamos voy trabajo trabajamos
  i we thanks im were
`);
const YES_GOES_ON = wordSet(`
  quero queremos tenho temos sou somos gostaria preciso precisamos posso podemos pode uso usamos sim
  quiero tengo tenemos soy necesito necesitamos puedo me si por i we im it thats please its is
`);

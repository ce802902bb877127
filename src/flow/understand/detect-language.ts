import { createRequire } from "node:module";
import type { Language } from "../../language.ts";
import { bare, foldInPlace, phraseSet, prepare, wordSet } from "./words.ts";

/**
 * The language of a first message.
 *
 * Short greetings and telling words ("você", "quiero", "price") decide by tables of our own, because
 * statistics say little about three words; else tinyld among the three. What has no language ("ok", a number, an
 * e-mail address, a name) gives `fallback` and `sure: false`.
 */
export function detectLanguage(text: string, fallback: Language): { language: Language; sure: boolean } {
  const said = prepare(text.slice(0, MOST_READ)).replace(NO_LANGUAGE, " ");
  const phrase = bare(said);
  if (!/\p{L}/u.test(phrase)) return { language: fallback, sure: false };
  // "Yo" alone is a greeting in English, and "I" in Spanish.
  if (phrase === "yo") return { language: fallback, sure: false };
  const words = phrase.split(" ");
  const scores = { en: 0, pt: 0, es: 0 };
  for (const language of LANGUAGE_LIST) {
    for (const word of words) {
      if (STRONG[language].has(word)) scores[language] += 2;
      else if (COMMON[language].has(word)) scores[language] += 1;
    }
    for (const [sign, points] of SIGNS[language]) if (sign.test(said)) scores[language] += points;
  }
  const [best, second] = [...LANGUAGE_LIST].sort((a, b) => scores[b] - scores[a]) as [Language, Language];
  const lead = scores[best] - scores[second];
  if (scores[best] >= 2 && lead >= 2) return { language: best, sure: true };
  if (lead >= 1 && words.length <= 3) return { language: best, sure: false };
  return words.length < 3
    ? { language: fallback, sure: false }
    : byStatistics(said, fallback, lead > 0 ? best : undefined);
}

/** A message that only greets: "oi", "bom dia!", "hola, buenas tardes", "hi there 👋". */
export function isGreeting(text: string): boolean {
  if (text.length > 60) return false;
  const phrase = bare(text);
  if (phrase === "")
    return /^(?:\s|👋|🙋|🤗|\p{Emoji_Modifier}|\p{M}|\u200d|♀|♂|\ufe0f)+$/u.test(text) && /👋|🙋/u.test(text);
  return GREETINGS.has(phrase) || GREETING_RUN.test(phrase);
}

const LANGUAGE_LIST = ["en", "pt", "es"] as const;

/** UTF-16 units; the beginning tells the language as well as the whole. */
const MOST_READ = 400;

/** E-mail addresses, links, handles and numbers are in no language. */
const NO_LANGUAGE = /\S{1,64}@\S+|https?:\/\/\S+|www\.\S+|@\w+|[\d.,]+/g;

/** Words that only one of the three languages has, or nearly so. Folded. */
const STRONG: Record<Language, Set<string>> = {
  en: wordSet(`
    hi hello hey hiya howdy good morning afternoon evening the and you your is are was what how much many when where who
    want need would like looking please thanks thank price pricing cost information about with for of this that i im my we
    have has can could get know tell help speak talk yes english from need interested plans buy quote there whats do does
    it its not just more an in on to at be wanna gonna gotta thx pls anyone someone broken still there's hows
  `),
  pt: wordSet(`
    oi ola oie oii bom boa noite tarde voce voces vc vcs nao sim obrigado obrigada quero queria preciso gostaria saber
    preco precos quanto qual quais uma um com em do da dos das nas pra pro ao voces tudo bem meu minha eu estou
    tenho fazer sobre mais informacao informacoes orcamento orcamentos ajuda isso esse essa ainda tambem entao muito muita
    falar portugues por favor opa eae blz beleza sou nosso nossa temos custa funciona gostei vi anuncio voces oque pode plano planos
    poderia valor valores comprar tem ver site loja duvida atendimento chamo nome
  `),
  es: wordSet(`
    hola holi holaa buenas buenos buen dias tardes noches usted ustedes gracias quiero quisiera necesito gustaria saber
    precio precios cuanto cuanta cuantos cual cuales una un con en del el la los las al y mi yo estoy tengo hacer sobre mas
    informacion informes presupuesto cotizacion ayuda eso ese esa tambien entonces mucho mucha hablar espanol por favor que
    soy nuestro nuestra tenemos cuesta cuestan funciona sirve vi anuncio puede podria pueden comprar hay ver sitio tienda
    duda atencion quien donde cuando como tal estas les planes interesa llamo nombre aca ando busco necesitamos queremos
  `),
};

/** Words shared by two of the languages say little of either. */
const SHARED = new Set(
  LANGUAGE_LIST.flatMap((one) =>
    [...STRONG[one]].filter((word) =>
      LANGUAGE_LIST.some((other) => other !== one && STRONG[other].has(word)),
    ),
  ),
);
for (const word of SHARED) for (const language of LANGUAGE_LIST) STRONG[language].delete(word);

/** Weak hints: fit one language better than the others, but are names or loans as well. */
const COMMON: Record<Language, Set<string>> = {
  en: wordSet("plan a or so if but our by us business company website demo offer month"),
  pt: wordSet(
    "plano a o e os as de empresa se por para mes reais cade ate ja so la tarde noite dia como que este",
  ),
  es: wordSet("el plan a o de empresa se por para mes pesos si este lo le su nos es son que como"),
};

const SIGNS: Record<Language, [RegExp, number][]> = {
  en: [
    [/\b(?:i'm|don't|can't|what's|i'd|it's|you're|i've)\b/i, 2],
    [/(?:ing|tion)\b/i, 1],
  ],
  pt: [
    [/[ãõ]/i, 2],
    [/ç/i, 1],
    [/[êôâ]/i, 1],
    [/(?:ção|ções|cao|coes|inho|inha|agem)\b/i, 1],
    [/\p{L}(?:lh|nh)[aeo]/iu, 1],
  ],
  es: [
    [/[¿¡ñ]/i, 2],
    [/(?:ción|ciones|cion|miento)\b/i, 1],
    [/\p{L}(?:(?<!q)ue|ie)[nrst]/iu, 1],
  ],
};

interface Tinyld {
  detectAll(text: string, options: { only: string[] }): { lang: string; accuracy: number }[];
}

let tinyld: Tinyld | undefined;

/** It takes 70 ms to load, so only once a message needs it. */
function loadTinyld(): Tinyld {
  const loaded: Tinyld = createRequire(import.meta.url)("tinyld");
  return loaded;
}

function byStatistics(
  text: string,
  fallback: Language,
  hint: Language | undefined,
): { language: Language; sure: boolean } {
  tinyld ??= loadTinyld();
  const [first, second] = tinyld.detectAll(text, { only: [...LANGUAGE_LIST] });
  const language = LANGUAGE_LIST.find((one) => one === first?.lang);
  if (first === undefined || language === undefined || first.accuracy < 0.15) {
    return { language: hint ?? fallback, sure: false };
  }
  const clear = first.accuracy - (second?.accuracy ?? 0) > 0.3;
  if (hint !== undefined && hint !== language) return { language: clear ? language : hint, sure: false };
  return { language, sure: clear && (hint !== undefined || foldInPlace(text).split(" ").length >= 4) };
}

const GREETINGS = phraseSet(`
  hi, hello, hey, hiya, howdy, yo, sup, whats up, wassup, hi there, hello there, hey there, good morning, good afternoon
  good evening, good day, morning, greetings, hi all, hello everyone, how are you, how are you doing, hows it going
  oi, ola, oie, oii, oiii, opa, eai, e ai, eae, salve, alo, bom dia, boa tarde, boa noite, oi tudo bem, ola tudo bem, tudo bem
  tudo bom, oi tudo bom, como vai, tudo certo, fala ai, bdia, oi gente, oi pessoal, ola pessoal
  hola, holi, holaa, holis, buenas, buenos dias, buen dia, buenas tardes, buenas noches, que tal, hola que tal, como estas
  como esta, como andan, que onda, hola como estas, hola como esta, hola buenas, muy buenas, saludos, alo buenas, hola a todos
`);

const GREETING_PART =
  "(?:h+i+|he+y+|hello+|hiya|o+i+e?|ola+|opa|alo|hola+|holis?|buenas(?: (?:tardes|noches))?|buen(?:os)? dias?|bom dia|boa (?:tarde|noite)|good (?:morning|afternoon|evening|day)|tudo (?:bem|bom|certo)|td bem|como (?:vai|esta|estas|estan|vc esta|voce esta)|que tal|how are you(?: doing)?|hows it going|there|pessoal|gente|team|everyone|everybody|a todos|amigos?|amigas?|e voce|com voce|y tu|todo bien|espero que esteja bem)";
const GREETING_RUN = new RegExp(`^${GREETING_PART}(?: ${GREETING_PART}){0,4}$`);

import type { Language } from "../language.ts";

/**
 * What the bot says by itself, when the flow files say nothing else. A business overrides any of them under
 * `phrases:` in business.yaml, a flow under its own `phrases:`. Variables in braces are filled in.
 */
const BUILT_IN = {
  "hint-text": {
    en: "Could you put that into a few words?",
    pt: "Pode me dizer isso em poucas palavras?",
    es: "¿Me lo cuentas en pocas palabras?",
  },
  "again-text": {
    en: "Sorry, I still didn't get it. A short sentence is enough.",
    pt: "Desculpe, ainda não entendi. Uma frase curta já basta.",
    es: "Perdona, aún no lo entendí. Basta una frase corta.",
  },
  "hint-name": {
    en: "I didn't catch your name. What should I call you?",
    pt: "Não peguei o seu nome. Como posso te chamar?",
    es: "No alcancé a leer tu nombre. ¿Cómo te llamo?",
  },
  "again-name": {
    en: "Just your first name is fine, for example: Ana.",
    pt: "Só o primeiro nome já serve, por exemplo: Ana.",
    es: "Con tu primer nombre basta, por ejemplo: Ana.",
  },
  "hint-email": {
    en: "That doesn't look like an e-mail address. It should look like ana@example.com.",
    pt: "Isso não parece um e-mail. Ele costuma ser assim: ana@example.com.",
    es: "Eso no parece un correo. Debería verse así: ana@example.com.",
  },
  "again-email": {
    en: "Still not quite. Could you check the part before and after the @?",
    pt: "Ainda não deu certo. Pode conferir o que vem antes e depois do @?",
    es: "Todavía no. ¿Puedes revisar lo que va antes y después de la @?",
  },
  "hint-phone": {
    en: "I couldn't read that number. Please send it with the area code.",
    pt: "Não consegui ler esse número. Mande com o DDD, por favor.",
    es: "No pude leer ese número. Envíalo con el código de área, por favor.",
  },
  "again-phone": {
    en: "Could you send the whole number, starting with + and the country code?",
    pt: "Pode mandar o número completo, começando com + e o código do país?",
    es: "¿Puedes enviar el número completo, con + y el código del país?",
  },
  "hint-number": {
    en: "I need a number here, for example 3.",
    pt: "Aqui preciso de um número, por exemplo 3.",
    es: "Aquí necesito un número, por ejemplo 3.",
  },
  "again-number": {
    en: "Just the digits, please. A rough number is fine.",
    pt: "Só os algarismos, por favor. Pode ser aproximado.",
    es: "Solo las cifras, por favor. Puede ser aproximado.",
  },
  "hint-money": {
    en: "I didn't catch the amount. You can write it like 5,000 or 5k.",
    pt: "Não entendi o valor. Pode escrever assim: 5.000 ou 5 mil.",
    es: "No entendí el monto. Puedes escribirlo así: 5.000 o 5 mil.",
  },
  "again-money": {
    en: "A rough figure is enough: just the number, please.",
    pt: "Um valor aproximado já ajuda: só o número, por favor.",
    es: "Una cifra aproximada basta: solo el número, por favor.",
  },
  "hint-date": {
    en: "I didn't understand the date. You can say “next Monday” or “15 March”.",
    pt: "Não entendi a data. Pode dizer “segunda que vem” ou “15 de março”.",
    es: "No entendí la fecha. Puedes decir “el próximo lunes” o “15 de marzo”.",
  },
  "again-date": {
    en: "Please write day, month and year, for example 15 March 2027.",
    pt: "Escreva dia, mês e ano, por exemplo 15/03/2027.",
    es: "Escribe día, mes y año, por ejemplo 15/03/2027.",
  },
  "hint-yes-no": {
    en: "A yes or a no will do.",
    pt: "Um sim ou um não já basta.",
    es: "Con un sí o un no basta.",
  },
  "again-yes-no": {
    en: "Sorry, I only understand “yes” or “no” here.",
    pt: "Desculpe, aqui só entendo “sim” ou “não”.",
    es: "Perdona, aquí solo entiendo “sí” o “no”.",
  },
  "hint-choice": {
    en: "I'm not sure which one you mean. Please pick one of these:",
    pt: "Não sei bem qual você quer dizer. Escolha uma destas opções:",
    es: "No sé bien cuál quieres decir. Elige una de estas opciones:",
  },
  "again-choice": {
    en: "Sorry, I still don't know which one. You can just send its number.",
    pt: "Desculpe, ainda não sei qual é. Pode mandar só o número dela.",
    es: "Perdona, aún no sé cuál es. Puedes enviar solo su número.",
  },
  "hint-multi-choice": {
    en: "I'm not sure which ones you mean. Several are fine, like “1 and 3”.",
    pt: "Não sei bem quais você quer. Pode ser mais de uma, como “1 e 3”.",
    es: "No sé bien cuáles quieres. Pueden ser varias, como “1 y 3”.",
  },
  "again-multi-choice": {
    en: "Please send just the numbers, for example 1, 3.",
    pt: "Mande só os números, por exemplo 1, 3.",
    es: "Envía solo los números, por ejemplo 1, 3.",
  },
  "hint-location": {
    en: "Please send your location, or write the city.",
    pt: "Mande a sua localização ou escreva a cidade.",
    es: "Envía tu ubicación o escribe la ciudad.",
  },
  "again-location": {
    en: "The name of your city is enough.",
    pt: "O nome da sua cidade já basta.",
    es: "Con el nombre de tu ciudad basta.",
  },
  "hint-file": {
    en: "Please attach the file here.",
    pt: "Anexe o arquivo aqui, por favor.",
    es: "Adjunta el archivo aquí, por favor.",
  },
  "again-file": {
    en: "I still don't see a file. A photo works too.",
    pt: "Ainda não recebi o arquivo. Uma foto também serve.",
    es: "Todavía no veo el archivo. Una foto también sirve.",
  },
  "too-small": {
    en: "It should be at least {min}.",
    pt: "Precisa ser pelo menos {min}.",
    es: "Debe ser al menos {min}.",
  },
  "too-large": {
    en: "It should be at most {max}.",
    pt: "Pode ser no máximo {max}.",
    es: "Puede ser como máximo {max}.",
  },
  "too-early": {
    en: "That date is too early: {min} at the earliest.",
    pt: "Essa data é cedo demais: no mínimo {min}.",
    es: "Esa fecha es demasiado pronto: {min} como mínimo.",
  },
  "too-late": {
    en: "That date is too late: {max} at the latest.",
    pt: "Essa data é tarde demais: no máximo {max}.",
    es: "Esa fecha es demasiado tarde: {max} como máximo.",
  },
  "too-few": {
    en: "Please choose at least {min}.",
    pt: "Escolha pelo menos {min}.",
    es: "Elige al menos {min}.",
  },
  "too-many": {
    en: "Please choose at most {max}.",
    pt: "Escolha no máximo {max}.",
    es: "Elige como máximo {max}.",
  },
  "too-short": {
    en: "A little more detail, please.",
    pt: "Um pouquinho mais de detalhe, por favor.",
    es: "Un poco más de detalle, por favor.",
  },
  "too-long": {
    en: "That's a bit long for me: at most {max} characters, please.",
    pt: "Ficou um pouco longo: no máximo {max} caracteres, por favor.",
    es: "Es un poco largo: {max} caracteres como máximo, por favor.",
  },
  "wrong-file": {
    en: "I can't use that kind of file here. These work: {types}.",
    pt: "Não consigo usar esse tipo de arquivo aqui. Estes funcionam: {types}.",
    es: "No puedo usar ese tipo de archivo aquí. Estos sirven: {types}.",
  },
  media: {
    en: "Thanks! I can't open that here, though. Could you write it?",
    pt: "Obrigado! Mas não consigo abrir isso por aqui. Pode escrever?",
    es: "¡Gracias! Pero no puedo abrir eso por aquí. ¿Puedes escribirlo?",
  },
  "did-you-mean": {
    en: "Did you mean one of these?",
    pt: "Você quis dizer um destes?",
    es: "¿Quisiste decir uno de estos?",
  },
  "did-you-mean-this": {
    en: "Did you mean {value}?",
    pt: "Você quis dizer {value}?",
    es: "¿Quisiste decir {value}?",
  },
  noted: { en: "Got it: {list}.", pt: "Anotado: {list}.", es: "Anotado: {list}." },
  corrected: {
    en: "Sure, changed to: {list}.",
    pt: "Certo, mudei para: {list}.",
    es: "Listo, lo cambié a: {list}.",
  },
  "missed-it": {
    en: "Sorry, I must have missed it. Could you tell me once more?",
    pt: "Desculpe, acho que me escapou. Pode repetir, por favor?",
    es: "Perdona, se me debe haber pasado. ¿Me lo repites, por favor?",
  },
  "cannot-answer": {
    en: "Good question! One of us will answer that one.",
    pt: "Boa pergunta! Essa alguém da equipe te responde.",
    es: "¡Buena pregunta! Esa te la responde alguien del equipo.",
  },
  "passed-on": {
    en: "I've passed this on. One of us will answer you here.",
    pt: "Já passei para a equipe. Alguém te responde por aqui.",
    es: "Ya se lo pasé al equipo. Alguien te responde por aquí.",
  },
  skipped: { en: "No problem.", pt: "Sem problema.", es: "No hay problema." },
  "cannot-skip": {
    en: "I understand, but I do need this one to go on. Or say “human” to talk to a person.",
    pt: "Entendo, mas desta eu preciso para continuar. Ou diga “atendente” para falar com uma pessoa.",
    es: "Entiendo, pero esta sí la necesito para continuar. O di “asesor” para hablar con una persona.",
  },
  "hello-again": { en: "Hello again!", pt: "Oi de novo!", es: "¡Hola de nuevo!" },
  "went-back": { en: "Sure, let's go back.", pt: "Claro, vamos voltar.", es: "Claro, volvamos." },
  "back-at-start": {
    en: "This is the first question already.",
    pt: "Esta já é a primeira pergunta.",
    es: "Esta ya es la primera pregunta.",
  },
  restarted: {
    en: "Okay, from the beginning.",
    pt: "Certo, do começo.",
    es: "De acuerdo, desde el principio.",
  },
  "language-changed": { en: "Sure, in English.", pt: "Claro, em português.", es: "Claro, en español." },
  "which-language": {
    en: "Which language would you like?",
    pt: "Qual idioma você prefere?",
    es: "¿Qué idioma prefieres?",
  },
  help: {
    en: "Just answer in your own words. You can also say “back” to change your last answer, “start over”, “human” to talk to a person, “español” or “português” to switch, or “stop” to get no more messages.",
    pt: "Responda com as suas palavras. Você também pode dizer “voltar” para mudar a última resposta, “recomeçar”, “atendente” para falar com uma pessoa, “english” ou “español” para trocar de idioma, ou “parar” para não receber mais mensagens.",
    es: "Responde con tus palabras. También puedes decir “volver” para cambiar tu última respuesta, “empezar de nuevo”, “asesor” para hablar con una persona, “english” o “português” para cambiar de idioma, o “parar” para no recibir más mensajes.",
  },
  goodbye: {
    en: "Done: you won't get any more messages from us. If you change your mind, just write “start”.",
    pt: "Pronto: você não vai mais receber mensagens nossas. Se mudar de ideia, é só escrever “começar”.",
    es: "Listo: no recibirás más mensajes nuestros. Si cambias de opinión, escribe “comenzar”.",
  },
  "welcome-back": {
    en: "Welcome back!",
    pt: "Que bom ter você de volta!",
    es: "¡Qué bueno tenerte de vuelta!",
  },
  handoff: {
    en: "Of course. One of us will write to you here shortly.",
    pt: "Claro. Alguém da equipe já vai falar com você por aqui.",
    es: "Por supuesto. Alguien del equipo te escribirá por aquí en breve.",
  },
  "handoff-closed": {
    en: "Of course. I'm passing you on to the team.",
    pt: "Claro. Vou passar você para a equipe.",
    es: "Por supuesto. Te paso con el equipo.",
  },
  "nobody-in": {
    en: "Nobody is in right now: a person will answer you {answer_at|as soon as possible}.",
    pt: "Agora não há ninguém disponível: uma pessoa responde você {answer_at|assim que possível}.",
    es: "Ahora no hay nadie disponible: una persona te responderá {answer_at|lo antes posible}.",
  },
  "handoff-attempts": {
    en: "I don't want to keep you guessing: one of us will take it from here.",
    pt: "Não quero te fazer perder tempo: alguém da equipe vai continuar por aqui.",
    es: "No quiero hacerte perder tiempo: alguien del equipo seguirá contigo por aquí.",
  },
  nudge: {
    en: "Still there? No hurry, whenever suits you.",
    pt: "Ainda está por aí? Sem pressa, quando puder.",
    es: "¿Sigues por ahí? Sin prisa, cuando puedas.",
  },
  yes: { en: "Yes", pt: "Sim", es: "Sí" },
  no: { en: "No", pt: "Não", es: "No" },
} as const satisfies Record<string, Record<Language, string>>;

export type PhraseName = keyof typeof BUILT_IN;

export const BUILT_IN_PHRASES: Readonly<Record<PhraseName, Record<Language, string>>> = BUILT_IN;

function isPhraseName(name: string): name is PhraseName {
  return Object.hasOwn(BUILT_IN, name);
}

export const PHRASE_NAMES: readonly PhraseName[] = Object.keys(BUILT_IN).filter(isPhraseName);

/** The variables that a phrase may use besides those of every text. */
export const PHRASE_VARIABLES: Readonly<Partial<Record<PhraseName, readonly string[]>>> = {
  "too-small": ["min"],
  "too-large": ["max"],
  "too-early": ["min"],
  "too-late": ["max"],
  "too-few": ["min"],
  "too-many": ["max"],
  "too-long": ["max"],
  "wrong-file": ["types"],
  "did-you-mean-this": ["value"],
  noted: ["list"],
  corrected: ["list"],
};

/** Words that skip an optional question, folded, in any language. */
export const SKIP_WORDS: ReadonlySet<string> = new Set(
  [
    "skip, skip it, skip this, pass, next, no comment, none, nothing, nothing else, no thanks, no thank you, rather not, rather not say, i'd rather not, prefer not to say, not now, i don't know, don't know, idk, dunno, no idea, no clue, not yet, it depends, depends, not sure, i don't know yet, don't know yet, not sure yet, that's all, that's it, nope, thanks, thank you, no",
    "pular, pula, pular essa, passar, proxima, nada, mais nada, nada mais, nenhum, nenhuma, nao obrigado, nao obrigada, prefiro nao dizer, prefiro nao informar, nao quero dizer, nao quero informar, agora nao, nao sei, nao sei ainda, ainda nao sei, sei la, nao faco ideia, nao tenho ideia, sem ideia, depende, so isso, e isso, e so isso, obrigado, obrigada, nao",
    "saltar, omitir, saltar esta, siguiente, nada mas, ninguno, ninguna, no gracias, prefiero no decir, prefiero no decirlo, no quiero decir, ahora no, no se, no lo se, aun no se, todavia no se, todavia no lo se, ni idea, no tengo idea, eso es todo, solo eso, seria todo, gracias",
  ].flatMap((list) => list.split(", ")),
);

/** Each language in its own words, as its button says. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = {
  en: "English",
  pt: "Português",
  es: "Español",
};

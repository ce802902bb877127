import { fold, type Language } from "../language.ts";
import { cleanText } from "../text.ts";
import type { CommandProblem, ResolveContext } from "./define.ts";
import { problem } from "./help-text.ts";
import { phrase } from "./present/phrase.ts";
import { safeName } from "./present/safe.ts";

/**
 * Whether a text in a lead's thread that reads as an answer to the customer may have been meant for a colleague: it is
 * said to somebody by name, or goes on as a sentence about answering. Gives what is to be told instead of sending;
 * "talk" when it is clear; null when it is meant to be sent. `typed` is the text as it was written, `bare` without the
 * address, `text` what would be sent.
 */
export function doubtOf(
  { typed, bare, text }: { typed: string; bare: string; text: string },
  context: ResolveContext,
): CommandProblem | "talk" | null {
  if (context.leadInThread === null) return null;
  const person = MENTION.exec(typed)?.[0].trim().replace(/[:,]$/, "");
  if (person !== undefined && fold(person) !== "@leadline") {
    // A mention of the program is by an id, which nobody here knows.
    return !person.startsWith("<") || isColleague(person, context) ? "talk" : ask(text, context.language);
  }
  const isPlain = !bare.startsWith(">>") && !/^[/!]/.test(typed);
  return isPlain && ABOUT.has(fold(text).split(/[\s,.:;!?]+/)[0] ?? "") ? ask(text, context.language) : null;
}

const MENTION = /^(?:<@[^>\s]{1,60}>|@[\p{L}\p{N}_.-]{1,60})[:,]?(?=\s)/u;

function isColleague(mention: string, { directory }: ResolveContext): boolean {
  const id = mention.slice(2, -1).split("|")[0] ?? "";
  return [...directory.identities.keys()].some((key) => key.endsWith(`:${id}`));
}

/** How sentences about answering go on: “reply to her”, “responder ao cliente”. Folded. */
const ABOUT: ReadonlySet<string> = new Set(
  "to him her them asap a ao aos as al à para pra pro ele ela eles elas el ella ellos isso eso".split(" "),
);

/** The most of a text that a button carries. */
const MOST = 1_000;

function ask(text: string, language: Language): CommandProblem {
  const shown = safeName(cleanText(text), 60);
  const choices = text.length > MOST ? [] : [{ value: `>> ${text}`, label: send({})[language] }];
  return problem("confirm-send", unsure({ text: shown }), language, choices);
}

const unsure = phrase<{ text: string }>({
  en: "Nothing was sent yet: is “{text}” meant for the customer? Then write it after >>, or press the button.",
  pt: "Nada foi enviado ainda: “{text}” é para o cliente? Então escreva depois de >> ou aperte o botão.",
  es: "Aún no se envió nada: ¿“{text}” es para el cliente? Entonces escríbelo después de >> o pulsa el botón.",
});

const send = phrase({ en: "Send it", pt: "Enviar", es: "Enviarlo" });

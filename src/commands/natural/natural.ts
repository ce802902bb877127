import { foldInPlace } from "../../flow/understand/words.ts";
import type { ResolveContext } from "../context.ts";
import { AGENDA } from "./agenda.ts";
import { CHANGES } from "./changes.ts";
import type { SaidWords, Sentence } from "./pattern.ts";
import { QUESTIONS } from "./questions.ts";
import { RECORDS } from "./records.ts";

/** What a sentence says, as the text of a command. */
export interface Natural {
  command: string;
  does: "asks" | "changes";
  /** Nothing was guessed, so that even a change may be carried out at once. */
  sure: boolean;
  /** Asked about in a lead's thread too, when it is not sure. */
  isRequest?: true;
}

/**
 * The commands that a sentence in everyday words may say, the likeliest first: "who has L-42?" → `show L-42`, "me lembra da
 * Ana amanhã às 10" → `followup "Ana" amanhã às 10`. Whoever asks reads each as a command and takes the first that is one.
 *
 * The whole sentence must be of a known form. In a lead's thread, where colleagues talk, only those count that begin with
 * an imperative, unless the bot was addressed. Nothing here ever writes to a customer.
 */
export function readNatural(said: string, context: ResolveContext, isAddressed: boolean): Natural[] {
  if (said.length > LONGEST || said.includes("\n")) return [];
  const isTalk = context.leadInThread !== null && !isAddressed;
  const polite = (isTalk ? PLEASE : POLITE).exec(foldInPlace(said))?.[0].length ?? 0;
  const text = said
    .slice(polite)
    .trim()
    .replace(/,?\s+(?:please|pls|por favor|thanks|thank you|obrigad[oa]|gracias)[.!?]*$/i, "");
  const folded = foldInPlace(text);
  const found: Natural[] = [];
  for (const { pattern, build, imperative, does } of SENTENCES) {
    if (isTalk && !imperative) continue;
    const match = pattern.exec(folded);
    const built = match === null ? null : build(asTyped(match, text), context);
    if (built === null || found.some(({ command }) => command === built.text)) continue;
    const { text: command, ...how } = built;
    found.push({ command, does, ...how });
  }
  return found;
}

/** UTF-16 units. A longer text is no request in passing. */
const LONGEST = 300;

const SENTENCES: readonly Sentence[] = [...RECORDS, ...CHANGES, ...AGENDA, ...QUESTIONS];

const PLEASE = /^(?:please,? |por favor,? )/;
const POLITE =
  /^(?:(?:please|por favor|hey|hi|hello|oi|ola|opa|hola|ok|can you|could you|would you|can i|you can|voce pode|pode|poderia|consegue|puedes|podrias|me puedes|quiero|quero|i want(?: you)? to|i'd like to|e ai),? )*/;

function asTyped(match: RegExpExecArray, text: string): SaidWords {
  const places = match.indices?.groups ?? {};
  return Object.fromEntries(
    Object.entries(places).map(([name, place]) => [
      name,
      place === undefined ? undefined : text.slice(...place),
    ]),
  );
}

import type { ResolveContext } from "../context.ts";

/** A sentence that says what a command says. */
export interface Sentence {
  pattern: RegExp;
  /** The command's text; null when the words are not of that kind after all. */
  build: (said: SaidWords, context: ResolveContext) => Built | null;
  /** Whether it begins with an imperative: only such are looked at in a lead's thread. */
  imperative: boolean;
  does: "asks" | "changes";
}

/** The named parts of a sentence, as typed. */
export type SaidWords = Record<string, string | undefined>;

export interface Built {
  text: string;
  /** Everything was said, and the lead by its number or in its thread: nothing was guessed. */
  sure: boolean;
  /** Plainly said to the bot, so that it is asked about in a lead's thread too when it is not sure. */
  isRequest?: true;
}

/** A whole sentence, folded, with whatever stands at its end. Positions are kept, to take the words as typed. */
export function sentence(source: string): RegExp {
  return new RegExp(`^[¿¡]?(?:${source})[\\s?!.]*$`, "du");
}

/** A question, which changes nothing. */
export function asks(source: string, build: Sentence["build"], imperative = false): Sentence {
  return { pattern: sentence(source), build, imperative, does: "asks" };
}

/** Something to be done. */
export function changes(source: string, build: Sentence["build"], imperative = true): Sentence {
  return { pattern: sentence(source), build, imperative, does: "changes" };
}

/** A lead: by reference, by the thread, or a name of up to four words. */
export function lead(name = "lead"): string {
  const word = "\\p{L}[\\p{L}.'’-]*";
  return `(?<${name}>(?:(?:the |o |a |el |la |al |to )?(?:lead |cliente )?(?:l-?\\d{1,9}|#\\d{1,9}))|(?:${word})(?: ${word}){0,4}?)`;
}

/** Whatever follows, if anything: periods and filters, which the command reads. */
export function tail(name = "tail"): string {
  return `(?:[ ,]+(?<${name}>[^?!]{1,100}?))?(?:,? (?:so far|please|pls|por favor|ate agora|hasta ahora))?`;
}

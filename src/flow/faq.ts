import { fold, LANGUAGES } from "../language.ts";
import type { FaqFile } from "./schema.ts";
import { compileLocal, type LocalTemplate } from "./template.ts";
import type { Intent } from "./understand/index.ts";

export interface FaqEntry {
  readonly id: string;
  readonly answer: LocalTemplate;
}

/** The questions that are answered at any step, found by their words. */
export interface Faq {
  readonly entries: readonly FaqEntry[];
  /** First word of a keyword → the keywords that begin with it, the longest first. */
  readonly index: ReadonlyMap<string, readonly { words: readonly string[]; entry: FaqEntry }[]>;
}

/** A message with more words is a story, not a question to the FAQ, unless it has a question mark. */
const MOST_WORDS = 25;

/** Looked at in a message with a question mark. */
const MOST_WORDS_LOOKED_AT = 200;

export function compileFaq(file: FaqFile): Faq {
  const index = new Map<string, { words: readonly string[]; entry: FaqEntry }[]>();
  const entries = file.entries.map(({ id, keywords, answer }) => {
    const entry: FaqEntry = { id, answer: compileLocal(answer) };
    const all = Array.isArray(keywords)
      ? keywords
      : LANGUAGES.flatMap((language) => keywords[language] ?? []);
    for (const keyword of new Set(all)) {
      const words = wordsOf(keyword);
      const first = words[0];
      if (first === undefined) continue;
      index.set(first, [...(index.get(first) ?? []), { words, entry }]);
    }
    return entry;
  });
  for (const list of index.values()) list.sort((a, b) => b.words.length - a.words.length);
  return { entries, index };
}

/**
 * The entry that a message asks for: the one with the longest keyword in it, the first in the file among
 * equals. Whole words, without accents and case; words of any language.
 */
export function findFaq(faq: Faq, text: string): FaqEntry | null {
  if (faq.entries.length === 0) return null;
  const words = wordsOf(text);
  if (words.length > (text.includes("?") ? MOST_WORDS_LOOKED_AT : MOST_WORDS)) return null;
  let best: FaqEntry | null = null;
  let length = 0;
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? "";
    for (const keyword of faq.index.get(word) ?? []) {
      if (keyword.words.length <= length) break;
      if (!keyword.words.every((part, i) => words[at + i] === part)) continue;
      best = keyword.entry;
      length = keyword.words.length;
      break;
    }
  }
  return best;
}

/** "Are you a robot?" is read as a wish for a person, but the FAQ may have the better answer. */
export function isAboutUs(faq: Faq, intent: Intent, text: string): boolean {
  if (intent !== "human" || !(text.endsWith("?") || ASKS_WHAT_WE_ARE.test(fold(text)))) return false;
  return findFaq(faq, text) !== null;
}

/** A question without its mark, as people dictate it. */
const ASKS_WHAT_WE_ARE = /^(?:are|is|am|r|vc|voce|tu|e|eh|eres|es|sos|usted) /;

function wordsOf(text: string): string[] {
  return fold(text).match(WORD) ?? [];
}

const WORD = /[\p{L}\p{N}]+/gu;

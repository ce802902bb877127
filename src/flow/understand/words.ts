/** A word of a text: its folded form and where it stands. */
export interface Word {
  /** Lower case, no accents. */
  word: string;
  start: number;
  end: number;
}

/**
 * Lower case without accents, unit for unit: the result has the length of the text, so positions in one
 * are positions in the other. (`fold` in language.ts is shorter where letters expand; this one is not.)
 * Curly apostrophes become straight ones.
 */
export function foldInPlace(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase();
  let folded = "";
  for (let i = 0; i < text.length; i++) {
    const unit = text[i]!;
    if (unit < "\x80") {
      folded += unit;
      continue;
    }
    folded += foldUnit(unit);
  }
  return folded.toLowerCase().length === folded.length ? folded.toLowerCase() : folded;
}

/** The words and numbers of a text that went through {@link foldInPlace}. */
export function wordsOf(folded: string): Word[] {
  const words: Word[] = [];
  for (const match of folded.matchAll(WORD)) {
    words.push({ word: match[0], start: match.index, end: match.index + match[0].length });
  }
  return words;
}

/**
 * A text reduced to what whole-message tables are keyed by: folded, no apostrophes, punctuation as
 * single spaces.
 */
export function bare(text: string): string {
  return foldInPlace(prepare(text)).replace(/'/g, "").replace(NOT_WORD, " ").trim();
}

/** What the readers look at: the NFC form, at most {@link LONGEST} units. A longer message is no answer. */
export function prepare(text: string): string {
  return (text.length > LONGEST ? text.slice(0, LONGEST) : text).normalize("NFC");
}

/** UTF-16 units. Keeps a hostile megabyte from costing more than a chat message does. */
const LONGEST = 2_000;

/** A set from words separated by spaces or line ends. */
export function wordSet(words: string): Set<string> {
  return new Set(words.trim().split(/\s+/));
}

/** A set from phrases separated by commas or line ends. */
export function phraseSet(phrases: string): Set<string> {
  return new Set(
    phrases
      .split(/[,\n]/)
      .map((phrase) => bare(phrase))
      .filter((phrase) => phrase !== ""),
  );
}

const ASCII = /^[\0-\x7f]*$/;
const WORD = /[\p{L}\p{N}\p{M}]+(?:'[\p{L}]+)*/gu;
const NOT_WORD = /[^\p{L}\p{N}\p{M}]+/gu;

const APOSTROPHES = wordSet("’ ‘ ʼ ´ `");
const foldedUnits = new Map<string, string>();

function foldUnit(unit: string): string {
  const known = foldedUnits.get(unit);
  if (known !== undefined) return known;
  const stripped = unit
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase();
  const folded = APOSTROPHES.has(unit) ? "'" : stripped.length === 1 ? stripped : unit;
  // Bounded: there are only 65,536 units, and chats use a few hundred of them.
  foldedUnits.set(unit, folded);
  return folded;
}

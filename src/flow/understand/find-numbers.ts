import type { Language } from "../../language.ts";
import { type Lexeme, NumberSum } from "./number-sum.ts";
import { DIGIT_SCALES, NUMBER_LINKS, NUMBER_WORDS, type NumberWords } from "./number-words.ts";
import { foldInPlace, wordSet } from "./words.ts";

/** A number found in a text. */
export interface NumberFound {
  value: number;
  start: number;
  end: number;
  /** Multiplied by a thousand or more in so many words: "5 mil", "10k", "dois milhões". */
  scaled: boolean;
  /** Only if the scale is a single letter that may be a unit as well ("5m"). */
  loose: boolean;
  /** In words only. */
  spelled: boolean;
  /** "one", "um", "una" by itself: as often an article as a number. */
  weak: boolean;
}

/**
 * All numbers in a text, as digits, words or both ("2 mil e quinhentos"), in the order of the text.
 *
 * A single separator before exactly three digits groups thousands ("1.500" and "1,500" are 1500 in all
 * languages), except after a zero ("0,125") and before a word like "million", where the decimal sign of the
 * language decides. Dates, times, ordinals and digits glued to letters ("abc12") are passed over.
 */
export function findNumbers(text: string, language: Language): NumberFound[] {
  const folded = foldInPlace(text);
  const lexemes = lex(folded, NUMBER_WORDS[language], language);
  const found: NumberFound[] = [];
  let at = 0;
  while (at < lexemes.length) {
    const run = readRun(lexemes, at, language);
    if (run === undefined) {
      at++;
    } else {
      found.push(run.number);
      at = run.next;
    }
  }
  shareScale(folded, found);
  return found;
}

const LEXEME =
  /\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:[.,]\d+)?(?!\d)|\d+(?:[.,']\d+)*|[\p{L}\p{M}]+(?:'\p{L}+)*|[^\s\p{L}\p{N}-]/gu;

/** Sentence signs end a number: "twenty, five" are two. Other words do too: null marks a break. */
function lex(folded: string, words: NumberWords, language: Language): (Lexeme | null)[] {
  const lexemes: (Lexeme | null)[] = [];
  let taken = 0;
  for (const match of folded.matchAll(LEXEME)) {
    const start = match.index;
    if (start < taken) continue;
    const raw = match[0];
    const end = start + raw.length;
    if (raw[0]! >= "0" && raw[0]! <= "9") {
      const digits = lexDigits(folded, raw, start, end);
      lexemes.push(digits);
      taken = digits?.scaleEnd ?? end;
      continue;
    }
    const does = words.get(raw);
    if (does !== undefined) lexemes.push({ kind: "word", word: raw, does, start, end });
    else if (raw === NUMBER_LINKS[language]) lexemes.push({ kind: "link", start, end });
    else if (raw === "a" && language === "en") lexemes.push({ kind: "article", start, end });
    else lexemes.push(null);
  }
  return lexemes;
}

const BEFORE_DIGITS = /(?:[\p{L}\p{N}\p{M}_]|\d[.,:/])$/u;
const CURRENCY_BEFORE = /(?:^|[^\p{L}])(?:brl|usd|eur|gbp|mxn|ars|cop|clp|pen|uyu|pyg|bob|rs|us|e|ca|mx)$/u;
const AFTER_DIGITS = /^(?:[:/]\d|_)/;
const GLUED_WORD = /^[\p{L}\p{M}]+/u;
const ORDINAL = /^(?:st|nd|rd|th|[oa]|er|ro|do|mo|h|hs|hr|hrs|am|pm|x|[ivx]+)$/;
const SCALE_AFTER = /^[ \u00a0]?([a-z]+)(?![\p{L}\p{M}\p{N}])/u;

function lexDigits(
  folded: string,
  raw: string,
  start: number,
  end: number,
): (Lexeme & { kind: "digits" }) | null {
  const before = folded.slice(Math.max(0, start - 4), start);
  if (BEFORE_DIGITS.test(before) && !CURRENCY_BEFORE.test(before)) return null;
  const after = folded.slice(end, end + 16);
  if (AFTER_DIGITS.test(after)) return null;
  const word = SCALE_AFTER.exec(after);
  const scale = word === null ? undefined : DIGIT_SCALES.get(word[1]!);
  // "5 m" and "3 b" apart are no scales: a letter must be glued to its number.
  const apart = word !== null && word[0].length > word[1]!.length && word[1]!.length === 1;
  const glued = GLUED_WORD.exec(after)?.[0];
  if ((scale === undefined || apart) && glued !== undefined && (glued.length < 3 || ORDINAL.test(glued)))
    return null;
  const negative = /(?:^|[\s(:])[-−]$/.test(folded.slice(Math.max(0, start - 2), start));
  const scaled = scale !== undefined && !apart;
  return {
    kind: "digits",
    raw,
    negative,
    start: negative ? start - 1 : start,
    end,
    loose: scaled && scale.loose,
    scaleEnd: scaled ? end + word![0].length : end,
    ...(scaled ? { scale: scale.value } : {}),
  };
}

/** The number that begins at lexeme `at`, and the lexeme after it. */
function readRun(
  lexemes: (Lexeme | null)[],
  at: number,
  language: Language,
): { number: NumberFound; next: number } | undefined {
  const first = lexemes[at];
  if (first === null || first === undefined || first.kind === "link" || first.kind === "article")
    return undefined;
  const sum = new NumberSum();
  let next = at;
  let end = at;
  let linked = false;
  while (next < lexemes.length) {
    const lexeme = lexemes[next];
    if (lexeme === null || lexeme === undefined) break;
    if (lexeme.kind === "link") {
      if (linked || !sum.mayLink(language)) break;
      linked = true;
    } else if (lexeme.kind === "article") {
      const following = lexemes[next + 1];
      const half = following?.kind === "word" && following.does.kind === "half";
      if (!sum.isHalf() && !(half && linked)) break;
    } else {
      if (lexeme.kind === "digits" ? !sum.digits(lexeme, language) : !sum.word(lexeme, linked)) break;
      linked = false;
      end = next + 1;
    }
    next++;
  }
  const value = sum.result();
  if (value === undefined || end === at) return undefined;
  const last = lexemes[end - 1]!;
  const one = end === at + 1 && first.kind === "word" && WEAK.has(first.word);
  return {
    number: {
      value,
      start: first.start,
      end: last.kind === "digits" ? last.scaleEnd : last.end,
      scaled: sum.scaled,
      loose: sum.loose,
      spelled: sum.spelled,
      weak: one,
    },
    next: end,
  };
}

const WEAK = wordSet("one um uma un una uno");

const RANGE_BETWEEN =
  /^\s*(?:-|–|—|~|\/|a|to|e|y|and|or|ou|o|u|ate|hasta|until)?\s*(?:r\$|us\$|u\$s|\$|€|£)?\s*$/;

/** "Between 5 and 10 thousand": the scale of the upper end is the lower end's too. */
function shareScale(folded: string, found: NumberFound[]): void {
  for (let i = 1; i < found.length; i++) {
    const low = found[i - 1]!;
    const high = found[i]!;
    if (low.scaled || !high.scaled || low.value <= 0) continue;
    const between = folded.slice(low.end, high.start);
    if (between === "" || !RANGE_BETWEEN.test(between)) continue;
    const scale = 10 ** (3 * Math.floor(Math.log10(high.value) / 3));
    if (low.value >= 1000 || low.value * scale >= high.value) continue;
    low.value *= scale;
    low.scaled = true;
    low.loose = high.loose;
  }
}

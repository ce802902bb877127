import { LANGUAGES, type Language } from "../../language.ts";
import { findNumbers, type NumberFound } from "./find-numbers.ts";
import { type Found, NONE, type Reading, toReading, type UnderstandContext } from "./reading.ts";
import { bare, foldInPlace, phraseSet, prepare, wordSet, wordsOf } from "./words.ts";

/**
 * Read a number: digits with separators, words, or both ("2,5 mil"), also "a dozen", "só eu" (1), "none" (0).
 *
 * Two different numbers, as in a range, are ambiguous. Rounding words ("about", "mais de") are ignored.
 */
export function readNumber(text: string, ctx: UnderstandContext): Reading<number> {
  const prepared = prepare(text);
  const found = numbersIn(prepared, ctx).map((number) => toFound(number, ctx));
  if (found.length > 0) return toReading(prepared, found);
  const phrase = COUNTS.get(bare(prepared));
  if (phrase === undefined) return NONE;
  return { kind: "value", value: phrase, display: formatNumber(phrase, ctx), rest: "" };
}

/** The numbers a person can have meant, without letters that may be units and without articles. */
export function numbersIn(text: string, ctx: UnderstandContext): NumberFound[] {
  const found = findNumbers(text, ctx.language);
  const clear = found.filter(
    (number) => !number.weak && !(number.loose && /[mb]$/.test(text.slice(number.start, number.end))),
  );
  if (clear.length > 0) return clear;
  if (!HAS_LETTER.test(text)) return [];
  const weak = found.find((number) => number.weak && isCount(text, number));
  if (weak !== undefined) return [weak];
  return found.some((number) => !number.weak) ? [] : foreignNumber(text, ctx.language);
}

/** A number as people of that language and country write it. */
export function formatNumber(value: number, ctx: { language: Language; country: string }): string {
  const locale = numberLocaleOf(ctx.language, ctx.country);
  let format = formats.get(locale);
  if (format === undefined) {
    format = new Intl.NumberFormat(locale, { maximumFractionDigits: 10 });
    if (formats.size < 300) formats.set(locale, format);
  }
  return format.format(value);
}

/** A locale that `Intl` accepts: a made-up country is left out. */
export function localeOf(language: Language, country: string): string {
  return /^[A-Za-z]{2}$/.test(country) ? `${language}-${country.toUpperCase()}` : language;
}

/** The same for figures: `Intl` has no Spanish of Brazil and would write "8,000" where all around is "8.000". */
export function numberLocaleOf(language: Language, country: string): string {
  return language === "es" && country.toUpperCase() === "BR" ? "pt-BR" : localeOf(language, country);
}

const formats = new Map<string, Intl.NumberFormat>();
const HAS_LETTER = /\p{L}/u;

const COUNTS = new Map<string, number>([
  ...[
    ...phraseSet(
      "just me, only me, me only, just myself, only myself, myself, its just me, just one, only one",
    ),
    ...phraseSet(
      "só eu, somente eu, apenas eu, eu só, eu mesmo, eu mesma, sou só eu, eu sozinho, eu sozinha",
    ),
    ...phraseSet("solo yo, yo solo, yo sola, únicamente yo, nada más yo, soy solo yo, yo nomás"),
  ].map((phrase): [string, number] => [phrase, 1]),
  ...[
    ...phraseSet("none, no one, nobody, nothing, nil, nenhum, nenhuma, ninguém, nada"),
    ...phraseSet("ninguno, ninguna, nadie"),
  ].map((phrase): [string, number] => [phrase, 0]),
]);

/** "Um momento" and "one question" count nothing. */
const NOT_COUNTED = wordSet(`
  moment second sec minute question thing momento momentinho minuto minutinho segundo segundito pergunta
  duvida pouco pregunta cosa poco duda momentito of day dia idea ideia time
`);

/** "Uma pessoa" counts; a sentence with an article in it does not. */
function isCount(text: string, number: NumberFound): boolean {
  const words = wordsOf(foldInPlace(text));
  if (words.length > 3) return false;
  return !words.some(({ word, start }) => start > number.start && NOT_COUNTED.has(word));
}

/** A number in words of another language than the conversation's, if it is the whole message. */
function foreignNumber(text: string, language: Language): NumberFound[] {
  const letters = text.trim();
  if (letters.length > 80) return [];
  for (const other of LANGUAGES) {
    if (other === language) continue;
    const [number, second] = findNumbers(letters, other);
    if (number === undefined || second !== undefined) continue;
    if (number.start === 0 && /^[\s.!]*$/.test(letters.slice(number.end))) {
      const offset = text.indexOf(letters);
      return [{ ...number, start: number.start + offset, end: number.end + offset }];
    }
  }
  return [];
}

function toFound(number: NumberFound, ctx: UnderstandContext): Found<number> {
  return {
    value: number.value,
    display: formatNumber(number.value, ctx),
    start: number.start,
    end: number.end,
  };
}

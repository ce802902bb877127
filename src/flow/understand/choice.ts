import type { Language } from "../../language.ts";
import { editDistance } from "../../nearest.ts";
import { type ChoiceOption, FUNCTION_WORDS, type Prepared, prepareOptions } from "./choice-options.ts";
import { readPosition } from "./choice-position.ts";
import { readDate } from "./date.ts";
import { findNumbers } from "./find-numbers.ts";
import { NONE, type Reading, type UnderstandContext, without } from "./reading.ts";
import { foldInPlace, prepare, type Word, wordSet, wordsOf } from "./words.ts";

/**
 * Read which option was chosen: by number ("2", "option two", "a segunda", "la última"), by label or
 * synonym, whole or inside a sentence, without accents, by a word only that option has, or with a typo.
 *
 * Two options named are ambiguous, and so is a number that is both a position and a label. An option that
 * is denied ("not the basic") does not count. For labels that are ranges ("11-50 people") an amount beyond
 * the number of options chooses the range that it falls into.
 */
export function readChoice(
  text: string,
  options: readonly ChoiceOption[],
  ctx: UnderstandContext,
): Reading<string> {
  if (options.length === 0) return NONE;
  const said = prepare(text);
  const prepared = prepareOptions(options);
  const words = wordsOf(foldInPlace(said));
  if (words.length === 0 && !/[\u2460-\u2473]/u.test(said)) return NONE;
  const phrase = words.map(({ word }) => word).join(" ");

  const exact = indices(prepared, (names) => names.some((name) => name.phrase === phrase));
  const position = readPosition(said, options.length);
  if (exact.length > 0 || position !== undefined) {
    return toChoice(prepared, [...exact, ...(position ?? [])], said, [{ start: 0, end: said.length }]);
  }
  if (words.length > LONGEST_SENTENCE) return NONE;
  const contained = containedOptions(prepared, words, ctx.language);
  if (contained.hits.length > 0) {
    const chosen = contained.hits.map(({ option }) => option);
    return toChoice(
      prepared,
      chosen,
      said,
      contained.hits.flatMap(({ words: span }) => span),
    );
  }
  if (contained.denied) return NONE;
  const inTime = byDate(prepared, said, ctx);
  if (inTime !== undefined) return inTime;
  return byWords(prepared, said, words, ctx);
}

/** "Sometime in March", "en 15 días", for options that are times: the soonest one that reaches so far. */
function byDate(prepared: Prepared, said: string, ctx: UnderstandContext): Reading<string> | undefined {
  if (prepared.options.every(({ within }) => within === undefined)) return undefined;
  const reading = readDate(said, ctx);
  const date =
    reading.kind === "value"
      ? reading.value
      : reading.kind === "ambiguous"
        ? reading.options[0]?.value
        : undefined;
  if (date === undefined) return undefined;
  const days = (Date.parse(date) - ctx.now.getTime()) / 86_400_000;
  const reaching = prepared.options
    .filter(({ within }) => within !== undefined && days <= within)
    .sort((a, b) => (a.within ?? 0) - (b.within ?? 0));
  const [option] = reaching;
  if (option === undefined) return undefined;
  return {
    kind: "value",
    value: option.id,
    display: option.label,
    rest: reading.kind === "value" ? reading.rest : "",
  };
}

/**
 * Where each option is named in full; an option that lies inside a longer one's name does not count.
 *
 * Without `ids`, words that are only an option's id are passed over: unasked, they say too little.
 */
export function containedOptions(
  prepared: Prepared,
  words: Word[],
  language: Language,
  options: { ids: boolean } = { ids: true },
): { hits: Hit[]; denied: boolean } {
  let denied = false;
  const hits: Hit[] = [];
  for (const [option, names] of prepared.names.entries()) {
    for (const { words: name, isId } of names) {
      if (isId && !options.ids) continue;
      // A label of one letter or digit is everywhere in sentences.
      if (
        name.length === 1 &&
        (name[0]!.length < 2 || FUNCTION_WORDS.has(name[0]!) || /^\d+$/.test(name[0]!))
      )
        continue;
      const at = indexOfRun(words, name);
      if (at < 0) continue;
      if (isDenied(words, at, language)) denied = true;
      else hits.push({ option, from: at, to: at + name.length, words: words.slice(at, at + name.length) });
    }
  }
  const longest = hits.filter(
    (hit) =>
      !hits.some(
        (other) => other.from <= hit.from && other.to >= hit.to && other.to - other.from > hit.to - hit.from,
      ),
  );
  const seen = new Set<number>();
  const unique = longest.filter(({ option }) => !seen.has(option) && seen.add(option));
  const winners = unique.filter(({ option }) => prepared.options[option]?.wins === true);
  return { hits: winners.length > 0 ? winners : unique, denied };
}

interface Hit {
  option: number;
  /** Word positions. */
  from: number;
  to: number;
  words: Word[];
}

const LONGEST_SENTENCE = 40;

const DENIALS = wordSet(
  "not no nao sem never nunca except menos excepto exceto but without sin neither nem ni dont",
);

/** "Not the basic", "qualquer um menos o básico": a denial up to three words before. */
function isDenied(words: Word[], at: number, language: Language): boolean {
  for (let i = Math.max(0, at - 3); i < at; i++) {
    const { word } = words[i]!;
    // "No próximo mês": in Portuguese it is "in the".
    if (DENIALS.has(word) && !(word === "no" && language === "pt")) return true;
  }
  return false;
}

function indexOfRun(words: Word[], run: string[]): number {
  for (let i = 0; i + run.length <= words.length; i++) {
    if (run.every((word, j) => words[i + j]!.word === word)) return i;
  }
  return -1;
}

/** By a word that few options have ("premium" for "Premium plan"), by a range, then with a slip. */
function byWords(prepared: Prepared, said: string, words: Word[], ctx: UnderstandContext): Reading<string> {
  const range = byRange(prepared, said, words, ctx);
  if (range !== undefined) return toChoice(prepared, [range], said, words);
  const telling = words.filter(
    ({ word }, i) => prepared.owners.has(word) && !isDenied(words, i, ctx.language),
  );
  if (telling.length > 0 && words.length <= 12) {
    const votes = sharedOwners(prepared, telling);
    if (votes.length < prepared.options.length || votes.length === 1)
      return toChoice(prepared, votes, said, telling);
  }
  const slips = withSlips(prepared, words, ctx.language);
  return toChoice(prepared, slips, said, words);
}

/** The options that have most of the telling words; those common to all options tell nothing. */
function sharedOwners(prepared: Prepared, telling: Word[]): number[] {
  const votes = new Map<number, number>();
  for (const { word } of telling) {
    for (const option of prepared.owners.get(word)!) votes.set(option, (votes.get(option) ?? 0) + 1);
  }
  const most = Math.max(...votes.values());
  const best = [...votes].filter(([, count]) => count === most).map(([option]) => option);
  // "Basic or premium": each word speaks for an option of its own.
  return most === 1 ? [...votes.keys()] : best;
}

const UP_TO =
  /\b(?:up to|less than|under|below|fewer than|ate|menos de|menor que|abaixo de|hasta|por debajo de|<)\b|</;
const OVER = /\b(?:over|more than|above|from|mais de|acima de|a partir de|mas de|desde|superior)\b|[+>]/;

/** The one range that an amount falls into: "30" for "11-50 people". Never for what can be a position. */
function byRange(
  prepared: Prepared,
  said: string,
  words: Word[],
  ctx: UnderstandContext,
): number | undefined {
  const [amount, second, third] = findNumbers(said, ctx.language);
  if (amount === undefined || third !== undefined || amount.weak || words.length > 8) return undefined;
  const alone = words.length === 1;
  if (alone && amount.value <= prepared.options.length) return undefined;
  const fits = indices(prepared, (_, { label }) => {
    const bounds = findNumbers(label, ctx.language)
      .filter((number) => !number.weak)
      .map(({ value }) => value);
    const folded = foldInPlace(label);
    if (second !== undefined)
      return bounds.length === 2 && amount.value === bounds[0] && second.value === bounds[1];
    if (bounds.length === 2) return amount.value >= bounds[0]! && amount.value <= bounds[1]!;
    if (bounds.length !== 1) return false;
    if (UP_TO.test(folded)) return amount.value <= bounds[0]!;
    return OVER.test(folded) ? amount.value >= bounds[0]! : amount.value === bounds[0];
  });
  return fits.length === 1 ? fits[0] : undefined;
}

/** The options nearest to what was typed, counting slips; nothing for long sentences. */
function withSlips(prepared: Prepared, words: Word[], language: Language): number[] {
  if (words.length > 6) return [];
  const phrase = words.map(({ word }) => word).join(" ");
  let best: number[] = [];
  let least = Number.POSITIVE_INFINITY;
  const offer = (option: number, typed: string, name: string) => {
    const allowed = Math.min(slipsAllowed(name.length), slipsAllowed(typed.length + 1));
    if (allowed === 0 || /\d/.test(name)) return;
    const slips = editDistance(typed, name, allowed);
    if (slips > allowed || slips > least) return;
    if (slips < least) best = [];
    least = slips;
    if (!best.includes(option)) best.push(option);
  };
  for (const [option, names] of prepared.names.entries()) {
    for (const name of names) offer(option, phrase, name.phrase);
  }
  if (best.length > 0) return best;
  const typed = words.filter(({ word }, i) => !FUNCTION_WORDS.has(word) && !isDenied(words, i, language));
  for (const [name, owners] of prepared.owners) {
    if (owners.size > 1) continue;
    for (const { word } of typed) offer([...owners][0]!, word, name);
  }
  return best;
}

function indices(
  prepared: Prepared,
  test: (names: Prepared["names"][number], option: ChoiceOption) => boolean,
): number[] {
  return prepared.options.flatMap((option, i) => (test(prepared.names[i]!, option) ? [i] : []));
}

/** At most so many are offered back to the person. */
const MOST = 4;

function toChoice(
  prepared: Prepared,
  chosen: number[],
  said: string,
  spans: { start: number; end: number }[],
): Reading<string> {
  const ids = [...new Set(chosen)];
  if (ids.length === 0 || ids.length > MOST) return NONE;
  const options = ids.map((i) => ({ value: prepared.options[i]!.id, display: prepared.options[i]!.label }));
  if (options.length > 1) return { kind: "ambiguous", options };
  return { kind: "value", ...options[0]!, rest: without(said, spans) };
}

/** How many slips a word of this length may have and still be believed: 0 up to 3 letters, 1 up to 7, then 2. */
function slipsAllowed(length: number): number {
  return length <= 3 ? 0 : length <= 7 ? 1 : 2;
}

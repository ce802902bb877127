import type { Choice } from "../../channel/outbound.ts";
import { fold } from "../../language.ts";
import { DIMENSION_LABELS, LINKING, type Open } from "../args/dimension-filter.ts";
import { choiceLabel } from "../args/dimension-values.ts";
import type { Dimension, InsightFilter } from "../insights.ts";
import { nearest } from "../near.ts";
import type { View } from "./question.ts";
import { keyName } from "./words.ts";

/** All keys of a dimension that the asker's leads have, most first. */
export type KeysOf = (dimension: Dimension) => Promise<string[]>;

/** A name that only the database knows has up to so many words, the little ones that link them not counted. */
const MOST_WORDS = 5;

/**
 * Settle words that only the database knows: the filter with them, or the first word that nobody knows, with the words
 * after it. What was not said to be of a dimension is looked for among those that are still free. Words in a row are one
 * name where there is one of all of them: "trade fair".
 */
export async function resolveOpen(
  open: readonly Open[],
  said: InsightFilter,
  keysOf: KeysOf,
  view: View,
): Promise<{ filter: InsightFilter; unknown?: Open; later?: readonly Open[] }> {
  const filter = { ...said };
  const known = new Map<Dimension, Promise<string[]>>();
  const keysOnce: KeysOf = (dimension) => {
    const keys = known.get(dimension) ?? keysOf(dimension);
    known.set(dimension, keys);
    return keys;
  };
  for (let at = 0; at < open.length; ) {
    const run = runFrom(open, at);
    let used = run.length;
    let found: Value | null = null;
    for (; used > 0; used -= 1) {
      const words = run.slice(0, used).map(({ word }) => word);
      const name = { word: words.join(" "), dimension: run[0]!.dimension };
      found = await resolveWord(name, filter, keysOnce, view);
      if (found !== null) break;
    }
    if (found === null) return { filter, unknown: open[at]!, later: open.slice(at + 1) };
    filter[found.dimension] = found.key;
    at += used;
  }
  return { filter };
}

/** The words that may be one name: the first, and those after it that were not said to be anything of their own. */
function runFrom(open: readonly Open[], at: number): Open[] {
  const rest = open.slice(at + 1, at + MOST_WORDS);
  const own = rest.findIndex(({ dimension }) => dimension !== null);
  return [open[at]!, ...(own === -1 ? rest : rest.slice(0, own))];
}

/** What may have been meant by a word that nobody knows: the nearest that there are, else the most frequent. */
export async function meantBy(
  { word, dimension }: Open,
  keysOf: KeysOf,
  view: View,
  again: (filter: InsightFilter) => string,
): Promise<Choice[]> {
  const all: Value[] = [];
  for (const each of dimension === null ? FREE : [dimension])
    for (const key of await keysOf(each)) all.push({ dimension: each, key });
  const near = nearest(
    word,
    all.flatMap((value) => namesOf(value, view).map((name) => [name, value] as const)),
  );
  return (near.length > 0 ? near : all.slice(0, 6)).map((value) => ({
    value: again({ [value.dimension]: value.key }),
    label: `${DIMENSION_LABELS[value.dimension][view.language]}: ${keyName(value.dimension, value.key, view)}`,
  }));
}

interface Value {
  dimension: Dimension;
  key: string;
}

/** The dimensions whose values are free: what the database has counts. */
const FREE: readonly Dimension[] = ["source", "product", "segment"];

async function resolveWord(
  { word, dimension }: Open,
  taken: InsightFilter,
  keysOf: KeysOf,
  view: View,
): Promise<Value | null> {
  const dimensions = dimension === null ? FREE.filter((each) => taken[each] === undefined) : [dimension];
  for (const each of dimensions) {
    const keys = await keysOf(each);
    const key = keys.find((known) => namesOf({ dimension: each, key: known }, view).includes(word));
    if (key !== undefined) return { dimension: each, key };
  }
  return null;
}

function namesOf({ dimension, key }: Value, view: View): string[] {
  const label = choiceLabel(view.bundle, dimension, key, view.language);
  const names = [key, ...(label === null ? [] : [label])].map(fold);
  return [...names, ...names.map(withoutLinks), fold(key).replace(/[\s_]+/g, "-")];
}

/** As it is left when the words are read: "friend of the house" is "friend house". */
function withoutLinks(name: string): string {
  return name
    .split(/\s+/)
    .filter((word) => !LINKING.has(word))
    .join(" ");
}

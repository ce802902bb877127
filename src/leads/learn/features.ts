import type { Facts } from "./facts.ts";
import type { Span } from "./reason.ts";

/** A fact as the model sees it: a field that has a value, or lies within a span. */
export interface Feature {
  field: string;
  /** A word; for numbers the span, `from` included and `to` not, null being open. */
  value: string | Span;
}

/** How facts become features: learned from examples, so that what is rare or new does not count. */
export interface Encoding {
  features: readonly Feature[];
  fields: ReadonlyMap<string, FieldEncoding>;
}

export interface FieldEncoding {
  /** The place among the fields. */
  index: number;
  /** Features of words, by the word. */
  words: Map<string, number>;
  /** Where the spans of a number are parted, in order; their features follow one another from `first`. */
  cuts: number[];
  first: number | null;
}

/** A word that fewer leads have than this says too little, and might tell who somebody is. */
const LEAST_LEADS = 10;
/** Of a field with more different words than this the most frequent count. */
const MOST_WORDS = 50;
/** Numbers are looked at in so many spans of about as many leads each. */
const SPANS = 5;

export function learnEncoding(examples: readonly { facts: Facts }[]): Encoding {
  const counts = new Map<string, Map<string, number>>();
  const numbers = new Map<string, number[]>();
  for (const { facts } of examples) {
    for (const [field, value] of Object.entries(facts)) {
      if (typeof value === "string") {
        const words = counts.get(field) ?? new Map<string, number>();
        if (words.size === 0) counts.set(field, words);
        words.set(value, (words.get(value) ?? 0) + 1);
      } else if (value !== null && Number.isFinite(value)) {
        const known = numbers.get(field) ?? [];
        if (known.length === 0) numbers.set(field, known);
        known.push(value);
      }
    }
  }
  const features: Feature[] = [];
  for (const [field, words] of [...counts].sort(byKey)) {
    const frequent = [...words].filter(([, count]) => count >= LEAST_LEADS);
    frequent.sort((a, b) => b[1] - a[1] || byKey(a, b));
    for (const [word] of frequent.slice(0, MOST_WORDS)) features.push({ field, value: word });
  }
  for (const [field, values] of [...numbers].sort(byKey)) {
    if (values.length < LEAST_LEADS * SPANS) continue;
    const cuts = cutsOf(values);
    for (let i = 0; i <= cuts.length; i++) {
      features.push({ field, value: { from: cuts[i - 1] ?? null, to: cuts[i] ?? null } });
    }
  }
  return encodingOf(features);
}

/** The look-up tables of features, as they were learned and kept. */
export function encodingOf(features: readonly Feature[]): Encoding {
  const fields = new Map<string, FieldEncoding>();
  for (const [place, { field, value }] of features.entries()) {
    let known = fields.get(field);
    if (known === undefined) {
      known = { index: fields.size, words: new Map(), cuts: [], first: null };
      fields.set(field, known);
    }
    if (typeof value === "string") known.words.set(value, place);
    else {
      known.first ??= place;
      if (value.to !== null) known.cuts.push(value.to);
    }
  }
  return { features, fields };
}

/** The features that the facts have, as places in `encoding.features`. */
export function encode(facts: Facts, { fields }: Encoding): number[] {
  const places: number[] = [];
  for (const field in facts) {
    const known = fields.get(field);
    const value = facts[field];
    if (known === undefined || value === null || value === undefined) continue;
    if (typeof value === "string") {
      const place = known.words.get(value);
      if (place !== undefined) places.push(place);
    } else if (known.first !== null && Number.isFinite(value)) {
      let span = 0;
      while (span < known.cuts.length && value >= (known.cuts[span] ?? 0)) span += 1;
      places.push(known.first + span);
    }
  }
  return places;
}

/** Where spans of about as many values each are parted; fewer where many values are the same. */
function cutsOf(values: readonly number[]): number[] {
  const sorted = Float64Array.from(values).sort();
  const cuts = new Set<number>();
  for (let i = 1; i < SPANS; i++) {
    const cut = sorted[Math.floor((sorted.length * i) / SPANS)];
    if (cut !== undefined && cut > (sorted[0] ?? cut)) cuts.add(cut);
  }
  return [...cuts];
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

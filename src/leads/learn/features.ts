import type { Lead } from "../types.ts";

/**
 * What is known of a lead before its outcome is: field by field, as a word or a number; null for what is not known.
 * Nothing that is only known of won or lost leads (stage, reason, value at the close) may stand here.
 */
export type Facts = Readonly<Record<string, string | number | null>>;

/** An ended lead: what was known of it, how it ended, and the rule score that it had. */
export interface Example {
  facts: Facts;
  won: boolean;
  ruleScore: number;
}

/** What to learn from, and to look at in an open lead. */
export function factsOf(lead: Lead): Facts {
  const opened = new Date(lead.openedAt);
  const facts: Record<string, string | number | null> = {
    source: lead.source,
    channel: lead.channel,
    language: lead.language,
    product: lead.product,
    segment: lead.segment,
    territory: lead.territory,
    campaign: lead.campaign,
    referred: lead.referral === null ? "no" : "yes",
    answers: Object.keys(lead.answers).length,
    weekday: String(opened.getUTCDay()),
    hour: opened.getUTCHours(),
    responseMinutes:
      lead.firstResponseAt === null ? null : (Date.parse(lead.firstResponseAt) - opened.getTime()) / 60_000,
  };
  for (const [key, { value }] of Object.entries(lead.answers)) {
    if (PERSONAL.has(key)) continue;
    if (typeof value === "string" || typeof value === "number") facts[`answers.${key}`] = value;
    else if (typeof value === "boolean") facts[`answers.${key}`] = value ? "yes" : "no";
    else if (Array.isArray(value)) for (const each of value) facts[`answers.${key}=${each}`] = "yes";
    else if ("amount" in value) facts[`answers.${key}`] = value.amount / 100;
  }
  return facts;
}

/** Who somebody is says nothing that should weigh. */
const PERSONAL = new Set(["name", "email", "phone", "company"]);

/** A fact as the model sees it: a field that has a value, or lies within a span. */
export interface Feature {
  field: string;
  /** A word; for numbers the span, `from` included and `to` not, null being open. */
  value: string | { from: number | null; to: number | null };
}

/** How facts become features: learned from examples, so that what is rare or new does not count. */
export interface Encoding {
  features: readonly Feature[];
  /** Word features by `field\nvalue`. */
  words: ReadonlyMap<string, number>;
  /** The spans of number fields, in order, with the place of the first. */
  spans: ReadonlyMap<string, { cuts: readonly number[]; first: number }>;
}

/** A word that fewer leads have than this says too little. */
const LEAST_LEADS = 5;
/** Numbers are looked at in so many spans of about as many leads each. */
const SPANS = 5;

export function learnEncoding(examples: readonly Pick<Example, "facts">[]): Encoding {
  const counts = new Map<string, number>();
  const numbers = new Map<string, number[]>();
  for (const { facts } of examples) {
    for (const [field, value] of Object.entries(facts)) {
      if (typeof value === "number") {
        const known = numbers.get(field) ?? [];
        if (known.length === 0) numbers.set(field, known);
        known.push(value);
      } else if (value !== null) {
        const key = `${field}\n${value}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
    }
  }
  const features: Feature[] = [];
  const words = new Map<string, number>();
  for (const [key, count] of [...counts].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (count < LEAST_LEADS) continue;
    const at = key.indexOf("\n");
    words.set(key, features.length);
    features.push({ field: key.slice(0, at), value: key.slice(at + 1) });
  }
  const spans = new Map<string, { cuts: number[]; first: number }>();
  for (const [field, values] of [...numbers].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (values.length < LEAST_LEADS * SPANS) continue;
    const cuts = cutsOf(values);
    spans.set(field, { cuts, first: features.length });
    for (let i = 0; i <= cuts.length; i++) {
      features.push({ field, value: { from: cuts[i - 1] ?? null, to: cuts[i] ?? null } });
    }
  }
  return { features, words, spans };
}

/** The features that the facts have, as places in `encoding.features`. */
export function encode(facts: Facts, { words, spans }: Encoding): number[] {
  const places: number[] = [];
  for (const [field, value] of Object.entries(facts)) {
    if (value === null) continue;
    if (typeof value === "string") {
      const place = words.get(`${field}\n${value}`);
      if (place !== undefined) places.push(place);
      continue;
    }
    const span = spans.get(field);
    if (span === undefined) continue;
    const above = span.cuts.findIndex((cut) => value < cut);
    places.push(span.first + (above === -1 ? span.cuts.length : above));
  }
  return places;
}

/** Where spans of about as many values each are parted; fewer where many values are the same. */
function cutsOf(values: readonly number[]): number[] {
  const sorted = [...values].sort((a, b) => a - b);
  const cuts = new Set<number>();
  for (let i = 1; i < SPANS; i++) {
    const cut = sorted[Math.floor((sorted.length * i) / SPANS)];
    if (cut !== undefined && cut > (sorted[0] ?? cut)) cuts.add(cut);
  }
  return [...cuts];
}

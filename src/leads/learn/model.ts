import type { Example } from "./example.ts";
import type { Facts } from "./facts.ts";
import { type Encoding, encode, encodingOf, type Feature, learnEncoding } from "./features.ts";
import {
  type Design,
  designOf,
  type Fit,
  fitWeights,
  type PlacePair,
  sigmoid,
  surprisingPairs,
} from "./fit.ts";
import type { Reason } from "./reason.ts";

/**
 * How likely a lead is to be won: logistic regression over features and a few pairs of them, the weights held small
 * (L2) so that a few leads do not make a rule. Plain data: kept as JSON, and deciding with it is pure.
 */
export interface WinModel {
  features: readonly Feature[];
  weights: readonly number[];
  /** The share of the leads learned from that have each feature: a reason is told against the usual lead. */
  shares: readonly number[];
  pairs: readonly Pair[];
  /** The weight of being a lead at all. */
  base: number;
  /** Leads learned from. */
  size: number;
}

/** Two features, by their places, that weigh otherwise together. */
export interface Pair {
  of: PlacePair;
  weight: number;
  share: number;
}

/** How a model is learned: chosen by what does best on leads that were set aside. */
export interface Recipe {
  heldBack: number;
  pairs: boolean;
}

/** What goes with winning, or with losing. */
export interface Weight {
  feature: Feature;
  /** By how much the odds of winning are multiplied where a lead has it, all else being the same. */
  odds: number;
  /** The share of leads that have it. */
  share: number;
}

/** How much the weights are held back, from much to hardly. */
const HELD_BACK = [64, 16, 4, 1, 0.25] as const;
/** Pairs must earn their place. */
const PAIRS_HELD_BACK = 4;

/** Learn from ended leads, oldest first. The same examples give the same model. */
export function learn(examples: readonly Example[]): WinModel {
  return learnBy(examples, chooseRecipe(examples));
}

/** Look which way of learning from the older leads tells best of the newer ones. */
export function chooseRecipe(examples: readonly Example[]): Recipe {
  const parted = Math.floor(examples.length * 0.8);
  const [early, late] = [examples.slice(0, parted), examples.slice(parted)];
  const course = courseOf(early);
  let best: Recipe = { heldBack: HELD_BACK[0], pairs: false };
  let bestFit: Fit | undefined;
  let least = Number.POSITIVE_INFINITY;
  let last: Fit | undefined;
  for (const heldBack of HELD_BACK) {
    last = fitWeights(course.design, () => heldBack, last);
    const loss = lossOf(toModel(course, last, []), late);
    if (loss < least) [best, bestFit, least] = [{ heldBack, pairs: false }, last, loss];
  }
  if (bestFit === undefined) return best;
  const paired = addPairs(course, bestFit, best.heldBack);
  return lossOf(paired, late) < least ? { ...best, pairs: true } : best;
}

export function learnBy(examples: readonly Example[], { heldBack, pairs }: Recipe): WinModel {
  const course = courseOf(examples);
  const fitted = fitWeights(course.design, () => heldBack);
  return pairs ? addPairs(course, fitted, heldBack) : toModel(course, fitted, []);
}

/** Leads made ready to learn from. */
interface Course {
  encoding: Encoding;
  rows: number[][];
  won: boolean[];
  design: Design;
}

function courseOf(examples: readonly Example[]): Course {
  const encoding = learnEncoding(examples);
  const rows = examples.map(({ facts }) => encode(facts, encoding));
  const won = examples.map((example) => example.won);
  return { encoding, rows, won, design: designOf(rows, encoding.features.length, won) };
}

/** Go on from a fit of single features with the pairs that surprise it. */
function addPairs(course: Course, single: Fit, heldBack: number): WinModel {
  const { encoding, rows, won, design } = course;
  const count = encoding.features.length;
  const pairs = surprisingPairs(design, single, (place) => encoding.features[place]?.field ?? "");
  if (pairs.length === 0) return toModel(course, single, []);
  const wider = designOf(withPairs(rows, pairs, count), count + pairs.length, won);
  const held = (place: number) => (place < count ? heldBack : heldBack * PAIRS_HELD_BACK);
  return toModel({ ...course, design: wider }, fitWeights(wider, held, single), pairs);
}

function toModel(
  { encoding, design }: Course,
  { weights, base }: Fit,
  pairs: readonly PlacePair[],
): WinModel {
  const count = encoding.features.length;
  const size = design.won.length;
  const share = (place: number) => (size === 0 ? 0 : (design.columns[place]?.length ?? 0) / size);
  return {
    features: encoding.features,
    weights: Array.from(weights.subarray(0, count), short),
    shares: Array.from({ length: count }, (_, place) => short(share(place))),
    pairs: pairs.map((of, i) => ({
      of,
      weight: short(weights[count + i] ?? 0),
      share: short(share(count + i)),
    })),
    base: short(base),
    size,
  };
}

/** Between 0 and 1. */
export function chanceOf(model: WinModel, facts: Facts): number {
  return weigh(model, facts).chance;
}

/** The chance of a lead with what moves it most, the strongest first. */
export function weigh(model: WinModel, facts: Facts, most = 4): { chance: number; reasons: Reason[] } {
  const { encoding, usual, fields, pairsOf } = tablesOf(model);
  const places = encode(facts, encoding);
  const pulls = Float64Array.from(usual, (each) => -each);
  const values: (Feature["value"] | undefined)[] = new Array(fields.length);
  let score = model.base;
  for (const place of places) {
    const feature = model.features[place];
    const weight = model.weights[place] ?? 0;
    const field = encoding.fields.get(feature?.field ?? "")?.index ?? 0;
    score += weight;
    pulls[field] = (pulls[field] ?? 0) + weight;
    values[field] = feature?.value;
    for (const { other, weight: together, fields: both } of pairsOf.get(place) ?? []) {
      if (!places.includes(other)) continue;
      score += together;
      for (const each of both) pulls[each] = (pulls[each] ?? 0) + together / 2;
    }
  }
  const reasons: Reason[] = [];
  for (let field = 0; field < fields.length; field++) {
    const weight = pulls[field] ?? 0;
    if (Math.abs(weight) < LEAST_PULL) continue;
    reasons.push({ field: fields[field] ?? "", value: values[field] ?? null, weight: hundredth(weight) });
  }
  reasons.sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
  return { chance: sigmoid(score), reasons: reasons.slice(0, most) };
}

/** A reason multiplies the odds by at least 1.1, or it is none. */
const LEAST_PULL = 0.1;

/** What weighs most over all leads, for and against, the strongest first; what hardly any lead has is left out. */
export function strongestOf(model: WinModel, most: number): Weight[] {
  return model.features
    .map((feature, place) => ({
      feature,
      odds: Math.exp(model.weights[place] ?? 0),
      share: model.shares[place] ?? 0,
    }))
    .filter(({ share }) => share >= LEAST_SHARE)
    .sort((a, b) => Math.abs(Math.log(b.odds)) - Math.abs(Math.log(a.odds)))
    .slice(0, most);
}

const LEAST_SHARE = 0.02;

interface Tables {
  encoding: Encoding;
  /** By the place of the field. */
  fields: string[];
  /** What each field adds for the usual lead. */
  usual: Float64Array;
  /** By the pair's first place. */
  pairsOf: Map<number, { other: number; weight: number; fields: [number, number] }[]>;
}

const tables = new WeakMap<WinModel, Tables>();

/** The look-up tables of a model, made once. */
function tablesOf(model: WinModel): Tables {
  const known = tables.get(model);
  if (known !== undefined) return known;
  const encoding = encodingOf(model.features);
  const fields = [...encoding.fields.keys()];
  const usual = new Float64Array(fields.length);
  const indexOf = (place: number) => encoding.fields.get(model.features[place]?.field ?? "")?.index ?? 0;
  for (const [place, weight] of model.weights.entries()) {
    const field = indexOf(place);
    usual[field] = (usual[field] ?? 0) + weight * (model.shares[place] ?? 0);
  }
  const pairsOf: Tables["pairsOf"] = new Map();
  for (const { of, weight, share } of model.pairs) {
    const both: [number, number] = [indexOf(of[0]), indexOf(of[1])];
    for (const field of both) usual[field] = (usual[field] ?? 0) + (weight * share) / 2;
    pairsOf.set(of[0], [...(pairsOf.get(of[0]) ?? []), { other: of[1], weight, fields: both }]);
  }
  const made = { encoding, fields, usual, pairsOf };
  tables.set(model, made);
  return made;
}

/** The rows with the places of the pairs that each has, which come after those of the features. */
function withPairs(rows: readonly number[][], pairs: readonly PlacePair[], from: number): number[][] {
  return rows.map((places) => {
    const here = new Set(places);
    const both = pairs.flatMap(([a, b], i) => (here.has(a) && here.has(b) ? [from + i] : []));
    return [...places, ...both];
  });
}

function lossOf(model: WinModel, examples: readonly Example[]): number {
  let loss = 0;
  for (const { facts, won } of examples) {
    const chance = Math.min(1 - 1e-9, Math.max(1e-9, chanceOf(model, facts)));
    loss -= Math.log(won ? chance : 1 - chance);
  }
  return loss / Math.max(1, examples.length);
}

/** A model is kept for long: more digits say nothing. */
const short = (value: number) => Math.round(value * 1e5) / 1e5;
const hundredth = (value: number) => Math.round(value * 100) / 100;

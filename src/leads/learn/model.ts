import { type Encoding, type Example, encode, type Facts, type Feature, learnEncoding } from "./features.ts";

/**
 * How likely a lead is to be won: logistic regression over features, the weights held small (L2) so that a few leads
 * do not make a rule. Plain data: kept as JSON, and deciding with it is pure.
 */
export interface WinModel {
  features: readonly Feature[];
  weights: readonly number[];
  /** The share of the leads learned from that have each feature: a reason is told against the usual lead. */
  shares: readonly number[];
  /** The weight of being a lead at all. */
  base: number;
  /** Leads learned from. */
  size: number;
}

/** What goes with winning, or with losing. */
export interface Weight {
  feature: Feature;
  /** By how much the odds of winning are multiplied where a lead has it, all else being the same. */
  odds: number;
  /** The share of leads that have it. */
  share: number;
}

/** How much the weights are held back, from hardly to much; the one that does best on set-aside leads is taken. */
const HELD_BACK = [1, 4, 16] as const;
/** Passes over all weights; it ends sooner when they stand still. */
const MOST_PASSES = 60;
const STILL = 1e-3;

/** Learn from ended leads, oldest first. The same examples give the same model. */
export function learn(examples: readonly Example[]): WinModel {
  const parted = Math.floor(examples.length * 0.8);
  const [early, late] = [examples.slice(0, parted), examples.slice(parted)];
  let best: number = HELD_BACK[0];
  let least = Number.POSITIVE_INFINITY;
  for (const heldBack of HELD_BACK) {
    const loss = logLoss(solve(early, heldBack), late);
    if (loss < least) [best, least] = [heldBack, loss];
  }
  return solve(examples, best);
}

/** Between 0 and 1. */
export function chanceOf(model: WinModel, facts: Facts): number {
  return sigmoid(scoreOf(model, encode(facts, encodingOf(model))));
}

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

const encodings = new WeakMap<WinModel, Encoding>();

/** The look-up tables of a model, made once. */
function encodingOf(model: WinModel): Encoding {
  const known = encodings.get(model);
  if (known !== undefined) return known;
  const words = new Map<string, number>();
  const spans = new Map<string, { cuts: number[]; first: number }>();
  for (const [place, { field, value }] of model.features.entries()) {
    if (typeof value === "string") {
      words.set(`${field}\n${value}`, place);
      continue;
    }
    const span = spans.get(field) ?? { cuts: [], first: place };
    if (value.to !== null) span.cuts.push(value.to);
    spans.set(field, span);
  }
  const encoding = { features: model.features, words, spans };
  encodings.set(model, encoding);
  return encoding;
}

/**
 * Coordinate descent: one weight after another takes its own Newton step, until all stand still. The margins of all
 * leads are kept beside, so that a step costs the leads that have the feature and no more.
 */
function solve(examples: readonly Example[], heldBack: number): WinModel {
  const encoding = learnEncoding(examples);
  const columns: number[][] = encoding.features.map(() => []);
  for (const [row, { facts }] of examples.entries()) {
    for (const place of encode(facts, encoding)) columns[place]?.push(row);
  }
  const won = Float64Array.from(examples, (example) => (example.won ? 1 : 0));
  const margins = new Float64Array(examples.length);
  const everybody = Array.from(examples.keys());
  const weights = new Float64Array(encoding.features.length);
  let base = 0;

  const step = (rows: readonly number[], weight: number, held: number): number => {
    let slope = -held * weight;
    let bend = held;
    for (const row of rows) {
      const chance = sigmoid(margins[row] ?? 0);
      slope += (won[row] ?? 0) - chance;
      bend += chance * (1 - chance);
    }
    if (bend < 1e-9) return 0;
    const move = Math.max(-1, Math.min(1, slope / bend));
    for (const row of rows) margins[row] = (margins[row] ?? 0) + move;
    return move;
  };

  for (let pass = 0; pass < MOST_PASSES; pass++) {
    const baseMove = step(everybody, base, 1e-6);
    base += baseMove;
    let moved = Math.abs(baseMove);
    for (const [place, rows] of columns.entries()) {
      const move = step(rows, weights[place] ?? 0, heldBack);
      weights[place] = (weights[place] ?? 0) + move;
      moved = Math.max(moved, Math.abs(move));
    }
    if (moved < STILL) break;
  }
  return {
    features: encoding.features,
    weights: [...weights],
    shares: columns.map((rows) => (examples.length === 0 ? 0 : rows.length / examples.length)),
    base,
    size: examples.length,
  };
}

function scoreOf(model: WinModel, places: readonly number[]): number {
  let score = model.base;
  for (const place of places) score += model.weights[place] ?? 0;
  return score;
}

function logLoss(model: WinModel, examples: readonly Example[]): number {
  let loss = 0;
  for (const { facts, won } of examples) {
    const chance = Math.min(1 - 1e-9, Math.max(1e-9, chanceOf(model, facts)));
    loss -= Math.log(won ? chance : 1 - chance);
  }
  return loss / Math.max(1, examples.length);
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

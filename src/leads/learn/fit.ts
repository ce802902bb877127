/** Leads as the fitting sees them: which features each has, by lead and by feature. */
export interface Design {
  /** The places of the features that each lead has. */
  rows: readonly (readonly number[])[];
  /** The leads that have each feature. */
  columns: readonly Int32Array[];
  /** 1 for a lead that was won, 0 for one that was lost. */
  won: Float64Array;
}

export interface Fit {
  weights: Float64Array;
  base: number;
  /** The chance of each lead, and its log odds. */
  chances: Float64Array;
  margins: Float64Array;
}

/** Passes over all weights; it ends sooner when they stand still: a step that changes no chance by a thousandth. */
const MOST_PASSES = 40;
const STILL = 4e-3;

export function designOf(rows: readonly (readonly number[])[], features: number, won: boolean[]): Design {
  const counts = new Int32Array(features);
  for (const places of rows) for (const place of places) counts[place] = (counts[place] ?? 0) + 1;
  const columns = Array.from(counts, (count) => new Int32Array(count));
  const filled = new Int32Array(features);
  for (const [row, places] of rows.entries()) {
    for (const place of places) {
      const at = filled[place] ?? 0;
      const column = columns[place];
      if (column !== undefined) column[at] = row;
      filled[place] = at + 1;
    }
  }
  return { rows, columns, won: Float64Array.from(won, (each) => (each ? 1 : 0)) };
}

/**
 * Logistic regression by coordinate descent: one weight after another takes its own Newton step, until all stand
 * still. The margins of all leads are kept beside, so that a step costs the leads that have the feature and no more.
 *
 * @param heldBack how much the weight of each feature is held back (L2)
 * @param from where to begin: another fit of the same leads, with the same features or the first of them
 */
export function fitWeights({ columns, won }: Design, heldBack: (place: number) => number, from?: Fit): Fit {
  const margins = from === undefined ? new Float64Array(won.length) : from.margins.slice();
  const chances = from === undefined ? new Float64Array(won.length).fill(0.5) : from.chances.slice();
  const everybody = Int32Array.from(won.keys());
  const weights = new Float64Array(columns.length);
  if (from !== undefined) weights.set(from.weights);
  let base = from?.base ?? 0;

  const step = (rows: Int32Array, weight: number, held: number): number => {
    let slope = -held * weight;
    let bend = held;
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i] as number;
      const chance = chances[row] as number;
      slope += (won[row] as number) - chance;
      bend += chance * (1 - chance);
    }
    if (bend < 1e-9) return 0;
    const move = Math.max(-1, Math.min(1, slope / bend));
    // What hardly moves any more costs as much as what does.
    if (Math.abs(move) < STILL / 10) return 0;
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i] as number;
      const margin = (margins[row] as number) + move;
      margins[row] = margin;
      chances[row] = sigmoid(margin);
    }
    return move;
  };

  for (let pass = 0; pass < MOST_PASSES; pass++) {
    const baseMove = step(everybody, base, 1e-6);
    base += baseMove;
    let moved = Math.abs(baseMove);
    for (let place = 0; place < columns.length; place++) {
      const move = step(columns[place] as Int32Array, weights[place] as number, heldBack(place));
      weights[place] = (weights[place] as number) + move;
      moved = Math.max(moved, Math.abs(move));
    }
    if (moved < STILL) break;
  }
  return { weights, base, chances, margins };
}

/** Two features that together say more, or less, than each alone. */
export type PlacePair = readonly [number, number];

/** The most pairs that a model has, and the most features that are looked at for them. */
const MOST_PAIRS = 24;
const MOST_PAIRED = 300;
/** Below this (a chi-square of one degree) a pair of thousands looks as good by accident. */
const LEAST_SURPRISE = 12;

/**
 * The pairs of features (of different fields) whose leads ended otherwise than the features alone say: a score test on
 * what the fit left unexplained, the most surprising first.
 */
export function surprisingPairs(
  { rows, columns, won }: Design,
  { chances }: Fit,
  fieldOf: (place: number) => string,
): PlacePair[] {
  const least = Math.max(20, Math.ceil(rows.length / 200));
  const paired = Array.from(columns.keys())
    .filter((place) => (columns[place]?.length ?? 0) >= least)
    .sort((a, b) => (columns[b]?.length ?? 0) - (columns[a]?.length ?? 0) || a - b)
    .slice(0, MOST_PAIRED);
  const narrow = new Map(paired.map((place, i) => [place, i]));
  const size = paired.length;
  const counts = new Float64Array(size * size);
  const slopes = new Float64Array(size * size);
  const bends = new Float64Array(size * size);
  for (const [row, places] of rows.entries()) {
    const chance = chances[row] ?? 0.5;
    const left = (won[row] ?? 0) - chance;
    const bend = chance * (1 - chance);
    const here = places.map((place) => narrow.get(place)).filter((each) => each !== undefined);
    for (let i = 0; i < here.length; i++) {
      for (let j = i + 1; j < here.length; j++) {
        const a = here[i] as number;
        const b = here[j] as number;
        const cell = a < b ? a * size + b : b * size + a;
        counts[cell] = (counts[cell] as number) + 1;
        slopes[cell] = (slopes[cell] as number) + left;
        bends[cell] = (bends[cell] as number) + bend;
      }
    }
  }
  const found: { pair: PlacePair; surprise: number }[] = [];
  for (let a = 0; a < size; a++) {
    for (let b = a + 1; b < size; b++) {
      const cell = a * size + b;
      const surprise = (slopes[cell] ?? 0) ** 2 / Math.max(1e-9, bends[cell] ?? 0);
      if ((counts[cell] ?? 0) < least || surprise < LEAST_SURPRISE) continue;
      const pair = [paired[a] ?? 0, paired[b] ?? 0] as const;
      if (fieldOf(pair[0]) !== fieldOf(pair[1])) found.push({ pair, surprise });
    }
  }
  found.sort((a, b) => b.surprise - a.surprise || a.pair[0] - b.pair[0] || a.pair[1] - b.pair[1]);
  return found.slice(0, MOST_PAIRS).map(({ pair }) => pair);
}

export function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

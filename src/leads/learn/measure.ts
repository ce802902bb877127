/** How well numbers tell which of the leads looked at were won. */
export interface Measures {
  /** The area under the curve: how often a won lead stands above a lost one; 0.5 is chance, 1 is all. */
  auc: number;
  /** How surprised one is by what came, having believed the chances; the less the better. */
  logLoss: number;
  /** The mean square of how far the chances were off; the less the better. */
  brier: number;
}

export function measure(chances: readonly number[], won: readonly boolean[]): Measures {
  let logLoss = 0;
  let brier = 0;
  for (const [i, chance] of chances.entries()) {
    const believed = Math.min(1 - 1e-6, Math.max(1e-6, chance));
    logLoss -= Math.log(won[i] ? believed : 1 - believed);
    brier += (chance - (won[i] ? 1 : 0)) ** 2;
  }
  const count = Math.max(1, chances.length);
  return { auc: areaUnderCurve(chances, won), logLoss: logLoss / count, brier: brier / count };
}

/** The chance that a won lead was given more than a lost one; equal ones count half. 0.5 when there is only one kind. */
export function areaUnderCurve(scores: readonly number[], won: readonly boolean[]): number {
  const order = Array.from(scores.keys()).sort((a, b) => (scores[a] ?? 0) - (scores[b] ?? 0));
  let rankSum = 0;
  for (let i = 0; i < order.length; ) {
    let end = i + 1;
    while (end < order.length && scores[order[end] ?? 0] === scores[order[i] ?? 0]) end += 1;
    // Equal scores share the mean of their ranks, which begin with 1.
    const rank = (i + 1 + end) / 2;
    for (; i < end; i++) if (won[order[i] ?? 0]) rankSum += rank;
  }
  const wins = won.filter(Boolean).length;
  const losses = won.length - wins;
  return wins === 0 || losses === 0 ? 0.5 : (rankSum - (wins * (wins + 1)) / 2) / (wins * losses);
}

/** How far from 0.5 the area lies by accident, where nothing is told at all (one standard error). */
export function aucByAccident(won: readonly boolean[]): number {
  const wins = won.filter(Boolean).length;
  const losses = won.length - wins;
  return wins === 0 || losses === 0 ? 0.5 : Math.sqrt((wins + losses + 1) / (12 * wins * losses));
}

/** Leads by the chance that they were given, in tenths: what was said, and what came. */
export interface Tenth {
  from: number;
  to: number;
  leads: number;
  said: number;
  won: number;
}

export function calibrate(said: readonly number[], won: readonly boolean[]): Tenth[] {
  const tenths = Array.from(
    { length: 10 },
    (_, i): Tenth => ({ from: i / 10, to: (i + 1) / 10, leads: 0, said: 0, won: 0 }),
  );
  for (const [i, chance] of said.entries()) {
    const tenth = tenths[Math.min(9, Math.floor(chance * 10))];
    if (tenth === undefined) continue;
    tenth.leads += 1;
    tenth.said += chance;
    if (won[i]) tenth.won += 1;
  }
  return tenths
    .filter(({ leads }) => leads > 0)
    .map((tenth) => ({ ...tenth, said: tenth.said / tenth.leads, won: tenth.won / tenth.leads }));
}

/** A chance for each rule score: what a score of the leads learned from came to (logistic, one weight). */
export function learnScoreChance(
  scores: readonly number[],
  won: readonly boolean[],
): (score: number) => number {
  let [base, slope] = [0, 0];
  for (let pass = 0; pass < 30; pass++) {
    let [g0, g1, h00, h01, h11] = [0, -slope, 1e-6, 0, 1];
    for (const [i, score] of scores.entries()) {
      const x = score / 100;
      const chance = 1 / (1 + Math.exp(-(base + slope * x)));
      const left = (won[i] ? 1 : 0) - chance;
      const bend = chance * (1 - chance);
      g0 += left;
      g1 += left * x;
      h00 += bend;
      h01 += bend * x;
      h11 += bend * x * x;
    }
    const determinant = h00 * h11 - h01 * h01;
    if (determinant < 1e-12) break;
    base += Math.max(-2, Math.min(2, (h11 * g0 - h01 * g1) / determinant));
    slope += Math.max(-2, Math.min(2, (h00 * g1 - h01 * g0) / determinant));
  }
  return (score) => 1 / (1 + Math.exp(-(base + (slope * score) / 100)));
}

import type { Example } from "./features.ts";
import { chanceOf, learn, type WinModel } from "./model.ts";
import { learnNaiveBayes } from "./naive-bayes.ts";

/** How well the ended leads of the last while would have been told from what was known of those before. */
export interface Report {
  /** Leads learned from and looked at. */
  learned: number;
  heldOut: number;
  /** The share of held-out leads that were won. */
  wonShare: number;
  /** The area under the curve: how often a won lead stands above a lost one; 0.5 is chance, 1 is all. */
  auc: { model: number; ruleScore: number; naiveBayes: number };
  /** Held-out leads by the chance that the model gave, in tenths: what it said, and what came. */
  calibration: { from: number; to: number; leads: number; said: number; won: number }[];
  /** Whether the model may be shown: it has enough to go by, and is no worse than either of the others. */
  verdict: Verdict;
}

export type Verdict = "use" | "too-few" | "worse-than-score" | "worse-than-naive-bayes";

/** Fewer ended leads, or fewer of either kind among those held out, tell nothing. */
export const LEAST_ENDED = 200;
const LEAST_OF_A_KIND = 20;

/** Learn from the first three quarters, oldest first, and look at the last; what is then used learns from all. */
export function evaluate(examples: readonly Example[]): { report: Report; model: WinModel | null } {
  const parted = Math.floor(examples.length * 0.75);
  const [early, late] = [examples.slice(0, parted), examples.slice(parted)];
  const model = learn(early);
  const naive = learnNaiveBayes(early);
  const said = late.map(({ facts }) => chanceOf(model, facts));
  const won = late.map((example) => example.won);
  const auc = {
    model: areaUnderCurve(said, won),
    ruleScore: areaUnderCurve(
      late.map((example) => example.ruleScore),
      won,
    ),
    naiveBayes: areaUnderCurve(
      late.map(({ facts }) => naive(facts)),
      won,
    ),
  };
  const wins = won.filter(Boolean).length;
  const isEnough = examples.length >= LEAST_ENDED && Math.min(wins, late.length - wins) >= LEAST_OF_A_KIND;
  const verdict = !isEnough
    ? "too-few"
    : auc.model < auc.ruleScore
      ? "worse-than-score"
      : auc.model < auc.naiveBayes
        ? "worse-than-naive-bayes"
        : "use";
  return {
    report: {
      learned: early.length,
      heldOut: late.length,
      wonShare: late.length === 0 ? 0 : wins / late.length,
      auc,
      calibration: calibrate(said, won),
      verdict,
    },
    model: verdict === "use" ? learn(examples) : null,
  };
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

function calibrate(said: readonly number[], won: readonly boolean[]): Report["calibration"] {
  const tenths = Array.from({ length: 10 }, (_, i) => ({
    from: i / 10,
    to: (i + 1) / 10,
    leads: 0,
    said: 0,
    won: 0,
  }));
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

import type { Example } from "./example.ts";
import {
  areaUnderCurve,
  aucByAccident,
  calibrate,
  learnScoreChance,
  type Measures,
  measure,
  type Tenth,
} from "./measure.ts";
import { chanceOf, chooseRecipe, learnBy, type WinModel } from "./model.ts";
import { learnNaiveBayes } from "./naive-bayes.ts";

/** How well the ended leads of the last while would have been told from what was known of those before. */
export interface Report {
  /** Leads learned from and looked at. */
  learned: number;
  heldOut: number;
  /** Of those looked at. */
  heldOutWon: number;
  /** The share of held-out leads that were won. */
  wonShare: number;
  model: Measures;
  /** Its log loss and Brier score by the chance that each score came to. */
  ruleScore: Measures;
  naiveBayes: Measures;
  /** By what the model said. */
  calibration: Tenth[];
  /** How the model that was in use until now did on leads that ended since it was learned; null where too few did. */
  before: { leads: number; model: number; ruleScore: number } | null;
  /** How many must have ended, and how many of either kind must be among those looked at. */
  minimum: number;
  leastOfAKind: number;
  /** Whether the model may be shown: it has enough to go by, tells something, and is no worse than either other. */
  verdict: Verdict;
}

export const VERDICTS = [
  "use",
  "too-few",
  "nothing-tells",
  "worse-than-score",
  "worse-than-naive-bayes",
] as const;
export type Verdict = (typeof VERDICTS)[number];

/** Fewer ended leads tell nothing; scoring.yaml may ask for more, or for fewer. */
export const LEAST_ENDED = 200;
/** Fewer of either kind among those held out, likewise. */
export const LEAST_OF_A_KIND = 10;

export interface EvaluateOptions {
  /** Default: {@link LEAST_ENDED}. */
  minimum?: number;
  /** The model in use, and how many of the newest examples ended since it was learned. Default: there is none. */
  before?: { model: WinModel; newer: number };
}

/** Learn from the first three quarters, oldest first, and look at the last; what is then used learns from all. */
export function evaluate(
  examples: readonly Example[],
  { minimum = LEAST_ENDED, before }: EvaluateOptions = {},
): { report: Report; model: WinModel | null } {
  const parted = Math.floor(examples.length * 0.75);
  const [early, late] = [examples.slice(0, parted), examples.slice(parted)];
  const won = late.map((example) => example.won);
  const wins = won.filter(Boolean).length;
  const recipe = chooseRecipe(early);
  const model = learnBy(early, recipe);
  const naive = learnNaiveBayes(early);
  const scores = late.map((example) => example.ruleScore);
  const scoreChance = learnScoreChance(
    early.map((example) => example.ruleScore),
    early.map((example) => example.won),
  );
  const said = late.map(({ facts }) => chanceOf(model, facts));
  const told = {
    model: measure(said, won),
    ruleScore: { ...measure(scores.map(scoreChance), won), auc: areaUnderCurve(scores, won) },
    naiveBayes: measure(
      late.map(({ facts }) => naive(facts)),
      won,
    ),
  };
  const usual = measure(
    late.map(() => early.filter((example) => example.won).length / Math.max(1, early.length)),
    won,
  );
  const isEnough =
    examples.length >= Math.max(1, minimum) && Math.min(wins, late.length - wins) >= LEAST_OF_A_KIND;
  const verdict = isEnough ? judge(told, usual, aucByAccident(won)) : "too-few";
  return {
    report: {
      learned: early.length,
      heldOut: late.length,
      heldOutWon: wins,
      wonShare: late.length === 0 ? 0 : wins / late.length,
      ...told,
      calibration: calibrate(said, won),
      before: before === undefined ? null : compareBefore(examples, before.model, before.newer),
      minimum,
      leastOfAKind: LEAST_OF_A_KIND,
      verdict,
    },
    model: verdict === "use" ? learnBy(examples, recipe) : null,
  };
}

/** Log losses this near say the same of two ways that put leads in the same order. */
const SAME_LOSS = 0.01;

/** By order, and by how far it was off: it must not lose by either. */
function judge(
  { model, ruleScore, naiveBayes }: Pick<Report, "model" | "ruleScore" | "naiveBayes">,
  usual: Measures,
  accident: number,
): Verdict {
  if (model.auc < 0.5 + 2 * accident || model.logLoss >= usual.logLoss) return "nothing-tells";
  if (model.auc < ruleScore.auc || model.logLoss > ruleScore.logLoss + SAME_LOSS) return "worse-than-score";
  return model.auc < naiveBayes.auc || model.logLoss > naiveBayes.logLoss + SAME_LOSS
    ? "worse-than-naive-bayes"
    : "use";
}

/** What has become of the model that was in use: the leads that it could not have known. */
function compareBefore(examples: readonly Example[], model: WinModel, newer: number): Report["before"] {
  const since = newer <= 0 ? [] : examples.slice(-newer);
  const won = since.map((example) => example.won);
  const wins = won.filter(Boolean).length;
  if (Math.min(wins, since.length - wins) < LEAST_OF_A_KIND) return null;
  const said = since.map(({ facts }) => chanceOf(model, facts));
  const scores = since.map((example) => example.ruleScore);
  return {
    leads: since.length,
    model: areaUnderCurve(said, won),
    ruleScore: areaUnderCurve(scores, won),
  };
}

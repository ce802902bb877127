import type { Learning } from "../leads/config.ts";
import type { Report, Verdict } from "../leads/learn/evaluate.ts";
import type { Weight } from "../leads/learn/model.ts";
import type { LearningState, TrainingSummary } from "../leads/learn/state.ts";
import { table } from "./table.ts";

/** Whether a probability is shown, since when, or why not. */
export function stateInWords(state: LearningState, { enabled, minimum, every }: Learning): string {
  if (!enabled) return "No probability is shown: learning is switched off in flows/scoring.yaml.";
  if (state.inUse !== 0) {
    const { used, newest } = state;
    const lines = [
      `Open leads show a probability: model ${state.inUse}${used === null ? "" : `, ${learnedWhen(used)}`}.`,
    ];
    const before = newest?.report?.before ?? null;
    if (before !== null)
      lines.push(
        `The model before it, on the ${before.leads} leads that ended after it was learned: ${percent(before.model)}; the score: ${percent(before.ruleScore)}.`,
      );
    return lines.join("\n");
  }
  if (state.switchedOff) return "No probability is shown: it was switched off with `leadline score off`.";
  if (state.newest === null) {
    const when = every === "day" ? "every night" : "in the night to Monday";
    return `No probability is shown: nothing was learned yet. ${state.ended} of at least ${minimum} leads have ended; it is learned ${when}, or with \`leadline score train\`.`;
  }
  const { number, verdict } = state.newest;
  const why = verdict === null ? "" : ` ${VERDICTS[verdict]}`;
  return `No probability is shown. Training ${number}, ${learnedWhen(state.newest)}:${why}`;
}

function learnedWhen({ trainedAt, leads }: TrainingSummary): string {
  return `learned at ${trainedAt?.slice(0, 16).replace("T", " ") ?? "?"} UTC from ${leads ?? 0} leads`;
}

export function reportInWords(report: Report, weights: readonly Weight[]): string {
  const { learned, heldOut, heldOutWon, model, ruleScore, naiveBayes, calibration, verdict } = report;
  const counted = `${learned + heldOut} leads were won or lost; learned from ${learned}, looked at ${heldOut}.`;
  if (verdict === "too-few") {
    const { minimum, leastOfAKind } = report;
    const needed = `It takes at least ${minimum}, and ${leastOfAKind} won and ${leastOfAKind} lost among those looked at (now ${heldOutWon} and ${heldOut - heldOutWon}).`;
    return [counted, `${VERDICTS[verdict]} ${needed}`].join("\n");
  }
  const row = (name: string, { auc, logLoss, brier }: Report["model"]) => [
    name,
    percent(auc),
    logLoss.toFixed(3),
    brier.toFixed(3),
  ];
  return [
    counted,
    `Of those looked at, ${percent(report.wonShare)} were won.`,
    "",
    "How often a won lead stands above a lost one (AUC; 50% is chance), and how far the chances were off (the less the better):",
    table(
      ["BY", "AUC", "LOG LOSS", "BRIER"],
      [
        row("score of scoring.yaml", ruleScore),
        row("learned (logistic regression)", model),
        row("learned (naive Bayes)", naiveBayes),
      ],
    ),
    "",
    "What the first way of learning said, and what came:",
    table(
      ["CHANCE", "LEADS", "SAID", "WON"],
      calibration.map(({ from, to, leads, said, won }) => [
        `${percent(from)} to ${percent(to)}`,
        String(leads),
        percent(said),
        percent(won),
      ]),
    ),
    ...(weights.length === 0 ? [] : ["", "What weighs most in it:", weightTable(weights)]),
    "",
    VERDICTS[verdict],
  ].join("\n");
}

function weightTable(weights: readonly Weight[]): string {
  return table(
    ["WHAT IS KNOWN", "LEADS", "ODDS OF WINNING"],
    weights.map(({ feature: { field, value }, odds, share }) => [
      `${field.replace(/^answers\./, "")}: ${typeof value === "string" ? value : spanInWords(value)}`,
      percent(share),
      `× ${odds.toFixed(2)}`,
    ]),
  );
}

function spanInWords({ from, to }: { from: number | null; to: number | null }): string {
  const number = (value: number) => String(Math.round(value * 100) / 100);
  if (from === null) return to === null ? "any" : `under ${number(to)}`;
  return to === null ? `${number(from)} or more` : `${number(from)} to under ${number(to)}`;
}

export const VERDICTS: Record<Verdict, string> = {
  use: "What was learned tells better than the score: it may be shown on open leads.",
  "too-few": "Too few have ended to tell.",
  "nothing-tells": "Nothing that is known of a lead beforehand tells whether it is won: nothing is shown.",
  "worse-than-score": "The score tells better than what was learned: nothing else is shown.",
  "worse-than-naive-bayes":
    "A simpler way of learning (naive Bayes) tells better: what was learned cannot be trusted yet, and is not shown.",
};

function percent(share: number): string {
  return `${Math.round(share * 100)}%`;
}

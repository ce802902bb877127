import { Command } from "commander";
import { evaluate, LEAST_ENDED, type Report, type Verdict } from "../leads/learn/evaluate.ts";
import { strongestOf, type Weight } from "../leads/learn/model.ts";
import { action, type Cli } from "./cli.ts";
import { EXIT } from "./exit-codes.ts";
import { table } from "./table.ts";
import { withOperations } from "./with-operations.ts";

/** `leadline score`: how well the score tells which leads are won. */
export function scoreCommand(cli: Cli): Command {
  return new Command("score")
    .summary("how well the score tells which leads are won")
    .description("How well the points of flows/scoring.yaml tell which leads are won.")
    .addCommand(reportCommand(cli))
    .addHelpText("after", "\nExamples:\n  leadline score report\n  leadline score report --json");
}

function reportCommand(cli: Cli): Command {
  return new Command("report")
    .description(
      "Learn from the older three quarters of the leads that were won or lost, and look at the newer quarter: how often the score, and two ways of learning, put a won lead above a lost one. Changes nothing.",
    )
    .action(
      action(cli, async (options) => {
        const examples = await withOperations(cli, options, (operations) => operations.examples());
        const { report, model } = evaluate(examples);
        const weights = model === null ? [] : strongestOf(model, MOST_WEIGHTS);
        if (options.json) cli.terminal.out(JSON.stringify({ ...report, weights }, null, 2));
        else cli.terminal.out(inWords(report, weights));
        return EXIT.ok;
      }),
    );
}

const MOST_WEIGHTS = 10;

function inWords(report: Report, weights: readonly Weight[]): string {
  const { learned, heldOut, auc, calibration, verdict, wonShare } = report;
  const counted = `${learned + heldOut} leads were won or lost; learned from ${learned}, looked at ${heldOut}.`;
  if (verdict === "too-few") return [counted, VERDICTS[verdict]].join("\n");
  return [
    counted,
    `Of those looked at, ${percent(wonShare)} were won.`,
    "",
    "How often a won lead stands above a lost one (50% is chance):",
    table(
      ["BY", "AUC"],
      [
        ["score of scoring.yaml", percent(auc.ruleScore)],
        ["learned (logistic regression)", percent(auc.model)],
        ["learned (naive Bayes)", percent(auc.naiveBayes)],
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

const VERDICTS: Record<Verdict, string> = {
  use: "What was learned tells better than the score: give points to what wins, in flows/scoring.yaml.",
  "too-few": `Too few have ended to tell: it takes at least ${LEAST_ENDED}, some of them won and some lost.`,
  "worse-than-score": "The score tells best: leave it as it is.",
  "worse-than-naive-bayes": "The two ways of learning do not agree: leave the score as it is.",
};

function percent(share: number): string {
  return `${Math.round(share * 100)}%`;
}

import { Command } from "commander";
import { evaluate, LEAST_ENDED, type Report, type Verdict } from "../leads/learn/evaluate.ts";
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
        const { report } = evaluate(examples);
        if (options.json) cli.terminal.out(JSON.stringify(report, null, 2));
        else cli.terminal.out(inWords(report));
        return EXIT.ok;
      }),
    );
}

function inWords(report: Report): string {
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
    "",
    VERDICTS[verdict],
  ].join("\n");
}

const VERDICTS: Record<Verdict, string> = {
  use: "What was learned tells better than the score: look at which answers win, and give them more points.",
  "too-few": `Too few have ended to tell: it takes at least ${LEAST_ENDED}, some of them won and some lost.`,
  "worse-than-score": "The score tells best: leave it as it is.",
  "worse-than-naive-bayes": "The two ways of learning do not agree: leave the score as it is.",
};

function percent(share: number): string {
  return `${Math.round(share * 100)}%`;
}

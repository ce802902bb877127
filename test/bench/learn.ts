import { setImmediate as pause } from "node:timers/promises";
import type { Report } from "../../src/leads/learn/evaluate.ts";
import type { Example } from "../../src/leads/learn/example.ts";
import { type WinModel, weigh } from "../../src/leads/learn/model.ts";
import { createLearner } from "../../src/schedule/learner.ts";
import { aBusiness } from "../leads/learn/a-business.ts";

/** What must hold: how long learning may take, and that naive Bayes tells nothing better. */
const MOST_MS = 5_000;

const LEADS = 10_000;
const SEEDS = [1, 2, 3, 4, 5] as const;
/** As many examples at once as the program gives its learning thread. */
const AT_ONCE = 100;

interface Learned {
  ms: number;
  report: Report;
  model: WinModel | null;
  examples: Example[];
}

/** How long it takes to learn from ended leads, in a thread as the program does it, and how well it tells the rest. */
export async function benchLearning(): Promise<boolean> {
  const leads = LEADS.toLocaleString("en-US");
  console.log(
    `\nlearn: what wins, from ${leads} ended leads of 25 fields each, in the program's own thread: looked at`,
  );
  console.log(
    "with the newest quarter, which it has not learned from, beside naive Bayes; then learned from all.",
  );
  const all: Learned[] = [];
  console.log("\n| seed | seconds | ratio to the limit | AUC | of naive Bayes | log loss | of naive Bayes |");
  console.log("|---|---|---|---|---|---|---|");
  for (const seed of SEEDS) {
    const learned = await learn(seed);
    all.push(learned);
    const { model, naiveBayes } = learned.report;
    const cells = [
      seed,
      (learned.ms / 1_000).toFixed(2),
      (learned.ms / MOST_MS).toFixed(2),
      model.auc.toFixed(4),
      naiveBayes.auc.toFixed(4),
      model.logLoss.toFixed(4),
      naiveBayes.logLoss.toFixed(4),
    ];
    console.log(`| ${cells.join(" | ")} |`);
  }
  const worst = Math.max(...all.map(({ ms }) => ms));
  const won = all.filter(({ report }) => isBetter(report)).length;
  console.log(
    `\nlearning, the slowest of ${all.length}: ${(worst / 1_000).toFixed(2)} s (wanted: under ${MOST_MS / 1_000} s), ratio ${(worst / MOST_MS).toFixed(2)}`,
  );
  console.log(`better than naive Bayes by AUC and by log loss: ${won} of ${all.length} (wanted: all)`);
  const { model, examples } = all[0]!;
  if (model === null) console.log("one lead's probability: nothing was learned that may be used");
  else console.log(`one lead's probability with its reasons: ${costOf(model, examples).toFixed(1)} µs`);
  return worst < MOST_MS && won === all.length && model !== null;
}

async function learn(seed: number): Promise<Learned> {
  const examples = aBusiness(LEADS, seed);
  const learner = createLearner();
  const began = performance.now();
  try {
    const { report, model } = await learner.learn(byAndBy(examples), {});
    return { ms: performance.now() - began, report, model, examples };
  } finally {
    await learner.close();
  }
}

async function* byAndBy(examples: readonly Example[]): AsyncGenerator<Example[]> {
  for (let from = 0; from < examples.length; from += AT_ONCE) {
    yield examples.slice(from, from + AT_ONCE);
    await pause();
  }
}

function isBetter({ model, naiveBayes }: Report): boolean {
  return model.auc > naiveBayes.auc && model.logLoss < naiveBayes.logLoss;
}

/** Microseconds a lead: the round in the middle, after those that warm up. */
function costOf(model: WinModel, examples: readonly Example[]): number {
  const rounds = Array.from({ length: 9 }, () => {
    const began = performance.now();
    for (const { facts } of examples) weigh(model, facts);
    return ((performance.now() - began) * 1_000) / examples.length;
  });
  return rounds
    .slice(2)
    .sort((a, b) => a - b)
    .at(3)!;
}

import { parentPort } from "node:worker_threads";
import { type EvaluateOptions, evaluate, type Report } from "../leads/learn/evaluate.ts";
import type { Example } from "../leads/learn/example.ts";
import type { WinModel } from "../leads/learn/model.ts";

/** The thread gets the examples a few at a time, oldest first, and then what to do with them. */
export type LearnRequest = { examples: Example[] } | { evaluate: EvaluateOptions };

export type LearnReply = { report: Report; model: WinModel | null } | { failed: string };

const examples: Example[] = [];

parentPort?.on("message", (request: LearnRequest) => {
  if ("examples" in request) examples.push(...request.examples);
  else parentPort?.postMessage(attempt(request.evaluate));
});

function attempt(options: EvaluateOptions): LearnReply {
  try {
    return evaluate(examples, options);
  } catch (error) {
    return { failed: error instanceof Error ? error.message : String(error) };
  }
}

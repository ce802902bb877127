import type { Worker } from "node:worker_threads";
import { LeadlineError } from "../errors.ts";
import type { EvaluateOptions } from "../leads/learn/evaluate.ts";
import type { Example } from "../leads/learn/example.ts";
import { startWorker } from "../start-worker.ts";
import type { LearnReply, LearnRequest } from "./learning-thread.ts";

/** Learns in a thread of its own: it takes seconds, and nobody's turn may wait for it. */
export interface Learner {
  /** Learn from examples, oldest first, that come a few at a time. Rejects with `learning-failed`. */
  learn(
    examples: AsyncIterable<Example[]>,
    options: EvaluateOptions,
  ): Promise<Exclude<LearnReply, { failed: string }>>;
  /** End the thread; what is being learned is rejected. */
  close(): Promise<void>;
}

export interface LearnerOptions {
  /** Milliseconds until it is given up, once it has all examples. Default: 300,000. */
  timeoutMs?: number;
  /** Start the thread. Default: the real one. */
  start?: () => Worker;
}

export function createLearner({ timeoutMs = 300_000, start = startThread }: LearnerOptions = {}): Learner {
  let worker: Worker | null = null;
  let closed = false;

  return {
    async learn(examples, options) {
      if (closed) throw failure("the program is stopping");
      const thread = start();
      worker = thread;
      // It keeps nobody from ending the program.
      thread.unref();
      let deadline: NodeJS.Timeout | undefined;
      const reply = new Promise<LearnReply>((resolve) => {
        thread.once("message", resolve);
        thread.once("error", (error) => resolve({ failed: error.message }));
        thread.once("exit", (code) => resolve({ failed: `the thread ended with code ${code}` }));
      });
      try {
        for await (const some of examples) thread.postMessage({ examples: some } satisfies LearnRequest);
        thread.postMessage({ evaluate: options } satisfies LearnRequest);
        const late = new Promise<LearnReply>((resolve) => {
          deadline = setTimeout(() => resolve({ failed: `it took more than ${timeoutMs} ms` }), timeoutMs);
        });
        const result = await Promise.race([reply, late]);
        if ("failed" in result) throw failure(result.failed);
        return result;
      } finally {
        clearTimeout(deadline);
        worker = null;
        await thread.terminate();
      }
    },
    async close() {
      closed = true;
      await worker?.terminate();
    },
  };
}

function startThread(): Worker {
  return startWorker("learning-thread", import.meta.url, {
    name: "learning",
    // Ten thousand leads need some tens of megabytes; the program's own memory must not go with it.
    resourceLimits: { maxOldGenerationSizeMb: 512 },
  });
}

function failure(why: string): LeadlineError {
  return new LeadlineError("learning-failed", `It could not be learned what wins: ${why}.`, {
    fix: "Nothing is lost: leads keep the chances that they have, and it is tried again. If it happens again, report it with this message.",
    retryable: true,
  });
}

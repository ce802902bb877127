import { Worker, type WorkerOptions } from "node:worker_threads";

/**
 * Start a thread from a sibling module, by its name without extension.
 *
 * When we run from the sources (tests, development), Node 20 cannot read TypeScript in a thread: a small module
 * in JavaScript registers tsx first.
 */
export function startWorker(module: string, options: WorkerOptions): Worker {
  if (!import.meta.url.endsWith(".ts"))
    return new Worker(new URL(`./${module}.js`, import.meta.url), options);
  const source = new URL(`./${module}.ts`, import.meta.url).href;
  const runner = new URL("./from-source.mjs", import.meta.url);
  return new Worker(runner, { ...options, argv: [source], execArgv: [] });
}

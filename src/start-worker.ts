import { Worker, type WorkerOptions } from "node:worker_threads";

/**
 * Start a thread from a module beside the caller, by its name without extension. `from`: the caller's
 * `import.meta.url`.
 *
 * When we run from the sources (tests, development), Node 20 cannot read TypeScript in a thread: a small module
 * in JavaScript registers tsx first.
 */
export function startWorker(module: string, from: string, options: WorkerOptions): Worker {
  if (!from.endsWith(".ts")) return new Worker(new URL(`./${module}.js`, from), options);
  const source = new URL(`./${module}.ts`, from).href;
  const runner = new URL("./from-source.mjs", import.meta.url);
  return new Worker(runner, { ...options, argv: [source], execArgv: [] });
}

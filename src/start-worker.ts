import { pathToFileURL } from "node:url";
import { Worker, type WorkerOptions } from "node:worker_threads";

/**
 * Start a thread from a module beside the caller, by its name without extension. `from`: the caller's
 * `import.meta.url`.
 *
 * When we run from the sources (tests, development), Node 20 cannot read TypeScript in a thread: a small module
 * in JavaScript registers tsx first. That takes a third of a second for each thread, so who starts very many of them
 * names in `LEADLINE_BUILT_THREADS` the folder of a build of the same sources, as the tests do.
 */
export function startWorker(module: string, from: string, options: WorkerOptions): Worker {
  if (!from.endsWith(".ts")) return new Worker(new URL(`./${module}.js`, from), options);
  const source = new URL(`./${module}.ts`, from).href;
  const built = process.env.LEADLINE_BUILT_THREADS;
  if (built !== undefined) return new Worker(builtOf(source, built), options);
  const runner = new URL("./from-source.mjs", import.meta.url);
  return new Worker(runner, { ...options, argv: [source], execArgv: [] });
}

/** The module of a build that was made of a source. */
function builtOf(source: string, folder: string): URL {
  const sources = new URL("./", import.meta.url).href;
  return new URL(source.slice(sources.length).replace(/\.ts$/, ".js"), `${pathToFileURL(folder).href}/`);
}

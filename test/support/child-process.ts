import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { packageFolder } from "../../src/config.ts";

/**
 * What Node is given to run a module of ours as a process of its own, by the path of its source. In a test run that is its
 * build, which begins in a third of the time; outside one, the source.
 */
export function argsFor(module: URL | string): string[] {
  const source = module instanceof URL ? fileURLToPath(module) : module;
  const built = process.env.LEADLINE_BUILT_THREADS;
  if (built === undefined) return ["--import", TSX, source];
  const file = relative(packageFolder(), source).replace(/\.ts$/, ".js");
  const inFewFiles = join(built, "..", "test", "programs", relative("test", file));
  return [existsSync(inFewFiles) ? inFewFiles : join(built, "..", file)];
}

const TSX = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;

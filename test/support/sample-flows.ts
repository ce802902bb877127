import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { packageFolder } from "../../src/config.ts";

/** The files of the sample business, by name; without its conversation tests. */
export function sampleFiles(): Record<string, string> {
  const folder = join(packageFolder(), "flows");
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
    (name) => name.endsWith(".yaml") && !name.startsWith("tests"),
  );
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), "utf8")]));
}

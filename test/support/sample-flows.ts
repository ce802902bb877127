import { readdirSync, readFileSync } from "node:fs";

/** The files of the sample business, by name; without its conversation tests. */
export function sampleFiles(): Record<string, string> {
  const folder = new URL("../../flows/", import.meta.url);
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
    (name) => name.endsWith(".yaml") && !name.startsWith("tests"),
  );
  return Object.fromEntries(names.map((name) => [name, readFileSync(new URL(name, folder), "utf8")]));
}

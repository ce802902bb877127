import { checkAsks } from "./check-asks.ts";
import { checkGraph } from "./check-graph.ts";
import { checkNames } from "./check-names.ts";
import { checkOtherFiles } from "./check-other-files.ts";
import { checkTranslations } from "./check-texts.ts";
import type { ParsedFiles } from "./parse-files.ts";
import type { Problem } from "./problems.ts";

/** What is wrong with files that each fit their schema: between steps, between files, between languages. */
export function checkFiles(files: ParsedFiles): Problem[] {
  const problems: Problem[] = [];
  for (const flow of files.flows) {
    problems.push(...checkGraph(flow, files), ...checkAsks(flow), ...checkNames(flow, files));
  }
  problems.push(...checkOtherFiles(files), ...checkTranslations(files));
  return problems;
}

import { nearest } from "../nearest.ts";

/** A fault in a flow file, with where it is and what to do. */
export interface Problem {
  /** Relative to the flow folder, e.g. `qualify.yaml`. */
  file: string;
  /** From 1. */
  line: number;
  column: number;
  severity: "error" | "warning";
  message: string;
  /** What to do about it, as a sentence. */
  fix: string;
}

/** One line for a terminal: `qualify.yaml:12:5 error: … Fix: …` */
export function formatProblem(problem: Problem): string {
  const { file, line, column, severity, message, fix } = problem;
  return `${file}:${line}:${column} ${severity}: ${message}\n    ${fix}`;
}

/** In the order of the files and lines. */
export function sortProblems(problems: Problem[]): Problem[] {
  return [...problems].sort(
    (a, b) =>
      compare(a.file, b.file) || a.line - b.line || a.column - b.column || compare(a.message, b.message),
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** "Did you mean x?", or what there is to choose from. */
export function suggest(word: string, candidates: Iterable<string>, what: string): string {
  const all = [...candidates];
  const near = nearest(word, all);
  if (near !== null) return `Did you mean \`${near}\`?`;
  if (all.length === 0) return `There is no ${what} yet.`;
  const shown = all.slice(0, 12).join(", ");
  return `Use one of: ${shown}${all.length > 12 ? ", …" : ""}.`;
}

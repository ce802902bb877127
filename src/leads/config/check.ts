import type { Pipeline } from "./pipeline.ts";
import type { Routing } from "./routing.ts";
import type { Scoring } from "./scoring.ts";

/** A fault in a file of the business, at a path within it. */
export interface ConfigFault {
  path: (string | number)[];
  message: string;
  fix: string;
}

export function checkPipeline(_pipeline: Pipeline): ConfigFault[] {
  return [];
}
export function checkScoring(_scoring: Scoring): ConfigFault[] {
  return [];
}
export function checkRouting(_routing: Routing): ConfigFault[] {
  return [];
}

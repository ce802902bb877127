import type { ParsedFiles } from "./bundle.ts";
import type { Problem } from "./problems.ts";

/** PLACEHOLDER */
export function checkFiles(_files: ParsedFiles): Problem[] {
  return [];
}

import type { Lead } from "./types/lead.ts";

/** What people call a lead: `L-42`. */
export function leadRef(lead: Pick<Lead, "number">): string {
  return `L-${lead.number}`;
}

/** The number in `L-42`, `l42`, `#42` or `42`; null when it is none. */
export function parseLeadRef(text: string): number | null {
  const match = /^\s*(?:l\s*[-–]?\s*|#\s*)?(\d{1,9})\s*$/i.exec(text);
  const number = match?.[1] === undefined ? 0 : Number(match[1]);
  return number > 0 ? number : null;
}

import type { Outreach } from "../leads/types/outreach.ts";

/** What came of unasked messages, by how far they came. What each number means stands in docs/insights.md. */
export interface Results {
  sent: number;
  delivered: number;
  read: number;
  replied: number;
  won: number;
  optedOut: number;
}

/** The results of one step of a sequence in one wording, or of a campaign. */
export interface ReachRow extends Results {
  kind: Outreach["kind"];
  /** The id of the sequence or campaign. */
  source: string;
  /** Of a campaign: what it is called. */
  name: string | null;
  step: string | null;
  variant: string | null;
}

/** Only the messages of one sequence or campaign. */
export type ReachOf = Pick<ReachRow, "kind"> & { source?: string };

export const RESULTS = [
  "sent",
  "delivered",
  "read",
  "replied",
  "won",
  "optedOut",
] as const satisfies (keyof Results)[];

/** Results added up. */
export function sumResults(rows: readonly Results[]): Results {
  const sum: Results = { sent: 0, delivered: 0, read: 0, replied: 0, won: 0, optedOut: 0 };
  for (const row of rows) for (const key of RESULTS) sum[key] += row[key];
  return sum;
}

/** Added up by a key of each, in the order in which the keys come first. */
export function sumBy(
  rows: readonly ReachRow[],
  keyOf: (row: ReachRow) => string,
): Map<string, Results & { rows: ReachRow[] }> {
  const groups = new Map<string, ReachRow[]>();
  for (const row of rows) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row]);
  return new Map([...groups].map(([key, each]) => [key, { ...sumResults(each), rows: each }]));
}

import type { OutreachReads } from "../../src/commands/outreach-reads.ts";

/** Nothing was ever sent unasked, and nobody is in a sequence. */
export const noOutreach: OutreachReads = {
  sequenceCounts: async () => [],
  enrolled: async () => ({ rows: [], total: 0 }),
  people: async () => [],
  outreachState: async () => ({ off: [], sent: [], switched: [] }),
};

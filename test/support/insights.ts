import type { InsightReads, Numbers } from "../../src/commands/insights.ts";

/** Numbers of nothing; name what matters. */
export function someNumbers(facts: Partial<Numbers> = {}): Numbers {
  const spread = { medianSeconds: null, p90Seconds: null, spans: [] };
  return {
    created: 0,
    qualified: 0,
    won: { count: 0, values: [] },
    lost: { count: 0, reasons: [] },
    cohort: { qualified: 0, won: 0, lost: 0, stages: [], reached: [], answered: [], stoppedAfter: [] },
    firstResponse: { answered: 0, waiting: 0, clock: spread, working: spread },
    sla: { response: { kept: 0, broken: 0 }, stages: [] },
    followUps: { planned: 0, kept: 0, late: 0, overdue: 0 },
    timeInStage: [],
    ...facts,
  };
}

/** Where nothing ever happened. */
export const noInsights: InsightReads = {
  insight: async () => ({ total: someNumbers(), groups: [], series: [] }),
  reach: async () => [],
  insightLeads: async () => ({ rows: [], total: 0 }),
};

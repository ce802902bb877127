import { breakLimit, changeLead, SYSTEM } from "./change.ts";
import { dueColumns, limitsDue, type RunningLimit, runningLimits, type SlaRules } from "./sla.ts";
import { planLimits } from "./sla-timer.ts";
import type { Turn } from "./turn.ts";
import type { At } from "./types/at.ts";
import type { Lead } from "./types/lead.ts";

/** What the timer of a lead's limits brought. */
export interface CheckedLimits {
  lead: Lead;
  /** Those that have run out now: each is told once. */
  broken: RunningLimit[];
  /** Those that will soon. */
  near: RunningLimit[];
}

/**
 * The timer of a lead's limits, planned for `plannedFor`, has come. By the hours, holidays and limits as they are now:
 * what has run out is broken, and what has more time than was reckoned gets it. The timer of what comes next is set.
 */
export function checkLimits(turn: Turn, rules: SlaRules, found: Lead, plannedFor: At): CheckedLimits {
  const { broken, near } = limitsDue(runningLimits(found, rules), plannedFor, turn.at);
  let lead = found;
  for (const { limit, dueAt } of broken) lead = breakLimit(turn, lead, limit, dueAt);
  const running = runningLimits(lead, rules);
  const columns = dueColumns(lead, running);
  if (columns.responseDueAt !== lead.responseDueAt || columns.stageDueAt !== lead.stageDueAt) {
    lead = changeLead(turn, lead, columns, { kind: "clock-moved", actor: SYSTEM });
  }
  planLimits(turn, lead, running);
  return { lead, broken, near };
}

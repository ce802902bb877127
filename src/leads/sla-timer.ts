import { type RunningLimit, SLA } from "./sla.ts";
import type { Turn } from "./turn.ts";
import type { Lead } from "./types/lead.ts";

/** Set the lead's one timer for what comes next of its limits, in place of the one before. */
export function planLimits(turn: Turn, lead: Lead, running: readonly RunningLimit[], isNew = false): void {
  if (!isNew) turn.cancelTimers({ kind: SLA, leadId: lead.id });
  const id = `${SLA}:${lead.id}:${turn.seq.toString(36)}`;
  const moments = running.map(({ warnAt, dueAt }) => (warnAt !== null && warnAt > turn.at ? warnAt : dueAt));
  const next = moments.sort()[0];
  const isPlanned = turn.changes().timers.some((timer) => timer.id === id);
  if (next === undefined && !isPlanned) return;
  turn.save("timers", {
    id,
    kind: SLA,
    conversationId: null,
    leadId: lead.id,
    payload: {},
    dueAt: next ?? turn.at,
    status: next === undefined ? "cancelled" : "pending",
    createdAt: turn.at,
  });
}

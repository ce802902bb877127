import {
  type FollowUpChange,
  MAX_FOLLOW_UPS,
  nextStepOf,
  noteFollowUp,
  saveFollowUp,
} from "./follow-up-rows.ts";
import type { Patch } from "./trail.ts";
import type { Turn } from "./turn.ts";
import type { FollowUp } from "./types/follow-up.ts";
import type { Lead } from "./types/lead.ts";

/** Plan what the rules say for the stage that the lead has come to, and note it in the patch of the move. */
export function planByRules(turn: Turn, after: Lead, patch: Patch): void {
  const planned = followUpsByRule(turn, after);
  if (planned.length === 0) return;
  for (const change of planned) noteFollowUp(patch, change);
  after.nextStep = nextStepOf(turn, after.id);
}

/**
 * What the rules of followups.yaml plan with a lead that has come to another stage; nothing that is open already, past, or
 * too much.
 */
function followUpsByRule(turn: Turn, lead: Lead): FollowUpChange[] {
  const { actor, at } = turn;
  const changes: FollowUpChange[] = [];
  for (const plan of turn.followUpRules.planned(lead, actor.kind === "rep" ? actor.id : null, at)) {
    const open = turn.openFollowUps(lead.id);
    if (plan.dueAt <= at || open.length >= MAX_FOLLOW_UPS) continue;
    if (open.some((row) => row.rule === plan.rule)) continue;
    const after: FollowUp = {
      ...plan,
      id: turn.nextId(),
      leadId: lead.id,
      outcome: null,
      status: "open",
      plannedFor: plan.dueAt,
      repeats: null,
      remindedAt: null,
      createdBy: null,
      createdAt: at,
      doneAt: null,
      moves: null,
    };
    saveFollowUp(turn, null, after);
    changes.push({ before: null, after });
  }
  return changes;
}

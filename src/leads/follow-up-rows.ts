import { FOLLOW_UP, isSame, type Patch } from "./trail.ts";
import type { Turn } from "./turn.ts";
import type { At } from "./types/at.ts";
import type { FollowUp, NextStep } from "./types/follow-up.ts";
import type { Lead } from "./types/lead.ts";
import type { Timer } from "./types/timer.ts";

/** The timer of a follow-up; its payload is `{ followUpId, dueAt }`. One that fires for another moment means nothing. */
export const FOLLOW_UP_DUE = "follow-up";

/**
 * Save a follow-up and keep its timer in step: one is pending as long as it is open and nobody has been reminded of
 * its due time. The timer's id names that time, so that one on its way for an earlier time cannot put it out.
 */
export function saveFollowUp(turn: Turn, before: FollowUp | null, after: FollowUp): void {
  turn.save("followUps", after);
  const waits = (row: FollowUp | null) => row !== null && row.status === "open" && row.remindedAt === null;
  const isMoved = before !== null && (before.dueAt !== after.dueAt || before.leadId !== after.leadId);
  if (before !== null && waits(before) && (isMoved || !waits(after))) saveTimer(turn, before, "cancelled");
  if (waits(after) && (!waits(before) || isMoved)) saveTimer(turn, after, "pending");
}

function saveTimer(turn: Turn, row: FollowUp, status: Timer["status"]): void {
  turn.save("timers", {
    id: followUpTimerId(row.id, row.dueAt),
    kind: FOLLOW_UP_DUE,
    conversationId: null,
    leadId: row.leadId,
    payload: { followUpId: row.id, dueAt: row.dueAt },
    dueAt: row.dueAt,
    status,
    createdAt: turn.at,
  });
}

export function followUpTimerId(id: string, dueAt: At): string {
  return `${FOLLOW_UP_DUE}:${id}:${Date.parse(dueAt).toString(36)}`;
}

/** What the lead's card shows: the open follow-up that falls due next. */
export function nextStepOf(turn: Turn, leadId: string): NextStep | null {
  const next = turn.openFollowUps(leadId)[0];
  return next === undefined
    ? null
    : { followUpId: next.id, at: next.dueAt, kind: next.kind, note: next.note };
}

/**
 * What follows for a lead's follow-ups from a change of the lead: a new owner gets those of the one before (those
 * of nobody's lead whoever has them), and a closed lead drops all but those for support. Gives what was
 * changed, for the trail.
 */
export function carryFollowUps(turn: Turn, before: Lead, after: Lead): FollowUpChange[] {
  const isClosed = after.stageKind !== "open";
  const isGiven = after.ownerId !== null && after.ownerId !== before.ownerId;
  const isMoved = after.stage !== before.stage;
  if (!isClosed && !isGiven && !isMoved) return [];
  const changes: FollowUpChange[] = [];
  for (const row of turn.openFollowUps(after.id)) {
    let next = row;
    const isOver = row.rule !== null && isMoved && !turn.followUpRules.applies(row.rule, after);
    if (isOver || (isClosed && row.kind !== "support")) next = { ...row, status: "dropped", doneAt: turn.at };
    else if (isGiven && (before.ownerId === null || row.repId === before.ownerId)) {
      next = { ...row, repId: after.ownerId ?? row.repId };
    }
    if (next === row || (next.repId === row.repId && next.status === row.status)) continue;
    saveFollowUp(turn, row, next);
    changes.push({ before: row, after: next });
  }
  return changes;
}

/** The most open follow-ups of a lead. */
export const MAX_FOLLOW_UPS = 20;

/** A follow-up before and after; null before it was planned. */
export interface FollowUpChange {
  before: FollowUp | null;
  after: FollowUp;
}

/** Add to `patch` how a follow-up was changed. */
export function noteFollowUp(patch: Patch, { before, after }: FollowUpChange): void {
  const key = FOLLOW_UP + after.id;
  if (before === null) {
    patch.before[key] = null;
    patch.after[key] = facts(after);
    return;
  }
  const [was, is] = [new Map(Object.entries(facts(before))), Object.entries(facts(after))];
  const changed = is.filter(([field, value]) => !isSame(was.get(field), value));
  patch.before[key] = Object.fromEntries(changed.map(([field]) => [field, was.get(field)]));
  patch.after[key] = Object.fromEntries(changed);
}

/** What the trail keeps of a follow-up. */
function facts({
  id: _id,
  createdBy: _by,
  createdAt: _at,
  // It only ever rises, also when something is taken back.
  moves: _moves,
  ...row
}: FollowUp): Omit<FollowUp, "id" | "createdBy" | "createdAt" | "moves"> {
  return row;
}

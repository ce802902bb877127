import { nextWorkingTime } from "../leads/calendar.ts";
import type { BusinessCalendar } from "../leads/config.ts";
import type { Turn } from "../leads/turn.ts";
import type { At } from "../leads/types/at.ts";
import type { Conversation } from "../leads/types/conversation.ts";

/** The timer that asks once more when a contact has gone quiet. */
export const NUDGE = "nudge";

/**
 * Plan the one nudge of a conversation after `afterMs` of silence; null takes it back.
 *
 * A timer that is pending already is left where it is, unless it would fall due too late: every message would
 * move it otherwise. When it falls due and the contact has written since, {@link postponeNudge} moves
 * it. Changes `conversation`, which the caller saves.
 */
export function scheduleNudge(
  turn: Turn,
  conversation: Conversation,
  afterMs: number | null,
  calendar: BusinessCalendar,
): void {
  const pending = conversation.nudge;
  if (afterMs === null) {
    if (pending !== null) saveTimer(turn, conversation, pending.dueAt, "cancelled");
    conversation.nudge = null;
    return;
  }
  // A timer that was set for the same silence or a shorter one falls due no later than a new one would.
  if (pending !== null && pending.afterMs <= afterMs) {
    if (pending.afterMs < afterMs) conversation.nudge = { dueAt: pending.dueAt, afterMs };
    return;
  }
  const quietUntil = new Date(Date.parse(turn.at) + afterMs).toISOString();
  setTimer(turn, conversation, quietUntil, afterMs, calendar);
}

/**
 * The timer fell due: when the contact has not been quiet for long enough, or it is no working time any more because
 * the program was off, set it again for when that will be. True when it was, and the nudge must wait. Changes
 * `conversation`, which the caller saves.
 */
export function postponeNudge(turn: Turn, conversation: Conversation, calendar: BusinessCalendar): boolean {
  const { nudge, lastInboundAt } = conversation;
  if (nudge === null || lastInboundAt === null) return false;
  const quietUntil = new Date(Date.parse(lastInboundAt) + nudge.afterMs).toISOString();
  const soonest = [quietUntil, turn.at].sort().at(-1)!;
  const opens = nextWorkingTime(soonest, calendar) ?? soonest;
  if (opens <= turn.at) return false;
  setTimer(turn, conversation, soonest, nudge.afterMs, calendar);
  return true;
}

/** A nudge answers nothing that was just said, so it waits for working time. */
function setTimer(
  turn: Turn,
  conversation: Conversation,
  quietUntil: At,
  afterMs: number,
  calendar: BusinessCalendar,
): void {
  const dueAt = nextWorkingTime(quietUntil, calendar) ?? quietUntil;
  conversation.nudge = { dueAt, afterMs };
  saveTimer(turn, conversation, dueAt, "pending");
}

function saveTimer(turn: Turn, conversation: Conversation, dueAt: At, status: "pending" | "cancelled"): void {
  turn.save("timers", {
    id: `${NUDGE}:${conversation.id}`,
    kind: NUDGE,
    conversationId: conversation.id,
    leadId: conversation.leadId,
    payload: {},
    dueAt,
    status,
    createdAt: turn.at,
  });
}

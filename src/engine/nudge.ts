import { nextWorkingTime } from "../leads/calendar.ts";
import type { BusinessCalendar } from "../leads/config.ts";
import type { Turn } from "../leads/turn.ts";
import type { Conversation } from "../leads/types.ts";

/** The timer that asks once more when a contact has gone quiet. */
export const NUDGE = "nudge";

/**
 * Set the one nudge of a conversation, or take it back when `afterMs` is null. A nudge answers nothing that
 * was just said, so it waits for working time. `since` tells a later firing whether somebody has written.
 */
export function scheduleNudge(
  turn: Turn,
  conversation: Conversation,
  afterMs: number | null,
  calendar: BusinessCalendar,
): void {
  const due = afterMs === null ? null : new Date(Date.parse(turn.at) + afterMs).toISOString();
  turn.save("timers", {
    id: `${NUDGE}:${conversation.id}`,
    kind: NUDGE,
    conversationId: conversation.id,
    leadId: conversation.leadId,
    payload: { since: conversation.lastInboundAt },
    dueAt: due === null ? turn.at : (nextWorkingTime(due, calendar) ?? due),
    status: due === null ? "cancelled" : "pending",
    createdAt: turn.at,
  });
}

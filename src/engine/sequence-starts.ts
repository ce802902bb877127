import type { InboundEvent } from "../channel/inbound.ts";
import type { SequenceStart } from "../flow/sequences.ts";
import type { FlowState } from "../flow/types.ts";
import type { Turn } from "../leads/turn.ts";
import type { Conversation } from "../leads/types/conversation.ts";
import type { Lead } from "../leads/types/lead.ts";
import { isUnderWay } from "./case.ts";
import type { Snapshot } from "./snapshot.ts";
import type { WorkingSet } from "./working-set.ts";

/** Whether a lead of the turn came to where a sequence begins: most turns bring none there. */
export function mayEnrol(turn: Turn, { bundle }: Snapshot, set: WorkingSet, event: InboundEvent): boolean {
  if (bundle.sequences.size === 0) return false;
  return turn.changes().leads.some((lead) => {
    const since = comparedWith(turn, set, event, lead);
    if (since === "later") return false;
    for (const { startOn } of bundle.sequences.values()) if (begins(startOn, since, lead)) return true;
    return false;
  });
}

/**
 * What a lead is compared with to tell whether it has come to where a sequence begins: with what it was before the
 * turn. While its contact answers the bot's questions it is looked at later, since the next answer would stop what
 * has just begun; once they are through everything that came meanwhile is new.
 */
export function comparedWith(
  turn: Turn,
  set: WorkingSet,
  event: InboundEvent,
  lead: Lead,
): Lead | null | "later" {
  const before = leadBefore(set, lead.id);
  if (event.type !== "message") return before;
  const chats = turn.changes().conversations.filter((each) => each.leadId === lead.id);
  if (chats.some(asks)) return "later";
  const wereAsked = chats.some(({ id }) => {
    const chat = set.personByConversation(id)?.conversations.find((each) => each.id === id);
    return chat !== undefined && asks(chat);
  });
  return wereAsked ? null : before;
}

/** Whether the lead has come, since it was `before`, to where a sequence begins. */
export function begins(start: SequenceStart | null, before: Lead | null, now: Lead): boolean {
  if (start === null) return false;
  if (before?.stage !== now.stage && start.stages.includes(now.stage)) return true;
  if (before?.grade !== now.grade && start.grades.includes(now.grade)) return true;
  const { minScore } = start;
  if (minScore !== null && now.score >= minScore && (before?.score ?? Number.NEGATIVE_INFINITY) < minScore)
    return true;
  if (start.tags.length === 0 || before?.tags === now.tags) return false;
  return start.tags.some((tag) => now.tags.includes(tag) && before?.tags.includes(tag) !== true);
}

/** A lead as it was before the turn. */
export function leadBefore(set: WorkingSet, id: string): Lead | null {
  return set.personByLead(id)?.leads.find((each) => each.id === id) ?? null;
}

/** Whether a question of the bot waits for an answer there. */
function asks({ floor, flow }: Conversation): boolean {
  return floor === "bot" && isUnderWay(flow as FlowState | null);
}

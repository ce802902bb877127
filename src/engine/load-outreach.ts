import { campaignCounter } from "../leads/outreach-counters.ts";
import type { InboxRow } from "../store/port/inbox-store.ts";
import type { TurnBatch } from "../store/port/turn-store.ts";
import { countersFor, OUTREACH_TIMERS } from "./outreach.ts";
import type { WorkingSet } from "./working-set.ts";

/**
 * The switches and the day's counts, for the rows of a batch that decide about unasked messages; nothing for others.
 * What is in memory already is newer than what is committed.
 */
export async function loadOutreach(
  set: WorkingSet,
  batch: Pick<TurnBatch, "counters">,
  rows: readonly InboxRow[],
  timeZone: string,
): Promise<void> {
  const names = new Set<string>();
  for (const { channel, payload, receivedAt } of rows) {
    if (payload.type === "notice" && payload.stopsUnasked !== undefined)
      for (const name of countersFor([channel], receivedAt, timeZone)) names.add(name);
    if (payload.type !== "timer" || !OUTREACH_TIMERS.has(payload.timer.kind)) continue;
    const { conversationId, leadId } = payload.timer;
    const { campaignId } = payload.timer.payload;
    if (typeof campaignId === "string") names.add(campaignCounter(campaignId));
    const person =
      conversationId !== null
        ? set.personByConversation(conversationId)
        : leadId !== null
          ? set.personByLead(leadId)
          : null;
    const channels = person?.conversations.map((each) => each.channel) ?? [];
    for (const name of countersFor(channels, receivedAt, timeZone)) names.add(name);
  }
  const missing = set.missingCounters([...names]);
  if (missing.length > 0) set.addCounters(await batch.counters(missing));
}

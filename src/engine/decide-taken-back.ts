import { z } from "zod";
import type { InboundTimer } from "../channel/inbound.ts";
import { sequenceTitle, takenBackNotice } from "../commands/present/sequences.ts";
import { SYSTEM } from "../leads/change.ts";
import { whyTakenBack } from "../leads/taken-back.ts";
import type { Turn } from "../leads/turn.ts";
import { say } from "../leads/words.ts";
import { isAnnounced } from "./mirror.ts";
import type { Snapshot } from "./snapshot.ts";
import type { Person } from "./working-set.ts";

const payloadSchema = z.object({
  outboxId: z.string(),
  kind: z.enum(["sequence", "campaign"]),
  source: z.string(),
  contactId: z.string(),
  at: z.string(),
});

/**
 * A message that nobody asked for was taken back when it was about to be sent: it counts for no limit, no enquiry is put
 * down to it, and whoever saw it in the lead's thread is told that it did not go out.
 */
export function decideTakenBack(turn: Turn, snapshot: Snapshot, person: Person, event: InboundTimer): void {
  const read = payloadSchema.safeParse(event.timer.payload);
  const why = whyTakenBack(event.timer.id);
  const lead = person.leads.find((each) => each.id === event.timer.leadId);
  if (!read.success || why === null || lead === undefined) return;
  const { kind, source, contactId, at } = read.data;
  let title = sequenceTitle(snapshot.bundle, source);
  for (const conversation of person.conversations) {
    const isCampaign = kind === "campaign" && conversation.campaign?.id === source;
    const isCounted = conversation.unasked?.includes(at) === true;
    if (!isCampaign && !isCounted) continue;
    if (isCampaign && conversation.campaign !== null) {
      const { name } = conversation.campaign;
      title = say(name, name, name);
      turn.save("campaignRecipients", {
        id: `${source}:${contactId}`,
        campaignId: source,
        contactId,
        conversationId: conversation.id,
        leadId: lead.id,
        status: why === "cancelled" ? "cancelled" : "skipped",
        reason: why === "cancelled" ? null : why,
        dueAt: at,
        updatedAt: turn.at,
      });
    }
    turn.save("conversations", {
      ...conversation,
      unasked: (conversation.unasked ?? []).filter((each) => each !== at),
      campaign: isCampaign ? null : conversation.campaign,
      updatedAt: turn.at,
    });
  }
  if (kind === "sequence") {
    const note = `${source} taken-back ${why}`;
    turn.record({ kind: "sequence-skipped", leadId: lead.id, contactId: person.contact.id, note }, SYSTEM);
  }
  if (!isAnnounced(lead)) return;
  const message = takenBackNotice(lead, title, why);
  turn.notify({ to: { thread: lead.id }, leadId: lead.id, message });
}

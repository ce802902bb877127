import { CAMPAIGN_DUE, type CampaignDue, type CampaignRecipient } from "./campaign.ts";
import type { Turn } from "./turn.ts";

/**
 * Save where a recipient stands; one that waits has a timer of its own, whose id names its due time, so that one on
 * its way for an earlier time cannot put it out.
 */
export function saveRecipient(
  turn: Turn,
  due: CampaignDue,
  now: Pick<CampaignRecipient, "status" | "reason" | "dueAt">,
): void {
  const { campaignId, contactId, conversationId, leadId } = due;
  const id = `${campaignId}:${contactId}`;
  turn.save("campaignRecipients", {
    id,
    campaignId,
    contactId,
    conversationId,
    leadId,
    ...now,
    updatedAt: turn.at,
  });
  if (now.status !== "waiting") return;
  turn.save("timers", {
    id: `${CAMPAIGN_DUE}:${id}:${Date.parse(now.dueAt).toString(36)}`,
    kind: CAMPAIGN_DUE,
    conversationId,
    leadId: null,
    payload: { ...due },
    dueAt: now.dueAt,
    status: "pending",
    createdAt: turn.at,
  });
}

import type { Turn } from "./turn.ts";
import type { At } from "./types.ts";

/** The timer of one recipient of a campaign; its payload is a {@link CampaignDue}. */
export const CAMPAIGN_DUE = "campaign";

/** Who is meant by a campaign, as it was asked for. */
export interface CampaignFilter {
  stages?: string[];
  stageKinds?: ("open" | "won" | "lost" | "dormant")[];
  grade?: string;
  tag?: string;
  ownerId?: string;
  pool?: boolean;
  language?: string;
  source?: string;
  product?: string;
  segment?: string;
  /** The words, as they were said. */
  words: string[];
}

/** One message to many, once. */
export interface Campaign {
  id: string;
  name: string;
  status: "draft" | "running" | "paused" | "cancelled";
  template: string;
  filter: CampaignFilter;
  startAt: At | null;
  createdBy: string;
  createdAt: At;
  confirmedAt: At | null;
  updatedAt: At;
}

/** Somebody who gets a campaign; `id` is `campaign:contact`. */
export interface CampaignRecipient {
  id: string;
  campaignId: string;
  contactId: string;
  conversationId: string;
  leadId: string;
  status: "waiting" | "sent" | "skipped" | "cancelled";
  /** Why it was not sent (yet). */
  reason: string | null;
  dueAt: At;
  updatedAt: At;
}

/** What the timer of a recipient knows. */
export interface CampaignDue {
  campaignId: string;
  name: string;
  template: string;
  contactId: string;
  leadId: string;
  conversationId: string;
}

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

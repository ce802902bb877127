import type { At } from "./types/at.ts";

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
  /** By what leads are counted by; the empty text: not known. */
  source?: string;
  product?: string;
  segment?: string;
  team?: string;
  channel?: string;
  language?: string;
  /** A limit (to be taken, answered, moved on) that was broken or runs out by then. */
  limitBy?: At;
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

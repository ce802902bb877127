import type { OutboundMessage } from "../channel/outbound.ts";
import type { Campaign, CampaignRecipient } from "./campaign.ts";
import type { Activity } from "./types/activity.ts";
import type { At } from "./types/at.ts";
import type { Consent, Contact, ContactMerge, Identity } from "./types/contact.ts";
import type { Conversation, Message } from "./types/conversation.ts";
import type { Digest } from "./types/digest.ts";
import type { FollowUp } from "./types/follow-up.ts";
import type { Lead } from "./types/lead.ts";
import type { Enrolment } from "./types/nurture.ts";
import type { Offer } from "./types/offer.ts";
import type { Outreach } from "./types/outreach.ts";
import type { Rep } from "./types/rep.ts";
import type { TemplateVersion } from "./types/template-version.ts";
import type { Timer } from "./types/timer.ts";

/** Everything that one turn changes: whole rows, written by set-based statements with those of other turns. */
export interface Changes {
  contacts: Contact[];
  consents: Consent[];
  identities: Identity[];
  leads: Lead[];
  conversations: Conversation[];
  messages: Message[];
  activities: Activity[];
  reps: Rep[];
  offers: Offer[];
  followUps: FollowUp[];
  digests: Digest[];
  enrolments: Enrolment[];
  outreach: Outreach[];
  campaigns: Campaign[];
  campaignRecipients: CampaignRecipient[];
  timers: Timer[];
  /** Pending timers of these conversations or leads that no longer apply: `kind` of `owner`. */
  cancelTimers: { kind: string; conversationId?: string; leadId?: string }[];
  merges: ContactMerge[];
  templateVersions: TemplateVersion[];
  counters: { name: string; value: number }[];
  /** Lanes whose pending sends must not go out any more: the person opted out. */
  dropSends: string[];
  sends: Send[];
  /** Sends that waited for a person, who has decided: to be sent again, or known to have arrived. */
  settledSends: { id: string; to: "again" | "arrived" }[];
  receipts: { externalId: string; channel: string; deliveredAt: At | null; readAt: At | null }[];
}

/** A row to be sent: the outbox adds delivery state. */
export interface Send {
  id: string;
  seq: number;
  channel: string;
  lane: string;
  chatId: string;
  payload: OutboundMessage;
  leadId: string | null;
  messageId: string | null;
  dueAt: At;
  createdAt: At;
}

/** Nothing has changed yet. */
export function emptyChanges(): Changes {
  return {
    contacts: [],
    consents: [],
    identities: [],
    leads: [],
    conversations: [],
    messages: [],
    activities: [],
    reps: [],
    offers: [],
    followUps: [],
    digests: [],
    enrolments: [],
    outreach: [],
    campaigns: [],
    campaignRecipients: [],
    timers: [],
    cancelTimers: [],
    merges: [],
    templateVersions: [],
    counters: [],
    dropSends: [],
    sends: [],
    settledSends: [],
    receipts: [],
  };
}

import type { Language } from "../../language.ts";
import type { At } from "./at.ts";

export interface Conversation {
  /** `channel:chatId` */
  id: string;
  channel: string;
  chatId: string;
  contactId: string;
  leadId: string | null;
  floor: Floor;
  language: Language;
  flowVersion: string;
  /** The FlowState of src/flow, kept opaque here. */
  flow: unknown;
  lastInboundAt: At | null;
  lastOutboundAt: At | null;
  /** Messages that the contact wrote. */
  inboundCount: number;
  /** A burst of messages under way; null when the pace is a person's. */
  burst: {
    since: At;
    count: number;
    told: boolean;
    /** Since the conversation last paused, and how often the last sentence was said in a row. */
    long?: { since: At; count: number; said: string; same: number };
  } | null;
  /** The pending nudge timer, and after how much silence the waiting question wants one. */
  nudge: { dueAt: At; afterMs: number } | null;
  /** The campaign that was last sent here. */
  campaign: { id: string; name: string; at: At } | null;
  /** When messages that nobody asked for were sent here, newest last. */
  unasked: At[] | null;
  updatedAt: At;
}

export type Floor = "bot" | "human";

export interface Message {
  id: string;
  seq: number;
  conversationId: string;
  leadId: string | null;
  direction: "in" | "out";
  /** contact, bot, or a rep's id */
  author: string;
  text: string;
  extra: unknown;
  externalId: string | null;
  outboxId: string | null;
  at: At;
  deliveredAt: At | null;
  readAt: At | null;
}

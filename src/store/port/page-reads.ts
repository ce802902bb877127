import type { HistoryEntry } from "../../channel/adapter.ts";
import type { InboundEvent } from "../../channel/inbound.ts";
import type { Choice, OutboundMessage } from "../../channel/outbound.ts";
import type { LoadedLead } from "../../commands/define.ts";
import type { At } from "../../leads/types/at.ts";
import type { Message } from "../../leads/types/conversation.ts";
import type { Directory } from "../../leads/types/directory.ts";
import type { OutboxStatus } from "./outbox-store.ts";

/** What the pages of the playground show besides. */
export interface PageReads extends DeskReads {
  /** All colleagues and teams. */
  directory(): Promise<Directory>;
  /** A lead with its contact, open offer and conversations; null when there is none. */
  lead(id: string): Promise<LoadedLead | null>;
  /** The last messages over all conversations of the lead, oldest first. */
  messages(leadId: string, limit: number): Promise<Message[]>;
  /** The lead that a conversation is about; null while there is none. */
  leadOfConversation(conversationId: string): Promise<string | null>;
  /** What we sent, by the vendor's id; null when it is not ours. */
  sentMessage(
    channel: string,
    externalId: string,
  ): Promise<{ outboxId: string; leadId: string | null; text: string } | null>;
  /** What the last message to a chat gave to choose from; empty when it gave nothing. */
  lastChoices(channel: string, chatId: string): Promise<Choice[]>;
  /** Open leads that a colleague owns or is offered, without those with a pending timer `release:<id>`; oldest first. */
  heldLeads(repId: string, limit: number): Promise<{ id: string; number: number }[]>;
  /** What came in under an external id; null when it is not kept (any more). */
  said(channel: string, externalId: string): Promise<Said | null>;
  /** What a colleague sent to a customer by what stands in this row of the inbox, in order. */
  answersOf(seq: number): Promise<SentAnswer[]>;
  /** The ids of joins between any of these contacts that were undone. */
  undoneMerges(contactIds: string[]): Promise<string[]>;
}

/** What pages about conversations and colleague surfaces show. */
export interface DeskReads {
  /** What was said in a chat, oldest first, after the message with id `after`. */
  history(conversationId: string, options: { after?: string; limit: number }): Promise<HistoryEntry[]>;
  /** What was sent on a colleague surface: to a chat, or in a lead's thread; newest last. */
  posts(options: {
    channel: string;
    chatId?: string;
    leadId?: string;
    afterSeq?: number;
    limit: number;
  }): Promise<Post[]>;
}

/** An event that came in, and what it says by now. */
export interface Said {
  seq: number;
  payload: InboundEvent;
  /** What a colleague has made of it since; `text` null: it was deleted. Null when it stands as it came in. */
  edited: { text: string | null } | null;
}

/** One send of a colleague's answer. */
export interface SentAnswer {
  outboxId: string;
  leadId: string | null;
  channel: string;
  /** The rep's id. */
  author: string;
  text: string;
  /** The names of the files. */
  files: string[];
  status: OutboxStatus;
  deliveredAt: At | null;
  readAt: At | null;
}

export interface Post {
  id: string;
  seq: number;
  chatId: string;
  leadId: string | null;
  payload: OutboundMessage;
  status: OutboxStatus;
  at: At;
}

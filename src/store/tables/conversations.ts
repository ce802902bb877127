import type { Conversation, Message } from "../../leads/types/conversation.ts";
import { table } from "./table.ts";

export const conversations = table<Conversation>("conversations", {
  id: "text",
  channel: "text",
  chatId: "text",
  contactId: "text",
  leadId: "text",
  floor: "text",
  language: "text",
  flowVersion: "text",
  flow: "json",
  lastInboundAt: "time",
  lastOutboundAt: "time",
  inboundCount: "int",
  burst: "json",
  nudge: "json",
  unasked: "json",
  campaign: "json",
  updatedAt: "time",
});

export const messages = table<Message>("messages", {
  id: "text",
  seq: "int",
  conversationId: "text",
  leadId: "text",
  direction: "text",
  author: "text",
  text: "text",
  extra: "json",
  externalId: "text",
  outboxId: "text",
  at: "time",
  deliveredAt: "time",
  readAt: "time",
});

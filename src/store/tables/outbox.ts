import type { Send } from "../../leads/changes.ts";
import type { OutboxRow } from "../port/outbox-store.ts";
import { table } from "./table.ts";

/** A send as the outbox first keeps it. */
export type NewOutboxRow = Send & { status: "pending"; attempts: number };

export const newSends = table<NewOutboxRow>("outbox", {
  id: "text",
  seq: "int",
  channel: "text",
  lane: "text",
  chatId: "text",
  payload: "json",
  leadId: "text",
  messageId: "text",
  dueAt: "time",
  createdAt: "time",
  status: "text",
  attempts: "int",
});

export const outbox = table<OutboxRow>("outbox", {
  id: "text",
  seq: "int",
  channel: "text",
  lane: "text",
  chatId: "text",
  payload: "json",
  leadId: "text",
  messageId: "text",
  status: "text",
  attempts: "int",
  dueAt: "time",
  token: "text",
  leaseUntil: "time",
  externalId: "text",
  error: "text",
  createdAt: "time",
});

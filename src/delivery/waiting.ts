import type { SendOutcome } from "../channel/outbound.ts";
import type { Send } from "../leads/changes.ts";
import type { At } from "../leads/types/at.ts";
import type { OutboxRow } from "../store/port/outbox-store.ts";

/** What is known of a row before it is sent. */
export interface Waiting {
  id: string;
  seq: number;
  channel: string;
  lane: string;
  chatId: string;
  payload: OutboxRow["payload"];
  leadId: string | null;
  attempts: number;
  /** Not before this, in ms since the epoch. */
  dueAt: number;
  /** When that was set, in ms since the epoch. */
  since: number;
  createdAt: string;
  /** The time for which it stands in the database, which tells this try of it apart from others, also after a crash. */
  round: At;
  /** A process ended while it was sending this: it may have gone out. */
  uncertain: boolean;
  /** How often the channel could not be asked what became of it. */
  looks: number;
  /** What became of it, while that could not be recorded yet; else null. */
  outcome: SendOutcome | null;
}

/** A row as a turn has just made it. */
export function waitingSend(send: Send): Waiting {
  return {
    id: send.id,
    seq: send.seq,
    channel: send.channel,
    lane: send.lane,
    chatId: send.chatId,
    payload: send.payload,
    leadId: send.leadId,
    attempts: 0,
    dueAt: Date.parse(send.dueAt),
    since: Date.parse(send.createdAt),
    createdAt: send.createdAt,
    round: send.dueAt,
    uncertain: false,
    looks: 0,
    outcome: null,
  };
}

/** A row as it was read. */
export function waitingRow(row: OutboxRow): Waiting {
  return {
    id: row.id,
    seq: row.seq,
    channel: row.channel,
    lane: row.lane,
    chatId: row.chatId,
    payload: row.payload,
    leadId: row.leadId,
    attempts: row.attempts,
    dueAt: row.status === "sending" ? 0 : Date.parse(row.dueAt),
    since: row.status === "sending" ? 0 : Date.parse(row.createdAt),
    createdAt: row.createdAt,
    round: row.dueAt,
    uncertain: row.status === "sending",
    looks: 0,
    outcome: null,
  };
}

/** The row, to be sent so many ms from now on. */
export function putOff(row: Waiting, now: number, ms: number): Waiting {
  return { ...row, since: now, dueAt: now + ms };
}

import type { OutboundMessage } from "../../channel/outbound.ts";
import type { At } from "../../leads/types/at.ts";

export interface OutboxStore {
  /**
   * Rows to be sent, in order of `seq`: pending ones, and those being sent whose lease ran out
   * at `now`: their outcome is unknown. Due times may lie in the future.
   */
  waiting(options: { limit: number; now: At; afterSeq?: number }): Promise<OutboxRow[]>;
  /**
   * Mark rows as being sent by the holder of `token` until `leaseUntil`; resolves when durable. Gives the ids
   * that it got: not those that another holder has until after `now`.
   */
  claim(ids: string[], lease: Lease): Promise<string[]>;
  /** Hold a send for longer that this holder has; false when it is another's by now, or settled. */
  renew(id: string, lease: Pick<Lease, "token" | "leaseUntil">): Promise<boolean>;
  /** Record outcomes. A row whose token is no longer the holder's is left as it is; gives the ids changed. */
  settle(results: SettledSend[]): Promise<string[]>;
  /** What need not be sent any more: pending rows among these. */
  drop(ids: string[], at: At): Promise<void>;
  /** Parked rows: their outcome is unknown and their channel cannot tell. */
  parked(limit: number): Promise<OutboxRow[]>;
  counts(): Promise<{ waiting: number; parked: number; dead: number; oldestWaitingAt: At | null }>;
}

export interface Lease {
  token: string;
  leaseUntil: At;
  now: At;
}

export interface OutboxRow {
  id: string;
  seq: number;
  channel: string;
  lane: string;
  chatId: string;
  payload: OutboundMessage;
  leadId: string | null;
  messageId: string | null;
  status: OutboxStatus;
  attempts: number;
  dueAt: At;
  token: string | null;
  leaseUntil: At | null;
  externalId: string | null;
  error: string | null;
  createdAt: At;
}

export type OutboxStatus = "pending" | "sending" | "sent" | "parked" | "dead" | "dropped";

export interface SettledSend {
  id: string;
  token: string;
  lane: string;
  status: "sent" | "pending" | "parked" | "dead";
  /** Tries so far, this one included. */
  attempts: number;
  dueAt: At;
  externalId: string | null;
  error: string | null;
  /** Its channel tells what became of it: what was told before it was settled is taken up. Default: false. */
  receipts?: boolean;
  /** The name of a counter that is one more when it was sent, or may have been. Default: none is. */
  countAs?: string;
  at: At;
}

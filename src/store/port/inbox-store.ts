import type { InboundEvent } from "../../channel/inbound.ts";
import type { At } from "../../leads/types/at.ts";

export interface InboxStore {
  /**
   * Keep events; resolves when they are durable. One result an event, in order; a duplicate (same channel
   * and external id) is told, with the row it repeats. Calls that arrive together share one commit.
   */
  accept(rows: NewInboxRow[]): Promise<AcceptedRow[]>;
  /** Pending rows in order of `seq`, after `afterSeq`, that may be tried at `now`. */
  pending(options: { afterSeq: number; limit: number; now: At }): Promise<InboxRow[]>;
  /** Try again later, or set aside as a dead letter: see TurnFailure. */
  fail(failures: TurnFailure[]): Promise<void>;
  /** Forget rows that were done before `before`. Gives how many. */
  purge(before: At): Promise<number>;
  counts(): Promise<{ pending: number; dead: number; oldestPendingAt: At | null }>;
}

export interface NewInboxRow {
  channel: string;
  externalId: string;
  kind: InboundEvent["type"];
  lane: string;
  payload: InboundEvent;
  receivedAt: At;
}

export interface AcceptedRow {
  seq: number;
  duplicate: boolean;
}

export interface InboxRow extends NewInboxRow {
  seq: number;
  attempts: number;
}

export interface TurnFailure {
  seq: number;
  lane: string;
  attempts: number;
  error: string;
  /** Null: no more tries, it becomes a dead letter. */
  nextAttemptAt: At | null;
  at: At;
}

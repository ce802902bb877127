import type { ChannelAdapter } from "../channel/adapter.ts";
import type { RejectedWhy, SendOutcome } from "../channel/outbound.ts";
import type { Clock } from "../clock.ts";
import { originOf } from "../leads/answer-ids.ts";
import type { Log } from "../log.ts";
import type { Metrics } from "../metrics.ts";
import type { OutboxRow, SettledSend } from "../store/port/outbox-store.ts";
import type { Store } from "../store/port.ts";
import { backoffMs } from "./backoff.ts";
import { unaskedDay } from "./unasked-day.ts";
import { putOff, type Waiting } from "./waiting.ts";

export interface OutcomeRecorderOptions {
  store: Store;
  clock: Clock;
  log: Log;
  metrics: Metrics;
  random: () => number;
  /** Names this process as the holder of a send; unique for each start. */
  token: string;
  /** Tries of a send before it becomes a dead letter. */
  sendAttempts: number;
  /**
   * A send to a prospect was given up, or nobody can tell what became of it: called before that is recorded, so
   * that it is told at least once. Default: nobody is told.
   */
  onUndelivered?: (send: Undelivered) => Promise<void>;
  /** Something was recorded of which a timer tells that is due now. Default: nothing. */
  onAnswerSettled?: () => void;
  /** The vendor asks the whole channel to pause until then, in ms since the epoch. */
  hold(adapter: ChannelAdapter, until: number): void;
  /** The outcome of the row is being recorded; the promise never rejects. */
  recording(row: Waiting, recorded: Promise<void>): void;
  /** An outcome could not be recorded: the row must be found, and looked up, once its lease is over. */
  readAgain(): void;
}

/** A send that will not arrive, or of which nobody can tell. */
export interface Undelivered {
  id: string;
  channel: string;
  chatId: string;
  leadId: string | null;
  message: OutboxRow["payload"];
  outcome: "rejected" | "unreachable" | "gave-up" | "unknown";
  reason: string;
  /** What a person can do something about. */
  why?: RejectedWhy;
  /** Tells this time apart from others of the same send, the same after a crash. */
  round: string;
}

/** Records what became of a send, and what follows from it. */
export interface OutcomeRecorder {
  /**
   * Settle. Gives what remains to be done with the row; null when nothing. What cannot be recorded now is recorded
   * later: it is not sent again for that.
   */
  record(row: Waiting, outcome: SendOutcome, adapter: ChannelAdapter): Promise<Waiting | null>;
}

export function createOutcomeRecorder(options: OutcomeRecorderOptions): OutcomeRecorder {
  const { store, clock, log, metrics, token } = options;

  async function record(
    row: Waiting,
    outcome: SendOutcome,
    adapter: ChannelAdapter,
  ): Promise<Waiting | null> {
    try {
      return await settle(row, outcome, adapter);
    } catch (error) {
      log.error({ error, outbox: row.id }, "the outcome of a send could not be recorded; it is tried again");
      return { ...putOff(row, clock.now().getTime(), 1_000), outcome };
    }
  }

  async function settle(
    row: Waiting,
    outcome: SendOutcome,
    adapter: ChannelAdapter,
  ): Promise<Waiting | null> {
    const now = clock.now();
    const isPatient = outcome.kind === "retry" && outcome.patient === true;
    const attempts = row.attempts + (isPatient ? 0 : 1);
    const result: SettledSend = {
      id: row.id,
      token,
      lane: row.lane,
      status: "sent",
      attempts,
      dueAt: now.toISOString(),
      externalId: null,
      error: null,
      receipts: adapter.capabilities.receipts,
      at: now.toISOString(),
    };
    const day =
      row.payload.unasked === undefined ? null : unaskedDay(row.channel, row.payload.unasked, result.at);
    if (day !== null) result.countAs = day.counter;
    let keep: Waiting | null = null;
    if (outcome.kind === "sent") {
      result.externalId = outcome.externalId;
      const waited = (now.getTime() - Date.parse(row.createdAt)) / 1_000;
      metrics.observe("leadline_reply_seconds", { channel: row.channel }, Math.max(0, waited));
    } else {
      result.error = outcome.reason;
      if (outcome.kind === "unknown") result.status = "parked";
      else if (outcome.kind !== "retry" || (attempts >= options.sendAttempts && !isPatient))
        result.status = "dead";
      else {
        const ms = outcome.afterMs ?? backoffMs(Math.max(1, attempts), options.random(), { first: 1_000 });
        if (outcome.scope === "channel") options.hold(adapter, now.getTime() + ms);
        result.status = "pending";
        result.dueAt = new Date(now.getTime() + ms).toISOString();
        keep = {
          ...putOff(row, now.getTime(), ms),
          attempts,
          round: result.dueAt,
          uncertain: false,
          outcome: null,
        };
      }
      if (result.status === "dead") metrics.count("leadline_dead_letters_total", { source: "outbox" });
      log.warn(
        {
          outbox: row.id,
          channel: row.channel,
          attempts,
          outcome: outcome.kind,
          reason: outcome.reason,
          status: result.status,
        },
        "a send did not go out",
      );
    }
    if (result.status === "dead" || result.status === "parked") await tell(row, outcome, adapter);
    const settled = store.outbox.settle([result]);
    if (keep !== null) {
      await settled;
      return keep;
    }
    // What comes next in the lane need not wait for the mark: it is claimed, and so marked, after this one.
    const recorded = settled.then(
      () => {
        if (originOf(row.id) !== null) options.onAnswerSettled?.();
      },
      (error: unknown) => {
        log.error(
          { error, outbox: row.id },
          "the outcome of a send could not be recorded; it is looked up later",
        );
        options.readAgain();
      },
    );
    options.recording(row, recorded);
    return null;
  }

  /** Tell of a send to a prospect that will not arrive. When even that fails, the send stays to be settled. */
  async function tell(row: Waiting, outcome: SendOutcome, adapter: ChannelAdapter): Promise<void> {
    if (outcome.kind === "sent" || adapter.capabilities.audience === "colleagues") return;
    await options.onUndelivered?.({
      id: row.id,
      channel: row.channel,
      chatId: row.chatId,
      leadId: row.leadId,
      message: row.payload,
      outcome: outcome.kind === "retry" ? "gave-up" : outcome.kind,
      reason: outcome.reason,
      ...(outcome.kind === "rejected" && outcome.why !== undefined ? { why: outcome.why } : {}),
      round: row.round,
    });
  }

  return { record };
}

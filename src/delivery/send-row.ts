import type { ChannelAdapter } from "../channel/adapter.ts";
import type { OutboundEnvelope, RejectedWhy, SendOutcome } from "../channel/outbound.ts";
import type { UnaskedTerms } from "../channel/unasked.ts";
import type { Clock } from "../clock.ts";
import { originOf } from "../leads/answer-ids.ts";
import { localDate, localDay } from "../leads/calendar.ts";
import { wentCounter } from "../leads/outreach-counters.ts";
import type { Log } from "../log.ts";
import type { Metrics } from "../metrics.ts";
import type { Lease, OutboxRow, SettledSend } from "../store/port/outbox-store.ts";
import type { Store } from "../store/port.ts";
import { backoffMs } from "./backoff.ts";
import { lookUp } from "./look-up.ts";
import { putOff, type Waiting } from "./waiting.ts";

export interface RowSenderOptions {
  store: Store;
  clock: Clock;
  log: Log;
  metrics: Metrics;
  random: () => number;
  /** Names this process as the holder of a send; unique for each start. */
  token: string;
  /** Tries of a send before it becomes a dead letter. */
  sendAttempts: number;
  /** A send that takes longer has an unknown outcome, in ms. */
  sendTimeoutMs: number;
  /** Makes what a message carries and is not there yet, such as a picture of numbers. Default: nothing is missing. */
  complete?: (message: OutboxRow["payload"]) => Promise<OutboxRow["payload"]>;
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

/** How long a send is believed to be under way after the time that it may take. Milliseconds. */
export const LEASE_MARGIN = 30_000;
/** While unasked messages are switched off, or a campaign is paused, it is looked again after so long. Milliseconds. */
const SWITCHED_OFF_MS = 5 * 60_000;
/** Later than any lease: at a start the only writer knows that whoever was sending is gone. */
export const FOREVER = "9999-12-31T23:59:59.999Z";

/** Send one row and record what became of it. */
export interface RowSender {
  /** `rest`: what remains to be done with the row; null when nothing. Rejects when it could not be begun. */
  send(
    row: Waiting,
    adapter: ChannelAdapter,
    message: Waiting["payload"],
  ): Promise<{ kind: SendOutcome["kind"]; rest: Waiting | null }>;
}

/** The day of the business on which an unasked message goes out, where its channel sends so many a day at most. */
function dayOf(
  { channel }: Pick<Waiting, "channel">,
  { perDay }: UnaskedTerms,
  at: string,
): { counter: string; most: number; endsAt: number } | null {
  if (perDay === undefined) return null;
  const date = localDate(at, perDay.zone);
  const endsAt = Date.parse(localDay(date, perDay.zone).to);
  return { counter: wentCounter(channel, date), most: perDay.most, endsAt };
}

export function createRowSender(options: RowSenderOptions): RowSender {
  const { store, clock, log, metrics, token, sendTimeoutMs } = options;

  /** `rest`: what remains to be done with the row; null when nothing. */
  async function send(
    row: Waiting,
    adapter: ChannelAdapter,
    message: Waiting["payload"],
  ): Promise<{ kind: SendOutcome["kind"]; rest: Waiting | null }> {
    if (row.outcome !== null) {
      return { kind: row.outcome.kind, rest: await record(row, row.outcome, adapter) };
    }
    // Before the lease begins, which is as long as a send may take.
    const whole = (await options.complete?.(message)) ?? message;
    const now = clock.now();
    const { unasked } = row.payload;
    const lease = {
      token,
      leaseUntil: new Date(now.getTime() + sendTimeoutMs + LEASE_MARGIN).toISOString(),
      now: row.uncertain && store.capabilities.singleWriter ? FOREVER : now.toISOString(),
    };
    if (unasked === undefined) {
      const [claimed] = await store.outbox.claim([row.id], lease);
      // Dropped meanwhile, or another process has it.
      if (claimed === undefined) return { kind: "rejected", rest: null };
    } else {
      const claimed = await claimUnasked(row, unasked, { ...lease, at: now.toISOString() });
      if (claimed !== null) return { kind: "rejected", ...claimed };
    }
    const envelope: OutboundEnvelope = {
      id: row.id,
      chatId: row.chatId,
      message: whole,
      attempt: row.attempts + 1,
      createdAt: row.createdAt,
    };
    let outcome: SendOutcome | "later" | null = null;
    if (row.uncertain) outcome = await lookUp(envelope, adapter);
    for (let asked = now; mayBeTaken(asked); ) {
      asked = clock.now();
      if (!(await renew(row, asked))) return { kind: "rejected", rest: null };
    }
    // Between the last look at the clock, here, and a send nothing is waited for.
    // It did not go out, and nobody waits for it: whether it may is judged again.
    if (outcome === null && row.uncertain && unasked !== undefined)
      return { kind: "retry", rest: await putBack(row) };
    if (outcome === null) {
      const began = performance.now();
      outcome = await withTimeout(adapter.send(envelope), sendTimeoutMs);
      metrics.observe("leadline_send_seconds", { channel: row.channel }, (performance.now() - began) / 1_000);
      if (outcome.kind === "unknown") outcome = (await lookUp(envelope, adapter)) ?? retryAfterAbsence;
    }
    if (outcome === "later") return { kind: "unknown", rest: askLater(row, lease.leaseUntil) };
    metrics.count("leadline_sends_total", { channel: row.channel, outcome: outcome.kind });
    return { kind: outcome.kind, rest: await record(row, outcome, adapter) };
  }

  /** Take a message that nobody asked for. Null when we have it, else what remains to be done with the row. */
  async function claimUnasked(
    row: Waiting,
    terms: UnaskedTerms,
    lease: Lease & { at: string },
  ): Promise<{ rest: Waiting | null } | null> {
    const day = dayOf(row, terms, lease.at);
    const claim = await store.unasked.claim(
      {
        id: row.id,
        terms,
        createdAt: row.createdAt,
        ...(day === null ? {} : { limit: { counter: day.counter, most: day.most } }),
      },
      lease,
    );
    if (claim.kind === "taken") return null;
    if (claim.kind === "not-ours") return { rest: null };
    log.info({ outbox: row.id, channel: row.channel, why: claim.why }, `an unasked message ${claim.kind}`);
    if (claim.kind === "waits") {
      const now = clock.now().getTime();
      const wait = claim.why === "full" && day !== null ? day.endsAt - now : SWITCHED_OFF_MS;
      return { rest: putOff(row, now, Math.max(1_000, wait)) };
    }
    options.onAnswerSettled?.();
    return { rest: null };
  }

  /** Not sent, and no try of it. */
  async function putBack(row: Waiting): Promise<Waiting> {
    const now = clock.now();
    const at = now.toISOString();
    const none = { externalId: null, error: null };
    const { id, lane, attempts } = row;
    await store.outbox.settle([{ id, token, lane, status: "pending", attempts, dueAt: at, ...none, at }]);
    return { ...putOff(row, now.getTime(), 0), uncertain: false, looks: 0 };
  }

  /**
   * Whether another process may have taken a row that was claimed, or asked for anew, at `askedAt`: this one may have
   * stood still since. Where it stands still between that question and what it writes to the vendor, nobody can tell.
   */
  function mayBeTaken(askedAt: Date): boolean {
    return !store.capabilities.singleWriter && clock.now().getTime() >= askedAt.getTime() + LEASE_MARGIN;
  }

  /** False when another process has it. */
  function renew(row: Waiting, now: Date): Promise<boolean> {
    const leaseUntil = new Date(now.getTime() + sendTimeoutMs + LEASE_MARGIN).toISOString();
    return store.outbox.renew(row.id, { token, leaseUntil });
  }

  /** Settle. What cannot be recorded now is recorded later: it is not sent again for that. */
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

  /**
   * The row stays marked as being sent, so that a process that comes after us asks too. Where several processes
   * work it is claimed anew, which nobody can before the lease has run out.
   */
  function askLater(row: Waiting, leaseUntil: string): Waiting {
    const looks = row.looks + 1;
    const pause = backoffMs(looks, options.random(), { first: 1_000, most: 60_000 });
    const now = clock.now().getTime();
    const wait = store.capabilities.singleWriter ? pause : Math.max(pause, Date.parse(leaseUntil) + 1 - now);
    return { ...putOff(row, now, wait), uncertain: true, looks };
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
    const day = row.payload.unasked === undefined ? null : dayOf(row, row.payload.unasked, result.at);
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
        keep = { ...putOff(row, now.getTime(), ms), attempts, uncertain: false, outcome: null };
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
      round: new Date(row.dueAt).toISOString(),
    });
  }

  return { send };
}

const retryAfterAbsence: SendOutcome = { kind: "retry", reason: "the channel says that it did not go out" };

/** A send that throws breaks its contract; whether it went out is not known. */
async function withTimeout(sending: Promise<SendOutcome>, ms: number): Promise<SendOutcome> {
  let timer: NodeJS.Timeout | undefined;
  try {
    return await Promise.race([
      sending,
      new Promise<SendOutcome>((resolve) => {
        timer = setTimeout(resolve, ms, { kind: "unknown", reason: `no answer within ${ms} ms` });
      }),
    ]);
  } catch (error) {
    return { kind: "unknown", reason: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timer);
  }
}

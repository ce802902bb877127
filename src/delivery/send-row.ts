import type { ChannelAdapter } from "../channel/adapter.ts";
import type { OutboundEnvelope, SendOutcome } from "../channel/outbound.ts";
import type { UnaskedTerms } from "../channel/unasked.ts";
import type { Lease, OutboxRow } from "../store/port/outbox-store.ts";
import { backoffMs } from "./backoff.ts";
import { FOREVER } from "./forever.ts";
import { lookUp } from "./look-up.ts";
import { createOutcomeRecorder, type OutcomeRecorderOptions } from "./record-outcome.ts";
import { unaskedDay } from "./unasked-day.ts";
import { putOff, type Waiting } from "./waiting.ts";

export interface RowSenderOptions extends OutcomeRecorderOptions {
  /** A send that takes longer has an unknown outcome, in ms. */
  sendTimeoutMs: number;
  /** Makes what a message carries and is not there yet, such as a picture of numbers. Default: nothing is missing. */
  complete?: (message: OutboxRow["payload"]) => Promise<OutboxRow["payload"]>;
}

/** How long a send is believed to be under way after the time that it may take. Milliseconds. */
export const LEASE_MARGIN = 30_000;
/** While unasked messages are switched off, or a campaign is paused, it is looked again after so long. Milliseconds. */
const SWITCHED_OFF_MS = 5 * 60_000;

/** Send one row and record what became of it. */
export interface RowSender {
  /** `rest`: what remains to be done with the row; null when nothing. Rejects when it could not be begun. */
  send(
    row: Waiting,
    adapter: ChannelAdapter,
    message: Waiting["payload"],
  ): Promise<{ kind: SendOutcome["kind"]; rest: Waiting | null }>;
}

export function createRowSender(options: RowSenderOptions): RowSender {
  const { store, clock, log, metrics, token, sendTimeoutMs } = options;
  const outcomes = createOutcomeRecorder(options);

  /** `rest`: what remains to be done with the row; null when nothing. */
  async function send(
    row: Waiting,
    adapter: ChannelAdapter,
    message: Waiting["payload"],
  ): Promise<{ kind: SendOutcome["kind"]; rest: Waiting | null }> {
    if (row.outcome !== null) {
      return { kind: row.outcome.kind, rest: await outcomes.record(row, row.outcome, adapter) };
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
    return { kind: outcome.kind, rest: await outcomes.record(row, outcome, adapter) };
  }

  /** Take a message that nobody asked for. Null when we have it, else what remains to be done with the row. */
  async function claimUnasked(
    row: Waiting,
    terms: UnaskedTerms,
    lease: Lease & { at: string },
  ): Promise<{ rest: Waiting | null } | null> {
    const day = unaskedDay(row.channel, terms, lease.at);
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
    return { ...putOff(row, now.getTime(), 0), round: at, uncertain: false, looks: 0 };
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

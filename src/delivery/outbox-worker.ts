import type { ChannelAdapter, Log } from "../channel/adapter.ts";
import type { OutboundEnvelope, SendOutcome } from "../channel/outbound.ts";
import type { Clock } from "../clock.ts";
import { originOf } from "../leads/answer-ids.ts";
import type { Send } from "../leads/turn.ts";
import type { Metrics } from "../metrics.ts";
import type { OutboxRow, SettledSend, Store } from "../store/port.ts";
import { backoffMs } from "./backoff.ts";
import { Fifo } from "./fifo.ts";
import { createPacer, type Pacer } from "./pacer.ts";

export interface OutboxWorkerOptions {
  store: Store;
  /** By channel name. A row of a channel that is not here waits. */
  adapters: ReadonlyMap<string, ChannelAdapter>;
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
  /** Makes what a message carries and is not there yet, such as a picture of numbers. Default: nothing is missing. */
  complete?: (message: OutboxRow["payload"]) => Promise<OutboxRow["payload"]>;
  /** What became of a colleague's answer has been recorded. Default: nothing. */
  onAnswerSettled?: () => void;
  /** A send that takes longer has an unknown outcome. Default: 30,000 ms. */
  sendTimeoutMs?: number;
  /** How often to look for what was left or put back, in ms. Default: 1,000; 0: never. */
  pollMs?: number;
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
  /** Tells this time apart from others of the same send, the same after a crash. */
  round: string;
}

export interface OutboxWorker {
  /** Take what an earlier run left, and begin. */
  start(): Promise<void>;
  /** Rows that a turn has just made durable. */
  add(sends: readonly Send[]): void;
  /** Look in the database again. */
  refresh(): void;
  /** Resolves when nothing is waiting that can be sent now or within the next ten seconds. */
  idle(): Promise<void>;
  /** Finish the sends under way and stop. */
  stop(): Promise<void>;
}

/** What is known of a row before it is sent. */
interface Waiting {
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
  createdAt: string;
  /** A process ended while it was sending this: it may have gone out. */
  uncertain: boolean;
  /** How often the channel could not be asked what became of it. */
  looks: number;
  /** What became of it, while that could not be recorded yet; else null. */
  outcome: SendOutcome | null;
}

interface Lane {
  rows: Waiting[];
  busy: boolean;
}

/** Sends under way at once on a channel that does not say. */
const CONCURRENCY = 64;
/** Rows held in memory; the rest is read when there is room. */
const MAX_ROWS = 50_000;
/** How much longer than the send itself a lease is believed. Milliseconds. */
const LEASE_MARGIN = 30_000;
/** A retry or a pause that is so near is waited for. Milliseconds. */
const SOON_MS = 10_000;
const FOREVER = "9999-12-31T23:59:59.999Z";

/**
 * Sends what the turns have made durable: in order within a lane, at once across lanes.
 *
 * A row is marked as being sent before it is sent, and with its outcome after; a row found marked by a process
 * that ended has an unknown outcome: it is looked up where the channel can tell, else parked for a person.
 */
export function createOutboxWorker(options: OutboxWorkerOptions): OutboxWorker {
  const { store, adapters, clock, log, metrics, token } = options;
  const sendTimeoutMs = options.sendTimeoutMs ?? 30_000;
  const pollMs = options.pollMs ?? 1_000;

  const lanes = new Map<string, Lane>();
  const known = new Set<string>();
  /** Lanes that may be sent in, by channel. */
  const ready = new Map<string, Fifo<string>>();
  const underWay = new Map<string, number>();
  const pacers = new Map<string, Pacer>();
  const timers = new Set<NodeJS.Timeout>();
  const settling = new Set<Promise<unknown>>();
  /** Rows whose outcome is being recorded. */
  const recording = new Set<string>();
  /** Lanes of channels that are not here. */
  const stalled = new Set<string>();
  /** Lanes whose first row is not due yet; each may be woken to look at the clock again. */
  const asleep = new Map<string, { wake: () => void; until: number }>();
  let idleWaiters: (() => void)[] = [];
  let unread = true;
  let reading = false;
  let recovered = false;
  let active = 0;
  let stopped = false;

  const later = (ms: number, work: () => void) => {
    const timer = setTimeout(
      () => {
        timers.delete(timer);
        work();
      },
      Math.min(ms, 2_000_000_000),
    );
    timers.add(timer);
  };

  function enqueue(row: Waiting): void {
    if (known.has(row.id)) return;
    known.add(row.id);
    let lane = lanes.get(row.lane);
    if (lane === undefined) {
      lane = { rows: [], busy: false };
      lanes.set(row.lane, lane);
    }
    const last = lane.rows.at(-1);
    lane.rows.push(row);
    if (last !== undefined && last.seq > row.seq) lane.rows.sort((a, b) => a.seq - b.seq);
    if (!lane.busy) {
      lane.busy = true;
      makeReady(row.channel, row.lane);
    }
  }

  function makeReady(channel: string, lane: string): void {
    let lanes = ready.get(channel);
    if (lanes === undefined) {
      lanes = new Fifo();
      ready.set(channel, lanes);
    }
    lanes.push(lane);
  }

  /** Start sending in lanes that are ready, as far as their channel has room. */
  function pump(channel: string): void {
    const waiting = ready.get(channel);
    if (stopped || waiting === undefined) return;
    const concurrency = adapters.get(channel)?.concurrency ?? CONCURRENCY;
    let count = underWay.get(channel) ?? 0;
    while (count < concurrency) {
      const lane = waiting.shift();
      if (lane === undefined) break;
      count += 1;
      active += 1;
      void runLane(lane, channel).finally(() => {
        underWay.set(channel, (underWay.get(channel) ?? 1) - 1);
        active -= 1;
        pump(channel);
        settleIdle();
      });
    }
    underWay.set(channel, count);
  }

  const pumpAll = () => {
    for (const channel of ready.keys()) pump(channel);
  };

  /** Send the rows of a lane, one after another, until it is empty or must wait. */
  async function runLane(name: string, channel: string): Promise<void> {
    const lane = lanes.get(name);
    if (lane === undefined) return;
    for (let row = lane.rows[0]; row !== undefined && !stopped; row = lane.rows[0]) {
      const adapter = adapters.get(channel);
      const wait = adapter === undefined ? pollMs || 1_000 : waitBefore(row, adapter);
      if (adapter === undefined || wait > 0) {
        if (adapter === undefined) stalled.add(name);
        const wake = () => {
          if (!asleep.delete(name)) return;
          makeReady(channel, name);
          pump(channel);
        };
        asleep.set(name, { wake, until: clock.now().getTime() + wait });
        later(wait, wake);
        settleIdle();
        return;
      }
      stalled.delete(name);
      let keep: Waiting | null;
      try {
        const newer = laterStates(lane.rows, row, adapter);
        const { kind, rest } = await sendRow(row, adapter, newer.at(-1)?.payload ?? row.payload);
        keep = rest;
        if (kind === "sent" && newer.length > 0) await forget(lane, newer);
      } catch (error) {
        // The database does not answer: the row is as it was, or leased to us until the lease ends.
        log.error({ error, outbox: row.id }, "a send could not be begun; it is tried again");
        readAfterLease();
        keep = { ...row, dueAt: clock.now().getTime() + 1_000 };
      }
      // Not always the first any more: an older one may have been put back meanwhile.
      const place = lane.rows.indexOf(row);
      if (keep === null) {
        lane.rows.splice(place, 1);
        if (!recording.has(row.id)) known.delete(row.id);
      } else lane.rows[place] = keep;
    }
    lane.busy = false;
    if (lane.rows.length === 0) lanes.delete(name);
  }

  /** Milliseconds until the row may be sent; 0 takes its place in the pace of the channel. */
  function waitBefore(row: Waiting, adapter: ChannelAdapter): number {
    const now = clock.now().getTime();
    // What may have gone out is looked up first, which costs the vendor no message.
    if (row.dueAt > now) return row.dueAt - now;
    return row.uncertain || row.outcome !== null ? 0 : pacerOf(adapter).take(row.lane, now);
  }

  function pacerOf(adapter: ChannelAdapter): Pacer {
    let pacer = pacers.get(adapter.name);
    if (pacer === undefined) {
      pacer = createPacer(adapter.pace);
      pacers.set(adapter.name, pacer);
    }
    return pacer;
  }

  /**
   * Rows behind this one that say the same thing anew, such as the card of a lead: where a channel takes so few
   * messages that they queue up, the last of them is shown at once and the others not at all.
   */
  function laterStates(rows: readonly Waiting[], row: Waiting, adapter: ChannelAdapter): Waiting[] {
    const { replaceKey } = row.payload;
    // What may have gone out already showed what was known then.
    const isOpen = !row.uncertain && row.outcome === null;
    if (!isOpen || replaceKey === undefined || !adapter.capabilities.edit || adapter.pace === undefined)
      return [];
    const now = clock.now().getTime();
    return rows.filter(
      (each) =>
        each.seq > row.seq &&
        each.payload.replaceKey === replaceKey &&
        each.payload.thread === row.payload.thread &&
        !each.uncertain &&
        each.dueAt <= now,
    );
  }

  /** What was shown with an earlier row need not be sent. Whatever cannot be dropped is only shown again. */
  async function forget(lane: Lane, shown: readonly Waiting[]): Promise<void> {
    const ids = shown.map((row) => row.id);
    try {
      await store.outbox.drop(ids, clock.now().toISOString());
    } catch (error) {
      log.warn({ error, outbox: ids }, "sends that are shown already could not be dropped");
      return;
    }
    for (const row of shown) {
      lane.rows.splice(lane.rows.indexOf(row), 1);
      known.delete(row.id);
    }
  }

  /** `rest`: what remains to be done with the row; null when nothing. */
  async function sendRow(
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
    const lease = {
      token,
      leaseUntil: new Date(now.getTime() + sendTimeoutMs + LEASE_MARGIN).toISOString(),
      now: row.uncertain && store.capabilities.singleWriter ? FOREVER : now.toISOString(),
    };
    const [claimed] = await store.outbox.claim([row.id], lease);
    // Dropped meanwhile, or another process has it.
    if (claimed === undefined) return { kind: "rejected", rest: null };
    const envelope: OutboundEnvelope = {
      id: row.id,
      chatId: row.chatId,
      message: whole,
      attempt: row.attempts + 1,
      createdAt: row.createdAt,
    };
    let outcome: SendOutcome | "later" | null = null;
    if (row.uncertain) outcome = await lookUp(envelope, adapter);
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
      return { ...row, outcome, dueAt: clock.now().getTime() + 1_000 };
    }
  }

  /** A row that could not be marked reads as being sent by us: it is found, and looked up, once its lease is over. */
  function readAfterLease(): void {
    later(sendTimeoutMs + LEASE_MARGIN + 1_000, () => {
      unread = true;
      void read();
    });
  }

  /**
   * The row stays marked as being sent, so that a process that comes after us asks too. Where several processes
   * work it is claimed anew, which nobody can before the lease has run out.
   */
  function askLater(row: Waiting, leaseUntil: string): Waiting {
    const looks = row.looks + 1;
    const pause = backoffMs(looks, options.random(), { first: 1_000, most: 60_000 });
    const soonest = clock.now().getTime() + pause;
    const dueAt = store.capabilities.singleWriter ? soonest : Math.max(soonest, Date.parse(leaseUntil) + 1);
    return { ...row, uncertain: true, looks, dueAt };
  }

  /**
   * Null when the channel says that it did not go out, so that it may be sent; "later" when it cannot be asked at
   * the moment.
   */
  async function lookUp(
    envelope: OutboundEnvelope,
    adapter: ChannelAdapter,
  ): Promise<SendOutcome | "later" | null> {
    if (adapter.lookUp === undefined)
      return { kind: "unknown", reason: "the channel cannot tell whether it went out" };
    try {
      const found = await adapter.lookUp(envelope);
      if (found.kind === "found") return { kind: "sent", externalId: found.externalId };
      if (found.kind === "absent") return null;
      if (found.kind === "later") return "later";
      return { kind: "unknown", reason: "the channel cannot tell whether it went out" };
    } catch (error) {
      return {
        kind: "unknown",
        reason: `the look-up failed: ${error instanceof Error ? error.message : error}`,
      };
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
        if (outcome.scope === "channel") pacerOf(adapter).hold(now.getTime() + ms);
        result.status = "pending";
        result.dueAt = new Date(now.getTime() + ms).toISOString();
        keep = { ...row, attempts, uncertain: false, outcome: null, dueAt: now.getTime() + ms };
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
        readAfterLease();
      },
    );
    settling.add(recorded);
    // Until then the row still reads as being sent: after its lease it would be taken for abandoned.
    recording.add(row.id);
    void recorded.finally(() => {
      settling.delete(recorded);
      recording.delete(row.id);
      known.delete(row.id);
      settleIdle();
    });
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
      round: new Date(row.dueAt).toISOString(),
    });
  }

  /** Read rows that are not in memory: after a start, when there was no room, or that somebody put back. */
  async function read(): Promise<void> {
    if (reading || stopped) return;
    reading = true;
    try {
      while (unread && known.size < MAX_ROWS) {
        unread = false;
        // At a start the only writer knows that whoever was sending is gone.
        const now = !recovered && store.capabilities.singleWriter ? FOREVER : clock.now().toISOString();
        let afterSeq = 0;
        for (;;) {
          const rows = await store.outbox.waiting({ limit: 5_000, now, afterSeq });
          for (const row of rows) enqueue(toWaiting(row));
          afterSeq = rows.at(-1)?.seq ?? afterSeq;
          if (rows.length < 5_000) break;
          if (known.size >= MAX_ROWS) {
            unread = true;
            break;
          }
        }
        recovered = true;
      }
    } catch (error) {
      unread = true;
      log.error({ error }, "the outbox could not be read; it is tried again");
    } finally {
      reading = false;
      pumpAll();
      settleIdle();
    }
  }

  function settleIdle(): void {
    if (!isIdle()) return;
    for (const resolve of idleWaiters.splice(0)) resolve();
  }

  const isIdle = () =>
    active === 0 && settling.size === 0 && !reading && !unread && lanes.size === lanesThatWait();

  /** Lanes in which nothing can be sent for a while: their channel is not here, or their first row is not due. */
  function lanesThatWait(): number {
    const soon = clock.now().getTime() + SOON_MS;
    let count = stalled.size;
    for (const [name, { until }] of asleep) if (until > soon && !stalled.has(name)) count += 1;
    return count;
  }

  const poll = () => {
    if (stopped || pollMs === 0) return;
    later(pollMs, () => {
      if (!store.capabilities.singleWriter) unread = true;
      if (unread) void read();
      poll();
    });
  };

  return {
    async start() {
      await read();
      poll();
    },
    add(sends) {
      for (const send of sends) {
        if (known.size >= MAX_ROWS) {
          unread = true;
          break;
        }
        enqueue({
          id: send.id,
          seq: send.seq,
          channel: send.channel,
          lane: send.lane,
          chatId: send.chatId,
          payload: send.payload,
          leadId: send.leadId,
          attempts: 0,
          dueAt: Date.parse(send.dueAt),
          createdAt: send.createdAt,
          uncertain: false,
          looks: 0,
          outcome: null,
        });
      }
      pumpAll();
    },
    refresh() {
      for (const { wake } of [...asleep.values()]) wake();
      unread = true;
      void read();
    },
    idle: () => (isIdle() ? Promise.resolve() : new Promise<void>((resolve) => idleWaiters.push(resolve))),
    async stop() {
      stopped = true;
      for (const timer of timers) clearTimeout(timer);
      while (active > 0 || settling.size > 0) {
        await Promise.race([...settling, new Promise((resolve) => setTimeout(resolve, 10))]);
      }
      idleWaiters = [];
    },
  };
}

const retryAfterAbsence: SendOutcome = { kind: "retry", reason: "the channel says that it did not go out" };

function toWaiting(row: OutboxRow): Waiting {
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
    createdAt: row.createdAt,
    uncertain: row.status === "sending",
    looks: 0,
    outcome: null,
  };
}

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

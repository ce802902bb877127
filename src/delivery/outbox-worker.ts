import type { ChannelAdapter } from "../channel/adapter.ts";
import type { Send } from "../leads/turn.ts";
import type { Store } from "../store/port.ts";
import { createChannelSlots } from "./channel-slots.ts";
import { holdUnasked } from "./hold-unasked.ts";
import { createIdleness } from "./idleness.ts";
import { createPacer, type Pacer } from "./pacer.ts";
import { createRowSender, FOREVER, LEASE_MARGIN, type RowSenderOptions } from "./send-row.ts";
import { createTimers } from "./timers.ts";
import { putOff, type Waiting, waitingRow, waitingSend } from "./waiting.ts";

export type { Undelivered } from "./send-row.ts";

export interface OutboxWorkerOptions
  extends Omit<RowSenderOptions, "sendTimeoutMs" | "hold" | "recording" | "readAgain"> {
  /** By channel name. A row of a channel that is not here waits. */
  adapters: ReadonlyMap<string, ChannelAdapter>;
  /** A send that takes longer has an unknown outcome. Default: 30,000 ms. */
  sendTimeoutMs?: number;
  /** How often to look for what was left or put back, in ms. Default: 1,000; 0: never. */
  pollMs?: number;
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

interface Lane {
  rows: Waiting[];
  busy: boolean;
  /** The row for whose time the lane waits. */
  sleeper: Waiting | null;
}

/** Sends under way at once on a channel that does not say. */
const CONCURRENCY = 64;
/** Rows held in memory; the rest is read when there is room. */
const MAX_ROWS = 50_000;
/** A retry or a pause that is so near is waited for. Milliseconds. */
const SOON_MS = 10_000;

/**
 * Sends what the turns have made durable: in order within a lane, at once across lanes.
 *
 * A row is marked as being sent before it is sent, and with its outcome after; a row found marked by a process
 * that ended has an unknown outcome: it is looked up where the channel can tell, else parked for a person.
 */
export function createOutboxWorker(options: OutboxWorkerOptions): OutboxWorker {
  const { store, adapters, clock, log } = options;
  const sendTimeoutMs = options.sendTimeoutMs ?? 30_000;
  const pollMs = options.pollMs ?? 1_000;

  const lanes = new Map<string, Lane>();
  const known = new Set<string>();
  const pacers = new Map<string, Pacer>();
  const timers = createTimers();
  const settling = new Set<Promise<unknown>>();
  /** Rows whose outcome is being recorded. */
  const recording = new Set<string>();
  /** Lanes of channels that are not here. */
  const stalled = new Set<string>();
  /** Lanes whose first row is not due yet; each may be woken to look at the clock again. */
  const asleep = new Map<string, { wake: () => void; until: number }>();
  let unread = true;
  let reading = false;
  let recovered = false;
  let stopped = false;

  const sender = createRowSender({
    ...options,
    sendTimeoutMs,
    hold: (adapter, until) => pacerOf(adapter).hold(until, clock.now().getTime()),
    readAgain: readAfterLease,
    recording(row, recorded) {
      settling.add(recorded);
      // Until then the row still reads as being sent: after its lease it would be taken for abandoned.
      recording.add(row.id);
      void recorded.finally(() => {
        settling.delete(recorded);
        recording.delete(row.id);
        known.delete(row.id);
        idleness.check();
      });
    },
  });

  const slots = createChannelSlots({
    most: (channel) => adapters.get(channel)?.concurrency ?? CONCURRENCY,
    run: runLane,
    onEnd: () => idleness.check(),
  });

  function enqueue(row: Waiting): void {
    if (known.has(row.id)) return;
    known.add(row.id);
    let lane = lanes.get(row.lane);
    if (lane === undefined) {
      lane = { rows: [], busy: false, sleeper: null };
      lanes.set(row.lane, lane);
    }
    const last = lane.rows.at(-1);
    lane.rows.push(row);
    if (last !== undefined && last.seq > row.seq) lane.rows.sort((a, b) => a.seq - b.seq);
    if (!lane.busy) {
      lane.busy = true;
      slots.makeReady(row.channel, row.lane);
    } else if (lane.sleeper !== null && row.payload.unasked === undefined) {
      // Only what nobody asked for waits there.
      if (lane.sleeper.payload.unasked !== undefined) asleep.get(row.lane)?.wake();
    }
  }

  /** Send the rows of a lane, one after another, until it is empty or must wait. */
  async function runLane(name: string, channel: string): Promise<void> {
    const lane = lanes.get(name);
    if (lane === undefined) return;
    for (let row = nextOf(lane); row !== undefined && !stopped; row = nextOf(lane)) {
      lane.sleeper = null;
      const adapter = adapters.get(channel);
      if (adapter !== undefined && row.payload.unasked !== undefined && (await isHeld(row))) continue;
      const wait = adapter === undefined ? pollMs || 1_000 : waitBefore(row, adapter);
      if (adapter === undefined || wait > 0) {
        if (adapter === undefined) stalled.add(name);
        const wake = () => {
          if (!asleep.delete(name)) return;
          slots.makeReady(channel, name);
          slots.pump(channel);
        };
        lane.sleeper = row;
        asleep.set(name, { wake, until: clock.now().getTime() + wait });
        timers.later(wait, wake);
        return;
      }
      stalled.delete(name);
      let keep: Waiting | null;
      try {
        const newer = laterStates(lane.rows, row, adapter);
        const { kind, rest } = await sender.send(row, adapter, newer.at(-1)?.payload ?? row.payload);
        keep = rest;
        if (kind === "sent" && newer.length > 0) await forget(lane, newer);
      } catch (error) {
        // The database does not answer: the row is as it was, or leased to us until the lease ends.
        log.error({ error, outbox: row.id }, "a send could not be begun; it is tried again");
        readAfterLease();
        keep = putOff(row, clock.now().getTime(), 1_000);
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

  /**
   * The row of a lane that comes next: the oldest, except that what nobody asked for holds up nothing while it waits.
   * It is no part of the talk, so that nothing said is out of order when it comes later. Among themselves they keep
   * their order.
   */
  function nextOf(lane: Lane): Waiting | undefined {
    const first = lane.rows[0];
    if (first?.payload.unasked === undefined || first.dueAt <= clock.now().getTime()) return first;
    return lane.rows.find((row) => row.payload.unasked === undefined) ?? first;
  }

  /** What went out a moment ago counts. */
  const sentTo: Store["unasked"]["sentTo"] = async (lane, since) => {
    await Promise.allSettled([...settling]);
    return store.unasked.sentTo(lane, since);
  };

  /** Whether an unasked message that is due must wait by its terms; then it is due when that is over. */
  async function isHeld(row: Waiting): Promise<boolean> {
    const { unasked } = row.payload;
    const now = clock.now().getTime();
    if (unasked === undefined || row.uncertain || row.outcome !== null || row.dueAt > now) return false;
    let until: number | null;
    try {
      until = await holdUnasked({ sentTo }, row, unasked, now);
    } catch (error) {
      log.error({ error, outbox: row.id }, "an unasked message could not be judged; it is tried again");
      until = now + 1_000;
    }
    if (until !== null) Object.assign(row, putOff(row, now, until - now));
    return until !== null;
  }

  /** Milliseconds until the row may be sent; 0 takes its place in the pace of the channel. */
  function waitBefore(row: Waiting, adapter: ChannelAdapter): number {
    const now = clock.now().getTime();
    // A clock that was set back makes nobody wait longer.
    if (now < row.since) Object.assign(row, putOff(row, now, row.dueAt - row.since));
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

  /** A row that could not be marked reads as being sent by us: it is found, and looked up, once its lease is over. */
  function readAfterLease(): void {
    timers.later(sendTimeoutMs + LEASE_MARGIN + 1_000, () => {
      unread = true;
      void read();
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
          for (const row of rows) enqueue(waitingRow(row));
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
      slots.pumpAll();
      idleness.check();
    }
  }

  const idleness = createIdleness(
    () =>
      slots.underWay === 0 && settling.size === 0 && !reading && !unread && lanes.size === lanesThatWait(),
  );

  /** Lanes in which nothing can be sent for a while: their channel is not here, or their first row is not due. */
  function lanesThatWait(): number {
    const soon = clock.now().getTime() + SOON_MS;
    let count = stalled.size;
    for (const [name, { until }] of asleep) if (until > soon && !stalled.has(name)) count += 1;
    return count;
  }

  const poll = () => {
    if (stopped || pollMs === 0) return;
    timers.later(pollMs, () => {
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
        enqueue(waitingSend(send));
      }
      slots.pumpAll();
    },
    refresh() {
      for (const { wake } of [...asleep.values()]) wake();
      unread = true;
      void read();
    },
    idle: idleness.wait,
    async stop() {
      stopped = true;
      slots.stop();
      timers.clear();
      while (slots.underWay > 0 || settling.size > 0) {
        await Promise.race([...settling, new Promise((resolve) => setTimeout(resolve, 10))]);
      }
    },
  };
}

import type { ChannelAdapter } from "../channel/adapter.ts";
import type { Send } from "../leads/changes.ts";
import type { Store } from "../store/port.ts";
import { createChannelSlots } from "./channel-slots.ts";
import { holdUnasked } from "./hold-unasked.ts";
import { createIdleness } from "./idleness.ts";
import { createLanes } from "./lanes.ts";
import { laterStates } from "./later-states.ts";
import { createOutboxReader } from "./outbox-reader.ts";
import { createPacer, type Pacer } from "./pacer.ts";
import { createRowSender, LEASE_MARGIN, type RowSenderOptions } from "./send-row.ts";
import { createTimers } from "./timers.ts";
import { putOff, type Waiting, waitingSend } from "./waiting.ts";

export type { Undelivered } from "./record-outcome.ts";

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

/** Sends under way at once on a channel that does not say. */
const CONCURRENCY = 64;
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

  const pacers = new Map<string, Pacer>();
  const timers = createTimers();
  /** Rows whose outcome is being recorded. */
  const recording = new Map<string, Promise<void>>();
  let stopped = false;

  const sender = createRowSender({
    ...options,
    sendTimeoutMs,
    hold: (adapter, until) => pacerOf(adapter).hold(until, clock.now().getTime()),
    readAgain: readAfterLease,
    recording(row, recorded) {
      // Until then the row still reads as being sent: after its lease it would be taken for abandoned.
      recording.set(row.id, recorded);
      void recorded.finally(() => {
        recording.delete(row.id);
        lanes.forget(row.id);
        idleness.check();
      });
    },
  });

  const slots = createChannelSlots({
    most: (channel) => adapters.get(channel)?.concurrency ?? CONCURRENCY,
    run: runLane,
    onEnd: () => idleness.check(),
  });

  const lanes = createLanes({ clock, timers, onReady: slots.makeReady, onWake: slots.pump });

  const reader = createOutboxReader({
    store,
    clock,
    log,
    hasRoom: lanes.hasRoom,
    take: lanes.add,
    onEnd() {
      slots.pumpAll();
      idleness.check();
    },
  });

  /** Send the rows of a lane, one after another, until it is empty or must wait. */
  async function runLane(name: string, channel: string): Promise<void> {
    for (let row = lanes.next(name); row !== undefined && !stopped; row = lanes.next(name)) {
      const adapter = adapters.get(channel);
      if (adapter === undefined) {
        lanes.sleep(row, pollMs || 1_000, Number.POSITIVE_INFINITY);
        return;
      }
      if (row.payload.unasked !== undefined && (await isHeld(row))) continue;
      const wait = waitBefore(row, adapter);
      if (wait > 0) {
        lanes.sleep(row, wait, clock.now().getTime() + wait);
        return;
      }
      let rest: Waiting | null;
      try {
        const newer = laterStates(lanes.rowsOf(name), row, adapter, clock.now().getTime());
        const result = await sender.send(row, adapter, newer.at(-1)?.payload ?? row.payload);
        rest = result.rest;
        if (result.kind === "sent" && newer.length > 0) await dropShown(newer);
      } catch (error) {
        // The database does not answer: the row is as it was, or leased to us until the lease ends.
        log.error({ error, outbox: row.id }, "a send could not be begun; it is tried again");
        readAfterLease();
        rest = putOff(row, clock.now().getTime(), 1_000);
      }
      lanes.replace(row, rest);
      if (rest === null && !recording.has(row.id)) lanes.forget(row.id);
    }
  }

  /** What went out a moment ago counts. */
  const sentTo: Store["unasked"]["sentTo"] = async (lane, since) => {
    await Promise.allSettled([...recording.values()]);
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

  /** What was shown with an earlier row need not be sent. Whatever cannot be dropped is only shown again. */
  async function dropShown(shown: readonly Waiting[]): Promise<void> {
    const ids = shown.map((row) => row.id);
    try {
      await store.outbox.drop(ids, clock.now().toISOString());
    } catch (error) {
      log.warn({ error, outbox: ids }, "sends that are shown already could not be dropped");
      return;
    }
    for (const row of shown) {
      lanes.replace(row, null);
      lanes.forget(row.id);
    }
  }

  /** A row that could not be marked reads as being sent by us: it is found, and looked up, once its lease is over. */
  function readAfterLease(): void {
    timers.later(sendTimeoutMs + LEASE_MARGIN + 1_000, () => {
      reader.miss();
      void reader.read();
    });
  }

  const idleness = createIdleness(
    () =>
      slots.underWay === 0 &&
      recording.size === 0 &&
      reader.isThrough() &&
      lanes.sleepBeyond(clock.now().getTime() + SOON_MS),
  );

  const poll = () => {
    if (stopped || pollMs === 0) return;
    timers.later(pollMs, () => {
      if (!store.capabilities.singleWriter) reader.miss();
      void reader.read();
      poll();
    });
  };

  return {
    async start() {
      await reader.read();
      poll();
    },
    add(sends) {
      for (const send of sends) {
        if (!lanes.hasRoom()) {
          reader.miss();
          break;
        }
        lanes.add(waitingSend(send));
      }
      slots.pumpAll();
    },
    refresh() {
      lanes.wakeAll();
      reader.miss();
      void reader.read();
    },
    idle: idleness.wait,
    async stop() {
      stopped = true;
      slots.stop();
      reader.stop();
      timers.clear();
      while (slots.underWay > 0 || recording.size > 0) {
        await Promise.race([...recording.values(), new Promise((resolve) => setTimeout(resolve, 10))]);
      }
    },
  };
}

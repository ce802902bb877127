import type { Clock } from "../clock.ts";
import type { Timers } from "./timers.ts";
import type { Waiting } from "./waiting.ts";

/**
 * The rows in memory, none twice, in order within their lane. A lane that has rows is ready, being sent in or asleep:
 * one of them only, so that nobody overtakes within it.
 */
export interface Lanes {
  /**
   * Take a row, unless it is known. What was said does not wait for what nobody asked for: it wakes a lane that does.
   */
  add(row: Waiting): void;
  /** There is room for more. */
  hasRoom(): boolean;
  /**
   * The row of a lane that comes next: the oldest, except that what nobody asked for holds up nothing while it waits.
   * It is no part of the talk, so that nothing said is out of order when it comes later. Among themselves they keep
   * their order.
   */
  next(lane: string): Waiting | undefined;
  rowsOf(lane: string): readonly Waiting[];
  /** What is left to do for a row; null: nothing. Even then it is known until it is forgotten. */
  replace(row: Waiting, rest: Waiting | null): void;
  /** What is in the database tells what became of the row: it may be added anew when it is found there. */
  forget(id: string): void;
  /**
   * The lane waits for the time of its row: for so many ms, or until something wakes it. `until`: before then, in ms
   * since the epoch, nothing can come of it.
   */
  sleep(row: Waiting, ms: number, until: number): void;
  /** Look at the clock again in every lane. */
  wakeAll(): void;
  /** Nothing is to be done before then, in ms since the epoch: every lane sleeps for longer. */
  sleepBeyond(time: number): boolean;
}

export interface LanesOptions {
  clock: Clock;
  timers: Timers;
  /** A lane may be sent in: it is new, or has been woken. */
  onReady(channel: string, lane: string): void;
  /** A lane has been woken, and is ready. */
  onWake(channel: string): void;
}

/** Rows held in memory. */
const MAX_ROWS = 50_000;

export function createLanes({ clock, timers, onReady, onWake }: LanesOptions): Lanes {
  const lanes = new Map<string, Waiting[]>();
  const known = new Set<string>();
  /** Lanes that wait, and the row for whose time they do. */
  const asleep = new Map<string, { row: Waiting; until: number; wake: () => void }>();

  return {
    add(row) {
      if (known.has(row.id)) return;
      known.add(row.id);
      const rows = lanes.get(row.lane);
      if (rows === undefined) {
        lanes.set(row.lane, [row]);
        onReady(row.channel, row.lane);
        return;
      }
      const last = rows.at(-1);
      rows.push(row);
      if (last !== undefined && last.seq > row.seq) rows.sort((a, b) => a.seq - b.seq);
      const sleeper = asleep.get(row.lane);
      if (row.payload.unasked === undefined && sleeper?.row.payload.unasked !== undefined) sleeper.wake();
    },
    hasRoom: () => known.size < MAX_ROWS,
    next(lane) {
      const rows = lanes.get(lane);
      const first = rows?.[0];
      if (first?.payload.unasked === undefined || first.dueAt <= clock.now().getTime()) return first;
      return rows?.find((row) => row.payload.unasked === undefined) ?? first;
    },
    rowsOf: (lane) => lanes.get(lane) ?? [],
    replace(row, rest) {
      const rows = lanes.get(row.lane) ?? [];
      // Not always the first any more: an older one may have been put back meanwhile.
      const place = rows.indexOf(row);
      if (rest !== null) rows[place] = rest;
      else rows.splice(place, 1);
      if (rows.length === 0) lanes.delete(row.lane);
    },
    forget(id) {
      known.delete(id);
    },
    sleep(row, ms, until) {
      const { channel, lane } = row;
      const wake = () => {
        if (!asleep.delete(lane)) return;
        callOff();
        onReady(channel, lane);
        onWake(channel);
      };
      // One that is woken before its time leaves no timer behind, which would cut its next sleep short.
      const callOff = timers.later(ms, wake);
      asleep.set(lane, { row, until, wake });
    },
    wakeAll() {
      for (const { wake } of [...asleep.values()]) wake();
    },
    sleepBeyond(time) {
      let count = 0;
      for (const { until } of asleep.values()) if (until > time) count += 1;
      return count === lanes.size;
    },
  };
}

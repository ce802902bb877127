import type { InboxRow } from "../store/port/inbox-store.ts";

/**
 * The pending rows in memory, each once, in order. A lane whose first row failed is held: what comes behind that row
 * waits with it, and nothing of the lane is taken.
 */
export interface InboxQueue {
  /** Rows that may be taken. */
  readonly length: number;
  /** Lanes that are held. */
  readonly held: number;
  /** Add a row that came after all others. */
  push(row: InboxRow): void;
  /**
   * Take the next rows, in order. One that `standsAlone` comes first, and only, or waits for the next time; those of a
   * lane that is held wait behind the one that failed.
   */
  take(most: number, standsAlone: (row: InboxRow) => boolean): InboxRow[];
  /** Put back rows that were taken, or held. */
  putBack(rows: readonly InboxRow[]): void;
  /** Add those rows of the database that are not here. None of them may be taken at the moment. */
  merge(rows: readonly InboxRow[]): void;
  /** A row that was taken failed: hold its lane. */
  hold(row: InboxRow): void;
  /** A row that was taken was not decided, because its lane is held: it waits there. */
  waitBehind(row: InboxRow): void;
  /** End the holding of a lane. Gives the rows, the one that failed first. */
  release(lane: string): InboxRow[];
  /** The row for which a lane is held. */
  heldBy(lane: string): InboxRow | undefined;
}

export function createInboxQueue(): InboxQueue {
  let queue: InboxRow[] = [];
  /** By lane: the row that waits for a retry, and what waits behind it. */
  const held = new Map<string, InboxRow[]>();

  return {
    get length() {
      return queue.length;
    },
    get held() {
      return held.size;
    },
    push(row) {
      queue.push(row);
    },
    take(most, standsAlone) {
      const rows: InboxRow[] = [];
      let passed = 0;
      for (; passed < queue.length && rows.length < most; passed += 1) {
        const row = queue[passed]!;
        const waiting = held.get(row.lane);
        if (waiting !== undefined) waiting.push(row);
        else if (rows.length > 0 && standsAlone(row)) break;
        else rows.push(row);
        if (rows[0] !== undefined && standsAlone(rows[0])) {
          passed += 1;
          break;
        }
      }
      queue = queue.slice(passed);
      return rows;
    },
    putBack(rows) {
      queue = [...rows, ...queue].sort(bySeq);
    },
    merge(rows) {
      const known = new Set(queue.map((row) => row.seq));
      for (const waiting of held.values()) for (const row of waiting) known.add(row.seq);
      const fresh = rows.filter((row) => !known.has(row.seq));
      for (const row of fresh) held.get(row.lane)?.push(row);
      for (const waiting of held.values()) waiting.sort(bySeq);
      queue = [...fresh.filter((row) => !held.has(row.lane)), ...queue].sort(bySeq);
    },
    hold(row) {
      held.set(row.lane, [row, ...(held.get(row.lane) ?? [])]);
    },
    waitBehind(row) {
      held.get(row.lane)?.push(row);
    },
    release(lane) {
      const rows = held.get(lane) ?? [];
      held.delete(lane);
      return rows;
    },
    heldBy: (lane) => held.get(lane)?.[0],
  };
}

const bySeq = (a: InboxRow, b: InboxRow) => a.seq - b.seq;

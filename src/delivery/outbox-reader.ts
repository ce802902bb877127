import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import type { Store } from "../store/port.ts";
import { FOREVER } from "./forever.ts";
import { type Waiting, waitingRow } from "./waiting.ts";

/** Brings into memory what waits in the database and is not there: after a start, for want of room, or put back by somebody. */
export interface OutboxReader {
  /** There may be rows that are not in memory. */
  miss(): void;
  /** Whether all that waits is in memory, as far as is known. */
  isThrough(): boolean;
  /** Read what was missed, as far as there is room. One reading goes on at a time, and follows what is missed meanwhile. */
  read(): Promise<void>;
  /** Begin nothing more. */
  stop(): void;
}

export interface OutboxReaderOptions {
  store: Pick<Store, "capabilities"> & { outbox: Pick<Store["outbox"], "waiting"> };
  clock: Clock;
  log: Log;
  hasRoom(): boolean;
  take(row: Waiting): void;
  /** A reading has ended, by an error too. */
  onEnd(): void;
}

const PAGE = 5_000;

/** All is missed that was there before. */
export function createOutboxReader({
  store,
  clock,
  log,
  hasRoom,
  take,
  onEnd,
}: OutboxReaderOptions): OutboxReader {
  let unread = true;
  let reading = false;
  let recovered = false;
  let stopped = false;

  return {
    miss() {
      unread = true;
    },
    isThrough: () => !reading && !unread,
    async read() {
      if (!unread || reading || stopped) return;
      reading = true;
      try {
        while (unread && hasRoom()) {
          unread = false;
          // At a start the only writer knows that whoever was sending is gone.
          const now = !recovered && store.capabilities.singleWriter ? FOREVER : clock.now().toISOString();
          let afterSeq = 0;
          for (;;) {
            const rows = await store.outbox.waiting({ limit: PAGE, now, afterSeq });
            for (const row of rows) take(waitingRow(row));
            afterSeq = rows.at(-1)?.seq ?? afterSeq;
            if (rows.length < PAGE) break;
            if (!hasRoom()) {
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
        onEnd();
      }
    },
    stop() {
      stopped = true;
    },
  };
}

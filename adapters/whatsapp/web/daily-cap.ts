import { z } from "zod";
import type { AdapterHost } from "../../../src/channel/adapter.ts";
import type { Clock } from "../../../src/clock.ts";

/** How much was sent in the last 24 hours. */
export interface DailyCap {
  /** Milliseconds until another message may be sent; 0 when it may now. */
  waitMs(): Promise<number>;
  /** Count a message that was sent, durably when it resolves. */
  count(): Promise<void>;
}

const HOUR = 3_600_000;

/** At most `cap` messages in any 24 hours, counted by the hour, and remembered with the host. */
export function createDailyCap(cap: number, memory: AdapterHost["memory"], clock: Clock): DailyCap {
  let last: Promise<unknown> = Promise.resolve();

  /** The hours that count, the oldest first. An hour counts until all of it is 24 hours ago. */
  async function hours(): Promise<[hour: number, sent: number][]> {
    const stored = hoursSchema.safeParse(await memory.get(KEY));
    const now = clock.now().getTime();
    return Object.entries(stored.success ? stored.data : {})
      .map(([hour, sent]): [number, number] => [Number(hour), sent])
      .filter(([hour]) => (hour + 1) * HOUR > now - 24 * HOUR)
      .sort(([a], [b]) => a - b);
  }

  return {
    async waitMs() {
      const counted = await hours();
      let sent = counted.reduce((sum, [, count]) => sum + count, 0);
      if (sent < cap) return 0;
      for (const [hour, count] of counted) {
        sent -= count;
        if (sent < cap) return Math.max(1_000, (hour + 25) * HOUR - clock.now().getTime());
      }
      return HOUR;
    },
    count() {
      const work = async () => {
        const hour = Math.floor(clock.now().getTime() / HOUR);
        const counted = new Map(await hours());
        counted.set(hour, (counted.get(hour) ?? 0) + 1);
        await memory.set(KEY, Object.fromEntries(counted));
      };
      const mine = last.then(work, work);
      last = mine.catch(() => {});
      return mine;
    },
  };
}

const KEY = "whatsapp-sent-by-hour";

const hoursSchema = z.record(z.string().regex(/^\d+$/), z.number().int().nonnegative());

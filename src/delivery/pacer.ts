import type { Pace } from "../channel/adapter.ts";
import type { RateLimit } from "../channel/rate-limit.ts";

/** Keeps what goes out within what a channel may send, and waits when the vendor asks for it. */
export interface Pacer {
  /**
   * Milliseconds until a message may be sent in the chat; 0: now, and then it counts as sent. A refused try costs
   * nothing.
   */
  take(chat: string, now: number): number;
  /** The vendor asks at `now` for a pause: nothing is sent on the channel before `until`, in ms since the epoch. */
  hold(until: number, now: number): void;
}

/** Chats whose pace is remembered; the least recently used are forgotten first. */
const MAX_CHATS = 10_000;

/** A pacer for one channel. Without limits it only holds. */
export function createPacer(pace: Pace = {}): Pacer {
  const overall = pace.overall ? createBucket(pace.overall) : null;
  const chats = new Map<string, Bucket>();
  let heldUntil = 0;
  let heldSince = 0;

  function bucketOf(chat: string, limit: RateLimit): Bucket {
    const bucket = chats.get(chat) ?? createBucket(limit);
    chats.delete(chat);
    chats.set(chat, bucket);
    if (chats.size > MAX_CHATS) for (const oldest of chats.keys()) if (chats.delete(oldest)) break;
    return bucket;
  }

  function hold(until: number, now: number): void {
    heldUntil = until;
    heldSince = now;
  }

  return {
    take(chat, now) {
      // A clock that was set back makes no pause longer.
      if (now < heldSince) hold(now + heldUntil - heldSince, now);
      const own = pace.perChat ? bucketOf(chat, pace.perChat) : null;
      const wait = Math.max(heldUntil - now, overall?.wait(now) ?? 0, own?.wait(now) ?? 0);
      if (wait > 0) return Math.ceil(wait);
      overall?.take(now);
      own?.take(now);
      return 0;
    },
    hold: (until, now) => hold(now < heldSince ? until : Math.max(heldUntil, until), now),
  };
}

interface Bucket {
  wait(now: number): number;
  take(now: number): void;
}

/** A token bucket that says exactly how long to wait. */
function createBucket({ burst, perSecond }: RateLimit): Bucket {
  let tokens = burst;
  let at: number | null = null;
  const fill = (now: number) => {
    // A clock that was set back gives nothing and takes nothing.
    const passed = at === null ? 0 : Math.max(0, now - at) / 1_000;
    tokens = Math.min(burst, tokens + passed * perSecond);
    at = now;
  };
  return {
    wait(now) {
      fill(now);
      return tokens >= 1 ? 0 : ((1 - tokens) / perSecond) * 1_000;
    },
    take(now) {
      fill(now);
      tokens -= 1;
    },
  };
}

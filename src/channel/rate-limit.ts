import type { Clock } from "../clock.ts";

/** How much one sender may send: `burst` at once, then `perSecond` on average. */
export interface RateLimit {
  burst: number;
  perSecond: number;
}

export interface RateLimiter {
  /**
   * Take one token of the sender `key`. Gives 0 when it was there, else the whole seconds to wait; a refused
   * try costs nothing.
   */
  take(key: string): number;
}

/** Enough for the busy senders of a small machine at about 100 bytes each. */
const MAX_SENDERS = 20_000;

/**
 * One token bucket for each sender, kept in memory: a flood by one sender leaves the others unhurt.
 *
 * Holds at most `maxSenders` (default 20,000) buckets; the least recently used are forgotten first, which
 * only ever gives somebody tokens back.
 */
export function createRateLimiter(limit: RateLimit, clock: Clock, maxSenders = MAX_SENDERS): RateLimiter {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return {
    take(key) {
      const now = clock.now().getTime();
      const bucket = buckets.get(key) ?? { tokens: limit.burst, at: now };
      // A clock that was set back gives nothing and takes nothing.
      const passed = Math.max(0, now - bucket.at) / 1000;
      const tokens = Math.min(limit.burst, bucket.tokens + passed * limit.perSecond);
      const ok = tokens >= 1;
      buckets.delete(key);
      buckets.set(key, { tokens: ok ? tokens - 1 : tokens, at: now });
      if (buckets.size > maxSenders) for (const oldest of buckets.keys()) if (buckets.delete(oldest)) break;
      return ok ? 0 : Math.max(1, Math.ceil((1 - tokens) / limit.perSecond));
    },
  };
}

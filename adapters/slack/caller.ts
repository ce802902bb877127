import { createRateLimiter, type RateLimit, type RateLimiter } from "../../src/channel/rate-limit.ts";
import type { Clock } from "../../src/clock.ts";
import { type Failure, failureOf } from "./failure.ts";

export type Called<T> = { ok: true; value: T } | { ok: false; failure: Failure };

/** Calls to Slack, each made once, with their failures as values. */
export interface Caller {
  /**
   * `method` names one that Slack limits over the whole workspace: it is kept to that, and while Slack has asked to
   * wait, none is sent. Null for posts, which are limited by channel: there the outbox waits.
   */
  call<T>(method: string | null, work: () => Promise<T>): Promise<Called<T>>;
}

/** What Slack takes of a method over the whole workspace (its tiers 3 and 4), a little less. */
const MEASURES: Record<string, RateLimit> = {
  "chat.update": { burst: 20, perSecond: 50 / 60 },
  "views.publish": { burst: 40, perSecond: 100 / 60 },
};

/** `onAccess` hears whether Slack took the token: null when it did, else what it refused. */
export function createCaller(clock: Clock, onAccess: (refused: Failure | null) => void): Caller {
  const waiting = new Map<string, number>();
  const measures = new Map<string, RateLimiter>();
  for (const [method, limit] of Object.entries(MEASURES))
    measures.set(method, createRateLimiter(limit, clock));
  return {
    async call(method, work) {
      const left = (waiting.get(method ?? "") ?? 0) - clock.now().getTime();
      if (left > 0) return { ok: false, failure: { kind: "limited", afterMs: left } };
      waiting.delete(method ?? "");
      const seconds = method === null ? 0 : (measures.get(method)?.take(method) ?? 0);
      if (seconds > 0) return { ok: false, failure: { kind: "limited", afterMs: seconds * 1_000 } };
      try {
        const value = await work();
        onAccess(null);
        return { ok: true, value };
      } catch (error) {
        const failure = failureOf(error);
        if (failure.kind === "limited" && method !== null)
          waiting.set(method, clock.now().getTime() + failure.afterMs);
        if (failure.kind === "refused-access") onAccess(failure);
        return { ok: false, failure };
      }
    },
  };
}

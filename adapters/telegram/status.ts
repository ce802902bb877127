import { setTimeout as sleep } from "node:timers/promises";
import type { AdapterHost, ChannelHealth } from "../../src/channel/adapter.ts";

/** How the channel is, and the log of how it changes. */
export interface Status {
  readonly health: ChannelHealth;
  set(health: ChannelHealth): void;
}

/** Counts a reconnect when it becomes ready again after it was. */
export function createStatus(first: ChannelHealth, host: Pick<AdapterHost, "log" | "reconnected">): Status {
  let health = first;
  let wasReady = false;
  return {
    get health() {
      return health;
    },
    set(next) {
      const { detail, state } = next;
      if (state === health.state && detail === health.detail) return;
      if (state === "ready") {
        if (wasReady) host.reconnected();
        wasReady = true;
        host.log.info({ state, detail }, "Telegram is connected");
      } else host.log.warn({ state, detail }, "Telegram is not as it should be");
      health = next;
    },
  };
}

/** Waits that grow, so that what failed is not asked again and again. */
export interface Backoff {
  /** Resolves when it is time, or at once when the channel stops. At least `leastMs`. */
  wait(signal: AbortSignal, leastMs?: number): Promise<void>;
  /** It worked. */
  reset(): void;
}

export interface BackoffOptions {
  /** Milliseconds. Default: 1,000. */
  firstMs?: number;
  /** Milliseconds. Default: 60,000. */
  mostMs?: number;
}

/** Doubled each time, with jitter over the upper half. */
export function createBackoff({ firstMs = 1_000, mostMs = 60_000 }: BackoffOptions = {}): Backoff {
  let tries = 0;
  return {
    async wait(signal, leastMs = 0) {
      const full = Math.min(mostMs, firstMs * 2 ** Math.min(tries, 20));
      tries += 1;
      const ms = Math.max(leastMs, full / 2 + (full / 2) * Math.random());
      await sleep(ms, undefined, { signal }).catch(() => {});
    },
    reset() {
      tries = 0;
    },
  };
}

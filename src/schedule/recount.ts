import type { Log } from "../log.ts";
import type { InsightStore } from "../store/port/insight-store.ts";

export interface Recount {
  start(): void;
  /** Finish the month under way, and count no more. */
  stop(): Promise<void>;
}

/**
 * Keep the roll-ups of the numbers up to date in the background: those of days that are over, and again those that
 * have changed since. Answers never wait for it.
 *
 * @param everyMs how long to wait when nothing is stale. Default: 60,000.
 */
export function createRecount(insights: InsightStore, log: Log, everyMs = 60_000): Recount {
  let wake: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let stopped = false;

  async function run(): Promise<void> {
    let pause = everyMs;
    try {
      if ((await insights.refresh()) > 0) pause = PAUSE_MS;
    } catch (error) {
      log.warn({ error }, "numbers could not be counted in advance; it is tried again");
    }
    plan(pause);
  }

  function plan(ms: number): void {
    if (stopped) return;
    wake = setTimeout(() => {
      running = run();
    }, ms);
    wake.unref();
  }

  return {
    start: () => plan(FIRST_MS),
    async stop() {
      stopped = true;
      clearTimeout(wake);
      await running;
    },
  };
}

/** Between two months: people are served first. */
const PAUSE_MS = 50;
/** After the start there is more important work. */
const FIRST_MS = 2_000;

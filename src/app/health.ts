import type { ChannelAdapter } from "../channel/adapter.ts";
import type { Clock } from "../clock.ts";
import type { WatchedFlows } from "../engine/flow-source.ts";
import type { ReadyReport } from "../http/health.ts";
import type { createMetrics } from "../http/metrics.ts";
import type { Waker } from "../schedule/waker.ts";
import type { Store } from "../store/port.ts";

/** What is looked at. */
export interface Parts {
  store: Store;
  clock: Clock;
  metrics: ReturnType<typeof createMetrics>;
  flows: Pick<WatchedFlows, "problems">;
  jobs: Pick<Waker, "health">;
  adapters: ReadonlyMap<string, ChannelAdapter>;
}

/** Set the gauges whenever they are read. */
export function watchGauges({ store, clock, metrics, adapters }: Parts): void {
  metrics.onScrape(async () => {
    const now = clock.now().getTime();
    const age = (at: string | null) => (at === null ? 0 : Math.max(0, now - Date.parse(at)) / 1_000);
    const [waitingIn, waitingOut] = [await store.inbox.counts(), await store.outbox.counts()];
    metrics.gauge("leadline_inbox_pending", {}, waitingIn.pending);
    metrics.gauge("leadline_inbox_oldest_seconds", {}, age(waitingIn.oldestPendingAt));
    metrics.gauge("leadline_outbox_waiting", {}, waitingOut.waiting);
    metrics.gauge("leadline_outbox_parked", {}, waitingOut.parked);
    metrics.gauge("leadline_outbox_oldest_seconds", {}, age(waitingOut.oldestWaitingAt));
    metrics.gauge("leadline_dead_letters_open", {}, waitingIn.dead + waitingOut.dead);
    for (const adapter of adapters.values()) {
      const ready = adapter.health().state === "ready" ? 1 : 0;
      metrics.gauge("leadline_channel_ready", { channel: adapter.name }, ready);
    }
  });
}

/** Whether the program can do its work, part by part, for `/readyz`. */
export async function readiness(parts: Parts): Promise<ReadyReport> {
  const { store, clock, flows, jobs, adapters } = parts;
  const checks: ReadyReport["checks"] = [];
  const check = async (name: string, look: () => Promise<string>) => {
    try {
      checks.push({ name, ok: true, detail: await look() });
    } catch (error) {
      checks.push({ name, ok: false, detail: error instanceof Error ? error.message : String(error) });
    }
  };
  await check("database", async () => {
    const at = clock.now().toISOString();
    await store.settings.set("last-readiness-check", at, at);
    return "takes writes";
  });
  await check("outbox", async () => {
    const { waiting, parked, oldestWaitingAt } = await store.outbox.counts();
    const age = oldestWaitingAt === null ? 0 : clock.now().getTime() - Date.parse(oldestWaitingAt);
    if (age > STUCK_MS) {
      throw new Error(
        `${waiting} messages wait to be sent, the oldest for ${Math.round(age / 60_000)} minutes`,
      );
    }
    return parked === 0 ? "moving" : `moving; ${parked} sends wait for a person: see \`leadline dead list\``;
  });
  await check("flows", async () => {
    const faults = flows.problems().length;
    return faults === 0 ? "in force" : `the files have ${faults} faults; the version before them is in force`;
  });
  await check("jobs", async () => {
    const { ok, detail } = jobs.health();
    return ok ? detail : `${detail}; what is due may be half a minute late`;
  });
  for (const adapter of adapters.values()) {
    await check(adapter.name, async () => {
      const { state, detail } = adapter.health();
      if (state === "down") throw new Error(detail);
      return detail;
    });
  }
  return { ready: checks.every(({ ok }) => ok), checks };
}

/** A message that waits longer than its retries explain: something is stuck. Milliseconds. */
const STUCK_MS = 15 * 60_000;

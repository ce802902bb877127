import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { type App, createApp } from "../../src/app.ts";
import { SAMPLE_REPS, seedPeople } from "../../src/cli/sample-people.ts";
import { systemClock } from "../../src/clock.ts";
import type { Studio } from "../../src/commands/define.ts";
import { type Config, loadConfig } from "../../src/config.ts";
import { createEngine, type Decided, laneOf } from "../../src/engine/engine.ts";
import { openFlows } from "../../src/engine/flow-source.ts";
import { createLog } from "../../src/log.ts";
import { noMetrics } from "../../src/metrics.ts";
import { openStore } from "../../src/store/index.ts";
import { migrationsFolder, readMigrations } from "../../src/store/migrate/migration.ts";
import type { InboxRow } from "../../src/store/port/inbox-store.ts";
import { runBareLoop } from "./bare-loop.ts";
import { MESSAGES_PER_CONVERSATION, messageOf } from "./conversations.ts";
import { createNullChannel } from "./null-channel.ts";

const noStudio: Studio = {
  picture: () => {
    throw new Error("nothing is drawn here");
  },
  write: () => Promise.reject(new Error("nothing is written here")),
};

export interface TurnsResult {
  name: string;
  turns: number;
  perSecond: number;
  /** Milliseconds from accepting a message until its reply is given to the channel. */
  p50: number;
  p95: number;
  p99: number;
  /** CPU time over wall time: 1 is one core. */
  cpu: number;
  peakRssMb: number;
  commitsPerTurn: number;
}

const log = createLog({ level: "error" });

/**
 * Prospects that each side plays right before it is measured, in the same database: a program that has just been
 * started runs code that is not compiled yet.
 */
export const WARM_UP = 1_000;

/** Many prospects at once, each writing its next message when the last was answered. */
export async function benchLoad(prospects: number): Promise<TurnsResult> {
  return withApp(async (app, answered) => {
    const play = async (first: number, count: number) => {
      const latencies: number[] = [];
      await Promise.all(
        Array.from({ length: count }, async (_, i) => {
          for (let k = 0; k < MESSAGES_PER_CONVERSATION; k++) {
            latencies.push(await sayAndWait(app, answered, first + i, k));
          }
        }),
      );
      await app.drain();
      return latencies;
    };
    collectGarbage();
    await play(0, WARM_UP);
    const meter = startMeter(app);
    const latencies = await play(WARM_UP, prospects);
    return meter.stop(`${prospects.toLocaleString("en-US")} prospects at once`, latencies);
  });
}

/** One message at a time. */
export async function benchOneByOne(prospects: number): Promise<TurnsResult> {
  return withApp(async (app, answered) => {
    for (let k = 0; k < MESSAGES_PER_CONVERSATION; k++) await sayAndWait(app, answered, prospects, k);
    const latencies: number[] = [];
    const meter = startMeter(app);
    for (let n = 0; n < prospects; n++) {
      for (let k = 0; k < MESSAGES_PER_CONVERSATION; k++)
        latencies.push(await sayAndWait(app, answered, n, k));
    }
    await app.drain();
    return meter.stop("one message at a time", latencies);
  });
}

/** The peer in the same run: the turns of as many prospects, written one transaction each. */
export async function benchBareLoop(prospects: number) {
  const folder = mkdtempSync(join(tmpdir(), "leadline-bench-"));
  try {
    const turns = await decideAll(folder, [WARM_UP, prospects]);
    const schema = readMigrations(migrationsFolder("sqlite")).map((migration) => migration.sql);
    schema.push("PRAGMA foreign_keys = ON", ...samplePeople());
    collectGarbage();
    const { driver, times, ms } = runBareLoop(folder, schema, turns, WARM_UP * MESSAGES_PER_CONVERSATION);
    times.sort((a, b) => a - b);
    return { driver, turns: times.length, perSecond: (times.length / ms) * 1_000, p50: quantile(times, 0.5) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The sample colleagues, whom offers and leads point at. */
export function samplePeople(): string[] {
  return SAMPLE_REPS.map(
    ({ id }) =>
      `INSERT INTO "reps" ("id", "name", "role", "language", "timeZone", "takes", "active", "openLeads", "createdAt", "updatedAt") VALUES ('${id}', 'Sample', 'rep', 'en', 'UTC', '{}', 1, 0, '', '')`,
  );
}

/** What each turn changes, decided one after another as the program would; `groups` of prospects follow each other. */
export async function decideAll(folder: string, groups: readonly number[]): Promise<Decided[]> {
  const config = benchConfig(join(folder, "decide"));
  const store = await openStore({ databaseUrl: config.databaseUrl, log, clock: systemClock });
  await seedPeople(store, systemClock);
  const flows = await openFlows({
    folder: config.flowsFolder,
    settings: store.settings,
    clock: systemClock,
    log,
    metrics: noMetrics,
    watch: false,
  });
  const engine = createEngine({ store, flows, surfaces: [], studio: noStudio });
  const batch = await store.turns.begin();
  const set = await engine.createWorkingSet(batch);
  const decided: Decided[] = [];
  const decide = async (n: number, k: number) => {
    const payload = messageOf("bare", n, k);
    const row: InboxRow = {
      seq: decided.length + 1,
      channel: "null",
      externalId: payload.externalId,
      kind: "message",
      lane: laneOf("null", payload),
      payload,
      receivedAt: new Date().toISOString(),
      attempts: 0,
    };
    const [result] = await engine.decideAll([row], set, batch, new Set());
    if (result !== undefined && "changes" in result) decided.push(result);
    else throw new Error("a turn of the benchmark failed", { cause: result });
  };
  let first = 0;
  for (const count of groups) {
    for (let k = 0; k < MESSAGES_PER_CONVERSATION; k++) {
      for (let n = first; n < first + count; n++) await decide(n, k);
    }
    first += count;
  }
  await store.close();
  return decided;
}

async function sayAndWait(
  app: App,
  answered: Map<string, () => void>,
  n: number,
  k: number,
): Promise<number> {
  const event = messageOf("run", n, k);
  const began = performance.now();
  const answer = new Promise<void>((resolve) => answered.set(event.chatId, resolve));
  await app.accept("null", event);
  await answer;
  return performance.now() - began;
}

async function withApp<T>(work: (app: App, answered: Map<string, () => void>) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "leadline-bench-"));
  const answered = new Map<string, () => void>();
  const app = await createApp({
    config: benchConfig(folder),
    log,
    clock: systemClock,
    adapters: [
      createNullChannel((chatId) => {
        answered.get(chatId)?.();
        answered.delete(chatId);
      }),
    ],
  });
  try {
    await seedPeople(app.store, systemClock);
    await app.start();
    return await work(app, answered);
  } finally {
    await app.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function benchConfig(folder: string): Config {
  const config = loadConfig({ LEADLINE_DATA: folder, LEADLINE_PLAYGROUND: "off", LEADLINE_WEB_CHAT: "off" });
  return { ...config, listen: false };
}

/** What one side leaves behind must not burden the other. */
export function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
}

function startMeter(app: App) {
  const commits = app.store.admin.commits() ?? 0;
  const cpu = process.cpuUsage();
  const began = performance.now();
  let peak = process.memoryUsage.rss();
  const sample = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 100);
  return {
    stop(name: string, latencies: number[]): TurnsResult {
      clearInterval(sample);
      const seconds = (performance.now() - began) / 1_000;
      const used = process.cpuUsage(cpu);
      latencies.sort((a, b) => a - b);
      return {
        name,
        turns: latencies.length,
        perSecond: latencies.length / seconds,
        p50: quantile(latencies, 0.5),
        p95: quantile(latencies, 0.95),
        p99: quantile(latencies, 0.99),
        cpu: (used.user + used.system) / 1e6 / seconds,
        peakRssMb: Math.max(peak, process.memoryUsage.rss()) / 1_048_576,
        commitsPerTurn: ((app.store.admin.commits() ?? 0) - commits) / latencies.length,
      };
    },
  };
}

function quantile(sorted: number[], q: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? 0;
}

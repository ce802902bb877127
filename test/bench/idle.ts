import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createApp } from "../../src/app.ts";
import { systemClock } from "../../src/clock.ts";
import { loadConfig } from "../../src/config.ts";
import { emptyChanges } from "../../src/leads/changes.ts";
import type { Timer } from "../../src/leads/types/timer.ts";
import { openStore } from "../../src/store/index.ts";
import { insertRows } from "../../src/store/sql.ts";
import type { Table } from "../../src/store/tables/table.ts";
import { log, withDatabase } from "./insights.ts";
import { createNullChannel } from "./null-channel.ts";

/** What must hold: how late something may be woken for, and how much of one core a program that waits may use. */
const MOST_LATE_MS = 1_000;
const MOST_CPU = 0.01;

const PENDING = 10_000;
/** Of them, those that fall due while it is measured, one after another. */
const SOON = 20;
const HOUR = 3_600_000;
const MEASURED_MS = 20_000;

/** How late the program wakes for what falls due, and how much it uses while nothing does, with 10,000 timers and as many jobs waiting. */
export async function benchIdle(): Promise<boolean> {
  console.log(
    `\nidle: the program on SQLite with ${PENDING.toLocaleString("en-US")} timers and as many jobs that wait; ${SOON} timers`,
  );
  console.log("fall due one after another, then nothing does. A ratio is to the limit: 1 is the most.");
  const folder = mkdtempSync(join(tmpdir(), "leadline-bench-"));
  try {
    const { lateMs, cpu } = await measure(folder);
    lateMs.sort((a, b) => a - b);
    const [middle, worst] = [lateMs[Math.floor(lateMs.length / 2)] ?? 0, lateMs.at(-1) ?? 0];
    const figure = (what: string, value: string, limit: string, ratio: number) =>
      console.log(`${what}: ${value} (wanted: under ${limit}), ratio ${ratio.toFixed(2)}`);
    figure(
      `woken late, the worst of ${lateMs.length}`,
      `${worst.toFixed(0)} ms, the middle ${middle.toFixed(0)} ms`,
      `${MOST_LATE_MS} ms`,
      worst / MOST_LATE_MS,
    );
    figure(
      "CPU while idle, of one core",
      `${(cpu * 100).toFixed(2)} %`,
      `${MOST_CPU * 100} %`,
      cpu / MOST_CPU,
    );
    return lateMs.length === SOON && worst < MOST_LATE_MS && cpu < MOST_CPU;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(folder: string): Promise<{ lateMs: number[]; cpu: number }> {
  const config = {
    ...loadConfig({ LEADLINE_DATA: folder, LEADLINE_PLAYGROUND: "off", LEADLINE_WEB_CHAT: "off" }),
    listen: false,
  };
  const lateMs: number[] = [];
  await fill(config.databaseUrl);
  const app = await createApp({
    config,
    log,
    clock: systemClock,
    adapters: [createNullChannel(() => {})],
    beforeDecide: ({ payload }) => {
      if (payload.type === "timer" && payload.timer.kind === KIND)
        lateMs.push(Date.now() - Date.parse(payload.timer.dueAt));
    },
  });
  // Once it has started, which is not measured.
  const firstAt = Date.now() + 5_000;
  await saveTimers(app.store, SOON, (n) => firstAt + n * 700);
  await app.start();
  try {
    await sleep(firstAt - Date.now() + SOON * 700 + MOST_LATE_MS * 3);
    const before = process.cpuUsage();
    const began = performance.now();
    await sleep(MEASURED_MS);
    const { user, system } = process.cpuUsage(before);
    return { lateMs, cpu: (user + system) / 1_000 / (performance.now() - began) };
  } finally {
    await app.stop();
  }
}

/** A kind that means nothing: it is only marked as fired. */
const KIND = "bench";

async function fill(databaseUrl: string): Promise<void> {
  const store = await openStore({ databaseUrl, log, clock: systemClock });
  await saveTimers(store, PENDING - SOON, (n) => Date.now() + HOUR + n * 60_000);
  await store.close();
  await withDatabase(databaseUrl, async (db) => {
    const job = (n: number) => [`job-${n}`, "leadline-wake", "normal", 0, Date.now() + HOUR + n * 60_000, 0];
    const rows = Array.from({ length: PENDING }, (_, n) => job(n));
    await db.write([{ sql: insertRows(db.dialect, jobs), params: [JSON.stringify(rows)] }]);
  });
}

const jobs: Table<{
  id: string;
  name: string;
  type: string;
  priority: number;
  nextRunAt: number;
  disabled: number;
}> = {
  name: "agenda_jobs",
  columns: { id: "text", name: "text", type: "text", priority: "int", nextRunAt: "int", disabled: "int" },
  names: ["id", "name", "type", "priority", "nextRunAt", "disabled"],
};

async function saveTimers(
  store: Awaited<ReturnType<typeof openStore>>,
  count: number,
  dueAt: (n: number) => number,
): Promise<void> {
  const now = Date.now();
  const timers = Array.from(
    { length: count },
    (_, n): Timer => ({
      id: `${KIND}:${count}:${n}`,
      kind: KIND,
      conversationId: null,
      leadId: null,
      payload: {},
      dueAt: new Date(dueAt(n)).toISOString(),
      status: "pending",
      createdAt: new Date(now).toISOString(),
    }),
  );
  const batch = await store.turns.begin();
  await batch.commit({
    seqs: [],
    doneAt: new Date(now).toISOString(),
    changes: { ...emptyChanges(), timers },
  });
}

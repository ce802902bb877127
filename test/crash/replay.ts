import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createApp } from "../../src/app.ts";
import type { ChannelAdapter } from "../../src/channel/adapter.ts";
import { seedPeople } from "../../src/cli/sample-people.ts";
import { createManualClock } from "../../src/clock.ts";
import { createLog } from "../../src/log.ts";
import { openStore } from "../../src/store/index.ts";
import { insertRows } from "../../src/store/sql.ts";
import { configOf } from "./config.ts";
import { type Data, type InboxFact, inbox, readData, withDatabase } from "./data.ts";
import { EPOCH } from "./epoch.ts";
import { until } from "./until.ts";
import { CHANNELS } from "./wire.ts";

/**
 * What a program that nobody kills makes of the same events in the same order, on a database of its own.
 * Decisions are pure, so it must be the same, whatever was killed in between and however it was batched. `flowsOf`: the folder of the run.
 */
export async function replay(rows: readonly InboxFact[], flowsOf: string): Promise<Data> {
  const folder = await mkdtemp(join(tmpdir(), "leadline-replay-"));
  try {
    const databaseUrl = `file:${join(folder, "replay.db")}`;
    // It stands still, so that nothing falls due but what fell due the first time.
    const clock = createManualClock(EPOCH);
    const log = createLog({ level: "error" });
    const store = await openStore({ databaseUrl, log, clock });
    await seedPeople(store, clock);
    await store.close();
    await withDatabase(databaseUrl, async (db) => {
      for (let from = 0; from < rows.length; from += 5_000) {
        const values = rows
          .slice(from, from + 5_000)
          .map((row) => inbox.names.map((name) => ({ ...row, status: "pending", attempts: 0 })[name]));
        await db.write([{ sql: insertRows(db.dialect, inbox), params: [JSON.stringify(values)] }]);
      }
    });
    const app = await createApp({
      config: configOf(databaseUrl, flowsOf),
      log,
      clock,
      adapters: Object.values(CHANNELS).map(faultless),
    });
    await app.start();
    // Not drained: by a clock that stands still, what was decided later is not due to be sent.
    await until(async () => (await app.store.inbox.counts()).pending === 0);
    await app.stop();
    return await readData(databaseUrl);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A channel on which nothing goes wrong. */
function faultless(name: string): ChannelAdapter {
  return {
    name,
    capabilities: {
      audience: name === CHANNELS.desk ? "colleagues" : "prospects",
      buttons: { max: 10, labelLength: 40 },
      list: null,
      textLength: 8_000,
      cards: true,
      threads: true,
      images: false,
      files: false,
      edit: false,
      typing: false,
      receipts: false,
      freeFormHours: null,
      pairing: false,
      lookUp: false,
    },
    async start() {},
    send: async ({ id }) => ({ kind: "sent", externalId: id }),
    health: () => ({ state: "ready", detail: "Takes everything." }),
    async stop() {},
  };
}

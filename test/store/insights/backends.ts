import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createManualClock } from "../../../src/clock.ts";
import type { Changes } from "../../../src/leads/changes.ts";
import { openStore } from "../../../src/store/index.ts";
import type { Store } from "../../../src/store/port.ts";
import { DATABASES, type DatabaseKind } from "../../support/app.ts";
import { freshDatabaseUrl } from "../../support/database.ts";
import { quietLog } from "../../support/fake-host.ts";

export interface Opened {
  kind: DatabaseKind;
  store: Store;
  /** Another process on the same database; on SQLite the same one. */
  other: Store;
  close(): Promise<void>;
}

export type ManualClock = ReturnType<typeof createManualClock>;

/** A store on an empty database of each kind, with one clock for all. */
export async function openAll(start: string): Promise<{ clock: ManualClock; stores: Opened[] }> {
  const clock = createManualClock(new Date(start));
  const stores = await Promise.all(DATABASES.map((kind) => open(kind, clock)));
  return { clock, stores };
}

async function open(kind: DatabaseKind, clock: ManualClock): Promise<Opened> {
  const folder = await mkdtemp(join(tmpdir(), "leadline-insights-"));
  const databaseUrl = await freshDatabaseUrl(kind, folder);
  const options = { databaseUrl, log: quietLog, clock };
  const store = await openStore(options);
  const other = kind === "sqlite" ? store : await openStore(options);
  return {
    kind,
    store,
    other,
    async close() {
      if (other !== store) await other.close();
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Commit what turns changed, as the inbox worker does. */
export async function commit(store: Store, changes: Changes, doneAt: string): Promise<void> {
  const batch = await store.turns.begin();
  await batch.commit({ seqs: [], doneAt, changes });
}

/** Bring all roll-ups up to date. */
export async function refreshAll(store: Store): Promise<void> {
  while ((await store.insights.refresh()) > 0);
}

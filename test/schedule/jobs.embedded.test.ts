import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../../src/clock.ts";
import { openStore } from "../../src/store/index.ts";
import { describeJobs, type JobStore } from "../contract/jobs.ts";
import { freshPostgresUrl } from "../support/database.ts";
import { quietLog } from "../support/fake-host.ts";

async function openOn(databaseUrl: string): Promise<JobStore> {
  const store = await openStore({ databaseUrl, log: quietLog, clock: systemClock });
  return { backend: () => store.jobs(), close: () => store.close() };
}

describeJobs("the store's own SQLite file", async () => {
  const folder = await mkdtemp(join(tmpdir(), "leadline-jobs-"));
  const store = await openOn(`file:${join(folder, "leadline.db")}`);
  return {
    ...store,
    async close() {
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
});

describeJobs("the store's own PostgreSQL", async () => openOn(await freshPostgresUrl()));

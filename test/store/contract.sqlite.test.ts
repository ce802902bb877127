import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../../src/clock.ts";
import { openStore } from "../../src/store/index.ts";
import { openSqlite } from "../../src/store/sqlite/connection.ts";
import { createSqliteDatabase } from "../../src/store/sqlite-database.ts";
import { describeStore } from "../contract/store.ts";
import { freshDatabaseUrl } from "../support/database.ts";
import { quietLog } from "../support/fake-host.ts";

describeStore("an SQLite file", {
  async open() {
    const folder = await mkdtemp(join(tmpdir(), "leadline-store-"));
    const databaseUrl = await freshDatabaseUrl("sqlite", folder);
    const options = { databaseUrl, log: quietLog, clock: systemClock };
    const store = await openStore(options);
    return {
      store,
      another: () => openStore(options),
      async close() {
        await store.close();
        await rm(folder, { recursive: true, force: true });
      },
    };
  },
  async database() {
    const folder = await mkdtemp(join(tmpdir(), "leadline-store-"));
    await freshDatabaseUrl("sqlite", folder);
    const connection = await openSqlite({ file: join(folder, "leadline.db"), clock: systemClock });
    return {
      db: createSqliteDatabase(connection),
      async close() {
        await connection.close();
        await rm(folder, { recursive: true, force: true });
      },
    };
  },
});

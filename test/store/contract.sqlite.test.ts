import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../../src/clock.ts";
import { openStore } from "../../src/store/index.ts";
import { migrate } from "../../src/store/migrate/migrate.ts";
import { migrationsFolder, readMigrations } from "../../src/store/migrate/migration.ts";
import { sqliteMigrations } from "../../src/store/migrate/sqlite-driver.ts";
import { openSqlite } from "../../src/store/sqlite/connection.ts";
import { createSqliteDatabase } from "../../src/store/sqlite-database.ts";
import { describeStore } from "../contract/store.ts";
import { quietLog } from "../support/fake-host.ts";

describeStore("an SQLite file", {
  async open() {
    const folder = await mkdtemp(join(tmpdir(), "leadline-store-"));
    const options = {
      databaseUrl: `file:${join(folder, "leadline.db")}`,
      log: quietLog,
      clock: systemClock,
    };
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
    const connection = await openSqlite({ file: join(folder, "leadline.db"), clock: systemClock });
    await migrate(sqliteMigrations(connection), readMigrations(migrationsFolder("sqlite")), systemClock);
    return {
      db: createSqliteDatabase(connection),
      async close() {
        await connection.close();
        await rm(folder, { recursive: true, force: true });
      },
    };
  },
});

import { systemClock } from "../../src/clock.ts";
import { openStore } from "../../src/store/index.ts";
import { migrate } from "../../src/store/migrate/migrate.ts";
import { migrationsFolder, readMigrations } from "../../src/store/migrate/migration.ts";
import { postgresMigrations } from "../../src/store/migrate/postgres-driver.ts";
import { openPostgres } from "../../src/store/postgres/connection.ts";
import { createPostgresDatabase } from "../../src/store/postgres-database.ts";
import { describeStore } from "../contract/store.ts";
import { freshPostgresUrl } from "../support/database.ts";
import { quietLog } from "../support/fake-host.ts";

describeStore("PostgreSQL", {
  async open() {
    const options = { databaseUrl: await freshPostgresUrl(), log: quietLog, clock: systemClock };
    const store = await openStore(options);
    return { store, another: () => openStore(options), close: () => store.close() };
  },
  async database() {
    const connection = await openPostgres(await freshPostgresUrl());
    await migrate(
      postgresMigrations(connection),
      readMigrations(migrationsFolder("postgresql")),
      systemClock,
    );
    return { db: createPostgresDatabase(connection), close: () => connection.close() };
  },
});

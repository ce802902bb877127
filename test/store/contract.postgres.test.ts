import { systemClock } from "../../src/clock.ts";
import { openStore } from "../../src/store/index.ts";
import { openPostgres } from "../../src/store/postgres/connection.ts";
import { createPostgresDatabase } from "../../src/store/postgres-database.ts";
import { describeStore } from "../contract/store.ts";
import { freshDatabaseUrl } from "../support/database.ts";
import { quietLog } from "../support/fake-host.ts";

describeStore("PostgreSQL", {
  async open() {
    const options = {
      databaseUrl: await freshDatabaseUrl("postgresql", ""),
      log: quietLog,
      clock: systemClock,
    };
    const store = await openStore(options);
    return { store, another: () => openStore(options), close: () => store.close() };
  },
  async database() {
    const connection = await openPostgres(await freshDatabaseUrl("postgresql", ""));
    return { db: createPostgresDatabase(connection), close: () => connection.close() };
  },
});

// Run by killed.test.ts: applies a first migration, then one that never ends, on the SQLite file given.
import { migrate } from "../../../src/store/migrate/migrate.ts";
import { sqliteMigrations } from "../../../src/store/migrate/sqlite-driver.ts";
import { openSqlite } from "../../../src/store/sqlite/connection.ts";

const FOREVER = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n;";

const database = await openSqlite({ file: process.argv[2] ?? "" });
await migrate(sqliteMigrations(database), [
  {
    name: "20260101000000_first",
    checksum: "1",
    sql: "CREATE TABLE one (id INTEGER); INSERT INTO one VALUES (1);",
  },
  {
    name: "20260201000000_second",
    checksum: "2",
    get sql() {
      // Read when it is about to run.
      process.stdout.write("second begins\n");
      return `CREATE TABLE two (id INTEGER); INSERT INTO two VALUES (2); DELETE FROM one; ${FOREVER}`;
    },
  },
]);

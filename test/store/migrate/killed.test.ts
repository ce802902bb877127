import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { migrate } from "../../../src/store/migrate/migrate.ts";
import type { Migration } from "../../../src/store/migrate/migration.ts";
import { postgresMigrations } from "../../../src/store/migrate/postgres-driver.ts";
import { sqliteMigrations } from "../../../src/store/migrate/sqlite-driver.ts";
import { openPostgres } from "../../../src/store/postgres/connection.ts";
import { openSqlite } from "../../../src/store/sqlite/connection.ts";
import { argsFor } from "../../support/child-process.ts";
import { freshPostgresUrl } from "../../support/database.ts";

const first: Migration = {
  name: "20260101000000_first",
  checksum: "1",
  sql: "CREATE TABLE one (id INTEGER); INSERT INTO one VALUES (1);",
};
const second: Migration = {
  name: "20260201000000_second",
  checksum: "2",
  sql: "CREATE TABLE two (id INTEGER); INSERT INTO two SELECT id + 1 FROM one;",
};

it("goes on after kill -9 in the middle of a migration on SQLite, with the old data intact", async () => {
  const folder = mkdtempSync(join(tmpdir(), "leadline-killed-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "test.db");
  const child = spawn(process.execPath, [...argsFor(join(import.meta.dirname, "slow-child.ts")), file], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [said] = await Promise.race([once(child.stdout, "data"), once(child, "exit")]);
  expect(String(said)).toContain("second begins");
  child.kill("SIGKILL");
  await once(child, "exit");

  const database = await openSqlite({ file });
  onTestFinished(() => database.close());
  expect(database.read("SELECT id FROM one")).toEqual([[1]]);
  expect(await migrate(sqliteMigrations(database), [first, second])).toEqual([second.name]);
  expect(database.read("SELECT id FROM two")).toEqual([[2]]);
});

it("goes on after the session that migrates is cut off on PostgreSQL, with the old data intact", async () => {
  const url = await freshPostgresUrl();
  const [dying, next] = await Promise.all([openPostgres(url), openPostgres(url)]);
  onTestFinished(async () => {
    await Promise.all([dying.close(), next.close()]);
  });
  const endless = { ...second, sql: `${second.sql} DELETE FROM one; SELECT pg_sleep(3600);` };
  const cut = expect(migrate(postgresMigrations(dying), [first, endless])).rejects.toMatchObject({
    code: "database-lost",
  });
  const kill =
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()";
  while ((await next.query(kill)).count === 0) {}
  await cut;
  expect((await next.query("SELECT id FROM one")).rows).toEqual([{ id: 1 }]);
  expect(await migrate(postgresMigrations(next), [first, second])).toEqual([second.name]);
  expect((await next.query("SELECT id FROM two")).rows).toEqual([{ id: 2 }]);
});

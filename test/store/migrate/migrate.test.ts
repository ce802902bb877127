import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it, onTestFinished } from "vitest";
import { LeadlineError } from "../../../src/errors.ts";
import { type MigrationDriver, migrate, migrationStatus } from "../../../src/store/migrate/migrate.ts";
import { type Migration, migrationsFolder, readMigrations } from "../../../src/store/migrate/migration.ts";
import { postgresMigrations } from "../../../src/store/migrate/postgres-driver.ts";
import { sqliteMigrations } from "../../../src/store/migrate/sqlite-driver.ts";
import { openPostgres } from "../../../src/store/postgres/connection.ts";
import { openSqlite } from "../../../src/store/sqlite/connection.ts";
import { freshPostgresUrl } from "../../support/database.ts";

interface Opened {
  driver: MigrationDriver;
  rows(sql: string): Promise<unknown[][]>;
  run(sql: string): Promise<void>;
}

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function openSqliteHere(): Promise<Opened> {
  const folder = mkdtempSync(join(tmpdir(), "leadline-migrate-"));
  const database = await openSqlite({ file: join(folder, "test.db") });
  closing.push(async () => {
    await database.close();
    rmSync(folder, { recursive: true });
  });
  return {
    driver: sqliteMigrations(database),
    rows: async (sql) => database.read(sql),
    run: async (sql) => {
      await database.transaction((transaction) => transaction.exec(sql));
    },
  };
}

async function openPostgresHere(): Promise<Opened> {
  const database = await openPostgres(await freshPostgresUrl());
  closing.push(() => database.close());
  return {
    driver: postgresMigrations(database),
    rows: async (sql) => (await database.query<object>(sql)).rows.map((row) => Object.values(row)),
    run: async (sql) => {
      await database.query(sql);
    },
  };
}

const first = aMigration("20260101000000_first", "CREATE TABLE one (id INTEGER PRIMARY KEY);");
const second = aMigration(
  "20260201000000_second",
  "CREATE TABLE two (id INTEGER); INSERT INTO two VALUES (2);",
);

describe.each([
  { dialect: "sqlite" as const, open: openSqliteHere },
  { dialect: "postgresql" as const, open: openPostgresHere },
])("migrations on $dialect", ({ dialect, open }) => {
  it("bring an empty database to the schema, once", async () => {
    const { driver, rows } = await open();
    const own = readMigrations(migrationsFolder(dialect));
    expect(await migrate(driver, own)).toEqual(own.map((migration) => migration.name));
    expect(await migrate(driver, own)).toEqual([]);
    expect(await rows("SELECT count(*) FROM leads")).toEqual([[0]]);
    expect(
      await rows('SELECT migration_name, checksum, applied_steps_count FROM "_prisma_migrations"'),
    ).toEqual(own.map(({ name, checksum }) => [name, checksum, 1]));
  });

  it("refuse to change or delete what happened", async () => {
    const { driver, run } = await open();
    await migrate(driver, readMigrations(migrationsFolder(dialect)));
    await run(`INSERT INTO activities (id, seq, kind, "actorKind", channel, at)
      VALUES ('a', 1, 'note', 'rep', 'desk', '2026-01-01T00:00:00.000Z')`);
    await expect(run("UPDATE activities SET note = 'x'")).rejects.toThrow("append-only");
    await expect(run("DELETE FROM activities")).rejects.toThrow("append-only");
  });

  it("leave no trace of one that fails, and go on where they stopped", async () => {
    const { driver, rows } = await open();
    const broken = aMigration(second.name, "CREATE TABLE two (id INTEGER); INSERT INTO nowhere VALUES (1);");
    const error = await migrate(driver, [first, broken]).catch((fault: unknown) => fault);
    expect(error).toMatchObject({ code: "migration-failed" });
    expect(error).toBeInstanceOf(LeadlineError);
    expect(await migrationStatus(driver, [first, second])).toEqual({
      applied: [first.name],
      pending: [second.name],
      problem: null,
    });
    expect(await migrate(driver, [first, second])).toEqual([second.name]);
    expect(await rows("SELECT id FROM two")).toEqual([[2]]);
  });

  it("apply each once when two start at the same moment", async () => {
    const { driver, rows } = await open();
    const done = await Promise.all([migrate(driver, [first, second]), migrate(driver, [first, second])]);
    expect(done.flat().sort()).toEqual([first.name, second.name]);
    expect(await rows("SELECT id FROM two")).toEqual([[2]]);
  });

  it("tell what they would do without doing it", async () => {
    const { driver, rows } = await open();
    const status = await migrationStatus(driver, [first, second]);
    expect(status).toEqual({ applied: [], pending: [first.name, second.name], problem: null });
    await expect(rows('SELECT * FROM "_prisma_migrations"')).rejects.toThrow();
  });

  it("tell why they would refuse", async () => {
    const { driver } = await open();
    await migrate(driver, [first, second]);
    const status = await migrationStatus(driver, [first]);
    expect(status.problem).toMatchObject({ code: "migration-unknown" });
    await expect(migrate(driver, [first])).rejects.toMatchObject({ code: "migration-unknown" });
  });
});

it("redefines a table that others point at, and refuses to leave rows that point at nothing", async () => {
  const { driver, rows } = await openSqliteHere();
  const tables = aMigration(
    "20260101000000_tables",
    `CREATE TABLE parent (id INTEGER PRIMARY KEY);
     CREATE TABLE child (id INTEGER PRIMARY KEY, parent INTEGER NOT NULL REFERENCES parent (id) ON DELETE CASCADE);
     INSERT INTO parent VALUES (1); INSERT INTO child VALUES (10, 1);`,
  );
  const redefined = aMigration(
    "20260102000000_redefined",
    `PRAGMA defer_foreign_keys=ON;
     PRAGMA foreign_keys=OFF;
     CREATE TABLE new_parent (id INTEGER PRIMARY KEY, name TEXT);
     INSERT INTO new_parent (id) SELECT id FROM parent;
     DROP TABLE parent;
     ALTER TABLE new_parent RENAME TO parent;
     PRAGMA foreign_keys=ON;
     PRAGMA defer_foreign_keys=OFF;`,
  );
  await migrate(driver, [tables, redefined]);
  expect(await rows("SELECT id FROM child")).toEqual([[10]]);

  const orphaning = aMigration("20260103000000_orphaning", "DELETE FROM parent;");
  await expect(migrate(driver, [tables, redefined, orphaning])).rejects.toThrow("FOREIGN KEY");
  expect(await rows("SELECT count(*) FROM parent")).toEqual([[1]]);
});

it("lets two connections start at once on an empty PostgreSQL", async () => {
  const url = await freshPostgresUrl();
  const both = await Promise.all([openPostgres(url), openPostgres(url)]);
  onTestFinished(async () => {
    await Promise.all(both.map((database) => database.close()));
  });
  const own = readMigrations(migrationsFolder("postgresql"));
  const done = await Promise.all(both.map((database) => migrate(postgresMigrations(database), own)));
  // Each is applied once; who applies which is up to the lock, so only the sorted names are fixed.
  expect(done.flat().sort()).toEqual(own.map((migration) => migration.name));
});

function aMigration(name: string, sql: string): Migration {
  return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
}

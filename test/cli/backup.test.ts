import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { EXIT } from "../../src/cli/exit-codes.ts";
import { createManualClock } from "../../src/clock.ts";
import { migrate } from "../../src/store/migrate/migrate.ts";
import { migrationsFolder, readMigrations } from "../../src/store/migrate/migration.ts";
import { sqliteMigrations } from "../../src/store/migrate/sqlite-driver.ts";
import { openSqlite, type SqliteConnection } from "../../src/store/sqlite/connection.ts";
import { leadline } from "../support/cli.ts";

let cwd: string;
const opened: SqliteConnection[] = [];

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "leadline-backup-"));
});
afterEach(async () => {
  for (const database of opened.splice(0)) await database.close();
  rmSync(cwd, { recursive: true, force: true });
});

const file = () => join(cwd, "data/leadline.db");

/** The database as a running program has it open, with one counter for telling copies apart. */
async function aDatabase(value: number): Promise<SqliteConnection> {
  const database = await openSqlite({ file: file() });
  opened.push(database);
  await migrate(sqliteMigrations(database), readMigrations(migrationsFolder("sqlite")));
  await database.write([
    { sql: 'INSERT OR REPLACE INTO "counters" ("name", "value") VALUES (?, ?)', params: ["x", value] },
  ]);
  return database;
}

async function valueIn(): Promise<unknown> {
  const database = await openSqlite({ file: file() });
  try {
    return database.read(`SELECT "value" FROM "counters" WHERE "name" = 'x'`)[0]?.[0];
  } finally {
    await database.close();
  }
}

describe("backup and restore", () => {
  it("bring back what was there, taken while the database was in use", async () => {
    const database = await aDatabase(1);
    const backup = await leadline(["backup", "a.backup"], { cwd });
    expect(backup).toMatchObject({ code: EXIT.ok, stderr: expect.stringContaining("Wrote") });
    expect(statSync(join(cwd, "a.backup")).mode & 0o777).toBe(0o600);
    await database.write([{ sql: 'UPDATE "counters" SET "value" = 2', params: [] }]);
    await database.close();

    const clock = createManualClock(new Date("2026-11-22T16:00:00Z"));
    const restore = await leadline(["restore", "a.backup", "--yes", "--json"], { cwd, clock });
    expect(restore.code).toBe(EXIT.ok);
    expect(await valueIn()).toBe(1);
    const { keptAt } = JSON.parse(restore.stdout);
    expect(keptAt).toBe(`${file()}.before-2026-11-22T16-00-00-000Z`);

    expect((await leadline(["restore", keptAt, "--yes"], { cwd })).code).toBe(EXIT.ok);
    expect(await valueIn()).toBe(2);
  });

  it("restore into an empty folder", async () => {
    const database = await aDatabase(5);
    await leadline(["backup", "a.backup", "--json"], { cwd });
    await database.close();
    rmSync(join(cwd, "data"), { recursive: true });
    expect((await leadline(["restore", "a.backup", "--yes"], { cwd })).code).toBe(EXIT.ok);
    expect(await valueIn()).toBe(5);
  });

  it("restore over a database that is damaged, and keep it", async () => {
    const database = await aDatabase(3);
    await leadline(["backup", "a.backup"], { cwd });
    await database.close();
    writeFileSync(file(), "ruined");
    const { code, stdout } = await leadline(["restore", "a.backup", "--yes", "--json"], { cwd });
    expect(code).toBe(EXIT.ok);
    expect(readFileSync(JSON.parse(stdout).keptAt, "utf8")).toBe("ruined");
    expect(await valueIn()).toBe(3);
  });

  it("do nothing without --yes", async () => {
    const database = await aDatabase(1);
    await leadline(["backup", "a.backup"], { cwd });
    await database.close();
    const before = readdirSync(join(cwd, "data"));
    expect(await leadline(["restore", "a.backup"], { cwd })).toMatchObject({
      code: EXIT.usage,
      stderr: expect.stringContaining("To do it: leadline restore a.backup --yes"),
    });
    expect(readdirSync(join(cwd, "data"))).toEqual(before);
  });

  it("refuse to restore while a program uses the database", async () => {
    await aDatabase(1);
    await leadline(["backup", "a.backup"], { cwd });
    const { code, stderr } = await leadline(["restore", "a.backup", "--yes"], { cwd });
    expect(code).toBe(EXIT.database);
    expect(stderr).toContain(`in use by process ${process.pid}`);
  });

  it("refuse a backup that is damaged, of another program, of a newer version, or missing", async () => {
    const database = await aDatabase(1);
    await leadline(["backup", "good.backup"], { cwd });
    await database.close();
    const good = readFileSync(join(cwd, "good.backup"));
    const damaged = Buffer.from(good);
    damaged.fill(0xff, 4_096 * 3, 4_096 * 6);
    writeFileSync(join(cwd, "damaged.backup"), damaged);
    writeFileSync(join(cwd, "text.backup"), "hello");
    writeFileSync(join(cwd, "empty.backup"), "");
    writeFileSync(join(cwd, "newer.backup"), good);
    const newer = await openSqlite({ file: join(cwd, "newer.backup") });
    await newer.write([
      { sql: `UPDATE "_prisma_migrations" SET "migration_name" = '29991231235959_later'`, params: [] },
    ]);
    await newer.close();

    for (const name of ["damaged", "text", "empty", "newer", "missing"]) {
      const { code, stderr } = await leadline(["restore", `${name}.backup`, "--yes"], { cwd });
      expect(stderr, name).toMatch(/What to do/);
      expect(code, name).toBe(EXIT.database);
    }
    expect(await valueIn()).toBe(1);
  });

  it("refuse what they cannot do, and say what can", async () => {
    const environment = { DATABASE_URL: "postgresql://a:hunter2@localhost/x" };
    const backup = await leadline(["backup", "a.backup"], { cwd, environment });
    expect(backup).toMatchObject({ code: EXIT.database, stderr: expect.stringContaining("pg_dump") });
    const restore = await leadline(["restore", "a.backup", "--yes"], { cwd, environment });
    expect(restore).toMatchObject({ code: EXIT.database, stderr: expect.stringContaining("pg_restore") });
    expect(await leadline(["backup", "a.backup"], { cwd })).toMatchObject({
      code: EXIT.database,
      stderr: expect.stringContaining("There is no database at"),
    });
  });

  it("leave an earlier backup alone when a new one fails", async () => {
    await aDatabase(1);
    await leadline(["backup", "a.backup"], { cwd });
    const before = readFileSync(join(cwd, "a.backup"));
    expect((await leadline(["backup", "no/such/folder/a.backup"], { cwd })).code).toBe(EXIT.database);
    expect(readFileSync(join(cwd, "a.backup")).equals(before)).toBe(true);
    expect(existsSync(join(cwd, "no"))).toBe(false);
  });
});

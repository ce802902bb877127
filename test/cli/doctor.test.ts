import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Check, checkClock, checkNode } from "../../src/cli/checks.ts";
import { EXIT } from "../../src/cli/exit-codes.ts";
import { createManualClock } from "../../src/clock.ts";
import type { Environment } from "../../src/config.ts";
import { migrate } from "../../src/store/migrate/migrate.ts";
import { migrationsFolder, readMigrations } from "../../src/store/migrate/migration.ts";
import { sqliteMigrations } from "../../src/store/migrate/sqlite-driver.ts";
import { openSqlite } from "../../src/store/sqlite/connection.ts";
import { leadline } from "../support/cli.ts";
import { freshPostgresUrl } from "../support/database.ts";

let cwd: string;
const closing: (() => Promise<unknown>)[] = [];

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "leadline-doctor-"));
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  rmSync(cwd, { recursive: true, force: true });
});

/** What the doctor says; the port is any free one unless the environment names another. */
async function examine(environment: Environment = {}): Promise<{ code: number; checks: Check[] }> {
  const { code, stdout } = await leadline(["doctor", "--json"], {
    cwd,
    environment: { LEADLINE_PORT: "0", ...environment },
  });
  const { ok, checks } = JSON.parse(stdout);
  expect(ok).toBe(code === EXIT.ok);
  return { code, checks };
}

async function aDatabase(change?: string): Promise<void> {
  const database = await openSqlite({ file: join(cwd, "data/leadline.db") });
  await migrate(sqliteMigrations(database), readMigrations(migrationsFolder("sqlite")));
  if (change !== undefined) await database.write([{ sql: change, params: [] }]);
  await database.close();
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => new Promise((resolve) => server.close(resolve)));
  return (server.address() as AddressInfo).port;
}

describe("doctor", () => {
  it("finds a machine fit where nothing was started yet, and leaves nothing behind", async () => {
    const { code, checks } = await examine();
    expect(checks.filter((check) => check.state !== "ok")).toEqual([]);
    expect(checks.map((check) => check.name)).toEqual(
      expect.arrayContaining([
        "Node",
        "Clock",
        "Settings",
        "Data folder",
        "Disk",
        "Database",
        "Flows",
        "Port",
      ]),
    );
    expect(code).toBe(EXIT.ok);
    expect((await leadline(["doctor"], { cwd, environment: { LEADLINE_PORT: "0" } })).stdout).toContain(
      "All is well.",
    );
  });

  it("looks at a database that is there", async () => {
    await aDatabase();
    const { code, checks } = await examine();
    expect(checks).toContainEqual(
      expect.objectContaining({ name: "Database", detail: expect.stringMatching(/^SQLite 3\./) }),
    );
    expect(checks).toContainEqual(expect.objectContaining({ name: "Migrations", state: "ok" }));
    expect(checks).toContainEqual(expect.objectContaining({ name: "Integrity", state: "ok" }));
    expect(code).toBe(EXIT.ok);
  });

  it("looks at a database that is in use", async () => {
    await aDatabase();
    const database = await openSqlite({ file: join(cwd, "data/leadline.db") });
    closing.push(() => database.close());
    expect((await examine()).code).toBe(EXIT.ok);
  });

  it.each<[string, Environment, Partial<Check>]>([
    ["a wrong setting", { LEADLINE_HOST: "http://x" }, { name: "Settings", state: "fault" }],
    [
      "a playground that strangers would reach",
      { LEADLINE_PLAYGROUND: "on", NODE_ENV: "production" },
      { name: "Settings", state: "fault" },
    ],
    ["a mistyped setting", { LEADLINE_PROT: "1" }, { name: "Settings", state: "warning" }],
    ["flows that are not there", { LEADLINE_FLOWS: "nowhere" }, { name: "Flows", state: "fault" }],
    [
      "an address that is not this machine's",
      { LEADLINE_HOST: "203.0.113.1" },
      { name: "Port", state: "fault" },
    ],
    ["a file that is no database", { DATABASE_URL: "file:text.db" }, { name: "Database", state: "fault" }],
    [
      "a database that is not there",
      { DATABASE_URL: "postgresql://u:hunter2@127.0.0.1:1/x" },
      { name: "Database", state: "fault" },
    ],
  ])("finds %s", async (_, environment, expected) => {
    writeFileSync(join(cwd, "text.db"), "hello, this is no database".repeat(1_000));
    const { code, checks } = await examine(environment);
    const found = checks.filter((check) => check.state !== "ok");
    expect(found).toMatchObject([{ ...expected, fix: expect.stringMatching(/\S/) }]);
    expect(code).toBe(expected.state === "fault" ? EXIT.fault : EXIT.ok);
    expect(JSON.stringify(checks)).not.toContain("hunter2");
  });

  it.each(["sqlite", "postgresql"])(
    "finds managers without a team and teams without a manager (%s)",
    async (kind) => {
      const environment: Environment = kind === "sqlite" ? {} : { DATABASE_URL: await freshPostgresUrl() };
      const run = async (...args: string[]) => {
        const { code, stderr } = await leadline(args, { cwd, environment });
        expect(code, stderr).toBe(EXIT.ok);
      };
      await run(
        "reps",
        "add",
        "Ana",
        "--role",
        "rep",
        "--language",
        "en",
        "--zone",
        "UTC",
        "--team",
        "sales",
      );
      await run("reps", "add", "Maria", "--role", "manager", "--language", "en", "--zone", "UTC");
      const people = async () =>
        (await examine(environment)).checks
          .filter((check) => check.name === "People")
          .map(({ detail }) => detail);
      expect(await people()).toEqual([
        "Maria manages no team, and so sees only leads of no team and own ones",
        "The team sales has no manager, so only admins look after it",
      ]);
      await run("teams", "set", "sales", "--manager", "maria");
      expect(await people()).toEqual([]);
    },
  );

  it("finds a database of a newer version", async () => {
    await aDatabase(`UPDATE "_prisma_migrations" SET "migration_name" = '29991231235959_later'`);
    expect((await examine()).checks).toContainEqual(
      expect.objectContaining({ name: "Migrations", state: "fault" }),
    );
  });

  it("finds a row that points at nothing", async () => {
    const file = join(cwd, "data/leadline.db");
    await aDatabase();
    const database = await openSqlite({ file });
    await database.transaction(
      async (transaction) => {
        await transaction.exec(
          `CREATE TABLE "a" ("id" INTEGER PRIMARY KEY); CREATE TABLE "b" ("a" INTEGER REFERENCES "a"("id"))`,
        );
      },
      { foreignKeys: false },
    );
    await database.close();
    const { DatabaseSync } = await import("@photostructure/sqlite");
    const raw = new DatabaseSync(file, { enableForeignKeyConstraints: false });
    raw.exec(`INSERT INTO "b" VALUES (7)`);
    raw.close();
    expect((await examine()).checks).toContainEqual(
      expect.objectContaining({
        name: "Integrity",
        state: "fault",
        detail: "row 1 of b points at nothing in a",
      }),
    );
  });

  it("warns when others can look into the data folder", async () => {
    mkdirSync(join(cwd, "data"));
    chmodSync(join(cwd, "data"), 0o755);
    expect((await examine()).checks).toContainEqual(
      expect.objectContaining({
        name: "Data folder",
        state: "warning",
        fix: expect.stringContaining("chmod 700"),
      }),
    );
  });

  it("tells a port that another program has from one that Leadline has", async () => {
    const other = await listening(createServer((socket) => socket.destroy()));
    expect((await examine({ LEADLINE_PORT: String(other) })).checks).toContainEqual(
      expect.objectContaining({
        name: "Port",
        state: "fault",
        detail: expect.stringContaining("another program"),
      }),
    );
    const ours = await listening(
      createHttpServer((_request, response) => response.end(JSON.stringify({ ready: true, checks: [] }))),
    );
    expect((await examine({ LEADLINE_PORT: String(ours) })).checks).toContainEqual(
      expect.objectContaining({
        name: "Port",
        state: "ok",
        detail: expect.stringContaining("Leadline is running"),
      }),
    );
  });

  it("looks at PostgreSQL", async () => {
    const { checks } = await examine({ DATABASE_URL: await freshPostgresUrl() });
    expect(checks).toContainEqual(
      expect.objectContaining({
        name: "Database",
        state: "ok",
        detail: expect.stringMatching(/^PostgreSQL \d/),
      }),
    );
    expect(checks).toContainEqual(
      expect.objectContaining({
        name: "Migrations",
        detail: expect.stringContaining("to come at the next start"),
      }),
    );
    // The server of the tests forgoes fsync for speed, and that is told.
    expect(checks.filter((check) => check.name === "Durability")).not.toEqual([]);
  });
});

describe("the machine", () => {
  it.each([
    ["20.19.0", "ok"],
    ["20.20.2", "ok"],
    ["22.0.0", "ok"],
    ["20.18.9", "fault"],
    ["18.20.0", "fault"],
  ])("with Node %s is %s", (version, state) => {
    expect(checkNode(version).state).toBe(state);
  });

  it("must know the time", () => {
    expect(checkClock(createManualClock(new Date("2026-11-22T16:00:00Z"))).state).toBe("ok");
    expect(checkClock(createManualClock(new Date(0))).state).toBe("fault");
  });
});

import pg from "pg";
import { afterEach, describe, expect, it } from "vitest";
import {
  openPostgres,
  type PostgresConnection,
  type PostgresOptions,
} from "../../../src/store/postgres/connection.ts";
import { postgresDurability } from "../../../src/store/postgres/durability.ts";
import { freshPostgresUrl } from "../../support/database.ts";
import { startOwnPostgres } from "../../support/postgres.ts";

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function open(options: PostgresOptions = {}): Promise<PostgresConnection> {
  return opened(await freshPostgresUrl(), options);
}

async function opened(url: string, options: PostgresOptions = {}): Promise<PostgresConnection> {
  const database = await openPostgres(url, options);
  closing.push(() => database.close());
  return database;
}

describe("a connection to PostgreSQL", () => {
  it("gives values as in JSON", async () => {
    const database = await open();
    const { rows } = await database.query<object>(`SELECT 7::int8 AS small, 9007199254740993::int8 AS large,
      1.5::numeric AS amount, '2026-03-01 10:00:00.25-03'::timestamptz AS at,
      '2026-03-01 10:00:00.123456'::timestamp AS bare, '2026-03-01 10:00:00+00'::timestamptz AS whole,
      '{"a":[1]}'::jsonb AS data, NULL::timestamptz AS never, true AS yes`);
    expect(rows).toEqual([
      {
        small: 7,
        large: 9007199254740993n,
        amount: 1.5,
        at: "2026-03-01T13:00:00.250Z",
        bare: "2026-03-01T10:00:00.123Z",
        whole: "2026-03-01T10:00:00.000Z",
        data: { a: [1] },
        never: null,
        yes: true,
      },
    ]);
  });

  it("tells how many rows were changed, with statements prepared by name", async () => {
    const database = await open();
    await database.query("CREATE TABLE t (id int); INSERT INTO t SELECT generate_series(1, 5)");
    const update = () => database.query("UPDATE t SET id = id + $1 WHERE id > 2", [10], { prepare: "bump" });
    expect(await update()).toEqual({ rows: [], count: 3 });
    expect(await update()).toEqual({ rows: [], count: 3 });
  });

  it("gives rows as arrays, for columns that share a name", async () => {
    const database = await open();
    const result = await database.query("SELECT 1 AS id, 2 AS id", [], { arrays: true });
    expect(result).toEqual({ rows: [[1, 2]], count: 1 });
  });

  it("commits what resolves and takes back what throws", async () => {
    const database = await open();
    await database.query("CREATE TABLE t (id int PRIMARY KEY)");
    await database.transaction((transaction) => transaction.query("INSERT INTO t VALUES (1)"));
    const refused = database.transaction(async (transaction) => {
      await transaction.query("INSERT INTO t VALUES (2)");
      throw new Error("changed my mind");
    });
    await expect(refused).rejects.toThrow("changed my mind");
    expect((await database.query("SELECT id FROM t")).rows).toEqual([{ id: 1 }]);
  });

  it("does not pretend to commit after a failed statement whose error was swallowed", async () => {
    const database = await open();
    await database.query("CREATE TABLE t (id int PRIMARY KEY)");
    const swallowed = database.transaction(async (transaction) => {
      await transaction.query("INSERT INTO t VALUES (1)");
      await transaction.query("INSERT INTO t VALUES (1)").catch(() => {});
    });
    await expect(swallowed).rejects.toThrow("rolled back");
    expect((await database.query("SELECT id FROM t")).rows).toEqual([]);
  });

  it("leaves a broken constraint as what it is, and keeps the connection", async () => {
    const database = await open({ maxConnections: 1 });
    await database.query("CREATE TABLE t (id int PRIMARY KEY); INSERT INTO t VALUES (1)");
    const pid = () => database.query("SELECT pg_backend_pid() AS pid");
    const before = await pid();
    await expect(database.query("INSERT INTO t VALUES ($1)", [1])).rejects.toBeInstanceOf(pg.DatabaseError);
    expect(await pid()).toEqual(before);
  });

  it("ends statements and transactions that hold others up", async () => {
    const database = await open({ statementTimeoutMs: 50, idleInTransactionMs: 50 });
    await expect(database.query("SELECT pg_sleep(30)")).rejects.toMatchObject({
      code: "database-busy",
      retryable: true,
    });
    const watcher = await opened(await urlOf(database));
    const idle = database.transaction(async (transaction) => {
      const { rows } = await transaction.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
      // Idle until the server has ended this session.
      while (
        (await watcher.query("SELECT 1 FROM pg_stat_activity WHERE pid = $1", [rows[0]?.pid])).count > 0
      ) {}
      await transaction.query("SELECT 1");
    });
    await expect(idle).rejects.toMatchObject({ code: "database-lost", retryable: true });
    expect((await database.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
  });

  it("says when all connections are in use", async () => {
    const database = await open({ maxConnections: 1, connectMs: 100 });
    await database.transaction(async () => {
      await expect(database.query("SELECT 1")).rejects.toMatchObject({
        code: "database-busy",
        retryable: true,
      });
    });
  });

  it("refuses a wrong password or database without showing the password", async () => {
    const url = new URL(await freshPostgresUrl());
    const missing = new URL(url);
    missing.pathname = "/no_such_database";
    await expect(openPostgres(missing.href)).rejects.toMatchObject({ code: "settings-invalid" });
  });

  it("says when nobody listens", async () => {
    const fault = await openPostgres("postgresql://user:secret@127.0.0.1:1/none", { connectMs: 10 }).catch(
      (error: Error) => error,
    );
    expect(fault).toMatchObject({ code: "database-lost", retryable: true });
    expect(String(fault)).not.toContain("secret");
  });
});

describe("a PostgreSQL that restarts", () => {
  it("is found again, whatever the connections were doing", async () => {
    const server = await startOwnPostgres();
    closing.push(() => server.stop());
    const lost: Error[] = [];
    const database = await opened(await server.createDatabase(), {
      onConnectionLost: (error) => lost.push(error),
    });
    await database.query("CREATE TABLE t (id int)");

    for (const how of ["fast", "kill"] as const) {
      const inside = database.transaction(async (transaction) => {
        await transaction.query("INSERT INTO t VALUES (1)");
        await server.shutdown(how);
        await transaction.query("INSERT INTO t VALUES (2)");
      });
      await expect(inside).rejects.toMatchObject({ code: "database-lost", retryable: true });
      // Asked while the server is down: waits for it.
      const [count] = await Promise.all([database.query("SELECT count(*) AS n FROM t"), server.start()]);
      expect(count.rows).toEqual([{ n: 0 }]);
    }

    // Idle connections break without ending the process.
    await Promise.all([database.query("SELECT 1"), database.query("SELECT 1")]);
    await server.shutdown("fast");
    await server.start();
    expect((await database.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
    expect(lost.length).toBeGreaterThan(0);
  });
});

it("tells which settings put messages at risk, and never commits without the disk", async () => {
  const server = await startOwnPostgres();
  closing.push(() => server.stop());
  const url = await server.createDatabase();
  const name = new URL(url).pathname.slice(1);
  const careless = await opened(url);
  await careless.query(`ALTER DATABASE ${name} SET synchronous_commit = off`);
  const durability = await postgresDurability(await opened(url));
  expect(durability).toMatchObject({ fsync: false, synchronousCommit: "on" });
  expect(durability.risks.join()).toContain("fsync");
});

async function urlOf(database: PostgresConnection): Promise<string> {
  return database.pool.options.connectionString ?? "";
}

import { statSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { openSqlite } from "../../../src/store/sqlite/connection.ts";
import { SqliteError, TransactionClosedError } from "../../../src/store/sqlite/sqlite-error.ts";
import { insertNote, notes, openNotes, temporaryFolder } from "./support.ts";

it("makes a private folder and file, with every commit on the disk", async () => {
  const file = join(temporaryFolder(), "deep", "er", "leadline.db");
  const connection = await openNotes({ file });
  expect(statSync(dirname(file)).mode & 0o777).toBe(0o700);
  for (const name of ["", "-wal", "-shm", ".lock", ".owner"]) {
    expect(statSync(file + name).mode & 0o777, name).toBe(0o600);
  }
  const pragma = (name: string) =>
    connection.transaction(async (tx) => (await tx.run({ sql: `PRAGMA ${name}`, params: [] })).rows[0]?.[0]);
  expect(await pragma("journal_mode")).toBe("wal");
  expect(await pragma("synchronous")).toBe(2);
  expect(await pragma("foreign_keys")).toBe(1);
});

it("gives changes and returned rows for each statement", async () => {
  const connection = await openNotes();
  const [inserted, updated, deleted] = await connection.write([
    { sql: "INSERT INTO note (text) VALUES (?), (?) RETURNING id, text", params: ["a", "b"] },
    { sql: "UPDATE note SET text = text || '!'", params: [] },
    { sql: "DELETE FROM note WHERE id = ?", params: [2] },
  ]);
  expect(inserted).toMatchObject({
    changes: 2,
    rows: [
      [1, "a"],
      [2, "b"],
    ],
  });
  expect(updated).toMatchObject({ changes: 2, rows: [] });
  expect(deleted).toMatchObject({ changes: 1, rows: [] });
  expect(connection.readObjects("SELECT * FROM note")).toEqual([{ id: 1, text: "a!" }]);
});

it("says which constraint was broken, with and without returned rows", async () => {
  const connection = await openNotes();
  await connection.exec(
    "CREATE TABLE strict (a TEXT UNIQUE NOT NULL, b INTEGER CHECK (b > 0), c INTEGER REFERENCES note (id)) STRICT",
  );
  await connection.write([{ sql: "INSERT INTO strict VALUES ('a', 1, NULL)", params: [] }]);
  const broken: [string, number][] = [
    ["('a', 1, NULL)", 2067],
    ["(NULL, 1, NULL)", 1299],
    ["('b', 0, NULL)", 275],
    ["('b', 1, 99)", 787],
    ["('b', 'x', NULL)", 3091],
  ];
  for (const [values, extendedCode] of broken) {
    for (const end of ["", " RETURNING a"]) {
      const sql = `INSERT INTO strict VALUES ${values}${end}`;
      await expect(connection.write([{ sql, params: [] }]), sql).rejects.toMatchObject({ extendedCode, sql });
    }
  }
});

it("takes back all of a write whose last statement fails", async () => {
  const connection = await openNotes();
  await connection.write([insertNote("taken")]);
  await expect(connection.write([insertNote("new"), insertNote("taken")])).rejects.toThrow(SqliteError);
  expect(notes(connection)).toEqual(["taken"]);
});

it("commits what waits together, and a failing write leaves its neighbours", async () => {
  const connection = await openNotes();
  const before = connection.stats().commits;
  const results = await Promise.allSettled(
    Array.from({ length: 50 }, (_, i) => connection.write([insertNote(i === 20 ? "0" : String(i))])),
  );
  expect(results.flatMap(({ status }, i) => (status === "rejected" ? [i] : []))).toEqual([20]);
  expect(notes(connection)).toEqual(
    Array.from({ length: 50 }, (_, i) => String(i)).filter((i) => i !== "20"),
  );
  expect(connection.stats().commits - before).toBeLessThan(50);
  expect(connection.stats().maxGroup).toBeGreaterThan(1);
});

it("never puts more than maxGroup writes into one commit", async () => {
  const connection = await openNotes({ maxGroup: 7 });
  await Promise.all(Array.from({ length: 70 }, (_, i) => connection.write([insertNote(String(i))])));
  expect(connection.stats().maxGroup).toBe(7);
});

it("finds out whose fault it is when a deferred constraint fails at the commit", async () => {
  const connection = await openNotes();
  await connection.exec(
    "CREATE TABLE reply (note INTEGER REFERENCES note (id) DEFERRABLE INITIALLY DEFERRED)",
  );
  const orphan = { sql: "INSERT INTO reply (note) VALUES (?)", params: [99] };
  const results = await Promise.allSettled([
    connection.write([insertNote("a")]),
    connection.write([orphan]),
    connection.write([insertNote("b")]),
  ]);
  expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(notes(connection)).toEqual(["a", "b"]);
});

it("survives a statement that rolls the entire group back by itself", async () => {
  const connection = await openNotes();
  await connection.write([insertNote("taken")]);
  const results = await Promise.allSettled([
    connection.write([insertNote("a")]),
    connection.write([{ sql: "INSERT OR ROLLBACK INTO note (text) VALUES (?)", params: ["taken"] }]),
    connection.write([insertNote("b")]),
  ]);
  expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(notes(connection)).toEqual(["taken", "a", "b"]);
});

it("keeps an outside write out of an open transaction, and does not lose it when that rolls back", async () => {
  const connection = await openNotes();
  const transaction = await connection.begin();
  await transaction.run(insertNote("inside"));
  let settled = false;
  const outside = connection.write([insertNote("outside")]).finally(() => {
    settled = true;
  });
  await transaction.run(insertNote("inside too"));
  expect(settled).toBe(false);
  expect(notes(connection)).toEqual([]);
  await transaction.rollback();
  await outside;
  expect(notes(connection)).toEqual(["outside"]);
});

it("shows readers only what is committed, and a transaction its own rows", async () => {
  const connection = await openNotes();
  await connection.transaction(async (transaction) => {
    await transaction.run(insertNote("mine"));
    const seen = await transaction.run({ sql: "SELECT text FROM note", params: [] });
    expect(seen.rows).toEqual([["mine"]]);
    expect(notes(connection)).toEqual([]);
  });
  expect(notes(connection)).toEqual(["mine"]);
});

it("queues 200 transactions that read and then write, without an error", async () => {
  const connection = await openNotes();
  await connection.exec("CREATE TABLE counter (n INTEGER); INSERT INTO counter VALUES (0)");
  await Promise.all(
    Array.from({ length: 200 }, () =>
      connection.transaction(async (transaction) => {
        const { rows } = await transaction.run({ sql: "SELECT n FROM counter", params: [] });
        await transaction.run({ sql: "UPDATE counter SET n = ?", params: [Number(rows[0]?.[0]) + 1] });
      }),
    ),
  );
  expect(connection.read("SELECT n FROM counter")).toEqual([[200]]);
});

it("rolls back when the work throws, with the work's own error", async () => {
  const connection = await openNotes();
  const work = connection.transaction(async (transaction) => {
    await transaction.run(insertNote("gone"));
    throw new Error("changed my mind");
  });
  await expect(work).rejects.toThrow("changed my mind");
  expect(notes(connection)).toEqual([]);
});

it("leaves a transaction open after a failing statement, and undoes up to a savepoint", async () => {
  const connection = await openNotes();
  await connection.transaction(async (transaction) => {
    await transaction.run(insertNote("a"));
    await expect(transaction.run(insertNote("a"))).rejects.toThrow("UNIQUE");
    await transaction.savepoint("here");
    await transaction.run(insertNote("b"));
    await transaction.rollbackTo("here");
    await transaction.release("here");
    await transaction.run(insertNote("c"));
  });
  expect(notes(connection)).toEqual(["a", "c"]);
});

it("rolls back a transaction that stands idle, and serves those behind it", async () => {
  const connection = await openNotes();
  const forgotten = await connection.begin({ idleMs: 1 });
  await forgotten.run(insertNote("forgotten")).catch(() => {});
  await connection.write([insertNote("behind")]);
  await expect(forgotten.run(insertNote("late"))).rejects.toThrow(TransactionClosedError);
  await expect(forgotten.commit()).rejects.toMatchObject({ code: "database-busy", retryable: true });
  await forgotten.rollback();
  expect(notes(connection)).toEqual(["behind"]);
});

it("refuses a statement that would end the transaction of others", async () => {
  const connection = await openNotes();
  for (const sql of ["COMMIT", "rollback", " /* x */ BEGIN", "RELEASE write", "SAVEPOINT a", "END"]) {
    await expect(connection.write([insertNote(sql), { sql, params: [] }]), sql).rejects.toThrow(SqliteError);
  }
  expect(notes(connection)).toEqual([]);
});

it("refuses more than maxWaiting writes at once, and goes on", async () => {
  const connection = await openNotes({ maxWaiting: 3 });
  const results = await Promise.allSettled(
    Array.from({ length: 5 }, (_, i) => connection.write([insertNote(String(i))])),
  );
  expect(results.map(({ status }) => status)).toEqual([
    "fulfilled",
    "fulfilled",
    "fulfilled",
    "rejected",
    "rejected",
  ]);
  expect(results[4]).toMatchObject({ reason: { code: "queue-full", retryable: true } });
  await connection.write([insertNote("again")]);
  expect(notes(connection)).toEqual(["0", "1", "2", "again"]);
});

it("reads several times at one moment in a snapshot", async () => {
  const connection = await openNotes();
  const other = connection.snapshot(() => {
    const before = notes(connection).length;
    const write = connection.write([insertNote("meanwhile")]);
    return { before, write, after: () => notes(connection).length };
  });
  await other.write;
  expect(other.before).toBe(0);
  expect(other.after()).toBe(1);
  expect(() =>
    connection.snapshot(() => {
      throw new Error("in between");
    }),
  ).toThrow("in between");
  expect(connection.snapshot(() => notes(connection))).toEqual(["meanwhile"]);
});

it("writes nothing through the reading connection", async () => {
  const connection = await openNotes();
  expect(() => connection.read("DELETE FROM note")).toThrow(SqliteError);
  expect(() => connection.read("WITH x AS (SELECT 1) INSERT INTO note SELECT 1, 'x'")).toThrow(SqliteError);
  expect(() => connection.read("SELECT * FROM nowhere")).toThrow("no such table");
});

it("runs a script all or nothing", async () => {
  const connection = await openNotes();
  await expect(
    connection.exec("INSERT INTO note VALUES (1, 'a'); INSERT INTO nowhere VALUES (1)"),
  ).rejects.toThrow("no such table");
  expect(notes(connection)).toEqual([]);
  await connection.exec(
    "ALTER TABLE note ADD COLUMN extra TEXT DEFAULT 'x'; INSERT INTO note (text) VALUES ('a;b')",
  );
  expect(connection.readObjects("SELECT * FROM note")).toEqual([{ id: 1, text: "a;b", extra: "x" }]);
});

it("redefines a table that others point at, and refuses to leave rows that point at nothing", async () => {
  const connection = await openNotes();
  await connection.exec(`
    CREATE TABLE reply (id INTEGER PRIMARY KEY, note INTEGER NOT NULL REFERENCES note (id) ON DELETE CASCADE);
    INSERT INTO note VALUES (1, 'a'); INSERT INTO reply VALUES (1, 1)`);
  const redefine = (keep: string) => `
    CREATE TABLE new_note (id INTEGER PRIMARY KEY, text TEXT);
    INSERT INTO new_note SELECT * FROM note WHERE ${keep};
    DROP TABLE note; ALTER TABLE new_note RENAME TO note`;
  await expect(connection.exec(redefine("false"), { foreignKeys: false })).rejects.toThrow("FOREIGN KEY");
  await connection.exec(redefine("true"), { foreignKeys: false });
  expect(connection.read("SELECT count(*) FROM reply")).toEqual([[1]]);
  await expect(connection.write([{ sql: "INSERT INTO reply VALUES (2, 99)", params: [] }])).rejects.toThrow(
    "FOREIGN KEY",
  );
  const migration = connection.transaction(
    async (transaction) => {
      await transaction.exec(redefine("false"));
      await transaction.run({ sql: "INSERT INTO note VALUES (5, 'recorded')", params: [] });
    },
    { foreignKeys: false },
  );
  await expect(migration).rejects.toThrow("FOREIGN KEY");
  expect(notes(connection)).toEqual(["a"]);
  await expect(connection.write([{ sql: "INSERT INTO reply VALUES (2, 99)", params: [] }])).rejects.toThrow(
    "FOREIGN KEY",
  );
});

it("finishes what waits when it is closed, then refuses", async () => {
  const file = join(temporaryFolder(), "leadline.db");
  const connection = await openNotes({ file });
  const waiting = Array.from({ length: 100 }, (_, i) => connection.write([insertNote(String(i))]));
  await connection.close();
  await Promise.all(waiting);
  await expect(connection.write([insertNote("late")])).rejects.toMatchObject({ code: "database-lost" });
  expect(() => connection.read("SELECT 1")).toThrow("closed");
  expect(statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0).toBe(0);
  const again = await openSqlite({ file });
  expect(notes(again)).toHaveLength(100);
  await again.close();
});

it("empties the log at a checkpoint", async () => {
  const connection = await openNotes();
  await connection.write([insertNote("a")]);
  expect(connection.stats().walBytes).toBeGreaterThan(0);
  await connection.checkpoint();
  expect(connection.stats()).toMatchObject({ walBytes: 0, waiting: 0 });
});

it("finds rows that point at nothing", async () => {
  const connection = await openNotes();
  expect(await connection.check()).toEqual({ damage: [], danglingRows: [] });
  await connection.exec(
    `CREATE TABLE reply (note INTEGER REFERENCES note (id)); PRAGMA foreign_keys=OFF; INSERT INTO reply VALUES (9)`,
    { atomic: false },
  );
  expect((await connection.check()).danglingRows).toEqual([{ table: "reply", rowid: 1, parent: "note" }]);
});

import fc from "fast-check";
import { expect, it } from "vitest";
import { readSql } from "../../../src/store/sqlite/sql-text.ts";
import { SqliteError } from "../../../src/store/sqlite/sqlite-error.ts";
import type { SqlValue } from "../../../src/store/sqlite/types.ts";
import { openNotes } from "./support.ts";

it("gives back every value that it was given", async () => {
  const connection = await openNotes();
  await connection.exec("CREATE TABLE thing (value)");
  const values: SqlValue[] = [
    "",
    "Zoë 👩‍👩‍👧 ‏עברית‎ \u200b",
    0,
    -1,
    1.5,
    Number.MAX_SAFE_INTEGER,
    2n ** 53n + 1n,
    -(2n ** 63n),
    2n ** 63n - 1n,
    null,
    new Uint8Array([0, 1, 255]),
  ];
  for (const value of values) {
    const insert = { sql: "INSERT INTO thing VALUES (?) RETURNING value", params: [value] };
    const [result] = await connection.write([insert, { sql: "DELETE FROM thing", params: [] }]);
    expect(result?.rows).toEqual([[value]]);
    expect(connection.read("SELECT ?", [value])).toEqual([[value]]);
  }
  expect(connection.read("SELECT ?, ?", [true, false])).toEqual([[1, 0]]);
});

it("keeps the text around a NUL or a lone surrogate, directly and through JSON", async () => {
  const connection = await openNotes();
  const text = 'a\0b \ud800 c "\\u0000" \\ 👋 \udc00';
  const whole = 'a\ufffdb \ufffd c "\\u0000" \\ 👋 \ufffd';
  expect(connection.read("SELECT ?", [text])).toEqual([[whole]]);
  const [, , result] = await connection.write([
    { sql: "INSERT INTO note (text) VALUES (?)", params: [text] },
    { sql: "DELETE FROM note", params: [] },
    {
      sql: "INSERT INTO note (text) SELECT value->>'$.text' FROM json_each(?) WHERE true RETURNING text",
      params: [JSON.stringify([{ text }])],
    },
  ]);
  expect(result?.rows).toEqual([[whole]]);
});

it("stores any text the same way directly and through JSON", async () => {
  const connection = await openNotes();
  const anyText = fc.string({ unit: "binary", maxLength: 40 }).map((text) => text.slice(1));
  fc.assert(
    fc.property(anyText, (text) => {
      const direct = connection.read("SELECT ?", [text]);
      const json = connection.read("SELECT value FROM json_each(?)", [JSON.stringify([text])]);
      expect(json).toEqual(direct);
      if (!/\0|\p{Cs}/u.test(text)) expect(direct).toEqual([[text]]);
    }),
    { numRuns: 500 },
  );
});

it("refuses what the driver would silently turn into NULL or ignore", async () => {
  const connection = await openNotes();
  expect(() => connection.read("SELECT ?, ?", [1])).toThrow("needs 2 values and was given 1");
  expect(() => connection.read("SELECT ?", [1, 2])).toThrow(SqliteError);
  expect(() => connection.read("SELECT 1; SELECT 2")).toThrow("several statements");
  await expect(connection.write([{ sql: "INSERT INTO note (text) VALUES (?)", params: [] }])).rejects.toThrow(
    SqliteError,
  );
  await expect(
    connection.write([{ sql: "INSERT INTO note (text) VALUES (?)", params: JSON.parse("[{}]") }]),
  ).rejects.toThrow("cannot be stored");
  await expect(connection.write([{ sql: "SELECT ?", params: [2n ** 64n] }])).rejects.toThrow(SqliteError);
});

it("rejects only the write that holds a value which cannot be sent to the thread", async () => {
  const connection = await openNotes();
  const params = JSON.parse("[1]");
  params[0] = () => 1;
  const [bad, good] = await Promise.allSettled([
    connection.write([{ sql: "INSERT INTO note (text) VALUES (?)", params }]),
    connection.write([{ sql: "INSERT INTO note (text) VALUES (?)", params: ["good"] }]),
  ]);
  expect([bad.status, good.status]).toEqual(["rejected", "fulfilled"]);
});

it("reads the facts of a statement from its text", () => {
  expect(readSql("SELECT '?;', \"?\", [?] -- ? ;\n /* ; ? */ FROM a WHERE b = ? AND c = ?")).toMatchObject({
    parameters: 2,
    reads: true,
    several: false,
  });
  expect(readSql("UPDATE a SET b = ?2, c = ?1, d = ?2;  -- end").parameters).toBe(2);
  expect(readSql("SELECT :a, @b, $c, :a").parameters).toBe(3);
  expect(readSql("with x as (select 1) select * from x").reads).toBe(true);
  expect(readSql("WITH x AS (SELECT 1) DELETE FROM a").reads).toBe(false);
  expect(readSql("/* hi */ -- there\n COMMIT").control).toBe(true);
  expect(readSql("PRAGMA user_version").reads).toBe(false);
  expect(readSql("DROP TABLE a").defines).toBe(true);
  expect(readSql("DELETE FROM a; DROP TABLE a").several).toBe(true);
  expect(readSql("SELECT a->>'$.x[?]' FROM json_each(?)")).toMatchObject({ parameters: 1, json: true });
});

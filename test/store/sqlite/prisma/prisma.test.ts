import { join } from "node:path";
import { ColumnTypeEnum } from "@prisma/driver-adapter-utils";
import { expect, it } from "vitest";
import { createPrismaSqliteAdapter } from "../../../../src/store/sqlite/prisma-adapter.ts";
import { temporaryFolder } from "../support.ts";
import { openThings } from "./client.ts";

const open = () => openThings(join(temporaryFolder(), "things.db"));

it("round-trips every scalar type", async () => {
  const { prisma } = await open();
  const at = new Date("2026-11-22T15:00:00.007Z");
  const values = {
    text: "Ação 👋",
    whole: -2_147_483_648,
    big: 2n ** 63n - 1n,
    real: 0.1,
    yes: false,
    at,
    data: { list: [1, "two", null], deep: { yes: true } },
    bytes: new Uint8Array([0, 255, 10]),
    colour: "green",
  };
  const created = await prisma.thing.create({ data: { ...values, exact: "12345.678901234" } });
  const found = await prisma.thing.findUniqueOrThrow({ where: { text: "Ação 👋" } });
  for (const row of [created, found]) {
    expect(row).toMatchObject({ ...values, bytes: expect.anything() });
    expect([...(row.bytes instanceof Uint8Array ? row.bytes : [])]).toEqual([0, 255, 10]);
    expect(String(row.exact)).toBe("12345.678901234");
  }
  await prisma.thing.create({ data: { text: "empty" } });
  const empty = await prisma.thing.findUniqueOrThrow({ where: { text: "empty" } });
  expect(empty).toMatchObject({
    whole: null,
    big: null,
    real: null,
    exact: null,
    yes: null,
    at: null,
    data: null,
  });
  expect(
    await prisma.thing.count({ where: { at, big: values.big, yes: false, exact: "12345.678901234" } }),
  ).toBe(1);
  expect(await prisma.thing.count({ where: { bytes: values.bytes, real: 0.1, colour: "green" } })).toBe(1);
});

it("stores times as text that sorts as time, the same that toISOString gives", async () => {
  const { prisma, connection } = await open();
  await prisma.thing.create({ data: { text: "a", at: new Date("2026-11-22T15:00:00Z") } });
  await prisma.thing.create({ data: { text: "b", at: "2026-11-22T12:00:00.5-04:00" } });
  await connection.write([
    {
      sql: `INSERT INTO "Thing" ("text", "at") SELECT value->>'$.text', value->>'$.at' FROM json_each(?) WHERE true`,
      params: [JSON.stringify([{ text: "c", at: new Date("2026-11-22T15:30:00Z") }])],
    },
  ]);
  expect(connection.read(`SELECT "at" FROM "Thing" ORDER BY "at"`)).toEqual([
    ["2026-11-22T15:00:00.000Z"],
    ["2026-11-22T15:30:00.000Z"],
    ["2026-11-22T16:00:00.500Z"],
  ]);
  const after = { where: { at: { gte: new Date("2026-11-22T15:30:00Z") } }, orderBy: { at: "desc" } };
  expect((await prisma.thing.findMany(after)).map(({ text }) => text)).toEqual(["b", "c"]);
});

it("names the fields of a broken constraint", async () => {
  const { prisma } = await open();
  await prisma.thing.create({ data: { text: "a", whole: 1 } });
  const fields = async (work: Promise<unknown>) => {
    const error: unknown = await work.catch((thrown: unknown) => thrown);
    return JSON.parse(JSON.stringify(error));
  };
  const unique = await fields(prisma.thing.create({ data: { text: "a" } }));
  expect(unique).toMatchObject({ code: "P2002" });
  expect(JSON.stringify(unique.meta)).toContain('"fields":["text"]');
  const several = await fields(prisma.thing.create({ data: { text: "b", whole: 1 } }));
  expect(several).toMatchObject({ code: "P2002" });
  expect(JSON.stringify(several.meta)).toContain('"fields":["group","rank","whole"]');
  await expect(prisma.thing.create({ data: { text: "c", parentId: 99 } })).rejects.toMatchObject({
    code: "P2003",
  });
  await prisma.thing.create({ data: { text: "child", parentId: 1 } });
  await expect(prisma.thing.delete({ where: { id: 1 } })).rejects.toMatchObject({ code: "P2003" });
  await expect(prisma.thing.delete({ where: { id: 99 } })).rejects.toMatchObject({ code: "P2025" });
  await expect(prisma.$executeRawUnsafe(`UPDATE "Thing" SET "text" = NULL`)).rejects.toMatchObject({
    code: "P2010",
  });
  await expect(prisma.$queryRawUnsafe("SELECT * FROM nowhere")).rejects.toMatchObject({ code: "P2010" });
});

it("keeps an outside write out of an open transaction, and does not lose it when that rolls back", async () => {
  const { prisma } = await open();
  let outside: Promise<unknown> = Promise.resolve();
  const rolledBack = prisma.$transaction(async (tx) => {
    await tx.thing.create({ data: { text: "inside" } });
    outside = prisma.thing.create({ data: { text: "outside" } });
    expect(await prisma.thing.count()).toBe(0);
    expect(await tx.thing.count()).toBe(1);
    throw new Error("roll back");
  });
  await expect(rolledBack).rejects.toThrow("roll back");
  await outside;
  expect((await prisma.thing.findMany()).map(({ text }) => text)).toEqual(["outside"]);
});

it("queues 200 interactive transactions without an error", async () => {
  const { prisma } = await open();
  await prisma.thing.create({ data: { text: "counter", whole: 0 } });
  await Promise.all(
    Array.from({ length: 200 }, () =>
      prisma.$transaction(
        async (tx) => {
          const { whole } = await tx.thing.findUniqueOrThrow({ where: { text: "counter" } });
          await tx.thing.update({ where: { text: "counter" }, data: { whole: Number(whole) + 1 } });
        },
        { maxWait: 60_000, timeout: 60_000 },
      ),
    ),
  );
  expect(await prisma.thing.findUniqueOrThrow({ where: { text: "counter" } })).toMatchObject({ whole: 200 });
});

it("rolls back a batch of which one fails, and a transaction that takes too long", async () => {
  const { prisma } = await open();
  const batch = prisma.$transaction([
    prisma.thing.create({ data: { text: "a" } }),
    prisma.thing.create({ data: { text: "a" } }),
  ]);
  await expect(batch).rejects.toMatchObject({ code: "P2002" });
  let started: () => void = () => {};
  let expire: () => void = () => {};
  const inside = new Promise<void>((resolve) => {
    started = resolve;
  });
  const expired = new Promise<void>((resolve) => {
    expire = resolve;
  });
  const slow = prisma.$transaction(
    async (tx) => {
      await tx.thing.create({ data: { text: "slow" } });
      started();
      await expired;
    },
    { timeout: 50 },
  );
  await inside;
  // Queued behind the slow one: it is served once that one has expired.
  await prisma.thing.create({ data: { text: "behind" } });
  expire();
  await expect(slow).rejects.toMatchObject({ code: "P2028" });
  expect((await prisma.thing.findMany()).map(({ text }) => text)).toEqual(["behind"]);
});

it("gives a transaction up that waits too long for its turn, and leaves the database free", async () => {
  const { prisma, connection } = await open();
  const holder = await connection.begin();
  const late = prisma.$transaction((tx) => tx.thing.create({ data: { text: "late" } }), { maxWait: 1 });
  await expect(late).rejects.toMatchObject({ code: "P2028" });
  await holder.rollback();
  await prisma.thing.create({ data: { text: "next" } });
  expect((await prisma.thing.findMany()).map(({ text }) => text)).toEqual(["next"]);
});

it("computes columns, writes many rows, and groups", async () => {
  const { prisma } = await open();
  const rows = Array.from({ length: 1_500 }, (_, i) => ({
    text: `t${i}`,
    rank: i,
    group: i % 2 ? "odd" : "even",
  }));
  expect(await prisma.thing.createMany({ data: rows })).toEqual({ count: 1_500 });
  const many = { where: { rank: { in: rows.map(({ rank }) => rank) } } };
  expect(await prisma.thing.count(many)).toBe(1_500);
  expect(await prisma.thing.updateMany({ where: { group: "odd" }, data: { yes: true } })).toEqual({
    count: 750,
  });
  const groups = await prisma.thing.groupBy({
    by: ["group"],
    _count: true,
    _avg: { rank: true },
    orderBy: { group: "asc" },
  });
  expect(groups).toEqual([
    { group: "even", _count: 750, _avg: { rank: 749 } },
    { group: "odd", _count: 750, _avg: { rank: 750 } },
  ]);
  const raw = `SELECT count(*) AS n, max("rank") / 2.0 AS half, 9007199254740993 AS big, NULL AS empty FROM "Thing"`;
  expect(await prisma.$queryRawUnsafe(raw)).toEqual([
    { n: expect.anything(), half: 749.5, big: 9007199254740993n, empty: null },
  ]);
  const returning = `UPDATE "Thing" SET "yes" = ? WHERE "text" = ? RETURNING "yes"`;
  expect(await prisma.$queryRawUnsafe(returning, false, "t1")).toEqual([{ yes: false }]);
  expect(await prisma.$executeRawUnsafe(`DELETE FROM "Thing" WHERE "rank" < ?`, 10)).toBe(10);
});

it("refuses values that do not fit their type, and isolation levels that SQLite lacks", async () => {
  const { connection } = await open();
  const adapter = await createPrismaSqliteAdapter(connection).connect();
  const query = (value: unknown, scalarType: "int" | "datetime" | "decimal" | "bytes") =>
    adapter.queryRaw({ sql: "SELECT ?", args: [value], argTypes: [{ scalarType, arity: "scalar" }] });
  await expect(query("x", "int")).rejects.toMatchObject({ cause: { kind: "InvalidInputValue" } });
  await expect(query("never", "datetime")).rejects.toMatchObject({ cause: { kind: "InvalidInputValue" } });
  await expect(query("", "decimal")).rejects.toMatchObject({ cause: { kind: "InvalidInputValue" } });
  await expect(query(() => 1, "int")).rejects.toMatchObject({ cause: { kind: "InvalidInputValue" } });
  expect(await query("AP8=", "bytes")).toMatchObject({
    columnTypes: [ColumnTypeEnum.Bytes],
    rows: [[new Uint8Array([0, 255])]],
  });
  await expect(adapter.startTransaction("READ COMMITTED")).rejects.toMatchObject({
    cause: { kind: "InvalidIsolationLevel" },
  });
});

it("undoes a savepoint inside a transaction", async () => {
  const { connection } = await open();
  const adapter = await createPrismaSqliteAdapter(connection).connect();
  const transaction = await adapter.startTransaction();
  const insert = (text: string) =>
    transaction.executeRaw({ sql: `INSERT INTO "Thing" ("text") VALUES (?)`, args: [text], argTypes: [] });
  await insert("kept");
  await transaction.createSavepoint?.("s1");
  await insert("undone");
  await transaction.rollbackToSavepoint?.("s1");
  await transaction.releaseSavepoint?.("s1");
  await transaction.commit();
  expect(connection.read(`SELECT "text" FROM "Thing"`)).toEqual([["kept"]]);
});

it("gives an empty shadow database that goes away", async () => {
  const { connection } = await open();
  const shadow = await createPrismaSqliteAdapter(connection).connectToShadowDb();
  await shadow.executeScript("CREATE TABLE a (b TEXT); INSERT INTO a VALUES ('x')");
  const result = await shadow.queryRaw({ sql: "SELECT * FROM a", args: [], argTypes: [] });
  expect(result.rows).toEqual([["x"]]);
  await shadow.dispose();
});

import { originOf } from "../leads/answer-ids.ts";
import { createBatcher } from "./batcher.ts";
import type { Database, Statement } from "./database.ts";
import { nextLetter, noOpenLetter, time, toIso } from "./inbox.ts";
import { markStatements } from "./marks.ts";
import type { Lease, OutboxRow, OutboxStore, SettledSend } from "./port/outbox-store.ts";
import { columnsOf, type Dialect, decodeRow, hasStatus, toStorableJson } from "./sql.ts";
import { outbox } from "./tables/outbox.ts";

const MAX_BATCH = 2_000;

/**
 * Whether the person behind a row of the outbox has opted out since it was made, of everything or of its channel: then
 * it must not go out any more, although it was not waiting when they did.
 */
export function hasOptedOut(dialect: Dialect): string {
  const word = (field: "state" | "at") =>
    dialect.name === "postgresql"
      ? `(k."consents"->("outbox"."channel" || ':messages')->>'${field}')`
      : `json_extract(k."consents", '$."' || "outbox"."channel" || ':messages".${field}')`;
  const at = dialect.name === "postgresql" ? `${word("at")}::timestamptz` : word("at");
  const ofChannel = `${word("state")} = 'withdrawn' AND ${at} > "outbox"."createdAt"`;
  return `EXISTS (SELECT 1 FROM "conversations" c JOIN "contacts" k ON k."id" = c."contactId" WHERE c."id" = "outbox"."lane" AND (k."optedOutAt" > "outbox"."createdAt" OR (${ofChannel})))`;
}

/** The outbox: what must go out, who is sending it, and what became of it. */
export function createOutboxStore(db: Database): OutboxStore {
  const { dialect } = db;
  const v = (i: number, type: "text" | "int" | "time") => dialect.value(i, type);

  // The key must lead: as an expression the status is no candidate for SQLite's index, which would be read whole.
  const status = `coalesce("outbox"."status", '')`;
  // Where several processes send, a lane is one process's at a time: an earlier row that is not done, and not ours, comes
  // first, unless nobody asked for it: that holds up nothing.
  const inOrder =
    dialect.name === "sqlite"
      ? ""
      : ` AND NOT EXISTS (SELECT 1 FROM "outbox" o WHERE o."lane" = "outbox"."lane" AND o."seq" < "outbox"."seq" AND o."payload"->'unasked' IS NULL AND (o."status" = 'pending' OR (o."status" = 'sending' AND o."token" <> e.value->>1)))`;
  const claimSql = `UPDATE "outbox" SET "status" = 'sending', "token" = ${v(1, "text")}, "leaseUntil" = ${v(2, "time")} FROM ${dialect.rows(1)} WHERE "outbox"."id" = e.value->>0 AND (${status} = 'pending' OR (${status} = 'sending' AND "outbox"."leaseUntil" <= ${v(3, "time")}))${inOrder} RETURNING "outbox"."id", "outbox"."token"`;
  const renewSql = `UPDATE "outbox" SET "leaseUntil" = ${time(dialect, 3)} WHERE "id" = ${dialect.parameter(1)} AND ${hasStatus("sending")} AND "token" = ${dialect.parameter(2)}`;
  const settleSql = `UPDATE "outbox" SET "status" = CASE WHEN ${v(2, "text")} = 'pending' AND ${hasOptedOut(dialect)} THEN 'dropped' ELSE ${v(2, "text")} END, "attempts" = ${v(3, "int")}, "dueAt" = ${v(4, "time")}, "externalId" = ${v(5, "text")}, "error" = ${v(6, "text")}, "settledAt" = ${v(7, "time")}, "token" = NULL, "leaseUntil" = NULL FROM ${dialect.rows(1)} WHERE "outbox"."id" = e.value->>0 AND ${status} = 'sending' AND "outbox"."token" = e.value->>1 RETURNING "outbox"."id"`;
  // Only what the statement before it changed: the row now stands as dead, without a holder, settled then.
  const buriedSql = `INSERT INTO "dead_letters" ("id", "source", "ref", "lane", "error", "attempts", "at", "status") SELECT 'out-' || (e.value->>0) || '-' || ${nextLetter("outbox")}, 'outbox', e.value->>0, e.value->>8, e.value->>6, ${v(3, "int")}, ${v(7, "time")}, 'open' FROM ${dialect.rows(1)} JOIN "outbox" o ON o."id" = e.value->>0 AND o."status" = 'dead' AND o."settledAt" = ${v(7, "time")} WHERE e.value->>2 = 'dead' AND ${noOpenLetter("outbox")} ON CONFLICT DO NOTHING`;

  // Before that one, of what it will change.
  const countSql = `INSERT INTO "counters" ("name", "value") SELECT e.value->>2, count(*) FROM ${dialect.rows(1)} JOIN "outbox" o ON o."id" = e.value->>0 AND coalesce(o."status", '') = 'sending' AND o."token" = e.value->>1 GROUP BY e.value->>2 ON CONFLICT ("name") DO UPDATE SET "value" = "counters"."value" + excluded."value"`;

  // What the vendor told of a message before we knew it as sent: such a receipt found no message when it was decided.
  const receiptAt = (kind: "delivered" | "read") =>
    `(SELECT i."receivedAt" FROM "inbox" i WHERE i."channel" = o."channel" AND i."externalId" = 'receipt:${kind}:' || o."externalId")`;
  const receiptsSql = `UPDATE "messages" SET "deliveredAt" = coalesce("messages"."deliveredAt", ${receiptAt("delivered")}, ${receiptAt("read")}), "readAt" = coalesce("messages"."readAt", ${receiptAt("read")}) FROM "outbox" o WHERE o."id" IN (${dialect.texts(1)}) AND "messages"."id" = o."messageId" AND "messages"."readAt" IS NULL`;

  const marksSql = markStatements(dialect).settled;

  const claiming = createBatcher<[string, string, string, string], boolean>(async (items) => {
    const [result] = await db.write([{ sql: claimSql, params: [JSON.stringify(items)] }]);
    const got = new Map(result!.rows.map((row) => [String(row[0]), String(row[1])]));
    return items.map(([id, token]) => got.get(id) === token);
  }, MAX_BATCH);

  const settling = createBatcher<SettledSend, boolean>(async (items) => {
    const json = toStorableJson(
      items.map((s) => [s.id, s.token, s.status, s.attempts, s.dueAt, s.externalId, s.error, s.at, s.lane]),
    );
    const statements: Statement[] = [];
    const mayBeSent = ({ status }: SettledSend) => status === "sent" || status === "parked";
    const counted = items.filter((item) => item.countAs !== undefined && mayBeSent(item));
    if (counted.length > 0) {
      const rows = counted.map(({ id, token, countAs }) => [id, token, countAs]);
      statements.push({ sql: countSql, params: [JSON.stringify(rows)] });
    }
    const settled = statements.push({ sql: settleSql, params: [json] }) - 1;
    if (items.some((item) => item.status === "dead")) statements.push({ sql: buriedSql, params: [json] });
    const told = items.filter((item) => item.receipts && item.status === "sent").map((item) => item.id);
    if (told.length > 0) statements.push({ sql: receiptsSql, params: [JSON.stringify(told)] });
    const marked = items.filter((item) => item.status !== "pending" && originOf(item.id) !== null);
    if (marked.length > 0) {
      const ids = JSON.stringify(marked.map((item) => item.id));
      statements.push({ sql: marksSql, params: [ids, marked[0]!.at] });
    }
    const results = await db.write(statements);
    const changed = new Set(results[settled]!.rows.map((row) => String(row[0])));
    return items.map((item) => changed.has(item.id));
  }, MAX_BATCH);

  const select = async (where: string, params: (string | number)[]): Promise<OutboxRow[]> =>
    (await db.read({ sql: `SELECT ${columnsOf(outbox)} FROM "outbox" WHERE ${where}`, params })).map((row) =>
      decodeRow(outbox, row),
    );

  return {
    waiting: ({ limit, now, afterSeq = 0 }) =>
      select(
        `"status" IN ('pending', 'sending') AND "seq" > ${dialect.parameter(1)} AND ("status" = 'pending' OR "leaseUntil" <= ${time(dialect, 2)}) ORDER BY "seq" LIMIT ${dialect.parameter(3)}`,
        [afterSeq, now, limit],
      ),
    async claim(ids: string[], lease: Lease) {
      const got = await claiming.add(ids.map((id) => [id, lease.token, lease.leaseUntil, lease.now]));
      return ids.filter((_, i) => got[i]);
    },
    async renew(id, { token, leaseUntil }) {
      const [result] = await db.write([{ sql: renewSql, params: [id, token, leaseUntil] }]);
      return result!.changes === 1;
    },
    async settle(results) {
      const changed = await settling.add(results);
      return results.filter((_, i) => changed[i]).map((result) => result.id);
    },
    async drop(ids, at) {
      await db.write([
        {
          sql: `UPDATE "outbox" SET "status" = 'dropped', "settledAt" = ${time(dialect, 2)} WHERE "status" = 'pending' AND "id" IN (${dialect.texts(1)})`,
          params: [JSON.stringify(ids), at],
        },
      ]);
    },
    parked: (limit) => select(`"status" = 'parked' ORDER BY "seq" LIMIT ${dialect.parameter(1)}`, [limit]),
    async counts() {
      // What nobody asked for may wait for the morning, or until it is allowed: that is no fault.
      const unasked = `"payload"->${dialect.name === "postgresql" ? "'unasked'" : "'$.unasked'"}`;
      const rows = await db.read({
        sql: `SELECT "status", count(*), min(CASE WHEN ${unasked} IS NULL THEN "createdAt" END) FROM "outbox" WHERE "status" IN ('pending', 'sending', 'parked', 'dead') GROUP BY "status"`,
        params: [],
      });
      const count = (status: string) => Number(rows.find((row) => row[0] === status)?.[1] ?? 0);
      const oldest = rows
        .filter((row) => row[0] === "pending" || row[0] === "sending")
        .flatMap((row) => (row[2] === null ? [] : [toIso(row[2])]))
        .sort()[0];
      return {
        waiting: count("pending") + count("sending"),
        parked: count("parked"),
        dead: count("dead"),
        oldestWaitingAt: oldest ?? null,
      };
    },
  };
}

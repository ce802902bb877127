import { LeadlineError } from "../errors.ts";
import { createBatcher } from "./batcher.ts";
import type { Database } from "./database.ts";
import type { AcceptedRow, InboxRow, InboxStore, NewInboxRow } from "./port/inbox-store.ts";
import { columnsOf, type Dialect, decodeRow, insertRows, toStorableJson } from "./sql.ts";
import type { Table } from "./tables/table.ts";

/** The most events that one commit takes in, and the most that may wait for one. */
const MAX_BATCH = 2_000;
const MAX_WAITING = 50_000;
const PURGED_AT_ONCE = 2_000;

type NewRow = NewInboxRow & { status: "pending"; attempts: number };

const newInbox: Table<NewRow> = {
  name: "inbox",
  columns: {
    channel: "text",
    externalId: "text",
    kind: "text",
    lane: "text",
    payload: "json",
    receivedAt: "time",
    status: "text",
    attempts: "int",
  },
  names: ["channel", "externalId", "kind", "lane", "payload", "receivedAt", "status", "attempts"],
};

const inboxRows: Table<InboxRow> = {
  name: "inbox",
  columns: {
    seq: "int",
    channel: "text",
    externalId: "text",
    kind: "text",
    lane: "text",
    payload: "json",
    receivedAt: "time",
    attempts: "int",
  },
  names: ["seq", "channel", "externalId", "kind", "lane", "payload", "receivedAt", "attempts"],
};

/** The inbox: what came in, durable before anybody is told that we have it. */
export function createInboxStore(db: Database): InboxStore {
  const { dialect } = db;
  const insert = `${insertRows(dialect, newInbox)} ON CONFLICT ("channel", "externalId") DO NOTHING RETURNING "seq", "channel", "externalId"`;
  const find = `SELECT i."seq", i."channel", i."externalId" FROM ${dialect.rows(1)} JOIN "inbox" i ON i."channel" = e.value->>0 AND i."externalId" = e.value->>1`;

  const oldest = `SELECT "seq" FROM "inbox" WHERE "status" = ${dialect.parameter(2)} ORDER BY "seq" LIMIT ${PURGED_AT_ONCE}`;
  const purgeSql = `DELETE FROM "inbox" WHERE "seq" IN (${oldest}) AND "doneAt" < ${time(dialect, 1)}`;

  const accepting = createBatcher<NewInboxRow, AcceptedRow>(async (rows) => {
    // Encoded by hand: this is the hottest statement, and the payload is written once.
    const json = toStorableJson(
      rows.map((r) => [r.channel, r.externalId, r.kind, r.lane, r.payload, r.receivedAt, "pending", 0]),
    );
    const [inserted] = await db.write([{ sql: insert, params: [json] }]);
    const fresh = seqByKey(inserted!.rows);
    const ids = rows.map((row) => key(storable(row.channel), storable(row.externalId)));
    const missing = rows.filter((_, i) => !fresh.has(ids[i]!));
    const known =
      missing.length === 0
        ? new Map<string, number>()
        : seqByKey(
            await db.read({
              sql: find,
              params: [toStorableJson(missing.map((r) => [r.channel, r.externalId]))],
            }),
          );
    const told = new Set<string>();
    return ids.map((id) => {
      const seq = fresh.get(id) ?? known.get(id) ?? 0;
      // The same event twice in one batch: the first is new, the second a duplicate.
      const duplicate = !fresh.has(id) || told.has(id);
      told.add(id);
      return { seq, duplicate };
    });
  }, MAX_BATCH);

  return {
    accept(rows) {
      if (accepting.waiting + rows.length > MAX_WAITING) {
        return Promise.reject(
          new LeadlineError("queue-full", `${accepting.waiting} messages wait to be stored.`, {
            fix: "Try again in a moment; if it lasts, the disk is too slow for what comes in.",
            retryable: true,
          }),
        );
      }
      return accepting.add(rows);
    },
    pending: (options) => readPending(db.read, dialect, options),
    async fail(failures) {
      if (failures.length > 0) await db.write(failStatements(dialect, failures));
    },
    async purge(before) {
      let gone = 0;
      // From the oldest on, by parts: the writes of everybody wait for each. What was done late keeps what is behind it.
      for (const status of ["done", "dropped"]) {
        for (let deleted = PURGED_AT_ONCE; deleted === PURGED_AT_ONCE; gone += deleted) {
          const [result] = await db.write([{ sql: purgeSql, params: [before, status] }]);
          deleted = result!.changes;
        }
      }
      return gone;
    },
    async counts() {
      const rows = await db.read({
        sql: `SELECT "status", count(*), min("receivedAt") FROM "inbox" WHERE "status" IN ('pending', 'dead') GROUP BY "status"`,
        params: [],
      });
      const of = (status: string) => rows.find((row) => row[0] === status);
      const oldest = of("pending")?.[2];
      return {
        pending: Number(of("pending")?.[1] ?? 0),
        dead: Number(of("dead")?.[1] ?? 0),
        oldestPendingAt: oldest === undefined || oldest === null ? null : toIso(oldest),
      };
    },
  };
}

/**
 * The pending rows that may be tried, in order; those behind one of their lane that waits for a retry wait too.
 * Inside a session on PostgreSQL, so that no other process takes them as well.
 */
export async function readPending(
  read: Database["read"],
  dialect: Dialect,
  options: { afterSeq: number; limit: number; now: string },
): Promise<InboxRow[]> {
  const sql = `SELECT ${columnsOf(inboxRows)}, "nextAttemptAt" FROM "inbox" WHERE "status" = 'pending' AND "seq" > ${dialect.parameter(1)} ORDER BY "seq" LIMIT ${dialect.parameter(2)}`;
  const held = new Set<string>();
  const found: InboxRow[] = [];
  for (let after = options.afterSeq; found.length < options.limit; ) {
    const rows = await read({ sql, params: [after, options.limit] });
    for (const values of rows) {
      const row = decodeRow(inboxRows, values);
      const next = values[inboxRows.names.length];
      after = row.seq;
      if (next !== null && next !== undefined && toIso(next) > options.now) held.add(row.lane);
      if (!held.has(row.lane)) found.push(row);
    }
    if (rows.length < options.limit) break;
  }
  return found;
}

function failStatements(dialect: Dialect, failures: Parameters<InboxStore["fail"]>[0]) {
  const v = (i: number, type: "text" | "int" | "time") => dialect.value(i, type);
  const json = toStorableJson(
    failures.map((f) => [
      f.seq,
      f.nextAttemptAt === null ? "dead" : "pending",
      f.attempts,
      f.nextAttemptAt,
      f.error,
      f.lane,
      f.at,
    ]),
  );
  return [
    {
      sql: `UPDATE "inbox" SET "status" = ${v(1, "text")}, "attempts" = ${v(2, "int")}, "nextAttemptAt" = ${v(3, "time")}, "error" = ${v(4, "text")} FROM ${dialect.rows(1)} WHERE "inbox"."seq" = ${v(0, "int")} AND "inbox"."status" = 'pending'`,
      params: [json],
    },
    {
      // One open letter for a row that is dead: not for one that another process has done meanwhile.
      sql: `INSERT INTO "dead_letters" ("id", "source", "ref", "lane", "error", "attempts", "at", "status") SELECT 'in-' || (e.value->>0) || '-' || ${nextLetter("inbox")}, 'inbox', e.value->>0, e.value->>5, e.value->>4, ${v(2, "int")}, ${v(6, "time")}, 'open' FROM ${dialect.rows(1)} JOIN "inbox" i ON i."seq" = ${v(0, "int")} AND i."status" = 'dead' WHERE e.value->>1 = 'dead' AND ${noOpenLetter("inbox")} ON CONFLICT DO NOTHING`,
      params: [json],
    },
  ];
}

/** The number of the next letter about the row `e`: a row may die again after it was put back. */
export function nextLetter(source: "inbox" | "outbox"): string {
  return `((SELECT count(*) FROM "dead_letters" d WHERE d."source" = '${source}' AND d."ref" = e.value->>0) + 1)`;
}

export function noOpenLetter(source: "inbox" | "outbox"): string {
  return `NOT EXISTS (SELECT 1 FROM "dead_letters" d WHERE d."source" = '${source}' AND d."ref" = e.value->>0 AND d."status" = 'open')`;
}

/** A text as it stands in the database: see {@link toStorableJson}. */
const storable = (text: string) => text.replace(/\0|\p{Surrogate}/gu, "\ufffd");

function seqByKey(rows: readonly (readonly unknown[])[]): Map<string, number> {
  return new Map(rows.map((row) => [key(String(row[1]), String(row[2])), Number(row[0])]));
}

/** A time parameter. */
export function time(dialect: Dialect, n: number): string {
  return dialect.name === "postgresql" ? `${dialect.parameter(n)}::timestamptz` : dialect.parameter(n);
}

export function toIso(value: unknown): string {
  return value instanceof Date ? value.toISOString() : String(value);
}

const key = (channel: string, externalId: string) => `${channel}\n${externalId}`;

import type { Database, Statement } from "./database.ts";
import { time } from "./inbox.ts";
import { hasOptedOut } from "./outbox.ts";
import type { DeadLetter, DeadLetterStore } from "./port/dead-letter-store.ts";
import { columnsOf, decodeRow } from "./sql.ts";
import type { Table } from "./tables/table.ts";

const deadLetters: Table<DeadLetter> = {
  name: "dead_letters",
  columns: {
    id: "text",
    source: "text",
    ref: "text",
    lane: "text",
    error: "text",
    attempts: "int",
    at: "time",
    status: "text",
  },
  names: ["id", "source", "ref", "lane", "error", "attempts", "at", "status"],
};

/** Marks the old place of a turn while it gets a new one, within one transaction. */
const REPLACED = "#replaced";

/** Turns and sends that were set aside after their retries: visible, replayable. */
export function createDeadLetterStore(db: Database): DeadLetterStore {
  const { dialect } = db;
  const p = (n: number) => dialect.parameter(n);

  const open = (source: "inbox" | "outbox") =>
    `SELECT "ref" FROM "dead_letters" WHERE "source" = '${source}' AND "status" = 'open' AND "id" IN (${dialect.texts(1)})`;
  const isDead = `"status" = 'dead' AND CAST("seq" AS TEXT) IN (${open("inbox")})`;

  /**
   * A turn that is tried again comes after all that has been done meanwhile, so it gets a new place in the inbox:
   * the order of the trail is the order of the places. It keeps its key, so that it stays known as a duplicate.
   */
  const putBack = (json: string): Statement[] => [
    {
      sql: `UPDATE "inbox" SET "status" = 'replaced', "externalId" = "externalId" || '${REPLACED}' WHERE ${isDead}`,
      params: [json],
    },
    {
      sql: `INSERT INTO "inbox" ("channel", "externalId", "kind", "lane", "payload", "receivedAt", "status", "attempts") SELECT "channel", substr("externalId", 1, length("externalId") - ${REPLACED.length}), "kind", "lane", "payload", "receivedAt", 'pending', 0 FROM "inbox" WHERE "status" = 'replaced' ORDER BY "seq"`,
      params: [],
    },
    {
      sql: `UPDATE "dead_letters" SET "ref" = CAST(n."seq" AS TEXT) FROM "inbox" o JOIN "inbox" n ON n."channel" = o."channel" AND n."externalId" || '${REPLACED}' = o."externalId" WHERE o."status" = 'replaced' AND "dead_letters"."source" = 'inbox' AND "dead_letters"."ref" = CAST(o."seq" AS TEXT)`,
      params: [],
    },
    { sql: `DELETE FROM "inbox" WHERE "status" = 'replaced'`, params: [] },
  ];

  const dropTurns = (json: string, at: string): Statement[] => [
    {
      sql: `UPDATE "inbox" SET "status" = 'dropped', "doneAt" = ${time(dialect, 2)} WHERE ${isDead}`,
      params: [json, at],
    },
  ];

  /** Put back (or drop) the rows behind the open letters among `ids`, and close the letters. */
  const decide = async (ids: string[], at: string, to: "retried" | "dropped") => {
    const json = JSON.stringify(ids);
    const send =
      to === "retried" ? `CASE WHEN ${hasOptedOut(dialect)} THEN 'dropped' ELSE 'pending' END` : "'dropped'";
    const results = await db.write([
      ...(to === "retried" ? putBack(json) : dropTurns(json, at)),
      {
        sql: `UPDATE "outbox" SET "status" = ${send}, "attempts" = 0, "dueAt" = ${time(dialect, 2)} WHERE "status" = 'dead' AND "id" IN (${open("outbox")})`,
        params: [json, at],
      },
      {
        // A parked send has no letter: it is named by its outbox id.
        sql: `UPDATE "outbox" SET "status" = ${send}, "attempts" = 0, "dueAt" = ${time(dialect, 2)} WHERE "status" = 'parked' AND "id" IN (${dialect.texts(1)})`,
        params: [json, at],
      },
      {
        sql: `UPDATE "dead_letters" SET "status" = '${to}', "decidedAt" = ${time(dialect, 2)} WHERE "status" = 'open' AND "id" IN (${dialect.texts(1)})`,
        params: [json, at],
      },
    ]);
    return results.at(-2)!.changes + results.at(-1)!.changes;
  };

  return {
    async list({ status = "open", limit }) {
      const rows = await db.read({
        sql: `SELECT ${columnsOf(deadLetters)} FROM "dead_letters" WHERE "status" = ${p(1)} ORDER BY "at", "id" LIMIT ${p(2)}`,
        params: [status, limit],
      });
      return rows.map((row) => decodeRow(deadLetters, row));
    },
    async get(id) {
      const [row] = await db.read({
        sql: `SELECT ${columnsOf(deadLetters)} FROM "dead_letters" WHERE "id" = ${p(1)}`,
        params: [id],
      });
      if (row === undefined) return null;
      const letter = decodeRow(deadLetters, row);
      const [found] = await db.read(
        letter.source === "inbox"
          ? { sql: `SELECT "payload" FROM "inbox" WHERE "seq" = ${p(1)}`, params: [Number(letter.ref)] }
          : { sql: `SELECT "payload" FROM "outbox" WHERE "id" = ${p(1)}`, params: [letter.ref] },
      );
      const payload = found?.[0] ?? null;
      return { ...letter, payload: typeof payload === "string" ? JSON.parse(payload) : payload };
    },
    retry: (ids, at) => decide(ids, at, "retried"),
    drop: (ids, at) => decide(ids, at, "dropped"),
  };
}

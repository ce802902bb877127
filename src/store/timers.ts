import type { Database } from "./database.ts";
import { time, toIso } from "./inbox.ts";
import type { LeftRep, TimerStore } from "./port/timer-store.ts";
import { columnsOf, decodeRow } from "./sql.ts";
import { timers } from "./tables/timers.ts";

/** What falls due, soonest first. A due time is a row: a lost wake-up makes something late, never lost. */
export function createTimerStore(db: Database): TimerStore {
  const { dialect } = db;
  return {
    async due(now, limit) {
      // Of those that were set at one moment the older lead's first: its id, which counts up, is no longer than the other's.
      const rows = await db.read({
        sql: `SELECT ${columnsOf(timers)} FROM "timers" WHERE "status" = 'pending' AND "dueAt" <= ${time(dialect, 1)} ORDER BY "dueAt", "createdAt", length("id"), "id" LIMIT ${dialect.parameter(2)}`,
        params: [now, limit],
      });
      return rows.map((row) => decodeRow(timers, row));
    },
    async idle({ before, afterNumber, limit }) {
      const heard = `coalesce(max(v."lastInboundAt"), l."openedAt")`;
      const said = `coalesce(max(v."lastOutboundAt"), l."openedAt")`;
      const rows = await db.read({
        sql: `SELECT l."id", l."number", l."stageSince", ${heard} AS heard, ${said} AS said FROM "leads" l LEFT JOIN "conversations" v ON v."contactId" = l."contactId" WHERE l."stageKind" IN ('open', 'won') AND l."stageSince" <= ${time(dialect, 1)} AND l."number" > ${dialect.parameter(2)} GROUP BY l."id", l."number", l."stageSince", l."openedAt" HAVING ${heard} <= ${time(dialect, 1)} AND ${said} <= ${time(dialect, 1)} ORDER BY l."number" LIMIT ${dialect.parameter(3)}`,
        params: [before, afterNumber, limit],
      });
      return rows.map((row) => ({
        leadId: String(row[0]),
        number: Number(row[1]),
        since: [row[2], row[3], row[4]].map(toIso).sort().at(-1) ?? before,
      }));
    },
    async unlimited({ stages, isAnswered, afterNumber, limit }) {
      const answer = isAnswered
        ? ` OR (l."responseDueAt" IS NULL AND l."responseBrokenAt" IS NULL AND l."firstResponseAt" IS NULL)`
        : "";
      const rows = await db.read({
        sql: `SELECT l."id", l."number", l."stageSince" FROM "leads" l WHERE l."stageKind" = 'open' AND l."number" > ${dialect.parameter(1)} AND ((l."stageDueAt" IS NULL AND l."stageBrokenAt" IS NULL AND l."stage" IN (${dialect.texts(2)}))${answer}) ORDER BY l."number" LIMIT ${dialect.parameter(3)}`,
        params: [afterNumber, JSON.stringify(stages), limit],
      });
      return rows.map(([id, number, since]) => ({
        leadId: String(id),
        number: Number(number),
        since: toIso(since),
      }));
    },
    async left() {
      const reps = await db.read({
        sql: `SELECT "id", "updatedAt" FROM "reps" WHERE NOT "active" AND "openLeads" > 0 ORDER BY "id"`,
        params: [],
      });
      const left: LeftRep[] = [];
      for (const [id, changedAt] of reps) {
        const [newest] = await db.read({
          sql: `SELECT max("updatedAt") FROM "leads" WHERE "id" IN (${heldBy(dialect.parameter(1))})`,
          params: [String(id)],
        });
        const leadAt = newest?.[0];
        if (leadAt === null || leadAt === undefined) continue;
        left.push({ repId: String(id), since: [toIso(changedAt), toIso(leadAt)].sort()[1]! });
      }
      return left;
    },
    async withoutDailyList() {
      const rows = await db.read({
        sql: `SELECT r."id", r."updatedAt" FROM "reps" r WHERE r."active" AND r."id" NOT IN (SELECT ${dialect.name === "postgresql" ? `t."payload"->>'repId'` : `t."payload"->>'$.repId'`} FROM "timers" t WHERE t."status" = 'pending' AND t."kind" = 'daily-list') ORDER BY r."id"`,
        params: [],
      });
      return rows.map(([id, changedAt]) => ({ repId: String(id), since: toIso(changedAt) }));
    },
    async nextDue() {
      const [row] = await db.read({
        sql: `SELECT min("dueAt") FROM "timers" WHERE "status" = 'pending'`,
        params: [],
      });
      const at = row?.[0];
      return at === null || at === undefined ? null : toIso(at);
    },
    async pendingOf(kind) {
      const rows = await db.read({
        sql: `SELECT ${columnsOf(timers)} FROM "timers" WHERE "status" = 'pending' AND "kind" = ${dialect.parameter(1)} ORDER BY "dueAt", "id"`,
        params: [kind],
      });
      return rows.map((row) => decodeRow(timers, row));
    },
    async purge(before, limit) {
      const settled = `SELECT "id" FROM "timers" WHERE "status" IN ('fired', 'cancelled') AND "dueAt" < ${time(dialect, 1)} ORDER BY "dueAt" LIMIT ${dialect.parameter(2)}`;
      const [result] = await db.write([
        { sql: `DELETE FROM "timers" WHERE "id" IN (${settled})`, params: [before, limit] },
      ]);
      return result?.changes ?? 0;
    },
  };
}

/** The ids of the open leads that a rep owns or is offered, and that are not on their way to others. */
export function heldBy(rep: string): string {
  const onItsWay = (id: string) =>
    `EXISTS (SELECT 1 FROM "timers" t WHERE t."id" = 'release:' || ${id} AND t."status" = 'pending')`;
  return `SELECT h."id" FROM "leads" h WHERE h."ownerId" = ${rep} AND h."stageKind" = 'open' AND NOT ${onItsWay('h."id"')} UNION SELECT o."leadId" FROM "offers" o WHERE o."repId" = ${rep} AND o."openKey" IS NOT NULL AND NOT ${onItsWay('o."leadId"')}`;
}

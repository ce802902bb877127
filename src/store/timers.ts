import type { Database } from "./database.ts";
import { time, toIso } from "./inbox.ts";
import type { TimerStore } from "./port.ts";
import { columnsOf, decodeRow } from "./sql.ts";
import { timers } from "./tables.ts";

/** What falls due, soonest first. A due time is a row: a lost wake-up makes something late, never lost. */
export function createTimerStore(db: Database): TimerStore {
  const { dialect } = db;
  return {
    async due(now, limit) {
      const rows = await db.read({
        sql: `SELECT ${columnsOf(timers)} FROM "timers" WHERE "status" = 'pending' AND "dueAt" <= ${time(dialect, 1)} ORDER BY "dueAt", "id" LIMIT ${dialect.parameter(2)}`,
        params: [now, limit],
      });
      return rows.map((row) => decodeRow(timers, row));
    },
    async nextDue() {
      const [row] = await db.read({
        sql: `SELECT min("dueAt") FROM "timers" WHERE "status" = 'pending'`,
        params: [],
      });
      const at = row?.[0];
      return at === null || at === undefined ? null : toIso(at);
    },
  };
}

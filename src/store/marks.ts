import { ANSWER_PATTERN } from "../leads/answer-ids.ts";
import { time } from "./inbox.ts";
import { type Dialect, hasStatus } from "./sql.ts";

/** The timer that brings how far a colleague's answer has come into the lead's thread. */
export const MARK = "mark";

/**
 * Timers, due at once, for colleagues' answers whose state has just been recorded, written with it in one
 * transaction: so nothing is read on the way of anybody's turn, and no state is told that does not hold. Each state of
 * each send comes once.
 */
export function markStatements(dialect: Dialect): { settled: string; receipts: string } {
  const insert = `INSERT INTO "timers" ("id", "kind", "conversationId", "leadId", "payload", "dueAt", "status", "createdAt")`;
  const values = (state: string) =>
    `SELECT 'mark:' || ${state} || ':' || o."id", '${MARK}', NULL, o."leadId", ${dialect.name === "postgresql" ? "'{}'::jsonb" : "'{}'"}, ${time(dialect, 2)}, 'pending', ${time(dialect, 2)}`;
  const received = `CASE WHEN e.value->>3 IS NULL THEN 'delivered' ELSE 'read' END`;
  return {
    /** Parameters: the outbox ids, the time. */
    settled: `${insert} ${values('o."status"')} FROM "outbox" o WHERE o."id" IN (${dialect.texts(1)}) AND ${hasStatus("sent", "parked", "dead")} ON CONFLICT DO NOTHING`,
    /** Parameters: receipts as `[channel, externalId, deliveredAt, readAt]`, the time. */
    receipts: `${insert} ${values(received)} FROM ${dialect.rows(1)} JOIN "outbox" o ON o."channel" = e.value->>0 AND o."externalId" = e.value->>1 WHERE o."id" LIKE '${ANSWER_PATTERN}' ON CONFLICT DO NOTHING`,
  };
}

/** Whose state a mark tells; null when the timer is no mark. */
export function markedSend(timerId: string): string | null {
  return /^mark:[a-z]+:(.+)$/.exec(timerId)?.[1] ?? null;
}

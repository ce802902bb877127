import type { InsightQuery } from "../../commands/insights.ts";
import { RESULTS, type ReachOf, type ReachRow, type Results } from "../../commands/reach.ts";
import { Where } from "../reads/filters.ts";
import type { Dialect } from "../sql.ts";
import type { Context } from "./context.ts";
import { countable } from "./count.ts";
import { narrow } from "./narrow.ts";

/** Days within which an answer, an opt-out or a sale is owed to a message. */
const ANSWER_DAYS = 14;
const SALE_DAYS = 90;

/** Messages of sequences and campaigns that went out, with the lead about which they were. */
export const REACH_FROM = `"outreach" o JOIN "leads" l ON l."id" = o."leadId" JOIN "outbox" b ON b."id" = o."outboxId" AND coalesce(b."status", '') = 'sent' LEFT JOIN "messages" m ON m."id" = o."messageId"`;

/** How far each came: conditions on {@link REACH_FROM}, the same for the numbers and for the leads behind them. */
export function reached(dialect: Dialect): Record<keyof Results, string> {
  const last = (days: number) =>
    dialect.name === "postgresql"
      ? `o."at" + interval '${days} days'`
      : `strftime('%Y-%m-%dT%H:%M:%fZ', o."at", '+${days} days')`;
  // What came after the next message to the same chat is owed to that one.
  const owed = (at: string, days: number) =>
    `${at} > o."at" AND ${at} <= ${last(days)} AND NOT EXISTS (SELECT 1 FROM "outreach" n JOIN "outbox" s ON s."id" = n."outboxId" AND coalesce(s."status", '') = 'sent' WHERE n."conversationId" = o."conversationId" AND n."at" > o."at" AND n."at" < ${at})`;
  const person = `JOIN "conversations" v ON v."contactId" = x."contactId" WHERE v."id" = o."conversationId"`;
  return {
    sent: "1 = 1",
    // Who has read it has got it, whatever the channel told first.
    delivered: `m."deliveredAt" IS NOT NULL OR m."readAt" IS NOT NULL`,
    read: `m."readAt" IS NOT NULL`,
    replied: `EXISTS (SELECT 1 FROM "messages" r WHERE r."conversationId" = o."conversationId" AND r."direction" = 'in' AND ${owed('r."at"', ANSWER_DAYS)})`,
    won: `EXISTS (SELECT 1 FROM "leads" x ${person} AND ${owed('x."wonAt"', SALE_DAYS)})`,
    optedOut: `EXISTS (SELECT 1 FROM "consents" x ${person} AND x."state" = 'withdrawn' AND ${owed('x."at"', ANSWER_DAYS)})`,
  };
}

/** What came of the messages of a period, by what they were part of. */
export async function countReach(
  query: InsightQuery,
  of: ReachOf | undefined,
  { db: { dialect }, read }: Context,
): Promise<ReachRow[]> {
  const where = new Where(dialect);
  where.add(`o."at" >= ${where.time(query.from)} AND o."at" < ${where.time(query.to)}`);
  if (of !== undefined) where.add(`o."kind" = ${where.param(of.kind)}`);
  if (of?.source !== undefined) where.add(`o."source" = ${where.param(of.source)}`);
  narrow(countable(where), query, dialect);
  const conditions = reached(dialect);
  const sums = RESULTS.map((key) => `sum(CASE WHEN ${conditions[key]} THEN 1 ELSE 0 END)`).join(", ");
  const rows = await read({
    sql: `SELECT o."kind", o."source", g."name", o."step", o."variant", ${sums} FROM ${REACH_FROM} LEFT JOIN "campaigns" g ON g."id" = o."source" WHERE ${where} GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, min(o."at"), 4, 5`,
    params: where.params,
  });
  return rows.map(([kind, source, name, step, variant, ...counts]) => {
    const [sent, delivered, read, replied, won, optedOut] = counts.map(Number);
    return {
      kind: kind === "campaign" ? "campaign" : "sequence",
      source: String(source),
      name: text(name),
      step: text(step),
      variant: text(variant),
      sent: sent ?? 0,
      delivered: delivered ?? 0,
      read: read ?? 0,
      replied: replied ?? 0,
      won: won ?? 0,
      optedOut: optedOut ?? 0,
    };
  });
}

const text = (value: unknown) => (value === null || value === undefined ? null : String(value));

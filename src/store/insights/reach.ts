import type { InsightQuery } from "../../commands/insights.ts";
import { RESULTS, type ReachOf, type ReachRow, type Results } from "../../commands/reach.ts";
import { DUPLICATE } from "../../leads/join.ts";
import { Where } from "../reads/filters.ts";
import type { Dialect } from "../sql.ts";
import type { Context } from "./context.ts";
import { countable } from "./count.ts";
import { narrow } from "./narrow.ts";

/** Days within which an answer, an opt-out or a sale is owed to a message. */
const ANSWER_DAYS = 14;
const SALE_DAYS = 90;

/** Messages of sequences and campaigns that went out, with the lead about which they were. */
export function reachFrom({ name }: Dialect): string {
  // In a form that no index of SQLite answers; PostgreSQL would take it that hardly any message went out.
  const isSent = name === "postgresql" ? `b."status" = 'sent'` : `coalesce(b."status", '') = 'sent'`;
  return `"outreach" o JOIN "leads" l ON l."id" = o."leadId" JOIN "outbox" b ON b."id" = o."outboxId" AND ${isSent} LEFT JOIN "messages" m ON m."id" = o."messageId"`;
}

/** Each contact that was joined into another, with each that it is a part of by now. */
const JOINED = `(WITH RECURSIVE j(id, root) AS (SELECT "fromId", "intoId" FROM "contact_merges" WHERE "undoneAt" IS NULL UNION SELECT j.id, k."intoId" FROM j JOIN "contact_merges" k ON k."fromId" = j.root WHERE k."undoneAt" IS NULL) SELECT id, root FROM j)`;

/** How far each came: conditions on {@link reachFrom}, the same for the numbers and for the leads behind them. */
export function reached(dialect: Dialect): Record<keyof Results, string> {
  const last = (days: number) =>
    dialect.name === "postgresql"
      ? `o."at" + interval '${days} days'`
      : `strftime('%Y-%m-%dT%H:%M:%fZ', o."at", '+${days} days')`;
  // What came after the next message to the same chat is owed to that one.
  const owed = (at: string, days: number) =>
    `${at} > o."at" AND ${at} <= ${last(days)} AND NOT EXISTS (SELECT 1 FROM "outreach" n JOIN "outbox" s ON s."id" = n."outboxId" AND coalesce(s."status", '') = 'sent' WHERE n."conversationId" = o."conversationId" AND n."at" > o."at" AND n."at" < ${at})`;
  const chat = `v."id" = o."conversationId"`;
  const refused = (said: string) =>
    `EXISTS (SELECT 1 FROM "conversations" v ${said} WHERE ${chat} AND x."state" = 'withdrawn' AND ${owed('x."at"', ANSWER_DAYS)})`;
  // Leads go along when two people turn out to be one; what was said stays with the contact who has said it.
  const hasJoined = `EXISTS (SELECT 1 FROM "conversations" v JOIN "contact_merges" g ON g."intoId" = v."contactId" WHERE ${chat} AND g."undoneAt" IS NULL)`;
  return {
    sent: "1 = 1",
    // Who has read it has got it, whatever the channel told first.
    delivered: `m."deliveredAt" IS NOT NULL OR m."readAt" IS NOT NULL`,
    read: `m."readAt" IS NOT NULL`,
    replied: `EXISTS (SELECT 1 FROM "messages" r WHERE r."conversationId" = o."conversationId" AND r."direction" = 'in' AND ${owed('r."at"', ANSWER_DAYS)})`,
    won: `EXISTS (SELECT 1 FROM "leads" x JOIN "conversations" v ON v."contactId" = x."contactId" WHERE ${chat} AND (x."reason" IS NULL OR x."reason" <> '${DUPLICATE}') AND ${owed('x."wonAt"', SALE_DAYS)})`,
    // Few are joined: only of those is more asked.
    optedOut: `${refused(`JOIN "consents" x ON x."contactId" = v."contactId"`)} OR (${hasJoined} AND ${refused(`JOIN ${JOINED} p ON p.root = v."contactId" JOIN "consents" x ON x."contactId" = p.id`)})`,
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
  // The same order in every database, whatever language it sorts in.
  const byText = (column: string) =>
    `${column}${dialect.name === "postgresql" ? ' COLLATE "C"' : ""} NULLS FIRST`;
  const order = [
    byText(`o."kind"`),
    byText(`o."source"`),
    `min(o."at")`,
    byText(`o."step"`),
    byText(`o."variant"`),
  ];
  const rows = await read({
    sql: `SELECT o."kind", o."source", g."name", o."step", o."variant", ${sums} FROM ${reachFrom(dialect)} LEFT JOIN "campaigns" g ON g."id" = o."source" AND o."kind" = 'campaign' WHERE ${where} GROUP BY 1, 2, 3, 4, 5 ORDER BY ${order.join(", ")}`,
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

import type { AudienceRow, CampaignCounts, CommandReads } from "../../commands/reads.ts";
import type { Database } from "../database.ts";
import { toIso } from "../inbox.ts";
import { columnsOf, decodeRow, selectByTexts } from "../sql.ts";
import * as tables from "../tables.ts";
import { addFilter, Where, withoutDuplicates } from "./filters.ts";

type Reads = Pick<CommandReads, "audience" | "campaigns" | "campaignCounts" | "outreachResults">;

/** Whom campaigns are for, how far they are, and what has come of them. */
export function createCampaignReads(db: Database): Reads {
  const { dialect } = db;
  const within = (column: string, days: number) =>
    dialect.name === "postgresql"
      ? `${column} >= o."at" AND ${column} < o."at" + interval '${days} days'`
      : `${column} >= o."at" AND ${column} < strftime('%Y-%m-%dT%H:%M:%fZ', o."at", '+${days} days')`;
  return {
    async audience(scope, filter, limit): Promise<AudienceRow[]> {
      const where = withoutDuplicates(new Where(dialect));
      const { language, segment, words: _words, ...leads } = filter;
      addFilter(where, { scope, ...leads }, dialect);
      if (language !== undefined) where.add(`l."language" = ${where.param(language)}`);
      if (segment !== undefined) where.add(`l."segment" = ${where.param(segment)}`);
      const rows = await db.read({
        sql: `SELECT ${columnsOf(tables.leads, "l")} FROM "leads" l WHERE ${where} ORDER BY l."number" DESC LIMIT ${where.param(limit)}`,
        params: where.params,
      });
      const newest = new Map<string, AudienceRow["lead"]>();
      for (const row of rows) {
        const lead = decodeRow(tables.leads, row);
        if (!newest.has(lead.contactId)) newest.set(lead.contactId, lead);
      }
      const ids = JSON.stringify([...newest.keys()]);
      const contacts = await db.read({ sql: selectByTexts(dialect, tables.contacts, "id"), params: [ids] });
      const chats = await db.read({
        sql: selectByTexts(dialect, tables.conversations, "contactId"),
        params: [ids],
      });
      const byContact = new Map<string, AudienceRow["conversations"]>();
      for (const row of chats) {
        const chat = decodeRow(tables.conversations, row);
        byContact.set(chat.contactId, [...(byContact.get(chat.contactId) ?? []), chat]);
      }
      return contacts
        .map((row) => decodeRow(tables.contacts, row))
        .flatMap((contact) => {
          const lead = newest.get(contact.id);
          return lead === undefined
            ? []
            : [{ contact, lead, conversations: byContact.get(contact.id) ?? [] }];
        })
        .sort((a, b) => a.lead.number - b.lead.number);
    },
    async campaigns() {
      const rows = await db.read({
        sql: `SELECT ${columnsOf(tables.campaigns)} FROM "campaigns" ORDER BY "createdAt" DESC, "id" DESC`,
        params: [],
      });
      return rows.map((row) => decodeRow(tables.campaigns, row));
    },
    async campaignCounts(campaignId): Promise<CampaignCounts> {
      const rows = await db.read({
        sql: `SELECT "status", "reason", count(*), max("dueAt") FROM "campaign_recipients" WHERE "campaignId" = ${dialect.parameter(1)} GROUP BY "status", "reason"`,
        params: [campaignId],
      });
      const counts: CampaignCounts = {
        waiting: 0,
        sent: 0,
        skipped: 0,
        cancelled: 0,
        lastDueAt: null,
        reasons: {},
      };
      for (const [status, reason, count, last] of rows) {
        if (status === "waiting") {
          const dueAt = toIso(last);
          if (counts.lastDueAt === null || dueAt > counts.lastDueAt) counts.lastDueAt = dueAt;
        }
        if (status === "skipped") counts.reasons[String(reason)] = Number(count);
        if (status === "waiting" || status === "sent" || status === "skipped" || status === "cancelled")
          counts[status] += Number(count);
      }
      return counts;
    },
    async outreachResults(kind, source) {
      const people = (condition: string) => `count(DISTINCT CASE WHEN ${condition} THEN o."contactId" END)`;
      const replied = `EXISTS (SELECT 1 FROM "messages" r WHERE r."conversationId" = o."conversationId" AND r."direction" = 'in' AND ${within('r."at"', 7)})`;
      const won = `EXISTS (SELECT 1 FROM "leads" l WHERE l."contactId" = o."contactId" AND ${within('l."wonAt"', 90)})`;
      const out = `EXISTS (SELECT 1 FROM "consents" k WHERE k."contactId" = o."contactId" AND k."state" = 'withdrawn' AND ${within('k."at"', 7)})`;
      const [row] = await db.read({
        sql: `SELECT ${people(`b."status" = 'sent'`)}, ${people('m."deliveredAt" IS NOT NULL')}, ${people('m."readAt" IS NOT NULL')}, ${people(replied)}, ${people(won)}, ${people(out)} FROM "outreach" o LEFT JOIN "outbox" b ON b."id" = o."outboxId" LEFT JOIN "messages" m ON m."id" = o."messageId" WHERE o."kind" = ${dialect.parameter(1)} AND o."source" = ${dialect.parameter(2)}`,
        params: [kind, source],
      });
      const [sent, delivered, read, answered, customers, left] = (row ?? []).map(Number);
      return {
        sent: sent ?? 0,
        delivered: delivered ?? 0,
        read: read ?? 0,
        replied: answered ?? 0,
        won: customers ?? 0,
        optedOut: left ?? 0,
      };
    },
  };
}

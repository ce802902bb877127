import type { AudienceRow, CampaignCounts, CommandReads } from "../../commands/reads.ts";
import type { Database } from "../database.ts";
import { toIso } from "../inbox.ts";
import { columnsOf, decodeRow, selectByTexts } from "../sql.ts";
import { tables } from "../tables.ts";
import { addFilter, Where, withoutDuplicates } from "./filters.ts";

type Reads = Pick<CommandReads, "audience" | "campaigns" | "campaignCounts">;

/** Whom campaigns are for, how far they are, and what has come of them. */
export function createCampaignReads(db: Database): Reads {
  const { dialect } = db;
  return {
    async audience(scope, filter, limit): Promise<AudienceRow[]> {
      const where = withoutDuplicates(new Where(dialect));
      const { words: _words, ...leads } = filter;
      addFilter(where, { scope, ...leads }, dialect);
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
  };
}

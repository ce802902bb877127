import type { OutreachReads } from "../../commands/outreach-reads.ts";
import { OFF_ALL, SENT } from "../../leads/outreach-counters.ts";
import type { Enrolment } from "../../leads/types/nurture.ts";
import type { Database } from "../database.ts";
import type { TurnStore } from "../port/turn-store.ts";
import { columnsOf, decodeRow } from "../sql.ts";
import { tables } from "../tables.ts";
import { addScope, Where } from "./filters.ts";

/** What is read of unasked messages: for lists, previews and results, never for a decision. */
export function createOutreachReads(db: Database, turns: TurnStore): OutreachReads {
  const { dialect } = db;
  return {
    async sequenceCounts(scope) {
      const where = new Where(dialect);
      addScope(where, scope);
      const rows = await db.read({
        sql: `SELECT e."sequence", e."status", count(*) FROM "enrolments" e JOIN "leads" l ON l."id" = e."leadId" WHERE ${where} GROUP BY 1, 2 ORDER BY 1, 2`,
        params: where.params,
      });
      return rows.map((row) => ({
        sequence: String(row[0]),
        status: toStatus(row[1]),
        count: Number(row[2]),
      }));
    },
    async enrolled({ scope, sequence, leadId }, page) {
      const where = new Where(dialect);
      where.add(`e."status" = 'active'`);
      if (sequence !== undefined) where.add(`e."sequence" = ${where.param(sequence)}`);
      if (leadId !== undefined) where.add(`e."leadId" = ${where.param(leadId)}`);
      addScope(where, scope);
      const from = `FROM "enrolments" e JOIN "leads" l ON l."id" = e."leadId" JOIN "contacts" c ON c."id" = l."contactId" WHERE ${where}`;
      const [count] = await db.read({ sql: `SELECT count(*) ${from}`, params: where.params });
      const params = [...where.params];
      const limit = dialect.parameter(params.push(page.limit));
      const offset = dialect.parameter(params.push(page.offset));
      const rows = await db.read({
        sql: `SELECT l."id", l."number", c."name", c."company", ${columnsOf(tables.enrolments, "e")} ${from} ORDER BY e."dueAt", e."id" LIMIT ${limit} OFFSET ${offset}`,
        params,
      });
      return {
        total: Number(count?.[0] ?? 0),
        rows: rows.map(([id, number, name, company, ...columns]) => ({
          enrolment: decodeRow(tables.enrolments, columns),
          lead: { id: String(id), number: Number(number), name: text(name), company: text(company) },
        })),
      };
    },
    async people(leadIds) {
      if (leadIds.length === 0) return [];
      const none = { conversations: [], identities: [], contacts: [], activities: [], merges: [] };
      const loaded = await turns.load({ ...none, leads: [...leadIds] });
      return loaded.contacts.map((contact) => ({
        contact,
        leads: loaded.leads.filter((each) => each.contactId === contact.id),
        conversations: loaded.conversations.filter((each) => each.contactId === contact.id),
      }));
    },
    async outreachState(day) {
      const prefix = `${SENT}:${day}:`;
      const counters = await db.read({
        sql: `SELECT "name", "value" FROM "counters" WHERE "name" LIKE ${dialect.parameter(1)} OR "name" LIKE ${dialect.parameter(2)} ORDER BY "name"`,
        params: [`${OFF_ALL}%`, `${prefix}%`],
      });
      const switches = await db.read({
        sql: `SELECT ${columnsOf(tables.activities)} FROM "activities" WHERE "kind" = 'outreach-switched' ORDER BY "seq" DESC LIMIT 100`,
        params: [],
      });
      const named = counters.map((row) => ({ name: String(row[0]), value: Number(row[1]) }));
      const seen = new Set<string>();
      return {
        off: named
          .filter(({ name, value }) => name.startsWith(OFF_ALL) && value !== 0)
          .map(({ name }) => (name === OFF_ALL ? "all" : name.slice(OFF_ALL.length + 1))),
        sent: named
          .filter(({ name }) => name.startsWith(prefix))
          .map(({ name, value }) => ({ channel: name.slice(prefix.length), count: value })),
        switched: switches
          .map((row) => decodeRow(tables.activities, row))
          .flatMap(({ note, actorId, at }) => {
            const [, channel = "", why] = (note ?? "").split(" ");
            if (seen.has(channel)) return [];
            seen.add(channel);
            return [{ channel, by: actorId, why: why ?? null, at }];
          }),
      };
    },
  };
}

const text = (value: unknown) => (value === null || value === undefined ? null : String(value));
function toStatus(value: unknown): Enrolment["status"] {
  return value === "active" || value === "done" ? value : "stopped";
}

import type { CommandReads, FollowUpPage, LeadPage, LeadRow, Page } from "../../commands/reads.ts";
import { fold } from "../../language.ts";
import { parseLeadRef } from "../../leads/ref.ts";
import type { Database } from "../database.ts";
import { columnsOf, decodeRow } from "../sql.ts";
import { tables } from "../tables.ts";
import { addScope, folded, like, Where } from "./filters.ts";

/** Leads by whatever is known of them, and follow-ups. `leadRows` reads a page of leads. */
export function createSearch(
  db: Database,
  leadRows: (where: Where, order: string, page: Page) => Promise<LeadRow[]>,
): Pick<CommandReads, "searchLeads" | "followUps"> {
  const { dialect } = db;
  const isPostgres = dialect.name === "postgresql";

  /** An element of a JSON list or map whose text fits. */
  const inTags = (condition: (column: string) => string) =>
    isPostgres
      ? `EXISTS (SELECT 1 FROM jsonb_array_elements_text(l."tags") t(tag) WHERE ${condition("t.tag")})`
      : `EXISTS (SELECT 1 FROM json_each(l."tags") t WHERE ${condition("t.value")})`;
  const inAnswers = (condition: (column: string) => string) =>
    isPostgres
      ? `EXISTS (SELECT 1 FROM jsonb_each(l."answers") a WHERE ${condition("(a.value->>'display')")})`
      : `EXISTS (SELECT 1 FROM json_each(l."answers") a WHERE ${condition("(a.value->>'$.display')")})`;

  return {
    async searchLeads(text, scope, page): Promise<LeadPage> {
      const where = new Where(dialect);
      const contains = like(fold(text), "contains");
      const has = (column: string) => `${folded(column)} LIKE ${where.param(contains)} ESCAPE '\\'`;
      const tag = fold(text).replace(/^#/, "");
      const conditions = [
        has('c."name"'),
        has('c."company"'),
        `lower(c."email") LIKE ${where.param(contains)} ESCAPE '\\'`,
        inTags((column) => `${column} = ${where.param(tag)}`),
        inAnswers(has),
      ];
      const digits = phoneDigits(text);
      if (digits !== null) conditions.push(`c."phone" LIKE ${where.param(`%${digits}%`)}`);
      const number = parseLeadRef(text);
      if (number !== null && number <= 2_147_483_647) conditions.push(`l."number" = ${where.param(number)}`);
      where.add(conditions.join(" OR "));
      addScope(where, scope);
      const [count] = await db.read({
        sql: `SELECT count(*) FROM "leads" l JOIN "contacts" c ON c."id" = l."contactId" WHERE ${where}`,
        params: [...where.params],
      });
      const order = `CASE WHEN l."stageKind" = 'open' THEN 0 ELSE 1 END, l."openedAt" DESC, l."number" DESC`;
      return { rows: await leadRows(where, order, page), total: Number(count?.[0] ?? 0) };
    },

    async followUps(filter, page): Promise<FollowUpPage> {
      const where = new Where(dialect);
      where.add(`f."status" = 'open'`);
      addScope(where, filter.scope);
      if (filter.repId !== undefined) where.add(`f."repId" = ${where.param(filter.repId)}`);
      if (filter.leadId !== undefined) where.add(`f."leadId" = ${where.param(filter.leadId)}`);
      if (filter.id !== undefined) where.add(`f."id" = ${where.param(filter.id)}`);
      if (filter.until !== undefined) where.add(`f."dueAt" <= ${where.time(filter.until)}`);
      if (filter.after !== undefined) where.add(`f."dueAt" > ${where.time(filter.after)}`);
      const from = `FROM "follow_ups" f JOIN "leads" l ON l."id" = f."leadId" JOIN "contacts" c ON c."id" = l."contactId" WHERE ${where}`;
      const [count] = await db.read({ sql: `SELECT count(*) ${from}`, params: [...where.params] });
      const params = [...where.params];
      const limit = dialect.parameter(params.push(page.limit));
      const offset = dialect.parameter(params.push(page.offset));
      const rows = await db.read({
        sql: `SELECT l."id", l."number", c."name", c."company", ${columnsOf(tables.followUps, "f")} ${from} ORDER BY f."dueAt", f."id" LIMIT ${limit} OFFSET ${offset}`,
        params,
      });
      const text = (value: unknown) => (value === null || value === undefined ? null : String(value));
      return {
        total: Number(count?.[0] ?? 0),
        rows: rows.map(([id, number, name, company, ...row]) => ({
          lead: { id: String(id), number: Number(number), name: text(name), company: text(company) },
          followUp: decodeRow(tables.followUps, row),
        })),
      };
    },
  };
}

/** The digits by which a phone is looked for; null for what is no phone: too few, or with letters. */
function phoneDigits(text: string): string | null {
  if (/\p{L}/u.test(text)) return null;
  const digits = text.replace(/\D/g, "").replace(/^0+/, "");
  return digits.length >= 4 ? digits : null;
}

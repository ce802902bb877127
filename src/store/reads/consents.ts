import type { CommandReads } from "../../commands/reads.ts";
import type { Database } from "../database.ts";
import { columnsOf, decodeRow } from "../sql.ts";
import { consents } from "../tables/contacts.ts";
import { addScope, Where } from "./filters.ts";

/** What people have agreed to or refused. Who was joined into another has said it for both. */
export function createConsentReads(db: Database): Pick<CommandReads, "consents" | "allConsents"> {
  const { dialect } = db;
  const columns = columnsOf(consents, "k");
  return {
    async consents(leadId, limit) {
      const rows = await db.read({
        sql: `WITH RECURSIVE one(id) AS (SELECT "contactId" FROM "leads" WHERE "id" = ${dialect.parameter(1)} UNION SELECT m."fromId" FROM "contact_merges" m JOIN one ON m."intoId" = one.id WHERE m."undoneAt" IS NULL) SELECT ${columns} FROM "consents" k WHERE k."contactId" IN (SELECT id FROM one) ORDER BY k."seq" DESC LIMIT ${dialect.parameter(2)}`,
        params: [leadId, limit],
      });
      return rows.map((row) => decodeRow(consents, row));
    },
    async allConsents(scope, page) {
      const where = new Where(dialect);
      addScope(where, scope);
      const from = `FROM "consents" k LEFT JOIN home h ON h."id" = k."contactId" JOIN "contacts" c ON c."id" = coalesce(h."into", k."contactId") JOIN "leads" l ON l."id" = (SELECT n."id" FROM "leads" n WHERE n."contactId" = c."id" ORDER BY n."number" DESC LIMIT 1) WHERE ${where}`;
      const [count] = await db.read({ sql: `${HOME} SELECT count(*) ${from}`, params: [...where.params] });
      const limit = where.param(page.limit);
      const offset = where.param(page.offset);
      const rows = await db.read({
        sql: `${HOME} SELECT ${columns}, l."number", c."name" ${from} ORDER BY k."seq" LIMIT ${limit} OFFSET ${offset}`,
        params: where.params,
      });
      const width = consents.names.length;
      return {
        rows: rows.map((row) => ({
          consent: decodeRow(consents, row),
          leadNumber: Number(row[width]),
          name: row[width + 1] === null ? null : String(row[width + 1]),
        })),
        total: Number(count?.[0] ?? 0),
      };
    },
  };
}

/** Where everybody is who was joined into another, who may have been joined into a third. */
const HOME = `WITH RECURSIVE step("id", "into") AS (SELECT "id", "mergedIntoId" FROM "contacts" WHERE "mergedIntoId" IS NOT NULL UNION SELECT step."id", c."mergedIntoId" FROM step JOIN "contacts" c ON c."id" = step."into" WHERE c."mergedIntoId" IS NOT NULL), home AS (SELECT step."id", step."into" FROM step JOIN "contacts" c ON c."id" = step."into" AND c."mergedIntoId" IS NULL)`;

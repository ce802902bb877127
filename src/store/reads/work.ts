import type { OpenWork, WorkFilter } from "../../commands/reads.ts";
import type { Database } from "../database.ts";
import { toIso } from "../inbox.ts";
import { columnsOf, decodeRow } from "../sql.ts";
import { tables } from "../tables.ts";
import { addFilter, Where } from "./filters.ts";
import { MODEL_IN_USE, withChanceOf } from "./lead-row.ts";

/** Since when the customer waits: since what was not answered in any chat, or since there is a lead to answer. */
const UNANSWERED = `(SELECT min(v."lastInboundAt") FROM "conversations" v WHERE v."contactId" = l."contactId" AND v."leadId" = l."id" AND v."lastInboundAt" IS NOT NULL AND (v."lastOutboundAt" IS NULL OR v."lastInboundAt" > v."lastOutboundAt"))`;
const WAITING = `coalesce(${UNANSWERED}, CASE WHEN l."firstResponseAt" IS NULL THEN coalesce(l."qualifiedAt", l."openedAt") END)`;

/** Open leads with how long their customers wait; those who wait longest first, then the newest. */
export async function readOpenWork(db: Database, filter: WorkFilter, limit: number): Promise<OpenWork[]> {
  const { dialect } = db;
  const { unanswered = false, ...which } = filter;
  const where = new Where(dialect);
  addFilter(where, { ...which, stageKinds: ["open"] }, dialect);
  if (unanswered) where.add(`l."firstResponseAt" IS NULL AND l."qualifiedAt" IS NOT NULL`);
  const params = [...where.params];
  const most = dialect.parameter(params.push(limit));
  const rows = await db.read({
    sql: `SELECT * FROM (SELECT c."name" AS person, c."company" AS firm, ${WAITING} AS waiting, ${MODEL_IN_USE} AS model, ${columnsOf(tables.leads, "l")} FROM "leads" l JOIN "contacts" c ON c."id" = l."contactId" WHERE ${where}) w ORDER BY CASE WHEN w.waiting IS NULL THEN 1 ELSE 0 END, w.waiting, w."number" DESC LIMIT ${most}`,
    params,
  });
  return rows.map(([name, company, waiting, model, ...columns]) => ({
    lead: withChanceOf(decodeRow(tables.leads, columns), model),
    name: name === null ? null : String(name),
    company: company === null ? null : String(company),
    waitingSince: waiting === null ? null : toIso(waiting),
  }));
}

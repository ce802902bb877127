import type { InsightQuery, Measure, Part } from "../../commands/insights.ts";
import type { LeadPage, Page } from "../../commands/reads.ts";
import { localDate, localDay } from "../../leads/calendar.ts";
import { Where } from "../reads/filters.ts";
import { LEAD_ROW, toLeadRow } from "../reads/lead-row.ts";
import type { Dialect } from "../sql.ts";
import type { Context } from "./context.ts";
import { countable, lastAnswered } from "./count.ts";
import { narrow } from "./narrow.ts";

/** The leads behind a count, newest first; one with two overdue follow-ups stands there twice, as it is counted. */
export async function listLeads(
  { query, measure, part }: { query: InsightQuery; measure: Measure; part: Part },
  page: Page,
  { db: { dialect }, read, calendar, now }: Context,
): Promise<LeadPage> {
  const where = new Where(dialect);
  const { time, more, from } = MEASURED[measure];
  where.add(`${time} >= ${where.time(query.from)} AND ${time} < ${where.time(query.to)}`);
  if (more !== undefined) where.add(more);
  if (measure === "follow-ups-overdue") {
    const today = localDay(localDate(now.toISOString(), calendar.timeZone), calendar.timeZone);
    where.add(`${time} < ${where.time(today.from)}`);
  }
  narrow(countable(where), query, dialect);
  narrowToPart(where, part, dialect);
  const tables = from ?? `"leads" l`;
  const [count] = await read({ sql: `SELECT count(*) FROM ${tables} WHERE ${where}`, params: where.params });
  const params = [...where.params];
  const limit = dialect.parameter(params.push(page.limit));
  const offset = dialect.parameter(params.push(page.offset));
  const rows = await read({
    sql: `SELECT ${LEAD_ROW} FROM ${tables} JOIN "contacts" c ON c."id" = l."contactId" WHERE ${where} ORDER BY l."openedAt" DESC, l."number" DESC LIMIT ${limit} OFFSET ${offset}`,
    params,
  });
  return { rows: rows.map(toLeadRow), total: Number(count?.[0] ?? 0) };
}

function narrowToPart(where: Where, { stage, reached, reason, stoppedAfter }: Part, dialect: Dialect): void {
  const isPostgres = dialect.name === "postgresql";
  if (stage !== undefined) where.add(`l."stage" = ${where.param(stage)}`);
  if (reached !== undefined) {
    const id = where.param(reached);
    where.add(
      isPostgres
        ? `EXISTS (SELECT 1 FROM jsonb_array_elements_text(l."reached") r(id) WHERE r.id = ${id})`
        : `EXISTS (SELECT 1 FROM json_each(l."reached") r WHERE r.value = ${id})`,
    );
  }
  if (reason !== undefined) where.add(`coalesce(l."reason", '') = ${where.param(reason)}`);
  if (stoppedAfter !== undefined) {
    const keys = stoppedAfter.map((key) => where.param(key)).join(", ");
    where.add(keys === "" ? "1 = 0" : `${lastAnswered(dialect)} IN (${keys})`);
  }
}

/** Which time of a lead lies in the period, and what else holds. */
const MEASURED: Record<Measure, { time: string; more?: string; from?: string }> = {
  created: { time: `l."openedAt"` },
  qualified: { time: `l."qualifiedAt"` },
  won: { time: `l."wonAt"` },
  lost: { time: `l."lostAt"` },
  answered: { time: `l."openedAt"`, more: `l."firstResponseAt" IS NOT NULL` },
  waiting: { time: `l."openedAt"`, more: `l."firstResponseAt" IS NULL AND l."stageKind" = 'open'` },
  unfinished: { time: `l."openedAt"`, more: `l."qualifiedAt" IS NULL` },
  "follow-ups-overdue": {
    time: `f."plannedFor"`,
    more: `f."status" = 'open'`,
    from: `"follow_ups" f JOIN "leads" l ON l."id" = f."leadId"`,
  },
};

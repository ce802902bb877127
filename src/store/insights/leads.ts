import type { InsightQuery, Measure, Part } from "../../commands/insights.ts";
import type { Results } from "../../commands/reach.ts";
import type { LeadPage, Page } from "../../commands/reads.ts";
import { localDate, localDay, workingMinutesBetween } from "../../leads/calendar.ts";
import { toIso } from "../inbox.ts";
import { Where } from "../reads/filters.ts";
import { leadRow, toLeadRow } from "../reads/lead-row.ts";
import type { Dialect } from "../sql.ts";
import type { Context } from "./context.ts";
import { countable, endOfDay, lastAnswered, NOT_UNDONE } from "./count.ts";
import { narrow } from "./narrow.ts";
import { reached, reachFrom } from "./reach.ts";
import { sift } from "./sift.ts";
import { WAITS } from "./spans.ts";

export interface Listed {
  query: InsightQuery;
  measure: Measure;
  part: Part;
}

/** The leads behind a count, newest first; one that is counted twice, by two follow-ups say, stands there twice. */
export async function listLeads(listed: Listed, page: Page, context: Context): Promise<LeadPage> {
  const {
    db: { dialect },
    read,
  } = context;
  const keep = keptBy(listed, context);
  const { time, columns = [], tables = () => `"leads" l` } = MEASURED[listed.measure];
  const from = tables(dialect);
  const narrowed = (where: Where) => conditions(where, listed, context);
  if (keep !== null) return sift({ time, columns, from, narrowed, keep, page, query: listed.query }, context);
  const { query } = listed;
  const where = narrowed(new Where(dialect));
  where.add(`${time} >= ${where.time(query.from)} AND ${time} < ${where.time(query.to)}`);
  const [count] = await read({ sql: `SELECT count(*) FROM ${from} WHERE ${where}`, params: where.params });
  const params = [...where.params];
  const limit = dialect.parameter(params.push(page.limit));
  const offset = dialect.parameter(params.push(page.offset));
  const rows = await read({
    sql: `SELECT ${leadRow(dialect)} FROM ${from} JOIN "contacts" c ON c."id" = l."contactId" WHERE ${where} ORDER BY l."openedAt" DESC, l."number" DESC LIMIT ${limit} OFFSET ${offset}`,
    params,
  });
  return { rows: rows.map(toLeadRow), total: Number(count?.[0] ?? 0) };
}

/** Everything that holds besides the period. */
function conditions(
  where: Where,
  { query, measure, part }: Listed,
  { db: { dialect }, calendar, now }: Context,
): Where {
  const { time, more } = MEASURED[measure];
  if (more !== undefined) where.add(typeof more === "string" ? more : more(dialect));
  if (measure === "follow-ups-overdue") {
    const today = localDay(localDate(now.toISOString(), calendar.timeZone), calendar.timeZone);
    where.add(`${time} < ${where.time(today.from)}`);
  }
  narrow(countable(where), query, dialect);
  narrowToPart(where, part, dialect);
  return where;
}

function narrowToPart(where: Where, part: Part, dialect: Dialect): void {
  const { stage, reached, reason, stoppedAfter, answered, left, sequence, campaign } = part;
  const isPostgres = dialect.name === "postgresql";
  if (sequence !== undefined) where.add(`o."kind" = 'sequence' AND o."source" = ${where.param(sequence)}`);
  if (campaign !== undefined)
    where.add(
      `o."kind" = 'campaign' AND o."source" IN (SELECT g."id" FROM "campaigns" g WHERE g."name" = ${where.param(campaign)})`,
    );
  if (stage !== undefined) where.add(`l."stage" = ${where.param(stage)}`);
  if (left !== undefined) where.add(`a."before"->>'stage' = ${where.param(left)}`);
  if (reached !== undefined) {
    const id = where.param(reached);
    where.add(
      isPostgres
        ? `EXISTS (SELECT 1 FROM jsonb_array_elements_text(l."reached") r(id) WHERE r.id = ${id})`
        : `EXISTS (SELECT 1 FROM json_each(l."reached") r WHERE r.value = ${id})`,
    );
  }
  if (answered !== undefined) {
    const key = where.param(answered);
    where.add(
      isPostgres
        ? `EXISTS (SELECT 1 FROM jsonb_object_keys(l."answers") k(key) WHERE k.key = ${key})`
        : `EXISTS (SELECT 1 FROM json_each(l."answers") k WHERE k."key" = ${key})`,
    );
  }
  if (reason !== undefined) where.add(`coalesce(l."reason", '') = ${where.param(reason)}`);
  if (stoppedAfter !== undefined) {
    const keys = stoppedAfter.map((key) => where.param(key)).join(", ");
    where.add(keys === "" ? "1 = 0" : `${lastAnswered(dialect)} IN (${keys})`);
  }
}

/** What no database can tell, because it depends on the days and hours of the workspace; null: nothing does. */
function keptBy(
  { measure, part: { took } }: Listed,
  { calendar }: Context,
): ((values: readonly unknown[]) => boolean) | null {
  if (measure === "follow-ups-kept" || measure === "follow-ups-late") {
    const isKept = ([plannedFor, doneAt]: readonly unknown[]) =>
      toIso(doneAt) < endOfDay(toIso(plannedFor), calendar.timeZone);
    return measure === "follow-ups-kept" ? isKept : (values) => !isKept(values);
  }
  if (measure !== "answered" || took === undefined) return null;
  const { by, over = -1, upTo = Number.POSITIVE_INFINITY } = took;
  return ([openedAt, answeredAt]) => {
    const [from, to] = [toIso(openedAt), toIso(answeredAt)];
    const ms =
      by === "clock" ? Date.parse(to) - Date.parse(from) : 60_000 * workingMinutesBetween(from, to, calendar);
    const end = WAITS.endOf(WAITS.spanOf(ms));
    return end > over && end <= upTo;
  };
}

interface Measured {
  /** Which time lies in the period. */
  time: string;
  /** What else holds. Default: nothing. */
  more?: string | ((dialect: Dialect) => string);
  /** Default: the leads. */
  tables?: (dialect: Dialect) => string;
  /** What {@link keptBy} looks at. Default: nothing. */
  columns?: readonly string[];
}

const FOLLOW_UPS = {
  time: `f."plannedFor"`,
  tables: () => `"follow_ups" f JOIN "leads" l ON l."id" = f."leadId"`,
  columns: ['f."plannedFor"', 'f."doneAt"'],
};
const DONE = { ...FOLLOW_UPS, more: `f."status" = 'done' AND f."doneAt" IS NOT NULL` };
const OPENED = `l."openedAt"`;
const STAYS = {
  time: `a."at"`,
  more: `a."kind" = 'stage-moved' AND a."before"->>'stage' <> '' AND ${NOT_UNDONE}`,
  tables: () => `"activities" a JOIN "leads" l ON l."id" = a."leadId"`,
};

/** Unasked messages, by how far they came; a lead that got several stands there as often. */
const reach = (result: keyof Results): Measured => ({
  time: `o."at"`,
  more: (dialect) => reached(dialect)[result],
  tables: reachFrom,
});

const MEASURED: Record<Measure, Measured> = {
  created: { time: OPENED },
  qualified: { time: `l."qualifiedAt"` },
  won: { time: `l."wonAt"` },
  lost: { time: `l."lostAt"` },
  "new-qualified": { time: OPENED, more: `l."qualifiedAt" IS NOT NULL` },
  "new-won": { time: OPENED, more: `l."wonAt" IS NOT NULL` },
  "new-lost": { time: OPENED, more: `l."lostAt" IS NOT NULL` },
  answered: {
    time: OPENED,
    more: `l."firstResponseAt" IS NOT NULL`,
    columns: ['l."openedAt"', 'l."firstResponseAt"'],
  },
  waiting: { time: OPENED, more: `l."firstResponseAt" IS NULL AND l."stageKind" = 'open'` },
  unfinished: { time: OPENED, more: `l."qualifiedAt" IS NULL` },
  "follow-ups-planned": { ...FOLLOW_UPS, more: `f."status" <> 'dropped'` },
  "follow-ups-kept": DONE,
  "follow-ups-late": DONE,
  "follow-ups-overdue": { ...FOLLOW_UPS, more: `f."status" = 'open'` },
  stays: STAYS,
  "response-kept": {
    time: OPENED,
    more: `l."firstResponseAt" IS NOT NULL AND l."responseDueAt" IS NOT NULL AND l."responseBrokenAt" IS NULL`,
  },
  "response-broken": { time: OPENED, more: `l."responseBrokenAt" IS NOT NULL` },
  "stage-kept": {
    ...STAYS,
    more: `${STAYS.more} AND a."before"->>'stageDueAt' IS NOT NULL AND a."before"->>'stageBrokenAt' IS NULL`,
  },
  "stage-broken": { ...STAYS, more: `${STAYS.more} AND a."before"->>'stageBrokenAt' IS NOT NULL` },
  "reach-sent": reach("sent"),
  "reach-delivered": reach("delivered"),
  "reach-read": reach("read"),
  "reach-replied": reach("replied"),
  "reach-won": reach("won"),
  "reach-out": reach("optedOut"),
};

import { DIMENSIONS } from "../../commands/insights.ts";
import { localDate, localDay, workingMinutesBetween } from "../../leads/calendar.ts";
import type { BusinessCalendar } from "../../leads/config.ts";
import { DUPLICATE } from "../../leads/join.ts";
import type { At } from "../../leads/types/at.ts";
import type { Database } from "../database.ts";
import { toIso } from "../inbox.ts";
import { COLUMN_OF, Where } from "../reads/filters.ts";
import type { Dialect } from "../sql.ts";
import type { Additions, Filed } from "./facts.ts";
import { STAY_LENGTHS, WAITS } from "./spans.ts";

/** A span of time: `from` is in it, `to` is not. */
export interface Span {
  from: At;
  to: At;
}

export interface CountOptions {
  read: Database["read"];
  dialect: Dialect;
  calendar: BusinessCalendar;
  now: At;
  /** More conditions on `leads l`. Default: none. */
  narrow?: (where: Where) => void;
  /** Where the numbers of a row of a lead are added: all of them, before the next row's. */
  bagsOf: (filed: Filed) => readonly Additions[];
}

/**
 * Count everything that belongs to a span of time, from the leads themselves. Roll-ups are made by this, and what
 * they do not hold is counted by it when it is asked.
 */
export async function countSpan({ from, to }: Span, options: CountOptions): Promise<void> {
  let part: Span;
  // What lies ahead is planned follow-ups only, however far the span goes: one piece.
  const ahead = new Date(Date.parse(options.now) + PIECE_MS).toISOString();
  for (let start = from; start < to; start = part.to) {
    const end = start >= ahead ? to : new Date(Date.parse(start) + PIECE_MS).toISOString();
    part = { from: start, to: end < to ? end : to };
    await countOpened(part, options);
    await countMilestones(part, options);
    await countFollowUps(part, options);
    await countStays(part, options);
    if (part.to < to) await letOthersIn();
  }
}

/** Counted in pieces, between which others get their turn; PostgreSQL ends a transaction that is idle for long. */
export const PIECE_MS = 4 * 86_400_000;

/** Counting, and reading from SQLite, hold the program up. */
export const letOthersIn = (): Promise<void> => new Promise((resume) => setImmediate(resume));

async function countOpened(span: Span, options: CountOptions): Promise<void> {
  const { dialect, calendar } = options;
  const columns = [
    "stage",
    "stageKind",
    "value",
    "currency",
    "openedAt",
    "qualifiedAt",
    "wonAt",
    "lostAt",
    "firstResponseAt",
    "responseDueAt",
    "responseBrokenAt",
    "reached",
  ];
  const rows = await select(options, `"leads" l`, "", `l."openedAt"`, span, [
    ...columns.map((column) => `l."${column}"`),
    dialect.name === "postgresql"
      ? `(SELECT json_agg(k) FROM jsonb_object_keys(l."answers") k)`
      : `(SELECT json_group_array(k."key") FROM json_each(l."answers") k)`,
    `CASE WHEN l."qualifiedAt" IS NULL THEN ${lastAnswered(dialect)} END`,
  ]);
  for (const [filed, values] of rows) {
    const [stage, kind, value, currency, openedAt, qualifiedAt, wonAt, lostAt, answeredAt, ...told] = values;
    const [dueAt, brokenAt, reached, answers, stoppedAfter] = told;
    const wait = answeredAt === null ? 0 : ms(answeredAt) - ms(openedAt);
    const clock = WAITS.spanOf(wait);
    const working =
      answeredAt === null
        ? 0
        : WAITS.spanOf(60_000 * workingMinutesBetween(toIso(openedAt), toIso(answeredAt), calendar));
    for (const bag of options.bagsOf(filed)) {
      bag.add("n", "created");
      if (qualifiedAt !== null) bag.add("n", "cohortQualified");
      else bag.add("stopped", String(stoppedAfter));
      if (wonAt !== null) bag.add("n", "cohortWon");
      if (lostAt !== null) bag.add("n", "cohortLost");
      bag.add("stages", String(stage));
      if (value !== null && currency !== null) bag.add("worth", `${stage}\n${currency}`, Number(value));
      for (const each of list(reached)) bag.add("reached", each);
      for (const each of list(answers)) bag.add("answered", each);
      if (answeredAt !== null) {
        bag.add("n", "answered");
        bag.addLength("clock", clock);
        bag.addLength("working", working);
      } else if (kind === "open") bag.add("n", "waiting");
      if (brokenAt !== null) bag.add("n", "responseBroken");
      else if (answeredAt !== null && dueAt !== null) bag.add("n", "responseKept");
    }
  }
}

async function countMilestones(span: Span, options: CountOptions): Promise<void> {
  const leads = `"leads" l`;
  for (const [filed] of await select(options, leads, "", `l."qualifiedAt"`, span, [])) {
    for (const bag of options.bagsOf(filed)) bag.add("n", "qualified");
  }
  const won = await select(options, leads, "", `l."wonAt"`, span, ['l."value"', 'l."currency"']);
  for (const [filed, [value, currency]] of won) {
    for (const bag of options.bagsOf(filed)) {
      bag.add("n", "won");
      if (value !== null && currency !== null) bag.add("won", String(currency), Number(value));
    }
  }
  for (const [filed, [reason]] of await select(options, leads, "", `l."lostAt"`, span, ['l."reason"'])) {
    for (const bag of options.bagsOf(filed)) {
      bag.add("n", "lost");
      bag.add("reasons", String(reason ?? ""));
    }
  }
}

async function countFollowUps(span: Span, options: CountOptions): Promise<void> {
  const columns = ['f."plannedFor"', 'f."status"', 'f."doneAt"'];
  for (const [filed, [plannedFor, status, doneAt]] of await select(
    options,
    `"follow_ups" f`,
    `${OF_LEAD} f."leadId"`,
    `f."plannedFor"`,
    span,
    columns,
    (where) => where.add(`f."status" <> 'dropped'`),
  )) {
    const end = endOfDay(toIso(plannedFor), options.calendar.timeZone);
    const became =
      status === "done" && doneAt !== null
        ? toIso(doneAt) < end
          ? "kept"
          : "late"
        : status === "open" && end <= options.now
          ? "overdue"
          : null;
    for (const bag of options.bagsOf(filed)) {
      bag.add("n", "planned");
      if (became !== null) bag.add("n", became);
    }
  }
}

async function countStays(span: Span, options: CountOptions): Promise<void> {
  const before = (field: string) => `a."before"->>'${field}'`;
  const columns = [
    before("stage"),
    before("stageSince"),
    `a."at"`,
    before("stageDueAt"),
    before("stageBrokenAt"),
  ];
  const moves = await select(
    options,
    `"activities" a`,
    `${OF_LEAD} a."leadId"`,
    `a."at"`,
    span,
    columns,
    (where) => {
      where.add(`a."kind" = 'stage-moved'`).add(`a."before"->>'stage' <> ''`).add(NOT_UNDONE);
    },
  );
  for (const [filed, [stage, since, until, dueAt, brokenAt]] of moves) {
    // A stay without a length keeps its start: the trail has only what changed.
    const lasted = STAY_LENGTHS.spanOf(since === null ? 0 : ms(until) - ms(since));
    for (const bag of options.bagsOf(filed)) {
      bag.addLength(`stays:${stage}`, lasted);
      if (brokenAt !== null) bag.add("stageBroken", String(stage));
      else if (dueAt !== null) bag.add("stageKept", String(stage));
    }
  }
}

const OF_LEAD = `JOIN "leads" l ON l."id" =`;
export const NOT_UNDONE = `NOT EXISTS (SELECT 1 FROM "activities" u WHERE u."leadId" = a."leadId" AND u."seq" > a."seq" AND u."kind" = 'undone' AND u."note" = a."id")`;

/** What was answered last: its key; those of one message in order, joined by `+`; the empty text where nothing was. */
export function lastAnswered({ name }: Dialect): string {
  const [each, collate, joined] =
    name === "postgresql" ? ["jsonb_each", ` COLLATE "C"`, "string_agg"] : ["json_each", "", "group_concat"];
  const last = `(SELECT max((b."value"->>'at')${collate}) FROM ${each}(l."answers") b)`;
  return `(SELECT coalesce(${joined}(a."key", '+' ORDER BY a."key"${collate}), '') FROM ${each}(l."answers") a WHERE a."value"->>'at' = ${last})`;
}

const FILED = [...DIMENSIONS.map((dimension) => COLUMN_OF[dimension]), `l."tags"`];

/** Leads that were folded into another of the same person count nowhere. */
export function countable(where: Where): Where {
  return where.add(`l."reason" IS NULL OR l."reason" <> ${where.param(DUPLICATE)}`);
}

/** Rows of leads whose `time` lies in the span: what each is filed under, and the columns asked for. */
async function select(
  { read, dialect, narrow }: CountOptions,
  from: string,
  join: string,
  time: string,
  span: Span,
  columns: readonly string[],
  more?: (where: Where) => void,
): Promise<[Filed, readonly unknown[]][]> {
  const where = new Where(dialect);
  where.add(`${time} >= ${where.time(span.from)} AND ${time} < ${where.time(span.to)}`);
  more?.(where);
  countable(where);
  narrow?.(where);
  // SQLite keeps no statistics, and would rather walk through all leads of a rep.
  const tables =
    dialect.name === "sqlite"
      ? `${from} INDEXED BY "${INDEX_OF[time]}"${join === "" ? "" : ` CROSS ${join}`}`
      : `${from} ${join}`;
  const rows = await read({
    sql: `SELECT ${[...FILED, ...columns].join(", ")} FROM ${tables} WHERE ${where}`,
    params: where.params,
  });
  return rows.map((row) => [
    row
      .slice(0, FILED.length)
      .map((value) => (typeof value === "string" ? value : value === null ? "" : JSON.stringify(value))),
    row.slice(FILED.length),
  ]);
}

/** What finds rows by time. */
const INDEX_OF: Record<string, string> = {
  'l."openedAt"': "leads_openedAt_idx",
  'l."qualifiedAt"': "leads_qualifiedAt_idx",
  'l."wonAt"': "leads_wonAt_idx",
  'l."lostAt"': "leads_lostAt_idx",
  'f."plannedFor"': "follow_ups_plannedFor_idx",
  'a."at"': "activities_kind_at_idx",
};

/** The last day asked for is kept: follow-ups come day by day. */
let known = { key: "", end: "" };

/** The first instant after the local day of `at`. */
export function endOfDay(at: At, timeZone: string): At {
  const date = localDate(at, timeZone);
  const key = `${date} ${timeZone}`;
  if (known.key !== key) known = { key, end: localDay(date, timeZone).to };
  return known.end;
}

const list = (json: unknown): string[] =>
  json === null ? [] : ((typeof json === "string" ? JSON.parse(json) : json) as string[]);

const ms = (at: unknown): number => Date.parse(toIso(at));

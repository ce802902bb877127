import type { Clock } from "../../clock.ts";
import {
  DIMENSIONS,
  type InsightAnswer,
  type InsightQuery,
  type InsightReads,
} from "../../commands/insights.ts";
import { localDate, localDay } from "../../leads/calendar.ts";
import type { BusinessCalendar } from "../../leads/config.ts";
import type { At } from "../../leads/types.ts";
import type { Database } from "../database.ts";
import type { InsightStore } from "../port.ts";
import { Bag } from "./bag.ts";
import type { Context } from "./context.ts";
import { countSpan } from "./count.ts";
import { listLeads } from "./leads.ts";
import { narrow } from "./narrow.ts";
import { byText, toNumbers } from "./numbers.ts";
import { type Freshness, type Part, planPeriod } from "./plan.ts";
import { countReach } from "./reach.ts";
import { firstDate, refreshOnce } from "./refresh.ts";
import { type Rows, type Source, sourceOf } from "./source.ts";
import { readFreshness } from "./state.ts";

export interface Insights extends InsightStore {
  reads: InsightReads;
}

const ALWAYS_OPEN: BusinessCalendar = { timeZone: "UTC", hours: null, holidays: [] };

/** Numbers of leads, from roll-ups as far as they go and from the leads where they do not. */
export function createInsights(db: Database, clock: Clock): Insights {
  let calendar = () => ALWAYS_OPEN;
  let running: Promise<number> | null = null;
  const ask = <T>(query: InsightQuery, work: (query: InsightQuery, context: Context) => Promise<T>) =>
    db.snapshot((read) => work(withTimes(query), { db, read, calendar: calendar(), now: clock.now() }));
  return {
    reads: {
      insight: (query) => ask(query, answer),
      reach: (query, of) => ask(query, (asked, context) => countReach(asked, of, context)),
      insightLeads: (query, measure, page, part = {}) =>
        ask(query, (asked, context) => listLeads({ query: asked, measure, part }, page, context)),
    },
    useCalendar(given) {
      calendar = given;
    },
    refresh() {
      running ??= refreshOnce({ db, calendar: calendar(), now: clock.now() }).finally(() => {
        running = null;
      });
      return running;
    },
  };
}

async function answer(query: InsightQuery, context: Context): Promise<InsightAnswer> {
  const { read, calendar } = context;
  const source = sourceOf(query);
  const fresh = source === null ? null : await readFreshness(read, calendar);
  const plan = await planParts(query, fresh, context);
  const parts = plan.map((part) => ({ part, counted: new Counted() }));
  if (source !== null) await addRollUps(parts, source, context);
  for (const { part, counted } of parts) await addLive(part, counted, query, context);

  const whole = new Counted();
  for (const { counted } of parts) whole.add(counted);
  return {
    total: toNumbers(whole.total),
    groups: groupsOf(whole),
    series:
      query.each === undefined
        ? []
        : parts
            .filter(({ part }) => part.shown)
            .map(({ part, counted }) => ({
              start: part.start,
              numbers: toNumbers(counted.total),
              groups: groupsOf(counted),
            })),
  };
}

/** A series of everything since ever begins with the first day of which anything is known, and ends within a year. */
async function planParts(
  query: InsightQuery,
  fresh: Freshness | null,
  { read, calendar: { timeZone }, now }: Context,
): Promise<(Part & { shown: boolean })[]> {
  const plan = (from: At, to: At, shown: boolean) =>
    planPeriod({ from, to, ...(shown && query.each ? { each: query.each } : {}) }, timeZone, fresh).map(
      (part) => ({ ...part, shown }),
    );
  if (query.each === undefined) return plan(query.from, query.to, true);
  let { from, to } = query;
  if (from < EVER) {
    const first = (await firstDate(read, timeZone)) ?? localDate(now.toISOString(), timeZone);
    const begin = localDay(first, timeZone).from;
    if (from < begin) from = begin;
  }
  const horizon = new Date(now.getTime() + SERIES_AHEAD_MS).toISOString();
  if (to > horizon) to = from > horizon ? from : horizon;
  return [...plan(from, to, true), ...plan(to, query.to, false)];
}

/** Who asks from before this asks since ever. */
const EVER = "2000-01-01T00:00:00.000Z";
const SERIES_AHEAD_MS = 366 * 86_400_000;

/** What was counted: the total, and by the key of the dimension asked for. */
class Counted {
  readonly total = new Bag();
  readonly groups = new Map<string, Bag>();

  group(key: string): Bag {
    let bag = this.groups.get(key);
    if (bag === undefined) {
      bag = new Bag();
      this.groups.set(key, bag);
    }
    return bag;
  }

  add(other: Counted): void {
    this.total.merge(other.total);
    for (const [key, bag] of other.groups) this.group(key).merge(bag);
  }
}

function groupsOf({ groups }: Counted): InsightAnswer["groups"] {
  return [...groups]
    .map(([key, bag]) => ({ key, numbers: toNumbers(bag) }))
    .sort((a, b) => b.numbers.created - a.numbers.created || byText(a.key, b.key));
}

async function addRollUps(
  parts: { part: Part; counted: Counted }[],
  source: Source,
  { read, db: { dialect } }: Context,
): Promise<void> {
  const partOf = new Map(
    parts.flatMap(({ part, counted }) => part.rows.map((row) => [row, counted] as const)),
  );
  if (partOf.size === 0) return;
  const days = JSON.stringify([...partOf.keys()]);
  const addAll = async (
    { dimension, keys }: Rows,
    add: (counted: Counted, key: string, counts: unknown) => void,
  ) => {
    const rows = await read({
      sql: `SELECT "day", "key", "counts" FROM "insight_days" WHERE "dimension" = ${dialect.parameter(2)} AND "day" IN (${dialect.texts(1)})${keys === null ? "" : ` AND "key" IN (${dialect.texts(3)})`}`,
      params: [days, dimension, ...(keys === null ? [] : [JSON.stringify(keys)])],
    });
    for (const [day, key, counts] of rows) {
      const counted = partOf.get(String(day));
      if (counted !== undefined) add(counted, String(key), counts);
    }
  };
  await addAll(source.total, (counted, _key, counts) => counted.total.addEncoded(counts));
  const { groups } = source;
  if (groups === null) return;
  await addAll(groups.rows, (counted, key, counts) => {
    const group = groups.groupOf(key);
    if (group !== null) counted.group(group).addEncoded(counts);
  });
}

async function addLive(part: Part, counted: Counted, query: InsightQuery, context: Context): Promise<void> {
  const { db, read, calendar, now } = context;
  const place = query.by === undefined ? -1 : DIMENSIONS.indexOf(query.by);
  for (const span of part.live) {
    await countSpan(span, {
      read,
      dialect: db.dialect,
      calendar,
      now: now.toISOString(),
      narrow: (where) => narrow(where, query, db.dialect),
      bagsOf: (keys) => (place === -1 ? [counted.total] : [counted.total, counted.group(keys[place] ?? "")]),
    });
  }
}

/** Times in the one form in which text order is their order. */
function withTimes(query: InsightQuery): InsightQuery {
  const iso = (at: string) => new Date(at).toISOString();
  return { ...query, from: iso(query.from), to: iso(query.to) };
}

import type { Clock } from "../../clock.ts";
import {
  DIMENSIONS,
  type InsightAnswer,
  type InsightQuery,
  type InsightReads,
} from "../../commands/insights.ts";
import { localDate, localDay } from "../../leads/calendar.ts";
import type { BusinessCalendar } from "../../leads/config.ts";
import type { At } from "../../leads/types/at.ts";
import type { Database } from "../database.ts";
import type { InsightStore } from "../port/insight-store.ts";
import { Bag } from "./bag.ts";
import type { Context } from "./context.ts";
import { countSpan, letOthersIn } from "./count.ts";
import { UNITS } from "./dates.ts";
import { FACTS, FactSums, type FactsAsked } from "./facts.ts";
import { listLeads } from "./leads.ts";
import { narrow } from "./narrow.ts";
import { byText, toNumbers } from "./numbers.ts";
import { type Freshness, type Part, planPeriod } from "./plan.ts";
import { countReach } from "./reach.ts";
import { firstDate, refreshOnce } from "./refresh.ts";
import { type RollUps, type Rows, type Source, sourceOf } from "./source.ts";
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
  const plan = await planParts(query, source, fresh, context);
  const parts = plan.map((part) => ({ part, counted: new Counted() }));
  if (source?.kind === "roll-ups") await addRollUps(parts, source, context);
  if (source?.kind === "facts") await addFacts(parts, source.asked, context);
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
  source: Source | null,
  fresh: Freshness | null,
  { read, calendar: { timeZone }, now }: Context,
): Promise<(Part & { shown: boolean })[]> {
  const plan = (from: At, to: At, shown: boolean) =>
    planPeriod(
      { from, to, ...(shown && query.each ? { each: query.each } : {}) },
      timeZone,
      fresh,
      source?.kind === "facts" ? ["month", "day"] : UNITS,
    ).map((part) => ({ ...part, shown }));
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

interface Counting {
  part: Part;
  counted: Counted;
}

async function addRollUps(
  parts: readonly Counting[],
  source: RollUps,
  { read, db: { dialect } }: Context,
): Promise<void> {
  const partOf = new Map(
    parts.flatMap(({ part, counted }) => part.rows.map((row) => [row, counted] as const)),
  );
  if (partOf.size === 0) return;
  const days = JSON.stringify([...partOf.keys()]);
  const addAll = async (
    { dimension, keys, halves = [null, null] }: Rows,
    add: (counted: Counted, key: string, counts: unknown) => void,
  ) => {
    const params = [days, dimension];
    const among = (what: string, keys: readonly string[] | null) =>
      keys === null ? "" : ` AND ${what} IN (${dialect.texts(params.push(JSON.stringify(keys)))})`;
    const [first, second] = dialect.halves(`"key"`);
    const narrowed = among(`"key"`, keys) + among(first, halves[0]) + among(second, halves[1]);
    const rows = await read({
      sql: `SELECT "day", "key", "counts" FROM "insight_days" WHERE "dimension" = ${dialect.parameter(2)} AND "day" IN (${dialect.texts(1)})${narrowed}`,
      params,
    });
    for (const [day, key, counts] of rows) {
      const counted = partOf.get(String(day));
      if (counted !== undefined) add(counted, String(key), counts);
    }
  };
  await addAll(source.total, (counted, _key, counts) => counted.total.addEncoded(counts));
  const { groups } = source;
  if (groups === null) return;
  await addAll(groups.rows, (counted, key, counts) => counted.group(groups.groupOf(key)).addEncoded(counts));
}

async function addFacts(
  parts: readonly Counting[],
  asked: FactsAsked,
  { read, db: { dialect } }: Context,
): Promise<void> {
  const rowsOf = (names: string[]) =>
    read({
      sql: `SELECT "counts" FROM "insight_days" WHERE "dimension" = '${FACTS}' AND "day" IN (${dialect.texts(1)})`,
      params: [JSON.stringify(names)],
    });
  for (const { part, counted } of parts) {
    const sums = new FactSums(asked);
    const batches = Array.from({ length: Math.ceil(part.rows.length / ROWS_AT_ONCE) }, (_, i) =>
      part.rows.slice(i * ROWS_AT_ONCE, (i + 1) * ROWS_AT_ONCE),
    );
    // A server reads the next while these are looked through.
    await ahead(batches, rowsOf, async (rows) => {
      for (const [facts] of rows) sums.addEncoded(facts);
      await letOthersIn();
    });
    sums.addTo((group) => (asked.by === undefined ? [counted.total] : [counted.total, counted.group(group)]));
  }
}

/** Use what is got for each item, in order, while that for the next is on its way. */
async function ahead<Item, Got>(
  items: readonly Item[],
  get: (item: Item) => Promise<Got>,
  use: (got: Got) => Promise<void>,
): Promise<void> {
  const begin = (i: number) => {
    const getting = i < items.length ? get(items[i]!) : null;
    // It may fail while the one before is used, and is told of when its turn comes.
    getting?.catch(() => {});
    return getting;
  };
  let next = begin(0);
  for (let i = 1; next !== null; i += 1) {
    const got = await next;
    next = begin(i);
    await use(got);
  }
}

/** Those of a month may have a megabyte. */
const ROWS_AT_ONCE = 6;

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

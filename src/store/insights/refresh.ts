import { randomUUID } from "node:crypto";
import { localDate, localDay } from "../../leads/calendar.ts";
import type { BusinessCalendar } from "../../leads/config.ts";
import type { Database, Statement } from "../database.ts";
import { time } from "../inbox.ts";
import { Bag } from "./bag.ts";
import { countSpan, letOthersIn } from "./count.ts";
import { endOf, type LocalDate, plusDays, rowOf, startOf, type Unit } from "./dates.ts";
import { type Additions, FACTS, Facts, type Filed } from "./facts.ts";
import { CLOSED_AFTER_MS } from "./marks.ts";
import { rolledUpUnder } from "./source.ts";
import { fingerprintOf, type InsightState, type Mark, readMarks, readState, STATE_KEY } from "./state.ts";

type Read = Database["read"];

export interface RefreshOptions {
  db: Database;
  calendar: BusinessCalendar;
  now: Date;
}

/**
 * Close the days that are over, then count the stale days of one month again, the newest first. Gives how many stale
 * days are left; call it until there are none.
 *
 * Several processes may do this at once: who comes second changes nothing.
 */
export async function refreshOnce(options: RefreshOptions): Promise<number> {
  const state = await closeDays(options);
  const recount = await options.db.snapshot((read) => countStale(read, state, options));
  if (recount === null) return 0;
  await options.db.write(replaceRows(options, state, recount));
  return recount.left;
}

/**
 * Make the days that ended known as such, each marked stale, so that from here on whoever changes one marks it. Under
 * the lock of turns: none is under way that took such a day for the present.
 */
async function closeDays({ db, calendar, now }: RefreshOptions): Promise<InsightState> {
  const fingerprint = fingerprintOf(calendar);
  const openFrom = localDate(new Date(now.getTime() - CLOSED_AFTER_MS).toISOString(), calendar.timeZone);
  const isCurrent = (state: InsightState) => state.fingerprint === fingerprint && state.openFrom >= openFrom;
  const known = await readState(db.read);
  if (known !== null && isCurrent(known)) return known;

  const session = await db.session();
  let statements: Statement[];
  let next: InsightState;
  try {
    const old = await readState(session.read);
    if (old !== null && isCurrent(old)) {
      await session.abort();
      return old;
    }
    const kept = old?.fingerprint === fingerprint ? old : null;
    const from = kept?.openFrom ?? (await firstDate(session.read, calendar.timeZone));
    const marks: string[] = [];
    for (let date = from ?? openFrom; date < openFrom; date = plusDays(date, 1)) {
      marks.push(`${localDay(date, calendar.timeZone).from}#closed`);
    }
    next = {
      version: randomUUID(),
      fingerprint,
      openFrom,
      openAt: localDay(openFrom, calendar.timeZone).from,
    };
    statements = [
      ...(kept === null ? [DELETE_ROWS, DELETE_MARKS] : []),
      saveState(db, next, now),
      {
        sql: `INSERT INTO "insight_stale_days" ("day") ${db.dialect.texts(1)} WHERE true ON CONFLICT DO NOTHING`,
        params: [JSON.stringify(marks)],
      },
    ];
  } catch (error) {
    await session.abort();
    throw error;
  }
  await session.commit(statements);
  return next;
}

const DELETE_ROWS: Statement = { sql: `DELETE FROM "insight_days"`, params: [] };
const DELETE_MARKS: Statement = { sql: `DELETE FROM "insight_stale_days"`, params: [] };

function saveState({ dialect }: Database, state: InsightState, now: Date): Statement {
  const json = dialect.name === "postgresql" ? "$2::jsonb" : "?2";
  return {
    sql: `INSERT INTO "settings" ("key", "value", "updatedAt") VALUES (${dialect.parameter(1)}, ${json}, ${time(dialect, 3)}) ON CONFLICT ("key") DO UPDATE SET "value" = excluded."value", "updatedAt" = excluded."updatedAt"`,
    params: [STATE_KEY, JSON.stringify(state), now.toISOString()],
  };
}

/** The first day of which anything is known; null when there is nothing. */
export async function firstDate(read: Read, timeZone: string): Promise<LocalDate | null> {
  const columns = [
    ...["openedAt", "qualifiedAt", "wonAt", "lostAt"].map((column) => ["leads", column]),
    ["follow_ups", "plannedFor"],
  ];
  const moved = `(SELECT min("at") FROM "activities" WHERE "kind" = 'stage-moved')`;
  const [row = []] = await read({
    sql: `SELECT ${moved}, ${columns.map(([table, column]) => `(SELECT min("${column}") FROM "${table}")`).join(", ")}`,
    params: [],
  });
  const first = row
    .filter((at) => at !== null)
    .map(String)
    .sort()[0];
  return first === undefined ? null : localDate(first, timeZone);
}

interface Recount {
  /** Names of the rows that are replaced. */
  replaced: string[];
  rows: [day: string, dimension: string, key: string, counts: unknown][];
  marks: Mark[];
  left: number;
}

/** Count the stale days of one month, and what is made of them. Null when nothing is stale. */
async function countStale(
  read: Read,
  state: InsightState,
  { db, calendar, now }: RefreshOptions,
): Promise<Recount | null> {
  const all = await readMarks(read, calendar.timeZone);
  const newest = all.reduce((last, { date }) => (date > last ? date : last), "");
  if (newest === "") return null;
  const month = startOf("month", newest);
  const marks = all.filter(({ date }) => startOf("month", date) === month);
  const others = new Set(all.filter((mark) => !marks.includes(mark)).map(({ date }) => date));
  const found: Recount = { replaced: [], rows: [], marks, left: others.size };

  const days = new Map<LocalDate, Tally>();
  const factsOf = new Map<LocalDate, unknown>();
  for (const date of [...new Set(marks.map((mark) => mark.date))].sort()) {
    found.replaced.push(date);
    // What is not closed has no row: a mark of it says nothing.
    if (date >= state.openFrom) continue;
    const tally = new Tally();
    const facts = new Facts();
    await countSpan(localDay(date, calendar.timeZone), {
      read,
      dialect: db.dialect,
      calendar,
      now: now.toISOString(),
      bagsOf: (filed): Additions[] => [facts.row(filed), ...tally.bagsOf(filed)],
    });
    days.set(date, tally);
    factsOf.set(date, facts.encode());
    await letOthersIn();
  }
  const whole = (unit: Unit, start: LocalDate) =>
    endOf(unit, start) <= state.openFrom && ![...others].some((date) => startOf(unit, date) === start);
  const year = startOf("year", month);
  const weeks = [...new Set([...days.keys()].map((date) => startOf("week", date)))];
  const names = sources(
    weeks.filter((week) => whole("week", week)),
    month,
    whole("year", year),
  );
  const stored = await readRows(
    read,
    db,
    names.filter((name) => !days.has(name)),
  );
  const tallyOf = (row: string) => days.get(row) ?? stored.get(row);
  const put = (unit: Unit, start: LocalDate, tally: Tally) => {
    found.rows.push(...tally.rows(rowOf(unit, start)));
  };
  for (const [date, tally] of days) put("day", date, tally);
  for (const [date, facts] of factsOf) found.rows.push([date, FACTS, "", facts]);
  const sumOf = (unit: Unit, start: LocalDate, of: Unit, given?: [LocalDate, Tally]): Tally | null => {
    found.replaced.push(rowOf(unit, start));
    if (!whole(unit, start)) return null;
    const sum = new Tally();
    for (let date = start; date < endOf(unit, start); date = endOf(of, date)) {
      const part = given?.[0] === date ? given[1] : tallyOf(rowOf(of, date));
      if (part) sum.add(part);
    }
    put(unit, start, sum);
    return sum;
  };
  for (const week of weeks) {
    sumOf("week", week, "day");
    await letOthersIn();
  }
  const sum = sumOf("month", month, "day");
  if (sum !== null) {
    const facts = await monthFacts(read, db, month, factsOf);
    found.rows.push([rowOf("month", month), FACTS, "", facts.encode()]);
  }
  await letOthersIn();
  sumOf("year", year, "month", sum === null ? undefined : [month, sum]);
  return found;
}

/** The facts of a month from those of its days: `fresh` are not stored yet. */
async function monthFacts(
  read: Read,
  { dialect }: Database,
  month: LocalDate,
  fresh: ReadonlyMap<LocalDate, unknown>,
): Promise<Facts> {
  const sum = new Facts();
  for (let date = month; date < endOf("month", month); date = plusDays(date, 1)) {
    const stored = fresh.has(date)
      ? []
      : await read({
          sql: `SELECT "counts" FROM "insight_days" WHERE "dimension" = '${FACTS}' AND "day" = ${dialect.parameter(1)}`,
          params: [date],
        });
    const facts = fresh.get(date) ?? stored[0]?.[0];
    if (facts !== undefined) sum.addEncoded(facts);
    await letOthersIn();
  }
  return sum;
}

/** The names of all rows that the weeks, the month and its year are made of. */
function sources(weeks: LocalDate[], month: LocalDate, withYear: boolean): string[] {
  const names = new Set<string>();
  const addAll = (unit: Unit, start: LocalDate, of: Unit) => {
    for (let date = start; date < endOf(unit, start); date = endOf(of, date)) names.add(rowOf(of, date));
  };
  addAll("month", month, "day");
  for (const week of weeks) addAll("week", week, "day");
  if (withYear) addAll("year", startOf("year", month), "month");
  return [...names];
}

async function readRows(read: Read, { dialect }: Database, names: string[]): Promise<Map<string, Tally>> {
  const rows = await read({
    sql: `SELECT "day", "dimension", "key", "counts" FROM "insight_days" WHERE "day" IN (${dialect.texts(1)}) AND "dimension" <> '${FACTS}'`,
    params: [JSON.stringify(names)],
  });
  const tallies = new Map<string, Tally>();
  for (const [day, dimension, key, counts] of rows) {
    const name = String(day);
    let tally = tallies.get(name);
    if (tally === undefined) {
      tally = new Tally();
      tallies.set(name, tally);
    }
    tally.bag(String(dimension), String(key)).addEncoded(counts);
  }
  return tallies;
}

/** The statements that put a recount in the place of the rows; they do nothing when another process was first. */
function replaceRows({ db, now }: RefreshOptions, state: InsightState, recount: Recount): Statement[] {
  const { dialect } = db;
  const p = (n: number) => dialect.parameter(n);
  const isPostgres = dialect.name === "postgresql";
  const next: InsightState = { ...state, version: randomUUID() };
  const json = JSON.stringify(next);
  const ours = (n: number) =>
    `EXISTS (SELECT 1 FROM "settings" WHERE "key" = '${STATE_KEY}' AND "value"->>'version' = ${p(n)})`;
  return [
    {
      sql: `UPDATE "settings" SET "value" = ${isPostgres ? "$1::jsonb" : "?1"}, "updatedAt" = ${time(dialect, 2)} WHERE "key" = '${STATE_KEY}' AND "value"->>'version' = ${p(3)}`,
      params: [json, now.toISOString(), state.version],
    },
    {
      sql: `DELETE FROM "insight_days" WHERE "day" IN (${dialect.texts(1)}) AND ${ours(2)}`,
      params: [JSON.stringify(recount.replaced), next.version],
    },
    {
      sql: `INSERT INTO "insight_days" ("day", "dimension", "key", "counts") SELECT e.value->>0, e.value->>1, e.value->>2, ${dialect.value(3, "json")} FROM ${dialect.rows(1)} WHERE ${ours(2)}`,
      params: [JSON.stringify(recount.rows), next.version],
    },
    {
      sql: `DELETE FROM "insight_stale_days" WHERE "day" IN (${dialect.texts(1)}) AND ${ours(2)}`,
      params: [JSON.stringify(recount.marks.map(({ text }) => text)), next.version],
    },
  ];
}

/** Counts by dimension and key; `all` is a dimension with one key. */
class Tally {
  readonly #bags = new Map<string, Map<string, Bag>>();

  bag(dimension: string, key: string): Bag {
    let bags = this.#bags.get(dimension);
    if (bags === undefined) {
      bags = new Map();
      this.#bags.set(dimension, bags);
    }
    let bag = bags.get(key);
    if (bag === undefined) {
      bag = new Bag();
      bags.set(key, bag);
    }
    return bag;
  }

  bagsOf(filed: Filed): Bag[] {
    return rolledUpUnder(filed).map(([dimension, key]) => this.bag(dimension, key));
  }

  add(other: Tally): void {
    for (const [dimension, key, bag] of other.entries()) this.bag(dimension, key).merge(bag);
  }

  rows(name: string): Recount["rows"] {
    return [...this.entries()].map(([dimension, key, bag]) => [name, dimension, key, bag.encode()]);
  }

  *entries(): Generator<[string, string, Bag]> {
    for (const [dimension, bags] of this.#bags) for (const [key, bag] of bags) yield [dimension, key, bag];
  }
}

import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../../src/clock.ts";
import { DIMENSIONS, type InsightQuery } from "../../src/commands/insights.ts";
import { localDate, localDay } from "../../src/leads/calendar.ts";
import type { BusinessCalendar } from "../../src/leads/config.ts";
import { createLog } from "../../src/log.ts";
import type { Database } from "../../src/store/database.ts";
import { openStore } from "../../src/store/index.ts";
import { openPostgres } from "../../src/store/postgres/connection.ts";
import { createPostgresDatabase } from "../../src/store/postgres-database.ts";
import { openSqlite } from "../../src/store/sqlite/connection.ts";
import { createSqliteDatabase } from "../../src/store/sqlite-database.ts";
import { startOwnPostgres } from "../support/postgres.ts";
import { ACTIVITIES_PER_LEAD, fillWithLeads } from "./insight-rows.ts";

/** What a standard question may take, with the one about the period before. */
const LIMIT_MS = 300;
export const log = createLog({ level: "error" });
const DAY = 86_400_000;
const number = (value: number, digits = 0) =>
  value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });

const calendar: BusinessCalendar = {
  timeZone: "America/Sao_Paulo",
  hours: Object.fromEntries(["mon", "tue", "wed", "thu", "fri"].map((day) => [day, [["09:00", "18:00"]]])),
  holidays: ["2026-01-01", "2026-12-25"],
};

/** Fill both databases and ask every standard question. Gives whether all were answered in time. */
export async function benchInsights(
  leads: number,
  databases: readonly string[] = ["sqlite", "postgresql"],
): Promise<boolean> {
  console.log(
    `\ninsights: ${number(leads)} leads over three years and ${number(leads * ACTIVITIES_PER_LEAD)} activities, each standard question`,
  );
  console.log(
    `with the same about the period before, in milliseconds: the first time, and the middle of five more.`,
  );
  const folder = mkdtempSync(join(tmpdir(), "leadline-bench-"));
  let good = true;
  try {
    if (databases.includes("sqlite")) {
      const file = join(folder, "leadline.db");
      good = await benchOn("SQLite", `file:${file}`, leads, () => statSync(file).size);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  if (!databases.includes("postgresql")) return good;
  const server = await startOwnPostgres({ durable: true });
  try {
    return (await benchOn("PostgreSQL", await server.createDatabase(), leads)) && good;
  } finally {
    await server.stop();
  }
}

async function benchOn(
  name: string,
  databaseUrl: string,
  leads: number,
  size?: () => number,
): Promise<boolean> {
  const migrated = await openStore({ databaseUrl, log, clock: systemClock });
  await migrated.close();
  const seconds = stopwatch();
  await withDatabase(databaseUrl, (db) => fillWithLeads(db, leads, new Date()));
  console.log(
    `\n${name}: filled in ${number(seconds(), 1)} s${size ? `, ${number(size() / 1_048_576)} MB` : ""}`,
  );

  const store = await openStore({ databaseUrl, log, clock: systemClock });
  try {
    store.insights.useCalendar(() => calendar);
    const counting = stopwatch();
    let longest = 0;
    for (let left = 1; left > 0; ) {
      const month = stopwatch();
      left = await store.insights.refresh();
      longest = Math.max(longest, month());
    }
    console.log(
      `all roll-ups made in ${number(counting(), 1)} s, in the background; the longest month ${number(longest, 1)} s`,
    );
    const ask = (query: InsightQuery) => store.reads.insight(query);
    console.log("\n| question | first | usual |\n|---|---|---|");
    let slowest = 0;
    for (const question of standardQuestions()) {
      const { first, usual } = await measure(() => askBoth(ask, question));
      slowest = Math.max(slowest, usual, first);
      console.log(`| ${question.name} | ${number(first)} | ${number(usual)} |`);
    }
    console.log(`\nthe slowest: ${number(slowest)} ms (wanted: under ${LIMIT_MS} ms)`);
    const page = { offset: 0, limit: 20 };
    const list = stopwatch();
    await store.reads.insightLeads(periodQuery("year", {}), "won", page);
    console.log(`the leads won this year, first page: ${number(list() * 1_000)} ms`);
    return slowest < LIMIT_MS;
  } finally {
    await store.close();
  }
}

interface Question {
  name: string;
  query: InsightQuery;
}

type PeriodName = "today" | "week" | "month" | "quarter" | "year" | "all";

function standardQuestions(): Question[] {
  const periods: PeriodName[] = ["today", "week", "month", "quarter", "year", "all"];
  return periods.flatMap((period) => [
    { name: `${period}`, query: periodQuery(period, {}) },
    ...DIMENSIONS.map((by) => ({ name: `${period} by ${by}`, query: periodQuery(period, { by }) })),
    ...(period === "today"
      ? []
      : [{ name: `${period}, each week`, query: periodQuery(period, { each: "week" as const }) }]),
    { name: `${period} of one source`, query: periodQuery(period, { filter: { source: "instagram" } }) },
    {
      name: `${period} of one rep`,
      query: periodQuery(period, { scope: { kind: "owned", repId: "rep-3" } }),
    },
    { name: `${period} of two teams`, query: periodQuery(period, { scope: TWO_TEAMS }) },
    {
      name: `${period} of two teams by source`,
      query: periodQuery(period, { scope: TWO_TEAMS, by: "source" }),
    },
    {
      name: `${period} of two teams by owner`,
      query: periodQuery(period, { scope: TWO_TEAMS, by: "owner" }),
    },
    { name: `${period} of one tag`, query: periodQuery(period, { filter: { tag: "vip" } }) },
    {
      name: `${period} of one tag by owner`,
      query: periodQuery(period, { filter: { tag: "vip" }, by: "owner" }),
    },
    {
      name: `${period} of one source and product`,
      query: periodQuery(period, { filter: { source: "instagram", product: "solar" } }),
    },
    {
      name: `${period} of one rep by source`,
      query: periodQuery(period, { scope: { kind: "owned", repId: "rep-3" }, by: "source" }),
    },
    {
      name: `${period} of two teams, one channel and language by source`,
      query: periodQuery(period, {
        scope: TWO_TEAMS,
        filter: { channel: "whatsapp", language: "pt" },
        by: "source",
      }),
    },
  ]);
}

const TWO_TEAMS: InsightQuery["scope"] = { kind: "teams", teamIds: ["team-1", "team-2"], repId: null };

/** The calendar's present week, month and so on, until its end. */
function periodQuery(period: PeriodName, rest: Partial<InsightQuery>): InsightQuery {
  const today = localDate(new Date().toISOString(), calendar.timeZone);
  const [year, month] = [today.slice(0, 4), Number(today.slice(5, 7))];
  const first = (y: number, m: number) => new Date(Date.UTC(y, m - 1, 1)).toISOString().slice(0, 10);
  const weekday = (new Date(`${today}T00:00:00Z`).getUTCDay() + 6) % 7;
  const plus = (days: number) =>
    new Date(Date.parse(`${today}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);
  const quarter = Math.floor((month - 1) / 3) * 3 + 1;
  const [from, to] = {
    today: [today, plus(1)],
    week: [plus(-weekday), plus(7 - weekday)],
    month: [first(Number(year), month), first(Number(year), month + 1)],
    quarter: [first(Number(year), quarter), first(Number(year), quarter + 3)],
    year: [`${year}-01-01`, `${Number(year) + 1}-01-01`],
    all: ["1970-01-01", plus(1)],
  }[period] as [string, string];
  const at = (date: string) => localDay(date, calendar.timeZone).from;
  return { from: at(from), to: at(to), scope: { kind: "all" }, filter: {}, ...rest };
}

/** The question, and the same about as long a time before. */
async function askBoth(ask: (query: InsightQuery) => Promise<unknown>, { query }: Question): Promise<void> {
  await ask(query);
  if (query.from < "2000") return;
  const length = Date.parse(query.to) - Date.parse(query.from);
  await ask({ ...query, from: new Date(Date.parse(query.from) - length).toISOString(), to: query.from });
}

async function measure(work: () => Promise<void>): Promise<{ first: number; usual: number }> {
  const once = async () => {
    const time = stopwatch();
    await work();
    return time() * 1_000;
  };
  const first = await once();
  const times: number[] = [];
  for (let i = 0; i < 5; i++) times.push(await once());
  return { first, usual: times.sort((a, b) => a - b)[2] ?? 0 };
}

/** Seconds since it was made. */
function stopwatch(): () => number {
  const began = performance.now();
  return () => (performance.now() - began) / 1_000;
}

export async function withDatabase<T>(databaseUrl: string, work: (db: Database) => Promise<T>): Promise<T> {
  if (databaseUrl.startsWith("file:")) {
    const connection = await openSqlite({ file: databaseUrl.slice("file:".length) });
    try {
      return await work(createSqliteDatabase(connection));
    } finally {
      await connection.close();
    }
  }
  const connection = await openPostgres(databaseUrl, { statementTimeoutMs: 0 });
  try {
    const result = await work(createPostgresDatabase(connection));
    await connection.query("ANALYZE");
    return result;
  } finally {
    await connection.close();
  }
}

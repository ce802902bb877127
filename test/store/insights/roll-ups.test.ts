import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createManualClock, systemClock } from "../../../src/clock.ts";
import type { InsightQuery } from "../../../src/commands/insights.ts";
import { type Changes, emptyChanges } from "../../../src/leads/changes.ts";
import type { BusinessCalendar } from "../../../src/leads/config.ts";
import { changeLead } from "../../../src/leads/index.ts";
import type { Turn } from "../../../src/leads/turn.ts";
import type { Lead } from "../../../src/leads/types/lead.ts";
import type { Database, Statement } from "../../../src/store/database.ts";
import { createInsights, type Insights } from "../../../src/store/insights/index.ts";
import { migrate } from "../../../src/store/migrate/migrate.ts";
import { migrationsFolder, readMigrations } from "../../../src/store/migrate/migration.ts";
import { postgresMigrations } from "../../../src/store/migrate/postgres-driver.ts";
import { sqliteMigrations } from "../../../src/store/migrate/sqlite-driver.ts";
import type { TurnStore } from "../../../src/store/port/turn-store.ts";
import { openPostgres } from "../../../src/store/postgres/connection.ts";
import { createPostgresDatabase } from "../../../src/store/postgres-database.ts";
import { openSqlite } from "../../../src/store/sqlite/connection.ts";
import { createSqliteDatabase } from "../../../src/store/sqlite-database.ts";
import { createTurnStore } from "../../../src/store/turns.ts";
import { DATABASES } from "../../support/app.ts";
import { aContact, aFollowUp, aLead, aTurn } from "../../support/builders.ts";
import { freshPostgresUrl } from "../../support/database.ts";

const ZONE = "America/New_York";
const calendar: BusinessCalendar = { timeZone: ZONE, hours: null, holidays: [] };
const all: Pick<InsightQuery, "scope" | "filter"> = { scope: { kind: "all" }, filter: {} };
/** March in New York, where the clock is put forward on the 8th. */
const MARCH = { from: "2026-03-01T05:00:00.000Z", to: "2026-04-01T04:00:00.000Z", ...all };

describe.each(DATABASES)("roll-ups on %s", (kind) => {
  let db: Database;
  let close: () => Promise<void>;
  let turns: TurnStore;
  let insights: Insights;
  let sent: Statement[];
  const clock = createManualClock(new Date("2026-03-20T12:00:00.000Z"));
  let seq = 0;

  beforeEach(async () => {
    ({ db, close } = await open(kind));
    clock.set(new Date("2026-03-20T12:00:00.000Z"));
    sent = [];
    turns = createTurnStore(watched(db, sent));
    insights = createInsights(db, clock);
    insights.useCalendar(() => calendar);
    await save({ contacts: [aContact()] });
  });
  afterEach(() => close());

  const save = async (changes: Partial<Changes>) => {
    sent.length = 0;
    const batch = await turns.begin();
    const doneAt = clock.now().toISOString();
    await batch.commit({ seqs: [], doneAt, changes: { ...emptyChanges(), ...changes } });
  };
  const act = async (work: (turn: Turn) => unknown) => {
    seq += 1;
    const turn = aTurn({ seq, at: clock.now().toISOString() });
    work(turn);
    await save(turn.changes());
  };
  const opened = async (openedAt: string, facts: Partial<Lead> = {}) => {
    seq += 1;
    const lead = aLead({ id: `lead-${seq}`, number: seq, openedAt, stageSince: openedAt, ...facts });
    await save({ leads: [lead] });
    return lead;
  };
  const refreshAll = async (one = insights) => {
    while ((await one.refresh()) > 0);
  };
  const marks = async () =>
    (await db.read({ sql: `SELECT "day" FROM "insight_stale_days"`, params: [] })).length;
  const created = async (query: Partial<InsightQuery> = {}) =>
    (await insights.reads.insight({ ...MARCH, ...query })).total.created;

  it("begin each day at the workspace's midnight, also when the clock was put forward", async () => {
    for (const at of [
      "2026-03-08T04:59:59.999Z", // the 7th
      "2026-03-08T05:00:00.000Z", // the 8th
      "2026-03-09T03:59:59.999Z", // the 8th: it has 23 hours
      "2026-03-09T04:00:00.000Z", // the 9th, a Monday
    ]) {
      await opened(at);
    }
    const counts = async (each: "day" | "week" | "month") =>
      (await insights.reads.insight({ ...MARCH, each })).series.map(({ start, numbers }) => [
        start,
        numbers.created,
      ]);
    const expected = {
      days: await counts("day"),
      weeks: await counts("week"),
      months: await counts("month"),
    };
    expect(expected.days).toHaveLength(31);
    expect(expected.days.slice(6, 9)).toEqual([
      ["2026-03-07", 1],
      ["2026-03-08", 2],
      ["2026-03-09", 1],
    ]);
    expect(expected.weeks.slice(0, 3)).toEqual([
      ["2026-02-23", 0],
      ["2026-03-02", 3],
      ["2026-03-09", 1],
    ]);
    expect(expected.months).toEqual([["2026-03-01", 4]]);
    await refreshAll();
    expect({ days: await counts("day"), weeks: await counts("week"), months: await counts("month") }).toEqual(
      expected,
    );
  });

  it("are what is asked once they are made: in days, weeks, months and years", async () => {
    const dates = ["2024-07-10", "2026-01-15", "2026-03-03", "2026-03-17"];
    for (const date of dates) await opened(`${date}T12:00:00.000Z`);
    await refreshAll();
    // Wrong on purpose, to see them used.
    await db.write([
      {
        sql: `DELETE FROM "insight_days" WHERE "day" IN ('year 2024-01-01', 'month 2026-01-01', 'week 2026-03-02', '2026-03-17')`,
        params: [],
      },
    ]);
    const from = (date: string) => ({ from: `${date}T05:00:00.000Z` });
    expect(await created(from("2024-01-01"))).toBe(0);
    expect(await created({ ...from("2024-07-01") })).toBe(1);
  });

  it("tell no sum of 0, from roll-ups, from facts and from the leads", async () => {
    await opened("2026-03-03T12:00:00.000Z", { value: 0, currency: "USD", source: "google", tags: ["a"] });
    const money = async () => {
      const questions = [{}, { tag: "a" }, { source: "google", tag: "a" }];
      const answers = questions.map((filter) => insights.reads.insight({ ...MARCH, filter }));
      return (await Promise.all(answers)).map(({ total }) => total.cohort.stages.map(({ values }) => values));
    };
    expect(await money()).toEqual([[[]], [[]], [[]]]);
    await refreshAll();
    expect(await money()).toEqual([[[]], [[]], [[]]]);
  });

  it("are counted again after a change of what is long past, and meanwhile the leads are", async () => {
    const lead = await opened("2026-03-03T12:00:00.000Z", { ownerId: null, source: "google" });
    await opened("2026-03-04T12:00:00.000Z", { source: "google" });
    await refreshAll();
    expect(await marks()).toBe(0);
    await act((turn) => changeLead(turn, lead, { source: "fair" }, { kind: "field-set" }));
    expect(await marks()).toBe(1);
    const groups = async () =>
      (await insights.reads.insight({ ...MARCH, by: "source" })).groups.map(({ key, numbers }) => [
        key,
        numbers.created,
      ]);
    const expected = [
      ["fair", 1],
      ["google", 1],
    ];
    expect(await groups()).toEqual(expected);
    await refreshAll();
    expect(await marks()).toBe(0);
    expect(await groups()).toEqual(expected);
  });

  it("have facts beside them for what has a tag or several conditions, right after a late change of tags too", async () => {
    const lead = await opened("2026-03-03T12:00:00.000Z", {
      product: "solar",
      source: "google",
      tags: ["vip"],
    });
    await opened("2026-03-04T12:00:00.000Z", { product: "solar", source: "fair" });
    await opened("2026-03-05T12:00:00.000Z", { product: "service", source: "google" });
    await refreshAll();
    const asked = async () => [
      await created({ filter: { tag: "vip" } }),
      await created({ filter: { tag: "" } }),
      await created({ filter: { product: "solar", source: "google" } }),
      await created({ filter: { product: "charger", source: "google" } }),
    ];
    expect(await asked()).toEqual([1, 2, 1, 0]);
    const ofSolar = { ...MARCH, filter: { product: "solar" }, by: "source" } as const;
    const groups = (await insights.reads.insight(ofSolar)).groups.map(({ key, numbers }) => [
      key,
      numbers.created,
    ]);
    expect(groups).toEqual([
      ["fair", 1],
      ["google", 1],
    ]);
    await act((turn) => changeLead(turn, lead, { tags: ["late"] }, { kind: "field-set" }));
    expect(await marks()).toBe(1);
    expect(await asked()).toEqual([0, 2, 1, 0]);
    await refreshAll();
    expect(await asked()).toEqual([0, 2, 1, 0]);
    // Wrong on purpose, to see them used.
    await db.write([{ sql: `DELETE FROM "insight_days" WHERE "dimension" = 'facts'`, params: [] }]);
    expect(await asked()).toEqual([0, 0, 0, 0]);
    expect(await created()).toBe(3);
  });

  it("are right after the program was killed between a change and its recount", async () => {
    const lead = await opened("2026-03-03T12:00:00.000Z");
    await refreshAll();
    await act((turn) =>
      changeLead(
        turn,
        lead,
        { wonAt: "2026-03-05T12:00:00.000Z", value: 700, currency: "USD" },
        { kind: "value-set" },
      ),
    );
    // Whoever comes next knows nothing but what is in the database.
    const next = createInsights(db, clock);
    next.useCalendar(() => calendar);
    const won = async () => (await next.reads.insight(MARCH)).total.won;
    expect(await won()).toEqual({ count: 1, values: [{ currency: "USD", value: 700 }] });
    await refreshAll(next);
    expect(await won()).toEqual({ count: 1, values: [{ currency: "USD", value: 700 }] });
  });

  it("keep the mark of a change that comes while its day is being counted", async () => {
    const lead = await opened("2026-03-03T12:00:00.000Z");
    await refreshAll();
    const change = (source: string) =>
      act((turn) => changeLead(turn, lead, { source }, { kind: "field-set" }));
    await change("first");
    let changing: Promise<void> | undefined;
    const slow = createInsights(
      {
        ...db,
        // Everything is counted, and not written yet.
        write: async (statements) => {
          changing ??= change("second");
          await changing;
          return db.write(statements);
        },
      },
      clock,
    );
    slow.useCalendar(() => calendar);
    await slow.refresh();
    expect(await marks()).toBe(1);
    const keys = async () =>
      (await insights.reads.insight({ ...MARCH, by: "source" })).groups.map(({ key }) => key);
    expect(await keys()).toEqual(["second"]);
    await refreshAll();
    expect(await keys()).toEqual(["second"]);
  });

  it("are written by one of two who count at once, and never go back", async () => {
    const lead = await opened("2026-03-03T12:00:00.000Z");
    await refreshAll();
    await act((turn) => changeLead(turn, lead, { source: "first" }, { kind: "field-set" }));
    let late: (() => void) | undefined;
    let counted: (() => void) | undefined;
    const hasCounted = new Promise<void>((resolve) => {
      counted = resolve;
    });
    const slow = createInsights(
      {
        ...db,
        write: async (statements) => {
          counted?.();
          await new Promise<void>((resolve) => {
            late = resolve;
          });
          return db.write(statements);
        },
      },
      clock,
    );
    slow.useCalendar(() => calendar);
    const slowly = slow.refresh();
    await hasCounted;
    await act((turn) =>
      changeLead(turn, { ...lead, source: "first" }, { source: "second" }, { kind: "field-set" }),
    );
    await refreshAll();
    late?.();
    await slowly;
    const { groups } = await insights.reads.insight({ ...MARCH, by: "source" });
    expect(groups.map(({ key }) => key)).toEqual(["second"]);
    expect(await marks()).toBe(0);
  });

  it("are made anew for another time zone, other hours and holidays; until then the leads are counted", async () => {
    const answered = { openedAt: "2026-03-03T02:00:00.000Z", firstResponseAt: "2026-03-03T16:00:00.000Z" };
    await opened(answered.openedAt, answered);
    await refreshAll();
    const ask = async () => {
      const { series, total } = await insights.reads.insight({ ...MARCH, each: "day" });
      return [
        series.find(({ numbers }) => numbers.created === 1)?.start,
        Math.round((total.firstResponse.working.medianSeconds ?? 0) / 3_600),
      ];
    };
    expect(await ask()).toEqual(["2026-03-02", 14]);
    const others: [BusinessCalendar, (string | number)[]][] = [
      [{ ...calendar, hours: { tue: [["09:00", "18:00"]] } }, ["2026-03-02", 2]],
      [{ ...calendar, hours: { tue: [["09:00", "18:00"]] }, holidays: ["2026-03-03"] }, ["2026-03-02", 0]],
      [{ ...calendar, timeZone: "UTC" }, ["2026-03-03", 14]],
    ];
    for (const [other, expected] of others) {
      insights.useCalendar(() => other);
      expect(await ask()).toEqual(expected);
      await refreshAll();
      expect(await ask()).toEqual(expected);
    }
  });

  it("cost the turns of prospects no statement, and those that change the past two at most", async () => {
    const isMark = ({ sql }: Statement) => sql.includes("insight_stale_days");
    await opened("2026-03-03T12:00:00.000Z");
    await refreshAll();
    const now = clock.now().toISOString();
    const fresh = aLead({ id: "fresh", number: 900, openedAt: now });
    await act((turn) => {
      const lead = changeLead(turn, fresh, { product: "solar" }, { kind: "answered" });
      changeLead(
        turn,
        lead,
        { qualifiedAt: now, stage: "qualified", stageSince: now },
        { kind: "stage-moved" },
      );
    });
    expect(sent.filter(isMark)).toEqual([]);
    const old = aLead({ id: "old", number: 901, openedAt: "2026-03-02T12:00:00.000Z" });
    await act((turn) => {
      changeLead(turn, old, { product: "solar", ownerId: null, qualifiedAt: now }, { kind: "answered" });
      turn.save("followUps", aFollowUp({ leadId: "old", plannedFor: "2026-03-04T12:00:00.000Z" }));
    });
    expect(sent.filter(isMark)).toHaveLength(2);
    expect(await marks()).toBeGreaterThan(0);
    expect(await created()).toBe(3);
  });

  it("take what was planned for a day as overdue once the day is over, and tell whose", async () => {
    const lead = await opened("2026-03-03T12:00:00.000Z");
    await save({
      followUps: [
        aFollowUp({ id: "a", leadId: lead.id, plannedFor: "2026-03-18T12:00:00.000Z" }),
        aFollowUp({ id: "b", leadId: lead.id, plannedFor: "2026-03-20T10:00:00.000Z" }),
        aFollowUp({ id: "c", leadId: lead.id, plannedFor: "2026-03-18T13:00:00.000Z", status: "dropped" }),
        aFollowUp({
          id: "d",
          leadId: lead.id,
          plannedFor: "2026-03-18T12:00:00.000Z",
          status: "done",
          doneAt: "2026-03-19T03:59:59.999Z",
        }),
        aFollowUp({
          id: "e",
          leadId: lead.id,
          plannedFor: "2026-03-18T12:00:00.000Z",
          status: "done",
          doneAt: "2026-03-19T04:00:00.000Z",
        }),
      ],
    });
    const check = async (overdue: number) => {
      const { total } = await insights.reads.insight(MARCH);
      expect(total.followUps).toEqual({ planned: 4, kept: 1, late: 1, overdue });
      const page = { offset: 0, limit: 10 };
      const { rows, total: listed } = await insights.reads.insightLeads(MARCH, "follow-ups-overdue", page);
      expect([listed, rows.length, rows[0]?.number]).toEqual([overdue, overdue, lead.number]);
    };
    await check(1);
    await refreshAll();
    await check(1);
    clock.set(new Date("2026-03-21T04:00:00.000Z"));
    await check(2);
    clock.set(new Date("2026-03-21T12:00:00.000Z"));
    await refreshAll();
    await check(2);
  });

  it("begin a series of everything since ever with the first lead, and lose nothing of the total", async () => {
    await opened("2026-03-03T12:00:00.000Z");
    const { series, total } = await insights.reads.insight({
      ...all,
      from: "1970-01-01T00:00:00.000Z",
      to: "2999-01-01T00:00:00.000Z",
      each: "month",
    });
    expect(total.created).toBe(1);
    expect([series[0]?.start, series.length]).toEqual(["2026-03-01", 13]);
    expect((await insights.reads.insight({ ...MARCH, to: MARCH.from, each: "day" })).series).toEqual([]);
  });
});

function watched(db: Database, sent: Statement[]): Database {
  return {
    ...db,
    async session() {
      const session = await db.session();
      return {
        ...session,
        commit(statements) {
          sent.push(...statements);
          return session.commit(statements);
        },
      };
    },
  };
}

async function open(kind: (typeof DATABASES)[number]): Promise<{ db: Database; close: () => Promise<void> }> {
  if (kind === "postgresql") {
    const connection = await openPostgres(await freshPostgresUrl());
    const migrations = readMigrations(migrationsFolder("postgresql"));
    await migrate(postgresMigrations(connection), migrations, systemClock);
    return { db: createPostgresDatabase(connection), close: () => connection.close() };
  }
  const folder = await mkdtemp(join(tmpdir(), "leadline-insights-"));
  const connection = await openSqlite({ file: join(folder, "leadline.db"), clock: systemClock });
  await migrate(sqliteMigrations(connection), readMigrations(migrationsFolder("sqlite")), systemClock);
  return {
    db: createSqliteDatabase(connection),
    async close() {
      await connection.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

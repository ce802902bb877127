import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { createManualClock } from "../../../src/clock.ts";
import type { Database } from "../../../src/store/database.ts";
import { createInsights } from "../../../src/store/insights/index.ts";
import { type MigrationDriver, migrate } from "../../../src/store/migrate/migrate.ts";
import { migrationsFolder, readMigrations } from "../../../src/store/migrate/migration.ts";
import { postgresMigrations } from "../../../src/store/migrate/postgres-driver.ts";
import { sqliteMigrations } from "../../../src/store/migrate/sqlite-driver.ts";
import { openPostgres } from "../../../src/store/postgres/connection.ts";
import { createPostgresDatabase } from "../../../src/store/postgres-database.ts";
import { openSqlite } from "../../../src/store/sqlite/connection.ts";
import { createSqliteDatabase } from "../../../src/store/sqlite-database.ts";
import { DATABASES } from "../../support/app.ts";
import { freshPostgresUrl } from "../../support/database.ts";
import { countsIn, listsBehind } from "../insights/behind.ts";

const MIGRATION = "20261122225545_insights_and_follow_ups";
const AT = "2026-01-05T10:00:00.000Z";
const CLOSED = "2026-02-01T10:00:00.000Z";

interface Before {
  id: string;
  stage: string;
  kind: string;
  closedAt: string | null;
  /** What the trail tells of its stages, in order: stage and kind. */
  trail: [stage: string, kind: string][];
}

const leads: Before[] = [
  { id: "fresh", stage: "open-enquiry", kind: "open", closedAt: null, trail: [["open-enquiry", "open"]] },
  {
    id: "won",
    stage: "customer",
    kind: "won",
    closedAt: CLOSED,
    trail: [
      ["open-enquiry", "open"],
      ["qualified", "open"],
      ["customer", "won"],
    ],
  },
  {
    id: "silent-customer",
    stage: "inactive",
    kind: "dormant",
    closedAt: CLOSED,
    trail: [
      ["open-enquiry", "open"],
      ["customer", "won"],
      ["inactive", "dormant"],
    ],
  },
  {
    id: "never-a-customer",
    stage: "inactive",
    kind: "dormant",
    closedAt: CLOSED,
    trail: [
      ["open-enquiry", "open"],
      ["inactive", "dormant"],
    ],
  },
  {
    id: "lost",
    stage: "unqualified",
    kind: "lost",
    closedAt: CLOSED,
    trail: [
      ["open-enquiry", "open"],
      ["contacted", "open"],
      ["open-enquiry", "open"],
      ["unqualified", "lost"],
    ],
  },
  {
    id: "won-and-back",
    stage: "negotiation",
    kind: "open",
    closedAt: null,
    trail: [
      ["open-enquiry", "open"],
      ["customer", "won"],
      ["negotiation", "open"],
    ],
  },
  { id: "without-trail", stage: "contacted", kind: "open", closedAt: null, trail: [] },
];

describe.each(DATABASES)("leads and follow-ups of before, on %s", (kind) => {
  it("get when they were won or lost, where they have been, and when they were planned for", async () => {
    const { driver, run, rows } = await open(kind);
    const all = readMigrations(migrationsFolder(kind));
    const place = all.findIndex(({ name }) => name === MIGRATION);
    expect(place).toBeGreaterThan(0);
    await migrate(driver, all.slice(0, place));
    await run(insertAll());
    await migrate(driver, all);

    const found = await rows(`SELECT "id", "wonAt", "lostAt", "reached" FROM "leads" ORDER BY "id"`);
    const plain = found.map(([id, won, lost, reached]) => [
      id,
      won,
      lost,
      typeof reached === "string" ? JSON.parse(reached) : reached,
    ]);
    expect(plain).toEqual([
      ["fresh", null, null, ["open-enquiry"]],
      ["lost", null, CLOSED, ["open-enquiry", "contacted", "unqualified"]],
      ["never-a-customer", null, null, ["open-enquiry", "inactive"]],
      ["silent-customer", CLOSED, null, ["open-enquiry", "customer", "inactive"]],
      ["without-trail", null, null, ["contacted"]],
      ["won", CLOSED, null, ["open-enquiry", "qualified", "customer"]],
      ["won-and-back", null, null, ["open-enquiry", "customer", "negotiation"]],
    ]);
    expect(await rows(`SELECT "id", "plannedFor", "dueAt", "note" FROM "follow_ups"`)).toEqual([
      ["follow-up", CLOSED, CLOSED, "call back"],
    ]);
    // Everything else is as it was.
    expect(await rows(`SELECT count(*) FROM "activities"`)).toEqual([[leads.flatMap((l) => l.trail).length]]);
  });

  it("count as they should, from the leads and from roll-ups, and every number has its list", async () => {
    const { driver, run, db } = await open(kind);
    const all = readMigrations(migrationsFolder(kind));
    await migrate(
      driver,
      all.slice(
        0,
        all.findIndex(({ name }) => name === MIGRATION),
      ),
    );
    await run(insertAll());
    await migrate(driver, all);
    const insights = createInsights(db, createManualClock(new Date("2026-03-20T12:00:00.000Z")));
    const scope = { scope: { kind: "all" as const }, filter: {} };
    const january = { from: "2026-01-01T00:00:00.000Z", to: "2026-02-01T00:00:00.000Z", ...scope };
    const february = { from: "2026-02-01T00:00:00.000Z", to: "2026-03-01T00:00:00.000Z", ...scope };
    const check = async () => {
      const [first, second] = await Promise.all(
        [january, february].map(async (query) => (await insights.reads.insight(query)).total),
      );
      expect(first).toMatchObject({ created: 7, won: { count: 0 }, lost: { count: 0 } });
      expect(first!.cohort).toMatchObject({ qualified: 0, won: 2, lost: 1 });
      expect(Object.fromEntries(first!.cohort.stages.map(({ stage, count }) => [stage, count]))).toEqual({
        "open-enquiry": 1,
        customer: 1,
        inactive: 2,
        unqualified: 1,
        negotiation: 1,
        contacted: 1,
      });
      expect(Object.fromEntries(first!.cohort.reached.map(({ key, count }) => [key, count]))).toEqual({
        "open-enquiry": 6,
        customer: 3,
        inactive: 2,
        contacted: 2,
        negotiation: 1,
        qualified: 1,
        unqualified: 1,
      });
      expect(second).toMatchObject({ created: 0, won: { count: 2 }, lost: { count: 1 } });
      expect(second!.followUps).toEqual({ planned: 1, kept: 0, late: 0, overdue: 1 });
      for (const [query, numbers] of [
        [january, first!],
        [february, second!],
      ] as const) {
        const lists = listsBehind(numbers);
        expect(lists.map(({ number }) => number).sort()).toEqual(countsIn(numbers).sort());
        for (const { number, count, measure, part } of lists) {
          const { total } = await insights.reads.insightLeads(query, measure, { offset: 0, limit: 1 }, part);
          expect([number, total]).toEqual([number, count]);
        }
      }
    };
    await check();
    while ((await insights.refresh()) > 0);
    expect(await db.read({ sql: `SELECT count(*) FROM "insight_days"`, params: [] })).not.toEqual([[0]]);
    await check();
  });
});

function insertAll(): string {
  const text = (value: string | null) => (value === null ? "NULL" : `'${value}'`);
  const statements = [
    `INSERT INTO "contacts" ("id", "fields", "createdAt", "updatedAt") VALUES ('contact', '{}', '${AT}', '${AT}')`,
    ...leads.map(
      ({ id, stage, kind, closedAt }, i) =>
        `INSERT INTO "leads" ("id", "number", "contactId", "stage", "stageKind", "stageSince", "score", "grade", "scoreReasons", "routeReasons", "channel", "language", "source", "answers", "tags", "openedAt", "closedAt", "updatedAt") VALUES ('${id}', ${i + 1}, 'contact', '${stage}', '${kind}', '${AT}', 0, 'cold', '[]', '[]', 'web', 'en', 'direct', '{}', '[]', '${AT}', ${text(closedAt)}, '${AT}')`,
    ),
    ...leads.flatMap(({ id, trail }, i) =>
      trail.map(
        ([stage, kind], k) =>
          `INSERT INTO "activities" ("id", "seq", "leadId", "kind", "actorKind", "channel", "after", "at") VALUES ('${id}-${k}', ${(i + 1) * 1_000 + k}, '${id}', 'stage-moved', 'rep', 'desk', '{"stage":"${stage}","stageKind":"${kind}"}', '${AT}')`,
      ),
    ),
    `INSERT INTO "follow_ups" ("id", "leadId", "repId", "kind", "note", "status", "dueAt", "createdAt") VALUES ('follow-up', 'fresh', 'ana', 'call', 'call back', 'open', '${CLOSED}', '${AT}')`,
  ];
  return statements.join(";\n");
}

interface Opened {
  db: Database;
  driver: MigrationDriver;
  run(sql: string): Promise<unknown>;
  rows(sql: string): Promise<unknown[][]>;
}

async function open(kind: (typeof DATABASES)[number]): Promise<Opened> {
  if (kind === "postgresql") {
    const database = await openPostgres(await freshPostgresUrl());
    onTestFinished(() => database.close());
    return {
      db: createPostgresDatabase(database),
      driver: postgresMigrations(database),
      run: (sql) => database.query(sql),
      rows: async (sql) => (await database.query<object>(sql)).rows.map((row) => Object.values(row)),
    };
  }
  const folder = mkdtempSync(join(tmpdir(), "leadline-migrate-"));
  const database = await openSqlite({ file: join(folder, "test.db") });
  onTestFinished(async () => {
    await database.close();
    rmSync(folder, { recursive: true });
  });
  return {
    db: createSqliteDatabase(database),
    driver: sqliteMigrations(database),
    run: (sql) => database.transaction((transaction) => transaction.exec(sql)),
    rows: async (sql) => database.read(sql),
  };
}

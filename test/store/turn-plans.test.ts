import { DatabaseSync } from "@photostructure/sqlite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { markStatements } from "../../src/store/marks.ts";
import { migrationsFolder, readMigrations } from "../../src/store/migrate/migration.ts";
import { sqliteDialect } from "../../src/store/sql.ts";
import { turnStatements } from "../../src/store/turns.ts";

/** How SQLite, which knows nothing of the numbers of rows here, finds the rows of each statement of a turn. */

const { save, cancelTimersOf, ...rest } = turnStatements(sqliteDialect);
const statements = Object.entries({
  ...rest,
  ...prefixed("save", save),
  ...prefixed("cancel-timers", cancelTimersOf),
  ...prefixed("marks", markStatements(sqliteDialect)),
});

function prefixed(name: string, group: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(group).map(([key, sql]) => [`${name} ${key}`, sql]));
}

let db: InstanceType<typeof DatabaseSync>;
beforeAll(() => {
  db = new DatabaseSync(":memory:");
  for (const { sql } of readMigrations(migrationsFolder("sqlite"))) db.exec(sql);
});
afterAll(() => db.close());

function planOf(sql: string): string[] {
  return db
    .prepare(`EXPLAIN QUERY PLAN ${sql}`)
    .all()
    .map((row: unknown) => String((row as { detail: unknown }).detail));
}

describe("what a turn reads and writes", () => {
  it.each(statements)("%s: no table is read from end to end, nor all rows of a state", (_name, sql) => {
    // Of `e`, `json_each` and `jsonb_each`, the rows that the statement was given, all are read.
    const scans = planOf(sql).filter(
      (line) => line.startsWith("SCAN") && !/^SCAN (?:e|jsonb?_each|CONSTANT)\b/.test(line),
    );
    expect(scans).toEqual([]);
    expect(planOf(sql).filter((line) => line.endsWith("(status=?)"))).toEqual([]);
  });

  it.each(Object.entries(cancelTimersOf))(
    "timers are cancelled by their %s alone, however many wait",
    (owner, sql) => {
      const searches = planOf(sql).filter((line) => line.startsWith("SEARCH"));
      expect(searches.some((line) => line.includes(`timers_${owner}_idx`))).toBe(true);
      expect(searches.filter((line) => line.includes("status"))).toEqual([]);
    },
  );
});

import { describe, expect, it } from "vitest";
import { LeadlineError } from "../../../src/errors.ts";
import type { AppliedMigration, Migration } from "../../../src/store/migrate/migration.ts";
import { planMigrations } from "../../../src/store/migrate/plan.ts";

const first = aMigration("20260101000000_first");
const second = aMigration("20260201000000_second");
const third = aMigration("20260301000000_third");

describe("which migrations a database needs", () => {
  it("is all of them for an empty one, oldest first", () => {
    expect(names([first, second, third], [])).toEqual([first.name, second.name, third.name]);
  });

  it("is none when all are applied", () => {
    expect(names([first, second], [applied(first), applied(second)])).toEqual([]);
  });

  it("is those after the last applied", () => {
    expect(names([first, second, third], [applied(first)])).toEqual([second.name, third.name]);
  });

  it("counts one that was rolled back, and then applied, once", () => {
    const rolledBack = { ...applied(second), finished: false, rolledBack: true };
    expect(names([first, second], [applied(first), rolledBack])).toEqual([second.name]);
    expect(names([first, second], [applied(first), rolledBack, applied(second)])).toEqual([]);
  });

  it("is refused when one is half applied", () => {
    expect(refusal([first], [{ ...applied(first), finished: false }])).toBe("migration-half-applied");
  });

  it("is refused when the database is of a newer program", () => {
    expect(refusal([first], [applied(first), applied(second)])).toBe("migration-unknown");
  });

  it("is refused when an applied file was edited", () => {
    expect(refusal([{ ...first, checksum: "other" }, second], [applied(first)])).toBe("migration-edited");
  });

  it("is refused when a new one is older than what is applied", () => {
    expect(refusal([first, second, third], [applied(first), applied(third)])).toBe("migration-out-of-order");
  });
});

function aMigration(name: string): Migration {
  return { name, sql: "SELECT 1", checksum: `checksum of ${name}` };
}

function applied({ name, checksum }: Migration): AppliedMigration {
  return { name, checksum, finished: true, rolledBack: false };
}

function names(migrations: Migration[], rows: AppliedMigration[]): string[] {
  return planMigrations(migrations, rows).map((migration) => migration.name);
}

function refusal(migrations: Migration[], rows: AppliedMigration[]): string | undefined {
  try {
    planMigrations(migrations, rows);
  } catch (error) {
    if (error instanceof LeadlineError) return error.code;
    throw error;
  }
  return undefined;
}

import { randomUUID } from "node:crypto";
import { type Clock, systemClock } from "../../clock.ts";
import { explainError, LeadlineError } from "../../errors.ts";
import type { AppliedMigration, Migration } from "./migration.ts";
import { planMigrations } from "./plan.ts";

/** What migrating needs of a database. */
export interface MigrationDriver {
  /**
   * Run `work` in one transaction, while no other process can migrate the same database: committed when it
   * resolves, without a trace when it throws or the process ends.
   */
  exclusive<T>(work: (transaction: MigrationTransaction) => Promise<T>): Promise<T>;
  /** The rows of `_prisma_migrations`, oldest first; none when there is no such table. Takes no lock. */
  applied(): Promise<AppliedMigration[]>;
}

/** Inside {@link MigrationDriver.exclusive}. */
export interface MigrationTransaction {
  /** Makes `_prisma_migrations` as Prisma would, unless it is there. */
  ensureTable(): Promise<void>;
  applied(): Promise<AppliedMigration[]>;
  /** Runs a script of several statements. */
  run(sql: string): Promise<void>;
  record(row: {
    id: string;
    name: string;
    checksum: string;
    startedAt: Date;
    finishedAt: Date;
  }): Promise<void>;
}

export interface MigrationStatus {
  applied: string[];
  pending: string[];
  /** Why `migrate` would refuse; null when it would not. */
  problem: LeadlineError | null;
}

/**
 * Bring a database up to `migrations`, one transaction each; gives the names that were applied now.
 *
 * Any number of processes may do this at once, and any of them may be killed: what is recorded is applied,
 * what is not leaves no trace. Recorded in Prisma's own table, so that `prisma migrate` agrees. Statements
 * that cannot run in a transaction (CREATE INDEX CONCURRENTLY, VACUUM) are not for migrations.
 *
 * Throws what {@link planMigrations} throws, and `migration-failed` when a script does.
 */
export async function migrate(
  driver: MigrationDriver,
  migrations: Migration[],
  clock: Clock = systemClock,
): Promise<string[]> {
  const done: string[] = [];
  for (;;) {
    const name = await driver.exclusive((transaction) => applyNext(transaction, migrations, clock));
    if (name === null) return done;
    done.push(name);
  }
}

/** What {@link migrate} would do, without changing anything. For `doctor`. */
export async function migrationStatus(
  driver: Pick<MigrationDriver, "applied">,
  migrations: Migration[],
): Promise<MigrationStatus> {
  const rows = await driver.applied();
  const applied = rows.filter((row) => row.finished && !row.rolledBack).map((row) => row.name);
  try {
    return { applied, pending: planMigrations(migrations, rows).map((next) => next.name), problem: null };
  } catch (error) {
    if (error instanceof LeadlineError) return { applied, pending: [], problem: error };
    throw error;
  }
}

async function applyNext(
  transaction: MigrationTransaction,
  migrations: Migration[],
  clock: Clock,
): Promise<string | null> {
  await transaction.ensureTable();
  const [next] = planMigrations(migrations, await transaction.applied());
  if (!next) return null;
  const startedAt = clock.now();
  try {
    await transaction.run(next.sql);
  } catch (error) {
    // A lost database or a full disk says so itself.
    if (error instanceof LeadlineError) throw error;
    throw new LeadlineError("migration-failed", `Migration ${next.name} failed: ${explainError(error)}`, {
      fix: "Nothing of it was kept. If the database is not Leadline's own, give it an empty one; else report this with the text above.",
      cause: error,
    });
  }
  const { name, checksum } = next;
  await transaction.record({ id: randomUUID(), name, checksum, startedAt, finishedAt: clock.now() });
  return name;
}

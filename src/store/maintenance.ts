import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { LeadlineError } from "../errors.ts";
import { type MigrationStatus, migrationStatus } from "./migrate/migrate.ts";
import { migrationsFolder, readMigrations } from "./migrate/migration.ts";
import { postgresMigrations } from "./migrate/postgres-driver.ts";
import { readSqliteApplied } from "./migrate/sqlite-driver.ts";
import { openPostgres } from "./postgres/connection.ts";
import { postgresDurability } from "./postgres/durability.ts";
import { copyDatabase } from "./sqlite/backup.ts";
import { checkDatabase } from "./sqlite/check.ts";
import { lockFile } from "./sqlite/file-lock.ts";
import { Reader } from "./sqlite/reader.ts";

/** What can be said of a database without changing it, while others may use it. */
export interface DatabaseFacts {
  dialect: "sqlite" | "postgresql";
  /** False when the SQLite file does not exist yet. */
  exists: boolean;
  /** Of the database program. */
  version: string;
  migrations: MigrationStatus;
  /** What puts accepted messages at risk; empty when all is well. */
  risks: string[];
  /** Damage that was found; empty when the data is sound. PostgreSQL checks itself. */
  damage: string[];
  /** What of colleagues leaves leads to admins alone; empty where the tables are not there yet. */
  people: PeopleGaps;
}

export interface PeopleGaps {
  /** Active managers who manage no team. */
  managers: { id: string; name: string }[];
  /** Teams that no active manager or admin manages. */
  teams: { id: string; name: string }[];
}

const NO_GAPS: PeopleGaps = { managers: [], teams: [] };
const IDLE_MANAGERS = `SELECT r."id", r."name" FROM "reps" r WHERE r."active" AND r."role" = 'manager' AND NOT EXISTS (SELECT 1 FROM "teams" t WHERE t."managerId" = r."id") ORDER BY r."id"`;
const UNMANAGED_TEAMS = `SELECT t."id", t."name" FROM "teams" t WHERE NOT EXISTS (SELECT 1 FROM "reps" r WHERE r."id" = t."managerId" AND r."active" AND r."role" IN ('manager', 'admin')) ORDER BY t."id"`;

/** The path of a SQLite URL; null for other databases. */
export function sqliteFile(databaseUrl: string): string | null {
  return databaseUrl.startsWith("file:") ? databaseUrl.slice("file:".length) : null;
}

/**
 * Look at a database without migrating or locking it. Reads a SQLite file from end to end.
 *
 * Throws `database-lost` when it cannot be reached, `database-too-old`, and what reading a file that is no
 * database throws.
 */
export async function inspectDatabase(databaseUrl: string): Promise<DatabaseFacts> {
  const file = sqliteFile(databaseUrl);
  return file === null ? inspectPostgres(databaseUrl) : inspectSqlite(file);
}

/** Copy a SQLite database that may be in use into one file. Throws `backup-failed`. `onProgress`: 0 to 1. */
export async function backupDatabase(
  databaseUrl: string,
  to: string,
  onProgress: (done: number) => void,
): Promise<void> {
  const from = sqliteFile(databaseUrl);
  if (from === null) {
    throw new LeadlineError("backup-failed", "Leadline backs up SQLite files only.", {
      fix: 'Use PostgreSQL\'s own: pg_dump --format=custom --file=leadline.dump "$DATABASE_URL"',
    });
  }
  if (!existsSync(from)) {
    throw new LeadlineError("backup-failed", `There is no database at ${from} yet.`, {
      fix: "Check LEADLINE_DATA or DATABASE_URL; the file is made at the first start.",
    });
  }
  await copyDatabase({ from, to, busyMs: 5_000, onProgress });
}

/**
 * Put a backup in the place of the database. The old file is kept beside it; gives its path, or null when there
 * was none.
 *
 * Refuses (`restore-refused`) a backup that is damaged, no database of Leadline's, or of a newer version; and
 * throws `database-in-use` while a program uses the database.
 */
export async function restoreDatabase(
  databaseUrl: string,
  from: string,
  options: { now: Date; onProgress: (done: number) => void },
): Promise<{ keptAt: string | null }> {
  const to = sqliteFile(databaseUrl);
  if (to === null) {
    throw new LeadlineError("restore-refused", "Leadline restores SQLite files only.", {
      fix: 'Use PostgreSQL\'s own: pg_restore --clean --dbname="$DATABASE_URL" leadline.dump',
    });
  }
  await refuseUnfit(from);
  mkdirSync(dirname(to), { recursive: true, mode: 0o700 });
  const lock = lockFile(to, options.now);
  try {
    const incoming = `${to}.incoming`;
    await copyDatabase({ from, to: incoming, busyMs: 5_000, onProgress: options.onProgress });
    const keptAt = setAside(to, options.now);
    renameSync(incoming, to);
    return { keptAt };
  } finally {
    lock.release();
  }
}

/** Move a database that nobody uses, with what of it is only in its log; it need not be sound. */
function setAside(file: string, now: Date): string | null {
  rmSync(`${file}-shm`, { force: true });
  if (!existsSync(file)) return null;
  const keptAt = `${file}.before-${now.toISOString().replace(/[:.]/g, "-")}`;
  // The log first: a file without its log looks whole and is not.
  if (existsSync(`${file}-wal`)) renameSync(`${file}-wal`, `${keptAt}-wal`);
  renameSync(file, keptAt);
  return keptAt;
}

async function refuseUnfit(backup: string): Promise<void> {
  const refuse = (why: string, fix: string, cause?: unknown) =>
    new LeadlineError("restore-refused", `${backup} ${why}`, { fix, cause });
  if (!existsSync(backup)) throw refuse("does not exist.", "Check the path.");
  let facts: DatabaseFacts;
  try {
    facts = await inspectSqlite(backup);
  } catch (error) {
    throw refuse("cannot be read as a database.", "Use a file made by `leadline backup`.", error);
  }
  if (facts.damage.length > 0) throw refuse(`is damaged: ${facts.damage[0]}`, "Use an older backup.");
  const { problem, applied } = facts.migrations;
  if (problem !== null) throw refuse(`does not fit: ${problem.message}`, problem.fix);
  if (applied.length === 0)
    throw refuse("is no database of Leadline's.", "Use a file made by `leadline backup`.");
}

async function inspectSqlite(file: string): Promise<DatabaseFacts> {
  const migrations = readMigrations(migrationsFolder("sqlite"));
  if (!existsSync(file)) {
    const pending = migrations.map((migration) => migration.name);
    const none: MigrationStatus = { applied: [], pending, problem: null };
    return {
      dialect: "sqlite",
      exists: false,
      version: "",
      migrations: none,
      risks: [],
      damage: [],
      people: NO_GAPS,
    };
  }
  const reader = new Reader(file, 5_000);
  try {
    const read = (sql: string) => reader.table(sql, []).rows;
    const status = await migrationStatus({ applied: async () => readSqliteApplied({ read }) }, migrations);
    const { damage, danglingRows } = await checkDatabase(file);
    const named = (sql: string) => read(sql).map(([id, name]) => ({ id: String(id), name: String(name) }));
    const dangling = danglingRows.map(
      ({ table, rowid, parent }) => `row ${rowid} of ${table} points at nothing in ${parent}`,
    );
    return {
      dialect: "sqlite",
      exists: true,
      version: String(read("SELECT sqlite_version()")[0]?.[0]),
      migrations: status,
      risks: [],
      damage: [...damage, ...dangling],
      people: isCurrent(status) ? { managers: named(IDLE_MANAGERS), teams: named(UNMANAGED_TEAMS) } : NO_GAPS,
    };
  } finally {
    reader.close();
  }
}

async function inspectPostgres(url: string): Promise<DatabaseFacts> {
  const database = await openPostgres(url, {
    maxConnections: 2,
    connectMs: 3_000,
    applicationName: "leadline doctor",
  });
  try {
    const { rows } = await database.query<{ version: string }>(
      "SELECT current_setting('server_version') AS version",
    );
    const migrations = await migrationStatus(
      postgresMigrations(database),
      readMigrations(migrationsFolder("postgresql")),
    );
    const named = async (sql: string) => (await database.query<{ id: string; name: string }>(sql)).rows;
    return {
      dialect: "postgresql",
      exists: true,
      version: rows[0]?.version ?? "unknown",
      migrations,
      risks: (await postgresDurability(database)).risks,
      damage: [],
      people: isCurrent(migrations)
        ? { managers: await named(IDLE_MANAGERS), teams: await named(UNMANAGED_TEAMS) }
        : NO_GAPS,
    };
  } finally {
    await database.close();
  }
}

function isCurrent({ applied, pending, problem }: MigrationStatus): boolean {
  return problem === null && pending.length === 0 && applied.length > 0;
}

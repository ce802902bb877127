import type { Clock } from "../clock.ts";
import { LeadlineError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Database } from "./database.ts";
import { createDeadLetterStore } from "./dead-letters.ts";
import { createInboxStore } from "./inbox.ts";
import { createInsights } from "./insights/index.ts";
import { createJobBackend } from "./jobs/index.ts";
import { sqliteFile } from "./maintenance.ts";
import { type MigrationDriver, migrate } from "./migrate/migrate.ts";
import { migrationsFolder, readMigrations } from "./migrate/migration.ts";
import { postgresMigrations } from "./migrate/postgres-driver.ts";
import { sqliteMigrations } from "./migrate/sqlite-driver.ts";
import { createOutboxStore } from "./outbox.ts";
import { createPeopleStore } from "./people.ts";
import type { AdminStore } from "./port/admin-store.ts";
import type { Store, StoreCapabilities } from "./port.ts";
import { openPostgres, type PostgresConnection } from "./postgres/connection.ts";
import { createPostgresDatabase } from "./postgres-database.ts";
import { createPostStore } from "./posts.ts";
import { createPrismaClient } from "./prisma.ts";
import { createReads } from "./reads/index.ts";
import { createSettingStore } from "./settings.ts";
import { openSqlite, type SqliteConnection } from "./sqlite/connection.ts";
import { createSqliteDatabase } from "./sqlite-database.ts";
import { createTimerStore } from "./timers.ts";
import { createTurnStore } from "./turns.ts";
import { createUnaskedStore } from "./unasked.ts";
import { createWinModelStore } from "./win-models.ts";

export type { Store } from "./port.ts";

export interface OpenStoreOptions {
  /** `file:/path` or `postgresql://…` */
  databaseUrl: string;
  log: Log;
  clock: Clock;
  /** Told once when the database is lost for good and the process should end. Default: nobody. */
  onLost?: (error: LeadlineError) => void;
}

/**
 * Open the database and bring it up to date.
 *
 * Throws what opening throws (`database-in-use`, `database-lost`, `database-too-old`, …) and what migrating
 * throws (`migration-…`).
 */
export async function openStore(options: OpenStoreOptions): Promise<Store> {
  const file = sqliteFile(options.databaseUrl);
  return file === null ? openOnPostgres(options) : openOnSqlite(file, options);
}

async function openOnSqlite(file: string, options: OpenStoreOptions): Promise<Store> {
  const connection = await openSqlite({ file, clock: options.clock, onLost: options.onLost });
  try {
    await bringUpToDate(sqliteMigrations(connection), "sqlite", options);
    return await assemble(
      createSqliteDatabase(connection),
      connection,
      { dialect: "sqlite", singleWriter: true },
      sqliteAdmin(connection),
      options.clock,
    );
  } catch (error) {
    await connection.close();
    throw error;
  }
}

async function openOnPostgres(options: OpenStoreOptions): Promise<Store> {
  const connection = await openPostgres(options.databaseUrl, {
    onConnectionLost: (error) => options.log.warn({ error }, "a connection to PostgreSQL was lost"),
  });
  try {
    await bringUpToDate(postgresMigrations(connection), "postgresql", options);
    return await assemble(
      createPostgresDatabase(connection),
      connection,
      { dialect: "postgresql", singleWriter: false },
      postgresAdmin(connection),
      options.clock,
    );
  } catch (error) {
    await connection.close();
    throw error;
  }
}

async function bringUpToDate(
  driver: MigrationDriver,
  dialect: StoreCapabilities["dialect"],
  { log, clock }: OpenStoreOptions,
): Promise<void> {
  const applied = await migrate(driver, readMigrations(migrationsFolder(dialect)), clock);
  if (applied.length > 0) log.info({ migrations: applied }, "the database was brought up to date");
}

async function assemble(
  db: Database,
  connection: SqliteConnection | PostgresConnection,
  capabilities: StoreCapabilities,
  admin: AdminStore,
  clock: Clock,
): Promise<Store> {
  const prisma = await createPrismaClient(connection);
  const turns = createTurnStore(db);
  const insights = createInsights(db, clock);
  const listeners: (() => void)[] = [];
  return {
    capabilities,
    inbox: createInboxStore(db),
    turns,
    outbox: createOutboxStore(db),
    unasked: createUnaskedStore(db),
    timers: createTimerStore(db),
    deadLetters: createDeadLetterStore(db),
    people: {
      ...createPeopleStore(db, () => {
        for (const listener of listeners) listener();
      }),
      onChange: (listener) => {
        listeners.push(listener);
      },
    },
    reads: createReads(db, prisma, turns, insights.reads),
    insights,
    settings: createSettingStore(db),
    models: createWinModelStore(db),
    posts: createPostStore(db),
    admin,
    jobs: () => createJobBackend(db),
    async close() {
      await prisma.$disconnect();
      await connection.close();
    },
  };
}

function sqliteAdmin(connection: SqliteConnection): AdminStore {
  return {
    async backup(file, onProgress) {
      await connection.backup(file, onProgress);
    },
    async check() {
      const { damage, danglingRows } = await connection.check();
      return [
        ...damage,
        ...danglingRows.map(
          ({ table, rowid, parent }) => `${table} row ${rowid} points at nothing in ${parent}`,
        ),
      ];
    },
    commits: () => connection.stats().commits,
  };
}

function postgresAdmin(connection: PostgresConnection): AdminStore {
  return {
    async backup() {
      throw new LeadlineError("backup-failed", "Leadline backs up SQLite files only.", {
        fix: 'Use PostgreSQL\'s own: pg_dump --format=custom --file=leadline.dump "$DATABASE_URL"',
      });
    },
    async check() {
      await connection.query("SELECT 1");
      return [];
    },
    commits: () => null,
  };
}

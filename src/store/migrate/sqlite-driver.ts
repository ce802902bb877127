import { z } from "zod";
import type { SqliteConnection } from "../sqlite/connection.ts";
import type { SqliteTransaction, SqlResult } from "../sqlite/types.ts";
import type { MigrationDriver } from "./migrate.ts";
import type { AppliedMigration } from "./migration.ts";

/** A migration of a big table is one statement that takes long, and is not idle: milliseconds. */
const IDLE = 60_000;

/**
 * Migrations on SQLite: BEGIN IMMEDIATE keeps others out. Foreign keys are off meanwhile, because tables are
 * redefined by copying, and are checked before the commit.
 */
export function sqliteMigrations(database: SqliteConnection): MigrationDriver {
  return {
    applied: async () => readSqliteApplied(database),
    exclusive: (work) =>
      database.transaction((transaction) => work(inTransaction(transaction)), {
        idleMs: IDLE,
        foreignKeys: false,
      }),
  };
}

/** The rows of `_prisma_migrations`, oldest first; none when there is no such table. Needs only to read. */
export function readSqliteApplied(database: { read(sql: string): SqlResult[][] }): AppliedMigration[] {
  const tables = database.read(
    "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = '_prisma_migrations'",
  );
  return tables.length === 0 ? [] : database.read(APPLIED).map(toApplied);
}

function inTransaction(transaction: SqliteTransaction) {
  return {
    ensureTable: () => transaction.exec(TABLE),
    applied: async () => (await transaction.run({ sql: APPLIED, params: [] })).rows.map(toApplied),
    run: (sql: string) => transaction.exec(sql),
    record: async (row: {
      id: string;
      name: string;
      checksum: string;
      startedAt: Date;
      finishedAt: Date;
    }) => {
      await transaction.run({
        sql: `INSERT INTO "_prisma_migrations"
                ("id", "checksum", "migration_name", "started_at", "finished_at", "applied_steps_count")
              VALUES (?, ?, ?, ?, ?, 1)`,
        // Milliseconds since 1970, which is how Prisma's engine itself writes times into this table.
        params: [row.id, row.checksum, row.name, row.startedAt.getTime(), row.finishedAt.getTime()],
      });
    },
  };
}

const APPLIED = `SELECT "migration_name", "checksum", "finished_at" IS NOT NULL, "rolled_back_at" IS NOT NULL
  FROM "_prisma_migrations" ORDER BY "started_at", "migration_name"`;

const Row = z.tuple([z.string(), z.string(), z.number(), z.number()]);

function toApplied(row: SqlResult[]): AppliedMigration {
  const [name, checksum, finished, rolledBack] = Row.parse(row);
  return { name, checksum, finished: finished === 1, rolledBack: rolledBack === 1 };
}

/** As Prisma makes it. */
const TABLE = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id"                    TEXT PRIMARY KEY NOT NULL,
    "checksum"              TEXT NOT NULL,
    "finished_at"           DATETIME,
    "migration_name"        TEXT NOT NULL,
    "logs"                  TEXT,
    "rolled_back_at"        DATETIME,
    "started_at"            DATETIME NOT NULL DEFAULT current_timestamp,
    "applied_steps_count"   INTEGER UNSIGNED NOT NULL DEFAULT 0
)`;

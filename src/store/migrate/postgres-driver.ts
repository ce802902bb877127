import type { PostgresConnection, PostgresQueries } from "../postgres/connection.ts";
import type { MigrationDriver } from "./migrate.ts";
import type { AppliedMigration } from "./migration.ts";

/** The number that Prisma locks too, so that `prisma migrate deploy` and Leadline wait for each other. */
const LOCK = 72_707_369;

/** How long to wait for another process that migrates, or for a table that others use, in milliseconds. */
const LOCK_TIMEOUT = 300_000;

/** Migrations on PostgreSQL: an advisory lock that ends with the transaction, however that ends. */
export function postgresMigrations(database: PostgresConnection): MigrationDriver {
  return {
    applied: () => readApplied(database),
    exclusive: (work) =>
      database.transaction(async (transaction) => {
        await transaction.query(`SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = ${LOCK_TIMEOUT}`);
        await transaction.query(`SELECT pg_advisory_xact_lock(${LOCK})`);
        return work({
          ensureTable: async () => {
            await transaction.query(TABLE);
          },
          applied: () => readApplied(transaction),
          run: async (sql) => {
            await transaction.query(sql);
          },
          record: async ({ id, checksum, name, startedAt, finishedAt }) => {
            await transaction.query(
              `INSERT INTO "_prisma_migrations"
                 ("id", "checksum", "migration_name", "started_at", "finished_at", "applied_steps_count")
               VALUES ($1, $2, $3, $4, $5, 1)`,
              [id, checksum, name, startedAt.toISOString(), finishedAt.toISOString()],
            );
          },
        });
      }),
  };
}

async function readApplied(database: PostgresQueries): Promise<AppliedMigration[]> {
  const { rows: found } = await database.query<{ exists: boolean }>(
    `SELECT to_regclass('"_prisma_migrations"') IS NOT NULL AS exists`,
  );
  if (!found[0]?.exists) return [];
  const { rows } = await database.query<AppliedMigration>(
    `SELECT "migration_name" AS name, "checksum", "finished_at" IS NOT NULL AS finished,
            "rolled_back_at" IS NOT NULL AS "rolledBack"
     FROM "_prisma_migrations" ORDER BY "started_at", "migration_name"`,
  );
  return rows;
}

/** As Prisma makes it. */
const TABLE = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id"                    VARCHAR(36) PRIMARY KEY NOT NULL,
    "checksum"              VARCHAR(64) NOT NULL,
    "finished_at"           TIMESTAMPTZ,
    "migration_name"        VARCHAR(255) NOT NULL,
    "logs"                  TEXT,
    "rolled_back_at"        TIMESTAMPTZ,
    "started_at"            TIMESTAMPTZ NOT NULL DEFAULT now(),
    "applied_steps_count"   INTEGER NOT NULL DEFAULT 0
)`;

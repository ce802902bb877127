import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "../generated/sqlite/client.ts";
import { PostgresConnection } from "./postgres/connection.ts";
import type { SqliteConnection } from "./sqlite/connection.ts";
import { createPrismaSqliteAdapter } from "./sqlite/prisma-adapter.ts";

export type { PrismaClient } from "../generated/sqlite/client.ts";

/** Prisma's default of 2 s for getting a connection fails under a pile-up. Milliseconds. */
const TRANSACTIONS = { maxWait: 10_000, timeout: 15_000 };

/**
 * Prisma on the store's own connection, for what is read and written seldom: its model calls cost ten times
 * the CPU of prepared SQL. `$disconnect` leaves the connection open.
 *
 * The client generated for SQLite is the canonical type, on PostgreSQL too. What differs must not be used:
 * `mode: "insensitive"`, `skipDuplicates`, filters on JSON paths.
 */
export async function createPrismaClient(
  connection: SqliteConnection | PostgresConnection,
): Promise<PrismaClient> {
  if (connection instanceof PostgresConnection) return createPostgresClient(connection);
  return new PrismaClient({
    adapter: createPrismaSqliteAdapter(connection),
    transactionOptions: TRANSACTIONS,
  });
}

/** Loaded only when needed: each client brings its own compiler of queries. */
async function createPostgresClient(connection: PostgresConnection): Promise<PrismaClient> {
  const { PrismaClient: PostgresClient } = await import("../generated/postgres/client.ts");
  const client: object = new PostgresClient({
    adapter: new PrismaPg(connection.pool),
    transactionOptions: TRANSACTIONS,
  });
  // Made from the same models, so it has the same methods; only the types of the filters that the databases
  // do not share differ, which is why the compiler cannot see it.
  return client as PrismaClient;
}

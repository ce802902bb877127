import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  DriverAdapterError,
  type IsolationLevel,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
  type SqlQuery,
  type SqlResultSet,
  type Transaction,
} from "@prisma/driver-adapter-utils";
import { openSqlite, type SqliteConnection } from "./connection.ts";
import { toResultSet, toStatement } from "./prisma-convert.ts";
import { toDriverError } from "./prisma-errors.ts";
import { readSql } from "./sql-text.ts";
import type { OpenTransaction } from "./types.ts";

const INFO = { provider: "sqlite", adapterName: "leadline-sqlite" } as const;

/**
 * Let Prisma work on our connection.
 *
 * Reads outside a transaction use the read-only connection. Writes queue with everybody else's: one outside a
 * transaction shares a commit with its neighbours and never joins a transaction that is open (the stock adapters
 * lose such a write when that one rolls back). Disconnecting Prisma leaves the connection open: it is its owner's.
 */
export function createPrismaSqliteAdapter(
  connection: SqliteConnection,
): SqlMigrationAwareDriverAdapterFactory {
  return {
    ...INFO,
    connect: async () => createAdapter(connection, async () => {}),
    connectToShadowDb,
  };
}

function createAdapter(connection: SqliteConnection, dispose: () => Promise<void>): SqlDriverAdapter {
  return {
    ...INFO,
    queryRaw: (query) => mapped(() => runQuery(connection, query)),
    executeRaw: (query) =>
      mapped(async () => {
        const [result] = await connection.write([toStatement(query)]);
        return result?.changes ?? 0;
      }),
    executeScript: (script) => mapped(() => connection.exec(script, { atomic: false })),
    startTransaction: (level) => mapped(() => startTransaction(connection, level)),
    getConnectionInfo: () => ({ maxBindValues: 32_766, supportsRelationJoins: false }),
    dispose,
  };
}

async function runQuery(connection: SqliteConnection, query: SqlQuery): Promise<SqlResultSet> {
  const { sql, params } = toStatement(query);
  if (readSql(sql).reads) return toResultSet(connection.readTable(sql, params));
  return toResultSet(await connection.writeTable({ sql, params }));
}

async function startTransaction(
  connection: SqliteConnection,
  level: IsolationLevel | undefined,
): Promise<Transaction> {
  if (level !== undefined && level !== "SERIALIZABLE") {
    throw new DriverAdapterError({ kind: "InvalidIsolationLevel", level });
  }
  return toPrismaTransaction(await connection.begin());
}

function toPrismaTransaction(open: OpenTransaction): Transaction {
  return {
    ...INFO,
    // Prisma must not send COMMIT and ROLLBACK as statements of its own: ending is ours.
    options: { usePhantomQuery: true },
    queryRaw: (query) => mapped(async () => toResultSet(await open.run(toStatement(query)))),
    executeRaw: (query) => mapped(async () => (await open.run(toStatement(query))).changes),
    commit: () => mapped(() => open.commit()),
    rollback: () => mapped(() => open.rollback()),
    createSavepoint: (name) => mapped(() => open.savepoint(name)),
    rollbackToSavepoint: (name) => mapped(() => open.rollbackTo(name)),
    releaseSavepoint: (name) => mapped(() => open.release(name)),
  };
}

/** An empty database that goes away with its connection; a file, so that it behaves as the real one does. */
async function connectToShadowDb(): Promise<SqlDriverAdapter> {
  const folder = await mkdtemp(join(tmpdir(), "leadline-shadow-"));
  const connection = await openSqlite({ file: join(folder, "shadow.db") });
  return createAdapter(connection, async () => {
    await connection.close();
    await rm(folder, { recursive: true, force: true });
  });
}

async function mapped<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toDriverError(error);
  }
}

import { DatabaseSync, type DatabaseSyncInstance } from "@photostructure/sqlite";
import { PrismaPg } from "@prisma/adapter-pg";
import { DriverAdapterError, type SqlDriverAdapter, type SqlQuery } from "@prisma/driver-adapter-utils";
import { toResultSet, toStatement } from "../src/store/sqlite/prisma-convert.ts";
import type { SqlValue } from "../src/store/sqlite/types.ts";

/**
 * A SQLite database for the schema engine, which runs migration files, reads the catalogue and takes an
 * exclusive lock, so one connection must do all: the program's own adapter has two. Default: in memory.
 */
export async function openScratchSqlite(file = ":memory:"): Promise<SqlDriverAdapter> {
  const database = new DatabaseSync(file);
  return {
    provider: "sqlite",
    adapterName: "@prisma/adapter-better-sqlite3",
    executeScript: async (script) => database.exec(script),
    executeRaw: async (query) => run(database, query).changes,
    queryRaw: async (query) => toResultSet(run(database, query)),
    startTransaction: async () => {
      throw new DriverAdapterError({ kind: "sqlite", extendedCode: 1, message: "No transactions here" });
    },
    dispose: async () => {
      // Closing waits for the statements to be collected as garbage, and would keep the lock until then.
      database.exec("PRAGMA locking_mode=NORMAL; SELECT count(*) FROM sqlite_master");
      database.close();
    },
  };
}

/** A PostgreSQL database for the schema engine. */
export async function openScratchPostgres(url: string): Promise<SqlDriverAdapter> {
  const adapter = await new PrismaPg({ connectionString: url }).connect();
  // The adapter's own splits scripts at every semicolon, and so in the middle of functions.
  adapter.executeScript = async (script) => {
    await adapter.underlyingDriver().query(script);
  };
  return adapter;
}

function run(database: DatabaseSyncInstance, query: SqlQuery) {
  const { sql, params } = toStatement(query);
  const statement = database.prepare(sql);
  statement.setReturnArrays(true);
  const columns = statement.columns().map(({ name, type }) => ({ name, type }));
  if (columns.length > 0) return { columns, rows: statement.all(...params.map(toInput)), changes: 0 };
  return { columns, rows: [], changes: Number(statement.run(...params.map(toInput)).changes) };
}

function toInput(value: SqlValue) {
  return typeof value === "boolean" ? Number(value) : value;
}

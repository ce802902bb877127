import { DatabaseSync, type DatabaseSyncInstance } from "@photostructure/sqlite";
import {
  ColumnTypeEnum,
  DriverAdapterError,
  type SqlDriverAdapter,
  type SqlQuery,
} from "@prisma/driver-adapter-utils";

/**
 * An empty SQLite database in memory for the schema engine, which only runs migration files and reads the
 * catalogue. The program's own adapter is in src/store/sqlite.
 */
export async function openScratchSqlite(): Promise<SqlDriverAdapter> {
  const database = new DatabaseSync(":memory:");
  return {
    provider: "sqlite",
    adapterName: "@prisma/adapter-better-sqlite3",
    executeScript: async (script) => database.exec(script),
    executeRaw: async ({ sql, args }) => Number(database.prepare(sql).run(...values(args)).changes),
    queryRaw: async (query) => read(database, query),
    startTransaction: async () => {
      throw new DriverAdapterError({ kind: "sqlite", extendedCode: 1, message: "No transactions here" });
    },
    dispose: async () => database.close(),
  };
}

function read(database: DatabaseSyncInstance, { sql, args }: SqlQuery) {
  const statement = database.prepare(sql);
  const columnNames = statement.columns().map((column) => column.name);
  const rows = statement.all(...values(args)).map((row) => {
    const record = new Map<string, unknown>(Object.entries(row ?? {}));
    return columnNames.map((name) => record.get(name) ?? null);
  });
  const columnTypes = columnNames.map((_, column) => {
    const value = rows.map((row) => row[column]).find((cell) => cell !== null);
    return typeof value === "string" ? ColumnTypeEnum.Text : ColumnTypeEnum.Int64;
  });
  return { columnNames, columnTypes, rows };
}

function values(args: unknown[]): (string | number | bigint | null)[] {
  return args.map((value) =>
    typeof value === "number" || typeof value === "bigint" || value === null ? value : String(value),
  );
}

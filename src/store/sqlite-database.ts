import type { Database } from "./database.ts";
import { sqliteDialect } from "./sql.ts";
import type { SqliteConnection } from "./sqlite/connection.ts";

/** SQLite as the store uses it: one process writes, so a session needs no lock. */
export function createSqliteDatabase(connection: SqliteConnection): Database {
  const read: Database["read"] = async ({ sql, params }) => connection.read(sql, params);
  const write: Database["write"] = (statements) => connection.write(statements);
  return {
    dialect: sqliteDialect,
    read,
    write,
    async session() {
      return {
        read,
        async commit(statements) {
          await write(statements);
        },
        async abort() {},
      };
    },
  };
}

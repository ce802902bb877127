import type { Database } from "./database.ts";
import { Gate } from "./gate.ts";
import { sqliteDialect } from "./sql.ts";
import type { SqliteConnection } from "./sqlite/connection.ts";

/** SQLite as the store uses it: one process writes, so sessions need no lock but against who writes alone. */
export function createSqliteDatabase(connection: SqliteConnection): Database {
  const read: Database["read"] = async ({ sql, params }) => connection.read(sql, params);
  const write: Database["write"] = (statements) => connection.write(statements);
  const gate = new Gate();
  return {
    dialect: sqliteDialect,
    read,
    write,
    writeAlone: (statements, done) =>
      gate.alone(async () => {
        const results = await write(statements);
        done();
        return results;
      }),
    snapshot: (work) => connection.longSnapshot((look) => work(async ({ sql, params }) => look(sql, params))),
    async session() {
      await gate.enter();
      let isOpen = true;
      const end = () => {
        if (isOpen) gate.leave();
        isOpen = false;
      };
      return {
        read,
        async commit(statements) {
          await write(statements).finally(end);
        },
        async abort() {
          end();
        },
      };
    },
  };
}

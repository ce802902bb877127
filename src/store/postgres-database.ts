import type { Database, Session, Statement, StatementResult } from "./database.ts";
import type { PostgresConnection, PostgresQueries } from "./postgres/connection.ts";
import { postgresDialect } from "./sql.ts";

/** All batches of turns of all processes on a database run under this lock, so each decides on what the last left. */
const TURN_LOCK = 5_172_311;
const LOCK = `SELECT pg_advisory_xact_lock(${TURN_LOCK})`;

/** PostgreSQL as the store uses it. */
export function createPostgresDatabase(connection: PostgresConnection): Database {
  const read: Database["read"] = async (statement) => (await run(connection, statement)).rows;
  return {
    dialect: postgresDialect,
    read,
    write: (statements) => connection.transaction((queries) => runAll(queries, statements)),
    async writeAlone(statements, done) {
      const results = await connection.transaction(async (queries) => {
        await queries.query(LOCK);
        return runAll(queries, statements);
      });
      done();
      return results;
    },
    snapshot: (work) =>
      connection.transaction(async (queries) => {
        await queries.query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
        return work(async (statement) => (await run(queries, statement)).rows);
      }),
    session: () => openSession(connection),
  };
}

/**
 * A transaction that is open until it is committed or aborted. The lock is the transaction's: a process that
 * stops in the middle loses it when the server ends the idle transaction, and its late commit fails.
 */
async function openSession(connection: PostgresConnection): Promise<Session> {
  const opened = deferred<PostgresQueries>();
  const decided = deferred<readonly Statement[] | "abort">();
  const ended = connection
    .transaction(async (queries) => {
      await queries.query(LOCK);
      opened.resolve(queries);
      const work = await decided.promise;
      if (work === "abort") throw new Aborted();
      await runAll(queries, work);
    })
    .catch((error: unknown) => {
      opened.reject(error);
      if (!(error instanceof Aborted)) throw error;
    });
  // Whoever opened the session is told through `opened` when it could not begin.
  ended.catch(() => {});
  const queries = await opened.promise;
  return {
    read: async (statement) => (await run(queries, statement)).rows,
    async commit(statements) {
      decided.resolve(statements);
      await ended;
    },
    async abort() {
      decided.resolve("abort");
      await ended;
    },
  };
}

class Aborted extends Error {}

async function runAll(
  queries: PostgresQueries,
  statements: readonly Statement[],
): Promise<StatementResult[]> {
  const results: StatementResult[] = [];
  for (const statement of statements) results.push(await run(queries, statement));
  return results;
}

async function run(queries: PostgresQueries, statement: Statement): Promise<StatementResult> {
  const result = await queries.query<unknown[]>(statement.sql, statement.params, {
    prepare: nameOf(statement.sql),
    arrays: true,
  });
  return { rows: result.rows, changes: result.count };
}

const names = new Map<string, string>();

/** A short name for each statement text, so that each connection prepares it once. */
function nameOf(sql: string): string {
  let name = names.get(sql);
  if (name === undefined) {
    name = `s${names.size}`;
    names.set(sql, name);
  }
  return name;
}

function deferred<T>() {
  let resolve!: (value: T) => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

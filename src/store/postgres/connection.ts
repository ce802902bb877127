import pg from "pg";
import { LeadlineError } from "../../errors.ts";
import { breaksConnection, toFault } from "./postgres-error.ts";
import { postgresTypes } from "./types.ts";

export interface PostgresOptions {
  /** Most connections at once. Default: 10. */
  maxConnections?: number;
  /** Milliseconds a statement may take, lock waits included; 0 means no limit. Default: 30,000. */
  statementTimeoutMs?: number;
  /** Milliseconds a transaction may stand idle before the server ends it. Default: 10,000. */
  idleInTransactionMs?: number;
  /** Milliseconds to keep trying for a connection, over a restart of the server too. Default: 10,000. */
  connectMs?: number;
  /** What pg_stat_activity shows. Default: "leadline". */
  applicationName?: string;
  /** Told when an idle connection breaks; the next statement gets a new one. Default: nobody. */
  onConnectionLost?: (error: Error) => void;
}

export interface PostgresResult<Row> {
  rows: Row[];
  /** Rows returned, or changed by an INSERT, UPDATE or DELETE. */
  count: number;
}

export interface QueryOptions {
  /** A name under which each connection prepares the statement once: for what runs often. */
  prepare?: string;
  /** Rows as arrays in the order of the columns, which may then share a name. Default: objects by column name. */
  arrays?: boolean;
}

/** Run statements; within {@link PostgresConnection.transaction}, all in that transaction. */
export interface PostgresQueries {
  /**
   * One statement with `$1`, `$2`, …; without parameters and `prepare`, a script of several, of which it gives
   * the last result. That rows are of type `Row` is the caller's promise; values come as {@link postgresTypes} says.
   *
   * Throws `database-lost`, `database-busy` or `disk-full` (all retryable); broken constraints and wrong SQL
   * as `pg.DatabaseError`.
   */
  query<Row>(sql: string, params?: readonly unknown[], options?: QueryOptions): Promise<PostgresResult<Row>>;
}

/** The oldest PostgreSQL that is still maintained while this is written. */
const OLDEST_VERSION = 140_000;

/**
 * Connect to PostgreSQL. Throws `database-lost` when it cannot be reached within `connectMs`,
 * `settings-invalid` when it refuses user, password or database, `database-too-old` before version 14.
 *
 * Sessions are set up with SET, so a PgBouncer in between must pool by session.
 */
export async function openPostgres(url: string, options: PostgresOptions = {}): Promise<PostgresConnection> {
  const connection = new PostgresConnection(url, options);
  try {
    const { rows } = await connection.query<{ number: number; text: string }>(
      "SELECT current_setting('server_version_num')::int AS number, current_setting('server_version') AS text",
    );
    const version = rows[0];
    if (version && version.number < OLDEST_VERSION) {
      throw new LeadlineError(
        "database-too-old",
        `PostgreSQL ${version.text} is too old: 14 or newer is needed.`,
        {
          fix: "Upgrade the server, or point DATABASE_URL at another one.",
        },
      );
    }
    return connection;
  } catch (error) {
    await connection.close();
    throw error;
  }
}

export class PostgresConnection implements PostgresQueries {
  /** For Prisma's adapter, which brings its own types. All else goes through `query` and `transaction`. */
  readonly pool: pg.Pool;
  readonly #connectMs: number;
  readonly #maxConnections: number;
  #closed: Promise<void> | undefined;

  /** Use {@link openPostgres}. */
  constructor(url: string, options: PostgresOptions) {
    const statementMs = options.statementTimeoutMs ?? 30_000;
    this.#connectMs = options.connectMs ?? 10_000;
    this.#maxConnections = options.maxConnections ?? 10;
    this.pool = new pg.Pool({
      connectionString: url,
      application_name: options.applicationName ?? "leadline",
      max: this.#maxConnections,
      connectionTimeoutMillis: this.#connectMs,
      idleTimeoutMillis: 60_000,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
      // The server ends a slow statement; this is for when the server cannot be heard any more.
      ...(statementMs > 0 ? { query_timeout: statementMs + 5_000 } : {}),
      types: postgresTypes,
      onConnect: async (client) => {
        await client.query(sessionSettings(statementMs, options.idleInTransactionMs ?? 10_000));
      },
    });
    const onLost = options.onConnectionLost ?? (() => {});
    this.pool.on("error", onLost);
    // A client that breaks while it is lent out, between two statements, must not end the process either.
    this.pool.on("connect", (client) => client.on("error", () => {}));
  }

  async query<Row>(
    sql: string,
    params: readonly unknown[] = [],
    options: QueryOptions = {},
  ): Promise<PostgresResult<Row>> {
    return this.#withClient((client) => runQuery<Row>(client, sql, params, options));
  }

  /**
   * Run `work` in a transaction: committed when it resolves, rolled back when it throws. READ COMMITTED.
   *
   * Throws what `work` and the statements throw. When the connection is lost during the commit, `database-lost`
   * says that the outcome is unknown.
   */
  async transaction<T>(work: (transaction: PostgresQueries) => Promise<T>): Promise<T> {
    return this.#withClient(async (client) => {
      await runQuery(client, "BEGIN", [], {});
      let result: T;
      try {
        result = await work({
          query: (sql, params = [], options = {}) => runQuery(client, sql, params, options),
        });
      } catch (error) {
        // A connection that cannot roll back is closed, which rolls back too.
        await client.query("ROLLBACK").catch((cause: unknown) => {
          throw new RollbackFailed(error, cause);
        });
        throw error;
      }
      await commit(client);
      return result;
    });
  }

  /** Waits for statements under way, then closes all connections. */
  close(): Promise<void> {
    this.#closed ??= this.pool.end();
    return this.#closed;
  }

  async #withClient<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const client = await this.#connect();
    let broken = false;
    try {
      return await work(client);
    } catch (error) {
      broken = error instanceof RollbackFailed || breaksConnection(causeOf(error));
      throw error instanceof RollbackFailed ? error.original : error;
    } finally {
      client.release(broken);
    }
  }

  /** A connection; nothing has been sent yet, so while the server restarts it is safe to try again. */
  async #connect(): Promise<pg.PoolClient> {
    const giveUpAt = performance.now() + this.#connectMs;
    for (let pause = 50; ; pause = Math.min(pause * 2, 1_000)) {
      try {
        return await this.pool.connect();
      } catch (error) {
        const fault = this.#closed ? closedFault(error) : toFault(error, "connect");
        const retryable = fault instanceof LeadlineError && fault.retryable;
        if (!retryable || performance.now() + pause > giveUpAt) throw this.#explainWait(fault);
      }
      await new Promise((resume) => setTimeout(resume, pause));
    }
  }

  /** The pool says the same when the server is silent as when all connections are in use. */
  #explainWait(fault: unknown): unknown {
    const used = this.pool.totalCount - this.pool.idleCount;
    if (!(fault instanceof LeadlineError) || used < this.#maxConnections) return fault;
    return new LeadlineError("database-busy", `All ${used} connections to PostgreSQL are in use.`, {
      fix: "It is tried again. If it stays, look for slow statements in pg_stat_activity.",
      retryable: true,
      cause: fault,
    });
  }
}

class RollbackFailed extends Error {
  readonly original: unknown;
  constructor(original: unknown, cause: unknown) {
    super("The transaction could not be rolled back.", { cause });
    this.original = original;
  }
}

function sessionSettings(statementMs: number, idleInTransactionMs: number): string {
  return `
    SELECT set_config('TimeZone', 'UTC', false),
           set_config('statement_timeout', '${statementMs}', false),
           set_config('idle_in_transaction_session_timeout', '${idleInTransactionMs}', false),
           -- Whoever is told that we have a message relies on it: a commit is on the disk.
           set_config('synchronous_commit',
             CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') END,
             false)`;
}

async function runQuery<Row>(
  client: pg.PoolClient,
  sql: string,
  params: readonly unknown[],
  { prepare, arrays = false }: QueryOptions,
): Promise<PostgresResult<Row>> {
  try {
    const plain = params.length === 0 && prepare === undefined && !arrays;
    const config = { text: sql, values: [...params], ...(prepare === undefined ? {} : { name: prepare }) };
    const answer: pg.QueryResult | pg.QueryResult[] = plain
      ? await client.query(sql)
      : arrays
        ? await client.query({ ...config, rowMode: "array" })
        : await client.query(config);
    const result = Array.isArray(answer) ? answer.at(-1) : answer;
    return { rows: result?.rows ?? [], count: result?.rowCount ?? 0 };
  } catch (error) {
    throw toFault(error, "statement");
  }
}

async function commit(client: pg.PoolClient): Promise<void> {
  let said: string;
  try {
    said = (await client.query("COMMIT")).command;
  } catch (error) {
    throw toFault(error, "commit");
  }
  // After a failed statement whose error was swallowed, the server answers COMMIT with a rollback and no error.
  if (said === "COMMIT") return;
  throw new Error(
    "The transaction was rolled back: a statement in it had failed, and its error was ignored.",
  );
}

/** What the driver threw, under the fault that it was turned into. */
function causeOf(error: unknown): unknown {
  if (error instanceof LeadlineError && error.cause !== undefined) return error.cause;
  return error;
}

function closedFault(cause: unknown): LeadlineError {
  return new LeadlineError("database-lost", "The connection to PostgreSQL has been closed.", {
    fix: "This is a fault in Leadline if it happens before the program ends: please report it.",
    cause,
  });
}

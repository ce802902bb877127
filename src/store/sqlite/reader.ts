import { DatabaseSync, type DatabaseSyncInstance } from "@photostructure/sqlite";
import { LeadlineError } from "../../errors.ts";
import { SqliteError, toError } from "./sqlite-error.ts";
import { runStatement, StatementCache } from "./statements.ts";
import type { SqlResult, SqlValue, TableResult } from "./types.ts";

/** The read-only connection: sees what is committed, at once, and never waits for the writer. */
export class Reader {
  readonly #db: DatabaseSyncInstance;
  readonly #statements: StatementCache;
  #inSnapshot = false;

  constructor(file: string, busyMs: number) {
    try {
      this.#db = new DatabaseSync(file, { readOnly: true, timeout: busyMs });
      this.#db.exec("PRAGMA query_only=ON; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-32000");
    } catch (error) {
      throw toError(error);
    }
    this.#statements = new StatementCache(this.#db);
  }

  /** Rows with the names and types of their columns. */
  table(sql: string, params: readonly SqlValue[]): TableResult {
    this.#mustBeOpen();
    const prepared = this.#statements.get(sql);
    if (!prepared.reads) throw new SqliteError("This connection only reads; use write().", 0, { sql });
    return runStatement(prepared, params);
  }

  /** Rows as objects by column name. */
  objects<Row>(sql: string, params: readonly SqlValue[]): Row[] {
    const { rows, columns } = this.table(sql, params);
    return rows.map((row) => {
      const object: Record<string, SqlResult> = {};
      for (let i = 0; i < columns.length; i++) object[columns[i]!.name] = row[i]!;
      return object as Row;
    });
  }

  /** Several reads that see the same moment. */
  snapshot<T>(read: () => T): T {
    if (this.#inSnapshot) return read();
    this.#mustBeOpen();
    this.#db.exec("BEGIN");
    this.#inSnapshot = true;
    try {
      return read();
    } finally {
      this.#inSnapshot = false;
      this.#db.exec("COMMIT");
    }
  }

  /** The same over time: reads until {@link end} see the moment of the first of them. */
  begin(): void {
    this.#mustBeOpen();
    this.#db.exec("BEGIN");
    this.#inSnapshot = true;
  }

  end(): void {
    this.#inSnapshot = false;
    if (this.#db.isOpen && this.#db.isTransaction) this.#db.exec("COMMIT");
  }

  /** Forget prepared statements, because the tables have changed. */
  forget(): void {
    this.#statements.clear();
    // SQLite notices new tables when it runs a statement, not when it prepares one.
    if (this.#db.isOpen) this.#db.exec("SELECT count(*) FROM sqlite_schema");
  }

  /** The driver lets the file go only when the prepared statements are garbage-collected; nothing waits for it. */
  close(): void {
    this.#statements.clear();
    if (this.#db.isOpen) this.#db.close();
  }

  #mustBeOpen(): void {
    if (this.#db.isOpen) return;
    throw new LeadlineError("database-lost", "The database is closed.", { fix: "Start Leadline again." });
  }
}

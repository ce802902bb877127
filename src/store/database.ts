import type { Dialect } from "./sql.ts";

/** One statement and its parameters. */
export interface Statement {
  sql: string;
  params: readonly (string | number | null)[];
}

/** What a statement gave: rows as arrays in column order, and how many rows it changed. */
export interface StatementResult {
  rows: readonly (readonly unknown[])[];
  changes: number;
}

/** A database as the store uses it, below tables and rows. */
export interface Database {
  readonly dialect: Dialect;
  /** Run statements as one transaction; resolves when durable. May share its commit with other calls. */
  write(statements: readonly Statement[]): Promise<StatementResult[]>;
  /**
   * The same while no session is open, in any process: what a session has read holds until it ends. `done` is called
   * before the next one begins in this process. Not from within a session.
   */
  writeAlone(statements: readonly Statement[], done: () => void): Promise<StatementResult[]>;
  /** Committed rows. */
  read(statement: Statement): Promise<readonly (readonly unknown[])[]>;
  /** Run several reads that all see the same moment, whatever is committed meanwhile. They hold nobody up. */
  snapshot<T>(work: (read: Database["read"]) => Promise<T>): Promise<T>;
  /** A unit of reading, deciding and writing; on PostgreSQL under one lock for all processes. */
  session(): Promise<Session>;
}

export interface Session {
  read(statement: Statement): Promise<readonly (readonly unknown[])[]>;
  /** Write and commit; ends the session. */
  commit(statements: readonly Statement[]): Promise<void>;
  /** End the session without writing. */
  abort(): Promise<void>;
}

/** A value that can be bound to a parameter. Booleans are stored as 0 and 1; bigint reaches the full 64 bits. */
export type SqlValue = string | number | bigint | boolean | null | Uint8Array;

/** A value that comes back. Integers beyond ±2^53 come as bigint, all others as number. */
export type SqlResult = string | number | bigint | null | Uint8Array;

/** One SQL statement, without a tail, and one value for each of its parameters. */
export interface Statement {
  sql: string;
  params: readonly SqlValue[];
}

/** What one statement did. */
export interface WriteResult {
  /** Rows inserted, updated or deleted by the statement itself (not by triggers or cascades). */
  changes: number;
  /** What RETURNING (or a SELECT inside a transaction) gave, in the order of its columns. */
  rows: SqlResult[][];
}

/** A column of a result: its name, and its declared type when it comes straight from a table. */
export interface Column {
  name: string;
  type: string | null;
}

/** A result with its columns, as the Prisma adapter needs it. */
export interface TableResult extends WriteResult {
  columns: Column[];
}

/** How much the connection has done since it was opened. */
export interface SqliteStats {
  /** Commits that reached the disk. */
  commits: number;
  /** `write()` calls that were committed; several share a commit. */
  writes: number;
  /** Most `write()` calls that shared one commit. */
  maxGroup: number;
  /** `write()` calls and transactions that wait or run at this moment. */
  waiting: number;
  /** Size of the write-ahead log in bytes. */
  walBytes: number;
}

/** What a check of the entire file found. Both lists are empty when it is sound. */
export interface CheckResult {
  /** Lines of `PRAGMA integrity_check`, at most 100. */
  damage: string[];
  /** Rows that point at nothing: table, row id, and the table that they point at. */
  danglingRows: { table: string; rowid: number | null; parent: string }[];
}

/** An open write transaction. It must be ended with `commit` or `rollback`. */
export interface OpenTransaction extends SqliteTransaction {
  commit(): Promise<void>;
  rollback(): Promise<void>;
}

/** What can be done inside a write transaction. It sees its own uncommitted rows. */
export interface SqliteTransaction {
  /** Run one statement. A failing one leaves the transaction open, without its effects. */
  run(statement: Statement): Promise<TableResult>;
  /** Run several statements separated by semicolons, without parameters. It must not commit. */
  exec(script: string): Promise<void>;
  savepoint(name: string): Promise<void>;
  rollbackTo(name: string): Promise<void>;
  release(name: string): Promise<void>;
}

export interface TransactionOptions {
  /** Milliseconds without a statement after which it is rolled back. Default: 5,000. */
  idleMs?: number;
  /** Switch foreign keys off while it runs, to redefine tables; they are checked before the commit. Default: on. */
  foreignKeys?: boolean;
}

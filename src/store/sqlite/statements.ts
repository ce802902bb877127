import type { DatabaseSyncInstance, StatementSyncInstance } from "@photostructure/sqlite";
import { readSql, type SqlFacts } from "./sql-text.ts";
import { SqliteError, toError } from "./sqlite-error.ts";
import type { Column, SqlResult, SqlValue, TableResult } from "./types.ts";

/** A prepared statement with what is known about it. */
export interface Prepared extends SqlFacts {
  sql: string;
  statement: StatementSyncInstance;
  columns: Column[];
}

/** The most recently used prepared statements of one connection. */
export class StatementCache {
  readonly #db: DatabaseSyncInstance;
  readonly #limit: number;
  readonly #prepared = new Map<string, Prepared>();

  /** `limit`: statements kept. Default: 500, far above what the program has; Prisma's lists make many texts. */
  constructor(db: DatabaseSyncInstance, limit = 500) {
    this.#db = db;
    this.#limit = limit;
  }

  /** The prepared statement of a text. Throws SqliteError when it is wrong or more than one statement. */
  get(sql: string): Prepared {
    const known = this.#prepared.get(sql);
    if (known !== undefined) {
      this.#prepared.delete(sql);
      this.#prepared.set(sql, known);
      return known;
    }
    const prepared = prepare(this.#db, sql);
    if (this.#prepared.size >= this.#limit) {
      const oldest = this.#prepared.keys().next().value;
      if (oldest !== undefined) this.#prepared.delete(oldest);
    }
    this.#prepared.set(sql, prepared);
    return prepared;
  }

  /** Forget all, because the tables have changed. */
  clear(): void {
    this.#prepared.clear();
  }
}

/** Run a statement and return what it did. Throws SqliteError or LeadlineError. */
export function runStatement(prepared: Prepared, params: readonly SqlValue[]): TableResult {
  const values = bindable(prepared, params);
  try {
    if (prepared.columns.length === 0) {
      const { changes } = prepared.statement.run(...values);
      return { changes: Number(changes), rows: [], columns: [] };
    }
    const rows: SqlResult[][] = prepared.statement.all(...values);
    shortenIntegers(rows);
    return { changes: prepared.reads ? 0 : rows.length, rows, columns: prepared.columns };
  } catch (error) {
    throw toError(error, prepared.sql);
  }
}

function prepare(db: DatabaseSyncInstance, sql: string): Prepared {
  const facts = readSql(sql);
  if (facts.several) throw new SqliteError("Only the first of several statements would run.", 0, { sql });
  try {
    const statement = db.prepare(sql);
    statement.setReturnArrays(true);
    // Without bigints the driver throws at the first integer beyond 2^53.
    statement.setReadBigInts(true);
    const columns = statement.columns().map(({ name, type }) => ({ name, type }));
    return { ...facts, sql, statement, columns };
  } catch (error) {
    throw toError(error, sql);
  }
}

/**
 * The values in a form that the driver stores whole.
 *
 * Refuses what it would silently turn into NULL: a missing value, an object taken for named parameters.
 * Text that SQLite cannot give back gets U+FFFD where the fault is: the driver cuts text at a NUL, and stores
 * broken UTF-8 for a lone surrogate that comes through JSON.
 */
function bindable(prepared: Prepared, params: readonly SqlValue[]): SqlValue[] {
  if (params.length !== prepared.parameters) {
    const message = `The statement needs ${prepared.parameters} values and was given ${params.length}.`;
    throw new SqliteError(message, 0, { sql: prepared.sql });
  }
  return params.map((value) => {
    switch (typeof value) {
      case "string":
        return wholeText(value, prepared.json);
      case "boolean":
        return value ? 1 : 0;
      case "number":
      case "bigint":
        return value;
      default:
        if (value === null || value instanceof Uint8Array) return value;
        throw new SqliteError(`A value of type ${typeof value} cannot be stored.`, 0, { sql: prepared.sql });
    }
  });
}

function wholeText(text: string, json: boolean): string {
  const whole = text.includes("\0") ? text.replaceAll("\0", "\ufffd") : text;
  return json && whole.includes("\\u") && /^\s*[[{]/.test(whole) ? wholeJson(whole) : whole;
}

// Two backslashes are an escaped backslash, and a high and a low surrogate together are a character: both stay.
const ESCAPE = /\\(?:u0000|ud[89ab][\da-f]{2}\\ud[c-f][\da-f]{2}|ud[89a-f][\da-f]{2}|[\s\S])/gi;

function wholeJson(text: string): string {
  return text.replace(ESCAPE, (found) => (found.length === 6 ? "\\ufffd" : found));
}

function shortenIntegers(rows: SqlResult[][]): void {
  for (const row of rows) {
    for (let i = 0; i < row.length; i++) {
      const value = row[i];
      if (typeof value !== "bigint") continue;
      const short = Number(value);
      if (Number.isSafeInteger(short)) row[i] = short;
    }
  }
}

import { type ErrorCode, LeadlineError } from "../../errors.ts";

/** A statement that SQLite refused: a broken constraint, a syntax error, a value that does not fit. */
export class SqliteError extends Error {
  /** SQLite's extended result code (https://sqlite.org/rescode.html); 0 when we refused it ourselves. */
  readonly extendedCode: number;
  /** The statement, without its values: those may be personal. */
  readonly sql: string | undefined;

  constructor(message: string, extendedCode: number, options: { sql?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "SqliteError";
    this.extendedCode = extendedCode;
    this.sql = options.sql;
  }
}

/** An interactive transaction that is over: rolled back because it stood idle, or because SQLite had to. */
export class TransactionClosedError extends LeadlineError {
  constructor(message: string) {
    super("database-busy", message, {
      fix: "Try again, and do less between the statements of one transaction.",
      retryable: true,
    });
  }
}

/** An error on its way between two threads. */
export type Fault =
  | { kind: "statement"; message: string; extendedCode: number; sql?: string }
  | { kind: "closed"; message: string }
  | { kind: "leadline"; code: ErrorCode; message: string; fix: string; retryable: boolean };

const PRIMARY_CODE = 0xff;
const BUSY = 5;
const LOCKED = 6;
const IO_ERROR = 10;
const CORRUPT = 11;
const FULL = 13;
const CANNOT_OPEN = 14;
const NOT_A_DATABASE = 26;
const READ_ONLY = 8;
/** What SQLite says when a full disk cannot hold its shared-memory file. */
const IO_ERROR_SHM_SIZE = 4874;

/** Turn whatever the driver threw into a fault that can be sent to another thread. */
export function toFault(thrown: unknown, sql?: string): Fault {
  if (thrown instanceof TransactionClosedError) return { kind: "closed", message: thrown.message };
  if (thrown instanceof LeadlineError) {
    const { code, message, fix, retryable } = thrown;
    return { kind: "leadline", code, message, fix, retryable };
  }
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const code = sqliteCode(thrown);
  const leadline = (code: ErrorCode, sentence: string, fix: string, retryable: boolean): Fault => ({
    kind: "leadline",
    code,
    message: `${sentence} (SQLite: ${message})`,
    fix,
    retryable,
  });
  if (code === IO_ERROR_SHM_SIZE || (code & PRIMARY_CODE) === FULL) {
    return leadline(
      "disk-full",
      "The disk that holds the database is full; nothing was written.",
      "Free some space. Leadline goes on by itself as soon as there is room.",
      true,
    );
  }
  switch (code & PRIMARY_CODE) {
    case BUSY:
    case LOCKED:
      return leadline(
        "database-busy",
        "Another program holds the database file.",
        "Close other programs that write to the file (a database browser, a backup script), then try again.",
        true,
      );
    case IO_ERROR:
    case CORRUPT:
    case CANNOT_OPEN:
    case NOT_A_DATABASE:
    case READ_ONLY:
      return leadline(
        "database-lost",
        "The database file cannot be read or written.",
        "Check the disk and the file's permissions; if the file is damaged, restore the latest backup.",
        false,
      );
  }
  const text = sql ?? (thrown instanceof SqliteError ? thrown.sql : undefined);
  const fault: Fault = { kind: "statement", message, extendedCode: code };
  return text === undefined ? fault : { ...fault, sql: text };
}

/** The error that a fault stands for. */
export function fromFault(fault: Fault): Error {
  switch (fault.kind) {
    case "statement":
      return new SqliteError(
        fault.message,
        fault.extendedCode,
        fault.sql === undefined ? {} : { sql: fault.sql },
      );
    case "closed":
      return new TransactionClosedError(fault.message);
    case "leadline":
      return new LeadlineError(fault.code, fault.message, { fix: fault.fix, retryable: fault.retryable });
  }
}

/** The error to throw for whatever the driver threw. */
export function toError(thrown: unknown, sql?: string): Error {
  return fromFault(toFault(thrown, sql));
}

/** Extended result code of what the driver threw; 0 when it did not come from SQLite. */
export function sqliteCode(thrown: unknown): number {
  if (thrown instanceof SqliteError) return thrown.extendedCode;
  if (!(thrown instanceof Error)) return 0;
  if ("errcode" in thrown && typeof thrown.errcode === "number") return thrown.errcode;
  return CODE_BY_MESSAGE.find(([start]) => thrown.message.startsWith(start))?.[1] ?? 0;
}

/**
 * The driver (1.2.1) forgets the code when a statement that returns rows fails, and leaves SQLite's message.
 * These are fixed texts of the library, which is pinned with the driver; tests run into each that matters.
 */
const CODE_BY_MESSAGE: [string, number][] = [
  ["UNIQUE constraint failed", 2067],
  ["NOT NULL constraint failed", 1299],
  ["FOREIGN KEY constraint failed", 787],
  ["CHECK constraint failed", 275],
  ["cannot store ", 3091],
  ["database or disk is full", FULL],
  ["database is locked", BUSY],
  ["database table is locked", LOCKED],
  ["disk I/O error", IO_ERROR],
  ["database disk image is malformed", CORRUPT],
  ["attempt to write a readonly database", READ_ONLY],
  ["unable to open database file", CANNOT_OPEN],
  ["file is not a database", NOT_A_DATABASE],
  ["string or blob too big", 18],
  ["datatype mismatch", 20],
];

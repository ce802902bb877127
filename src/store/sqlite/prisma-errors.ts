import { DriverAdapterError, type MappedError } from "@prisma/driver-adapter-utils";
import { LeadlineError } from "../../errors.ts";
import { SqliteError, TransactionClosedError } from "./sqlite-error.ts";

const UNIQUE = 2067;
const PRIMARY_KEY = 1555;
const ROWID = 2579;
const NOT_NULL = 1299;
const FOREIGN_KEY = 787;
const TOO_BIG = 18;
const RANGE = 25;
const MISMATCH = 20;

/** Our error as the one that Prisma knows, so that the program sees P2002 with its fields, P2003 and so on. */
export function toDriverError(error: unknown): unknown {
  if (error instanceof DriverAdapterError) return error;
  const kind = toKind(error);
  if (kind === undefined) return error;
  const originalMessage = error instanceof Error ? error.message : String(error);
  const originalCode = error instanceof SqliteError ? String(error.extendedCode) : errorCode(error);
  return new DriverAdapterError({ ...kind, originalMessage, originalCode });
}

function errorCode(error: unknown): string {
  return error instanceof LeadlineError ? error.code : "unknown";
}

function toKind(error: unknown): MappedError | undefined {
  if (error instanceof TransactionClosedError)
    return { kind: "TransactionAlreadyClosed", cause: error.message };
  if (error instanceof SqliteError) return ofStatement(error);
  if (error instanceof LeadlineError) return ofConnection(error);
  return undefined;
}

function ofConnection(error: LeadlineError): MappedError {
  switch (error.code) {
    // P2034, the one that Prisma's documentation tells to try again.
    case "database-busy":
      return { kind: "TransactionWriteConflict" };
    case "queue-full":
      return { kind: "TooManyConnections", cause: error.message };
    case "database-lost":
      return { kind: "ConnectionClosed" };
    default:
      return { kind: "sqlite", extendedCode: error.code === "disk-full" ? 13 : 1, message: error.message };
  }
}

function ofStatement({ extendedCode, message }: SqliteError): MappedError {
  switch (extendedCode) {
    case UNIQUE:
    case PRIMARY_KEY:
    case ROWID:
      return { kind: "UniqueConstraintViolation", ...violated(message) };
    case NOT_NULL:
      return { kind: "NullConstraintViolation", ...violated(message) };
    case FOREIGN_KEY:
      return { kind: "ForeignKeyConstraintViolation", constraint: { foreignKey: {} } };
    case TOO_BIG:
    case RANGE:
    case MISMATCH:
      return { kind: "ValueOutOfRange", cause: message };
  }
  // SQLite has one code for all wrong SQL; which name is missing stands only in the text.
  const table = /^no such table: (?:main\.)?(.+)$/.exec(message)?.[1];
  if (table !== undefined) return { kind: "TableDoesNotExist", table };
  const column = (/^no such column: (.+)$/.exec(message) ?? /has no column named (.+)$/.exec(message))?.[1];
  if (column !== undefined) return { kind: "ColumnNotFound", column };
  return { kind: "sqlite", extendedCode: extendedCode === 0 ? 1 : extendedCode, message };
}

/** "UNIQUE constraint failed: lead.source, lead.ref", or "…: index 'lead_expression'". */
function violated(message: string): {
  constraint?: { fields: string[] } | { index: string };
  table?: string;
} {
  const list = /constraint failed: (.+)$/.exec(message)?.[1];
  if (list === undefined) return {};
  const index = /^index '(.+)'$/.exec(list)?.[1];
  if (index !== undefined) return { constraint: { index } };
  const columns = list.split(", ").map((name) => name.split("."));
  const fields = columns.map((path) => path.at(-1) ?? "");
  const table = columns[0]?.slice(0, -1).join(".");
  return table ? { constraint: { fields }, table } : { constraint: { fields } };
}

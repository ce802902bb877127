import {
  type ArgType,
  type ColumnType,
  ColumnTypeEnum,
  DriverAdapterError,
  type SqlQuery,
  type SqlResultSet,
} from "@prisma/driver-adapter-utils";
import type { SqlResult, SqlValue, Statement, TableResult } from "./types.ts";

/** Declared column types, as Prisma writes them into migrations and as SQLite knows them. */
const TYPES: Record<string, ColumnType> = {
  TINYINT: ColumnTypeEnum.Int32,
  SMALLINT: ColumnTypeEnum.Int32,
  MEDIUMINT: ColumnTypeEnum.Int32,
  INT: ColumnTypeEnum.Int32,
  INTEGER: ColumnTypeEnum.Int32,
  BIGINT: ColumnTypeEnum.Int64,
  FLOAT: ColumnTypeEnum.Float,
  DOUBLE: ColumnTypeEnum.Double,
  "DOUBLE PRECISION": ColumnTypeEnum.Double,
  REAL: ColumnTypeEnum.Double,
  NUMERIC: ColumnTypeEnum.Double,
  DECIMAL: ColumnTypeEnum.Numeric,
  DATETIME: ColumnTypeEnum.DateTime,
  TIMESTAMP: ColumnTypeEnum.DateTime,
  DATE: ColumnTypeEnum.Date,
  TIME: ColumnTypeEnum.Time,
  TEXT: ColumnTypeEnum.Text,
  VARCHAR: ColumnTypeEnum.Text,
  BLOB: ColumnTypeEnum.Bytes,
  BOOLEAN: ColumnTypeEnum.Boolean,
  JSONB: ColumnTypeEnum.Json,
};

/** Prisma's query as a statement of ours. Throws DriverAdapterError for a value that does not fit its type. */
export function toStatement(query: SqlQuery): Statement {
  return { sql: query.sql, params: query.args.map((arg, i) => toValue(arg, query.argTypes[i])) };
}

/** A result of ours as Prisma's. */
export function toResultSet({ columns, rows }: TableResult): SqlResultSet {
  const columnTypes = columns.map(({ type }, i) => declaredType(type) ?? typeOfValues(rows, i));
  return {
    columnNames: columns.map(({ name }) => name),
    columnTypes,
    rows: rows.map((row) => row.map((value, i) => fromValue(value, columnTypes[i]))),
  };
}

function toValue(arg: unknown, type: ArgType | undefined): SqlValue {
  if (arg === null || arg === undefined) return null;
  if (arg instanceof Date) return isoTime(arg);
  if (arg instanceof Uint8Array) return arg;
  switch (typeof arg) {
    case "boolean":
    case "number":
    case "bigint":
      return arg;
    case "string":
      return fromText(arg, type);
  }
  throw new DriverAdapterError({ kind: "InvalidInputValue", message: `a value of type ${typeof arg}` });
}

// Prisma sends some scalars as text and names their type beside it.
function fromText(text: string, type: ArgType | undefined): SqlValue {
  switch (type?.scalarType) {
    case "int":
    case "bigint":
      return toInteger(text);
    case "float":
    case "decimal":
      return toNumber(text);
    case "datetime":
      return isoTime(new Date(text));
    case "bytes":
      return Buffer.from(text, "base64");
    default:
      return text;
  }
}

function toInteger(text: string): bigint {
  if (/^[+-]?\d+$/.test(text)) return BigInt(text);
  throw new DriverAdapterError({ kind: "InvalidInputValue", message: `"${text}" is not a whole number` });
}

// SQLite has no exact decimals: a Decimal keeps 15 significant digits. Money is therefore kept in whole cents.
function toNumber(text: string): number {
  const number = Number(text);
  if (text.trim() !== "" && Number.isFinite(number)) return number;
  throw new DriverAdapterError({ kind: "InvalidInputValue", message: `"${text}" is not a number` });
}

/** The form that sorts as text in the order of time, the same that Date's toISOString gives. */
function isoTime(time: Date): string {
  if (Number.isNaN(time.getTime())) {
    throw new DriverAdapterError({ kind: "InvalidInputValue", message: "not a time" });
  }
  return time.toISOString();
}

function declaredType(type: string | null): ColumnType | undefined {
  // VARCHAR(20) and DECIMAL(10, 2) are of the type before the bracket.
  return type === null ? undefined : TYPES[type.replace(/\(.*$/, "").trim().toUpperCase()];
}

/** Type of a computed column, by its first value. */
function typeOfValues(rows: SqlResult[][], i: number): ColumnType {
  const value = rows.find((row) => row[i] !== null)?.[i];
  switch (typeof value) {
    case "string":
      return ColumnTypeEnum.Text;
    case "bigint":
      return ColumnTypeEnum.Int64;
    case "number":
      return rows.some((row) => typeof row[i] === "bigint")
        ? ColumnTypeEnum.Int64
        : ColumnTypeEnum.UnknownNumber;
    case "object":
      return ColumnTypeEnum.Bytes;
    default:
      return ColumnTypeEnum.Int32;
  }
}

function fromValue(value: SqlResult, type: ColumnType | undefined): unknown {
  switch (typeof value) {
    case "bigint":
      return type === ColumnTypeEnum.DateTime ? new Date(Number(value)).toISOString() : value.toString();
    case "number":
      // Times written as milliseconds by another program.
      if (type === ColumnTypeEnum.DateTime) return new Date(value).toISOString();
      if (type === ColumnTypeEnum.Int32 || type === ColumnTypeEnum.Int64) return Math.trunc(value);
      return value;
    default:
      return value;
  }
}

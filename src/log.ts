import { pino } from "pino";
import type { Clock } from "./clock.ts";
import { redactValue } from "./redact.ts";

/** The part of the logger that the program uses. Fields and messages are redacted at the sink. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** A log from which others are made that add their fields to every line. */
export interface RootLog extends Log {
  child(fields: object): RootLog;
}

export type LogLevel = "debug" | "info" | "warn" | "error";

export interface LogOptions {
  /** The least that is written. Default: info. `silent` writes nothing. */
  level?: LogLevel | "silent";
  /** `pretty`: a line for people. `json`: one JSON object a line. Default: json. */
  format?: "pretty" | "json";
  /** Colours in pretty lines. Default: false. */
  colour?: boolean;
  /** Where lines go, each with its line end. Default: the standard error, written at once, so that a crash loses none. */
  write?: (line: string) => void;
  /** Default: the system's. */
  clock?: Clock;
}

/**
 * Make the program's log, on pino.
 *
 * Nothing reaches the sink unredacted: each finished line, with the fields of every child, errors, causes
 * and stacks, is taken apart, cleaned (see redact.ts) and only then written. That costs about 10 µs a line,
 * so the hot path logs nothing at `info`.
 */
export function createLog(options: LogOptions = {}): RootLog {
  const write = options.write ?? standardError();
  const render =
    options.format === "pretty" ? (line: Line) => prettyLine(line, options.colour ?? false) : jsonLine;
  const clock = options.clock;
  return pino(
    {
      level: options.level ?? "info",
      base: null,
      messageKey: "message",
      errorKey: "error",
      // Errors are made plain by `plainFields`, wherever they stand.
      serializers: { error: (value: unknown) => value, err: (value: unknown) => value },
      formatters: { level: (label) => ({ level: label }), log: plainFields, bindings: plainFields },
      timestamp: () => `,"time":"${(clock?.now() ?? new Date()).toISOString()}"`,
    },
    { write: (text: string) => write(render(cleanLine(text))) },
  );
}

type Line = Record<string, unknown>;

function standardError(): (line: string) => void {
  const destination = pino.destination({ dest: 2, sync: true });
  return (line) => {
    destination.write(line);
  };
}

function cleanLine(text: string): Line {
  let line: unknown;
  try {
    line = JSON.parse(text);
  } catch {
    return { level: "error", message: "A log line could not be read and was left out" };
  }
  return redactValue(line) as Line;
}

function jsonLine(line: Line): string {
  return `${JSON.stringify(line)}\n`;
}

/** `16:01:17.250 warn   Message  key=value`, and the stack of an error below it. */
function prettyLine(line: Line, colour: boolean): string {
  const { level, time, message, error, ...fields } = line;
  const paint = (code: number, text: string) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);
  const name = String(level);
  const facts = Object.entries(fields).map(
    ([key, value]) => ` ${paint(2, `${visible(key)}=`)}${visible(short(value))}`,
  );
  const head = `${paint(2, String(time).slice(11, 23))} ${paint(LEVEL_COLOURS[name] ?? 0, name.padEnd(5))} ${visible(String(message ?? ""))}${facts.join("")}\n`;
  return error === undefined ? head : `${head}${paint(2, errorLines(error))}\n`;
}

const LEVEL_COLOURS: Record<string, number> = { debug: 2, info: 36, warn: 33, error: 31 };

function errorLines(error: unknown): string {
  const stack =
    typeof error === "object" && error !== null && "stack" in error ? String(error.stack) : short(error);
  return stack
    .split("\n")
    .map((line) => `    ${visible(line)}`)
    .join("\n");
}

function short(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Escape what would move the cursor, colour the terminal or forge a line. */
function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16);
    return `\\u{${code}}`;
  });
}

/** Fields as plain data: errors with their causes, maps and sets, no cycles, at most ten levels. */
function plainFields(fields: object): Record<string, unknown> {
  const plain = toPlain(fields, 0, []);
  if (typeof plain !== "object" || plain === null) return { value: plain };
  // pino's own name for an error; one name in the log.
  const { err, ...rest } = { err: undefined, ...plain };
  return err === undefined ? rest : { ...rest, error: err };
}

function toPlain(value: unknown, depth: number, parents: object[]): unknown {
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "function" || typeof value === "symbol") return undefined;
  if (typeof value !== "object" || value === null) return value;
  if (parents.includes(value)) return "[again]";
  if (depth > 10) return "[deeper]";
  const within = [...parents, value];
  const plain = (inner: unknown) => toPlain(inner, depth + 1, within);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "[no date]" : value.toISOString();
  if (value instanceof Error) return plainError(value, plain);
  if (value instanceof Map)
    return Object.fromEntries([...value].map(([key, item]) => [String(key), plain(item)]));
  if (value instanceof Set) return [...value].map(plain);
  if (value instanceof URL) return value.href;
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (Array.isArray(value)) return value.slice(0, 100).map(plain);
  return Object.fromEntries(Object.keys(value).map((key) => [key, plain(readField(value, key))]));
}

/** A getter may throw: a log line must not. */
function readField(value: object, key: string): unknown {
  try {
    return Reflect.get(value, key);
  } catch {
    return "[cannot be read]";
  }
}

function plainError(error: Error, plain: (value: unknown) => unknown): Record<string, unknown> {
  const facts = Object.keys(error).filter((key) => !["stack", "cause", "message", "name"].includes(key));
  return {
    type: error.name,
    message: error.message,
    ...Object.fromEntries(facts.map((key) => [key, plain(readField(error, key))])),
    ...(error instanceof AggregateError ? { errors: plain(error.errors) } : {}),
    stack: error.stack,
    ...(error.cause === undefined ? {} : { cause: plain(error.cause) }),
  };
}

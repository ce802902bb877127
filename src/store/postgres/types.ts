import pg from "pg";

/**
 * How values come out of PostgreSQL: as in JSON, and as from SQLite.
 *
 * int8 and numeric: number (int8 beyond ±2^53: bigint). timestamptz and timestamp: ISO 8601 text in UTC with
 * milliseconds and Z, what is finer is cut off. json and jsonb: parsed. All else as `pg` has it.
 */
export const postgresTypes = {
  getTypeParser(oid: number, format?: "text" | "binary") {
    const own = format === "binary" ? undefined : PARSERS.get(oid);
    return own ?? pg.types.getTypeParser(oid, format);
  },
};

const PARSERS = new Map<number, (text: string) => unknown>([
  [pg.types.builtins.INT8, toInteger],
  [pg.types.builtins.NUMERIC, Number],
  [pg.types.builtins.TIMESTAMPTZ, toIsoTime],
  [pg.types.builtins.TIMESTAMP, toIsoTime],
]);

function toInteger(text: string): number | bigint {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : BigInt(text);
}

/** The session's zone is UTC, so the server writes `2026-01-31 09:30:00.25+00`. */
function toIsoTime(text: string): string {
  const match = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d+))?(?:\+00)?$/.exec(text);
  // infinity, years before Christ or after 9999: nothing that Leadline writes.
  if (!match) return text;
  const [, day, time, fraction = ""] = match;
  return `${day}T${time}.${fraction.padEnd(3, "0").slice(0, 3)}Z`;
}

import { z } from "zod";
import { localDate } from "../../leads/calendar.ts";
import type { BusinessCalendar } from "../../leads/config.ts";
import type { Database } from "../database.ts";
import { type LocalDate, rowOf, startOf, UNITS } from "./dates.ts";
import type { Freshness } from "./plan.ts";

/** Where the state of the roll-ups is kept among the settings. */
export const STATE_KEY = "insights";

const stateSchema = z.object({
  /** Another one with each change, so that of two who count one is refused. */
  version: z.string(),
  /** What the roll-ups were made under: see {@link fingerprintOf}. */
  fingerprint: z.string(),
  /** The first day without a roll-up, and its first instant: changes to what came before mark days stale. */
  openFrom: z.string(),
  openAt: z.string(),
});

export type InsightState = z.infer<typeof stateSchema>;

/** What the counts depend on besides the leads. With another one, everything is counted again. */
export function fingerprintOf({ timeZone, hours, holidays }: BusinessCalendar): string {
  return JSON.stringify([FORM, timeZone, hours, holidays]);
}

/** Of how counts are kept; a change of it has all roll-ups made again. */
const FORM = 6;

export async function readState(read: Database["read"]): Promise<InsightState | null> {
  const [row] = await read({
    sql: `SELECT "value" FROM "settings" WHERE "key" = '${STATE_KEY}'`,
    params: [],
  });
  const value = typeof row?.[0] === "string" ? JSON.parse(row[0]) : row?.[0];
  return stateSchema.safeParse(value).data ?? null;
}

/** A stale day as it stands in the table: an instant of that day, `#`, and whose mark it is. */
export interface Mark {
  text: string;
  date: LocalDate;
}

export async function readMarks(read: Database["read"], timeZone: string): Promise<Mark[]> {
  const rows = await read({ sql: `SELECT "day" FROM "insight_stale_days"`, params: [] });
  return rows.map(([day]) => {
    const text = String(day);
    return { text, date: localDate(text.slice(0, text.indexOf("#")), timeZone) };
  });
}

/** What the roll-ups can tell under this calendar; null: nothing. */
export async function readFreshness(
  read: Database["read"],
  calendar: BusinessCalendar,
): Promise<Freshness | null> {
  const state = await readState(read);
  if (state === null || state.fingerprint !== fingerprintOf(calendar)) return null;
  const marks = await readMarks(read, calendar.timeZone);
  const stale = marks.flatMap(({ date }) => UNITS.map((unit) => rowOf(unit, startOf(unit, date))));
  return { openFrom: state.openFrom, stale: new Set(stale) };
}

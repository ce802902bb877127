import type { InsightQuery } from "../../commands/insights.ts";
import { localDate, localDay } from "../../leads/calendar.ts";
import type { Span } from "./count.ts";
import { endOf, type LocalDate, plusDays, rowOf, startOf, UNITS, type Unit } from "./dates.ts";

/** What the roll-ups can tell: everything before `openFrom` but those named in `stale`. */
export interface Freshness {
  openFrom: LocalDate;
  stale: ReadonlySet<string>;
}

/** A part of a question's period, and where its numbers are. */
export interface Part {
  start: LocalDate;
  /** Names of roll-ups. */
  rows: string[];
  /** What must be counted from the leads. */
  live: Span[];
}

/** Split a period by `each`, and each part into the fewest roll-ups of these units and what they do not hold. */
export function planPeriod(
  { from, to, each }: Pick<InsightQuery, "from" | "to" | "each">,
  timeZone: string,
  fresh: Freshness | null,
  units: readonly Unit[] = UNITS,
): Part[] {
  if (from >= to) return [];
  const parts: Part[] = [];
  const last = localDate(new Date(Date.parse(to) - 1).toISOString(), timeZone);
  let start = startOf(each ?? "day", localDate(from, timeZone));
  while (start <= last) {
    const end = each === undefined ? plusDays(last, 1) : endOf(each, start);
    parts.push(planPart(start, end, { from, to }, timeZone, fresh, units));
    start = end;
  }
  return parts;
}

function planPart(
  start: LocalDate,
  end: LocalDate,
  period: Span,
  timeZone: string,
  fresh: Freshness | null,
  units: readonly Unit[],
): Part {
  const part: Part = { start, rows: [], live: [] };
  const span: Span = {
    from: later(period.from, midnight(start, timeZone)),
    to: earlier(period.to, midnight(end, timeZone)),
  };
  // The dates that lie in it whole.
  const first = localDate(span.from, timeZone);
  const a = midnight(first, timeZone) === span.from ? first : plusDays(first, 1);
  const b = localDate(span.to, timeZone);
  /** Up to where it is told for: a date whose midnight need not be known where the next roll-up begins with it. */
  let covered: LocalDate | null = a === first ? a : null;
  const addLive = (to: string) => {
    const from = covered === null ? span.from : midnight(covered, timeZone);
    if (from < to) part.live.push({ from, to });
  };
  for (let date = a; fresh !== null && date < b && date < fresh.openFrom; ) {
    const unit = largestUnit(units, date, earlier(b, fresh.openFrom), fresh);
    if (unit === null) {
      date = plusDays(date, 1);
      continue;
    }
    if (covered !== date) addLive(midnight(date, timeZone));
    part.rows.push(rowOf(unit, date));
    date = endOf(unit, date);
    covered = date;
  }
  addLive(span.to);
  return part;
}

/** The largest roll-up that begins with the date, ends by `end`, and has no stale day; null when it is stale. */
function largestUnit(
  units: readonly Unit[],
  date: LocalDate,
  end: LocalDate,
  { stale }: Freshness,
): Unit | null {
  return (
    units.find((unit) => {
      if (startOf(unit, date) !== date) return false;
      return endOf(unit, date) <= end && !stale.has(rowOf(unit, date));
    }) ?? null
  );
}

/** Asked for every row of a plan: kept. */
const midnights = new Map<string, string>();

function midnight(date: LocalDate, timeZone: string): string {
  const key = `${date} ${timeZone}`;
  let at = midnights.get(key);
  if (at === undefined) {
    at = localDay(date, timeZone).from;
    if (midnights.size >= 5_000) midnights.clear();
    midnights.set(key, at);
  }
  return at;
}

const later = (a: string, b: string) => (a > b ? a : b);
const earlier = (a: string, b: string) => (a < b ? a : b);

import { DateTime } from "luxon";
import { laterTimes, nextTime } from "../../leads/follow-up-times.ts";
import type { At } from "../../leads/types/at.ts";
import type { Repeats } from "../../leads/types/follow-up.ts";

/** The days of those that repeat are counted from `first`; `start` is the first of a calendar's entries. */
interface Counted {
  first: DateTime;
  start: DateTime;
  /** Local dates. */
  holidays: readonly string[];
}

/**
 * How often something is done from `start` on, as the lines RRULE, EXDATE and RDATE of iCalendar, by the wall clock of the
 * zone of both. `repeats.left` counts from `start`.
 */
export function recurrenceRule(repeats: Repeats, counted: Counted): string {
  const { first, start } = counted;
  const skipped = repeats.skipHolidays === true ? skippedDates(repeats, counted) : [];
  const added = addedDates(repeats, counted);
  const end = endOf(repeats, counted, skipped.length + added.length > 0);
  const rule = [
    ...FREQUENCY[repeats.every](first, repeats.count),
    ...(repeats.count === 1 ? [] : [`INTERVAL=${repeats.count}`]),
    ...(typeof end === "number" ? [`COUNT=${end}`] : []),
    ...(typeof end === "string" ? [`UNTIL=${lastMoment(end, counted).toUTC().toFormat(UTC)}`] : []),
  ].join(";");
  const last = typeof end === "string" ? DateTime.fromISO(end, { zone: start.zone }).toFormat(DATE) : "9999";
  const dates = (name: string, list: string[]) =>
    list
      .filter((date) => date <= last)
      .map(
        (date) => `${name};TZID=${start.zoneName}:${date.replaceAll("-", "")}T${first.toFormat("HHmmss")}`,
      );
  return [`RRULE:${rule}`, ...dates("EXDATE", skipped), ...dates("RDATE", added)].join("\r\n");
}

/** Whether the rule can begin on this local day: on the day of the month that it goes on with. */
export function canBeginOn(time: DateTime, { every }: Repeats, first: DateTime): boolean {
  return every !== "month" || time.day === first.day || first.day === 31;
}

const FREQUENCY: Record<Repeats["every"], (first: DateTime, count: number) => string[]> = {
  day: () => ["FREQ=DAILY"],
  week: () => ["FREQ=WEEKLY"],
  weekday: (_first, count) => [count === 1 ? "FREQ=WEEKLY" : "FREQ=DAILY", "BYDAY=MO,TU,WE,TH,FR"],
  month: ({ day }) => (day === 31 ? ["FREQ=MONTHLY", "BYMONTHDAY=-1"] : ["FREQ=MONTHLY"]),
};

/** How many years of short months are told. */
const YEARS = 10;

/**
 * The last days of the Februaries that have no 29th or 30th: a rule by itself leaves such a month out, and BYSETPOS, which
 * could say it, is not understood by every calendar.
 */
function addedDates(repeats: Repeats, counted: Counted): string[] {
  const { first, start, holidays } = counted;
  if (repeats.every !== "month" || first.day < 29 || first.day > 30) return [];
  const found: string[] = [];
  for (const time of laterTimes(
    from(repeats, counted, toAt(start)),
    toAt(start),
    start.zoneName!,
    holidays,
  )) {
    const day = DateTime.fromISO(time, { zone: start.zone });
    if (day.year > start.year + YEARS) break;
    if (day.day !== first.day) found.push(day.toFormat(DATE));
  }
  return found;
}

/** How many there are, or when they end; null when they do not. A calendar knows one of both, and counts what is skipped, but not what is added. */
function endOf(repeats: Repeats, counted: Counted, isUneven: boolean): number | At | null {
  const { left, until } = repeats;
  if (left === undefined) return until ?? null;
  if (until === undefined && !isUneven) return left;
  let last = toAt(counted.start);
  for (const time of laterTimes(
    from(repeats, counted, last),
    last,
    counted.start.zoneName!,
    counted.holidays,
  ))
    last = time;
  return last;
}

/** Where the last comes at an hour that the clock shows twice, the second: some calendars take it to be then. */
function lastMoment(end: At, { first, start }: Counted): DateTime {
  const moment = DateTime.fromISO(end, { zone: start.zone });
  const { hour, minute } = first;
  const both = moment.set({ hour, minute, second: 0, millisecond: 0 }).getPossibleOffsets();
  const [one, other] = both.map((each) => each.toMillis()).sort((a, b) => a - b);
  const isBetween = one !== undefined && other !== undefined && one <= +moment && +moment < other;
  return isBetween ? DateTime.fromMillis(other, { zone: start.zone }) : moment;
}

/** The holidays on which it would be due. */
function skippedDates(repeats: Repeats, counted: Counted): string[] {
  const zone = counted.start.zoneName!;
  const { left: _left, until: _until, skipHolidays: _skip, ...always } = repeats;
  return counted.holidays.filter((date) => {
    const midnight = DateTime.fromISO(date, { zone });
    if (!midnight.isValid || midnight.toMillis() < counted.start.toMillis()) return false;
    const before = toAt(midnight.minus({ milliseconds: 1 }));
    const next = nextTime(from(always, counted, before), before, zone, []);
    return next !== null && DateTime.fromISO(next, { zone }).toFormat(DATE) === date;
  });
}

function from(repeats: Repeats, { first }: Counted, time: At) {
  return { repeats: { ...repeats, since: toAt(first) }, plannedFor: time, dueAt: time };
}

function toAt(time: DateTime): At {
  return new Date(time.toMillis()).toISOString();
}

const DATE = "yyyy-MM-dd";
const UTC = "yyyyMMdd'T'HHmmss'Z'";

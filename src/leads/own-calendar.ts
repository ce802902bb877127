import { DateTime } from "luxon";
import { isWorkingTime, nextWorkingTime } from "./calendar.ts";
import type { BusinessCalendar } from "./config.ts";
import type { At } from "./types/at.ts";
import type { Rep } from "./types/rep.ts";

/** When a day begins for whom no hours are known: 09:00. */
const MORNING = 9;

/** A rep's own working days in their own zone; without hours of their own, those of the business by the rep's clock. */
export function ownCalendar(
  rep: Pick<Rep, "hours" | "timeZone"> & Partial<Pick<Rep, "holidays">>,
  business: BusinessCalendar,
): BusinessCalendar {
  const holidays = [...business.holidays, ...(rep.holidays ?? [])];
  return { timeZone: rep.timeZone, hours: rep.hours ?? business.hours, holidays };
}

/** When work begins on this local day, or on the next one that has any. */
export function morningFrom(day: DateTime, calendar: BusinessCalendar): DateTime {
  const zone = calendar.timeZone;
  const from = day.setZone(zone, { keepLocalTime: true }).startOf("day");
  const at = nextWorkingTime(toAt(from), calendar);
  if (at === null) return from.set({ hour: MORNING });
  const begins = DateTime.fromISO(at, { zone });
  // A day that is open from midnight begins in the morning all the same.
  const morning = begins.set({ hour: MORNING, minute: 0 });
  return begins.hour < MORNING - 4 && isWorkingTime(toAt(morning), calendar) ? morning : begins;
}

export function toAt(time: DateTime): At {
  return new Date(time.toMillis()).toISOString();
}

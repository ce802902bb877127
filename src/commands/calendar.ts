import type { FlowBundle } from "../flow/bundle.ts";
import type { BusinessCalendar } from "../leads/config.ts";

/** When the business is open, as its files say. */
export function calendarOf({ business }: Pick<FlowBundle, "business">): BusinessCalendar {
  const { timeZone, hours, holidays } = business;
  return { timeZone, hours, holidays: holidays.map((holiday) => holiday.date) };
}

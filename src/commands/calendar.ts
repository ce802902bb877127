import type { FlowBundle } from "../flow/bundle.ts";
import type { BusinessCalendar } from "../leads/config.ts";

/** When the business is open, as its files say. */
export function calendarOf({ calendar }: Pick<FlowBundle, "calendar">): BusinessCalendar {
  return calendar;
}

import { nextWorkingTime } from "./calendar.ts";
import type { OutreachRules, QuietHours } from "./config/outreach.ts";
import type { BusinessCalendar } from "./config.ts";
import type { At } from "./types/at.ts";
import type { Weekday, WeekHours } from "./types/rep.ts";

/**
 * The first moment from `at` on that is quiet in none of the zones: outside of all the quiet hours, and on a day that
 * is allowed; null when there is none (within two years).
 */
export function nextLoudTime(
  at: At,
  zones: readonly string[],
  quiet: readonly QuietHours[],
  rules: Pick<OutreachRules, "weekends" | "holidays">,
  holidays: readonly string[],
): At | null {
  const hours = loudWeek(quiet, rules.weekends);
  const calendars = zones.map(
    (timeZone): BusinessCalendar => ({ timeZone, hours, holidays: rules.holidays ? [] : holidays }),
  );
  let time = at;
  // Each zone moves it on; where they never agree, it has moved by months before we give up.
  for (let i = 0; i < MOST_MOVES; i += 1) {
    const before = time;
    for (const calendar of calendars) {
      const next = nextWorkingTime(time, calendar);
      if (next === null) return null;
      time = next;
    }
    if (time === before) return time;
  }
  return null;
}

const MOST_MOVES = 200;

const DAYS: readonly Weekday[] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

function loudWeek(quiet: readonly QuietHours[], weekends: boolean): WeekHours {
  const spans = loudSpans(quiet);
  const days = weekends ? DAYS : DAYS.slice(0, 5);
  return Object.fromEntries(days.map((day) => [day, spans]));
}

/** What is left of a day without these hours, which may go over midnight. */
export function loudSpans(quiet: readonly QuietHours[]): [string, string][] {
  const cuts = quiet.flatMap(([from, to]): [string, string][] =>
    from === to
      ? []
      : from < to
        ? [[from, to]]
        : [
            ["00:00", to],
            [from, "24:00"],
          ],
  );
  const spans: [string, string][] = [];
  let begin = "00:00";
  for (const [from, to] of cuts.sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (begin < from) spans.push([begin, from]);
    if (to > begin) begin = to;
  }
  if (begin < "24:00") spans.push([begin, "24:00"]);
  return spans;
}

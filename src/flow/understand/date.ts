import type { DateTime } from "luxon";
import { CHANGES_THE_DATE, SHORT_WEEKDAYS } from "./date-words.ts";
import { comingWeekday, findDates, todayOf } from "./find-dates.ts";
import { localeOf } from "./numbers.ts";
import { type Found, MASK, NONE, type Reading, toReading, type UnderstandContext } from "./reading.ts";
import { prepare, wordsOf } from "./words.ts";

/**
 * Read a date as `yyyy-mm-dd` in the person's time zone: "tomorrow", "15/03", "el 3 de mayo", "in two weeks".
 *
 * Nothing is guessed: a word left over that could change the date ("not", "after", "ago", another number)
 * makes the reading none. Choices made here: "next week" is its Monday, "next month" and a month its first
 * day; a day without a year is the next one; "Friday" is the coming one, but "next Friday" is ambiguous when
 * it can be either of two; "03/04" is day first in Portuguese and Spanish and ambiguous in English; "as soon
 * as possible" is today. A time of day is left in `rest`.
 */
export function readDate(text: string, ctx: UnderstandContext): Reading<string> {
  const said = prepare(text);
  if (said.length > LONGEST) return NONE;
  const { found, rest } = findDates(said, ctx);
  if (found.length === 0) return readShort(rest, ctx);
  for (const { word } of wordsOf(rest.replaceAll(MASK, " "))) {
    if (CHANGES_THE_DATE.has(word) || /\p{N}/u.test(word)) return NONE;
  }
  // "Friday 27/11": the weekday only confirms the date, or contradicts it, and then both are offered.
  const exact = found.filter(({ weekday }) => !weekday);
  const agreed =
    exact.length === 1 &&
    exact[0]!.dates.length === 1 &&
    found.every(({ dates, weekday }) => !weekday || dates[0]!.weekday === exact[0]!.dates[0]!.weekday);
  const used = agreed ? found.map((each) => ({ ...each, dates: exact[0]!.dates })) : found;
  return toReading(
    said,
    used.flatMap(({ dates, start, end }) => dates.map((date) => toFound(date, start, end, ctx))),
  );
}

/** A date as it is echoed, with its weekday: "Friday, November 27, 2026". */
export function formatDate(date: string, ctx: Pick<UnderstandContext, "language" | "country">): string {
  const locale = localeOf(ctx.language, ctx.country);
  let format = formats.get(locale);
  if (format === undefined) {
    format = new Intl.DateTimeFormat(locale, {
      weekday: "long",
      year: "numeric",
      month: "long",
      day: "numeric",
      timeZone: "UTC",
    });
    if (formats.size < 300) formats.set(locale, format);
  }
  return format.format(new Date(`${date}T00:00:00Z`));
}

/** A date with where it was found. */
export function toFound(date: DateTime, start: number, end: number, ctx: UnderstandContext): Found<string> {
  const value = date.toFormat("yyyy-MM-dd");
  return { value, display: formatDate(value, ctx), start, end };
}

const formats = new Map<string, Intl.DateTimeFormat>();
/** UTF-16 units. A story is no date. */
const LONGEST = 120;

/** "fri", "qua": only as the whole message. */
function readShort(folded: string, ctx: UnderstandContext): Reading<string> {
  const weekday = SHORT_WEEKDAYS.get(folded.replace(/[.!]/g, "").trim());
  if (weekday === undefined) return NONE;
  const today = todayOf(ctx);
  const coming = comingWeekday(today, weekday);
  const dates = weekday === today.weekday ? [today, coming] : [coming];
  return toReading(
    folded,
    dates.map((date) => toFound(date, 0, folded.length, ctx)),
  );
}

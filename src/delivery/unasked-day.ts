import type { UnaskedTerms } from "../channel/unasked.ts";
import { localDate, localDay } from "../leads/calendar.ts";
import { wentCounter } from "../leads/outreach-counters.ts";

/** The day of the business on which an unasked message goes out, where its channel sends so many a day at most. */
export function unaskedDay(
  channel: string,
  { perDay }: UnaskedTerms,
  at: string,
): { counter: string; most: number; endsAt: number } | null {
  if (perDay === undefined) return null;
  const date = localDate(at, perDay.zone);
  const endsAt = Date.parse(localDay(date, perDay.zone).to);
  return { counter: wentCounter(channel, date), most: perDay.most, endsAt };
}

import { DateTime } from "luxon";
import { earliest, isLeftOut, laterTimes, nextTime } from "../../leads/follow-up-times.ts";
import type { At } from "../../leads/types/at.ts";
import type { FollowUp, Repeats } from "../../leads/types/follow-up.ts";
import { canBeginOn, recurrenceRule } from "./recurrence-rule.ts";

/** What a calendar file says of the times of a follow-up that repeats. */
export interface CalendarSeries {
  /** Entries of their own: one that was moved or is late, or whose hour the clock skips. */
  single: At[];
  /** The first entry of all that follow, and the lines RRULE and EXDATE; null when nothing follows. */
  series: { start: DateTime; rule: string } | null;
}

/**
 * The times of a follow-up as RFC 5545 tells them, by the wall clock of `zone`: those for which it is planned again when each
 * is done before the next.
 */
export function calendarSeries(
  followUp: FollowUp,
  repeats: Repeats,
  { zone, holidays, at }: { zone: string; holidays: readonly string[]; at: At },
): CalendarSeries {
  const first = DateTime.fromISO(repeats.since ?? followUp.plannedFor, { zone });
  const single: At[] = [];
  for (const time of timesOf(followUp, at, zone, holidays)) {
    const start = DateTime.fromISO(time, { zone });
    const isNow = time === followUp.dueAt;
    const mayLead =
      hasClockOf(start, first) && canBeginOn(start, repeats, first) && !isLeftOut(start, repeats, holidays);
    if (mayLead && (!isNow || isInStep(followUp, repeats, { first, at, zone, holidays }))) {
      const { left } = repeats;
      const ofThese = left === undefined ? repeats : { ...repeats, left: left - single.length };
      return { single, series: { start, rule: recurrenceRule(ofThese, { first, start, holidays }) } };
    }
    single.push(time);
    if (single.length === MOST_SINGLE) break;
  }
  return { single, series: null };
}

/** The clock is changed twice a year at most; more than this in a row are left out by no calendar. */
const MOST_SINGLE = 5;

function* timesOf(followUp: FollowUp, at: At, zone: string, holidays: readonly string[]): Generator<At> {
  yield followUp.dueAt;
  yield* laterTimes(followUp, at, zone, holidays);
}

/** A calendar takes an hour that comes twice for the first, and goes on from the wall clock of the first entry. */
function hasClockOf(time: DateTime, first: DateTime): boolean {
  return (
    time.toFormat("HH:mm:ss") === first.toFormat("HH:mm:ss") && earliest(time).toMillis() === time.toMillis()
  );
}

/** Whether the one that is open was never moved, is one of those that the first leads to, and the next is what follows it. */
function isInStep(
  followUp: FollowUp,
  repeats: Repeats,
  { first, at, zone, holidays }: { first: DateTime; at: At; zone: string; holidays: readonly string[] },
): boolean {
  const { dueAt, plannedFor, moves } = followUp;
  if ((moves ?? 0) > 0 || dueAt !== plannedFor) return false;
  if (nextTime(followUp, at, zone, holidays) !== nextTime(followUp, dueAt, zone, holidays)) return false;
  const before = new Date(Date.parse(dueAt) - 1).toISOString();
  const since = new Date(first.toMillis()).toISOString();
  const { left: _left, ...endless } = { ...repeats, since };
  const earlier = { repeats: endless, dueAt: before, plannedFor: before };
  return since === dueAt || nextTime(earlier, before, zone, holidays) === dueAt;
}

import { DateTime } from "luxon";
import type { At } from "./types/at.ts";
import type { FollowUp, Repeats } from "./types/follow-up.ts";

/** What the times of one that repeats follow from. */
export type Repeating = Pick<FollowUp, "repeats" | "plannedFor" | "dueAt">;

/**
 * When one that repeats is due again after it was done at `now`: at the same local time of `timeZone` also where the clock
 * was changed meanwhile, for the next time that is still to come; null when it is not. Counted from the first one, so that
 * a month that is too short or an hour that is skipped shifts no later one. Of an hour that comes twice, the first.
 * `holidays`: local dates that one which leaves them out goes round.
 */
export function nextTime(
  { repeats, plannedFor, dueAt }: Repeating,
  now: At,
  timeZone: string,
  holidays: readonly string[],
): At | null {
  if (repeats === null || repeats.count < 1 || repeats.left === 1) return null;
  const first = DateTime.fromISO(repeats.since ?? plannedFor, { zone: timeZone });
  if (!first.isValid) return null;
  const after = Date.parse([now, plannedFor, dueAt].sort().at(-1)!);
  const unit = repeats.every === "weekday" ? "days" : (`${repeats.every}s` as const);
  const passed = DateTime.fromMillis(after, { zone: timeZone }).diff(first, unit).as(unit);
  const from = Math.max(1, Math.floor(passed / repeats.count) - 1);
  for (let n = from; n < from + MOST_TRIES; n += 1) {
    const at = earliest(first.plus({ [unit]: n * repeats.count }));
    if (at.toMillis() <= after || isLeftOut(at, repeats, holidays)) continue;
    const due = new Date(at.toMillis()).toISOString();
    return repeats.until !== undefined && due > repeats.until ? null : due;
  }
  return null;
}

/** All times after the one that is open now, in order, as if each was done in time; without end where it has none. */
export function* laterTimes(
  followUp: Repeating,
  now: At,
  timeZone: string,
  holidays: readonly string[],
): Generator<At> {
  let { repeats } = followUp;
  for (let last = followUp; ; ) {
    const dueAt = nextTime(last, now, timeZone, holidays);
    if (dueAt === null) return;
    yield dueAt;
    repeats = leftOf(repeats);
    last = { repeats, plannedFor: dueAt, dueAt };
  }
}

/** Whether a local day is left out: a weekend of those from Monday to Friday, or a holiday. */
export function isLeftOut(
  at: DateTime,
  { every, skipHolidays }: Repeats,
  holidays: readonly string[],
): boolean {
  if (every === "weekday" && at.weekday > 5) return true;
  return skipHolidays === true && holidays.includes(at.toFormat("yyyy-MM-dd"));
}

/** How it repeats after one more is done. */
export function leftOf(repeats: Repeats | null): Repeats | null {
  return repeats?.left === undefined ? repeats : { ...repeats, left: repeats.left - 1 };
}

/** What a follow-up and those that come after it have in common: no other's, of another installation either. */
export function seriesIdOf({
  id,
  createdAt,
  repeats,
}: Pick<FollowUp, "id" | "createdAt" | "repeats">): string {
  return repeats?.series ?? `${id}-${Date.parse(createdAt).toString(36)}`;
}

/** More than all holidays that a business lists, and the weekends between them. */
const MOST_TRIES = 2_000;

/** Of a local time that comes twice, the first. */
export function earliest(time: DateTime): DateTime {
  return time.getPossibleOffsets().reduce((first, each) => (each < first ? each : first), time);
}

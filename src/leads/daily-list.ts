import { DateTime } from "luxon";
import { isWorkingTime, localDate } from "./calendar.ts";
import type { BusinessCalendar, Stage } from "./config.ts";
import { earliest } from "./follow-up-times.ts";
import { morningFrom, ownCalendar, toAt } from "./own-calendar.ts";
import type { Turn } from "./turn.ts";
import type { At } from "./types/at.ts";
import type { Rep } from "./types/rep.ts";
import type { Timer } from "./types/timer.ts";

/** The timer of a rep's daily list; its payload is `{ repId, dueAt }`. One is pending for everybody who is active. */
export const DAILY_LIST = "daily-list";

/** Somebody has no such timer yet: they are new, or have come back. */
export const DAILY_LIST_BEGINS = "daily-list-begins";

/** Whether a lead in this stage should always have a next step planned: open ones, unless they say otherwise. */
export function needsNextStep({ kind, nextStep }: Pick<Stage, "kind" | "nextStep">): boolean {
  return kind === "open" && nextStep !== false;
}

/**
 * When a rep's next daily list is due after `after`, on a later local day than that unless `sameDay`: on working days in
 * the rep's own zone, at `clock` (`08:30`), or when work begins. Where the clock is put forward over that time it is
 * right after; where it comes twice, at the first.
 */
export function nextDailyList(
  rep: Pick<Rep, "hours" | "timeZone">,
  business: BusinessCalendar,
  clock: string | null,
  after: At,
  sameDay: boolean,
): At {
  const calendar = ownCalendar(rep, business);
  const now = DateTime.fromISO(after, { zone: rep.timeZone });
  let day: DateTime = now.startOf("day").plus({ days: sameDay ? 0 : 1 });
  for (;;) {
    const begins = morningFrom(day, calendar);
    const [hour = 0, minute = 0] = (clock ?? begins.toFormat("HH:mm")).split(":").map(Number);
    const due = earliest(begins.startOf("day").set({ hour, minute }));
    if (due.toMillis() > now.toMillis()) return toAt(due);
    day = begins.startOf("day").plus({ days: 1 });
  }
}

/** Whether the rep works at all on the local day of `at`. */
export function isWorkingDay(
  rep: Pick<Rep, "hours" | "timeZone">,
  business: BusinessCalendar,
  at: At,
): boolean {
  const calendar = ownCalendar(rep, business);
  const day = DateTime.fromISO(at, { zone: rep.timeZone }).startOf("day");
  const begins = morningFrom(day, calendar);
  return begins.hasSame(day, "day") && isWorkingTime(toAt(begins), calendar);
}

/**
 * Set the timer of a rep's next list. Its id names the time, so that one in flight for another time does not put it out, and
 * the turn: where the clock was set back a time comes again, and what fired for it once would not fire again.
 * `standInToldAt`: up to when those who stand in for the rep were told what is overdue.
 */
export function saveDailyList(turn: Turn, repId: string, dueAt: At, standInToldAt?: At): void {
  const timer: Timer = {
    id: `${DAILY_LIST}:${repId}:${Date.parse(dueAt).toString(36)}:${turn.seq.toString(36)}`,
    kind: DAILY_LIST,
    conversationId: null,
    leadId: null,
    payload: { repId, dueAt, ...(standInToldAt === undefined ? {} : { standInToldAt }) },
    dueAt,
    status: "pending",
    createdAt: turn.at,
  };
  turn.save("timers", timer);
}

/** Whether both moments are on one local day of the rep. */
export function isSameDay(rep: Pick<Rep, "timeZone">, one: At, other: At): boolean {
  return localDate(one, rep.timeZone) === localDate(other, rep.timeZone);
}

import { DateTime } from "luxon";
import type { Turn } from "./turn.ts";
import type { At } from "./types/at.ts";
import type { Digest } from "./types/digest.ts";
import type { Role } from "./types/rep.ts";
import type { Timer } from "./types/timer.ts";

/** The kind of the timers of digests; the payload has the digest's id and the role of who wants it. */
export const DIGEST = "digest";

/**
 * When the digest is told next after `after`: at its local time in its own zone, every day, each Monday, or each
 * first of the month. Where the clock is put forward over that time it is told right after the gap; where the time
 * comes twice, at the first.
 */
export function nextDigestAt(digest: Pick<Digest, "every" | "at" | "timeZone">, after: At): At {
  const { every, timeZone } = digest;
  const [hour = 8, minute = 0] = digest.at.split(":").map(Number);
  const from = DateTime.fromISO(after, { zone: timeZone });
  let day =
    every === "day" ? from.startOf("day") : every === "week" ? from.startOf("week") : from.startOf("month");
  const step = every === "day" ? { days: 1 } : every === "week" ? { weeks: 1 } : { months: 1 };
  for (;;) {
    const { year, month, day: date } = day;
    const due = earliest(DateTime.fromObject({ year, month, day: date, hour, minute }, { zone: timeZone }));
    if (due.toMillis() > from.toMillis()) return new Date(due.toMillis()).toISOString();
    day = day.plus(step);
  }
}

/** The last time up to `now` at which it was due, from `due` on: what was missed before that is not told any more. */
export function lastDueAt(digest: Pick<Digest, "every" | "at" | "timeZone">, due: At, now: At): At {
  let last = due;
  for (let next = nextDigestAt(digest, last); next <= now; next = nextDigestAt(digest, last)) last = next;
  return last;
}

/** Keep a digest as it now is, with the timer that tells it next; switched off, it has none. */
export function saveDigest(turn: Turn, digest: Digest, role: Role): void {
  turn.save("digests", digest);
  turn.save("timers", digestTimer(digest, role, turn.at));
}

/** One timer for each digest: it moves on with it, so that the same moment is never told twice. */
export function digestTimer(digest: Digest, role: Role, after: At): Timer {
  return {
    id: `${DIGEST}:${digest.id}`,
    kind: DIGEST,
    conversationId: null,
    leadId: null,
    payload: { digestId: digest.id, role },
    dueAt: nextDigestAt(digest, after),
    status: digest.active ? "pending" : "cancelled",
    createdAt: after,
  };
}

/** Of a local time that comes twice, the first. */
function earliest(time: DateTime): DateTime {
  const all = time.getPossibleOffsets();
  return all.reduce((first, each) => (each < first ? each : first), time);
}

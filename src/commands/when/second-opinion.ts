import { casual } from "chrono-node/en";
import type { DateTime } from "luxon";
import { MONTH_NAMES } from "./words.ts";

/**
 * Whether chrono, asked the same in plain English, means the same time. It is a second reader that knows nothing of
 * ours: what the two do not agree on is not taken. Its answer counts only when one result covers the whole text.
 *
 * `english` is what the grammar made of the words ("in 3 days", "friday"); null where English has no plain word for
 * it, and then the date is written out.
 */
export function agrees(english: string | null, meant: DateTime, now: DateTime): boolean {
  const day = english ?? `${meant.day} ${MONTH_NAMES[meant.month - 1]} ${meant.year}`;
  const text = `${day} at ${meant.toFormat("HH:mm")}`;
  const found = whole(text, now);
  if (found === null) return false;
  return (
    found.get("year") === meant.year &&
    found.get("month") === meant.month &&
    found.get("day") === meant.day &&
    found.get("hour") === meant.hour &&
    found.get("minute") === meant.minute
  );
}

/** The same for a distance in minutes from now, to the minute. */
export function agreesOnDistance(minutes: number, meant: DateTime, now: DateTime): boolean {
  const found = whole(`in ${minutes} minutes`, now);
  return found !== null && Math.abs(found.date().getTime() - meant.toMillis()) < 60_000;
}

function whole(text: string, now: DateTime) {
  const reference = { instant: now.toJSDate(), timezone: now.offset };
  const results = casual.parse(text, reference, { forwardDate: true });
  const only = results[0];
  if (results.length !== 1 || only === undefined) return null;
  return only.index === 0 && only.text.length === text.length && only.end == null ? only.start : null;
}

import { DateTime } from "luxon";
import { foldInPlace } from "../../flow/understand/words.ts";
import type { At } from "../../leads/types/at.ts";
import type { Weekday } from "../../leads/types/rep.ts";
import { minutesOf } from "./clock.ts";
import type { Asked, Said } from "./pattern.ts";
import { readPieces } from "./pieces.ts";
import { refuse } from "./refusal.ts";
import { agrees, agreesOnDistance } from "./second-opinion.ts";
import type { Moment, MomentContext, MomentReading } from "./types.ts";
import { vagueness } from "./vague.ts";
import { instantsOf, localDay, localTime, namesZone } from "./zone.ts";

/**
 * Read the time with which a text begins: "tomorrow at 10", "amanhã às 10", "el viernes por la tarde", "in 3 days",
 * "2026-12-05 09:30". In the three languages at once; the person's own decides what 5/12 means.
 *
 * Never a guess: what may mean two times, is understood only in part, is past, is not on the clock of that day, or is
 * more than two years ahead, is refused with a reason and, where there are any, the times that may have been meant.
 * What stands behind the time must not change it, nor tell a second hour. A second reader (chrono) must agree.
 *
 * A day without an hour begins with the person's working hours, else at 09:00. A morning is the same, an afternoon is
 * 14:00, an evening 19:00, the end of the day the end of work, else 18:00. "Next week" is its Monday, "next month" its
 * first day.
 */
export function readMoment(text: string, context: MomentContext): MomentReading {
  const shown = text.slice(0, LONGEST);
  const lead = /^\s*/.exec(shown)![0].length;
  const asked: Asked = { ...context, today: localDay(context.at, context.zone) };
  const exact = readInstant(text, lead, asked);
  if (exact !== null) return exact;
  const said = shown.slice(lead);
  const pieces = readPieces(said, asked);
  if (pieces === null) return vagueness(foldInPlace(said), text.length);
  const end = lead + pieces.end;
  if (pieces.isHalf) return refuse.halfUnderstood(text.slice(lead, end), end);
  const { days, clock, part, zone, isNoDate } = pieces.said;
  if (isNoDate) return refuse.noSuchDate(text.slice(lead, end), end);
  const offset = zone === undefined ? null : offsetIn(zone, context.zone);
  if (offset === undefined) return refuse.otherZone(asked, end);
  if (days === undefined && clock === undefined && part === undefined && pieces.said.minutes === undefined)
    return null;
  const times = timesOf(pieces.said, asked, offset);
  if ("kind" in times) return { ...times, end };
  const found: Moment = {
    kind: "moment",
    at: toAt(times.time),
    start: lead,
    end,
    rest: text.slice(end).replace(/^[\s,;:–—-]+/, ""),
    hasTime: clock !== undefined || pieces.said.minutes !== undefined,
  };
  return times.time > localTime(context.at, context.zone).plus({ years: 2 })
    ? refuse.tooFar(found.at, asked, end)
    : found;
}

/**
 * Read a time that ends a text: "call Ana about the offer tomorrow at 10" gives what stands before it as well. Null when
 * the text does not end with a time.
 */
export function readMomentAtEnd(
  text: string,
  context: MomentContext,
): { before: string; moment: Exclude<MomentReading, null> } | null {
  if (text.length > LONGEST) return null;
  for (const match of text.matchAll(/\S+/g)) {
    const moment = readMoment(text.slice(match.index), context);
    if (moment === null) continue;
    if (moment.kind === "moment" && moment.rest !== "") continue;
    return { before: text.slice(0, match.index).trim(), moment };
  }
  return null;
}

/** UTF-16 units that are looked at. */
const LONGEST = 4_000;

/** The one time that is meant, or why there is none. */
function timesOf(
  said: Said,
  asked: Asked,
  offset: number | null,
): { time: DateTime } | ReturnType<typeof refuse.past> {
  const now = localTime(asked.at, asked.zone);
  if (said.minutes !== undefined) {
    const exact = now.plus({ minutes: said.minutes });
    const time = exact.equals(exact.startOf("minute")) ? exact : exact.startOf("minute").plus({ minutes: 1 });
    if (!agreesOnDistance(said.minutes, exact, now)) return refuse.halfUnderstood("", 0);
    return { time };
  }
  const days = said.days ?? [asked.today];
  const named = said.weekday;
  const fitting = days.filter((day) => named === undefined || day.weekday === named);
  if (days.length > 0 && fitting.length === 0) return refuse.contradicts(days[0]!, 0);
  if (fitting.length === 0) return refuse.noSuchDate("", 0);
  if (said.clock?.midnight && said.days !== undefined) return refuse.midnight(fitting[0]!, said, asked);
  if (said.either !== undefined)
    return refuse.ambiguous(
      said.either.map((minute) => ({ day: fitting[0]!, minute })),
      asked,
    );
  const length = said.days === undefined && said.part === undefined ? said.clock?.length : undefined;
  if (length !== undefined) {
    const hours = minutesOf(said.clock!, null).map((minute) => ({ day: asked.today, minute }));
    return refuse.ambiguous(hours, asked, now.plus({ minutes: length }).startOf("minute"));
  }
  const wanted = fitting.flatMap((day) => minutes(said, day, asked).map((minute) => ({ day, minute })));
  if (wanted.length === 0) return refuse.contradictsPart(0);
  return choose(wanted, said, asked, offset);
}

/** Of the times that may be meant, those that are still to come; one, or none is taken. */
function choose(
  wanted: { day: DateTime; minute: number }[],
  said: Said,
  asked: Asked,
  offset: number | null,
): { time: DateTime } | ReturnType<typeof refuse.past> {
  const now = localTime(asked.at, asked.zone);
  const ahead = wanted.filter(({ day, minute }) => wallAfter(day, minute, now));
  // "Midnight" is the one to come.
  if (said.clock?.midnight) {
    const time = instantsOf(asked.today.plus({ days: 1 }), 0, asked.zone)[0];
    return time === undefined ? refuse.notOnTheClock(asked.today.plus({ days: 1 }), 0, asked) : { time };
  }
  const one = ahead[0];
  if (one === undefined) return refuse.past(wanted[0]!, said, asked);
  if (ahead.length > 1) return refuse.ambiguous(ahead, asked);
  const instants = instantsOf(one.day, one.minute, asked.zone);
  const fitting = offset === null ? instants : instants.filter((time) => time.offset === offset);
  if (instants.length === 0) return refuse.notOnTheClock(one.day, one.minute, asked);
  if (fitting.length === 0) return refuse.otherZone(asked, 0);
  if (fitting.length > 1) return refuse.twice(fitting, asked);
  const time = fitting[0]!;
  if (time <= now) return refuse.past(one, said, asked);
  const english = wanted.length === 1 ? (said.english ?? null) : null;
  return agrees(english, time, now) ? { time } : refuse.halfUnderstood("", 0);
}

/** The minutes of the day that may be meant. */
function minutes(said: Said, day: DateTime, asked: Asked): number[] {
  const part = said.part ?? null;
  if (said.clock !== undefined) return minutesOf(said.clock, part);
  const spans = asked.hours?.[WEEKDAYS[day.weekday - 1]!] ?? [];
  const start = spans.length === 0 ? 540 : minuteOf(spans[0]![0]);
  if (part === "afternoon") return [840];
  if (part === "evening") return [1_140];
  if (part === "dawn") return [];
  if (part === "closing") return [Math.min(1_439, spans.length === 0 ? 1_080 : minuteOf(spans.at(-1)![1]))];
  return [part === "morning" && start >= 720 ? 540 : Math.min(1_439, start)];
}

function wallAfter(day: DateTime, minute: number, now: DateTime): boolean {
  const wall = day.plus({ minutes: minute });
  return wall >= DateTime.utc(now.year, now.month, now.day, now.hour, now.minute);
}

/** A time that is written with its offset from UTC, as programs do. */
function readInstant(text: string, start: number, asked: Asked): MomentReading {
  const match = INSTANT.exec(text.slice(start, start + 40));
  if (match === null) return null;
  const end = start + match[0].length;
  const time = DateTime.fromISO(match[0].toUpperCase(), { zone: localTime(asked.at, asked.zone).zone });
  if (!time.isValid) return refuse.noSuchDate(match[0], end);
  const now = localTime(asked.at, asked.zone);
  const whole = time.startOf("minute");
  if (whole <= now) return { ...refuse.pastAt(toAt(whole), asked), end };
  if (whole > now.plus({ years: 2 })) return refuse.tooFar(toAt(whole), asked, end);
  const rest = text.slice(end).replace(/^[\s,;:–—-]+/, "");
  return { kind: "moment", at: toAt(whole), start, end, rest, hasTime: true };
}

const INSTANT =
  /^\d{4}-\d{2}-\d{2}t\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:z|[+-]\d{2}:?\d{2})(?![\p{L}\p{N}])/iu;

/** The offset that a bracket names, null when only the zone; undefined when it is another zone. */
function offsetIn(said: string, zone: string): number | null | undefined {
  const [name, offset] = said.split(/, ?(?=utc|gmt)/);
  if (name === undefined || !namesZone(name, zone)) return undefined;
  if (offset === undefined) return null;
  const match = /^(?:utc|gmt)\s?([+−-])(\d{1,2})(?::(\d{2}))?$/.exec(offset);
  if (match === null) return undefined;
  return (match[1] === "+" ? 1 : -1) * (Number(match[2]) * 60 + Number(match[3] ?? 0));
}

function minuteOf(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));
}

function toAt(time: DateTime): At {
  return new Date(time.toMillis()).toISOString();
}

const WEEKDAYS: readonly Weekday[] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

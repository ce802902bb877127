import { IANAZone } from "luxon";

/** Every time zone that the machine knows. */
export const ZONES: readonly string[] = Intl.supportedValuesOf("timeZone");

/** A change of a zone's clock: the first instant with the new offset, in ms; offsets in minutes. */
export interface ClockChange {
  at: number;
  before: number;
  after: number;
}

const MINUTE = 60_000;
const WEEK = 7 * 24 * 60 * MINUTE;

/** The changes of a zone's clock within the years, to the minute; none where it is never changed. */
export function changesOf(zone: string, from = 2026, to = 2027): ClockChange[] {
  const { offset } = withOffset(zone);
  const changes: ClockChange[] = [];
  for (let at = Date.UTC(from, 0, 1); at < Date.UTC(to + 1, 0, 1); at += WEEK) {
    if (offset(at) === offset(at + WEEK)) continue;
    let [low, high] = [at, at + WEEK];
    while (high - low > MINUTE) {
      const middle = low + Math.floor((high - low) / 2 / MINUTE) * MINUTE;
      if (offset(middle) === offset(at)) low = middle;
      else high = middle;
    }
    changes.push({ at: high, before: offset(low), after: offset(high) });
  }
  return changes;
}

/** One zone of each kind, by when and how their clocks are changed within the years: what holds for it holds for all of its kind. */
export function kindsOfZones(
  from = 2026,
  to = 2027,
): { zone: string; alike: number; changes: ClockChange[] }[] {
  const kinds = new Map<string, { zone: string; alike: number; changes: ClockChange[] }>();
  for (const zone of ZONES) {
    const changes = changesOf(zone, from, to);
    const { offset } = withOffset(zone);
    const key = JSON.stringify([offset(Date.UTC(from, 0, 1)), changes]);
    const kind = kinds.get(key);
    if (kind === undefined) kinds.set(key, { zone, alike: 1, changes });
    else kind.alike += 1;
  }
  return [...kinds.values()];
}

/** The wall clock at an instant, in ms as if it were UTC. */
export function wallTime(at: number, zone: string): number {
  return at + withOffset(zone).offset(at) * MINUTE;
}

/** The instants, to the minute, at which the wall clock shows `wall`: none in a gap, two where it is put back. */
export function instantsOfWall(wall: number, zone: string): number[] {
  const { offset } = withOffset(zone);
  const guesses = new Set([-DAY, 0, DAY].map((shift) => wall - offset(wall + shift) * MINUTE));
  return [...guesses].filter((at) => wallTime(at, zone) === wall).sort((a, b) => a - b);
}

/**
 * When something of that local time is due on that date: at the first instant that shows it; where the clock is put
 * forward over it, as much later as it is put forward, which may be after midnight.
 */
export function dueOn(date: string, time: string, zone: string): number {
  const wall = Date.parse(`${date}T${time}:00Z`);
  const { offset } = withOffset(zone);
  return instantsOfWall(wall, zone)[0] ?? wall - offset(wall - offset(wall) * MINUTE - DAY) * MINUTE;
}

const DAY = 24 * 60 * MINUTE;

function withOffset(name: string): { offset: (at: number) => number } {
  const zone = IANAZone.create(name);
  return { offset: (at) => zone.offset(at) };
}

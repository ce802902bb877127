import { IANAZone } from "luxon";
import type { BusinessCalendar } from "./config.ts";
import type { At } from "./types/at.ts";
import type { Weekday } from "./types/rep.ts";

/**
 * Working time, exact over changes of the clock: an instant is working time when the wall clock then shows
 * a working hour of a day that is no holiday. So an hour that is skipped in spring is not worked, and one
 * that comes twice in autumn is worked twice.
 */

/** Whether `at` is working time. A calendar without hours is always open, except on holidays. */
export function isWorkingTime(at: At, calendar: BusinessCalendar): boolean {
  const wall = wallTime(Date.parse(at), zoneOf(calendar.timeZone));
  const day = Math.floor(wall / DAY);
  const minute = (wall - day * DAY) / MINUTE;
  const isOwn = spansOf(day, calendar).some(([from, to]) => minute >= from && minute < to);
  return isOwn && (calendar.and === undefined || isWorkingTime(at, calendar.and));
}

/** `at` when it is working time, else when work next begins; null when it never does (within two years). */
export function nextWorkingTime(at: At, calendar: BusinessCalendar): At | null {
  return addWorkingMs(Date.parse(at), 0, calendar);
}

/**
 * The instant by which `minutes` of working time have passed since `at`; null when they never do (within
 * two years). Zero minutes gives the next working time.
 */
export function addWorkingTime(at: At, minutes: number, calendar: BusinessCalendar): At | null {
  return addWorkingMs(Date.parse(at), minutes * MINUTE, calendar);
}

/**
 * The same time of day so many days later, of which only those count on which there is working time; within working
 * time. Null when there is no such day (within two years).
 */
export function addWorkingDays(at: At, days: number, calendar: BusinessCalendar): At | null {
  const zone = zoneOf(calendar.timeZone);
  const wall = wallTime(Date.parse(at), zone);
  const first = Math.floor(wall / DAY);
  let day = first;
  for (let left = days; left > 0; ) {
    day += 1;
    if (day - first > HORIZON_DAYS) return null;
    if (spansOf(day, calendar).length > 0) left -= 1;
  }
  return nextWorkingTime(toAt(startOfDay(day, zone) + wall - first * DAY), calendar);
}

/** How much working time, in minutes, lies between two instants; 0 when `to` is before `from`. */
export function workingMinutesBetween(from: At, to: At, calendar: BusinessCalendar): number {
  const start = Date.parse(from);
  const end = Date.parse(to);
  let sum = 0;
  for (const [a, b] of workingSpans(start, calendar)) {
    if (a >= end) break;
    sum += Math.min(b, end) - Math.max(a, start);
  }
  return sum / MINUTE;
}

/** The local date of an instant, `yyyy-mm-dd`. */
export function localDate(at: At, timeZone: string): string {
  return dateOfDay(Math.floor(wallTime(Date.parse(at), zoneOf(timeZone)) / DAY));
}

/**
 * When a local date begins and ends: from its first instant to the next date's first. Also right where
 * midnight is skipped or comes twice; empty for a date that the zone never had.
 */
export function localDay(date: string, timeZone: string): { from: At; to: At } {
  const day = Math.floor(Date.parse(`${date}T00:00:00Z`) / DAY);
  const zone = zoneOf(timeZone);
  return { from: toAt(startOfDay(day, zone)), to: toAt(startOfDay(day + 1, zone)) };
}

/** Whether the clocks of two zones show the same at that instant. */
export function isSameClock(at: At, timeZone: string, other: string): boolean {
  const ms = Date.parse(at);
  return timeZone === other || offsetMs(zoneOf(timeZone), ms) === offsetMs(zoneOf(other), ms);
}

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
/** Where a search for working time gives up. */
const HORIZON_DAYS = 732;
const WEEKDAYS: readonly Weekday[] = ["thu", "fri", "sat", "sun", "mon", "tue", "wed"]; // day 0 was a Thursday

function addWorkingMs(start: number, ms: number, calendar: BusinessCalendar): At | null {
  let left = ms;
  for (const [a, b] of workingSpans(start, calendar)) {
    const from = Math.max(a, start);
    if (left < b - from || (left === b - from && left > 0)) return toAt(from + left);
    left -= b - from;
  }
  return null;
}

/** The working spans that end after `start`, in order, as instants; two years of them. */
function workingSpans(start: number, calendar: BusinessCalendar): Iterable<[number, number]> {
  const own = ownSpans(start, calendar);
  return calendar.and === undefined ? own : commonSpans(own, workingSpans(start, calendar.and));
}

/** What lies in spans of both, each of which come in order. */
function* commonSpans(
  some: Iterable<[number, number]>,
  others: Iterable<[number, number]>,
): Generator<[number, number]> {
  const left = some[Symbol.iterator]();
  const right = others[Symbol.iterator]();
  let [a, b] = [left.next(), right.next()];
  while (!a.done && !b.done) {
    const from = Math.max(a.value[0], b.value[0]);
    const to = Math.min(a.value[1], b.value[1]);
    if (from < to) yield [from, to];
    if (a.value[1] <= b.value[1]) a = left.next();
    else b = right.next();
  }
}

function* ownSpans(start: number, calendar: BusinessCalendar): Generator<[number, number]> {
  const zone = zoneOf(calendar.timeZone);
  const first = Math.floor(wallTime(start, zone) / DAY) - 1; // the wall clock may have been set back a date
  for (let day = first; day <= first + HORIZON_DAYS; day += 1) {
    for (const span of knownSpansOnDay(day, zone, calendar)) {
      if (span[1] > start) yield span;
    }
  }
}

/** Everything that happens on a day asks for the same spans: kept as long as the calendar is. */
const known = new WeakMap<BusinessCalendar, Map<number, [number, number][]>>();

function knownSpansOnDay(day: number, zone: IANAZone, calendar: BusinessCalendar): [number, number][] {
  let days = known.get(calendar);
  if (days === undefined) {
    days = new Map();
    known.set(calendar, days);
  }
  let spans = days.get(day);
  if (spans === undefined) {
    spans = spansOnDay(day, zone, calendar);
    if (days.size >= 1_000) days.clear();
    days.set(day, spans);
  }
  return spans;
}

function spansOnDay(day: number, zone: IANAZone, calendar: BusinessCalendar): [number, number][] {
  const spans = spansOf(day, calendar);
  if (spans.length === 0) return [];
  const found: [number, number][] = [];
  for (const [begin, end, offset] of steadyParts(day, zone)) {
    for (const [from, to] of spans) {
      const a = Math.max(begin, day * DAY + from * MINUTE - offset);
      const b = Math.min(end, day * DAY + to * MINUTE - offset);
      if (a < b) found.push([a, b]);
    }
  }
  return found.sort((x, y) => x[0] - y[0]);
}

/** The spans of a local day in minutes since its midnight; none on a holiday. */
function spansOf(day: number, calendar: BusinessCalendar): readonly (readonly [number, number])[] {
  if (calendar.holidays.length > 0 && calendar.holidays.includes(dateOfDay(day))) return [];
  if (calendar.hours === null) return WHOLE_DAY;
  const weekday = WEEKDAYS[((day % 7) + 7) % 7]!;
  return (calendar.hours[weekday] ?? []).map(([from, to]) => [minuteOf(from), minuteOf(to)] as const);
}

const WHOLE_DAY = [[0, 1_440]] as const;

/** "09:30" → 570. */
function minuteOf(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));
}

/**
 * The instants around a local day in parts between which the clock is changed: begin, end, offset. They reach
 * over a day on each side, so that cutting a span to a part loses nothing of the day.
 */
function steadyParts(day: number, zone: IANAZone): [number, number, number][] {
  const begin = day * DAY - DAY;
  const end = day * DAY + 2 * DAY;
  const changes: number[] = [];
  for (let at = begin; at < end; at += DAY / 2) {
    if (offsetMs(zone, at) !== offsetMs(zone, at + DAY / 2))
      changes.push(changeBetween(at, at + DAY / 2, zone));
  }
  const borders = [begin, ...changes, end];
  return borders.slice(1).map((to, i) => [borders[i]!, to, offsetMs(zone, borders[i]!)]);
}

/** The first instant of a local day. */
function startOfDay(day: number, zone: IANAZone): number {
  for (const [begin, end, offset] of steadyParts(day, zone)) {
    const midnight = Math.max(begin, day * DAY - offset);
    if (midnight < end) return midnight;
  }
  return day * DAY - offsetMs(zone, day * DAY);
}

/** The instant after `before` at which the offset is that of `after`, to the minute. */
function changeBetween(before: number, after: number, zone: IANAZone): number {
  const old = offsetMs(zone, before);
  let low = before;
  let high = after;
  while (high - low > MINUTE) {
    const middle = low + Math.floor((high - low) / 2 / MINUTE) * MINUTE;
    if (offsetMs(zone, middle) === old) low = middle;
    else high = middle;
  }
  return high;
}

function wallTime(at: number, zone: IANAZone): number {
  return at + offsetMs(zone, at);
}

/** Asking Intl takes microseconds, and routing asks for the same moment of every rep. */
const offsets = new Map<string, number>();

function offsetMs(zone: IANAZone, at: number): number {
  const quarter = Math.floor(at / (15 * MINUTE)); // clocks are changed at whole quarters of an hour
  const key = `${zone.name} ${quarter}`;
  let offset = offsets.get(key);
  if (offset === undefined) {
    offset = Math.round(zone.offset(quarter * 15 * MINUTE) * MINUTE);
    if (offsets.size >= 2_000) offsets.clear();
    offsets.set(key, offset);
  }
  return offset;
}

/** An unknown zone counts as UTC: the settings and files are checked before they get here. */
function zoneOf(name: string): IANAZone {
  const zone = IANAZone.create(name);
  return zone.isValid ? zone : IANAZone.create("UTC");
}

function dateOfDay(day: number): string {
  return new Date(day * DAY).toISOString().slice(0, 10);
}

/** Everything that happens while nobody is in leads to the same next morning. */
const written = new Map<number, At>();

function toAt(ms: number): At {
  let at = written.get(ms);
  if (at === undefined) {
    at = new Date(ms).toISOString();
    if (written.size >= 2_000) written.clear();
    written.set(ms, at);
  }
  return at;
}

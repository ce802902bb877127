import fc from "fast-check";
import { IANAZone } from "luxon";
import { describe, expect, it } from "vitest";
import {
  addWorkingTime,
  isWorkingTime,
  localDate,
  localDay,
  nextWorkingTime,
  workingMinutesBetween,
} from "../../src/leads/index.ts";
import { aCalendar } from "../support/builders.ts";

const office = aCalendar({
  timeZone: "America/Sao_Paulo",
  hours: {
    mon: [
      ["09:00", "12:00"],
      ["13:00", "18:00"],
    ],
    tue: [["09:00", "18:00"]],
    fri: [["09:00", "18:00"]],
  },
  holidays: ["2026-04-21"],
});

describe("working hours", () => {
  it.each([
    ["a Monday morning", "2026-03-09T12:00:00.000Z", true], // 09:00 in São Paulo
    ["a minute before opening", "2026-03-09T11:59:00.000Z", false],
    ["lunch", "2026-03-09T15:30:00.000Z", false],
    ["the end of the day", "2026-03-09T21:00:00.000Z", false],
    ["the last minute", "2026-03-09T20:59:59.999Z", true],
    ["a day without hours", "2026-03-11T15:00:00.000Z", false],
    ["a Tuesday", "2026-03-10T15:00:00.000Z", true],
    ["a holiday on a Tuesday", "2026-04-21T15:00:00.000Z", false],
    ["Monday in São Paulo, Tuesday in UTC", "2026-03-10T00:30:00.000Z", false],
  ])("%s: %s is %s", (_, at, isOpen) => {
    expect(isWorkingTime(at, office)).toBe(isOpen);
  });

  it.each([
    ["within a span", "2026-03-10T13:00:00.000Z", 10, "2026-03-10T13:10:00.000Z"],
    ["over lunch", "2026-03-09T14:55:00.000Z", 10, "2026-03-09T16:05:00.000Z"],
    ["over a night", "2026-03-09T20:55:00.000Z", 10, "2026-03-10T12:05:00.000Z"],
    ["over a weekend", "2026-03-13T20:55:00.000Z", 10, "2026-03-16T12:05:00.000Z"],
    ["over a holiday", "2026-04-20T20:55:00.000Z", 10, "2026-04-24T12:05:00.000Z"],
    ["from before opening", "2026-03-10T03:00:00.000Z", 10, "2026-03-10T12:10:00.000Z"],
    ["to the end exactly", "2026-03-10T20:50:00.000Z", 10, "2026-03-10T21:00:00.000Z"],
    ["none at all", "2026-03-11T03:00:00.000Z", 0, "2026-03-13T12:00:00.000Z"],
  ])("adds %s", (_, at, minutes, due) => {
    expect(addWorkingTime(at, minutes, office)).toBe(due);
  });

  it("never ends where nobody ever works", () => {
    expect(nextWorkingTime("2026-03-09T12:00:00.000Z", aCalendar({ hours: {} }))).toBeNull();
  });

  it.each([
    // 02:00–03:00 is skipped in Berlin on 29 March 2026, and comes twice on 25 October.
    ["a skipped hour is not worked", "2026-03-29T00:30:00.000Z", 60, "2026-03-29T01:30:00.000Z"],
    ["an hour that comes twice is worked twice", "2026-10-25T00:00:00.000Z", 90, "2026-10-25T01:30:00.000Z"],
  ])("%s", (_, at, minutes, due) => {
    const night = aCalendar({ timeZone: "Europe/Berlin", hours: { sun: [["01:00", "06:00"]] } });
    expect(addWorkingTime(at, minutes, night)).toBe(due);
  });
});

describe("days", () => {
  it.each([
    ["an ordinary one", "2026-03-10", "America/Sao_Paulo", "2026-03-10T03:00:00.000Z", 24],
    ["one that loses an hour", "2026-03-08", "America/New_York", "2026-03-08T05:00:00.000Z", 23],
    ["one that gains an hour", "2026-11-01", "America/New_York", "2026-11-01T04:00:00.000Z", 25],
    ["one without a midnight", "2018-11-04", "America/Sao_Paulo", "2018-11-04T03:00:00.000Z", 23],
    ["one whose last hour comes twice", "2018-02-17", "America/Sao_Paulo", "2018-02-17T02:00:00.000Z", 25],
    ["one with two midnights", "2026-11-01", "America/Havana", "2026-11-01T04:00:00.000Z", 25],
    ["one that never was", "2011-12-30", "Pacific/Apia", "2011-12-30T10:00:00.000Z", 0],
    ["a half-hour zone's", "2026-04-05", "Australia/Lord_Howe", "2026-04-04T13:00:00.000Z", 24.5],
  ])("%s: %s in %s", (_, date, zone, from, hours) => {
    const day = localDay(date, zone);
    expect(day.from).toBe(from);
    expect((Date.parse(day.to) - Date.parse(day.from)) / 3_600_000).toBe(hours);
  });
});

const zones = [
  "UTC",
  "America/Sao_Paulo",
  "America/Mexico_City",
  "America/New_York",
  "America/Havana",
  "Europe/Lisbon",
  "Europe/Berlin",
  "Asia/Kathmandu",
  "Australia/Lord_Howe",
  "Pacific/Chatham",
  "Pacific/Apia",
  "America/Santiago",
  "Africa/Casablanca",
];
const zone = fc.constantFrom(...zones);
const span = fc
  .tuple(fc.nat(95), fc.nat(95))
  .filter(([a, b]) => a !== b)
  .map(([a, b]): [string, string] => [clock(Math.min(a, b)), clock(Math.max(a, b))]);
const calendar = fc
  .record({ timeZone: zone, mon: span, wed: span, sat: span, sun: span, isAlways: fc.boolean() })
  .map(({ timeZone, isAlways, mon, wed, sat, sun }) =>
    aCalendar({ timeZone, hours: isAlways ? null : { mon: [mon], wed: [wed], sat: [sat], sun: [sun] } }),
  );
const at = fc
  .integer({ min: Date.UTC(2010, 0, 1) / 60_000, max: Date.UTC(2030, 0, 1) / 60_000 })
  .map((minute) => new Date(minute * 60_000).toISOString());
/** Near the changes of the clock, where faults live. */
const moments = fc.oneof(
  at,
  fc
    .tuple(zone, fc.integer({ min: 2010, max: 2029 }), fc.integer({ min: -2_880, max: 2_880 }))
    .map(([name, year, minutes]) => new Date(lastChange(name, year) + minutes * 60_000).toISOString()),
);

describe("in any zone", () => {
  it("working time counted minute by minute is what the calendar says", () => {
    fc.assert(
      fc.property(calendar, moments, fc.integer({ min: 1, max: 3_000 }), (hours, from, length) => {
        const start = Date.parse(from);
        let worked = 0;
        for (let i = 0; i < length; i += 1) {
          if (isWorkingTime(new Date(start + i * 60_000).toISOString(), hours)) worked += 1;
        }
        const to = new Date(start + length * 60_000).toISOString();
        expect(workingMinutesBetween(from, to, hours)).toBe(worked);
      }),
      { numRuns: 150 },
    );
  });

  it("adding working time and counting it agree", () => {
    fc.assert(
      fc.property(calendar, moments, fc.integer({ min: 1, max: 2_000 }), (hours, from, minutes) => {
        const to = addWorkingTime(from, minutes, hours);
        expect(to).not.toBeNull();
        expect(workingMinutesBetween(from, to!, hours)).toBe(minutes);
        expect(isWorkingTime(new Date(Date.parse(to!) - 1).toISOString(), hours)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it("the next working time is the first that is one", () => {
    fc.assert(
      fc.property(calendar, moments, (hours, from) => {
        const next = nextWorkingTime(from, hours)!;
        expect(isWorkingTime(next, hours)).toBe(true);
        expect(workingMinutesBetween(from, next, hours)).toBe(0);
      }),
      { numRuns: 300 },
    );
  });

  it("every instant is in the day of its local date, and days follow each other without a gap", () => {
    fc.assert(
      fc.property(zone, moments, (name, now) => {
        const date = localDate(now, name);
        const day = localDay(date, name);
        expect(day.from <= now && now < day.to).toBe(true);
        const next = new Date(Date.parse(`${date}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
        expect(localDay(next, name).from).toBe(day.to);
      }),
      { numRuns: 500 },
    );
  });
});

function clock(quarter: number): string {
  return `${String(Math.floor(quarter / 4)).padStart(2, "0")}:${String((quarter % 4) * 15).padStart(2, "0")}`;
}

/** Some change of the clock in a year; the year's end where there is none. */
function lastChange(name: string, year: number): number {
  const zone = IANAZone.create(name);
  let found = Date.UTC(year, 11, 31);
  for (let t = Date.UTC(year, 0, 1); t < Date.UTC(year, 11, 31); t += 86_400_000) {
    if (zone.offset(t) !== zone.offset(t + 86_400_000)) found = t;
  }
  return found;
}

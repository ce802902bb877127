import fc from "fast-check";
import ICAL from "ical.js";
import { DateTime } from "luxon";
import { describe, expect, it } from "vitest";
import { calendarFile } from "../../src/commands/present/calendar-file.ts";
import { earliest } from "../../src/leads/follow-up-times.ts";
import { finishFollowUp, isRefusal, moveFollowUp } from "../../src/leads/index.ts";
import type { FollowUp, Repeats } from "../../src/leads/types/follow-up.ts";
import { aFollowUp, aLead, aTurn } from "../support/builders.ts";

/** As many as are compared of those that go on without end. */
const MANY = 40;

const lead = { id: "lead-1", number: 1, name: "Clara", company: null };

interface Case {
  zone: string;
  /** Local time of the first. */
  first: string;
  repeats: Repeats;
  holidays: string[];
  /** How many are done before the file is made, and how many minutes after it was due the file is made. */
  done: number;
  late: number;
  moved: number;
}

/** The times of a follow-up when each is done just as it is due, by doing so; the open one first. */
function timesByDoing(followUp: FollowUp, at: string, { zone, holidays }: Case): string[] {
  const times = [followUp.dueAt];
  for (let row = followUp, now = at; times.length < MANY; now = row.dueAt) {
    const turn = aTurn({ at: now > row.dueAt ? now : row.dueAt, followUps: [row], seq: times.length });
    const after = finishFollowUp(turn, aLead(), row, null, zone, holidays);
    if (isRefusal(after)) throw new Error(after.code);
    if (after.next === null) break;
    row = after.next;
    times.push(row.dueAt);
  }
  return times;
}

/** The times that another library finds in the file, in order. */
function timesInFile(file: string, zone: string): string[] {
  const calendar = new ICAL.Component(ICAL.parse(file));
  const times: string[] = [];
  for (const each of calendar.getAllSubcomponents("vevent")) {
    const event = new ICAL.Event(each);
    if (!event.isRecurring()) {
      times.push(event.startDate.toJSDate().toISOString());
      continue;
    }
    const occurrences = event.iterator();
    for (let i = 0; i < MANY; i++) {
      const next = occurrences.next();
      if (next === undefined || next === null) break;
      times.push(instantOf(next, zone));
    }
  }
  return times.sort().slice(0, MANY);
}

/**
 * As the other library reads it; but of a wall clock time that is skipped or comes twice, what RFC 5545 (3.3.5) says: the
 * offset before the change, and the first. That library takes the other in both.
 */
function instantOf(time: ICAL.Time, zone: string): string {
  const { year, month, day, hour, minute } = time;
  const wall = DateTime.fromObject({ year, month, day, hour, minute }, { zone });
  const isPlain = wall.hour === hour && wall.minute === minute && wall.getPossibleOffsets().length === 1;
  const instant = isPlain ? time.toJSDate() : earliest(wall).toJSDate();
  return instant.toISOString();
}

/** The follow-up of a case as it is when its file is made, and that moment. */
function rowOf(each: Case): { row: FollowUp; at: string } {
  const { zone, repeats, holidays, done, late, moved } = each;
  const first = DateTime.fromISO(each.first, { zone });
  const since = new Date(first.toMillis()).toISOString();
  let row = aFollowUp({
    dueAt: since,
    repeats: { ...repeats, since },
    createdAt: "2025-12-01T10:00:00.000Z",
  });
  for (let n = 0; n < done; n++) {
    const turn = aTurn({ at: row.dueAt, followUps: [row], seq: 100 + n });
    const after = finishFollowUp(turn, aLead(), row, null, zone, holidays);
    if (isRefusal(after) || after.next === null) break;
    row = after.next;
  }
  const before = DateTime.fromISO(row.dueAt).minus({ minutes: 1 });
  if (moved !== 0) {
    const to = new Date(DateTime.fromISO(row.dueAt).plus({ minutes: moved }).toMillis()).toISOString();
    const turn = aTurn({ at: before.toJSDate().toISOString(), followUps: [row], seq: 200 });
    const after = moveFollowUp(turn, aLead(), row, to);
    if (isRefusal(after)) throw new Error(after.code);
    row = after.followUp;
  }
  const at = DateTime.fromISO(row.dueAt).plus({ minutes: late }).toJSDate().toISOString();
  return { row, at };
}

function fileOf(row: FollowUp, at: string, { zone, holidays }: Case): string {
  return calendarFile([{ followUp: row, lead }], { name: "Ana", language: "en", zone, at, holidays });
}

const zone = fc.constantFrom(
  "America/Sao_Paulo",
  "America/New_York",
  "Europe/Lisbon",
  "Asia/Kolkata",
  "Australia/Lord_Howe",
  "America/Santiago",
  "Africa/Casablanca",
  "Asia/Beirut",
  "UTC",
);
const day = fc
  .integer({ min: 0, max: 500 })
  .map((n) => DateTime.utc(2026, 1, 1).plus({ days: n }).toFormat("yyyy-MM-dd"));
const clock = fc.constantFrom("09:00", "00:30", "01:30", "02:30", "14:45", "23:59");
const repeats: fc.Arbitrary<Repeats> = fc
  .record({
    every: fc.constantFrom("day" as const, "week" as const, "month" as const, "weekday" as const),
    count: fc.constantFrom(1, 1, 2, 3, 7),
    left: fc.option(fc.integer({ min: 1, max: 30 }), { nil: undefined }),
    until: fc.option(
      fc
        .integer({ min: 500, max: 900 })
        .map((n) => DateTime.utc(2026, 1, 1).plus({ days: n }).toJSDate().toISOString()),
      { nil: undefined },
    ),
    skipHolidays: fc.boolean(),
  })
  .map(({ left, until, ...rest }) => ({
    ...rest,
    count: rest.every === "weekday" ? 1 : rest.count,
    ...(left === undefined ? {} : { left }),
    ...(until === undefined ? {} : { until }),
  }));
const aCase: fc.Arbitrary<Case> = fc.record({
  zone,
  first: fc.tuple(day, clock).map(([date, time]) => `${date}T${time}`),
  repeats,
  holidays: fc.uniqueArray(day, { minLength: 20, maxLength: 80 }),
  done: fc.nat(4),
  late: fc.oneof(
    { weight: 3, arbitrary: fc.constant(-60) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 20_000 }) },
  ),
  moved: fc.oneof(
    { weight: 3, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 20_000 }) },
  ),
});

describe("one that repeats, in the calendar file", () => {
  it("has the times at which it is planned again, whatever zone, end, holiday, delay or change of the clock", () => {
    const seen = { rules: 0, single: 0, out: 0 };
    fc.assert(
      fc.property(aCase, (each) => {
        const { row, at } = rowOf(each);
        const file = fileOf(row, at, each);
        seen.rules += file.includes("RRULE:FREQ=DAILY") || file.includes("RRULE:FREQ=WEEKLY") ? 1 : 0;
        seen.out += file.includes("EXDATE") ? 1 : 0;
        seen.single += (file.match(/BEGIN:VEVENT/g) ?? []).length > 1 ? 1 : 0;
        // A file tells changes of the clock and short months for ten years.
        const horizon = new Date(Date.parse(at) + 9 * 365 * 86_400_000).toISOString();
        const compared = (times: string[]) => times.filter((time) => time < horizon);
        expect(compared(timesInFile(file, each.zone)), file).toEqual(compared(timesByDoing(row, at, each)));
      }),
      {
        numRuns: 150,
        // Its end falls into the hour that comes twice.
        examples: [
          [
            {
              zone: "America/Santiago",
              first: "2026-01-01T23:59",
              repeats: {
                every: "month",
                count: 1,
                skipHolidays: false,
                left: 28,
                until: "2028-04-03T00:00:00.000Z",
              },
              holidays: [],
              done: 0,
              late: 1,
              moved: 0,
            },
          ],
        ],
      },
    );
    for (const [what, times] of Object.entries(seen)) expect(times, what).toBeGreaterThan(10);
  });

  it.each([
    ["every week", { every: "week", count: 1 }, "RRULE:FREQ=WEEKLY"],
    ["every 2 days", { every: "day", count: 2 }, "RRULE:FREQ=DAILY;INTERVAL=2"],
    ["Monday to Friday", { every: "weekday", count: 1 }, "RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"],
    ["five times", { every: "week", count: 1, left: 5 }, "RRULE:FREQ=WEEKLY;COUNT=5"],
    [
      "until a day",
      { every: "day", count: 1, until: "2026-04-01T02:59:59.999Z" },
      "RRULE:FREQ=DAILY;UNTIL=20260401T025959Z",
    ],
    ["on the 31st", { every: "month", count: 1 }, "RRULE:FREQ=MONTHLY;BYMONTHDAY=-1"],
  ] satisfies [string, Repeats, string][])("%s: as everybody's calendar writes it", (_what, each, rule) => {
    const dueAt = "2026-03-31T12:00:00.000Z";
    const row = aFollowUp({ dueAt, repeats: { ...each, since: dueAt } });
    const file = calendarFile([{ followUp: row, lead }], {
      name: "Ana",
      language: "en",
      zone: "America/Sao_Paulo",
      at: "2026-03-30T12:00:00.000Z",
    });
    expect(file.split("\r\n")).toEqual(
      expect.arrayContaining([
        rule,
        "DTSTART;TZID=America/Sao_Paulo:20260331T090000",
        "TZID:America/Sao_Paulo",
      ]),
    );
    expect(file.match(/BEGIN:VEVENT/g)).toHaveLength(1);
  });

  it("tells the rule of a zone whose clock is changed each year", () => {
    const dueAt = "2026-03-02T14:00:00.000Z";
    const row = aFollowUp({ dueAt, repeats: { every: "week", count: 1, since: dueAt } });
    const context = { name: "Ana", language: "en", at: "2026-03-01T12:00:00.000Z" } as const;
    const file = calendarFile([{ followUp: row, lead }], { ...context, zone: "America/New_York" });
    expect(file).toContain("RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU");
    expect(file).toContain("RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU");
    expect(timesInFile(file, "America/New_York").slice(0, 2)).toEqual([dueAt, "2026-03-09T13:00:00.000Z"]);
  });

  it("keeps the UID of its series when one of it is done, and raises its SEQUENCE", () => {
    const dueAt = "2026-03-11T13:00:00.000Z";
    const row = aFollowUp({ dueAt, repeats: { every: "week", count: 1, since: dueAt } });
    const after = finishFollowUp(aTurn({ at: dueAt, followUps: [row] }), aLead(), row, null, "UTC");
    if (isRefusal(after) || after.next === null) throw new Error("It does not repeat.");
    const seriesIn = (followUp: FollowUp, at: string) => {
      const file = calendarFile([{ followUp, lead }], { name: "Ana", language: "en", zone: "UTC", at });
      const events = new ICAL.Component(ICAL.parse(file)).getAllSubcomponents("vevent");
      return events.map((each) => new ICAL.Event(each)).filter((each) => each.isRecurring());
    };
    const [before] = seriesIn(row, "2026-03-10T13:00:00.000Z");
    const [later] = seriesIn(after.next, "2026-03-12T13:00:00.000Z");
    expect(later!.uid).toBe(before!.uid);
    expect(later!.sequence).toBeGreaterThan(before!.sequence);
  });
});

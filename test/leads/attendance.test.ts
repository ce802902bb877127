import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addWorkingTime, isWorkingTime, workingMinutesBetween } from "../../src/leads/calendar.ts";
import { anyAtWorkFrom, calendarOf } from "../../src/leads/reps.ts";
import { dayAndTime } from "../../src/leads/when-words.ts";
import { aCalendar, aRep } from "../support/builders.ts";

const weekdays = (from: string, to: string) =>
  Object.fromEntries(
    ["mon", "tue", "wed", "thu", "fri"].map((day) => [day, [[from, to] as [string, string]]]),
  );

const business = aCalendar({
  timeZone: "America/Sao_Paulo",
  hours: weekdays("09:00", "18:00"),
  holidays: ["2026-03-11"],
});

describe("when a rep is at work", () => {
  it.each([
    ["the business's hours, without own ones", aRep(), 540],
    [
      "own hours within the business's",
      aRep({ timeZone: "America/Sao_Paulo", hours: weekdays("08:00", "12:00") }),
      180,
    ],
    // Lisbon is three hours ahead in that week: 9 to 18 there is 6 to 15 in São Paulo.
    [
      "own hours in their own zone, while the business is open",
      aRep({ timeZone: "Europe/Lisbon", hours: weekdays("09:00", "18:00") }),
      360,
    ],
    [
      "hours that never meet the business's: their own",
      aRep({ timeZone: "America/Sao_Paulo", hours: weekdays("19:00", "23:00") }),
      240,
    ],
    ["never, with no hours at all", aRep({ hours: {} }), 0],
  ])("%s", (_what, rep, minutes) => {
    const day = (date: string, next: string) =>
      workingMinutesBetween(`${date}T03:00:00.000Z`, `${next}T03:00:00.000Z`, calendarOf(rep, business));
    expect(day("2026-03-10", "2026-03-11")).toBe(minutes);
    // The holiday of the business.
    expect(day("2026-03-11", "2026-03-12")).toBe(0);
  });

  it("an absence counts, and whoever is there first", () => {
    const ana = aRep({ name: "Ana", awayUntil: "2026-03-12T18:00:00.000Z" });
    const bruno = aRep({
      name: "Bruno",
      timeZone: "America/Sao_Paulo",
      hours: { fri: [["10:00", "12:00"]] },
    });
    const at = "2026-03-10T15:00:00.000Z";
    expect(anyAtWorkFrom([bruno], at, business)).toBe("2026-03-13T13:00:00.000Z");
    expect(anyAtWorkFrom([bruno, ana], at, business)).toBe("2026-03-12T18:00:00.000Z");
    expect(anyAtWorkFrom([{ ...ana, active: false }], at, business)).toBeNull();
    expect(anyAtWorkFrom([], at, business)).toBeNull();
  });
});

it("time that two calendars have in common is working time in both, to the minute", () => {
  const two = (hour: number) => String(hour).padStart(2, "0");
  const clock = fc
    .tuple(fc.nat(23), fc.constantFrom("00", "30"), fc.nat(23), fc.constantFrom("00", "30"))
    .map(([a, b, c, d]) => [[two(a), b].join(":"), [two(c), d].join(":")] as [string, string])
    .filter(([from, to]) => from < to);
  const calendar = fc
    .record({
      zone: fc.constantFrom(
        "UTC",
        "America/Sao_Paulo",
        "Europe/Lisbon",
        "Asia/Kathmandu",
        "Australia/Lord_Howe",
      ),
      spans: fc.tuple(clock, clock, clock),
    })
    .map(({ zone, spans: [fri, sun, mon] }) =>
      aCalendar({ timeZone: zone, hours: { fri: [fri], sun: [sun], mon: [mon] } }),
    );
  fc.assert(
    fc.property(
      calendar,
      calendar,
      fc.constantFrom("2026-03-27T00:00:00.000Z", "2026-10-23T00:00:00.000Z"),
      fc.integer({ min: 1, max: 600 }),
      (one, other, from, minutes) => {
        const both = { ...one, and: other };
        let worked = 0;
        let reached: number | null = null;
        const start = Date.parse(from);
        for (let ms = start; ms < start + 5 * 86_400_000; ms += 300_000) {
          const at = new Date(ms).toISOString();
          const isBoth = isWorkingTime(at, one) && isWorkingTime(at, other);
          expect(isWorkingTime(at, both)).toBe(isBoth);
          if (isBoth) worked += 5;
          if (reached === null && worked >= minutes) reached = ms;
        }
        const to = new Date(start + 5 * 86_400_000).toISOString();
        expect(workingMinutesBetween(from, to, both)).toBe(worked);
        const due = addWorkingTime(from, minutes, both);
        if (reached !== null) {
          expect(Date.parse(due!)).toBeGreaterThan(reached);
          expect(Date.parse(due!)).toBeLessThanOrEqual(reached + 300_000);
        }
      },
    ),
    { numRuns: 40 },
  );
});

describe("a moment to come", () => {
  const now = "2026-03-10T14:00:00.000Z";
  it.each([
    ["2026-03-10T17:05:00.000Z", "today at 14:05", "hoje às 14:05", "hoy a las 14:05"],
    ["2026-03-11T12:00:00.000Z", "tomorrow at 9:00", "amanhã às 9:00", "mañana a las 9:00"],
    ["2026-03-11T04:00:00.000Z", "tomorrow at 1:00", "amanhã à 1:00", "mañana a la 1:00"],
    ["2026-03-16T12:00:00.000Z", "Monday at 9:00", "segunda-feira às 9:00", "el lunes a las 9:00"],
    [
      "2026-03-17T12:00:00.000Z",
      "Tuesday 17 March at 9:00",
      "terça-feira, 17 de março, às 9:00",
      "el martes 17 de marzo a las 9:00",
    ],
  ])("%s is %s", (at, en, pt, es) => {
    expect(dayAndTime(at, now, "America/Sao_Paulo")).toEqual({ en, pt, es });
  });
});

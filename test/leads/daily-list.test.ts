import fc from "fast-check";
import { DateTime } from "luxon";
import { describe, expect, it } from "vitest";
import { isWorkingDay, needsNextStep, nextDailyList } from "../../src/leads/daily-list.ts";
import type { WeekHours } from "../../src/leads/types/rep.ts";
import { aCalendar, aPipeline, aRep } from "../support/builders.ts";

const WEEK: WeekHours = Object.fromEntries(
  (["mon", "tue", "wed", "thu", "fri"] as const).map((day) => [day, [["08:30", "18:00"]]]),
);
const business = aCalendar({ hours: WEEK, holidays: ["2026-04-03"] });

function next(zone: string, at: string, clock: string | null = null, sameDay = false): string {
  const rep = aRep({ name: "Ana", timeZone: zone, hours: null });
  return nextDailyList(rep, business, clock, at, sameDay);
}

describe("the daily list is due", () => {
  it.each([
    ["America/Sao_Paulo", "2026-03-10T14:00:00.000Z", "2026-03-11T11:30:00.000Z", "the next morning"],
    ["America/Sao_Paulo", "2026-03-13T14:00:00.000Z", "2026-03-16T11:30:00.000Z", "after the weekend"],
    ["America/Sao_Paulo", "2026-04-02T14:00:00.000Z", "2026-04-06T11:30:00.000Z", "after a holiday"],
    ["America/New_York", "2026-03-06T15:00:00.000Z", "2026-03-09T12:30:00.000Z", "as the clock then shows"],
    ["Asia/Tokyo", "2026-03-10T14:00:00.000Z", "2026-03-10T23:30:00.000Z", "in the rep's own zone"],
  ])("in %s after %s: %s, %s", (zone, at, due) => {
    expect(next(zone, at)).toBe(due);
  });

  it("is today while its time is to come, where it may be", () => {
    expect(next("UTC", "2026-03-10T06:00:00.000Z", null, true)).toBe("2026-03-10T08:30:00.000Z");
    expect(next("UTC", "2026-03-10T06:00:00.000Z", null, false)).toBe("2026-03-11T08:30:00.000Z");
    expect(next("UTC", "2026-03-10T09:00:00.000Z", null, true)).toBe("2026-03-11T08:30:00.000Z");
    expect(next("UTC", "2026-03-10T09:00:00.000Z", "10:15", true)).toBe("2026-03-10T10:15:00.000Z");
  });

  it("once a working day, at one local time, in every zone and whatever the clocks do", () => {
    const zones = ["America/Sao_Paulo", "America/New_York", "Europe/Lisbon", "Africa/Cairo", "Pacific/Apia"];
    const moments = fc.date({
      min: new Date("2024-01-01"),
      max: new Date("2029-01-01"),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        moments,
        fc.constantFrom(null, "00:30", "02:30"),
        (zone, at, clock) => {
          const rep = aRep({ name: "Ana", timeZone: zone, hours: null });
          let due = next(zone, at.toISOString(), clock);
          for (let n = 0; n < 8; n += 1) {
            const later = next(zone, due, clock);
            const [one, other] = [due, later].map((each) => DateTime.fromISO(each, { zone }));
            expect(other!.startOf("day") > one!.startOf("day")).toBe(true);
            expect(isWorkingDay(rep, business, later)).toBe(true);
            const [hour, minute] = (clock ?? "08:30").split(":").map(Number);
            const meant = other!.startOf("day").set({ hour: hour!, minute: minute! });
            expect(other!.toFormat("HH:mm")).toBe(meant.toFormat("HH:mm"));
            for (let day = one!.plus({ days: 1 }); day < other!.startOf("day"); day = day.plus({ days: 1 }))
              expect(isWorkingDay(rep, business, day.toUTC().toISO()!)).toBe(false);
            due = later;
          }
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe("a next step", () => {
  it("is asked for in open stages, unless they say otherwise", () => {
    const asking = aPipeline()
      .stages.filter(needsNextStep)
      .map((stage) => stage.id);
    expect(asking).toEqual(["open-enquiry", "contacted", "qualified", "negotiation"]);
  });
});

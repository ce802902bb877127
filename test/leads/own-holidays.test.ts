import { describe, expect, it } from "vitest";
import { nextWorkingTime } from "../../src/leads/calendar.ts";
import { ownCalendar } from "../../src/leads/own-calendar.ts";
import { atWorkFrom, calendarOf, unavailability } from "../../src/leads/reps.ts";
import { aCalendar, aLead, aRep } from "../support/builders.ts";

/** A Tuesday, 10:00 in UTC. */
const TUESDAY = "2026-03-10T10:00:00.000Z";
const week = Object.fromEntries(
  ["mon", "tue", "wed", "thu", "fri"].map((day) => [day, [["09:00", "18:00"]]]),
) as Record<string, [string, string][]>;
const business = aCalendar({ hours: week, holidays: ["2026-03-12"] });

describe("the holidays of a rep", () => {
  it.each([
    ["with hours of their own", week],
    ["with those of the business", null],
  ])("%s: they are not at work on them, beside those of the business", (_, hours) => {
    const ana = aRep({ name: "Ana", timeZone: "UTC", hours, holidays: ["2026-03-10", "2026-03-11"] });
    const bruno = aRep({ name: "Bruno", timeZone: "UTC", hours });
    const lead = aLead();
    expect(unavailability(ana, lead, TUESDAY, business)).toBe("off-hours");
    expect(unavailability(bruno, lead, TUESDAY, business)).toBeNull();
    expect(atWorkFrom(ana, TUESDAY, business)).toBe("2026-03-13T09:00:00.000Z");
    expect(atWorkFrom(bruno, TUESDAY, business)).toBe(TUESDAY);
    // Their lists and follow-ups go by the same days.
    expect(nextWorkingTime(TUESDAY, ownCalendar(ana, business))).toBe("2026-03-13T09:00:00.000Z");
  });

  it("count as they now are, whatever was asked before", () => {
    const hours = week;
    const before = aRep({ name: "Ana", timeZone: "UTC", hours, holidays: ["2026-03-10"] });
    expect(atWorkFrom(before, TUESDAY, business)).toBe("2026-03-11T09:00:00.000Z");
    expect(atWorkFrom({ ...before, holidays: null }, TUESDAY, business)).toBe(TUESDAY);
    expect(atWorkFrom({ ...before, hours: null }, TUESDAY, business)).toBe("2026-03-11T09:00:00.000Z");
    const { holidays } = calendarOf({ ...before, holidays: ["2026-03-13"] }, business);
    expect(holidays).toEqual(["2026-03-12", "2026-03-13"]);
  });
});

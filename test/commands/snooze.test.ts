import { describe, expect, it } from "vitest";
import { snoozeTimes } from "../../src/commands/present/snooze.ts";
import { readUntil } from "../../src/commands/when/index.ts";
import type { WeekHours } from "../../src/leads/types/rep.ts";
import { aCalendar, aRep } from "../support/builders.ts";

const WEEK: WeekHours = Object.fromEntries(
  (["mon", "tue", "wed", "thu", "fri"] as const).map((day) => [day, [["09:00", "18:00"]]]),
);

function labels(at: string, facts: { zone?: string; hours?: WeekHours | null; holidays?: string[] } = {}) {
  const zone = facts.zone ?? "America/Sao_Paulo";
  const rep = aRep({ name: "Ana", timeZone: zone, hours: facts.hours === undefined ? WEEK : facts.hours });
  const calendar = aCalendar({ timeZone: "America/Sao_Paulo", hours: WEEK, holidays: facts.holidays ?? [] });
  const times = snoozeTimes(rep, at, calendar);
  for (const { says } of times) {
    const read = readUntil(says, { at, zone, language: "en", hours: rep.hours });
    expect(read?.kind === "moment" && read.at > at, says).toBe(true);
  }
  return times.map(({ label }) => label.en);
}

describe("the times to snooze to", () => {
  it("are this afternoon while it is morning", () => {
    expect(labels("2026-03-10T13:00:00.000Z")).toEqual([
      "In 1 hour",
      "This afternoon, 14:00",
      "Tomorrow morning, 09:00",
      "Next week, Monday 09:00",
    ]);
    expect(labels("2026-03-10T20:00:00.000Z")).toEqual([
      "In 1 hour",
      "Tomorrow morning, 09:00",
      "Next week, Monday 09:00",
    ]);
  });

  it("leave out days without work and holidays, and name a day once", () => {
    expect(labels("2026-03-13T20:00:00.000Z")).toEqual(["In 1 hour", "Monday morning, 09:00"]);
    expect(labels("2026-03-13T20:00:00.000Z", { holidays: ["2026-03-16"] })).toEqual([
      "In 1 hour",
      "Tuesday morning, 09:00",
    ]);
  });

  it("are in the rep's own zone, also where only the business has hours, and without any hours", () => {
    expect(labels("2026-03-10T20:00:00.000Z", { zone: "Europe/Lisbon", hours: null })).toContain(
      "Tomorrow morning, 09:00",
    );
    const rep = aRep({ name: "Ana", timeZone: "Asia/Tokyo", hours: null });
    const open = aCalendar({ timeZone: "UTC", hours: null, holidays: [] });
    expect(snoozeTimes(rep, "2026-03-11T10:00:00.000Z", open).map(({ says }) => says)).toEqual([
      "1h",
      "2026-03-12 09:00",
      "2026-03-16 09:00",
    ]);
  });

  it.each(["en", "pt", "es"] as const)("are told in %s", (language) => {
    const rep = aRep({ name: "Ana", timeZone: "America/Sao_Paulo", hours: WEEK });
    const told = snoozeTimes(rep, "2026-03-14T13:00:00.000Z", aCalendar({ hours: WEEK, holidays: [] }));
    expect(told.map(({ label }) => label[language]).join(" · ")).toBe(
      {
        en: "In 1 hour · Monday morning, 09:00",
        pt: "Em 1 hora · Segunda de manhã, 09:00",
        es: "En 1 hora · El lunes por la mañana, 09:00",
      }[language],
    );
  });
});

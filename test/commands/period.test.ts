import fc from "fast-check";
import { DateTime } from "luxon";
import { describe, expect, it } from "vitest";
import { parsePeriod, previousPeriod } from "../../src/commands/index.ts";

/** A Wednesday, 09:30 in São Paulo (UTC−3). */
const AT = "2026-03-11T12:30:00.000Z";
const ZONE = "America/Sao_Paulo";

/** The period in local days: the first, and the first after it. */
function days(text: string, at = AT, zone = ZONE): string | null {
  const period = parsePeriod(text, at, zone);
  if (period === null) return null;
  const local = (time: string) => DateTime.fromISO(time, { zone });
  expect(local(period.from).toFormat("HH:mm")).toBe("00:00");
  expect(local(period.to).toFormat("HH:mm")).toBe("00:00");
  return `${local(period.from).toISODate()} ${local(period.to).toISODate()}`;
}

describe("a period", () => {
  it.each([
    [["today", "hoje", "hoy", "HOY"], "2026-03-11 2026-03-12"],
    [["yesterday", "ontem", "ayer"], "2026-03-10 2026-03-11"],
    [["this week", "week", "esta semana", "nesta semana", "a semana"], "2026-03-09 2026-03-16"],
    [["last week", "semana passada", "na semana passada", "la semana pasada"], "2026-03-02 2026-03-09"],
    [["this month", "month", "este mês", "mes", "este mes", "do mês"], "2026-03-01 2026-04-01"],
    [["last month", "mês passado", "no mês passado", "el mes pasado"], "2026-02-01 2026-03-01"],
    [["this quarter", "este trimestre", "trimestre"], "2026-01-01 2026-04-01"],
    [["last quarter", "trimestre passado", "último trimestre"], "2025-10-01 2026-01-01"],
    [["this year", "este ano", "este año"], "2026-01-01 2027-01-01"],
    [["last year", "ano passado", "el año pasado"], "2025-01-01 2026-01-01"],
    [["last 7 days", "últimos 7 dias", "los últimos 7 días", "7d", "past 7 days"], "2026-03-05 2026-03-12"],
    [["last 1 day", "último 1 dia"], "2026-03-11 2026-03-12"],
    [["last 2 weeks", "últimas 2 semanas"], "2026-02-26 2026-03-12"],
    [["last 3 months", "últimos 3 meses"], "2025-12-12 2026-03-12"],
  ])("%j is %s", (texts, expected) => {
    for (const text of texts) expect(days(text), text).toBe(expected);
  });

  it.each(["", "bruno", "last 0 days", "next week", "amanhã", "yesterday bruno", "last 99999 days"])(
    "%j is none",
    (text) => {
      expect(days(text)).toBeNull();
    },
  );

  it("follows the workspace's day, not that of UTC", () => {
    expect(days("today", "2026-03-11T01:00:00.000Z")).toBe("2026-03-10 2026-03-11");
    expect(days("today", "2026-03-11T01:00:00.000Z", "Asia/Tokyo")).toBe("2026-03-11 2026-03-12");
  });

  it("has 23 or 25 hours where the clock is changed", () => {
    const hours = (at: string) => {
      const period = parsePeriod("today", at, "Europe/Madrid")!;
      return (Date.parse(period.to) - Date.parse(period.from)) / 3_600_000;
    };
    expect(hours("2026-03-29T12:00:00.000Z")).toBe(23);
    expect(hours("2026-10-25T12:00:00.000Z")).toBe(25);
  });

  it("is compared with the same part of the one before", () => {
    const earlier = (text: string) => {
      const { from, to } = previousPeriod(parsePeriod(text, AT, ZONE)!, AT, ZONE);
      return `${from} ${to}`;
    };
    expect(earlier("this week")).toBe("2026-03-02T03:00:00.000Z 2026-03-04T12:30:00.000Z");
    expect(earlier("last week")).toBe("2026-02-23T03:00:00.000Z 2026-03-02T03:00:00.000Z");
    expect(earlier("this month")).toBe("2026-02-01T03:00:00.000Z 2026-02-11T12:30:00.000Z");
    expect(earlier("last month")).toBe("2026-01-01T03:00:00.000Z 2026-02-01T03:00:00.000Z");
    // As long as a quarter, and none.
    const other = "2026-03-10T12:30:00.000Z";
    const days = parsePeriod("last 90 days", other, ZONE)!;
    expect(days.from).toBe("2025-12-11T03:00:00.000Z");
    expect(previousPeriod(days, other, ZONE).from).toBe("2025-09-12T03:00:00.000Z");
  });

  it("ends where the compared one is over: a long month against a short one", () => {
    const at = "2026-03-31T15:00:00.000Z";
    const { to } = previousPeriod(parsePeriod("this month", at, ZONE)!, at, ZONE);
    expect(to).toBe("2026-03-01T03:00:00.000Z");
  });

  it("is never empty or upside down, and its predecessor never reaches into it", () => {
    const zones = fc.constantFrom(
      ZONE,
      "UTC",
      "Europe/Madrid",
      "Asia/Kathmandu",
      "Pacific/Apia",
      "America/Santiago",
    );
    const texts = fc.constantFrom(
      "today",
      "yesterday",
      "week",
      "last week",
      "month",
      "last month",
      "quarter",
      "year",
      "last 30 days",
    );
    const times = fc.date({ min: new Date("2020-01-01"), max: new Date("2035-01-01"), noInvalidDate: true });
    fc.assert(
      fc.property(texts, times, zones, (text, time, zone) => {
        const at = time.toISOString();
        const period = parsePeriod(text, at, zone)!;
        const before = previousPeriod(period, at, zone);
        expect(period.from < period.to).toBe(true);
        expect(before.from < before.to || before.from === before.to).toBe(true);
        expect(before.to <= period.from).toBe(true);
      }),
    );
  });

  it("never throws on any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const period = parsePeriod(text, AT, ZONE);
        if (period !== null) expect(period.from < period.to).toBe(true);
      }),
    );
  });
});

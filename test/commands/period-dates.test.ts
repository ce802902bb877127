import fc from "fast-check";
import { DateTime } from "luxon";
import { describe, expect, it } from "vitest";
import { parsePeriod, periodWords, previousPeriod } from "../../src/commands/period.ts";
import type { Language } from "../../src/language.ts";

/** A Wednesday, 09:30 in São Paulo. */
const AT = "2026-03-11T12:30:00.000Z";
const ZONE = "America/Sao_Paulo";

function days(text: string, language: Language = "pt"): string | null {
  const period = parsePeriod(text, AT, ZONE, language);
  return period === null ? null : periodWords(period, ZONE);
}

describe("a period by its dates", () => {
  it.each([
    [
      [
        "from 1 March to 15 April",
        "de 1 de março a 15 de abril",
        "del 1 de marzo al 15 de abril",
        "March 1 - April 15",
      ],
      "2026-03-01..2026-04-15",
    ],
    [
      [
        "1-15 march",
        "1 to 15 March",
        "entre 1 e 15 de março",
        "entre el 1 y el 15 de marzo",
        "1st to 15th of March",
      ],
      "2026-03-01..2026-03-15",
    ],
    [
      ["2026-03-01..2026-03-05", "2026-03-01 to 2026-03-05", "2026-03-01 – 2026-03-05"],
      "2026-03-01..2026-03-05",
    ],
    [["01/02 a 15/02", "1/2/2026 - 15/2/2026"], "2026-02-01..2026-02-15"],
    [["march", "março", "marzo", "March 2026", "2026-03", "mês de março"], "2026-03-01..2026-03-31"],
    [["december", "dezembro", "diciembre de 2025"], "2025-12-01..2025-12-31"],
    [["janeiro a março", "from January to March", "enero hasta marzo"], "2026-01-01..2026-03-31"],
    [["from december to january", "de dezembro a janeiro"], "2025-12-01..2026-01-31"],
    [["1 Dec to 15 Jan"], "2025-12-01..2026-01-15"],
    [
      ["Q4", "T4", "q4 2025", "4th quarter 2025", "quarto trimestre de 2025", "cuarto trimestre"],
      "2025-10-01..2025-12-31",
    ],
    [["2025"], "2025-01-01..2025-12-31"],
    [["week 10", "semana 10", "week of 4 March", "semana de 4 de março"], "2026-03-02..2026-03-08"],
    [["week 50", "semana 50 de 2025"], "2025-12-08..2025-12-14"],
    [["since February", "desde fevereiro", "desde el 1 de febrero"], "2026-02-01..2026-03-11"],
    [["1 March to 15 April 2025"], "2025-03-01..2025-04-15"],
    [["15 December to 15 January 2026"], "2025-12-15..2026-01-15"],
    [["last 90 days", "últimos 90 dias", "90d"], "2025-12-12..2026-03-11"],
    [["last 2 quarters", "últimos 2 trimestres"], "2025-09-12..2026-03-11"],
    [["29 february"], "2024-02-29..2024-02-29"],
  ])("%j is %s", (texts, expected) => {
    for (const text of texts) expect(days(text), text).toBe(expected);
  });

  it.each([
    "31 February",
    "29 feb 2025",
    "2026-13-01",
    "2026-03-05..2026-03-01",
    "mar",
    "1 to march",
    "week 54",
    "12:30",
  ])("%j is none", (text) => {
    expect(days(text)).toBeNull();
  });

  it("1/2 is the first of February where people write so, and unclear in English", () => {
    expect(days("1/2/2026", "es")).toBe("2026-02-01..2026-02-01");
    expect(days("1/2/2026", "en")).toBeNull();
    expect(days("13/2/2026", "en")).toBe("2026-02-13..2026-02-13");
    expect(days("2/13/2026", "en")).toBe("2026-02-13..2026-02-13");
  });

  it("is told by its dates in the reader's language", () => {
    expect(parsePeriod("march", AT, ZONE)?.label).toMatchObject({ en: "Mar 1 – 31, 2026" });
    expect(parsePeriod("2026-03-05", AT, ZONE)?.label.es).toMatch(/^5 (de )?mar\.? (de )?2026$/);
  });

  it("is compared with as many months or days before", () => {
    const earlier = (text: string) => {
      const period = previousPeriod(parsePeriod(text, AT, ZONE)!, AT, ZONE);
      return periodWords(period, ZONE);
    };
    expect(earlier("january to february")).toBe("2025-11-01..2025-12-31");
    expect(earlier("q4 2025")).toBe("2025-07-01..2025-09-30");
    expect(earlier("2026-03-01..2026-03-10")).toBe("2026-02-19..2026-02-28");
  });
});

const zones = fc.constantFrom(
  ZONE,
  "UTC",
  "Europe/Madrid",
  "America/New_York",
  "America/Santiago",
  "Asia/Kathmandu",
  "Australia/Lord_Howe",
  "Pacific/Apia",
);
const times = fc.date({ min: new Date("2018-01-01"), max: new Date("2034-12-31"), noInvalidDate: true });

describe("any two days, where the clock is changed too", () => {
  it("are read as they are written: whole days, again and again the same", () => {
    const day = fc.integer({ min: 0, max: 5_000 });
    fc.assert(
      fc.property(day, fc.integer({ min: 0, max: 500 }), zones, times, (start, length, zone, now) => {
        const first = DateTime.fromObject({ year: 2016 }, { zone }).plus({ days: start });
        const last = first.plus({ days: length });
        const period = parsePeriod(`${first.toISODate()}..${last.toISODate()}`, now.toISOString(), zone)!;
        // Samoa has no 30 December 2011, which lies before; every other day has a beginning.
        expect(DateTime.fromISO(period.from, { zone })).toEqual(
          DateTime.fromISO(period.from, { zone }).startOf("day"),
        );
        expect(periodWords(period, zone)).toBe(`${first.toISODate()}..${last.toISODate()}`);
        const covered = DateTime.fromISO(period.to, { zone }).diff(
          DateTime.fromISO(period.from, { zone }),
          "days",
        );
        expect(Math.round(covered.days)).toBe(length + 1);
      }),
    );
  });

  it("a range and the one before it touch and do not overlap, unless it is still running", () => {
    const texts = fc.constantFrom(
      "march",
      "january to february",
      "q1",
      "q4",
      "week 10",
      "2025",
      "last 90 days",
      "last 2 quarters",
      "since february",
      "1 dec to 15 jan",
    );
    fc.assert(
      fc.property(texts, zones, times, (text, zone, now) => {
        const at = now.toISOString();
        const period = parsePeriod(text, at, zone)!;
        const before = previousPeriod(period, at, zone);
        expect(period.from < period.to).toBe(true);
        expect(before.from < before.to || before.from === before.to).toBe(true);
        expect(before.to <= period.from).toBe(true);
        if (period.to <= at) expect(before.to).toBe(period.from);
      }),
    );
  });
});

import { describe, expect, it } from "vitest";
import { formatDays, readDays } from "../../../src/commands/when/index.ts";
import type { Language } from "../../../src/language.ts";
import { AT, saidBy } from "./phrases.ts";

/** The dates that are read, or why none are. */
function dates(said: string, language: Language = "en"): string[] | string | null {
  const read = readDays(said, saidBy(language));
  if (read === null) return null;
  return "kind" in read ? read.code : read.dates;
}

describe("whole days", () => {
  it.each<[Language, string, string[]]>([
    ["en", "24 Dec", ["2026-12-24"]],
    ["en", "today", ["2026-11-24"]],
    ["en", "tomorrow and Friday", ["2026-11-25", "2026-11-27"]],
    ["en", "Dec 24, 24 December", ["2026-12-24"]],
    ["en", "30 Dec to 2 Jan", ["2026-12-30", "2026-12-31", "2027-01-01", "2027-01-02"]],
    ["en", "from 24 to 26 Dec", ["2026-12-24", "2026-12-25", "2026-12-26"]],
    ["en", "2026-12-24 - 2026-12-25", ["2026-12-24", "2026-12-25"]],
    ["en", "2026-12-24, 2026-12-28", ["2026-12-24", "2026-12-28"]],
    ["pt", "24/12 e 31/12", ["2026-12-24", "2026-12-31"]],
    ["pt", "de 24 a 26/12", ["2026-12-24", "2026-12-25", "2026-12-26"]],
    ["pt", "31/12 até 1/1", ["2026-12-31", "2027-01-01"]],
    ["pt", "sexta", ["2026-11-27"]],
    ["es", "24 de diciembre y 31 de diciembre", ["2026-12-24", "2026-12-31"]],
    ["es", "del 24 al 26 de diciembre", ["2026-12-24", "2026-12-25", "2026-12-26"]],
    ["es", "mañana", ["2026-11-25"]],
  ])("%s: %s", (language, said, expected) => {
    expect(dates(said, language)).toEqual(expected);
  });

  it.each<[Language, string, string | null]>([
    ["en", "12/5", "time-ambiguous"],
    ["en", "yesterday", "time-past"],
    ["en", "tomorrow at 10", "time-half-understood"],
    ["en", "24 Dec to 20 Dec", "time-half-understood"],
    ["en", "24 Dec, soon", "time-vague"],
    ["en", "31 Nov", "no-such-date"],
    ["en", "1 Dec 2026 to 30 Nov 2028", "time-half-understood"],
    ["en", "banana", null],
    ["en", " , ", null],
    ["pt", "terça", "time-ambiguous"],
    ["es", "pronto", "time-vague"],
  ])("%s: %s is not taken", (language, said, expected) => {
    expect(dates(said, language)).toBe(expected);
  });

  it("are told as people read them, those in a row as one", () => {
    const days = ["2026-12-24", "2027-01-02", "2026-12-31", "2027-01-01"];
    expect(formatDays(days, "en", AT, "America/Sao_Paulo")).toBe("Thu 24 Dec; Thu 31 Dec – Sat 2 Jan 2027");
    expect(formatDays(days, "pt", AT, "America/Sao_Paulo")).toBe("qui 24 dez; qui 31 dez – sáb 2 jan 2027");
  });
});

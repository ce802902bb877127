import fc from "fast-check";
import { DateTime } from "luxon";
import { describe, expect, it } from "vitest";
import { formatDate, readDate } from "../../../src/flow/understand/index.ts";
import { contexts, en, es, meaning, pt } from "./contexts.ts";

// Today is Wednesday, 25 November 2026.
const expected = {
  en: `
    today = 2026-11-25
    tomorrow = 2026-11-26
    day after tomorrow = 2026-11-27
    yesterday = 2026-11-24
    friday = 2026-11-27
    fri = 2026-11-27
    this friday = 2026-11-27
    next friday = 2026-11-27 or 2026-12-04
    wednesday = 2026-11-25 or 2026-12-02
    monday or tuesday = 2026-11-30 or 2026-12-01
    Monday next week = 2026-11-30
    next week = 2026-11-30
    next month = 2026-12-01
    in 3 days = 2026-11-28
    in two weeks = 2026-12-09
    two weeks = 2026-12-09
    in a month = 2026-12-25
    03/04 = 2027-03-04 or 2027-04-03
    04/04 = 2027-04-04
    15/03 = 2027-03-15
    12/25 = 2026-12-25
    3/15/2027 = 2027-03-15
    2027-03-15 = 2027-03-15
    March 15 = 2027-03-15
    march 15th, 2027 = 2027-03-15
    15th of March = 2027-03-15
    15 Mar 85 = 1985-03-15
    March = 2027-03-01
    by March = 2027-03-01
    end of March = 2027-03-31
    mid March = 2027-03-15
    end of the month = 2026-11-30
    on the 15th = 2026-12-15
    Feb 29 = 2028-02-29
    tomorrow at 3pm = 2026-11-26
    tomorrow morning = 2026-11-26
    I need it by tomorrow = 2026-11-26
    Friday 27 nov = 2026-11-27
    Friday, November 26 = 2026-11-27 or 2026-11-26
    asap = 2026-11-25
    christmas = 2026-12-25
  `,
  pt: `
    hoje = 2026-11-25
    amanhã = 2026-11-26
    depois de amanhã = 2026-11-27
    ontem = 2026-11-24
    sexta = 2026-11-27
    sexta-feira = 2026-11-27
    próxima sexta = 2026-11-27 or 2026-12-04
    sexta que vem = 2026-11-27 or 2026-12-04
    quarta = 2026-11-25 or 2026-12-02
    semana que vem = 2026-11-30
    próxima semana = 2026-11-30
    mês que vem = 2026-12-01
    daqui a 3 dias = 2026-11-28
    em duas semanas = 2026-12-09
    em uns 10 dias = 2026-12-05
    15/03 = 2027-03-15
    03/04 = 2027-04-03
    05/06/2027 = 2027-06-05
    03/15 = 2027-03-15
    15 de março = 2027-03-15
    15 de março de 2027 = 2027-03-15
    1º de março = 2027-03-01
    primeiro de abril = 2027-04-01
    em março = 2027-03-01
    meados de março = 2027-03-15
    final de março = 2027-03-31
    fim do mês = 2026-11-30
    até o fim do ano = 2026-12-31
    dia 15 = 2026-12-15
    amanhã às 15h = 2026-11-26
    amanhã de manhã = 2026-11-26
    hoje à noite = 2026-11-25
    segunda ou terça = 2026-11-30 or 2026-12-01
    o quanto antes = 2026-11-25
    natal = 2026-12-25
  `,
  es: `
    hoy = 2026-11-25
    mañana = 2026-11-26
    pasado mañana = 2026-11-27
    ayer = 2026-11-24
    el viernes = 2026-11-27
    próximo viernes = 2026-11-27 or 2026-12-04
    el viernes que viene = 2026-11-27 or 2026-12-04
    el próximo lunes = 2026-11-30
    la próxima semana = 2026-11-30
    la semana que viene = 2026-11-30
    lunes de la próxima semana = 2026-11-30
    próximo mes = 2026-12-01
    en 3 días = 2026-11-28
    dentro de dos semanas = 2026-12-09
    en quince días = 2026-12-10
    15/03 = 2027-03-15
    03/04 = 2027-04-03
    15 de marzo = 2027-03-15
    el 15 de marzo de 2027 = 2027-03-15
    primero de mayo = 2027-05-01
    en marzo = 2027-03-01
    finales de marzo = 2027-03-31
    fin de mes = 2026-11-30
    fin de año = 2026-12-31
    el 15 = 2026-12-15
    el día 15 = 2026-12-15
    mañana por la mañana = 2026-11-26
    esta mañana = 2026-11-25
    mañana a las 3 = 2026-11-26
    lunes o martes = 2026-11-30 or 2026-12-01
    a partir del lunes = 2026-11-30
    lo antes posible = 2026-11-25
    navidad = 2026-12-25
  `,
};

describe("readDate", () => {
  for (const [language, rows] of Object.entries(expected)) {
    const table = rows
      .trim()
      .split("\n")
      .map((row) => row.trim().split(" = ") as [string, string]);
    it.each(table)(`${language}: %j is %s`, (text, dates) => {
      const read = meaning(readDate(text, contexts[language as "en" | "pt" | "es"]));
      expect(Array.isArray(read) ? read.join(" or ") : read).toBe(dates);
    });
  }

  it.each([
    "not tomorrow",
    "2 days after March 15",
    "3 days ago",
    "last friday",
    "in 2-3 weeks",
    "the week after next",
    "a week from tomorrow",
    "every friday",
    "next weekend",
    "from 3 to 10 march",
    "I saw you on Monday",
    "15",
    "10-20",
    "5.5",
    "31/02/2027",
    "32/13",
    "maybe",
    "november",
    "the first",
    "há 3 dias",
    "não amanhã",
    "mês passado",
    "não sei",
    "hace 3 días",
    "el mes pasado",
    "no sé",
    "Ana",
    "",
    "99999 days",
    "2 mil",
    "whenever",
    "quando der",
    "cuando sea",
  ])("does not guess at %j", (text) => {
    for (const ctx of [en, pt, es]) expect(meaning(readDate(text, ctx))).toBeUndefined();
  });

  it("goes by the person's own day", () => {
    const late = { ...en, now: new Date("2026-11-26T02:30:00Z") };
    expect(meaning(readDate("today", late))).toBe("2026-11-25");
    expect(meaning(readDate("today", { ...late, timeZone: "UTC" }))).toBe("2026-11-26");
    expect(meaning(readDate("tomorrow", { ...late, timeZone: "nowhere" }))).toBe("2026-11-27");
  });

  it("echoes the weekday, and leaves the time of day in the rest", () => {
    expect(readDate("amanhã às 15h", pt)).toMatchObject({
      display: "quinta-feira, 26 de novembro de 2026",
      rest: "às 15h",
    });
  });

  it("reads back every date as it is written", () => {
    const days = fc
      .integer({ min: 0, max: 40_000 })
      .map((n) => DateTime.utc(2000, 1, 1).plus({ days: n }).toFormat("yyyy-MM-dd"));
    fc.assert(
      fc.property(days, fc.constantFrom(en, pt, es), (date, ctx) => {
        expect(meaning(readDate(formatDate(date, ctx), ctx))).toBe(date);
        expect(meaning(readDate(date, ctx))).toBe(date);
      }),
    );
  });
});

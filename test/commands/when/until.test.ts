import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatHours, readDuration, readHours, readUntil } from "../../../src/commands/when/index.ts";
import { LANGUAGES } from "../../../src/language.ts";
import type { Weekday, WeekHours } from "../../../src/leads/types/rep.ts";
import { saidBy } from "./phrases.ts";

describe("until when something lasts", () => {
  // Tuesday, 10:00 in São Paulo; the day begins at 09:00, which is 12:00 in UTC.
  it.each([
    ["until Monday", "2026-11-30T12:00Z"],
    ["till Monday at 3pm", "2026-11-30T18:00Z"],
    ["até segunda", "2026-11-30T12:00Z"],
    ["até segunda às 15h", "2026-11-30T18:00Z"],
    ["hasta el lunes", "2026-11-30T12:00Z"],
    ["back on Thursday", "2026-11-26T12:00Z"],
    ["tomorrow", "2026-11-25T12:00Z"],
    ["dia 5", "2026-12-05T12:00Z"],
    ["2h", "2026-11-24T15:00Z"],
    ["1h30", "2026-11-24T14:30Z"],
    ["30m", "2026-11-24T13:30Z"],
    ["90 min", "2026-11-24T14:30Z"],
    ["half an hour", "2026-11-24T13:30Z"],
    ["uma hora e meia", "2026-11-24T14:30Z"],
    ["24h", "2026-11-25T13:00Z"],
    ["2 days", "2026-11-26T12:00Z"],
    ["for 3 days", "2026-11-27T12:00Z"],
    ["por duas semanas", "2026-12-08T12:00Z"],
    ["una semana", "2026-12-01T12:00Z"],
    ["through Friday", "2026-11-28T12:00Z"],
    ["until the end of the week", "2026-11-30T12:00Z"],
    ["até o fim do mês", "2026-12-01T12:00Z"],
    ["hasta fin de mes", "2026-12-01T12:00Z"],
    ["until the end of the day", "2026-11-24T21:00Z"],
  ])("%s", (text, expected) => {
    expect(readUntil(text, saidBy("pt"))).toMatchObject({
      kind: "moment",
      at: new Date(expected).toISOString(),
      rest: "",
    });
  });

  it.each([
    ["until soon", "time-vague"],
    ["for a while", "time-vague"],
    ["2", "time-vague"],
    ["until yesterday", "time-past"],
    ["for 3 years", "time-too-far"],
    ["15h", "time-ambiguous"],
    ["until Monday or Tuesday", "time-half-understood"],
  ])("%s is refused: %s", (text, code) => {
    expect(readUntil(text, saidBy("pt"))).toMatchObject({ kind: "refused", code });
  });

  it("15h may be at three or in fifteen hours: both are offered", () => {
    const read = readUntil("15h", saidBy("pt"));
    expect(read?.kind === "refused" && read.instead.map(({ text }) => text)).toEqual([
      "2026-11-25T04:00:00.000Z",
      "2026-11-24T18:00:00.000Z",
    ]);
  });

  it("is nothing where no time is said", () => {
    for (const text of ["", "call Ana", "Ana", "the price"]) expect(readUntil(text, saidBy("en"))).toBeNull();
  });
});

describe("how long something took", () => {
  it.each([
    ["15 min", 15, ""],
    ["1h30", 90, ""],
    ["2 hours", 120, ""],
    ["uma hora e meia, falou do preço", 90, "falou do preço"],
    ["media hora", 30, ""],
    ["half an hour: wants an offer", 30, "wants an offer"],
    ["45m", 45, ""],
  ])("%s is %i minutes", (text, minutes, rest) => {
    expect(readDuration(text)).toEqual({ minutes, rest });
  });

  it.each(["10", "", "soon", "30 hours", "two offers", "0 min"])("%s is none", (text) => {
    expect(readDuration(text)).toBeNull();
  });
});

describe("working hours", () => {
  it.each([
    ["9-18", "Mon–Fri 09:00–18:00"],
    ["9am-6pm", "Mon–Fri 09:00–18:00"],
    ["mon-fri 9:00-18:00", "Mon–Fri 09:00–18:00"],
    ["Monday to Friday from 9 to 18", "Mon–Fri 09:00–18:00"],
    ["weekdays 8:30-17:30, weekend 10-14", "Mon–Fri 08:30–17:30, Sat–Sun 10:00–14:00"],
    ["mon-fri 9-12 and 13-18, sun off", "Mon–Fri 09:00–12:00, 13:00–18:00"],
    ["mon wed fri 10-16", "Mon 10:00–16:00, Wed 10:00–16:00, Fri 10:00–16:00"],
    ["every day 7:00-24:00", "Mon–Sun 07:00–24:00"],
    ["seg a sex 9h às 18h", "Mon–Fri 09:00–18:00"],
    ["segunda a sexta das 9h às 12h e das 13h às 18h", "Mon–Fri 09:00–12:00, 13:00–18:00"],
    ["segunda-feira a sexta-feira, 8h-12h", "Mon–Fri 08:00–12:00"],
    ["terça e quinta 14h-20h", "Tue 14:00–20:00, Thu 14:00–20:00"],
    ["dias úteis 9h-18h, sábado 9h às 13h", "Mon–Fri 09:00–18:00, Sat 09:00–13:00"],
    ["lunes a viernes de 9 a 18, sábado 9-13", "Mon–Fri 09:00–18:00, Sat 09:00–13:00"],
    ["de lunes a jueves de 8:30 a 17:00", "Mon–Thu 08:30–17:00"],
    [
      "lunes y miércoles de 9 a 13 y de 15 a 19",
      "Mon 09:00–13:00, 15:00–19:00, Wed 09:00–13:00, 15:00–19:00",
    ],
    ["fri-mon 10-12", "Mon 10:00–12:00, Fri–Sun 10:00–12:00"],
    ["always", "always"],
    ["sempre", "always"],
    ["24/7", "always"],
  ])("%s", (text, told) => {
    const read = readHours(text);
    expect(read?.kind === "hours" && formatHours(read.hours, "en")).toBe(told);
  });

  it.each([
    ["9-6", "hours-backwards", ["09:00-18:00"]],
    ["2-6", "hours-backwards", ["14:00-18:00"]],
    ["18-9", "hours-backwards", []],
    ["9-12, 11-14", "hours-overlap", []],
    ["mon-fri", "hours-not-understood", []],
    ["mon-fri 9-25", "hours-not-understood", []],
    ["9-18 except lunch", "hours-not-understood", []],
    ["from 9", "hours-not-understood", []],
  ])("%s is refused: %s", (text, code, instead) => {
    expect(readHours(text)).toMatchObject({ kind: "refused", code, instead });
    for (const each of instead) expect(readHours(each)).toMatchObject({ kind: "hours" });
  });

  it("are none in a text without any", () => {
    for (const text of ["", "foo", "me"]) expect(readHours(text)?.kind ?? null).not.toBe("hours");
  });

  it("are read back from how they are told, in each language", () => {
    const days: Weekday[] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    const quarter = fc.integer({ min: 24, max: 95 }).map((n) => n * 15);
    const clock = (minute: number) =>
      `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
    const spans = fc.uniqueArray(quarter, { minLength: 2, maxLength: 4 }).map((list) => {
      const sorted = [...list].sort((a, b) => a - b);
      const pairs: [string, string][] = [];
      for (let i = 0; i + 1 < sorted.length; i += 2) pairs.push([clock(sorted[i]!), clock(sorted[i + 1]!)]);
      return pairs;
    });
    const week = fc.dictionary(fc.constantFrom(...days), spans, { minKeys: 1, maxKeys: 7 });
    fc.assert(
      fc.property(week, fc.constantFrom(...LANGUAGES), (raw, language) => {
        const hours: WeekHours = Object.fromEntries(
          days.flatMap((day) => (raw[day] ? [[day, raw[day]]] : [])),
        );
        expect(readHours(formatHours(hours, language)), formatHours(hours, language)).toEqual({
          kind: "hours",
          hours,
        });
      }),
      { numRuns: 300 },
    );
  });
});

import fc from "fast-check";
import { DateTime } from "luxon";
import { describe, expect, it } from "vitest";
import { formatMoment, readMoment, readMomentAtEnd } from "../../../src/commands/when/index.ts";
import { LANGUAGES, type Language } from "../../../src/language.ts";
import { AT, NOT_TAKEN, saidBy, UNDERSTOOD } from "./phrases.ts";

const ZONES = [
  "America/Sao_Paulo",
  "America/Mexico_City",
  "America/New_York",
  "Europe/Lisbon",
  "Asia/Kolkata",
  "Australia/Lord_Howe",
  "UTC",
];

describe("times as people say them", () => {
  it.each(LANGUAGES)("%s: at least 95 in 100 are understood, and none wrongly", (language) => {
    const phrases = UNDERSTOOD[language];
    const results = phrases.map(([text, expected]) => {
      const reading = readMoment(text, saidBy(language));
      const meant = new Date(expected).toISOString();
      const isTaken = reading?.kind === "moment";
      return { text, meant, taken: isTaken ? reading.at : null, rest: isTaken ? reading.rest : "" };
    });
    const wrong = results.filter(
      ({ taken, meant, rest }) => taken !== null && (taken !== meant || rest !== ""),
    );
    const missed = results.filter(({ taken }) => taken === null).map(({ text }) => text);
    const share = (results.length - missed.length) / results.length;
    console.info(
      `${language}: ${results.length} phrases, ${(share * 100).toFixed(1)} % understood, ${wrong.length} wrong`,
    );
    expect(wrong).toEqual([]);
    expect(phrases.length).toBeGreaterThanOrEqual(60);
    expect(share, `not understood: ${missed.join(" | ")}`).toBeGreaterThanOrEqual(0.95);
  });

  it.each(LANGUAGES)("%s: what is not definite is not taken", (language) => {
    expect(NOT_TAKEN[language].length).toBeGreaterThanOrEqual(40);
    const found = NOT_TAKEN[language].map(([text]) => {
      const reading = readMoment(text, saidBy(language));
      return [text, reading === null ? null : reading.kind === "refused" ? reading.code : reading.at];
    });
    expect(found).toEqual(NOT_TAKEN[language]);
  });

  it("what is understood is so whatever the reader's language, but for the order of day and month", () => {
    for (const language of LANGUAGES) {
      for (const [text, expected] of UNDERSTOOD[language]) {
        for (const other of LANGUAGES) {
          const reading = readMoment(text, { ...saidBy(language), language: other });
          if (reading?.kind !== "moment") continue;
          if (/\d\/\d/.test(text)) continue;
          expect(reading.at, `${text} (${other})`).toBe(new Date(expected).toISOString());
        }
      }
    }
  });

  it("offers the times that may have been meant, each to be read as it is", () => {
    for (const language of LANGUAGES) {
      for (const [text] of NOT_TAKEN[language]) {
        const reading = readMoment(text, saidBy(language));
        if (reading?.kind !== "refused") continue;
        expect(reading.text[language].length, text).toBeGreaterThan(10);
        for (const instead of reading.instead) {
          expect(readMoment(instead.text, saidBy(language))).toMatchObject({
            kind: "moment",
            at: instead.text,
          });
        }
      }
    }
    const two = readMoment("5/12", saidBy("en"));
    expect(two?.kind === "refused" && two.instead.map(({ label }) => label.en)).toEqual([
      "Sat 5 Dec, 09:00 (New York time)",
      "Wed 12 May 2027, 09:00 (New York time)",
    ]);
  });

  it("begins a day with the person's working hours", () => {
    const hours = {
      wed: [["08:30", "12:00"]] as [string, string][],
      fri: [["13:00", "22:00"]] as [string, string][],
    };
    const read = (text: string) => {
      const reading = readMoment(text, saidBy("pt", { hours }));
      return reading?.kind === "moment"
        ? formatMoment(reading.at, "America/Sao_Paulo", "en", AT)
        : reading?.kind;
    };
    expect(read("amanhã")).toBe("Wed 25 Nov, 08:30 (São Paulo time)");
    expect(read("amanhã de manhã")).toBe("Wed 25 Nov, 08:30 (São Paulo time)");
    expect(read("sexta")).toBe("Fri 27 Nov, 13:00 (São Paulo time)");
    expect(read("sexta de manhã")).toBe("Fri 27 Nov, 09:00 (São Paulo time)");
    expect(read("sexta no fim do dia")).toBe("Fri 27 Nov, 22:00 (São Paulo time)");
    expect(read("quinta")).toBe("Thu 26 Nov, 09:00 (São Paulo time)");
  });

  it("goes round the holidays where working days are said", () => {
    const read = (text: string, holidays: string[]) => {
      const reading = readMoment(text, saidBy("pt", { holidays }));
      return reading?.kind === "moment" ? reading.at.slice(0, 10) : reading?.code;
    };
    expect(read("último dia útil do mês", [])).toBe("2026-11-30");
    expect(read("último dia útil do mês", ["2026-11-30"])).toBe("2026-11-27");
    expect(read("último dia útil de dezembro", ["2026-12-31", "2026-12-30"])).toBe("2026-12-29");
    expect(read("primeiro dia útil do mês que vem", ["2026-12-01", "2026-12-02"])).toBe("2026-12-03");
    const all = Array.from({ length: 7 }, (_, i) => `2026-11-${24 + i}`);
    expect(read("último dia útil do mês", all)).toBe("no-such-date");
  });

  it("gives what follows the time", () => {
    const rest = (text: string) => {
      const reading = readMoment(text, saidBy("en"));
      return reading?.kind === "moment" ? [reading.rest, reading.hasTime] : reading;
    };
    expect(rest("tomorrow at 10 call about the price")).toEqual(["call about the price", true]);
    expect(rest("tomorrow: send the offer")).toEqual(["send the offer", false]);
    expect(rest("Friday at 15:30, ask about Monday's order")).toEqual(["ask about Monday's order", true]);
    expect(rest("in 2 hours and tell them")).toEqual(["and tell them", true]);
  });

  it("finds a time at the end", () => {
    const at = (text: string) => {
      const found = readMomentAtEnd(text, saidBy("en"));
      return found === null
        ? null
        : [found.before, found.moment.kind === "moment" ? found.moment.at : found.moment.code];
    };
    expect(at("call Ana tomorrow at 10")).toEqual(["call Ana", "2026-11-25T15:00:00.000Z"]);
    expect(at("ligar para a Ana na sexta às 15h")).toEqual(["ligar para a Ana", "2026-11-27T20:00:00.000Z"]);
    expect(at("call Ana on Friday about the offers")).toEqual(null);
    expect(at("call Ana tomorrow at 3")).toEqual(["call Ana", "time-ambiguous"]);
    expect(at("call Ana")).toBeNull();
  });
});

describe("where the clock is changed", () => {
  const read = (text: string, at = "2026-10-20T12:00:00.000Z") =>
    readMoment(text, { at, zone: "America/New_York", language: "en" });

  it("a time that is skipped is refused, with the hours around it", () => {
    const skipped = read("2027-03-14 02:30", "2027-03-01T12:00:00.000Z");
    expect(skipped).toMatchObject({ kind: "refused", code: "time-not-on-the-clock" });
    expect(skipped?.kind === "refused" && skipped.instead.map(({ text }) => text)).toEqual([
      "2027-03-14T06:30:00.000Z",
      "2027-03-14T07:30:00.000Z",
    ]);
  });

  it("a time that comes twice is refused, with both", () => {
    const twice = read("1 November 2026 01:30");
    expect(twice).toMatchObject({ kind: "refused", code: "time-twice-on-the-clock" });
    expect(twice?.kind === "refused" && twice.instead.map(({ label }) => label.en)).toEqual([
      "Sun 1 Nov, 01:30 (New York time, UTC−4)",
      "Sun 1 Nov, 01:30 (New York time, UTC−5)",
    ]);
    expect(read("Sun 1 Nov, 01:30 (New York time, UTC−5)")).toMatchObject({ at: "2026-11-01T06:30:00.000Z" });
  });

  it("days are days of the calendar, hours are hours", () => {
    expect(read("in 13 days at 10:00")).toMatchObject({ at: "2026-11-02T15:00:00.000Z" });
    expect(read("in 24 hours", "2026-10-31T16:00:00.000Z")).toMatchObject({ at: "2026-11-01T16:00:00.000Z" });
  });
});

describe("whatever time", () => {
  const zone = fc.constantFrom(...ZONES);
  const now = fc.date({
    min: new Date("2026-01-01T00:00:00Z"),
    max: new Date("2030-12-31T00:00:00Z"),
    noInvalidDate: true,
  });
  const language = fc.constantFrom<Language>(...LANGUAGES);
  const ahead = fc.integer({ min: 1, max: 1_050_000 });

  it("is read back from how it is told, in every zone and language", () => {
    fc.assert(
      fc.property(now, ahead, zone, language, (date, minutes, zoneId, reader) => {
        const at = date.toISOString();
        const then = DateTime.fromISO(at).startOf("minute").plus({ minutes });
        const told = formatMoment(new Date(then.toMillis()).toISOString(), zoneId, reader, at);
        const reading = readMoment(told, { at, zone: zoneId, language: reader });
        expect(reading, told).toMatchObject({
          kind: "moment",
          at: new Date(then.toMillis()).toISOString(),
          rest: "",
        });
      }),
      { numRuns: 400 },
    );
  });

  it("is read from every way to write it", () => {
    const styles: [Language | null, string][] = [
      [null, "yyyy-MM-dd HH:mm"],
      [null, "yyyy-MM-dd'T'HH:mm"],
      ["en", "d LLLL yyyy 'at' HH:mm"],
      ["en", "cccc, LLLL d, yyyy 'at' h:mm a"],
      ["en", "LLL d yyyy HH:mm"],
      ["pt", "dd/MM/yyyy 'às' HH'h'mm"],
      ["pt", "d 'de' LLLL 'de' yyyy, HH:mm"],
      ["es", "d/M/yyyy 'a las' HH:mm"],
      ["es", "cccc d 'de' LLLL 'de' yyyy 'a las' HH:mm"],
    ];
    fc.assert(
      fc.property(now, ahead, zone, fc.constantFrom(...styles), (date, minutes, zoneId, [style, format]) => {
        const at = date.toISOString();
        const then = DateTime.fromISO(at, { zone: zoneId }).startOf("minute").plus({ minutes });
        const text = then.setLocale(style ?? "en").toFormat(format);
        const reading = readMoment(text, { at, zone: zoneId, language: style ?? "en" });
        const isDoubtful = then.getPossibleOffsets().length > 1 || (/[/]/.test(text) && style === "en");
        // "5:30" without a nought is also said of the afternoon.
        if (reading?.kind === "refused") {
          expect(isDoubtful || / 0?0:/.test(text) || /12:00 AM/.test(text), `${text}: ${reading.code}`).toBe(
            true,
          );
        } else expect(reading, text).toMatchObject({ at: new Date(then.toMillis()).toISOString() });
      }),
      { numRuns: 600 },
    );
  });

  it("no text is a wrong time: what is taken is ahead, within two years, on the minute, and told back the same", () => {
    const words = fc.constantFrom(
      ...UNDERSTOOD.en.flatMap(([text]) => text.split(" ")),
      ...UNDERSTOOD.pt.flatMap(([text]) => text.split(" ")),
      ...UNDERSTOOD.es.flatMap(([text]) => text.split(" ")),
      ...[
        "or",
        "and",
        "e",
        "y",
        "after",
        "not",
        "call",
        "Ana",
        "(",
        ")",
        "5",
        "31",
        "0",
        "99",
        "-",
        "/",
        ":",
        "que",
        "vem",
      ],
    );
    const text = fc.oneof(
      fc.array(words, { maxLength: 7 }).map((list) => list.join(" ")),
      fc.string({ unit: "binary", maxLength: 60 }),
    );
    fc.assert(
      fc.property(text, now, zone, language, (said, date, zoneId, reader) => {
        const at = date.toISOString();
        const reading = readMoment(said, { at, zone: zoneId, language: reader });
        if (reading === null) return;
        if (reading.kind === "refused") {
          expect(reading.text[reader]).not.toBe("");
          return;
        }
        expect(Date.parse(reading.at)).toBeGreaterThan(Date.parse(at));
        expect(
          reading.at <=
            DateTime.fromISO(at, { zone: zoneId }).plus({ years: 2, minutes: 1 }).toUTC().toISO()!,
        ).toBe(true);
        expect(reading.at).toMatch(/:00\.000Z$/);
        const told = formatMoment(reading.at, zoneId, reader, at);
        expect(readMoment(told, { at, zone: zoneId, language: reader }), `${said} → ${told}`).toMatchObject({
          at: reading.at,
          rest: "",
        });
      }),
      { numRuns: 1_000 },
    );
  });
});

import { DateTime } from "luxon";
import type { Language } from "../language.ts";

/** A stretch of whole days by the calendar: `from` is its first midnight, `to` the one after its last. */
export interface Stretch {
  from: DateTime;
  to: DateTime;
}

/**
 * Read dates: a day (`1 March`, `2026-03-01`, `01/03/2026`), a month (`march`, `março de 2025`, `2026-03`), a quarter
 * (`Q1`, `primeiro trimestre de 2025`), a year, a week (`week 10`, `week of 2 March`), from one of them to another
 * (`from 1 March to 15 April`, `de janeiro a março`, `2026-03-01..2026-04-15`), or since one of them.
 *
 * `words` are folded. Without a year it is the last time that it began, as seen from `now`. `1/2` is the first of
 * February to readers of Portuguese and Spanish, and unclear, thus null, to those of English. Null for anything else.
 */
export function readDates(words: string, now: DateTime, language: Language): Stretch | null {
  const text = words
    .replace(/(\d)(st|nd|rd|th|º|o|ª|a)\b/g, "$1")
    .replace(/,/g, " ")
    .replace(/\s+/g, " ")
    .trim();
  const since = /^(?:since|desde|a partir de|from)\s+(.+)$/.exec(text);
  const whole = pointOf(text, language) ?? weekOf(text, now, language);
  if (whole !== null) return sane(latest(whole, now));
  for (const match of text.matchAll(SEPARATOR)) {
    const between = /^(?:between|entre)\s/.test(text);
    if (!between && /^\s*(and|e|y)\s*$/.test(match[0])) continue;
    const end = pointOf(text.slice(match.index + match[0].length), language);
    const start = end === null ? null : startOf(text.slice(0, match.index), end, language);
    if (start === null || end === null) continue;
    return sane(rangeOf(start, end, now));
  }
  const begin = since === null ? null : pointOf(since[1]!, language);
  if (begin === null) return null;
  const from = latest(begin, now).from;
  return sane({ from, to: now.startOf("day").plus({ days: 1 }) });
}

/** Something by the calendar; with the year where it was said. */
type Point =
  | { kind: "day"; year: number | null; month: number; day: number }
  | { kind: "month"; year: number | null; month: number }
  | { kind: "quarter"; year: number | null; quarter: number }
  | { kind: "year"; year: number }
  | { kind: "days"; from: DateTime };

const SEPARATOR =
  /\s*\.\.+\s*|\s*[–—]\s*|(?<=\b\d{1,2})-(?=\d{1,2} [a-z])|\s+-\s+|\s+(?:to|until|till|through|ate|a|al|hasta|and|e|y)\s+/g;

const MONTHS: readonly string[][] = [
  ["january", "jan", "janeiro", "enero", "ene"],
  ["february", "feb", "fevereiro", "fev", "febrero"],
  ["march", "mar", "marco", "marzo"],
  ["april", "apr", "abril", "abr"],
  ["may", "maio", "mai", "mayo"],
  ["june", "jun", "junho", "junio"],
  ["july", "jul", "julho", "julio"],
  ["august", "aug", "agosto", "ago"],
  ["september", "sep", "sept", "setembro", "septiembre", "setiembre"],
  ["october", "oct", "outubro", "out", "octubre"],
  ["november", "nov", "novembro", "noviembre"],
  ["december", "dec", "dezembro", "dez", "diciembre", "dic"],
];
/** Three letters may also be another word: alone they name no month. */
const SHORTEST_ALONE = 4;
const ALONE = new Set(["may"]);

const ORDINALS: ReadonlyMap<string, number> = new Map(
  [
    "first primeiro primer primero 1",
    "second segundo 2",
    "third terceiro tercer tercero 3",
    "fourth quarto cuarto 4",
  ].flatMap((words, i) => words.split(" ").map((word) => [word, i + 1] as const)),
);

function pointOf(words: string, language: Language): Point | null {
  const text = words
    .trim()
    .replace(
      /^(?:(?:from|between|entre|de|del|em|en|in|on|the|el|o|os|la|do|no|dia|dias|mes|month)\s+)+/,
      "",
    );
  const iso = /^(\d{4})-(\d{2})(?:-(\d{2}))?$/.exec(text);
  if (iso !== null) {
    const [year, month, day] = [Number(iso[1]), Number(iso[2]), Number(iso[3])];
    return iso[3] === undefined ? monthPoint(month, year) : dayPoint(day, month, year);
  }
  const slashes = /^(\d{1,2})[/.](\d{1,2})(?:[/.](\d{4}))?$/.exec(text);
  if (slashes !== null) return slashed(Number(slashes[1]), Number(slashes[2]), slashes[3], language);
  const year = /^(20\d{2})$/.exec(text);
  if (year !== null) return { kind: "year", year: Number(year[1]) };
  return namedMonth(text) ?? quarterOf(text);
}

function slashed(a: number, b: number, year: string | undefined, language: Language): Point | null {
  const said = year === undefined ? null : Number(year);
  if (language !== "en" || a > 12 || a === b) return dayPoint(a, b, said);
  return b > 12 ? dayPoint(b, a, said) : null;
}

function namedMonth(text: string): Point | null {
  const dayFirst = /^(\d{1,2}) (?:(?:of|de) )?([a-z]{3,10})(?:\.? (?:(?:of|de|del) )?(\d{4}))?$/.exec(text);
  if (dayFirst !== null) return dayPoint(Number(dayFirst[1]), monthOf(dayFirst[2]!), yearOf(dayFirst[3]));
  const monthFirst = /^([a-z]{3,10}) (\d{1,2})(?: (?:of )?(\d{4}))?$/.exec(text);
  if (monthFirst !== null)
    return dayPoint(Number(monthFirst[2]), monthOf(monthFirst[1]!), yearOf(monthFirst[3]));
  const alone = /^([a-z]{3,10})(?: (?:(?:of|de|del) )?(\d{4}))?$/.exec(text);
  if (alone === null) return null;
  const isName = alone[2] !== undefined || alone[1]!.length >= SHORTEST_ALONE || ALONE.has(alone[1]!);
  return isName ? monthPoint(monthOf(alone[1]!), yearOf(alone[2])) : null;
}

function quarterOf(text: string): Point | null {
  const short = /^(?:q|t)([1-4])(?: (?:(?:of|de|del) )?(\d{4}))?$/.exec(text);
  if (short !== null) return { kind: "quarter", quarter: Number(short[1]), year: yearOf(short[2]) };
  const long = /^([a-z]+|[1-4]) (?:quarter|trimestre)(?: (?:(?:of|de|del) )?(\d{4}))?$/.exec(text);
  const quarter = long === null ? undefined : ORDINALS.get(long[1]!);
  return quarter === undefined ? null : { kind: "quarter", quarter, year: yearOf(long?.[2]) };
}

/** `week 10`, `semana 10 de 2025`, `week of 2 March`, `semana de 2 de março`. */
function weekOf(text: string, now: DateTime, language: Language): Point | null {
  const number = /^(?:week|semana) (\d{1,2})(?: (?:(?:of|de|del) )?(\d{4}))?$/.exec(text);
  if (number !== null) {
    const weekNumber = Number(number[1]);
    if (weekNumber < 1 || weekNumber > 53) return null;
    const inYear = (weekYear: number) =>
      DateTime.fromObject({ weekYear, weekNumber, weekday: 1 }, { zone: now.zone });
    const said = yearOf(number[2]);
    const from =
      said !== null
        ? inYear(said)
        : inYear(now.weekYear) <= now
          ? inYear(now.weekYear)
          : inYear(now.weekYear - 1);
    return from.isValid && from.weekNumber === weekNumber ? { kind: "days", from } : null;
  }
  const of = /^(?:week|semana) (?:of|de|del|do|from) (.+)$/.exec(text);
  const day = of === null ? null : pointOf(of[1]!, language);
  if (day?.kind !== "day") return null;
  return { kind: "days", from: latest(day, now).from.startOf("week") };
}

/** The first of two: also a bare day, `1 to 15 March`, or a month or day of the year of the second. */
function startOf(words: string, end: Point, language: Language): Point | null {
  const bare = /^(?:(?:from|between|entre|de|del|the|el|o|dia|dias)\s+)*(\d{1,2})$/.exec(words.trim());
  if (bare !== null && end.kind === "day") return dayPoint(Number(bare[1]), end.month, end.year);
  return pointOf(words, language);
}

function rangeOf(start: Point, end: Point, now: DateTime): Stretch | null {
  // "From 1 March to 15 April 2025": the year of the end holds for both, if they are in order then.
  if (yearIn(start) === null && yearIn(end) !== null) {
    const last = latest(end, now);
    const same = latest(withYear(start, yearIn(end)!), now);
    const from = same.from < last.to ? same.from : latest(withYear(start, yearIn(end)! - 1), now).from;
    return { from, to: last.to };
  }
  const { from } = latest(start, now);
  if (yearIn(end) !== null) return { from, to: latest(end, now).to };
  const same = latest(withYear(end, from.year), now);
  return { from, to: (same.from >= from ? same : latest(withYear(end, from.year + 1), now)).to };
}

/** The point in its own year, else the last time that it began. */
function latest(point: Point, now: DateTime): Stretch {
  const known = yearIn(point);
  if (point.kind === "days" || known !== null) return inYear(point, known ?? now.year, now);
  const here = inYear(point, now.year, now);
  // 29 February is not in every year.
  for (let back = 0; back <= 8; back += 1) {
    const found = back === 0 ? here : inYear(point, now.year - back, now);
    if (found.from.isValid && found.from <= now) return found;
  }
  return here;
}

function inYear(point: Point, year: number, now: DateTime): Stretch {
  const at = (month: number, day: number) =>
    DateTime.fromObject({ year, month, day }, { zone: now.zone }).startOf("day");
  switch (point.kind) {
    case "day": {
      const from = at(point.month, point.day);
      return { from, to: from.plus({ days: 1 }) };
    }
    case "month": {
      const from = at(point.month, 1);
      return { from, to: from.plus({ months: 1 }) };
    }
    case "quarter": {
      const from = at(point.quarter * 3 - 2, 1);
      return { from, to: from.plus({ quarters: 1 }) };
    }
    case "year": {
      const from = at(1, 1);
      return { from, to: from.plus({ years: 1 }) };
    }
    case "days":
      return { from: point.from.startOf("day"), to: point.from.startOf("day").plus({ weeks: 1 }) };
  }
}

function yearIn(point: Point): number | null {
  return point.kind === "days" ? point.from.year : point.year;
}

function withYear(point: Point, year: number): Point {
  return point.kind === "days" ? point : { ...point, year };
}

function sane(stretch: Stretch | null): Stretch | null {
  if (stretch === null || !stretch.from.isValid || !stretch.to.isValid || stretch.from >= stretch.to)
    return null;
  return stretch.from.year >= 2000 && stretch.to.year <= 2101 ? stretch : null;
}

function dayPoint(day: number, month: number, year: number | null): Point | null {
  // In a leap year: whether the day is there in the year meant shows later.
  const exists = month >= 1 && month <= 12 && DateTime.fromObject({ year: year ?? 2024, month, day }).isValid;
  return exists ? { kind: "day", day, month, year } : null;
}

function monthPoint(month: number, year: number | null): Point | null {
  return month >= 1 && month <= 12 ? { kind: "month", month, year } : null;
}

function monthOf(word: string): number {
  return MONTHS.findIndex((names) => names.includes(word)) + 1;
}

function yearOf(text: string | undefined): number | null {
  return text === undefined ? null : Number(text);
}

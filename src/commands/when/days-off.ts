import { DateTime } from "luxon";
import type { Language } from "../../language.ts";
import { localDate } from "../../leads/calendar.ts";
import type { At } from "../../leads/types/at.ts";
import { formatDate } from "./echo.ts";
import { readMoment } from "./moment.ts";
import { refuse } from "./refusal.ts";
import type { MomentContext, MomentRefused } from "./types.ts";
import { localDay } from "./zone.ts";

/** The most days of one range. */
const MOST_DAYS = 366;

/**
 * Read whole days, today among them: "24 Dec, 31 Dec to 2 Jan", "24 a 26/12 e sexta", "mañana". Gives local dates,
 * `yyyy-mm-dd`, in order, each once. Refused as `readMoment` refuses what is not definite, or past, or has an hour. Null:
 * no day is said.
 */
export function readDays(text: string, context: MomentContext): { dates: string[] } | MomentRefused | null {
  // Today counts, whatever the hour.
  const at = localDay(context.at, context.zone)
    .setZone(context.zone, { keepLocalTime: true })
    .toUTC()
    .toISO()!;
  const asked: MomentContext = { ...context, at };
  const dates = new Set<string>();
  const pieces = text
    .split(/\s*(?:[,;]|\s(?:and|e|y)(?=\s))\s*/u)
    .map((piece) => piece.trim())
    .filter((piece) => piece !== "");
  if (pieces.length === 0) return null;
  for (const piece of pieces) {
    const read = readRange(piece, asked) ?? readDay(piece, asked);
    if (read === null || "kind" in read) return read;
    for (const date of read) dates.add(date);
  }
  return { dates: [...dates].sort() };
}

function readDay(piece: string, context: MomentContext): [string] | MomentRefused | null {
  const read = readMoment(piece, context);
  if (read?.kind !== "moment") return read;
  if (read.hasTime || read.rest !== "") return refuse.halfUnderstood(piece.slice(0, read.end), read.end);
  return [localDate(read.at, context.zone)];
}

/** "31 Dec to 2 Jan", "24 a 26/12". Null when it is no range. */
function readRange(piece: string, context: MomentContext): string[] | MomentRefused | null {
  for (const link of piece.matchAll(BETWEEN)) {
    const from = piece.slice(0, link.index).replace(/^(?:from|de|do|da|del|desde)\s+/i, "");
    const end = readDay(piece.slice(link.index + link[0].length), context);
    if (end === null || "kind" in end) continue;
    const start = /^\d{1,2}$/.test(from)
      ? [`${end[0].slice(0, 8)}${from.padStart(2, "0")}`]
      : readDay(from, context);
    if (start === null || "kind" in start || !DateTime.fromISO(start[0]!).isValid) continue;
    const days = daysBetween(start[0]!, end[0]);
    if (days === null) return refuse.halfUnderstood(piece, piece.length);
    return days;
  }
  return null;
}

const BETWEEN =
  /\s+(?:to|until|till|through|a|ao|at[eé]|al|hasta)\s+|\s*[–—]\s*|\s+-\s+|(?<=\d)-(?=\d{1,2}(?!\d|-))/giu;

function daysBetween(first: string, last: string): string[] | null {
  const start = DateTime.fromISO(first, { zone: "utc" });
  const count = DateTime.fromISO(last, { zone: "utc" }).diff(start, "days").days + 1;
  if (!(count >= 1 && count <= MOST_DAYS)) return null;
  return Array.from({ length: count }, (_, i) => start.plus({ days: i }).toFormat("yyyy-MM-dd"));
}

/** Local dates as people read them, those in a row as a range: "Thu 24 Dec; Thu 31 Dec – Sat 2 Jan 2027". */
export function formatDays(dates: readonly string[], language: Language, now: At, zone: string): string {
  const ranges: [string, string][] = [];
  for (const date of [...dates].sort()) {
    const last = ranges.at(-1);
    if (last !== undefined && daysBetween(last[1], date)?.length === 2) last[1] = date;
    else ranges.push([date, date]);
  }
  const today = localDate(now, zone);
  const day = (date: string) => formatDate(date, language, today);
  return ranges.map(([from, to]) => (from === to ? day(from) : `${day(from)} – ${day(to)}`)).join("; ");
}

import { foldInPlace } from "../../flow/understand/words.ts";
import { DISTANCES } from "./clock.ts";
import { readMoment } from "./moment.ts";
import { refuse } from "./refusal.ts";
import type { Moment, MomentContext, MomentReading } from "./types.ts";
import { localDay, localTime } from "./zone.ts";

/**
 * Read until when something lasts: "until Monday", "até segunda", "hasta el lunes a las 15h", "2h", "for 3 days", "por duas
 * semanas". The time is when it is over: a day without an hour ends it at that day's start of work.
 *
 * "Through Friday" and "until the end of the week" (month, year) include that day: they are over on the next one, for a
 * week on Monday. Refused and null as with `readMoment`.
 */
export function readUntil(text: string, context: MomentContext): MomentReading {
  const folded = foldInPlace(text);
  const lead = /^\s*/.exec(folded)![0].length;
  const link = LINK.exec(folded.slice(lead))?.[0].length ?? 0;
  const from = lead + link;
  const isThrough = /^through/.test(folded.slice(lead));
  const lasting =
    FOR.test(folded.slice(lead)) ||
    /^(?:\d|an? |half|one |two |three |um |uma |dois |duas |tres |un |una |dos |meia |media )/.test(
      folded.slice(from),
    );
  const hour =
    link > 0
      ? null
      : /^(\d{1,2}|[a-z]+) ?(?:h|hs|hrs|hours?|horas?)(?:\d{2})?(?![\p{L}\p{N}])/u.exec(folded.slice(from));
  const isLength = hour !== null && (/^[a-z]/.test(hour[1]!) || Number(hour[1]) < 8);
  const bare = isLength ? null : shifted(readMoment(text.slice(from), context), from);
  if (hour !== null && bare?.kind === "moment") return eitherHour(text.slice(from), bare, context);
  const found = bare === null && lasting ? readLasting(text, from, context) : bare;
  if (found?.kind !== "moment") return found;
  const last = LAST_DAY.exec(folded.slice(from));
  if (found.hasTime || (last === null && !isThrough)) return found;
  const days = last?.groups?.week === undefined ? 1 : 3; // the end of a week is its Friday
  const over = localDay(found.at, context.zone).plus({ days }).toFormat("yyyy-MM-dd");
  const next = readMoment(over, context);
  return next?.kind === "moment" ? { ...found, at: next.at } : next;
}

/**
 * Read a length of time in hours and minutes at the beginning of a text, in minutes: "15 min", "1h30", "uma hora e meia",
 * "media hora". Null when there is none, or more than a day.
 */
export function readDuration(text: string): { minutes: number; rest: string } | null {
  const folded = `in ${foldInPlace(text).trimStart()}`;
  const cut = text.length - text.trimStart().length;
  let best: { minutes: number; end: number } | null = null;
  for (const { pattern, read } of DISTANCES) {
    pattern.lastIndex = 0;
    const match = pattern.exec(folded);
    const minutes = match === null ? undefined : read(match.groups ?? {}, NOBODY)?.minutes;
    if (match === null || minutes === undefined || match[0].length <= (best?.end ?? 0)) continue;
    best = { minutes, end: match[0].length };
  }
  if (best === null || best.minutes > 1_440) return null;
  const rest = text.slice(cut + best.end - 3).replace(/^[\s,;:.–—-]+/, "");
  return { minutes: best.minutes, rest };
}

/** "15h" without a word before it: at three, or in fifteen hours. */
function eitherHour(text: string, clock: Moment, context: MomentContext): MomentReading {
  const lasting = readMoment(`in ${text}`, context);
  if (lasting?.kind !== "moment") return clock;
  const asked = { ...context, today: localDay(context.at, context.zone) };
  const times = [lasting.at, clock.at].map((at) => localTime(at, context.zone));
  return { ...refuse.eitherOf(times, asked), end: clock.end };
}

/** "2h", "3 days": the same as "in 2h", "in 3 days". */
function readLasting(text: string, from: number, context: MomentContext): MomentReading {
  const reading = readMoment(`in ${text.slice(from)}`, context);
  return reading === null ? refuse.vague(text.length) : shifted(reading, from - 3);
}

function shifted(reading: MomentReading, by: number): MomentReading {
  if (reading === null) return null;
  const end = Math.max(0, reading.end + by);
  return reading.kind === "refused"
    ? { ...reading, end }
    : { ...reading, start: Math.max(0, reading.start + by), end };
}

const FOR = /^(?:for|por|durante)\s/;
const LINK =
  /^(?:(?:until|till|'til|til|through|to|up to|ate|hasta|for|por|durante|back on|back|de volta|vuelvo|volto)\s+){1,2}/;
const LAST_DAY =
  /^(?:the |o |a |el |la )?(?:end of|fim|final|fin|fines|finales)(?: (?:of |the |this |next |da |do |de |del |la |el |desta |deste |esta |este |proxim[oa] )*(?:(?<week>week|semana)|month|mes|year|ano))/;

const NOBODY: Parameters<(typeof DISTANCES)[number]["read"]>[1] = {
  at: "2000-01-01T00:00:00.000Z",
  zone: "utc",
  language: "en",
  today: localDay("2000-01-01T00:00:00.000Z", "utc"),
};

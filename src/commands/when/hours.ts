import { foldInPlace } from "../../flow/understand/words.ts";
import type { Language } from "../../language.ts";
import type { Weekday, WeekHours } from "../../leads/types/rep.ts";
import { phrase, type Texts } from "../present/phrase.ts";
import { safeName } from "../present/safe.ts";
import { anyOf, SHORT_WEEKDAYS, WEEKDAYS as WEEKDAY_WORDS } from "./words.ts";

export type HoursReading =
  /** Null hours: always at work. */
  | { kind: "hours"; hours: WeekHours | null }
  | { kind: "refused"; code: HoursFault; text: Texts; instead: string[] }
  | null;

export type HoursFault = "hours-not-understood" | "hours-backwards" | "hours-overlap";

/**
 * Read working hours: "mon-fri 9:00-18:00", "seg a sex 9h às 18h", "lunes a viernes de 9 a 18, sábado 9-13", "9-12, 13-18",
 * "always". Days that are not named are free; hours without days are for Monday to Friday.
 *
 * Hours are on the clock of 24; "9-6" is refused with "9:00-18:00" to choose. The whole text must be understood. Null for
 * a text without any hour or day in it.
 */
export function readHours(text: string): HoursReading {
  const folded = foldInPlace(text).replace(/[–—]/g, "-").trim();
  if (ALWAYS.test(folded)) return { kind: "hours", hours: null };
  const hours: Partial<Record<Weekday, [number, number][]>> = {};
  let days: Weekday[] | null = null;
  let isFresh = false;
  let at = 0;
  let spans = 0;
  while (at < folded.length) {
    const sign = take(SEPARATOR, folded, at);
    if (sign !== null) {
      at += sign[0].length;
      continue;
    }
    const off = take(OFF, folded, at);
    if (off !== null && days !== null) {
      isFresh = false;
      at += off[0].length;
      continue;
    }
    const named = take(DAY_SPAN, folded, at);
    if (named !== null) {
      const read = daysOf(named.groups ?? {});
      days = isFresh && days !== null ? [...new Set([...days, ...read])] : read;
      isFresh = true;
      at += named[0].length;
      continue;
    }
    const span = take(CLOCK_SPAN, folded, at);
    const read = span === null ? null : spanOf(span.groups ?? {});
    if (span === null || read === null) return at === 0 && !/\d/.test(folded) ? null : notUnderstood(text);
    if (read.kind === "backwards") return backwards(read.instead);
    for (const day of days ?? WORK_DAYS) {
      const list = hours[day] ?? [];
      if (list.some(([from, to]) => read.from < to && from < read.to)) return overlap();
      hours[day] = [...list, [read.from, read.to]];
    }
    spans += 1;
    isFresh = false;
    at += span[0].length;
  }
  if (spans === 0 || isFresh) return notUnderstood(text);
  return { kind: "hours", hours: toWeekHours(hours) };
}

/** Working hours as people read them: "Mon–Fri 09:00–18:00, Sat 09:00–13:00". `readHours` reads it back. */
export function formatHours(hours: WeekHours | null, language: Language): string {
  if (hours === null) return ALWAYS_TEXT[language];
  const texts = WEEK.map((day) => (hours[day] ?? []).map(([from, to]) => `${from}–${to}`).join(", "));
  const parts: string[] = [];
  for (let i = 0; i < WEEK.length; ) {
    let end = i;
    while (end + 1 < WEEK.length && texts[end + 1] === texts[i]) end += 1;
    const names = [i, end].map((each) => DAY_NAMES[language][each]!);
    if (texts[i] !== "") parts.push(`${end === i ? names[0] : names.join("–")} ${texts[i]}`);
    i = end + 1;
  }
  return parts.length === 0 ? NEVER_TEXT[language] : parts.join(", ");
}

const WEEK: readonly Weekday[] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const WORK_DAYS = WEEK.slice(0, 5);

const DAY = `(?:${anyOf(WEEKDAY_WORDS)}|${anyOf(SHORT_WEEKDAYS)})(?:[ -]feira)?s?\\.?`;
const DAY_SPAN = new RegExp(
  `(?:(?:on|from|de|da|das|del|los|el|na|no|aos|as) )?(?:(?<from>${DAY})(?:(?: ?- ?| (?:to|through|a|ate|al|hasta|thru) (?:el )?)(?<to>${DAY}))?|(?<work>weekdays|working days|workdays|dias uteis|dias de semana|dias habiles|dias laborables|entre semana)|(?<end>weekends?|fim de semana|fins de semana|fin de semana|fines de semana)|(?<all>every day|daily|everyday|todos os dias|todos los dias|diario|diariamente))(?![\\p{L}\\p{N}])`,
  "uy",
);
const CLOCK = (name: string) =>
  `(?<${name}h>\\d{1,2})(?:(?::|h)(?<${name}m>\\d{2})|h)?(?: ?(?:hs|hrs|horas|h))?(?: ?(?<${name}p>am|pm))?`;
const CLOCK_SPAN = new RegExp(
  `(?:(?:from|das|de|dos|as|between|entre las|entre as|entre|at|desde las|desde) )?(?:las )?${CLOCK("a")}(?: ?- ?| ?(?:to|until|till|a las|a|as|ate as|ate|hasta las|hasta|and|e|y) (?:las )?)${CLOCK("b")}(?![\\p{L}\\p{N}:])`,
  "uy",
);
const SEPARATOR = /(?:[\s,;:/&+|]+|(?:and|e|y)(?=\s))/y;
const OFF = /(?:off|closed|free|folga|fechado|livre|cerrado|libre|descanso|no|nao|-)(?![\p{L}\p{N}])/uy;
const ALWAYS = /^(?:always|24\/7|24x7|24h|24 hours|sempre|siempre|all day|any ?time)[.!]?$/;

const ALWAYS_TEXT: Record<Language, string> = { en: "always", pt: "sempre", es: "siempre" };
const NEVER_TEXT: Record<Language, string> = { en: "never", pt: "nunca", es: "nunca" };
const DAY_NAMES: Record<Language, readonly string[]> = {
  en: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
  pt: ["seg", "ter", "qua", "qui", "sex", "sáb", "dom"],
  es: ["lun", "mar", "mié", "jue", "vie", "sáb", "dom"],
};

type Groups = Record<string, string | undefined>;

function take(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function daysOf({ from, to, work, end, all }: Groups): Weekday[] {
  if (all !== undefined) return [...WEEK];
  if (work !== undefined) return [...WORK_DAYS];
  if (end !== undefined) return ["sat", "sun"];
  const first = dayIndex(from!);
  const last = to === undefined ? first : dayIndex(to);
  const length = ((last - first + 7) % 7) + 1;
  return Array.from({ length }, (_, i) => WEEK[(first + i) % 7]!);
}

function dayIndex(word: string): number {
  const bare = word.replace(/\.$/, "").replace(/[ -]feira/, "");
  const find = (each: string) => WEEKDAY_WORDS.get(each) ?? SHORT_WEEKDAYS.get(each);
  return (find(bare) ?? find(bare.replace(/s$/, "")) ?? 1) - 1;
}

type Span = { kind: "span"; from: number; to: number } | { kind: "backwards"; instead: string | null };

/** Null for an hour that no clock shows. */
function spanOf({ ah, am, ap, bh, bm, bp }: Groups): Span | null {
  const from = minuteOf(ah!, am, ap);
  const to = minuteOf(bh!, bm, bp);
  if (from === null || to === null) return null;
  const isBare = ap === undefined && bp === undefined && Number(ah) < 13 && Number(bh) < 13;
  const isEarly = ap === undefined && bp === undefined && !ah!.startsWith("0") && from >= 60 && from < 360;
  if (from < to && !(isEarly && isBare)) return { kind: "span", from, to };
  const later = isEarly && isBare && from < to ? [from + 720, to + 720] : [from, to + 720];
  const fits = isBare && later[0]! < later[1]! && later[1]! <= 1_440;
  return { kind: "backwards", instead: fits ? `${clock(later[0]!)}-${clock(later[1]!)}` : null };
}

function minuteOf(hour: string, minute: string | undefined, half: string | undefined): number | null {
  const hours = Number(hour);
  const minutes = Number(minute ?? 0);
  if (minutes > 59 || hours > 24 || (hours === 24 && minutes > 0)) return null;
  if (half === undefined) return hours * 60 + minutes;
  if (hours < 1 || hours > 12) return null;
  return ((hours % 12) + (half === "pm" ? 12 : 0)) * 60 + minutes;
}

function toWeekHours(hours: Partial<Record<Weekday, [number, number][]>>): WeekHours {
  const week: WeekHours = {};
  for (const day of WEEK) {
    const spans = hours[day];
    if (spans === undefined) continue;
    const sorted = [...spans].sort((a, b) => a[0] - b[0]);
    week[day] = sorted.map(([from, to]): [string, string] => [clock(from), clock(to)]);
  }
  return week;
}

function clock(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
}

function notUnderstood(text: string): HoursReading {
  const typed = safeName(text, 60);
  return { kind: "refused", code: "hours-not-understood", text: unclear({ typed }), instead: [] };
}

function backwards(instead: string | null): HoursReading {
  return {
    kind: "refused",
    code: "hours-backwards",
    text: wrongWay({}),
    instead: instead === null ? [] : [instead],
  };
}

function overlap(): HoursReading {
  return { kind: "refused", code: "hours-overlap", text: twice({}), instead: [] };
}

const unclear = phrase<{ typed: string }>({
  en: "I did not understand the hours “{typed}”. Write, for instance, “mon-fri 9:00-18:00, sat 9-13”, or “always”.",
  pt: "Não entendi o horário “{typed}”. Escreva, por exemplo, “seg a sex 9h às 18h, sáb 9-13”, ou “sempre”.",
  es: "No entendí el horario “{typed}”. Escribe, por ejemplo, “lunes a viernes de 9 a 18, sábado 9-13”, o “siempre”.",
});
const wrongWay = phrase({
  en: "Hours are on the 24-hour clock and end after they begin: “9:00-18:00” or “9am-6pm”.",
  pt: "Use o relógio de 24 horas, com o fim depois do começo: “9h às 18h”.",
  es: "Usa el reloj de 24 horas, con el fin después del comienzo: “9 a 18”.",
});
const twice = phrase({
  en: "Two of these hours overlap on the same day.",
  pt: "Dois desses horários se sobrepõem no mesmo dia.",
  es: "Dos de esos horarios se superponen el mismo día.",
});

import type { Repeats } from "../../leads/types/follow-up.ts";
import { phrase, type Texts } from "../present/phrase.ts";
import { type MomentContext, readMoment } from "../when/index.ts";
import { localTime } from "../when/zone.ts";

/** What was said of how often, and the words that are left: they have the time of the first. */
export interface RepeatsReading {
  rest: string;
  repeats: Repeats | null;
  /** It was said in a way that cannot be kept: what to say instead. */
  fault: Texts | null;
}

/**
 * Take out of the words how often something is done again, and until when: `every week`, `a cada 2 dias`, `cada lunes`,
 * `every weekday`, `monthly`; `until 30 June` or `5 times`; `except holidays`. A weekday that recurs stays as the time of
 * the first.
 */
export function takeRepeats(text: string, context: MomentContext): RepeatsReading {
  if (SEVERAL.test(text)) return { rest: text, repeats: null, fault: oneWeekday({}) };
  for (const [pattern, read] of RECURRING) {
    const match = pattern.exec(text);
    if (match === null) continue;
    const without = cut(text, match.index, match[0].length, match.groups?.stays ?? "");
    return takeEnd(without, read(match), context);
  }
  return { rest: text, repeats: null, fault: null };
}

/** Only what recurs has an end and leaves holidays out. */
function takeEnd(text: string, repeats: Repeats, context: MomentContext): RepeatsReading {
  let rest = text;
  const found: Repeats = { ...repeats };
  const holidays = HOLIDAYS.exec(rest);
  if (holidays !== null) {
    found.skipHolidays = true;
    rest = cut(rest, holidays.index, holidays[0].length);
  }
  const times = TIMES.exec(rest);
  if (times !== null) {
    found.left = Number(times[1]);
    rest = cut(rest, times.index, times[0].length);
  }
  const until = UNTIL.exec(rest);
  if (until === null) return { rest, repeats: found, fault: null };
  const from = until.index + until[0].length;
  const end = readMoment(rest.slice(from), context);
  if (end === null) return { rest, repeats: found, fault: null };
  if (end.kind === "refused") return { rest, repeats: null, fault: end.text };
  found.until = endOfDay(end.at, context.zone);
  const time = end.hasTime ? localTime(end.at, context.zone).toFormat("HH:mm") : "";
  rest = cut(rest, until.index, until[0].length + end.end);
  // "every day until friday 9:00": the time is that of each.
  const hasOwn = readMoment(rest, context) !== null;
  return { rest: hasOwn ? rest : `${time} ${rest}`.trim(), repeats: found, fault: null };
}

function endOfDay(at: string, zone: string): string {
  return new Date(localTime(at, zone).endOf("day").toMillis()).toISOString();
}

function cut(text: string, from: number, length: number, stays = ""): string {
  return (text.slice(0, from) + stays + text.slice(from + length)).replace(/\s+/g, " ").trim();
}

const EACH = "(?:every|each|tod[oa]s?(?: [oa]s)?|todos los|todas las|a cada|cada)";
const END = "(?=$|[\\s,.;:])";
const START = "(?<=^|\\s)";
const WEEKDAY =
  "(?:mon(?:day)?s?|tue(?:sday)?s?|wed(?:nesday)?s?|thu(?:rsday)?s?|fri(?:day)?s?|sat(?:urday)?s?|sun(?:day)?s?|segundas?(?:-feiras?)?|ter[çc]as?(?:-feiras?)?|quartas?(?:-feiras?)?|quintas?(?:-feiras?)?|sextas?(?:-feiras?)?|s[áa]bados?|domingos?|lunes|martes|mi[ée]rcoles|jueves|viernes)";
const NUMBER = "(\\d{1,2}|other|second|two|three|dois|duas|tr[eê]s|dos)";
const UNIT = "(days?|dias?|días?|weeks?|semanas?|months?|m[eê]s(?:es)?)";

const pattern = (text: string) => new RegExp(`${START}${text}${END}`, "iu");

/** `every monday and thursday` is two: each is planned by itself. */
const SEVERAL = pattern(`${EACH} ${WEEKDAY}(?:,| and| e| y|/)\\s*${WEEKDAY}`);

const RECURRING: readonly [RegExp, (match: RegExpExecArray) => Repeats][] = [
  [
    pattern(
      "(?:every (?:weekday|work(?:ing)? ?day)|weekdays|on weekdays|(?:todos? os |todo |nos |em )?dias? út(?:il|eis)|(?:todos los |cada |en )?días? (?:hábil(?:es)?|laborables?))",
    ),
    () => ({ every: "weekday", count: 1 }),
  ],
  [
    pattern(`${EACH} (?:${NUMBER} )?${UNIT}`),
    (match) => ({ every: unitOf(match[2] ?? ""), count: countOf(match[1]) }),
  ],
  [pattern(`${EACH} (?<stays>${WEEKDAY})`), () => ({ every: "week", count: 1 })],
  [pattern("(?:daily|diariamente|a diario)"), () => ({ every: "day", count: 1 })],
  [pattern("(?:weekly|semanalmente)"), () => ({ every: "week", count: 1 })],
  [
    pattern("(?:fortnightly|every fortnight|quinzenalmente|quincenalmente)"),
    () => ({ every: "week", count: 2 }),
  ],
  [pattern("(?:monthly|mensalmente|mensualmente)"), () => ({ every: "month", count: 1 })],
];

const HOLIDAYS = pattern(
  "(?:(?:except|skip|skipping|not|but not)(?: on)? holidays|(?:exceto|menos|sem|pulando|pular|fora)(?: (?:os|em|nos))? feriados|(?:excepto|salvo|menos|sin|saltando)(?: (?:los|en))? (?:feriados|festivos))",
);
const TIMES = pattern("(?:for |por )?(\\d{1,3}) (?:times|vezes|veces)");
const UNTIL = new RegExp(`${START}(?:until|till|até|ate|hasta)(?: (?:the|el|la|o|a))? `, "iu");

function unitOf(word: string): Repeats["every"] {
  if (/^d/i.test(word)) return "day";
  return /^(?:w|s)/i.test(word) ? "week" : "month";
}

function countOf(word: string | undefined): number {
  if (word === undefined) return 1;
  if (/^\d/.test(word)) return Math.max(1, Number(word));
  return /^t[hr]/i.test(word) && !/^tw/i.test(word) ? 3 : 2;
}

const oneWeekday = phrase({
  en: "One weekday at a time: plan each by itself, such as “every monday 9:00” and “every thursday 9:00”.",
  pt: "Um dia da semana de cada vez: agende cada um, como “toda segunda às 9h” e “toda quinta às 9h”.",
  es: "Un día de la semana a la vez: programa cada uno, como “cada lunes 9:00” y “cada jueves 9:00”.",
});

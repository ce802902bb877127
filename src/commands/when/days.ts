import { DateTime } from "luxon";
import { type Asked, type Groups, type Pattern, type Said, saying } from "./pattern.ts";
import {
  anyOf,
  MONTH_NAMES,
  MONTHS,
  readCount,
  SHORT_WEEKDAYS,
  UNITS,
  WEEKDAY_NAMES,
  WEEKDAYS,
} from "./words.ts";

const LINK = "(?:(?:on the|on|by|for|para a|para o|para el|para la|para|pra|no|na|em|en|el|la|o|a|the) )?";
/** Without the articles of the Portuguese ordinals: “a segunda proposta” is no Monday. */
const WEEKDAY_LINK = "(?:(?:on|by|for|para el|para o|para|pra|no|na|em|en|el|o) )?";
/** What "segunda" and "quinta" count rather than name a day. */
const ORDERED =
  " (?:vez|via|parcela|proposta|tentativa|versao|opcao|etapa|fase|rodada|metade|pessoa|mensagem|ligacao)(?![\\p{L}])";
const MONTH = `(?<month>${anyOf(MONTHS)})\\.?`;
const FULL_WEEKDAY = `(?:${anyOf(WEEKDAYS)})(?:[ -]feira)?`;
const ANY_WEEKDAY = `(?:${FULL_WEEKDAY}|(?:${anyOf(SHORT_WEEKDAYS)})\\.?)`;
const ENGLISH_SHORT = "(?:mon|tues|tue|wed|thurs|thur|thu|fri|sat|sun)\\.?";
const YEAR = "(?:,? (?:de |del |do |of )?(?<year>\\d{4})(?![:\\dh]))?";
const ORDINAL = "(?:st|nd|rd|th|o|º)?";
/** Short forms are words too ("ter", "sun", "mar"): only where the text ends or a number or sign follows. */
const SHORT = `(?<short>${[...SHORT_WEEKDAYS.keys()].filter((word) => word !== "mar").join("|")})(?=[.,]|\\s*$| \\d| (?:at|as|a las|dia|de manha|a tarde|a noite|por la)(?![\\p{L}]))\\.?`;
/** Days of the month in English words; "first" is read with the others of its kind. */
const ORDINAL_DAYS = new Map(
  "second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth twenty-first twenty-second twenty-third twenty-fourth twenty-fifth twenty-sixth twenty-seventh twenty-eighth twenty-ninth thirtieth thirty-first"
    .split(" ")
    .flatMap((word, i): [string, number][] => [
      [word, i + 2],
      [word.replace("-", " "), i + 2],
    ]),
);
const ORDINALS = anyOf(ORDINAL_DAYS);
const NEXT_WEEK =
  "(?:next week|semana que vem|semana que viene|proxima semana|semana proxima|semana seguinte|semana siguiente|semana que entra)";
const NEXT_MONTH = "(?:next month|(?:proximo mes|mes que vem|mes que viene|mes proximo|mes que entra))";
const OF = "(?:of |da |do |de la |del |de |,)? ?(?:the )?";
const COUNT = "(?<count>\\d{1,4}|[a-z]{1,12})";

/** Days of the calendar, and days counted from today, in the three languages. */
export const DAYS: readonly Pattern[] = [
  saying(`${LINK}(?<year>\\d{4})-(?<month>\\d{1,2})-(?<day>\\d{1,2})(?:t(?=\\d))?`, exactDay),
  // "2026-12-05T09:30": the T is followed by digits, which ends no word.
  { pattern: /(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})t(?=\d)/uy, read: exactDay },
  saying(
    `${LINK}(?:(?<wd>${ANY_WEEKDAY}),? )?(?:dia )?(?<a>\\d{1,2})(?<sign>[/.-])(?<b>\\d{1,2})\\k<sign>(?<year>\\d{4}|\\d{2})(?![/.:-]\\d)`,
    numericDay,
  ),
  saying(
    `${LINK}(?:(?<wd>${ANY_WEEKDAY}),? )?(?:dia )?(?<a>\\d{1,2})/(?<b>\\d{1,2})(?![/.,:-]\\d|/)`,
    numericDay,
  ),
  // "30.11.": no hour of the clock, so a date.
  saying(`${LINK}(?:dia )?(?<a>2[4-9]|3[01])\\.(?<b>0?[1-9]|1[0-2])\\.?(?!\\d)`, ({ a, b }, { today }) => {
    const date = dateOf(Number(b), Number(a), null, today);
    return date === null ? { isNoDate: true } : { days: [date], english: null };
  }),
  saying(
    `${LINK}(?:(?<wd>${ANY_WEEKDAY}),? (?:the |el |dia )?)?(?:dia )?(?:(?<first>primeiro|primero|first|1ro)|(?<day>\\d{1,2})${ORDINAL})(?: ?(?:de |of )| |-|/)?${MONTH}${YEAR}`,
    dayOfMonth,
  ),
  saying(
    `${LINK}(?:(?<wd>${ANY_WEEKDAY}),? (?:the |el |dia )?)?(?:dia )?(?:(?<ordinal>${ORDINALS}) of |(?:(?<tens>vinte|trinta|veinte|treinta) [ey] )?(?<units>[a-z]{2,12}) de )${MONTH}${YEAR}`,
    ({ ordinal, tens, units, ...groups }, asked) => {
      const count = units === undefined ? null : readCount(units);
      const number =
        ordinal === undefined
          ? (count ?? 32) + (tens === undefined ? 0 : /^v/.test(tens) ? 20 : 30)
          : ORDINAL_DAYS.get(ordinal)!;
      return number < 1 || number > 31 ? null : dayOfMonth({ ...groups, day: String(number) }, asked);
    },
  ),
  saying(`${LINK}${MONTH} (?:the )?(?<ordinal>${ORDINALS})${YEAR}`, ({ ordinal, ...groups }, asked) =>
    dayOfMonth({ ...groups, day: String(ORDINAL_DAYS.get(ordinal!)) }, asked),
  ),
  saying(
    `${LINK}(?:(?<wd>${ANY_WEEKDAY}),? )?${MONTH} (?:the )?(?<day>\\d{1,2})(?:st|nd|rd|th)?(?![:/.h]\\d| ?(?:am|pm|h)\\b)${YEAR}`,
    (groups, asked) =>
      // In Spanish "mar" is Tuesday too.
      groups.month === "mar" && asked.language === "es" ? null : dayOfMonth(groups, asked),
  ),
  saying(`${LINK}(?:dia )?(?<day>\\d{1,2})(?:st|nd|rd|th)? ${OF}${NEXT_MONTH}`, ({ day }, { today }) =>
    only(today.plus({ months: 1 }).set({ day: 1 }), Number(day)),
  ),
  saying(
    "(?:(?:on |by |for )?the (?<day>\\d{1,2})(?:st|nd|rd|th)|(?:on |by |for )?(?<day2>\\d{1,2})(?:st|nd|rd|th)|(?:(?:no|o|el|para o|para el|al|ate o) )?dia (?<day3>\\d{1,2})|(?:para )?el (?<day4>\\d{1,2}))(?![/.,:%-]\\d|%)",
    ({ day, day2, day3, day4 }, { today }) => {
      const number = Number(day ?? day2 ?? day3 ?? day4);
      if (number < 1 || number > 31) return { isNoDate: true };
      const first = nextWithDay(today, number);
      const days = first.equals(today) ? [first, nextWithDay(today.plus({ days: 1 }), number)] : [first];
      return { days, english: null };
    },
  ),
  // "Lunes 30 a las 10": what may be an hour counts as a day only when the hour is told behind it.
  saying(
    `(?:(?:para |on |by )?(?:el |na |no |o )?)(?<wd>${FULL_WEEKDAY}),? (?:the )?(?<day>\\d{1,2})(?:st|nd|rd|th)?(?=(?<hour>,? (?:(?:a las?|at|@) ?(?:\\d|[a-z])|\\d{1,2}(?::\\d|h(?![a-z]))))|,? as \\d|\\s*[.!]?\\s*$)`,
    ({ wd, day, hour }, { today }) => {
      const number = Number(day);
      if (number < 1 || number > 31 || (number < 24 && hour === undefined)) return null;
      return confirmed([nextWithDay(today, number)], wd);
    },
  ),
  // Spanish: "el lunes 30". In Portuguese "segunda 10" may as well be an hour.
  saying(
    `(?:para )?el (?<wd>${FULL_WEEKDAY}) (?:el )?(?<day>\\d{1,2})(?![/.,:%-]\\d|%| ?(?:h|hs|hrs|horas|am|pm|de la)(?![\\p{L}]))`,
    ({ wd, day }, { today }) => {
      const number = Number(day);
      if (number < 13 || number > 31) return null;
      return confirmed([nextWithDay(today, number)], wd);
    },
  ),
  near("(?:for )?(?:today|hoje|hj|hoy|para hoje|para hoy|pra hoje)", 0, "today"),
  near(
    `${LINK}(?:tomorrow|tmrw|tmr|tmw|tomorow|tommorow|tommorrow|tomorrrow|2morrow|2moro|amanha|amnha|amahna|manana)`,
    1,
    "tomorrow",
  ),
  near(`${LINK}(?:day after tomorrow|depois de amanha|dps de amanha|pasado manana)`, 2, "in 2 days"),
  partToday(
    "tonight|this evening|esta noite|hoje a noite|hoje de noite|esta noche|hoy a la noche|hoy por la noche|hoy en la noche",
    "evening",
  ),
  partToday("this morning|esta manha|esta manana|hoje de manha|hoje pela manha|hoy por la manana", "morning"),
  partToday(
    "this afternoon|esta tarde|hoje a tarde|hoje de tarde|hoy por la tarde|hoy en la tarde",
    "afternoon",
  ),
  saying(
    `${LINK}(?<wd>${FULL_WEEKDAY}),? (?:(?:of )?this week|de esta semana|d?esta semana|dessa semana)`,
    ({ wd }, { today }) => ({
      days: [today.startOf("week").plus({ days: weekdayOf(wd) - 1 })],
      english: null,
    }),
  ),
  saying(
    `(?:(?:at|by|in) )?(?:the )?(?:beginning|start) of (?:the )?${NEXT_WEEK}|(?:(?:no|ao|al|a) )?(?:comeco|inicio|principios|comienzos|inicios) d(?:a|e la) ${NEXT_WEEK}`,
    (_, { today }) => ({ days: [inNextWeek(today, 1)], english: null }),
  ),
  saying(
    `${LINK}${NEXT_WEEK},? (?:on |na |no |el |a |o )?(?<wd>${FULL_WEEKDAY})|${LINK}(?<wd2>${FULL_WEEKDAY}),? ${OF}${NEXT_WEEK}`,
    ({ wd, wd2 }, { today }) => {
      const weekday = weekdayOf(wd ?? wd2);
      return { days: [inNextWeek(today, weekday)], english: null };
    },
  ),
  saying(
    `${LINK}(?:next|proxima|proximo) (?<wd>${FULL_WEEKDAY}|${ENGLISH_SHORT})|${LINK}(?<wd2>${ANY_WEEKDAY}) (?:que vem|que viene|que entra|proxim[oa])`,
    ({ wd, wd2 }, { today }) => {
      const weekday = weekdayOf(wd ?? wd2);
      const days = [coming(today, weekday), inNextWeek(today, weekday)];
      return { days: days[0]!.equals(days[1]!) ? [days[0]!] : days, english: null };
    },
  ),
  saying(
    `${LINK}(?:this coming|this|esta|este|nesta|neste|essa|nessa|ese|esse|nesse|coming) (?<wd>${FULL_WEEKDAY}|${ENGLISH_SHORT})`,
    ({ wd }, { today }) => {
      const weekday = weekdayOf(wd);
      return { days: [weekday === today.weekday ? today : coming(today, weekday)], english: null };
    },
  ),
  saying(`${WEEKDAY_LINK}(?:(?<wd>${FULL_WEEKDAY})(?!${ORDERED})|${SHORT})`, ({ wd, short }, { today }) => {
    const weekday = weekdayOf(wd ?? short);
    if (weekday === today.weekday) return { days: [today, coming(today, weekday)], english: null, weekday };
    return { days: [coming(today, weekday)], english: WEEKDAY_NAMES[weekday - 1]!, weekday };
  }),
  // In Spanish Tuesday and March are short for the same.
  saying("(?:el )?mar\\.?(?= (?:\\d{1,2}(?::\\d{2}| ?h(?![a-z]))|a las))", (_, { today, language }) =>
    language === "es"
      ? {
          days: today.weekday === 2 ? [today, coming(today, 2)] : [coming(today, 2)],
          english: null,
          weekday: 2,
        }
      : null,
  ),
  saying(`${LINK}${NEXT_WEEK}`, (_, { today }) => ({ days: [inNextWeek(today, 1)], english: null })),
  saying(`${LINK}${NEXT_MONTH}`, (_, { today }) => ({
    days: [today.plus({ months: 1 }).startOf("month")],
    english: null,
  })),
  saying(
    "(?:(?:at|by|on) )?(?:the )?end of (?:the |this )?month|(?:(?:no|ao|ate o|para o|pro|al|a|para|o|el) )?(?:fim|final|fin|fines|finales) (?:do|deste|de este|del|de) mes(?! que)",
    (_, { today }) => ({ days: [lastOfMonth(today)], english: null }),
  ),
  saying(
    `(?:(?:at|by|on) )?(?:the )?end of ${NEXT_MONTH}|(?:(?:no|ao|al|a|para o|para|o|el) )?(?:fim|final|fin|fines|finales) (?:do|del|de) ${NEXT_MONTH}`,
    (_, { today }) => ({ days: [lastOfMonth(today.startOf("month").plus({ months: 1 }))], english: null }),
  ),
  saying(
    "(?:(?:at|by) )?(?:the )?end of (?:the |this )?week|(?:(?:no|ao|al|a|para o|para|o|el) )?(?:fim|final|finales|fines) (?:da|desta|de la|de esta) semana",
    (_, { today }) => ({
      days: today.weekday > 5 ? [] : [today.plus({ days: 5 - today.weekday })],
      english: null,
    }),
  ),
  saying(
    "(?:(?:on|at|over|by) )?(?:the |this )?weekend|(?:(?:no|neste|este|el|para o|para el) )?(?:fim de semana|fin de semana|finde)(?! que| pas| prox)",
    (_, { today }) => ({
      days: today.weekday > 5 ? [] : [today.plus({ days: 6 - today.weekday })],
      english: null,
    }),
  ),
  saying(
    "(?:(?:at|by) )?(?:the )?end of (?:the |this )?year|(?:(?:no|ao|al|a|o|el) )?(?:fim|final|fin|fines|finales) (?:do|deste|de este|del|de) ano(?! que)",
    (_, { today }) => ({ days: [today.endOf("year").startOf("day")], english: null }),
  ),
  saying(
    `(?:in|em|en|dentro de|daqui a|daqui|de aqui a) (?:(?:about|uns|umas|unos|unas|cerca de) )?${COUNT} (?<unit>${anyOf(UNITS)})(?:'? time| from now)?|${COUNT.replace("count", "count2")} (?<unit2>${anyOf(UNITS)}) from (?:now|today)`,
    ({ count, unit, count2, unit2 }, { today }) => inSome(count ?? count2, unit ?? unit2, today),
  ),
];

/** "in 3 days", "em duas semanas". Of hours and minutes the clock knows. */
function inSome(word: string | undefined, unitWord: string | undefined, today: DateTime): Said | null {
  const count = readCount(word ?? "");
  const unit = UNITS.get(unitWord ?? "");
  if (count === null || unit === undefined || unit === "hours" || unit === "minutes") return null;
  if (count < 1) return { isNoDate: true };
  return { days: [today.plus({ [unit]: count })], english: `in ${count} ${unit}` };
}

function near(source: string, days: number, english: string): Pattern {
  return saying(source, (_, { today }) => ({ days: [today.plus({ days })], english, isNear: true }));
}

function partToday(source: string, part: "morning" | "afternoon" | "evening"): Pattern {
  return saying(source, (_, { today }) => ({ days: [today], english: "today", isNear: true, part }));
}

function exactDay({ year, month, day }: Groups): Said {
  const date = DateTime.utc(Number(year), Number(month), Number(day));
  return date.isValid ? { days: [date], english: null } : { isNoDate: true };
}

/** The day first in Portuguese and Spanish; in English both ways, where both are dates. */
function numericDay({ a, b, year, wd }: Groups, asked: Asked): Said {
  const full = year === undefined ? null : year.length === 2 ? 2000 + Number(year) : Number(year);
  const dayFirst = dateOf(Number(b), Number(a), full, asked.today);
  const monthFirst = asked.language === "en" ? dateOf(Number(a), Number(b), full, asked.today) : null;
  const both = [dayFirst, monthFirst].filter((date) => date !== null);
  const days = both.length === 2 && both[0]!.equals(both[1]!) ? [both[0]!] : both;
  return confirmed(days, wd);
}

function dayOfMonth({ first, day, month, year, wd }: Groups, { today }: Asked): Said {
  const number = first === undefined ? Number(day) : 1;
  const date = dateOf(MONTHS.get(month!)!, number, year === undefined ? null : Number(year), today);
  const said = confirmed(date === null ? [] : [date], wd);
  return date === null || said.isNoDate ? said : { ...said, english: plain(date) };
}

/** The weekday that stands with a date must be its own: "Friday 27/11". */
function confirmed(days: DateTime[], wd: string | undefined): Said {
  if (days.length === 0) return { isNoDate: true };
  if (wd === undefined) return { days, english: null };
  const weekday = weekdayOf(wd);
  const fitting = days.filter((date) => date.weekday === weekday);
  return fitting.length === 0 ? { days, english: null, weekday } : { days: fitting, english: null };
}

/** Without a year the next such day, today included. */
function dateOf(month: number, day: number, year: number | null, today: DateTime): DateTime | null {
  // "29 February" is none where neither this year nor the next has one.
  const years = year === null ? [today.year, today.year + 1] : [year];
  for (const each of years) {
    const date = DateTime.utc(each, month, day);
    if (date.isValid && (year !== null || date >= today)) return date;
  }
  return null;
}

function only(first: DateTime, day: number): Said {
  const date = DateTime.utc(first.year, first.month, day);
  return date.isValid ? { days: [date], english: null } : { isNoDate: true };
}

function nextWithDay(from: DateTime, day: number): DateTime {
  for (let ahead = 0; ahead < 4; ahead += 1) {
    const month = from.startOf("month").plus({ months: ahead });
    const date = DateTime.utc(month.year, month.month, day);
    if (date.isValid && date >= from) return date;
  }
  return from;
}

function lastOfMonth(day: DateTime): DateTime {
  return day.endOf("month").startOf("day");
}

function plain(date: DateTime): string {
  return `${date.day} ${MONTH_NAMES[date.month - 1]} ${date.year}`;
}

function weekdayOf(word: string | undefined): number {
  const bare = (word ?? "").replace(/\.$/, "").replace(/[ -]feira$/, "");
  return WEEKDAYS.get(bare) ?? SHORT_WEEKDAYS.get(bare) ?? 0;
}

/** The next such weekday after today. */
function coming(today: DateTime, weekday: number): DateTime {
  return today.plus({ days: (weekday - today.weekday + 7) % 7 || 7 });
}

function inNextWeek(today: DateTime, weekday: number): DateTime {
  return today.startOf("week").plus({ weeks: 1, days: weekday - 1 });
}

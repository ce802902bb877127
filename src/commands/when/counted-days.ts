import { DateTime } from "luxon";
import { type Asked, type Groups, type Pattern, type Said, saying } from "./pattern.ts";
import { anyOf, MONTHS, readCount, WEEKDAYS } from "./words.ts";
import { localTime } from "./zone.ts";

const WEEKDAY = `(?:${anyOf(WEEKDAYS)})(?:[ -]feira)?`;
const ENGLISH_WEEKDAY = "monday|tuesday|wednesday|thursday|friday|saturday|sunday";
const WORKING_DAY =
  "(?:(?:working|business|work) ?day|weekday|dia util|dia (?:habil|laborable|laboral)|dia de trabajo)";
const WORKING_DAYS =
  "(?:(?:working|business|work) ?days?|weekdays?|dias? ute?is|dias? util|dias? (?:habil|habiles|laborables?|laborales?))";
const ON = "(?:(?:on the|on|by the|by|the|no|na|o|a|el|la|para o|para el|en el) )?";
const FIRST = "(?<first>first|primeir[oa]|primer|primera)";
const LAST = "(?<last>last|ultim[oa])";
/** "Of this month", "do mês que vem", "de noviembre". */
const OF_MONTH = `(?: (?:of (?:the|this) month|do mes|deste mes|del mes|de este mes)(?! (?:que|pas|prox))| (?<next>of next month|do mes que vem|do proximo mes|del mes que viene|del proximo mes|del mes proximo)| (?:of|de|em|in) (?<month>${anyOf(MONTHS)})(?: (?:de |del |of )?(?<year>\\d{4}))?)`;
const COUNT = "(?<count>\\d{1,3}|[a-z]{1,12})";
const AFTER = "(?:in|em|en|dentro de|daqui a|daqui|de aqui a)";
const HOURS = "hours|hour|horas|hora|hrs|hr|hs|h";

/** Days that are counted from another one, or within a month. */
export const COUNTED_DAYS: readonly Pattern[] = [
  saying(`${ON}(?:${FIRST}|${LAST}) (?:day|dia)${OF_MONTH}`, ({ first, ...said }, asked) => {
    const month = monthOf(said, asked);
    if (month === null) return { isNoDate: true };
    const day = first === undefined ? month.endOf("month").startOf("day") : month;
    if (day >= asked.today) return { days: [day], english: null };
    // The first of the month is the next one, as "the 1st" is.
    const isThis = said.next === undefined && said.month === undefined;
    return isThis ? { days: [month.plus({ months: 1 })], english: null } : { isNoDate: true };
  }),
  saying(`${ON}(?:${FIRST}|${LAST}) ${WORKING_DAY}${OF_MONTH}`, ({ first, ...said }, asked) => {
    const month = monthOf(said, asked);
    if (month === null) return { isNoDate: true };
    const edge = first === undefined ? month.endOf("month").startOf("day") : month;
    const day = workingDayFrom(edge, first === undefined ? -1 : 1, asked);
    if (day >= asked.today) return { days: [day], english: null };
    const isThis = said.next === undefined && said.month === undefined;
    if (first === undefined || !isThis) return { isNoDate: true };
    return { days: [workingDayFrom(month.plus({ months: 1 }), 1, asked)], english: null };
  }),
  saying(
    `(?:${AFTER} ${COUNT} ${WORKING_DAYS}|${COUNT.replace("count", "count2")} ${WORKING_DAYS} from (?:now|today))`,
    ({ count, count2 }, asked) => {
      const number = readCount(count ?? count2 ?? "");
      if (number === null || number < 1 || number > 250) return null;
      let day = asked.today;
      for (let counted = 0; counted < number; counted += 1)
        day = workingDayFrom(day.plus({ days: 1 }), 1, asked);
      return { days: [day], english: null };
    },
  ),
  saying(`${AFTER} (?:half a year|meio ano|medio ano)`, (_, { today }) => ({
    days: [today.plus({ months: 6 })],
    english: null,
  })),
  // British: a week after the Friday to come. Said on a Friday it may be a week from today.
  saying(
    `(?:(?:on|by|for) )?(?:(?<today>today)|(?<tomorrow>tomorrow)|(?<wd>${ENGLISH_WEEKDAY})) week`,
    ({ today: isToday, tomorrow, wd }, { today }) => {
      if (isToday !== undefined) return { days: [today.plus({ weeks: 1 })], english: null };
      if (tomorrow !== undefined) return { days: [today.plus({ weeks: 1, days: 1 })], english: null };
      const next = coming(today, weekdayOf(wd));
      const days =
        weekdayOf(wd) === today.weekday ? [next, next.plus({ weeks: 1 })] : [next.plus({ weeks: 1 })];
      return { days, english: null };
    },
  ),
  saying(`${ON}(?:${FIRST}|${LAST}) (?<wd>${WEEKDAY})${OF_MONTH}`, ({ first, wd, ...said }, asked) => {
    const month = monthOf(said, asked);
    if (month === null) return { isNoDate: true };
    const weekday = weekdayOf(wd);
    const end = month.endOf("month").startOf("day");
    const day =
      first === undefined
        ? end.minus({ days: (end.weekday - weekday + 7) % 7 })
        : month.plus({ days: (weekday - month.weekday + 7) % 7 });
    return day < asked.today ? { isNoDate: true } : { days: [day], english: null };
  }),
  saying(
    "(?:(?:on |by )?the )?first of (?<next>next )?(?:the )?month|(?:(?:no|o|ate o) )?dia (?:primeiro|1o|1º)|(?:para )?el (?:dia )?primero",
    ({ next }, { today }) => {
      const month = today.startOf("month");
      const isToday = today.day === 1 && next === undefined;
      return { days: [isToday ? today : month.plus({ months: 1 })], english: null };
    },
  ),
  saying(
    `${COUNT} (?:weeks?|wks?) (?:from|after|on) (?:(?<wd>${WEEKDAY})|(?<tomorrow>tomorrow))|${COUNT.replace("count", "count2")} semanas? (?:depois|despues) d[eoa]l? ?(?<wd2>${WEEKDAY})`,
    ({ count, count2, wd, wd2, tomorrow }, { today }) => {
      const weeks = readCount(count ?? count2 ?? "");
      if (weeks === null || weeks < 1) return null;
      const from = tomorrow === undefined ? coming(today, weekdayOf(wd ?? wd2)) : today.plus({ days: 1 });
      return { days: [from.plus({ weeks })], english: null };
    },
  ),
  saying("(?:in a|a) fortnight(?<from> from now)?", ({ from }, { today }) => ({
    days: [today.plus({ weeks: 2 })],
    english: from === undefined ? "in 2 weeks" : null,
  })),
  saying(
    "(?:(?:at|by) )?(?:the )?end of next week|(?:(?:no|ao|al|a|o|el) )?(?:fim|final|fin) d(?:a|e la) (?:semana que v(?:em|iene)|proxima semana|semana proxima)",
    (_, { today }) => ({ days: [today.startOf("week").plus({ weeks: 1, days: 4 })], english: null }),
  ),
  saying(
    `${AFTER} ${COUNT} (?:semanas?|weeks?) (?:e|y|and) (?<more>\\d{1,2}|[a-z]{1,12}) (?:days?|dias?)`,
    ({ count, more }, { today }) => {
      const [weeks, days] = [readCount(count!), readCount(more!)];
      if (weeks === null || days === null || weeks < 1 || days < 1) return null;
      const total = weeks * 7 + days;
      return { days: [today.plus({ days: total })], english: `in ${total} days` };
    },
  ),
  // Days of the calendar and then hours of the clock.
  saying(
    `(?:${AFTER} )?${COUNT} (?:days?|dias?) (?:e|y|and) (?<hours>\\d{1,2}|[a-z]{1,12}) ?(?:${HOURS})(?<from> from now)?`,
    ({ count, hours }, asked) => daysAndHours(readCount(count!), readCount(hours!), asked),
  ),
  saying(
    `${COUNT} ?(?:(?<hour>${HOURS})|minutes|minute|mins|min) from now|(?:in|em|en|dentro de) (?<whole>\\d{1,2})[.,](?<part>25|5|75) ?(?:${HOURS})`,
    ({ count, hour, whole, part }) => {
      if (whole !== undefined) return { minutes: Number(whole) * 60 + Number(`0.${part}`) * 60 };
      const number = readCount(count ?? "");
      return number === null || number < 1 ? null : { minutes: hour === undefined ? number : number * 60 };
    },
  ),
  saying(`${AFTER} (?<unit>a|an|one|um|uma|un|una) (?<hour>hour|hora)'s time`, () => ({ minutes: 60 })),
];

function monthOf({ next, month, year }: Groups, { today }: Asked): DateTime | null {
  const now = today.startOf("month");
  if (month === undefined) return next === undefined ? now : now.plus({ months: 1 });
  const number = MONTHS.get(month);
  if (number === undefined) return null;
  const named = DateTime.utc(year === undefined ? today.year : Number(year), number, 1);
  return year === undefined && named.endOf("month") < today ? named.plus({ years: 1 }) : named;
}

function daysAndHours(days: number | null, hours: number | null, { at, zone }: Asked): Said | null {
  if (days === null || hours === null || days < 1 || hours < 1) return null;
  const now = localTime(at, zone);
  const then = now.plus({ days }).plus({ hours });
  return { minutes: Math.round((then.toMillis() - now.toMillis()) / 60_000) };
}

function weekdayOf(word: string | undefined): number {
  return WEEKDAYS.get((word ?? "").replace(/[ -]feira$/, "")) ?? 0;
}

function coming(today: DateTime, weekday: number): DateTime {
  return today.plus({ days: (weekday - today.weekday + 7) % 7 || 7 });
}

/** Monday to Friday without holidays, from a day on, in the direction of `step`. */
function workingDayFrom(day: DateTime, step: 1 | -1, { holidays = [] }: Asked): DateTime {
  let found = day;
  while (found.weekday > 5 || holidays.includes(found.toFormat("yyyy-MM-dd")))
    found = found.plus({ days: step });
  return found;
}

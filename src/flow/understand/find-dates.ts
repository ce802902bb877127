import { DateTime } from "luxon";
import { MONTHS, UNITS, WEEKDAYS } from "./date-words.ts";
import { NUMBER_WORDS } from "./number-words.ts";
import { MASK, type UnderstandContext } from "./reading.ts";
import { foldInPlace } from "./words.ts";

/** A date in a text; several when it can be read in more than one way. */
export interface DateFound {
  dates: DateTime[];
  start: number;
  end: number;
  /** "Monday" rather than a day of the calendar. */
  weekday: boolean;
  /** "Now", "today": also said without meaning a date. */
  casual: boolean;
}

/**
 * The dates in a text and where they stand, by patterns for the three languages at once. What the patterns
 * do not know is not guessed. `rest` is the folded text with dates and times of day blanked out.
 */
export function findDates(text: string, ctx: UnderstandContext): { found: DateFound[]; rest: string } {
  let rest = foldInPlace(text);
  if (!HINT.test(rest)) return { found: [], rest };
  const today = todayOf(ctx);
  rest = blankOut(rest, TIME_OF_DAY);
  const found: DateFound[] = [];
  for (const { pattern, read, weekday = false, casual = false } of PATTERNS) {
    for (const match of rest.matchAll(pattern)) {
      const dates = read(match.groups ?? {}, today, ctx);
      if (dates === undefined) continue;
      const start = match.index;
      const end = start + match[0].length;
      found.push({ dates, start, end, weekday, casual });
      rest = rest.slice(0, start) + MASK.repeat(end - start) + rest.slice(end);
    }
  }
  return { found: found.sort((a, b) => a.start - b.start), rest };
}

/** Midnight of the person's today; in UTC if the zone is unknown. */
export function todayOf({ now, timeZone }: UnderstandContext): DateTime {
  const local = DateTime.fromJSDate(now, { zone: timeZone });
  return (local.isValid ? local : DateTime.fromJSDate(now, { zone: "utc" })).startOf("day");
}

/** The next such weekday after today. */
export function comingWeekday(today: DateTime, weekday: number): DateTime {
  return today.plus({ days: (weekday - today.weekday + 7) % 7 || 7 });
}

interface Pattern {
  pattern: RegExp;
  read: (
    groups: Record<string, string | undefined>,
    today: DateTime,
    ctx: UnderstandContext,
  ) => DateTime[] | undefined;
  weekday?: boolean;
  casual?: boolean;
}

const names = (map: ReadonlyMap<string, unknown>) =>
  [...map.keys()].sort((a, b) => b.length - a.length).join("|");
const MONTH = `(?<month>${names(MONTHS)})\\.?`;
const WEEKDAY = `(?<weekday>${names(WEEKDAYS)})s?`;
const LONG_MONTH = `(?<month>${[...MONTHS.keys()].filter((name) => name.length > 3).join("|")}|may)`;
const WORD_START = "(?<![\\p{L}\\p{N}])";
const WORD_END = "(?![\\p{L}\\p{N}])";
const DAY_WORD = "(?<first>first|primeiro|primero|1ro)|(?<day>\\d{1,2})(?:st|nd|rd|th|o|ro)?";
const YEAR = "(?:,? ?(?:de |del |of |do )?(?<year>\\d{4}|'\\d{2}|\\d{2}(?=[ .!]*$)))?";
const NEXT_WEEK =
  "(?:next week|(?:na |da |de la |la |en la )?(?:semana que vem|semana que viene|semana proxima|proxima semana|semana seguinte|semana siguiente))";
const COUNT = "(?<count>\\d{1,3}|a couple of|[a-z]{1,12})";
const UNIT = `(?<unit>${names(UNITS)})`;

/** A cheap look before the patterns: most messages have nothing of a date. */
const HINT = new RegExp(
  `\\d[/.-]\\d|\\d(?:st|nd|rd|th)|(?:el|dia) \\d|${WORD_START}(?:today|tonight|tomorrow|tmrw|tomorow|tommorow|tommorrow|hoje|hoy|amanha|manana|now|asap|soon|right away|immediately|agora|ahora|ontem|ayer|yesterday|quanto antes|cuanto antes|imediatamente|inmediatamente|inmediato|mais rapido|lo antes|lo mas|ya mismo|noite|noche|tarde|weekend|finde|christmas|natal|navidad|${names(UNITS)}|(?:${names(WEEKDAYS)})s?|${names(MONTHS)})${WORD_END}`,
  "u",
);

const TIME_OF_DAY = new RegExp(
  `${WORD_START}(?:` +
    [
      "(?:(?:at|around|about|@|as|a las|a la|a|por volta das) ?)?\\d{1,2}(?::\\d{2})? ?(?:am|pm|a\\.m\\.?|p\\.m\\.?|hs?|hrs?|horas?|o'clock)",
      "(?:(?:at|@|as|a las|a la) ?)?\\d{1,2}(?::|h)\\d{2}(?: ?(?:am|pm|h|hs))?",
      "(?:at|as|a las|a la) \\d{1,2}(?![/.\\-\\d]| (?:de|of))",
      "(?:in the|at|this) (?:morning|afternoon|evening|noon|night)",
      "morning|afternoon|evening|noon",
      "(?:de|pela|a|da|na|por la|en la|de la|a la) (?:manha|tarde|noite|noche)|(?:por|en|de|a) la manana|ao meio[ -]dia|al mediodia|meio[ -]dia|mediodia|cedo|temprano",
    ].join("|") +
    `)${WORD_END}`,
  "gu",
);

const PATTERNS: Pattern[] = [
  at(`(?<year>\\d{4})[-/.](?<month>\\d{1,2})[-/.](?<day>\\d{1,2})`, ({ year, month, day }, today) =>
    exact(today, Number(year), Number(month), Number(day)),
  ),
  at("(?<a>\\d{1,2})(?<sign>[/.-])(?<b>\\d{1,2})\\k<sign>(?<year>\\d{4}|\\d{2})", numeric),
  at("(?<![\\d/.,])(?<a>\\d{1,2})/(?<b>\\d{1,2})(?![\\d/.,]\\d)", numeric),
  at(`(?:${DAY_WORD})(?: dia)?(?:[ -]|/)?(?:de |do |del |of )?${MONTH}${YEAR}`, ofMonth),
  at(`${MONTH} (?:the )?(?<day>\\d{1,2})(?:st|nd|rd|th)?(?!\\d|:)${YEAR}`, ofMonth),
  at(`(?<part>${partOf()})?${LONG_MONTH},? (?:de |del |of |do )?(?<year>\\d{4})`, wholeMonth),
  at(
    `(?<part>${partOf()})${LONG_MONTH}|(?<=${WORD_START}(?:in|by|em|en|ate|para|hasta|until|till|before|for|next|this|antes de|antes do|start of) )${LONG_MONTH.replace("<month>", "<month2>")}|(?<=^[ .]*)${LONG_MONTH.replace("<month>", "<month3>")}(?=[ .!]*$)`,
    wholeMonth,
  ),
  at("(?:day after tomorrow|depois de amanha|pasado manana)", (_, today) => [today.plus({ days: 2 })]),
  at("(?:today|tonight|hoje|hoy|esta noite|esta noche|esta manana|esta tarde)", (_, today) => [today], {
    casual: true,
  }),
  at("(?:tomorrow|tmrw|tomorow|tommorow|tommorrow|amanha|manana)", (_, today) => [today.plus({ days: 1 })]),
  at("(?:yesterday|ontem|ayer)", (_, today) => [today.minus({ days: 1 })], { casual: true }),
  at(
    "(?:asap|as soon as possible|right away|right now|immediately|now|o quanto antes|o mais rapido possivel|o mais rapido que puder|imediatamente|agora mesmo|agora|para ontem|pra ontem|lo antes posible|lo mas pronto posible|cuanto antes|inmediatamente|de inmediato|ahora mismo|ahora|ya mismo)",
    (_, today) => [today],
    { casual: true },
  ),
  at(
    `(?:in|within|em|en|dentro de|daqui a|daqui|de aqui a|no prazo de) (?:about |around |like |uns |umas |unos |unas )?${COUNT} ${UNIT}(?: time)?`,
    distance,
  ),
  at(`${COUNT} ${UNIT} from (?:now|today)`, distance),
  at(`(?<=^[ .~]*)${COUNT} ${UNIT}(?=[ .!]*$)`, distance),
  at(
    `${NEXT_WEEK},? (?:on |na |no |el |a |o )?${WEEKDAY}|${WEEKDAY.replace("<weekday>", "<weekday2>")},? (?:of |de |da )?${NEXT_WEEK}`,
    ({ weekday, weekday2 }, today) => [weekdayOfNextWeek(today, WEEKDAYS.get((weekday ?? weekday2)!)!)],
  ),
  at(
    `(?:next |proxima |proximo |na proxima |no proximo |el proximo |a proxima |o proximo )${WEEKDAY}|${WEEKDAY.replace("<weekday>", "<weekday2>")} (?:que vem|que viene|proximo|proxima)`,
    ({ weekday, weekday2 }, today) => {
      const day = WEEKDAYS.get((weekday ?? weekday2)!)!;
      const coming = comingWeekday(today, day);
      const later = weekdayOfNextWeek(today, day);
      return coming.equals(later) ? [coming] : [coming, later];
    },
    { weekday: true },
  ),
  at(
    `(?:this |esta |nesta |este |neste |essa |nessa )${WEEKDAY}`,
    ({ weekday }, today) => {
      const day = WEEKDAYS.get(weekday!)!;
      return [day === today.weekday ? today : comingWeekday(today, day)];
    },
    { weekday: true },
  ),
  at(
    WEEKDAY,
    ({ weekday }, today) => {
      const day = WEEKDAYS.get(weekday!)!;
      const coming = comingWeekday(today, day);
      return day === today.weekday ? [today, coming] : [coming];
    },
    { weekday: true },
  ),
  at(
    "(?:this |the |neste |nesse |este |o |el )?(?:weekend|fim de semana|fin de semana|finde)(?! que| pas)",
    (_, today) => (today.weekday >= 6 ? undefined : [today.plus({ days: 6 - today.weekday })]),
  ),
  at(NEXT_WEEK, (_, today) => [weekdayOfNextWeek(today, 1)]),
  at("(?:end of (?:the|this) week|(?:fim|final) da semana|final de (?:la|esta) semana)", (_, today) =>
    today.weekday > 5 ? undefined : [today.plus({ days: 5 - today.weekday })],
  ),
  at(
    "(?:(?:end|late) (?:of )?(?:the |this )?month|(?:fim|final|finais|fin|fines|finales) (?:do|deste|de|del|de este) mes)(?! que)",
    (_, today) => [today.endOf("month").startOf("day")],
  ),
  at(
    "(?:end of (?:the |next )month|(?:fim|final|fin|fines|finales) (?:do|del|de) (?:proximo mes|mes que vem|mes que viene))",
    (_, today) => [today.plus({ months: 1 }).endOf("month").startOf("day")],
  ),
  at("(?:next month|(?:no |el |o )?(?:mes que vem|mes que viene|proximo mes|mes proximo))", (_, today) => [
    today.plus({ months: 1 }).startOf("month"),
  ]),
  at(
    "(?:(?:the )?end of (?:the |this )?year|(?:fim|final|fin|fines|finales) (?:do|deste|de|del|de este) ano)(?! que)",
    (_, today) => [today.endOf("year").startOf("day")],
  ),
  at("(?:next year|(?:no |el |o )?(?:ano que vem|ano que viene|proximo ano))", (_, today) => [
    today.plus({ years: 1 }).startOf("year"),
  ]),
  at("(?:christmas(?: day)?|o natal|natal|la navidad|navidad)", (_, today) => onward(today, 12, 25)),
  at(
    "(?:on )?the (?<day>\\d{1,2})(?:st|nd|rd|th)|(?<day2>\\d{1,2})(?:st|nd|rd|th)|(?:el dia|el|no dia|dia) (?<day3>\\d{1,2})(?![/.,:\\d%-])",
    ({ day, day2, day3 }, today) => nextDayOfMonth(today, Number(day ?? day2 ?? day3)),
  ),
];

function at(
  source: string,
  read: Pattern["read"],
  { weekday = false, casual = false }: { weekday?: boolean; casual?: boolean } = {},
): Pattern {
  return { pattern: new RegExp(`${WORD_START}(?:${source})${WORD_END}`, "gu"), read, weekday, casual };
}

/** "15/03" or "15/03/2027": the day first in Portuguese and Spanish; both ways in English, if both exist. */
function numeric(
  groups: Record<string, string | undefined>,
  today: DateTime,
  ctx: UnderstandContext,
): DateTime[] | undefined {
  const a = Number(groups.a);
  const b = Number(groups.b);
  const dayFirst = dated(today, b, a, groups.year);
  const monthFirst = dated(today, a, b, groups.year);
  if (ctx.language !== "en") return dayFirst ?? monthFirst;
  if (dayFirst === undefined || monthFirst === undefined || a === b) return dayFirst ?? monthFirst;
  return ctx.country === "US" ? [...monthFirst, ...dayFirst] : [...dayFirst, ...monthFirst];
}

function ofMonth(groups: Record<string, string | undefined>, today: DateTime): DateTime[] | undefined {
  const day = groups.first === undefined ? Number(groups.day) : 1;
  return dated(today, MONTHS.get(groups.month!)!, day, groups.year?.replace("'", ""));
}

function dated(
  today: DateTime,
  month: number,
  day: number,
  year: string | undefined,
): DateTime[] | undefined {
  return year === undefined
    ? onward(today, month, day)
    : exact(today, fullYear(Number(year), year.length, today), month, day);
}

/** Two digits mean the year that is at most 19 years ahead: "85" is 1985, "30" is 2030. */
function fullYear(year: number, digits: number, today: DateTime): number {
  if (digits === 4) return year;
  const full = Math.floor(today.year / 100) * 100 + year;
  return full > today.year + 19 ? full - 100 : full;
}

function exact(today: DateTime, year: number, month: number, day: number): DateTime[] | undefined {
  if (year < 1900 || year > 2200) return undefined;
  const date = DateTime.fromObject({ year, month, day }, { zone: today.zone });
  return date.isValid ? [date] : undefined;
}

/** The next such day of the calendar, today included; 29 February waits for its year. */
function onward(today: DateTime, month: number, day: number): DateTime[] | undefined {
  for (let year = today.year; year <= today.year + 8; year++) {
    const date = exact(today, year, month, day)?.[0];
    if (date !== undefined && date >= today) return [date];
  }
  return undefined;
}

function nextDayOfMonth(today: DateTime, day: number): DateTime[] | undefined {
  for (let ahead = 0; ahead < 3; ahead++) {
    const month = today.startOf("month").plus({ months: ahead });
    const date = exact(today, month.year, month.month, day)?.[0];
    if (date !== undefined && date >= today) return [date];
  }
  return undefined;
}

function weekdayOfNextWeek(today: DateTime, weekday: number): DateTime {
  return today.startOf("week").plus({ weeks: 1, days: weekday - 1 });
}

function partOf(): string {
  const end = "(?:the )?end of|late|fim de|final de|finais de|fin de|fines de|finales de";
  const middle = "(?:the )?middle of|mid[ -]|meados de|mediados de";
  const start =
    "(?:the )?(?:beginning|start) of|early|inicio de|comeco de|principio de|principios de|inicios de";
  return `(?:${end}|${middle}|${start}) ?`;
}

/** A month by itself is its first day; "end of" its last, "mid" its fifteenth. The month under way is unclear. */
function wholeMonth(groups: Record<string, string | undefined>, today: DateTime): DateTime[] | undefined {
  const month = MONTHS.get((groups.month ?? groups.month2 ?? groups.month3)!)!;
  const part = groups.part ?? "";
  const day = /mid|meados|middle|mediados/.test(part) ? 15 : 1;
  const first =
    groups.year === undefined
      ? monthOnward(today, month)
      : DateTime.fromObject({ year: Number(groups.year), month, day: 1 }, { zone: today.zone });
  if (!first?.isValid || first.year < 1900 || first.year > 2200) return undefined;
  const date = /end|late|fim|fina|fin/.test(part) ? first.endOf("month").startOf("day") : first.set({ day });
  return date < today && groups.year === undefined ? undefined : [date];
}

function monthOnward(today: DateTime, month: number): DateTime {
  const first = today.startOf("year").set({ month });
  return first < today.startOf("month") ? first.plus({ years: 1 }) : first;
}

function distance(groups: Record<string, string | undefined>, today: DateTime): DateTime[] | undefined {
  const unit = UNITS.get(groups.unit!)!;
  const count = toCount(groups.count!);
  if (count === undefined || count > 400) return undefined;
  return [today.plus({ [unit]: count })];
}

function toCount(word: string): number | undefined {
  if (/^\d/.test(word)) return Number(word);
  if (word === "a" || word === "an") return 1;
  if (word === "a couple of") return 2;
  for (const language of ["en", "pt", "es"] as const) {
    const does = NUMBER_WORDS[language].get(word);
    if (does?.kind === "add") return does.value;
  }
  return undefined;
}

function blankOut(text: string, pattern: RegExp): string {
  return text.replace(pattern, (found) => MASK.repeat(found.length));
}

import { type Clock, type Groups, type Part, type Pattern, type Said, saying } from "./pattern.ts";
import { readCount } from "./words.ts";

const AT =
  "(?:at about|at around|at|around|about|umas(?= \\d{1,2} ?(?:h|hs|horas|:\\d{2})(?![a-z]))|como a las|como a la|cerca das|cerca de las|alrededor de las|para as|para las|por volta das|por volta de|por volta da|la pelas|pelas|a eso de las|a eso de la|sobre las|tipo a las|tipo|a las|a la|as|a(?= uma )|@) ?";
const HOUR_WORDS =
  "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|uma|duas|tres|quatro|cinco|seis|sete|oito|nove|dez|onze|doze|una|dos|cuatro|siete|ocho|nueve|diez|once|doce|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|treze|catorze|quatorze|quinze|dezesseis|dezessete|dezoito|dezenove|vinte|trece|catorce|quince|dieciseis|diecisiete|dieciocho|diecinueve|veinte";
/** How many minutes past or to an hour, in words. */
const MINUTE_WORDS =
  "five|ten|twenty|twenty-five|cinco|dez|vinte|quinze|diez|quince|veinte|um quarto|un cuarto|\\d{1,2}";
const ENGLISH_HOURS = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve";
const HALF_DAY = "(?<half>[ap]\\.? ?m\\.?)";
const AND =
  "(?: (?:e|y) (?<more>meia|media|cuarto|cinco|dez|diez|quinze|quince|vinte|veinte|trinta|treinta|quarenta|cuarenta|cinquenta|cincuenta|\\d{2})(?: minutos)?)?";
const SHARP = "(?: (?:em ponto|en punto|sharp|o'clock))?";
const UNSAID = "(?!\\d|[/:.,%]\\d|%)";

/** Hours of the clock and parts of the day, in the three languages. */
export const CLOCKS: readonly Pattern[] = [
  saying(
    `(?<at>${AT})?(?<hour>\\d{1,2})(?::|(?<h>h))(?<minute>\\d{2})(?::00(?:\\.0+)?)?(?: ?(?:hs|hrs|horas|h|min|m))?(?: ?${HALF_DAY})?${SHARP}${UNSAID}`,
    digital,
  ),
  // "0900": four digits are an hour where that is said, or where they begin with nought; "1430" alone may be anything.
  saying(
    `(?:${AT}(?<hour>[01]\\d|2[0-3])(?<minute>[0-5]\\d)|(?<hour2>0\\d)(?<minute2>[0-5]\\d))(?: ?(?:hs|hrs|hours|h))?(?!h)${UNSAID}(?! ?\\d|-\\d)`,
    fourDigits,
  ),
  saying(`(?<hour>[01]\\d|2[0-3])(?<minute>[0-5]\\d)(?:hs|hrs|h)`, fourDigits),
  // With a point it is an hour where that is said, or where half of the day is.
  saying(
    `${AT}(?<hour>\\d{1,2})\\.(?<minute>\\d{2})(?: ?(?:hs|hrs|horas|h))?(?: ?${HALF_DAY})?${UNSAID}`,
    digital,
  ),
  saying(`(?<hour>\\d{1,2})\\.(?<minute>\\d{2}) ?(?:${HALF_DAY}|(?:hs|hrs|horas|h))`, digital),
  saying(
    `(?:${AT})?(?<hour>${HOUR_WORDS})[ -](?<more>fifteen|thirty|forty-five|forty five)(?: ?${HALF_DAY})?`,
    digital,
  ),
  saying(`(?<hour>\\d{1,2}|${HOUR_WORDS}) (?:e|y) (?<more>meia|media)`, digital),
  saying(`(?:${AT})?half (?<hour>${ENGLISH_HOURS}|\\d{1,2})`, halfAnHour),
  saying(`(?:${AT})?(?<hour>\\d{1,2}|(?:${HOUR_WORDS})(?= )) ?${HALF_DAY}`, digital),
  saying(
    `(?<at>(?:${AT})|(?:a|ao) )?(?<hour>\\d{1,2}|(?:${HOUR_WORDS})(?= )) ?(?:(?<h>horas|hora|hrs|hs|h|hours)|o'clock|oclock|em ponto|en punto)${AND}${SHARP}`,
    digital,
  ),
  saying(`${AT}(?<hour>\\d{1,2}|${HOUR_WORDS})(?: horas)?${AND}${SHARP}${UNSAID}`, digital),
  saying(
    `(?<hour>\\d{1,2}|${HOUR_WORDS})${AND}(?= (?:(?:da|de la) (?:manha|manana|tarde|noite|noche|madrugada)|in the (?:morning|afternoon|evening)|at night)(?![\\p{L}]))`,
    digital,
  ),
  saying(`${AT}(?<hour>\\d{1,2}|${HOUR_WORDS}) menos (?<less>cuarto|\\d{1,2}|diez|cinco|veinte)`, digital),
  saying(
    `(?<at>${AT})?(?<less>${MINUTE_WORDS})(?: minutes| minutos)? (?<side>past|to|para as|para a|pras|pra|para las|para la) (?<hour>(?:1[0-2]|[1-9])(?!\\d)|${HOUR_WORDS})(?: ?${HALF_DAY})?${UNSAID}`,
    ({ at, less, side, hour, half }) => {
      // "10 to 3" is a span, and "às 10 para as 3 propostas" an hour with what it is for.
      if (
        (side === "to" && /\d/.test(less!)) ||
        (at !== undefined && side!.startsWith("p") && side !== "past")
      )
        return null;
      return around(hour!, side === "past" ? "past" : "to", less!, half);
    },
  ),
  // At the end of a text nothing can follow that it would be for: "às quinze pras dez".
  saying(
    `(?:${AT}|a )(?<less>${MINUTE_WORDS})(?: minutos)? (?:para as|para a|pras|pra|para las|para la) (?<hour>(?:1[0-2]|[1-9])(?!\\d)|${HOUR_WORDS})(?=\\s*[.!,]?\\s*$)`,
    ({ less, hour }) => around(hour!, "to", less!),
  ),
  saying(
    `(?:${AT})?(?:a )?(?:(?<half2>half)|(?<quarter>quarter)) (?<side>past|to) (?<hour>\\d{1,2}|${HOUR_WORDS})(?: ?${HALF_DAY})?`,
    ({ half2, side, hour, quarter, half }) => {
      if (half2 !== undefined && side === "to") return null;
      return around(hour!, side === "past" ? "past" : "to", quarter === undefined ? "30" : "15", half);
    },
  ),
  saying(
    "(?:(?:at|around|ao|al|a|para o|para el) )?(?:12 )?(?:noon|midday|meio[ -]dia|mediodia|medio dia)(?<half3> e meia| y media)?",
    ({ half3 }) => ({ clock: { minute: 720 + (half3 === undefined ? 0 : 30), bare: false } }),
  ),
  saying("(?:(?:at|around|a|a la) )?(?:midnight|meia[ -]noite|medianoche|media noche)", () => ({
    clock: MIDNIGHT,
  })),
  part(
    "(?:in the |on the )?morning|(?:de|pela|da|na|na parte da) manha|(?:por|en|de|a) la manana|first thing(?: in the morning)?|(?:logo |bem )?(?:cedo|cedinho)|(?:bien |muy )?(?:temprano|tempranito)|early(?= (?:tomorrow|in the morning|(?:on )?(?:mon|tues|wednes|thurs|fri|satur|sun)day))|(?<=(?:tomorrow|day) )early(?: in the morning)?|a primera hora|na primeira hora",
    "morning",
  ),
  part("(?:in the )?afternoon|(?:a|de|da|pela|na|na parte da) tarde|(?:por|en|de|a) la tarde", "afternoon"),
  part("(?:in the )?evening|at night|night|(?:a|de|da|pela|na) noite|(?:por|en|de|a) la noche", "evening"),
  part("(?:da|de|de la|en la) madrugada", "dawn"),
  part(
    "(?:by |at )?(?:the )?end of (?:the |my )?(?:working |work )?day|eod|cob|(?:by |at )?close of (?:business|play)|(?:no |ao )?(?:fim|final) do (?:dia|expediente)|(?:al |a )?(?:fin|final) del dia|a (?:la )?ultima hora",
    "closing",
  ),
];

const HALF_HOUR = "(?<half>half an hour|half hour|meia hora|media hora)";
const QUARTER_HOUR = "(?:a quarter of an hour|um quarto de hora|un cuarto de hora)";

/** Exact distances from now: "in 2 hours", "em meia hora", "en una hora y media". */
export const DISTANCES: readonly Pattern[] = [
  saying(
    `${beginning()}(?:${HALF_HOUR}|${QUARTER_HOUR})(?: from now)?|(?:${HALF_HOUR.replace("half", "half2")}|${QUARTER_HOUR}) from now`,
    ({ half, half2 }) => ({ minutes: (half ?? half2) === undefined ? 15 : 30 }),
  ),
  saying(`${beginning()}(?<hours>\\d{1,3})h(?<minutes>\\d{2})(?: ?min)?`, ({ hours, minutes }) =>
    Number(minutes) < 60 ? { minutes: Number(hours) * 60 + Number(minutes) } : null,
  ),
  saying(
    `${beginning()}(?<hours>\\d{1,4}|[a-z]{1,12}) ?(?:hours|hour|horas|hora|hrs|hr|hs|h)(?:(?: and| e| y|,)? (?<more>half|a half|meia|media|\\d{1,2}) ?(?<unit>minutes|minutos|mins|min)?)?(?: from now)?`,
    hoursAndMinutes,
  ),
  saying(
    `${beginning()}(?<count>\\d{1,4}|[a-z]{1,12}) ?(?:minutes|minute|minutos|minuto|mins|min)(?: from now)?`,
    ({ count }) => {
      const minutes = readCount(count!);
      return minutes === null || minutes < 1 ? null : { minutes };
    },
  ),
  saying(`${beginning()}(?<count>[1-9]\\d)m`, ({ count }) => ({ minutes: Number(count) })),
];

/** A number alone, where an hour must be meant: "tomorrow 10". */
export const BARE_HOUR = /(?<hour>\d{1,2})(?=\s*[.!]?\s*$)/uy;

/** Two numbers with a point between. */
export const DOTTED_HOUR =
  /(?<hour>\d{1,2})\.(?<minute>[0-5]\d)(?: ?(?:hs|hrs|horas|h))?(?![\p{L}\p{N}]|[.,:/%-]\d)/uy;

/** "Half ten" is half past ten to some and half past nine to others: it is asked. */
function halfAnHour({ hour: word }: Groups): Said | null {
  const hour = readCount(word ?? "");
  if (hour === null || hour < 1 || hour > 12) return null;
  const both = [hour * 60 - 30, hour * 60 + 30];
  const either = hour < 8 ? [...both, ...both.map((minute) => minute + 720)] : both;
  return { clock: { minute: hour * 60 + 30, bare: true }, either: either.map((minute) => minute % 1_440) };
}

/** On the clock of 24 hours. */
function fourDigits({ hour, hour2, minute, minute2 }: Groups): Said {
  return { clock: { minute: Number(hour ?? hour2) * 60 + Number(minute ?? minute2), bare: false } };
}

/** An hour from digits or a word, with what was said of its minutes. Null for one that no clock shows. */
export function digital(groups: Groups): Said | null {
  const hour = readCount(groups.hour ?? "");
  if (hour === null) return null;
  if (groups.less !== undefined) return bare(hour, -(TO[groups.less] ?? Number(groups.less)));
  const more = groups.minute ?? groups.more;
  const minutes = more === undefined ? 0 : (PAST[more] ?? Number(more));
  if (minutes > 59 || hour > 23) return null;
  if (groups.half !== undefined) {
    if (hour < 1 || hour > 12) return null;
    const isAfternoon = groups.half.startsWith("p");
    if (hour === 12 && minutes === 0 && !isAfternoon) return { clock: MIDNIGHT };
    return { clock: { minute: ((hour % 12) + (isAfternoon ? 12 : 0)) * 60 + minutes, bare: false } };
  }
  const isDefinite = hour === 0 || hour > 12 || groups.hour!.startsWith("0");
  const minute = hour * 60 + minutes;
  const isLength = groups.h !== undefined && groups.at === undefined && hour >= 1 && hour <= 12;
  return { clock: { minute, bare: !isDefinite, ...(isLength ? { length: minute } : {}) } };
}

/**
 * The minutes of the day that an hour may mean. A bare one is on the clock of 24 hours from 8 to 12; from 1 to 7 it may
 * as well be in the afternoon, unless the part of the day was said. Empty when the two contradict each other.
 */
export function minutesOf(clock: Clock, part: Part | null): number[] {
  const { minute } = clock;
  const later = (minute + 720) % 1_440;
  if (part === null || part === "closing") {
    return clock.bare && minute >= 60 && minute < 480 ? [minute, later] : [minute];
  }
  const options = clock.bare && minute < 720 ? [minute, later] : [minute];
  const [from, to] = PARTS[part];
  return options.filter((option) => option >= from && option < to);
}

const MIDNIGHT: Clock = { minute: 0, bare: false, midnight: true };

/** From when to when an hour belongs to a part of the day, in minutes. */
const PARTS: Record<Exclude<Part, "closing">, [number, number]> = {
  dawn: [60, 420],
  morning: [60, 750],
  afternoon: [720, 1_230],
  evening: [1_020, 1_440],
};

const PAST: Record<string, number> = {
  fifteen: 15,
  thirty: 30,
  "forty-five": 45,
  "forty five": 45,
  meia: 30,
  media: 30,
  cuarto: 15,
  quinze: 15,
  quince: 15,
  cinco: 5,
  dez: 10,
  diez: 10,
  vinte: 20,
  veinte: 20,
  trinta: 30,
  treinta: 30,
  quarenta: 40,
  cuarenta: 40,
  cinquenta: 50,
  cincuenta: 50,
};
const LESS: Record<string, number> = {
  five: 5,
  ten: 10,
  twenty: 20,
  "twenty-five": 25,
  cinco: 5,
  dez: 10,
  diez: 10,
  quinze: 15,
  quince: 15,
  vinte: 20,
  veinte: 20,
};
const TO: Record<string, number> = { cuarto: 15, cinco: 5, diez: 10, veinte: 20 };

/** Minutes past or to an hour, each as said; `half` of the day makes it definite. */
function around(hourSaid: string, side: "past" | "to", minutesSaid: string, half?: string): Said | null {
  const minutes = /cuarto|quarto/.test(minutesSaid) ? 15 : (LESS[minutesSaid] ?? Number(minutesSaid));
  const hour = readCount(hourSaid);
  if (hour === null || minutes < 1 || minutes > 30) return null;
  const said = bare(hour, side === "past" ? minutes : -minutes);
  if (said?.clock === undefined || half === undefined) return said;
  const minute = (said.clock.minute % 720) + (half.startsWith("p") ? 720 : 0);
  return { clock: { minute, bare: false } };
}

function bare(hour: number, more: number): Said | null {
  if (hour < 1 || hour > 12) return null;
  const minute = hour * 60 + more;
  return { clock: { minute: minute < 60 ? minute + 720 : minute, bare: minute < 780 } };
}

function part(source: string, name: Part): Pattern {
  return saying(source, () => ({ part: name }));
}

function beginning(): string {
  return "(?:in|em|en|dentro de|daqui a|daqui|de aqui a) (?:(?:about|around|uns|umas|unos|unas|cerca de|mais ou menos|mas o menos) )?";
}

function hoursAndMinutes({ hours, more, unit }: Groups): Said | null {
  const count = readCount(hours!);
  if (count === null) return null;
  const isHalf = more !== undefined && !/^\d/.test(more);
  if (more !== undefined && !isHalf && unit === undefined) return null;
  if (isHalf && unit !== undefined) return null;
  const minutes = count * 60 + (more === undefined ? 0 : isHalf ? 30 : Number(more));
  return minutes < 1 ? null : { minutes };
}

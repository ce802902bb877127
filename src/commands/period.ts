import { DateTime } from "luxon";
import { fold, type Language } from "../language.ts";
import type { At } from "../leads/types/at.ts";
import { readDates } from "./period-dates.ts";
import { formatter } from "./present/format.ts";
import { inAll, LOCALES, phrase, type Texts } from "./present/phrase.ts";
import type { Period } from "./reads.ts";

/**
 * Read a span of time in any of the three languages: today, yesterday, this or last week, month, quarter or
 * year, the last N days, weeks, months, quarters or years, `all`, and dates as {@link readDates} reads them. Null when
 * the text is none of these. `language` decides what `1/2` means; default: English, to which it is unclear.
 *
 * Days begin at midnight in `timeZone` (the workspace's), also where the clock is put forward or back; weeks
 * begin on Monday. `at` is the moment of asking.
 */
export function parsePeriod(
  text: string,
  at: At,
  timeZone: string,
  language: Language = "en",
): Period | null {
  const now = DateTime.fromISO(at, { zone: timeZone });
  const plain = fold(text);
  if (plain === "" || plain.length > MOST_LETTERS) return null;
  const words = plain.replace(FILLERS, " ").replace(/\s+/g, " ").trim();
  const named = NAMED.find(({ pattern }) => pattern.test(words));
  if (named !== undefined) return toPeriod(named.from(now), named.to(now), named.label);
  const some = lastSome(words, now);
  if (some !== null) return some;
  const dates = readDates(plain, now, language);
  return dates === null ? null : toPeriod(dates.from, dates.to, datesLabel(dates.from, dates.to));
}

/** How a period is called by its dates, e.g. "Mar 1 – 15, 2026". */
export function datesOf(period: Pick<Period, "from" | "to">, timeZone: string): Texts {
  const [from, to] = [period.from, period.to].map((at) => DateTime.fromISO(at, { zone: timeZone }));
  return datesLabel(from!, to!);
}

/** The period in words that {@link parsePeriod} reads as the same days at any later time: `2026-03-01..2026-03-15`. */
export function periodWords(period: Pick<Period, "from" | "to">, timeZone: string): string {
  const first = DateTime.fromISO(period.from, { zone: timeZone });
  const last = DateTime.fromISO(period.to, { zone: timeZone }).minus({ milliseconds: 1 });
  return `${first.toISODate()}..${last.toISODate()}`;
}

function datesLabel(from: DateTime, to: DateTime): Texts {
  const last = to.minus({ milliseconds: 1 });
  return inAll((language) => {
    const timeZone = from.zoneName ?? "UTC";
    const format = formatter(
      `dates ${language} ${timeZone}`,
      () =>
        new Intl.DateTimeFormat(LOCALES[language], {
          timeZone,
          day: "numeric",
          month: "short",
          year: "numeric",
        }),
    );
    const isOne = from.hasSame(last, "day");
    const text = isOne
      ? format.format(from.toJSDate())
      : format.formatRange(from.toJSDate(), last.toJSDate());
    return text.replace(/[\u2009\u202f\u00a0]/g, " ");
  });
}

/** No name of a period is longer. */
const MOST_LETTERS = 80;

/**
 * The span before, to compare with: the same named span one earlier, cut at the same point when the period
 * is still running, so that a Tuesday's week is compared with last week up to Tuesday.
 */
export function previousPeriod(period: Period, at: At, timeZone: string): Period {
  const from = DateTime.fromISO(period.from, { zone: timeZone });
  const to = DateTime.fromISO(period.to, { zone: timeZone });
  const now = DateTime.fromISO(at, { zone: timeZone });
  const months = from.day === 1 && to.day === 1 ? Math.round(to.diff(from, "months").months) : 0;
  const unit =
    STEPS.find(
      ([name, step]) => +from.startOf(name) === +from && +from.plus(step).startOf("day") === +to,
    )?.[1] ?? (months > 0 ? { months } : { days: Math.round(to.diff(from, "days").days) });
  const isWhole = +from === +from.startOf("day");
  const start = isWhole ? from.minus(unit).startOf("day") : from.minus(unit);
  const elapsed = now < to && now > from ? now.diff(from, ["days", "milliseconds"]) : null;
  const end = elapsed === null ? from : DateTime.min(start.plus(elapsed), from);
  return { from: toAt(start), to: toAt(end), label: before({}) };
}

type Unit = "day" | "week" | "month" | "quarter" | "year";

/** By the calendar; what only happens to be as long (the last 90 days) is compared with as many days. */
const STEPS: readonly [Unit, object][] = [
  ["day", { days: 1 }],
  ["week", { weeks: 1 }],
  ["month", { months: 1 }],
  ["quarter", { quarters: 1 }],
  ["year", { years: 1 }],
];

/** The period that stands for itself: `this` is the running one, `last` the one before. */
function span(unit: Unit, back: 0 | 1): Pick<Named, "from" | "to"> {
  return {
    from: (now) => now.startOf(unit).minus({ [unit]: back }),
    to: (now) => now.startOf(unit).plus({ [unit]: 1 - back }),
  };
}

interface Named {
  pattern: RegExp;
  from: (now: DateTime) => DateTime;
  to: (now: DateTime) => DateTime;
  label: Texts;
}

/** Of folded texts. Words such as "in", "de" and "the" are gone by then. */
const NAMED: readonly Named[] = [
  {
    pattern: /^(today|hoje|hoy)$/,
    ...span("day", 0),
    label: { en: "today", pt: "hoje", es: "hoy" },
  },
  {
    pattern: /^(yesterday|ontem|ayer)$/,
    ...span("day", 1),
    label: { en: "yesterday", pt: "ontem", es: "ayer" },
  },
  {
    pattern: /^((this|current|[nd]?ess?t?[ae]) )?(week|semana|semana actual|semana atual)$/,
    ...span("week", 0),
    label: { en: "this week", pt: "esta semana", es: "esta semana" },
  },
  {
    pattern: /^((last|previous) week|(ultima )?semana (passada|anterior|pasada)|ultima semana)$/,
    ...span("week", 1),
    label: { en: "last week", pt: "semana passada", es: "semana pasada" },
  },
  {
    pattern: /^((this|current|[nd]?ess?t?[ae]) )?(month|mes|mes actual|mes atual)$/,
    ...span("month", 0),
    label: { en: "this month", pt: "este mês", es: "este mes" },
  },
  {
    pattern: /^((last|previous) month|(ultimo )?mes (passado|anterior|pasado)|ultimo mes)$/,
    ...span("month", 1),
    label: { en: "last month", pt: "mês passado", es: "mes pasado" },
  },
  {
    pattern: /^((this|current|[nd]?ess?t?[ae]) )?(quarter|trimestre|trimestre actual|trimestre atual)$/,
    ...span("quarter", 0),
    label: { en: "this quarter", pt: "este trimestre", es: "este trimestre" },
  },
  {
    pattern: /^((last|previous) quarter|(ultimo )?trimestre (passado|anterior|pasado)|ultimo trimestre)$/,
    ...span("quarter", 1),
    label: { en: "last quarter", pt: "trimestre passado", es: "trimestre pasado" },
  },
  {
    pattern: /^((this|current|[nd]?ess?t?[ae]) )?(year|ano)$/,
    ...span("year", 0),
    label: { en: "this year", pt: "este ano", es: "este año" },
  },
  {
    pattern: /^((last|previous) year|(ultimo )?ano (passado|anterior|pasado)|ultimo ano)$/,
    ...span("year", 1),
    label: { en: "last year", pt: "ano passado", es: "año pasado" },
  },
  {
    pattern: /^(all|all time|ever|total|tudo|todo|sempre|siempre|desde sempre|desde siempre)$/,
    from: (now) => DateTime.fromObject({ year: 2000 }, { zone: now.zone }),
    to: (now) => now.startOf("day").plus({ days: 1 }),
    label: { en: "since the beginning", pt: "desde o início", es: "desde el inicio" },
  },
];

/** The most units of "last N …": ten years of days. */
const MOST = 3_660;
const MOST_OF = { days: MOST, weeks: 520, months: 120, quarters: 40, years: 20 } as const;
const UNITS: [RegExp, keyof typeof MOST_OF][] = [
  [/^d/, "days"],
  [/^[ws]/, "weeks"],
  [/^m/, "months"],
  [/^[qt]/, "quarters"],
  [/^[ya]/, "years"],
];

function lastSome(words: string, now: DateTime): Period | null {
  const match =
    /^(?:last|past|previous|ultim[oa]s?|pasad[oa]s) (\d{1,4}) ?(d|days?|dias?|w|weeks?|semanas?|months?|mes|meses|quarters?|trimestres?|years?|anos?)$/.exec(
      words,
    ) ??
    /^(\d{1,4}) ?(d|days?|dias?|w|weeks?|semanas?|months?|mes|meses|quarters?|trimestres?|years?|anos?)$/.exec(
      words,
    );
  const count = Number(match?.[1]);
  if (match === null || count < 1 || count > MOST) return null;
  const unit = UNITS.find(([begins]) => begins.test(match[2]!))![1];
  if (count > MOST_OF[unit]) return null;
  const to = now.startOf("day").plus({ days: 1 });
  return toPeriod(to.minus({ [unit]: count }), to, LAST_SOME[unit]({ count }));
}

/** Whole days. Where midnight is skipped a day begins at one, and the days counted from it must not. */
function toPeriod(from: DateTime, to: DateTime, label: Texts): Period {
  return {
    from: toAt(from.startOf("day")),
    to: toAt(to.startOf("day")),
    label: inAll((language) => label[language]),
  };
}

function toAt(time: DateTime): At {
  return new Date(time.toMillis()).toISOString();
}

/** Words that say nothing: "in the last 7 days", "en la semana pasada", "no mês passado", "do mês". */
const FILLERS = /\b(in|the|for|of|so far|no|na|nos|nas|do|da|de|del|el|la|los|las|os|as|en|o|a|durante)\b/g;

const before = phrase({ en: "the period before", pt: "período anterior", es: "período anterior" });

const LAST_SOME = {
  days: phrase<{ count: number }>({
    en: "{count, plural, one {the last day} other {the last # days}}",
    pt: "{count, plural, one {o último dia} other {os últimos # dias}}",
    es: "{count, plural, one {el último día} other {los últimos # días}}",
  }),
  weeks: phrase<{ count: number }>({
    en: "{count, plural, one {the last 7 days} other {the last # weeks}}",
    pt: "{count, plural, one {os últimos 7 dias} other {as últimas # semanas}}",
    es: "{count, plural, one {los últimos 7 días} other {las últimas # semanas}}",
  }),
  months: phrase<{ count: number }>({
    en: "{count, plural, one {the last month} other {the last # months}}",
    pt: "{count, plural, one {o último mês} other {os últimos # meses}}",
    es: "{count, plural, one {el último mes} other {los últimos # meses}}",
  }),
  quarters: phrase<{ count: number }>({
    en: "{count, plural, one {the last 3 months} other {the last # quarters}}",
    pt: "{count, plural, one {os últimos 3 meses} other {os últimos # trimestres}}",
    es: "{count, plural, one {los últimos 3 meses} other {los últimos # trimestres}}",
  }),
  years: phrase<{ count: number }>({
    en: "{count, plural, one {the last 12 months} other {the last # years}}",
    pt: "{count, plural, one {os últimos 12 meses} other {os últimos # anos}}",
    es: "{count, plural, one {los últimos 12 meses} other {los últimos # años}}",
  }),
};

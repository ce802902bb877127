import type { FlowBundle } from "../../flow/bundle.ts";
import { formatMoney as formatAmount } from "../../flow/understand/money.ts";
import type { Language } from "../../language.ts";
import type { At } from "../../leads/types/at.ts";
import { LOCALES } from "./phrase.ts";

/**
 * An amount in minor units as people of the reader's language write it in the business's country; cents only
 * when there are some. The same form as the customer is shown.
 */
export function formatMoney(
  amount: number,
  currency: string,
  language: Language,
  { business }: Pick<FlowBundle, "business">,
): string {
  return formatAmount({ amount, currency }, { language, country: business.country });
}

export function formatNumber(value: number, language: Language): string {
  return formatter(`number ${language}`, () => new Intl.NumberFormat(LOCALES[language])).format(value);
}

/** A share of a whole, e.g. 0.125 → 13%. */
export function formatPercent(share: number, language: Language): string {
  return formatter(
    `percent ${language}`,
    () => new Intl.NumberFormat(LOCALES[language], { style: "percent" }),
  ).format(share);
}

/** Day and time in the reader's zone; the year only when it is not the present one. */
export function formatTime(at: At, now: At, view: { language: Language; timeZone: string }): string {
  const sameYear = at.slice(0, 4) === now.slice(0, 4);
  return formatter(`time ${view.language} ${view.timeZone} ${sameYear}`, () => {
    return new Intl.DateTimeFormat(LOCALES[view.language], {
      timeZone: view.timeZone,
      weekday: "short",
      day: "numeric",
      month: "short",
      ...(sameYear ? {} : { year: "numeric" }),
      hour: "2-digit",
      minute: "2-digit",
    });
  }).format(new Date(at));
}

/** How far away a time is: "in 5 min", "2 hours ago", "now". In the largest unit of which there is one. */
export function formatRelative(at: At, now: At, language: Language): string {
  const seconds = (Date.parse(at) - Date.parse(now)) / 1_000;
  if (Math.abs(seconds) < 30) return NOW[language];
  // Rounded before it is compared, so that 59.6 minutes is an hour and not 60 minutes.
  const [unit, length] =
    UNITS.find(([, size, most]) => Math.abs(Math.round(seconds / size)) < most) ?? UNITS[UNITS.length - 1]!;
  return formatter(
    `relative ${language}`,
    // "1 day ago", not "yesterday": thirty hours ago may be either.
    () => new Intl.RelativeTimeFormat(LOCALES[language], { numeric: "always", style: "short" }),
  ).format(Math.round(seconds / length), unit);
}

/** A span of time in one or two units: 45 s, 1 min 30 s, 12 min, 3 h 5 min, 2 d 4 h. */
export function formatDuration(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  // Seconds matter only where there are few minutes.
  if (seconds < 600) return twoUnits(seconds, 60, "min", "s");
  const minutes = Math.round(seconds / 60);
  return minutes < 1_440
    ? twoUnits(minutes, 60, "h", "min")
    : twoUnits(Math.round(minutes / 60), 24, "d", "h");
}

function twoUnits(count: number, size: number, large: string, small: string): string {
  const whole = Math.floor(count / size);
  const rest = count % size;
  if (whole === 0) return `${rest} ${small}`;
  return rest === 0 ? `${whole} ${large}` : `${whole} ${large} ${rest} ${small}`;
}

/** Rows in columns, padded by what is seen (an emoji or wide letter counts as two); numbers to the right. */
export function table(rows: readonly (readonly string[])[], right: readonly number[] = []): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => width(row[column] ?? ""))));
  return rows
    .map((row) =>
      row
        .map((cell, column) => {
          const space = " ".repeat(Math.max(0, (widths[column] ?? 0) - width(cell)));
          return right.includes(column) ? space + cell : cell + space;
        })
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

const NOW: Record<Language, string> = { en: "now", pt: "agora", es: "ahora" };

/** Each unit, its length in seconds, and from how many on the next one is used. */
const UNITS: [Intl.RelativeTimeFormatUnit, number, number][] = [
  ["minute", 60, 60],
  ["hour", 3_600, 24],
  ["day", 86_400, 30],
  ["month", 2_629_800, 12],
  ["year", 31_557_600, Number.POSITIVE_INFINITY],
];

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });
const WIDE =
  /\p{Extended_Pictographic}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]/u;
const INVISIBLE = /^[\u2066-\u2069]$/;

function width(text: string): number {
  let columns = 0;
  for (const { segment } of graphemes.segment(text)) {
    if (!INVISIBLE.test(segment)) columns += WIDE.test(segment) ? 2 : 1;
  }
  return columns;
}

const formatters = new Map<string, unknown>();

/** Intl's formatters are slow to make and few in kind: kept by what they are for. */
export function formatter<T>(key: string, make: () => T): T {
  let known = formatters.get(key) as T | undefined;
  if (known === undefined) {
    known = make();
    if (formatters.size < 1_000) formatters.set(key, known);
  }
  return known;
}

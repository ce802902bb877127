import type { Chart } from "../../channel/chart.ts";
import { formatDuration } from "../../commands/present/index.ts";
import { LOCALES } from "../../commands/present/phrase.ts";
import { numberLocaleOf } from "../../flow/understand/numbers.ts";
import { drawable } from "./words.ts";

/** Writes a chart's values as its readers do. */
export interface NumberFormat {
  /** Beside a mark. */
  value(value: number): string;
  /** On an axis: round numbers, as short as can be. */
  tick(value: number): string;
}

/** From here on, amounts are written in thousands or millions: a picture is for comparing, the text has the sum. */
const COMPACT_FROM = 10_000;

export function numberFormat({ unit, language, country }: Chart): NumberFormat {
  const locale = country === undefined ? LOCALES[language] : numberLocaleOf(language, country);
  const plain = (options: Intl.NumberFormatOptions): ((value: number) => string) => {
    const format = new Intl.NumberFormat(locale, options);
    // Intl writes narrow and fixed spaces, which the font need not have.
    return (value) => drawable(format.format(value));
  };
  const compact: Intl.NumberFormatOptions = { notation: "compact", maximumSignificantDigits: 3 };
  switch (unit.kind) {
    case "count": {
      const whole = plain({ maximumFractionDigits: 1 });
      const short = plain(compact);
      return { value: (v) => (v < COMPACT_FROM ? whole(v) : short(v)), tick: short };
    }
    case "percent": {
      const percent = plain({ style: "percent" });
      const fine = plain({ style: "percent", maximumFractionDigits: 1 });
      return { value: (v) => (v < 1 ? fine : percent)(v / 100), tick: (v) => fine(v / 100) };
    }
    case "money": {
      const money = { style: "currency", currency: unit.currency, currencyDisplay: "narrowSymbol" } as const;
      const whole = plain({ ...money, maximumFractionDigits: 0 });
      const cents = plain(money);
      const short = plain({ ...money, ...compact });
      return {
        value: (v) => (v >= COMPACT_FROM ? short(v) : v < 10 && !Number.isInteger(v) ? cents(v) : whole(v)),
        tick: (v) => (v >= 1_000 ? short(v) : whole(v)),
      };
    }
    case "minutes": {
      const duration = (value: number): string => formatDuration(value * 60_000);
      return { value: duration, tick: (v) => (v === 0 ? "0" : duration(v)) };
    }
  }
}

/**
 * The ticks of a value axis: 0 and one to three round numbers below `max`, which is above 0. None is near `max`, where
 * the label of the highest mark is.
 */
export function ticksWithin(max: number, unit: Chart["unit"]): number[] {
  const step = steps(max / 3, unit).find((size) => size * 3.99 >= max) ?? max / 2;
  const ticks = [0];
  while (ticks.length * step <= max * 0.95) ticks.push(Number((ticks.length * step).toPrecision(12)));
  return ticks;
}

function steps(rough: number, unit: Chart["unit"]): number[] {
  if (unit.kind === "minutes" && rough <= 1_440) return MINUTE_STEPS;
  const day = unit.kind === "minutes" ? 1_440 : 1;
  const power = 10 ** Math.floor(Math.log10(rough / day));
  const decades = [power, power * 10].flatMap((size) => [1, 2, 2.5, 5].map((factor) => factor * size * day));
  return unit.kind === "count"
    ? [1, 2, 5, ...decades.filter((size) => Number.isInteger(size))].sort((a, b) => a - b)
    : decades;
}

const MINUTE_STEPS = [1 / 6, 0.5, 1, 2, 5, 10, 15, 20, 30, 60, 120, 180, 240, 360, 480, 720, 1_440];

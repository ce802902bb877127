import type { Chart } from "../../channel/chart.ts";
import type { Language } from "../../language.ts";
import { drawable } from "./words.ts";

/** A chart with words that can be drawn, no more of anything than can be told apart, and nothing impossible in it. */
export interface Prepared extends Chart {
  notes: string[];
  /** Which series stands for others, by index; -1 when none does. */
  restSeries: number;
  /** Which category does. */
  restCategory: number;
  /** How many series or categories could not be added up, and are not shown. */
  leftOut: number;
}

/** Most series that are told apart by colour; more become "others". */
const MOST_SERIES = { columns: 6, line: 5, bars: 3, histogram: 1, funnel: 1 } as const;
/** Most rows of bars that are read on a phone without scrolling. */
const MOST_ROWS = 12;

export function prepare(chart: Chart): Prepared {
  const prepared: Prepared = {
    ...chart,
    title: drawable(chart.title),
    subtitle: drawable(chart.subtitle ?? ""),
    categories: chart.categories.map(nameable),
    series: chart.series.map(({ name, values }, index) => ({
      name: nameable(name, index),
      values: chart.categories.map((_, i) => sane(values[i])),
    })),
    notes: chart.categories.map((_, index) => drawable(chart.notes?.[index] ?? "")),
    axes: { category: drawable(chart.axes?.category ?? ""), value: drawable(chart.axes?.value ?? "") },
    restSeries: -1,
    restCategory: -1,
    leftOut: 0,
  };
  const folded = foldSeries(prepared);
  return chart.kind === "bars" ? foldRows(sortRows(folded)) : folded;
}

/** Whether there is anything to see. */
export function isEmpty({ series }: Prepared): boolean {
  return !series.some(({ values }) => values.some((value) => value !== null && value > 0));
}

/** Whether values can be added up: neither shares nor durations can. */
export function isSummable({ unit }: Chart): boolean {
  return unit.kind === "count" || unit.kind === "money";
}

export function sum(values: readonly (number | null)[]): number {
  return values.reduce<number>((total, value) => total + (value ?? 0), 0);
}

export function largest(values: readonly (number | null)[]): number {
  return values.reduce<number>((most, value) => Math.max(most, value ?? 0), 0);
}

/** A name of which nothing can be drawn still has its place. */
function nameable(name: string, index: number): string {
  return drawable(name) || `? ${index + 1}`;
}

function sane(value: number | null | undefined): number | null {
  return value === null || value === undefined || !Number.isFinite(value) ? null : Math.max(0, value);
}

function foldSeries(chart: Prepared): Prepared {
  const most = MOST_SERIES[chart.kind];
  if (chart.series.length <= most) return chart;
  if (chart.kind === "funnel" || chart.kind === "histogram" || chart.kind === "bars") {
    return { ...chart, series: chart.series.slice(0, most), leftOut: chart.series.length - most };
  }
  const bySize = chart.series
    .map((series, index) => ({ series, index }))
    .sort((a, b) => {
      return sum(b.series.values) - sum(a.series.values) || a.index - b.index;
    });
  const addUp = chart.kind === "columns" && isSummable(chart);
  const kept = bySize.slice(0, addUp ? most - 1 : most).sort((a, b) => a.index - b.index);
  const others = bySize.slice(kept.length).map(({ series }) => series);
  const series = kept.map(({ series }) => series);
  if (!addUp) return { ...chart, series, leftOut: others.length };
  const values = chart.categories.map((_, i) => sum(others.map((other) => other.values[i] ?? null)));
  return {
    ...chart,
    series: [...series, { name: othersName(chart.language, others.length), values }],
    restSeries: series.length,
  };
}

function sortRows(chart: Prepared): Prepared {
  const first = chart.series[0]?.values ?? [];
  const order = chart.categories
    .map((_, index) => index)
    .sort((a, b) => (first[b] ?? -1) - (first[a] ?? -1) || a - b);
  return reorder(chart, order);
}

function foldRows(chart: Prepared): Prepared {
  const count = chart.categories.length;
  if (count <= MOST_ROWS) return chart;
  const shown = MOST_ROWS - 1;
  const head = reorder(chart, [...Array(shown).keys()]);
  if (!isSummable(chart)) return { ...head, leftOut: count - shown };
  return {
    ...head,
    categories: [...head.categories, othersName(chart.language, count - shown)],
    notes: [...head.notes, ""],
    series: chart.series.map(({ name, values }) => ({
      name,
      values: [...values.slice(0, shown), sum(values.slice(shown))],
    })),
    restCategory: shown,
  };
}

function reorder(chart: Prepared, order: readonly number[]): Prepared {
  const pick = <T>(items: readonly T[]): T[] => order.map((index) => items[index]!);
  return {
    ...chart,
    categories: pick(chart.categories),
    notes: pick(chart.notes),
    series: chart.series.map(({ name, values }) => ({ name, values: pick(values) })),
  };
}

function othersName(language: Language, count: number): string {
  return `${OTHERS[language]} (${count})`;
}

const OTHERS: Record<Language, string> = { en: "Others", pt: "Outros", es: "Otros" };

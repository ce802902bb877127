import type { Chart } from "../channel/chart.ts";
import { clip } from "../text.ts";
import { numberFormat } from "./picture/numbers.ts";

/** What a chart shows, as one line of text: the stand-in where whoever built it gave no description. */
export function describeChart(chart: Chart): string {
  const format = numberFormat(chart);
  const rows = chart.categories.map((category, i) => {
    const values = chart.series.map(({ values }) => values[i] ?? null);
    return `${category} ${values.map((value) => (value === null ? "–" : format.value(value))).join(" / ")}`;
  });
  const series = chart.series.length > 1 ? ` (${chart.series.map(({ name }) => name).join(" / ")})` : "";
  return clip(`${chart.title}${series}: ${rows.join(", ") || "–"}`, MOST_LETTERS);
}

/** About what a screen reader tells in half a minute. */
const MOST_LETTERS = 500;

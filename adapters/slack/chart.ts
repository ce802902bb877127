import type { Block } from "@slack/types";
import type { Chart } from "../../src/channel/chart.ts";
import { clip } from "../../src/text.ts";

/**
 * A chart that Slack draws itself: https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block. For
 * messages only, at most two in one. Slack refuses a message in which anything of it is too long or too many.
 */
export interface ChartBlock extends Block {
  type: "data_visualization";
  title: string;
  chart: {
    type: "bar" | "line";
    series: { name: string; data: { label: string; value: number }[] }[];
    axis_config: { categories: string[]; x_label?: string; y_label?: string };
  };
}

/** Slack's limits: characters of titles and of labels, how many series, and how many points in each. */
const MOST = { title: 50, label: 20, series: 6, points: 20 };

/**
 * A chart as Slack draws it; null where Slack cannot say it, so that the picture is sent: funnels, stacked columns,
 * gaps in a line, more than its limits, names that would be the same when cut, or nothing to show.
 */
export function chartBlock(chart: Chart): ChartBlock | null {
  const type = typeOf(chart);
  const categories = chart.categories.map(label);
  const names = chart.series.map(({ name }) => label(name) || label(chart.title));
  if (type === null || !fits(categories, MOST.points) || !fits(names, MOST.series)) return null;
  const series = chart.series.map(({ values }, s) => ({
    name: names[s]!,
    data: categories.map((category, i) => ({ label: category, value: tidy(values[i]) })),
  }));
  const values = series.flatMap(({ data }) => data.map(({ value }) => value));
  const title = words(chart.title, MOST.title);
  if (title === "" || !values.every((value) => value >= 0) || !values.some((value) => value > 0)) return null;
  const across = words(chart.axes?.category ?? "", MOST.title);
  const up = words(unitOf(chart), MOST.title);
  return {
    type: "data_visualization",
    title,
    chart: {
      type,
      series,
      axis_config: {
        categories,
        ...(across === "" ? {} : { x_label: across }),
        ...(up === "" ? {} : { y_label: up }),
      },
    },
  };
}

function typeOf({ kind, series }: Chart): "bar" | "line" | null {
  switch (kind) {
    case "bars":
    case "histogram":
      return "bar";
    case "columns":
      // Slack sets several series beside each other, where the sum of a day is not seen.
      return series.length === 1 ? "bar" : null;
    case "line":
      return "line";
    case "funnel":
      return null;
  }
}

/** Slack writes bare numbers: what they measure stands at the axis. */
function unitOf({ unit, axes }: Chart): string {
  const measure = axes?.value ?? "";
  const sign = { count: "", percent: "%", minutes: "min", money: "" }[unit.kind];
  const written = unit.kind === "money" ? unit.currency : sign;
  return measure === "" || written === "" ? measure || written : `${measure} (${written})`;
}

function label(text: string): string {
  return words(text, MOST.label);
}

/** On one line; nothing in it calls anybody. */
function words(text: string, most: number): string {
  const line = text
    .replace(/\s+/g, " ")
    .replace(/<(?=[!@#])/g, "‹")
    .trim();
  return clip(line, most);
}

function fits(names: readonly string[], most: number): boolean {
  return (
    names.length >= 1 && names.length <= most && !names.includes("") && new Set(names).size === names.length
  );
}

/** Not a number where there is none. */
function tidy(value: number | null | undefined): number {
  if (value === null || value === undefined || !Number.isFinite(value)) return Number.NaN;
  return Math.round(value * 10) / 10;
}

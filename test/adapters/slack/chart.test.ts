import type { AnyBlock } from "@slack/types";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chartBlock } from "../../../adapters/slack/chart.ts";
import type { Chart } from "../../../src/channel/chart.ts";
import { LANGUAGES } from "../../../src/language.ts";
import { sampleCharts } from "../../support/charts.ts";

describe("a chart that Slack draws itself", () => {
  it("has Slack's own form", () => {
    const block: AnyBlock | null = chartBlock(
      aChart({
        kind: "line",
        title: "Median time to the first answer",
        categories: ["Mon", "Tue"],
        series: [
          { name: "By the clock", values: [12.34, 8] },
          { name: "In working hours", values: [4, 5] },
        ],
        unit: { kind: "minutes" },
        axes: { category: "day" },
      }),
    );
    expect(block).toEqual({
      type: "data_visualization",
      title: "Median time to the first answer",
      chart: {
        type: "line",
        series: [
          {
            name: "By the clock",
            data: [
              { label: "Mon", value: 12.3 },
              { label: "Tue", value: 8 },
            ],
          },
          {
            name: "In working hours",
            data: [
              { label: "Mon", value: 4 },
              { label: "Tue", value: 5 },
            ],
          },
        ],
        axis_config: { categories: ["Mon", "Tue"], x_label: "day", y_label: "min" },
      },
    });
  });

  it.each<[string, Partial<Chart>]>([
    ["a funnel", { kind: "funnel" }],
    ["stacked columns", { kind: "columns", series: [one("a", [1, 2]), one("b", [1, 2])] }],
    ["a gap", { kind: "line", series: [one("a", [1, null])] }],
    ["a value too few", { series: [one("a", [1])] }],
    ["what is no number", { series: [one("a", [1, Number.NaN])] }],
    ["nothing but noughts", { series: [one("a", [0, 0])] }],
    ["no categories", { categories: [], series: [one("a", [])] }],
    ["no series", { series: [] }],
    ["no title", { title: " " }],
    ["a category without a name", { categories: ["a", " "] }],
    ["two names that are alike", { categories: ["Website", "Website"] }],
    [
      "two names that are alike when cut",
      { categories: ["a long name of a source 1", "a long name of a source 2"] },
    ],
    ["too many categories", { categories: numbers(21).map(String), series: [one("a", numbers(21))] }],
    ["too many series", { series: numbers(7).map((i) => one(`s${i}`, [i, i])) }],
  ])("leaves %s to the picture", (_, own) => {
    expect(chartBlock(aChart(own))).toBeNull();
  });

  it("says what the numbers measure", () => {
    const labels = (own: Partial<Chart>) => chartBlock(aChart(own))?.chart.axis_config.y_label;
    expect(labels({ unit: { kind: "percent" }, axes: { value: "Won" } })).toBe("Won (%)");
    expect(labels({ unit: { kind: "money", currency: "BRL" } })).toBe("BRL");
    expect(labels({ axes: { value: "Leads" } })).toBe("Leads");
    expect(labels({})).toBeUndefined();
  });

  it("calls nobody", () => {
    const block = chartBlock(aChart({ title: "<!channel> leads", categories: ["<@U123ABC>", "< 5 min"] }));
    expect(block?.title).toBe("‹!channel> leads");
    expect(block?.chart.axis_config.categories).toEqual(["‹@U123ABC>", "< 5 min"]);
  });

  it.each(LANGUAGES)("can say some of the questions, in %s", (language) => {
    const drawn = Object.entries(sampleCharts(language)).filter(([, chart]) => chartBlock(chart) !== null);
    expect(drawn.map(([name]) => name)).toEqual(["conversion", "response", "reps", "value", "rates"]);
  });

  it("keeps to Slack's limits, whatever is to be drawn", () => {
    const name = fc.string({ unit: "grapheme", maxLength: 70 });
    const value = fc.oneof(fc.integer({ min: -3, max: 99 }), fc.constant(null), fc.double());
    fc.assert(
      fc.property(
        fc.constantFrom<Chart["kind"]>("columns", "bars", "funnel", "histogram", "line"),
        name,
        fc.array(name, { maxLength: 24 }),
        fc.array(fc.record({ name, values: fc.array(value, { maxLength: 24 }) }), { maxLength: 8 }),
        fc.record({ category: name, value: name }),
        (kind, title, categories, series, axes) => {
          const block = chartBlock(aChart({ kind, title, categories, series, axes }));
          if (block === null) return;
          const { chart } = block;
          expect(block.title.length).toBeLessThanOrEqual(50);
          expect(chart.series.length).toBeLessThanOrEqual(6);
          for (const each of chart.series) {
            expect(each.name.length).toBeLessThanOrEqual(20);
            expect(each.data.map(({ label }) => label)).toEqual(chart.axis_config.categories);
            for (const point of each.data) expect(Number.isFinite(point.value)).toBe(true);
          }
          expect(chart.axis_config.categories.length).toBeLessThanOrEqual(20);
          for (const label of chart.axis_config.categories) expect(label.length).toBeLessThanOrEqual(20);
          expect(chart.axis_config.x_label?.length ?? 1).toBeLessThanOrEqual(50);
          expect(chart.axis_config.y_label?.length ?? 1).toBeLessThanOrEqual(50);
        },
      ),
      { numRuns: 500 },
    );
  });
});

function aChart(own: Partial<Chart>): Chart {
  return {
    kind: "bars",
    title: "Leads",
    categories: ["a", "b"],
    series: [one("Leads", [1, 2])],
    unit: { kind: "count" },
    language: "en",
    alt: "Leads: a 1, b 2.",
    ...own,
  };
}

function one(name: string, values: (number | null)[]): Chart["series"][number] {
  return { name, values };
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i + 1);
}

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Chart, ChartUnit } from "../../../src/channel/chart.ts";
import { compose, NOTHING_YET } from "../../../src/insights/picture/compose.ts";
import { type Scene, type Shape, WIDTH } from "../../../src/insights/picture/scene.ts";
import { PICTURE_THEMES } from "../../../src/insights/picture/theme.ts";
import { widthOf } from "../../../src/insights/picture/words.ts";
import { LANGUAGES } from "../../../src/language.ts";
import { sampleCharts } from "../../support/charts.ts";

const theme = PICTURE_THEMES.light;

describe("what is drawn where", () => {
  it("keeps every word inside, and none over another, whatever is to be drawn", () => {
    fc.assert(
      fc.property(charts(), (chart) => {
        expect(layoutFaults(compose(chart, theme))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it.each(LANGUAGES)("does so for the questions that are asked, in %s", (language) => {
    for (const [name, chart] of Object.entries(sampleCharts(language))) {
      expect({ name, faults: layoutFaults(compose(chart, theme)) }).toEqual({ name, faults: [] });
    }
  });

  it.each([
    ["no categories", [], []],
    ["nothing but noughts", ["a", "b"], [0, 0]],
    ["nothing measured", ["a"], [null]],
    ["what cannot be", ["a", "b"], [Number.NaN, -3]],
  ])("says in words that there is no data yet: %s", (_, categories, values) => {
    for (const kind of KINDS) {
      for (const language of LANGUAGES) {
        const scene = compose(aChart({ kind, categories, series: [{ name: "a", values }], language }), theme);
        expect(textsOf(scene)).toContain(NOTHING_YET[language]);
      }
    }
  });

  it("puts the smallest of many rows together, and leaves their sum out of the comparison", () => {
    const categories = Array.from({ length: 40 }, (_, i) => `Source ${i}`);
    const values = categories.map((_, i) => i + 1);
    const texts = textsOf(
      compose(aChart({ kind: "bars", categories, series: [{ name: "a", values }] }), theme),
    );
    expect(texts).toEqual(expect.arrayContaining(["Source 39", "Source 29", "Others (29)", "435"]));
    expect(texts).not.toContain("Source 28");
  });

  it("does not add up shares, but says how many are not shown", () => {
    const categories = Array.from({ length: 14 }, (_, i) => `Origem ${i}`);
    const series = [{ name: "a", values: categories.map((_, i) => i * 5) }];
    const chart = aChart({ kind: "bars", categories, series, unit: { kind: "percent" }, language: "pt" });
    expect(textsOf(compose(chart, theme))).toContain("Mais 3 fora do gráfico");
  });

  it("adds up the series that are too many to be told apart by colour", () => {
    const series = Array.from({ length: 9 }, (_, i) => ({ name: `s${i}`, values: [i + 1, 1] }));
    const scene = compose(aChart({ kind: "columns", categories: ["a", "b"], series }), theme);
    expect(scene.plot?.series).toHaveLength(6);
    expect(scene.plot?.series.at(-1)).toEqual({ values: [1 + 2 + 3 + 4, 4], color: theme.rest });
    expect(textsOf(scene)).toContain("Others (4)");
  });

  it.each([
    [{ kind: "count" }, "en", [1234, 25_600], ["1,234", "25.6K"]],
    [{ kind: "count" }, "pt", [1234, 25_600], ["1.234", "25,6 mil"]],
    [{ kind: "percent" }, "pt", [12.5, 0.4], ["13%", "0,4%"]],
    [{ kind: "money", currency: "BRL" }, "pt", [1234, 2.5, 184_300], ["R$ 1.234", "R$ 2,50", "R$ 184 mil"]],
    [{ kind: "money", currency: "CLP" }, "es", [4500], ["$4,500"]],
    [{ kind: "minutes" }, "en", [45, 90, 1_500, 0.5], ["45 min", "1 h 30 min", "1 d 1 h", "30 s"]],
  ] satisfies [ChartUnit, Chart["language"], number[], string[]][])(
    "writes %j in %s as its readers do",
    (unit, language, values, written) => {
      const categories = values.map((_, i) => `c${i}`);
      const chart = aChart({ kind: "bars", categories, series: [{ name: "a", values }], unit, language });
      expect(textsOf(compose(chart, theme))).toEqual(expect.arrayContaining(written));
    },
  );

  it("writes numbers as in the business's country, where that is known", () => {
    const series = [{ name: "a", values: [1_234] }];
    const chart = aChart({ kind: "bars", categories: ["c"], series, language: "es", country: "AR" });
    expect(textsOf(compose(chart, theme))).toContain("1.234");
  });

  it("shows every value where there is room, and else the highest and an axis", () => {
    const few = compose(aChart({ kind: "columns", categories: ["a", "b", "c"] }), theme);
    expect(textsOf(few)).toEqual(expect.arrayContaining(["1", "2", "3"]));
    const categories = Array.from({ length: 60 }, (_, i) => `Nov ${i}`);
    const series = [{ name: "a", values: categories.map((_, i) => i + 300) }];
    const many = textsOf(compose(aChart({ kind: "columns", categories, series }), theme));
    expect(many).toEqual(expect.arrayContaining(["0", "100", "200", "300", "359", "Nov 59"]));
    expect(many).not.toContain("358");
  });

  it("breaks the names below columns alike, and thins them out where that cannot be", () => {
    const weeks = ["Oct 5", "Oct 12", "Oct 19", "Oct 26", "Nov 2", "Nov 9", "Nov 16", "Nov 23"];
    const series = [{ name: "a", values: weeks.map((_, i) => i + 1) }];
    const texts = textsOf(compose(aChart({ categories: weeks, series }), theme));
    expect(texts.filter((text) => text === "Nov")).toHaveLength(4);
    expect(texts).not.toContain("Oct 5");
    const long = weeks.map((week) => `${week} 2026/27`);
    const few = textsOf(compose(aChart({ categories: long, series }), theme));
    expect(few).toContain("Nov 23 2026/27");
    expect(few.filter((text) => text.endsWith("27")).length).toBeLessThan(5);
  });
});

const KINDS = ["columns", "bars", "funnel", "histogram", "line"] as const;

function aChart(own: Partial<Chart>): Chart {
  return {
    kind: "columns",
    title: "Leads",
    categories: ["a", "b", "c"],
    series: [{ name: "a", values: [1, 2, 3] }],
    unit: { kind: "count" },
    language: "en",
    alt: "Leads",
    ...own,
  };
}

/** Any chart at all: with many or no categories, long names, gaps, all units. */
function charts(): fc.Arbitrary<Chart> {
  const name = fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 40 }),
    fc.constantFrom("Website", "Indicação", "Nov 12", "≤ 15 min", "a rather long name of a campaign"),
  );
  const value = fc.oneof(
    fc.integer({ min: 0, max: 300 }),
    fc.constant(null),
    fc.double({ min: 0, max: 1e9, noNaN: true }),
  );
  return fc.integer({ min: 0, max: 45 }).chain((count) =>
    fc.record({
      kind: fc.constantFrom(...KINDS),
      title: fc.oneof(name, fc.string({ maxLength: 200 })),
      subtitle: name,
      categories: fc.array(name, { minLength: count, maxLength: count }),
      series: fc.array(fc.record({ name, values: fc.array(value, { minLength: count, maxLength: count }) }), {
        maxLength: 9,
      }),
      notes: fc.array(name, { maxLength: count }),
      axes: fc.record({ category: name, value: name }),
      unit: fc.constantFrom<ChartUnit>(
        { kind: "count" },
        { kind: "percent" },
        { kind: "minutes" },
        { kind: "money", currency: "BRL" },
      ),
      language: fc.constantFrom(...LANGUAGES),
      alt: fc.constant("any"),
    }),
  );
}

function textsOf(scene: Scene): string[] {
  return scene.shapes.flatMap((shape) => (shape.kind === "text" ? [shape.text] : []));
}

/** Words that reach over the edge or lie over each other, and measures that are none. */
function layoutFaults(scene: Scene): string[] {
  const boxes = scene.shapes.flatMap((shape) =>
    shape.kind === "text" && shape.text !== "" ? [boxOf(shape)] : [],
  );
  const outside = boxes
    .filter((box) => box.left < -0.5 || box.right > WIDTH + 0.5 || box.top < 0 || box.bottom > scene.height)
    .map((box) => `${box.text} reaches outside`);
  const over = boxes.flatMap((a, i) =>
    boxes
      .slice(i + 1)
      .filter((b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
      .map((b) => `${a.text} lies over ${b.text}`),
  );
  const measures = JSON.stringify(scene, (_, value) => (Number.isNaN(value) ? "NaN" : value));
  return [...outside, ...over, ...(measures.includes("NaN") ? ["a measure is no number"] : [])];
}

/** The letters themselves, without the air between lines. */
function boxOf({ text, x, y, size, bold, align }: Extract<Shape, { kind: "text" }>) {
  const width = widthOf(text, size, bold ? "bold" : "normal");
  const left = x - (align === "center" ? width / 2 : align === "right" ? width : 0);
  return { text, left, right: left + width, top: y - size * 0.5, bottom: y + size * 0.5 };
}

import { colorOf, drawFooter, drawHeader } from "./header.ts";
import { type NumberFormat, ticksWithin } from "./numbers.ts";
import { largest, type Prepared, sum } from "./prepare.ts";
import { heightOf, MARGIN, middleOf, type Plot, type Scene, type Shape, SIZE, WIDTH } from "./scene.ts";
import type { Theme } from "./theme.ts";
import { shorten, widthOf, wrap } from "./words.ts";

const PLOT_HEIGHT = 200;
/** From here on, columns are too thin to be told apart, and an area shows the same. */
const MOST_COLUMNS = 100;
/** The most columns whose every label is wrapped rather than only some being shown. */
const MOST_LABELLED = 12;

/** Columns over time, stacked, and histograms: columns that touch. */
export function drawColumns(chart: Prepared, format: NumberFormat, theme: Theme): Scene {
  const header = drawHeader(chart, theme, { key: format });
  const count = chart.categories.length;
  const totals = chart.categories.map((_, i) => sum(chart.series.map(({ values }) => values[i] ?? null)));
  const most = largest(totals);
  const inner = WIDTH - 2 * MARGIN;
  const labels = totals.map((total) => format.value(total));
  const everyValue = labels.every((label) => widthOf(label, SIZE.text, "bold") <= inner / count - 2);
  const ticks = everyValue ? [] : ticksWithin(most, chart.unit);
  const axisWidth = Math.max(0, ...ticks.map((tick) => widthOf(format.tick(tick), SIZE.small) + 7));
  const notes = everyValue && chart.notes.some((note) => note !== "") ? 16 : 0;
  const valueTitle = drawValueTitle(chart, theme, header.bottom);

  const plot: Plot = {
    left: MARGIN + axisWidth,
    // Room for the label of the highest column.
    top: valueTitle.bottom + 22 + notes,
    width: inner - axisWidth,
    height: PLOT_HEIGHT,
    max: most,
    marks: count > MOST_COLUMNS ? "areas" : "columns",
    fill: chart.kind === "histogram" ? 0.96 : count > 40 ? 0.86 : 0.72,
    series: chart.series.map(({ values }, index) => ({ values, color: colorOf(chart, theme, index) })),
    theme,
  };
  const shapes: Shape[] = [...header.shapes, ...valueTitle.shapes, ...drawGrid(ticks, format, plot)];
  const shown = everyValue ? totals.map((_, i) => i) : [totals.indexOf(most)];
  for (const index of shown) {
    const x = keepInside(middleOf(index, count, plot), widthOf(labels[index]!, SIZE.text, "bold"));
    const y = heightOf(totals[index]!, plot) - 10;
    const note = everyValue ? shorten(chart.notes[index]!, plot.width / count - 2, SIZE.small) : "";
    shapes.push({
      kind: "text",
      text: labels[index]!,
      x,
      y: note === "" ? y : y - notes,
      size: SIZE.text,
      bold: true,
      color: theme.text,
      align: "center",
    });
    if (note !== "") {
      shapes.push({ kind: "text", text: note, x, y, size: SIZE.small, color: theme.muted, align: "center" });
    }
  }
  const axis = drawCategories(chart, theme, plot);
  const footer = drawFooter(chart, theme, axis.bottom);
  return {
    height: footer.bottom + 14,
    shapes: [...shapes, ...axis.shapes, ...footer.shapes],
    plot,
  };
}

/** What the value axis measures, above it. */
export function drawValueTitle(
  chart: Prepared,
  theme: Theme,
  top: number,
): { shapes: Shape[]; bottom: number } {
  const text = shorten(chart.axes?.value ?? "", WIDTH - 2 * MARGIN, SIZE.small);
  if (text === "") return { shapes: [], bottom: top };
  return {
    shapes: [{ kind: "text", text, x: MARGIN, y: top + 8, size: SIZE.small, color: theme.muted }],
    bottom: top + 18,
  };
}

/** Few thin lines with their values at the left; the base line always. */
export function drawGrid(ticks: readonly number[], format: NumberFormat, plot: Plot): Shape[] {
  const { theme } = plot;
  const right = plot.left + plot.width;
  const lines = (ticks.length === 0 ? [0] : ticks).map((tick): Shape => {
    const y = heightOf(tick, plot);
    return { kind: "line", x1: plot.left, y1: y, x2: right, y2: y, color: theme.grid };
  });
  const labels = ticks.map(
    (tick): Shape => ({
      kind: "text",
      text: format.tick(tick),
      x: plot.left - 7,
      y: heightOf(tick, plot),
      size: SIZE.small,
      color: theme.muted,
      align: "right",
    }),
  );
  return [...lines, ...labels];
}

/** The names below the plot: each one in up to three lines where they shorten, else as many as have room. */
export function drawCategories(
  chart: Prepared,
  theme: Theme,
  plot: Plot,
): { shapes: Shape[]; bottom: number } {
  const base = plot.top + plot.height + 6;
  const count = chart.categories.length;
  const slot = plot.width / count;
  const wrapped = wrapAll(chart.categories, slot);
  const shapes: Shape[] = [];
  let bottom = base;
  const put = (text: string, x: number, line: number): void => {
    shapes.push({
      kind: "text",
      text,
      x,
      y: base + 9 + line * 16,
      size: SIZE.small,
      color: theme.text,
      align: "center",
    });
    bottom = Math.max(bottom, base + 20 + line * 16);
  };
  if (wrapped !== null) {
    wrapped.forEach((lines, i) => {
      lines.forEach((text, line) => {
        put(text, keepInside(middleOf(i, count, plot), widthOf(text, SIZE.small)), line);
      });
    });
  } else {
    for (const { text, x } of spreadOut(chart.categories, plot)) put(text, x, 0);
  }
  const title = shorten(chart.axes?.category ?? "", plot.width, SIZE.small);
  if (title !== "") {
    const x = plot.left + plot.width / 2;
    const y = bottom + 9;
    shapes.push({ kind: "text", text: title, x, y, size: SIZE.small, color: theme.muted, align: "center" });
    bottom += 20;
  }
  return { shapes, bottom };
}

/** All in as many lines, which is easier to read along; null when they do not fit so. */
function wrapAll(names: readonly string[], slot: number): string[][] | null {
  if (names.length > MOST_LABELLED) return null;
  const widths = { width: slot - 2, lines: 3 };
  const wrapped = names.map((name) => wrap(name, widths, SIZE.small));
  const isWhole = wrapped.every((lines, i) => lines.join(" ") === names[i]);
  if (isWhole && new Set(wrapped.map((lines) => lines.length)).size === 1) return wrapped;
  const parted = names.map((name) => name.split(/ (?=[^ ]*$)/));
  return parted.flat().every((line) => widthOf(line, SIZE.small) <= widths.width) ? parted : null;
}

/** Whether each name can stand below its column. */
export function namesFit(chart: Prepared): boolean {
  return wrapAll(chart.categories, (WIDTH - 2 * MARGIN) / chart.categories.length) !== null;
}

/** Every n-th name, counted back from the newest, so that neighbours have air between them. */
function spreadOut(names: readonly string[], plot: Plot): { text: string; x: number }[] {
  const texts = names.map((name) => shorten(name, 110, SIZE.small));
  const widths = texts.map((text) => widthOf(text, SIZE.small));
  const step = Math.max(1, Math.ceil((Math.max(...widths) + 14) / (plot.width / names.length)));
  const shown: { text: string; x: number }[] = [];
  let free = Number.POSITIVE_INFINITY;
  for (let i = names.length - 1; i >= 0; i -= step) {
    const x = keepInside(middleOf(i, names.length, plot), widths[i]!);
    // Whatever was moved in from an edge may have come too near.
    if (x + widths[i]! / 2 > free) continue;
    shown.push({ text: texts[i]!, x });
    free = x - widths[i]! / 2 - 6;
  }
  return shown;
}

/** The middle of a text that would reach over the edge, moved in. */
export function keepInside(x: number, width: number): number {
  return Math.min(Math.max(x, 6 + width / 2), WIDTH - 6 - width / 2);
}

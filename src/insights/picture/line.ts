import { drawCategories, drawGrid, drawValueTitle, keepInside } from "./columns.ts";
import { colorOf, drawFooter, drawHeader } from "./header.ts";
import { type NumberFormat, ticksWithin } from "./numbers.ts";
import { largest, type Prepared } from "./prepare.ts";
import { heightOf, MARGIN, middleOf, type Plot, type Scene, type Shape, SIZE, WIDTH } from "./scene.ts";
import type { Theme } from "./theme.ts";
import { shorten, widthOf } from "./words.ts";

const PLOT_HEIGHT = 210;
/** The most room for the names at the ends of the lines. */
const MOST_NAME = 120;
const LABEL_HEIGHT = 34;

/** Lines over time, each with its name and its newest value at its end. */
export function drawLines(chart: Prepared, format: NumberFormat, theme: Theme): Scene {
  const header = drawHeader(chart, theme, { key: null });
  const most = largest(chart.series.flatMap(({ values }) => values));
  const ticks = ticksWithin(most, chart.unit);
  const axisWidth = Math.max(...ticks.map((tick) => widthOf(format.tick(tick), SIZE.small) + 7));
  const ends = endLabels(chart, format);
  const endWidth = Math.max(0, ...ends.map(({ width }) => width + 14));
  const valueTitle = drawValueTitle(chart, theme, header.bottom);
  const plot: Plot = {
    left: MARGIN + axisWidth,
    // Room for the label of the highest point.
    top: valueTitle.bottom + 22,
    width: WIDTH - 2 * MARGIN - axisWidth - endWidth,
    height: Math.max(PLOT_HEIGHT, ends.length * LABEL_HEIGHT),
    max: most,
    marks: "lines",
    fill: 1,
    series: chart.series.map(({ values }, index) => ({ values, color: colorOf(chart, theme, index) })),
    theme,
  };
  const axis = drawCategories(chart, theme, plot);
  const footer = drawFooter(chart, theme, axis.bottom);
  return {
    height: footer.bottom + 14,
    shapes: [
      ...header.shapes,
      ...valueTitle.shapes,
      ...drawGrid(ticks, format, plot),
      ...(chart.series.length === 1 ? drawPeak(chart, format, plot) : []),
      ...drawEnds(ends, plot),
      ...axis.shapes,
      ...footer.shapes,
    ],
    plot,
  };
}

interface EndLabel {
  /** The name, where there are several lines. */
  name: string;
  value: string;
  width: number;
  last: number;
  series: number;
}

function endLabels(chart: Prepared, format: NumberFormat): EndLabel[] {
  return chart.series.flatMap(({ name, values }, series) => {
    const last = values.findLast((value) => value !== null);
    if (last === undefined || last === null) return [];
    const label = chart.series.length === 1 ? "" : shorten(name, MOST_NAME, SIZE.small);
    const value = format.value(last);
    const width = Math.max(widthOf(label, SIZE.small), widthOf(value, SIZE.text, "bold"));
    return [{ name: label, value, width, last, series }];
  });
}

/** Beside where the lines end, moved apart where they would cover each other. */
function drawEnds(ends: readonly EndLabel[], plot: Plot): Shape[] {
  const count = plot.series[0]!.values.length;
  const x = middleOf(count - 1, count, plot) + 7;
  const named = ends.some(({ name }) => name !== "");
  const height = named ? LABEL_HEIGHT : 18;
  const sorted = [...ends].sort((a, b) => b.last - a.last || a.series - b.series);
  const places = moveApart(
    sorted.map(({ last }) => heightOf(last, plot)),
    // A name must not reach down to those of the axis.
    { height, top: plot.top, bottom: plot.top + plot.height - (named ? height / 2 : 0) },
  );
  return sorted.flatMap(({ name, value, series }, index): Shape[] => {
    const y = places[index]!;
    const text = { x: x + 4, color: plot.theme.text } as const;
    const color = plot.series[series]!.color;
    if (name === "") return [{ kind: "text", ...text, text: value, y, size: SIZE.text, bold: true }];
    return [
      { kind: "rect", x: x - 3, y: y - 14, width: 3, height: 28, color, radius: 1.5 },
      { kind: "text", ...text, text: value, y: y - 7, size: SIZE.text, bold: true },
      { kind: "text", ...text, text: name, y: y + 8, size: SIZE.small },
    ];
  });
}

/** Labels of one height, kept in order and as near to where they belong as there is room. */
export function moveApart(
  wanted: readonly number[],
  room: { height: number; top: number; bottom: number },
): number[] {
  const { height } = room;
  const places: number[] = [];
  for (const y of wanted) places.push(Math.max(y, (places.at(-1) ?? Number.NEGATIVE_INFINITY) + height));
  let limit = Math.max(room.bottom, room.top + (wanted.length - 1) * height);
  for (let i = places.length - 1; i >= 0; i--) {
    places[i] = Math.min(places[i]!, limit);
    limit = places[i]! - height;
  }
  return places;
}

/** The highest value of a single line, unless it is the newest, which is labelled anyway. */
function drawPeak(chart: Prepared, format: NumberFormat, plot: Plot): Shape[] {
  const values = chart.series[0]!.values;
  const peak = largest(values);
  const index = values.indexOf(peak);
  if (values.slice(index + 1).every((value) => value === null)) return [];
  const text = format.value(peak);
  const x = keepInside(middleOf(index, values.length, plot), widthOf(text, SIZE.text, "bold"));
  const y = heightOf(peak, plot) - 12;
  return [{ kind: "text", text, x, y, size: SIZE.text, bold: true, color: plot.theme.text, align: "center" }];
}

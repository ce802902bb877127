import { colorOf, drawFooter, drawHeader } from "./header.ts";
import type { NumberFormat } from "./numbers.ts";
import { largest, type Prepared } from "./prepare.ts";
import { MARGIN, type Scene, type Shape, SIZE, WIDTH } from "./scene.ts";
import type { Theme } from "./theme.ts";
import { shorten, widthOf, wrap } from "./words.ts";

/** The most of the width that names take. */
const MOST_NAME = 0.36;
const MOST_NOTE = 0.26;
const LINE = 16;

/** Horizontal bars, each with its name before it, and its value and note behind it. */
export function drawRows(chart: Prepared, format: NumberFormat, theme: Theme): Scene {
  const header = drawHeader(chart, theme, { key: format });
  const inner = WIDTH - 2 * MARGIN;
  const names = chart.categories.map((name) => wrap(name, { width: inner * MOST_NAME, lines: 2 }, SIZE.text));
  const nameWidth = Math.max(...names.flat().map((line) => widthOf(line, SIZE.text)));
  const notes = chart.notes.map((note) => shorten(note, inner * MOST_NOTE, SIZE.small));
  const ends = chart.series.map(({ values }, s) =>
    values.map((value, i) => ({
      value: value === null ? "–" : format.value(value),
      note: s === 0 ? notes[i]! : "",
    })),
  );
  const endWidth = Math.max(
    ...ends
      .flat()
      .map(
        ({ value, note }) =>
          widthOf(value, SIZE.text, "bold") + (note === "" ? 0 : 6 + widthOf(note, SIZE.small)),
      ),
  );
  const left = MARGIN + nameWidth + 10;
  const full = WIDTH - MARGIN - left - endWidth - 8;
  // What was added up has no bar: it would dwarf those that are compared.
  const most = largest(
    chart.series.flatMap(({ values }) => values.filter((_, row) => row !== chart.restCategory)),
  );
  const bar = chart.series.length === 1 ? 20 : 16;

  const shapes: Shape[] = [...header.shapes];
  let y = header.bottom + 4;
  chart.categories.forEach((_, row) => {
    const bars = chart.series.length * (bar + 3) - 3;
    const height = Math.max(bars, names[row]!.length * LINE);
    names[row]!.forEach((text, line) => {
      const middle = y + height / 2 + (line - (names[row]!.length - 1) / 2) * LINE;
      shapes.push({ kind: "text", text, x: MARGIN, y: middle, size: SIZE.text, color: theme.text });
    });
    chart.series.forEach(({ values }, s) => {
      const top = y + (height - bars) / 2 + s * (bar + 3);
      // Something is never drawn as nothing.
      const value = values[row] ?? 0;
      const width = value === 0 || row === chart.restCategory ? 0 : Math.max(2, (value / most) * full);
      const color = colorOf(chart, theme, s);
      if (width > 0)
        shapes.push({
          kind: "rect",
          x: left,
          y: top,
          width,
          height: bar,
          color,
          radius: Math.min(3, width / 2),
        });
      const end = ends[s]![row]!;
      const x = left + (width === 0 ? 0 : width + 6);
      const middle = top + bar / 2;
      shapes.push({
        kind: "text",
        text: end.value,
        x,
        y: middle,
        size: SIZE.text,
        bold: true,
        color: theme.text,
      });
      if (end.note !== "") {
        const behind = x + widthOf(end.value, SIZE.text, "bold") + 6;
        shapes.push({
          kind: "text",
          text: end.note,
          x: behind,
          y: middle,
          size: SIZE.small,
          color: theme.muted,
        });
      }
    });
    y += height + 11;
  });
  const footer = drawFooter(chart, theme, y);
  return { height: footer.bottom + 8, shapes: [...shapes, ...footer.shapes] };
}

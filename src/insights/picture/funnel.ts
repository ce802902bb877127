import { drawFooter, drawHeader } from "./header.ts";
import type { NumberFormat } from "./numbers.ts";
import { largest, type Prepared } from "./prepare.ts";
import { MARGIN, type Scene, type Shape, SIZE, WIDTH } from "./scene.ts";
import type { Theme } from "./theme.ts";
import { shorten, widthOf, wrap } from "./words.ts";

const MOST_NAME = 0.4;
const BAR = 36;
const GAP = 26;

/** Steps below each other: the name and the value beside a bar, and between two bars what part went on. */
export function drawFunnel(chart: Prepared, format: NumberFormat, theme: Theme): Scene {
  const header = drawHeader(chart, theme, { key: null });
  const inner = WIDTH - 2 * MARGIN;
  const values = (chart.series[0]?.values ?? []).map((value) => value ?? 0);
  const numbers = values.map((value) => format.value(value));
  const names = chart.categories.map((name) => wrap(name, { width: inner * MOST_NAME, lines: 2 }, SIZE.text));
  const nameWidth = Math.max(...names.flat().map((line) => widthOf(line, SIZE.text)));
  const numberWidth = Math.max(...numbers.map((text) => widthOf(text, SIZE.title, "bold")));
  const left = MARGIN + nameWidth + 12 + numberWidth + 12;
  const full = WIDTH - MARGIN - left;
  const center = left + full / 2;
  const most = largest(values);
  const widths = values.map((value) => (value === 0 ? 0 : Math.max(3, (value / most) * full)));
  const notes = chart.notes.some((note) => note !== "");
  const gap = notes ? GAP : 14;

  const back: Shape[] = [];
  const front: Shape[] = [];
  values.forEach((_, step) => {
    const y = header.bottom + 4 + step * (BAR + gap);
    const width = widths[step]!;
    const before = widths[step - 1];
    if (before !== undefined) {
      back.push({
        kind: "polygon",
        points: [
          [center - before / 2, y - gap],
          [center + before / 2, y - gap],
          [center + width / 2, y],
          [center - width / 2, y],
        ],
        color: theme.shade,
      });
      const text = shorten(chart.notes[step]!, full, SIZE.small);
      if (text !== "") {
        front.push({
          kind: "text",
          text,
          x: center,
          y: y - gap / 2,
          size: SIZE.small,
          color: theme.text,
          align: "center",
        });
      }
    }
    if (width > 0) {
      front.push({
        kind: "rect",
        x: center - width / 2,
        y,
        width,
        height: BAR,
        color: theme.marks[0]!,
        radius: 3,
      });
    }
    names[step]!.forEach((text, line) => {
      const middle = y + BAR / 2 + (line - (names[step]!.length - 1) / 2) * 16;
      front.push({ kind: "text", text, x: MARGIN, y: middle, size: SIZE.text, color: theme.text });
    });
    front.push({
      kind: "text",
      text: numbers[step]!,
      x: left - 12,
      y: y + BAR / 2,
      size: SIZE.title,
      bold: true,
      color: theme.text,
      align: "right",
    });
  });
  const footer = drawFooter(chart, theme, header.bottom + 4 + values.length * (BAR + gap) - gap + 8);
  return { height: footer.bottom + 12, shapes: [...header.shapes, ...back, ...front, ...footer.shapes] };
}

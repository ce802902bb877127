import type { Language } from "../../language.ts";
import type { NumberFormat } from "./numbers.ts";
import { isSummable, type Prepared, sum } from "./prepare.ts";
import { MARGIN, type Shape, SIZE, WIDTH } from "./scene.ts";
import type { Theme } from "./theme.ts";
import { shorten, widthOf, wrap } from "./words.ts";

/** What stands above and below every plot. */
export interface Frame {
  shapes: Shape[];
  /** Where the header ends. */
  bottom: number;
}

/** The title, the subtitle, and for several series the key to their colours. */
export function drawHeader(chart: Prepared, theme: Theme, options: { key: NumberFormat | null }): Frame {
  const shapes: Shape[] = [];
  const width = WIDTH - 2 * MARGIN;
  let y = 16;
  for (const text of wrap(chart.title, { width, lines: 3 }, SIZE.title, "bold")) {
    shapes.push({
      kind: "text",
      text,
      x: MARGIN,
      y: y + 11,
      size: SIZE.title,
      bold: true,
      color: theme.text,
    });
    y += 23;
  }
  for (const text of wrap(chart.subtitle ?? "", { width, lines: 3 }, SIZE.text)) {
    shapes.push({ kind: "text", text, x: MARGIN, y: y + 10, size: SIZE.text, color: theme.muted });
    y += 19;
  }
  if (options.key !== null && chart.series.length > 1) {
    const key = drawKey(chart, theme, options.key, y + 8);
    shapes.push(...key.shapes);
    y = key.bottom;
  }
  return { shapes, bottom: y + 10 };
}

/** Coloured squares with names, and with the sums where there are any: as many in a line as fit. */
function drawKey(chart: Prepared, theme: Theme, format: NumberFormat, top: number): Frame {
  const shapes: Shape[] = [];
  const right = WIDTH - MARGIN;
  let x = MARGIN;
  let y = top + 9;
  chart.series.forEach(({ name, values }, index) => {
    const total = isSummable(chart) ? format.value(sum(values)) : "";
    const totalWidth = total === "" ? 0 : widthOf(total, SIZE.text, "bold") + 5;
    const label = shorten(name, right - MARGIN - 17 - totalWidth, SIZE.text);
    const labelWidth = widthOf(label, SIZE.text);
    const width = 17 + labelWidth + totalWidth;
    if (x > MARGIN && x + width > right) {
      x = MARGIN;
      y += 21;
    }
    const color = colorOf(chart, theme, index);
    shapes.push(
      { kind: "rect", x, y: y - 6, width: 12, height: 12, color, radius: 3 },
      { kind: "text", text: label, x: x + 17, y, size: SIZE.text, color: theme.text },
      ...(total === ""
        ? []
        : ([
            {
              kind: "text",
              text: total,
              x: x + 17 + labelWidth + 5,
              y,
              size: SIZE.text,
              bold: true,
              color: theme.text,
            },
          ] satisfies Shape[])),
    );
    x += width + 16;
  });
  return { shapes, bottom: y + 12 };
}

export function colorOf(chart: Prepared, theme: Theme, index: number): string {
  return index === chart.restSeries ? theme.rest : theme.marks[index % theme.marks.length]!;
}

/** One line below the plot about what is not in it. */
export function drawFooter(chart: Prepared, theme: Theme, top: number): Frame {
  if (chart.leftOut === 0) return { shapes: [], bottom: top };
  return {
    shapes: [
      {
        kind: "text",
        text: MORE[chart.language](chart.leftOut),
        x: MARGIN,
        y: top + 9,
        size: SIZE.small,
        color: theme.muted,
      },
    ],
    bottom: top + 20,
  };
}

const MORE: Record<Language, (count: number) => string> = {
  en: (count) => `${count} more not shown`,
  pt: (count) => (count === 1 ? "Mais 1 fora do gráfico" : `Mais ${count} fora do gráfico`),
  es: (count) => (count === 1 ? "1 más fuera del gráfico" : `${count} más fuera del gráfico`),
};

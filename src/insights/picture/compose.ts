import type { Chart } from "../../channel/chart.ts";
import type { Language } from "../../language.ts";
import { drawColumns, namesFit } from "./columns.ts";
import { drawFunnel } from "./funnel.ts";
import { drawHeader } from "./header.ts";
import { drawLines } from "./line.ts";
import { numberFormat } from "./numbers.ts";
import { isEmpty, type Prepared, prepare } from "./prepare.ts";
import { drawRows } from "./rows.ts";
import { type Scene, SIZE, WIDTH } from "./scene.ts";
import type { Theme } from "./theme.ts";

/** Decide what is drawn where. Pure: the same chart gives the same scene. */
export function compose(chart: Chart, theme: Theme): Scene {
  const prepared = prepare(chart);
  if (isEmpty(prepared)) return drawNothing(prepared, theme);
  const format = numberFormat(chart);
  switch (prepared.kind) {
    case "columns":
      return drawColumns(prepared, format, theme);
    case "histogram":
      // Few spans with long names are read from the side; many are thinned out below the columns.
      return namesFit(prepared) || prepared.categories.length > MOST_SIDEWAYS
        ? drawColumns(prepared, format, theme)
        : drawRows(prepared, format, theme);
    case "bars":
      return drawRows(prepared, format, theme);
    case "funnel":
      return drawFunnel(prepared, format, theme);
    case "line":
      return drawLines(prepared, format, theme);
  }
}

const MOST_SIDEWAYS = 14;

function drawNothing(chart: Prepared, theme: Theme): Scene {
  const header = drawHeader(chart, theme, { key: null });
  const y = header.bottom + 60;
  return {
    height: y + 74,
    shapes: [
      ...header.shapes,
      {
        kind: "text",
        text: NOTHING_YET[chart.language],
        x: WIDTH / 2,
        y,
        size: SIZE.title,
        color: theme.muted,
        align: "center",
      },
    ],
  };
}

export const NOTHING_YET: Record<Language, string> = {
  en: "No data yet",
  pt: "Ainda não há dados",
  es: "Todavía no hay datos",
};

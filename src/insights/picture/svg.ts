import { BarChart, LineChart } from "echarts/charts";
import { GraphicComponent, GridComponent } from "echarts/components";
import * as echarts from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { BOLD, FONT_FAMILY } from "./font.ts";
import { type Plot, type Scene, type Shape, WIDTH } from "./scene.ts";
import type { Theme } from "./theme.ts";

echarts.use([BarChart, LineChart, GraphicComponent, GridComponent, SVGRenderer]);

/** A scene as SVG. Words in it are escaped. */
export function toSvg(scene: Scene, theme: Theme): string {
  const { plot } = scene;
  const picture = echarts.init(null, null, {
    renderer: "svg",
    ssr: true,
    width: WIDTH,
    height: Math.ceil(scene.height),
  });
  try {
    picture.setOption({
      animation: false,
      backgroundColor: theme.background,
      ...(plot === undefined ? {} : plotOptions(plot)),
      graphic: { elements: scene.shapes.map(toElement) },
    });
    return picture.renderToSVGString();
  } finally {
    picture.dispose();
  }
}

function toElement(shape: Shape): Record<string, unknown> {
  // Lines of the grid lie behind the marks, everything else in front.
  const z = shape.kind === "line" ? -10 : 100;
  switch (shape.kind) {
    case "text":
      return {
        type: "text",
        z,
        x: shape.x,
        y: shape.y,
        style: {
          text: shape.text,
          fontFamily: FONT_FAMILY,
          fontSize: shape.size,
          fontWeight: shape.bold ? BOLD : 400,
          fill: shape.color,
          align: shape.align ?? "left",
          verticalAlign: "middle",
        },
      };
    case "rect": {
      const { x, y, width, height, radius } = shape;
      return {
        type: "rect",
        z,
        shape: { x, y, width, height, r: radius ?? 0 },
        style: { fill: shape.color },
      };
    }
    case "line": {
      const { x1, y1, x2, y2 } = shape;
      return { type: "line", z, shape: { x1, y1, x2, y2 }, style: { stroke: shape.color, lineWidth: 1 } };
    }
    case "polygon":
      return { type: "polygon", z, shape: { points: shape.points }, style: { fill: shape.color } };
    case "dot":
      return {
        type: "circle",
        z,
        shape: { cx: shape.x, cy: shape.y, r: shape.radius },
        style: { fill: shape.color },
      };
  }
}

function plotOptions(plot: Plot): Record<string, unknown> {
  const count = plot.series[0]?.values.length ?? 0;
  return {
    grid: { left: plot.left, top: plot.top, width: plot.width, height: plot.height },
    xAxis: {
      type: "category",
      show: false,
      boundaryGap: plot.marks === "columns" || count === 1,
      data: Array.from({ length: count }, (_, i) => i),
    },
    yAxis: { type: "value", show: false, min: 0, max: plot.max },
    series: plot.series.map((series, index) =>
      plot.marks === "columns" ? column(plot, series, index, count) : line(plot, series),
    ),
  };
}

type Series = Plot["series"][number];

function column(
  plot: Plot,
  { values, color }: Series,
  index: number,
  count: number,
): Record<string, unknown> {
  const slot = plot.width / count;
  const single = plot.series.length === 1;
  return {
    type: "bar",
    stack: "all",
    data: values,
    barWidth: Math.min(slot * plot.fill, 56),
    barMinHeight: 0,
    itemStyle: {
      color,
      // A thin line of the background keeps the parts of a column apart without colour.
      ...(single || slot < 5 ? {} : { borderColor: plot.theme.background, borderWidth: slot < 20 ? 0.5 : 1 }),
      borderRadius: single && slot > 8 ? [3, 3, 0, 0] : 0,
    },
    z: 2 + index,
  };
}

function line(plot: Plot, { values, color }: Series): Record<string, unknown> {
  const areas = plot.marks === "areas";
  const many = values.length > 14;
  return {
    type: "line",
    ...(areas ? { stack: "all", areaStyle: { color, opacity: 1 } } : {}),
    data: values.map((value, i) => ({
      value,
      // Between gaps, a single point has no line to be seen by.
      symbolSize: !areas && (!many || isAlone(values, i)) ? 8 : 0,
    })),
    symbol: "circle",
    showSymbol: !areas,
    lineStyle: { color, width: areas ? 0 : 3, cap: "round", join: "round" },
    itemStyle: { color },
    ...(plot.series.length === 1 && !areas ? { areaStyle: { color, opacity: 0.14 } } : {}),
  };
}

function isAlone(values: readonly (number | null)[], index: number): boolean {
  return (values[index - 1] ?? null) === null && (values[index + 1] ?? null) === null;
}

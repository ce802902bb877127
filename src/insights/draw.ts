import { Resvg } from "@resvg/resvg-js";
import * as echarts from "echarts";
import type { Chart } from "../channel/chart.ts";

/** Draw a chart as a PNG. */
export async function drawChart(chart: Chart): Promise<Buffer> {
  const picture = echarts.init(null, null, { renderer: "svg", ssr: true, width: 800, height: 500 });
  picture.setOption({
    title: { text: chart.title },
    xAxis: { type: "category", data: chart.categories },
    yAxis: { type: "value" },
    series: chart.series.map(({ name, values }) => ({ type: "bar" as const, name, data: values })),
  });
  const svg = picture.renderToSVGString();
  picture.dispose();
  return new Resvg(svg).render().asPng();
}

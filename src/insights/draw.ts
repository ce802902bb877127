import type { Chart } from "../channel/chart.ts";
import { compose } from "./picture/compose.ts";
import { toPng } from "./picture/png.ts";
import { toSvg } from "./picture/svg.ts";
import { PICTURE_THEMES, type ThemeName } from "./picture/theme.ts";

/** Draw a chart as SVG. The same chart always gives the same picture. */
export function drawSvg(chart: Chart, theme: ThemeName): string {
  return toSvg(compose(chart, PICTURE_THEMES[theme]), PICTURE_THEMES[theme]);
}

/**
 * Draw a chart as PNG, which takes this thread for tenths of a second: the program draws with `createDrawer` instead.
 * `pixels`: the width. Default: 1,080.
 */
export function drawPng(chart: Chart, theme: ThemeName, pixels?: number): Buffer {
  return toPng(drawSvg(chart, theme), PICTURE_THEMES[theme].background, pixels);
}

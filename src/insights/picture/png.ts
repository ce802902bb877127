import { Resvg } from "@resvg/resvg-js";
import { FONT_FAMILY, FONT_FILES } from "./font.ts";

/** Pixels across: sharp on phones with three pixels to a point. */
export const PIXELS = 1_080;

/** An SVG as PNG, opaque, with our own font only. `pixels`: its width. Default: {@link PIXELS}. */
export function toPng(svg: string, background: string, pixels = PIXELS): Buffer {
  const font = {
    loadSystemFonts: false,
    fontFiles: Object.values(FONT_FILES),
    defaultFontFamily: FONT_FAMILY,
  };
  return new Resvg(svg, { font, background, fitTo: { mode: "width", value: pixels } }).render().asPng();
}

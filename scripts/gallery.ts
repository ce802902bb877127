/**
 * Draw every kind of picture, in each language and theme, into a folder to look at: `npx tsx scripts/gallery.ts
 * <folder>`. With `--docs`, only the two that README shows, into docs/pictures.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { drawPng } from "../src/insights/draw.ts";
import { THEMES } from "../src/insights/picture/theme.ts";
import { LANGUAGES } from "../src/language.ts";
import { sampleCharts } from "../test/support/charts.ts";

const [target] = process.argv.slice(2);
if (target === undefined) {
  console.error("Name a folder, or --docs.");
  process.exit(1);
}
if (target === "--docs") {
  const folder = join(import.meta.dirname, "..", "docs", "pictures");
  const charts = sampleCharts("en");
  save(folder, "funnel.png", drawPng(charts.funnel!, "light", 800));
  save(folder, "new-leads.png", drawPng(charts.days!, "dark", 800));
} else {
  for (const language of LANGUAGES) {
    for (const [name, chart] of Object.entries(sampleCharts(language))) {
      for (const theme of THEMES) save(target, `${name}-${language}-${theme}.png`, drawPng(chart, theme));
    }
  }
}

function save(folder: string, name: string, picture: Buffer): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), picture);
  console.log(`${join(folder, name)} ${Math.round(picture.length / 1_024)} KB`);
}

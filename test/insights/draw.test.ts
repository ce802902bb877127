import { describe, expect, it } from "vitest";
import type { Chart } from "../../src/channel/chart.ts";
import { drawPng, drawSvg } from "../../src/insights/draw.ts";
import { PIXELS, toPng } from "../../src/insights/picture/png.ts";
import { WIDTH } from "../../src/insights/picture/scene.ts";
import { PICTURE_THEMES, THEMES } from "../../src/insights/picture/theme.ts";
import { LANGUAGES } from "../../src/language.ts";
import { sampleCharts } from "../support/charts.ts";

/** What a chat shows at once, and uploads within a second on a poor line. */
const MOST_BYTES = 150_000;

describe.each(THEMES)("pictures in the %s theme", (theme) => {
  const samples = LANGUAGES.flatMap((language) =>
    Object.entries(sampleCharts(language)).map(([name, chart]) => [`${name} in ${language}`, chart] as const),
  );

  it.each(samples)(
    "draws %s: of one width, no taller than a screen, small, the same each time",
    (_, chart) => {
      const picture = drawPng(chart, theme);
      const { width, height } = sizeOf(picture);
      expect(width).toBe(PIXELS);
      expect(height).toBeGreaterThan(PIXELS * 0.3);
      expect(height).toBeLessThan(PIXELS * 1.6);
      expect(picture.length).toBeLessThan(MOST_BYTES);
      expect(drawPng(chart, theme).equals(picture)).toBe(true);
    },
  );

  it.each(LANGUAGES)("really draws each of the words in %s", (language) => {
    const chart = sampleCharts(language).funnel!;
    const svg = drawSvg(chart, theme);
    const { background } = PICTURE_THEMES[theme];
    const whole = toPng(svg, background, WIDTH);
    const words = svg.match(/<text[^>]*>[^<]*<\/text>/g) ?? [];
    expect(words.length).toBeGreaterThan(10);
    for (const word of words) {
      // A renderer without a font leaves words out and says nothing.
      expect({ word, drawn: !toPng(svg.replace(word, ""), background, WIDTH).equals(whole) }).toEqual({
        word,
        drawn: true,
      });
    }
    for (const name of chart.categories) expect(svg).toContain(`>${name}</text>`);
  });

  it("is opaque to the last pixel", () => {
    for (const chart of Object.values(sampleCharts("en"))) {
      const bare = { ...chart, title: "" };
      // On another ground, nothing would change.
      expect(toPng(drawSvg(bare, theme), "#ff00ff").equals(toPng(drawSvg(bare, theme), "#00ff00"))).toBe(
        true,
      );
    }
  });
});

describe("words from outside", () => {
  const nasty: Chart = {
    ...sampleCharts("en").conversion!,
    title: `</text><script>alert("&")</script>`,
    subtitle: "{a|b} {c} {value}",
    categories: ["<b>&amp;", "{name|x}", "שלום עולם", "👩‍🚀", "\u202eevil", "]]>", "\ud800", "a\0b"],
    series: [{ name: "<won>", values: [8, 7, 6, 5, 4, 3, 2, 1] }],
    notes: [`"'`, "{x}", "🎉", "", "", "", "", ""],
  };

  it("cannot break out of the picture, and stand there as they are", () => {
    const svg = drawSvg(nasty, "light");
    expect(svg).not.toContain("<script");
    expect(svg).not.toContain("<b>");
    expect(svg).toContain("&lt;script&gt;");
    expect(svg).toContain(">{name|x}</text>");
    expect(svg).toContain(">{a|b} {c} {value}</text>");
    expect(svg).not.toMatch(/[\u0590-\u08ff\u{1f000}-\u{1ffff}\0\ud800]/u);
    expect(sizeOf(drawPng(nasty, "dark")).width).toBe(PIXELS);
  });

  it("keep their place where nothing of them can be drawn", () => {
    const svg = drawSvg(nasty, "light");
    expect(svg).toContain(">? 3</text>");
    expect(svg).toContain(">? 4</text>");
  });
});

function sizeOf(png: Buffer): { width: number; height: number } {
  expect(png.subarray(1, 4).toString("latin1")).toBe("PNG");
  return { width: png.readUInt32BE(16), height: png.readUInt32BE(20) };
}

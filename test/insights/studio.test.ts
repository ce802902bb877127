import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Chart } from "../../src/channel/chart.ts";
import { createManualClock } from "../../src/clock.ts";
import { createStudio } from "../../src/insights/studio.ts";
import { LANGUAGES } from "../../src/language.ts";
import { sampleCharts } from "../support/charts.ts";

let dataFolder: string;
beforeEach(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), "leadline-studio-"));
});
afterEach(() => rm(dataFolder, { recursive: true, force: true }));

describe("the studio", () => {
  it("keeps a picture where only its owner reads it, with the chart's own description", async () => {
    const { studio, failures } = aStudio(async () => Buffer.from("picture"));
    const chart = { ...sampleCharts("en").funnel!, alt: "Of 120 leads, 19 were won." };
    const { image } = studio.picture(chart);
    expect(image).toEqual({
      path: expect.stringMatching(/^made\/2026\/11\/[\w-]+\.png$/),
      alt: "Of 120 leads, 19 were won.",
    });
    const message = { text: "Funnel", chart, image };
    expect(await studio.complete(message)).toEqual(message);
    const file = join(dataFolder, image.path);
    expect(await readFile(file, "utf8")).toBe("picture");
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(failures).toEqual([]);
  });

  it.each([
    [
      "cannot be drawn",
      async () => {
        throw new Error("no ink");
      },
    ],
    ["cannot be kept", async () => Buffer.from("picture")],
  ])("goes without a picture, says so, and tells the operator, when it %s", async (what, draw) => {
    const { studio, failures } = aStudio(draw, what === "cannot be kept" ? "/dev/null" : dataFolder);
    const picture = studio.picture(sampleCharts("pt").days!);
    expect(await studio.complete({ text: "Números", ...picture, thread: "lead-1" })).toEqual({
      text: "Números\n\nDesta vez não foi possível desenhar o gráfico.",
      thread: "lead-1",
    });
    expect(failures).toEqual(["columns"]);
  });

  it("draws a picture once, however often its message is tried, and again when the file is gone", async () => {
    let drawn = 0;
    const { studio } = aStudio(async () => {
      drawn += 1;
      return Buffer.from(`picture ${drawn}`);
    });
    const message = { ...studio.picture(sampleCharts("en").funnel!) };
    await Promise.all([studio.complete(message), studio.complete(message)]);
    for (let i = 0; i < 3; i++) await studio.complete(message);
    expect(drawn).toBe(1);
    await rm(join(dataFolder, message.image.path));
    await studio.complete(message);
    expect(await readFile(join(dataFolder, message.image.path), "utf8")).toBe("picture 2");
  });

  it("leaves other messages as they are", async () => {
    const { studio } = aStudio(async () => Buffer.from("picture"));
    const message = { text: "Hi", image: { path: "attachments/1.png", alt: "a roof" } };
    expect(await studio.complete(message)).toBe(message);
  });

  it("does not let a file that must be there be missing", async () => {
    const { studio } = aStudio(async () => Buffer.from(""), "/dev/null");
    await expect(studio.write({ content: "a,b", extension: "csv" })).rejects.toThrow();
  });

  it.each(LANGUAGES)("never lets a picture go out without a description in %s", async (language) => {
    const { studio } = aStudio(async () => Buffer.from("picture"));
    for (const chart of Object.values(sampleCharts(language))) {
      const { alt } = studio.picture({ ...chart, alt: " " }).image;
      expect(alt).toContain(chart.title);
      expect(alt.length).toBeGreaterThan(chart.title.length + 10);
      expect(alt.length).toBeLessThanOrEqual(500);
    }
  });
});

function aStudio(draw: (chart: Chart) => Promise<Buffer>, folder = dataFolder) {
  const failures: Chart["kind"][] = [];
  const studio = createStudio({
    dataFolder: folder,
    clock: createManualClock(new Date("2026-11-20T12:00:00Z")),
    draw,
    onFailed: (_, chart) => failures.push(chart.kind),
  });
  return { studio, failures };
}

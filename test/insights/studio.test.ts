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
    const picture = await studio.draw(chart);
    expect(picture).toEqual({
      path: expect.stringMatching(/^made\/2026\/11\/[\w-]+\.png$/),
      alt: "Of 120 leads, 19 were won.",
    });
    const file = join(dataFolder, picture!.path);
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
  ])("gives no picture, and tells the operator, when it %s", async (what, draw) => {
    const { studio, failures } = aStudio(draw, what === "cannot be kept" ? "/dev/null" : dataFolder);
    expect(await studio.draw(sampleCharts("en").days!)).toBeNull();
    expect(failures).toEqual(["columns"]);
  });

  it("does not let a file that must be there be missing", async () => {
    const { studio } = aStudio(async () => Buffer.from(""), "/dev/null");
    await expect(studio.write({ content: "a,b", extension: "csv" })).rejects.toThrow();
  });

  it.each(LANGUAGES)("never lets a picture go out without a description in %s", async (language) => {
    const { studio } = aStudio(async () => Buffer.from("picture"));
    for (const chart of Object.values(sampleCharts(language))) {
      const picture = await studio.draw({ ...chart, alt: " " });
      expect(picture?.alt).toContain(chart.title);
      expect(picture?.alt.length).toBeGreaterThan(chart.title.length + 10);
      expect(picture?.alt.length).toBeLessThanOrEqual(500);
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

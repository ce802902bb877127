import { randomUUID } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Chart } from "../channel/chart.ts";
import type { Clock } from "../clock.ts";
import type { Studio } from "../commands/define.ts";
import { describeChart } from "./describe.ts";

/**
 * Makes the files that replies carry, under `<dataFolder>/made/<year>/<month>/`, readable by their owner only. A file
 * is there before the reply that names it is decided. `draw`: makes the PNG of a chart. A picture is an extra: when
 * it cannot be drawn, `onFailed` is told, and the answer goes without it. Files that must be there are faults.
 */
export function createStudio(options: {
  dataFolder: string;
  clock: Clock;
  draw: (chart: Chart) => Promise<Buffer>;
  onFailed: (error: unknown, chart: Chart) => void;
}): Studio {
  const { dataFolder, clock, draw, onFailed } = options;

  async function keep(content: Buffer | string, extension: string): Promise<{ path: string }> {
    const folder = `made/${clock.now().toISOString().slice(0, 7).replace("-", "/")}`;
    await mkdir(join(dataFolder, folder), { recursive: true, mode: 0o700 });
    const path = `${folder}/${randomUUID()}.${extension}`;
    await writeFile(join(dataFolder, path), content, { mode: 0o600 });
    return { path };
  }

  return {
    async draw(chart) {
      try {
        const { path } = await keep(await draw(chart), "png");
        return { path, alt: chart.alt.trim() || describeChart(chart) };
      } catch (error) {
        onFailed(error, chart);
        return null;
      }
    },
    write: ({ content, extension }) => keep(content, extension),
  };
}

import { randomUUID } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Chart } from "../channel/chart.ts";
import type { Clock } from "../clock.ts";
import type { Studio } from "../commands/define.ts";

/**
 * Makes the files that replies carry, under `<dataFolder>/made/<year>/<month>/`, readable by their owner only. A file
 * is there before the reply that names it is decided. `draw`: makes the PNG of a chart.
 */
export function createStudio(options: {
  dataFolder: string;
  clock: Clock;
  draw: (chart: Chart) => Promise<Buffer>;
}): Studio {
  const { dataFolder, clock, draw } = options;

  async function keep(content: Buffer | string, extension: string): Promise<{ path: string }> {
    const folder = `made/${clock.now().toISOString().slice(0, 7).replace("-", "/")}`;
    await mkdir(join(dataFolder, folder), { recursive: true, mode: 0o700 });
    const path = `${folder}/${randomUUID()}.${extension}`;
    await writeFile(join(dataFolder, path), content, { mode: 0o600 });
    return { path };
  }

  return {
    async draw(chart) {
      return { ...(await keep(await draw(chart), "png")), alt: chart.alt };
    },
    write: ({ content, extension }) => keep(content, extension),
  };
}

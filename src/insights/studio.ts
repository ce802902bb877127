import { randomUUID } from "node:crypto";
import { mkdir, rename, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Chart } from "../channel/chart.ts";
import type { OutboundMessage } from "../channel/outbound.ts";
import type { Clock } from "../clock.ts";
import type { Studio } from "../commands/define.ts";
import type { Language } from "../language.ts";
import { describeChart } from "./describe.ts";

export interface PictureStudio extends Studio {
  /**
   * Draw the picture of a message, unless it is there already; called when it is sent. A picture is an extra: one that
   * cannot be drawn is left out, the message says so, and `onFailed` is told. Never rejects.
   */
  complete(message: OutboundMessage): Promise<OutboundMessage>;
}

/**
 * Makes the files that replies carry, under `<dataFolder>/made/<year>/<month>/`, readable by their owner only. A file
 * that is written is there before the reply that names it is decided; a picture is drawn on the way out, from the
 * chart that the message carries beside it, so that it can be drawn again after a crash.
 */
export function createStudio(options: {
  dataFolder: string;
  clock: Clock;
  draw: (chart: Chart) => Promise<Buffer>;
  onFailed: (error: unknown, chart: Chart) => void;
}): PictureStudio {
  const { dataFolder, clock, draw, onFailed } = options;

  const newPath = (extension: string) =>
    `made/${clock.now().toISOString().slice(0, 7).replace("-", "/")}/${randomUUID()}.${extension}`;

  async function keep(path: string, content: Buffer | string): Promise<void> {
    const file = join(dataFolder, path);
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    // Whole or not there: half a picture would be taken for one that is made.
    const part = `${file}.part`;
    await writeFile(part, content, { mode: 0o600 });
    await rename(part, file);
  }

  /** Under way, by path: who shows a post and who sends it may ask for its picture at the same time. */
  const drawing = new Map<string, Promise<void>>();

  async function make(path: string, chart: Chart): Promise<void> {
    const isThere = await stat(join(dataFolder, path)).catch(() => null);
    if (isThere === null) await keep(path, await draw(chart));
  }

  function makeOnce(path: string, chart: Chart): Promise<void> {
    const known = drawing.get(path);
    if (known !== undefined) return known;
    const made = make(path, chart).finally(() => drawing.delete(path));
    drawing.set(path, made);
    return made;
  }

  return {
    picture: (chart) => ({
      chart,
      image: { path: newPath("png"), alt: chart.alt.trim() || describeChart(chart) },
    }),
    async write({ content, extension }) {
      const path = newPath(extension);
      await keep(path, content);
      return { path };
    },
    async complete(message) {
      const { chart, image } = message;
      if (chart === undefined || image === undefined) return message;
      try {
        await makeOnce(image.path, chart);
        return message;
      } catch (error) {
        onFailed(error, chart);
        const { chart: _chart, image: _image, ...rest } = message;
        return { ...rest, text: [rest.text, NO_PICTURE[chart.language]].filter(Boolean).join("\n\n") };
      }
    },
  };
}

const NO_PICTURE: Record<Language, string> = {
  en: "The picture could not be drawn this time.",
  pt: "Desta vez não foi possível desenhar o gráfico.",
  es: "Esta vez no se pudo dibujar el gráfico.",
};

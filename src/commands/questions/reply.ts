import type { OutboundMessage } from "../../channel/outbound.ts";
import type { Studio } from "../define.ts";
import type { Texts } from "../present/phrase.ts";
import type { Inquiry, Told, View } from "./question.ts";
import { subtitle } from "./words.ts";

/** The most buttons under an answer: what a phone shows without scrolling far. */
const MOST_BUTTONS = 8;

/** An answer as a message, with a picture where there is something to see; further pictures are sent before it. */
export async function answerWith(
  told: Told,
  inquiry: Inquiry,
  view: View,
  studio: Studio,
): Promise<{ reply: OutboundMessage; before: OutboundMessage[] }> {
  const pictures = inquiry.textOnly ? [] : await draw(told, studio);
  const [first, ...others] = pictures.filter((picture) => picture !== null);
  const missing = pictures.includes(null) ? `\n\n${NO_PICTURE[view.language]}` : "";
  const head = [told.title, subtitle(inquiry, view)].filter((line) => line !== "").join("\n");
  return {
    reply: {
      text: `${head}\n\n${told.lines.join("\n")}${missing}`.trim(),
      ...(first ?? {}),
      ...(told.more.length === 0 ? {} : { choices: told.more.slice(0, MOST_BUTTONS) }),
    },
    before: others.slice(0, 1),
  };
}

/** Null for a picture that could not be drawn: the numbers are told in words as well. */
async function draw(
  { charts }: Told,
  studio: Studio,
): Promise<(Pick<OutboundMessage, "image" | "chart"> | null)[]> {
  return Promise.all(
    charts.slice(0, 2).map(async (chart) => {
      const image = await studio.draw(chart);
      return image === null ? null : { chart, image };
    }),
  );
}

const NO_PICTURE: Texts = {
  en: "The picture could not be drawn this time.",
  pt: "Desta vez não foi possível desenhar o gráfico.",
  es: "Esta vez no se pudo dibujar el gráfico.",
};

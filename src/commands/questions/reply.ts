import type { OutboundMessage } from "../../channel/outbound.ts";
import type { Studio } from "../define.ts";
import type { Inquiry, Told, View } from "./question.ts";
import { subtitle } from "./words.ts";

/** The most buttons under an answer: what a phone shows without scrolling far. */
const MOST_BUTTONS = 8;

/** An answer as a message, with a picture where there is something to see; further pictures are sent before it. */
export function answerWith(
  told: Told,
  inquiry: Inquiry,
  view: View,
  studio: Studio,
): { reply: OutboundMessage; before: OutboundMessage[] } {
  const charts = inquiry.textOnly ? [] : told.charts.slice(0, 2);
  const [first, ...others] = charts.map((chart) =>
    studio.picture({ country: view.bundle.business.country, ...chart }),
  );
  const head = [told.title, subtitle(inquiry, view)].filter((line) => line !== "").join("\n");
  return {
    reply: {
      text: `${head}\n\n${told.lines.join("\n")}`.trim(),
      ...(first ?? {}),
      ...(told.more.length === 0 ? {} : { choices: told.more.slice(0, MOST_BUTTONS) }),
    },
    // Not every channel shows the text for those who do not see a picture.
    before: others.map((picture) => ({ ...picture, text: picture.chart.title })),
  };
}

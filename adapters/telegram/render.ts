import type { InlineKeyboardMarkup } from "telegraf/types";
import type { Capabilities } from "../../src/channel/adapter.ts";
import type { Choice, OutboundMessage } from "../../src/channel/outbound.ts";
import { renderPlain, splitText } from "../../src/channel/render.ts";

export const CAPABILITIES: Capabilities = {
  audience: "both",
  // Telegram takes 100; more than this nobody reads on a phone.
  buttons: { max: 20, labelLength: 64 },
  list: null,
  textLength: 4_096,
  cards: false,
  threads: false,
  images: true,
  files: true,
  edit: true,
  typing: true,
  receipts: false,
  freeFormHours: null,
  pairing: false,
  lookUp: false,
};

const MAX_CAPTION = 1_024;
/** Two buttons stand side by side when all labels are this short. */
const SHORT_LABEL = 14;
/** Telegram takes no message without words. */
const NO_WORDS = "👇";

/** One message of Telegram. Buttons stand under the last one. */
export type Part = (
  | { kind: "text"; text: string }
  | { kind: "photo"; path: string; caption?: string }
  | { kind: "document"; path: string; fileName: string; caption?: string }
) & { choices?: Choice[] };

/**
 * A message as Telegram shows it: texts (plain: Telegram's markup is never switched on), then the picture, then the
 * file. A caption that is too long follows as a text. Empty when the message holds nothing.
 */
export function toParts(message: OutboundMessage): Part[] {
  const { image, file, choices = [] } = message;
  const media: Part[] = [];
  if (image) media.push(...captioned({ kind: "photo", path: image.path }, image.caption));
  if (file) {
    const { path, fileName, caption } = file;
    media.push(...captioned({ kind: "document", path, fileName }, caption));
  }
  const words: OutboundMessage = {
    ...(message.text === undefined ? {} : { text: message.text }),
    ...(message.card === undefined ? {} : { card: message.card }),
  };
  if (media.length === 0) return renderPlain({ ...words, choices }, CAPABILITIES).map(toText);
  const choosing = renderPlain({ choices }, CAPABILITIES);
  const parts = [...renderPlain(words, CAPABILITIES).map(toText), ...media];
  const buttons = choosing.at(-1)?.choices;
  const last = parts.pop();
  if (buttons && last) return [...parts, { ...last, choices: buttons }];
  return [...parts, ...(last ? [last] : []), ...choosing.map(toText)];
}

type MediaPart = Extract<Part, { kind: "photo" | "document" }>;

function toText({ text, choices }: { text: string; choices?: Choice[] }): Part {
  return { kind: "text", text: text === "" ? NO_WORDS : text, ...(choices ? { choices } : {}) };
}

function captioned(media: MediaPart, caption: string | undefined): Part[] {
  const texts = renderPlain(
    { text: caption ?? "" },
    { ...CAPABILITIES, textLength: Number.MAX_SAFE_INTEGER },
  );
  const text = texts[0]?.text ?? "";
  if (text === "") return [media];
  if (text.length <= MAX_CAPTION) return [{ ...media, caption: text }];
  return [media, ...splitText(text, CAPABILITIES.textLength).map((part) => toText({ text: part }))];
}

/** The buttons of a message; `dataOf` gives what each carries. */
export async function toKeyboard(
  choices: readonly Choice[],
  dataOf: (value: string) => Promise<string>,
): Promise<InlineKeyboardMarkup> {
  const buttons = await Promise.all(
    choices.map(async ({ value, label }) => ({
      text: label.replace(/\s+/g, " ").trim() || value,
      callback_data: await dataOf(value),
    })),
  );
  const perRow = buttons.length > 2 && buttons.every(({ text }) => text.length <= SHORT_LABEL) ? 2 : 1;
  const rows = Array.from({ length: Math.ceil(buttons.length / perRow) }, (_, row) =>
    buttons.slice(row * perRow, (row + 1) * perRow),
  );
  return { inline_keyboard: rows };
}

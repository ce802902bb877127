import type { Capabilities } from "../../../src/channel/adapter.ts";
import type { OutboundMessage } from "../../../src/channel/outbound.ts";
import { renderPlain } from "../../../src/channel/render.ts";

/** Buttons and lists are dead in WhatsApp Web: choices become numbered lines. */
export const CAPABILITIES: Capabilities = {
  audience: "prospects",
  buttons: null,
  list: null,
  textLength: 4_096,
  cards: false,
  threads: false,
  images: true,
  files: true,
  edit: false,
  typing: true,
  receipts: true,
  freeFormHours: null,
  pairing: true,
  lookUp: true,
};

/** One message as WhatsApp takes it. */
export interface Part {
  /** The text, or what stands below the file. */
  text: string;
  file?: { path: string; mime?: string; fileName: string; asDocument: boolean };
}

/** The most characters below a picture or file. */
const CAPTION_LENGTH = 1_024;

/**
 * Bring a message down to what WhatsApp Web can send, in order. A short text goes below a picture that has none of
 * its own; choices always stand last. Empty when the message holds nothing.
 */
export function toParts(message: OutboundMessage): Part[] {
  const { image, file, ...rest } = message;
  const texts: Part[] = renderPlain(rest, CAPABILITIES).map(({ text }) => ({ text }));
  const files: Part[] = [];
  if (image) {
    const caption = image.caption ?? "";
    const [only] = texts;
    if (caption === "" && texts.length === 1 && only && only.text.length <= CAPTION_LENGTH) {
      texts.length = 0;
      files.push(picture(image.path, only.text));
    } else files.push(picture(image.path, caption));
  }
  if (file) {
    const { path, mime, fileName, caption } = file;
    files.push({ text: caption ?? "", file: { path, mime, fileName, asDocument: true } });
  }
  for (const part of files) {
    if (part.text.length <= CAPTION_LENGTH) continue;
    texts.unshift({ text: part.text });
    part.text = "";
  }
  return message.choices?.length ? [...files, ...texts] : [...texts, ...files];
}

function picture(path: string, text: string): Part {
  return { text, file: { path, fileName: path.split("/").at(-1) ?? "picture", asDocument: false } };
}

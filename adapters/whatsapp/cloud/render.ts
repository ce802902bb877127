import type { Capabilities } from "../../../src/channel/adapter.ts";
import type { Choice, OutboundMessage, OutboundTemplate } from "../../../src/channel/outbound.ts";
import { renderPlain, splitText } from "../../../src/channel/render.ts";

export const CAPABILITIES: Capabilities = {
  audience: "both",
  buttons: { max: 3, labelLength: 20 },
  list: { max: 10, labelLength: 24 },
  textLength: 4_096,
  cards: false,
  threads: false,
  images: true,
  files: true,
  edit: false,
  typing: true,
  receipts: true,
  freeFormHours: 24,
  pairing: false,
  lookUp: true,
};

/** One message for Meta: a body that is ready, or a file that is uploaded first. */
export type Part =
  | { kind: "body"; body: Record<string, unknown> }
  | { kind: "file"; path: string; fileName: string; mime: string | null; caption: string | null };

const MAX_CAPTION = 1_024;
/** A text with buttons or a list. */
const MAX_INTERACTIVE = 1_024;
/** What Meta takes back with a button or a row. */
const MAX_VALUE = 200;

/**
 * Bring a message down to what one message of the Cloud API each can carry, in order: a template alone, unless Meta
 * still takes free text (`now`, in ms); else texts and files, choices on the last one as buttons, as a list or
 * numbered. Empty when the message holds nothing.
 */
export function toParts(message: OutboundMessage, now = 0): Part[] {
  const { template: approved } = message;
  const isFree = approved?.freeUntil !== undefined && now < Date.parse(approved.freeUntil);
  if (approved !== undefined && !isFree) return [{ kind: "body", body: template(approved) }];
  const files = [imagePart(message), filePart(message)].filter((part) => part !== null);
  const choices = message.choices ?? [];
  const merged = choices.length === 0 && message.card === undefined ? withCaption(files, message.text) : null;
  if (merged !== null) return merged;
  const captions = files.flatMap((part) => ((part.caption?.length ?? 0) > MAX_CAPTION ? [part.caption] : []));
  const texts = textParts({
    ...(message.text === undefined ? {} : { text: message.text }),
    ...(message.card === undefined ? {} : { card: message.card }),
    choices,
  });
  const longCaptions = captions.flatMap((caption) => textParts({ text: caption ?? "" }));
  const short = files.map((part) =>
    (part.caption?.length ?? 0) > MAX_CAPTION ? { ...part, caption: null } : part,
  );
  // Choices stay below everything else, where the thumb is.
  return choices.length > 0 ? [...longCaptions, ...short, ...texts] : [...texts, ...longCaptions, ...short];
}

type FilePart = Extract<Part, { kind: "file" }>;

/** A short text becomes the caption of the one file that has none. */
function withCaption(files: FilePart[], text: string | undefined): Part[] | null {
  const [file] = files;
  if (file === undefined || files.length > 1 || file.caption !== null) return null;
  if (text === undefined || text === "" || text.length > MAX_CAPTION) return null;
  const [caption] = renderPlain({ text }, CAPABILITIES);
  return [{ ...file, caption: caption?.text ?? null }];
}

function imagePart({ image }: OutboundMessage): FilePart | null {
  if (image === undefined) return null;
  return { kind: "file", path: image.path, fileName: image.alt, mime: null, caption: image.caption || null };
}

function filePart({ file }: OutboundMessage): FilePart | null {
  if (file === undefined) return null;
  return {
    kind: "file",
    path: file.path,
    fileName: file.fileName,
    mime: file.mime,
    caption: file.caption || null,
  };
}

function textParts(message: Pick<OutboundMessage, "text" | "card" | "choices">): Part[] {
  // Meta refuses two buttons that say the same, and values that it cannot carry.
  const choices = message.choices ?? [];
  const asButtons = isCarried(choices);
  const capabilities = asButtons ? CAPABILITIES : { ...CAPABILITIES, buttons: null, list: null };
  return renderPlain(message, capabilities).flatMap((part): Part[] => {
    if (part.choices === undefined) return [textPart(part.text)];
    const pieces = splitText(part.text, MAX_INTERACTIVE);
    const last = pieces.pop() ?? "👇";
    return [...pieces.map(textPart), { kind: "body", body: interactive(last, part.choices) }];
  });
}

function isCarried(choices: readonly Choice[]): boolean {
  const labels = new Set(choices.map(({ label }) => label.trim()));
  const values = new Set(choices.map(({ value }) => value));
  if (labels.size < choices.length || values.size < choices.length || labels.has("")) return false;
  return choices.every(({ value }) => value !== "" && value.length <= MAX_VALUE && value.trim() === value);
}

function textPart(text: string): Part {
  return { kind: "body", body: { type: "text", text: { body: text, preview_url: false } } };
}

function interactive(text: string, choices: readonly Choice[]): Record<string, unknown> {
  const isShort =
    choices.length <= (CAPABILITIES.buttons?.max ?? 0) &&
    choices.every(({ label }) => label.length <= (CAPABILITIES.buttons?.labelLength ?? 0));
  if (isShort) {
    const buttons = choices.map(({ value, label }) => ({
      type: "reply",
      reply: { id: value, title: label.trim() },
    }));
    return { type: "interactive", interactive: { type: "button", body: { text }, action: { buttons } } };
  }
  const rows = choices.map(({ value, label }) => ({ id: value, title: label.trim() }));
  const button = wordForChoosing(`${text} ${choices.map(({ label }) => label).join(" ")}`);
  return {
    type: "interactive",
    interactive: { type: "list", body: { text }, action: { button, sections: [{ rows }] } },
  };
}

/** What opens a list, in the language of what stands around it; a wrong guess costs a word. */
function wordForChoosing(text: string): string {
  if (/[ãõç]|(?<!\p{L})(você|não|qual|quais|uma|seu|sua|nós|são|obrigad[oa])(?!\p{L})/iu.test(text))
    return "Escolher";
  if (/[¿¡ñ]|(?<!\p{L})(usted|cuál|cuáles|qué|una|los|las|el|tu|su)(?!\p{L})/iu.test(text)) return "Elegir";
  return "Choose";
}

function template(filled: OutboundTemplate): Record<string, unknown> {
  const { name, language, variables, names, header, buttons = [] } = filled;
  const parameters = variables.map((text, index) => ({
    type: "text",
    ...(names?.[index] === undefined ? {} : { parameter_name: names[index] }),
    text: plainText(text),
  }));
  const components = [
    ...(header === undefined ? [] : [{ type: "header", parameters: [headerParameter(header)] }]),
    ...(parameters.length > 0 ? [{ type: "body", parameters }] : []),
    ...buttons.map(({ index, kind, text }) => ({
      type: "button",
      sub_type: BUTTONS[kind],
      index: String(index),
      parameters: [buttonParameter(kind, text)],
    })),
  ];
  return {
    type: "template",
    template: {
      name,
      language: { code: language.replace("-", "_") },
      ...(components.length > 0 ? { components } : {}),
    },
  };
}

const BUTTONS = { url: "url", payload: "quick_reply", code: "copy_code" } as const;

function buttonParameter(kind: keyof typeof BUTTONS, text: string): Record<string, string> {
  if (kind === "url") return { type: "text", text: plainText(text) };
  if (kind === "payload") return { type: "payload", payload: text };
  return { type: "coupon_code", coupon_code: plainText(text) };
}

function headerParameter(header: NonNullable<OutboundTemplate["header"]>): Record<string, unknown> {
  if (header.kind === "text") return { type: "text", text: plainText(header.text) };
  const { kind, link, fileName } = header;
  return {
    type: kind,
    [kind]: { link, ...(kind === "document" && fileName !== undefined ? { filename: fileName } : {}) },
  };
}

/** Meta refuses line ends, tabs and long gaps in a parameter, and one that is empty. */
function plainText(text: string): string {
  return text.replace(/\s+/g, " ").trim() || "–";
}

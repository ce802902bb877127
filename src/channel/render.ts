import type { Capabilities } from "./adapter.ts";
import type { Card, CardButton, Choice, Deadline, OutboundMessage, Page } from "./outbound.ts";

/** One message as a plain channel can show it: a text, and choices where they fit as buttons or as a list. */
export interface PlainPart {
  text: string;
  choices?: Choice[];
}

/**
 * Bring a message down to texts that fit the channel, in order. Choices stay choices where the channel has
 * buttons or a list with room for all of them, else they become numbered lines; a card becomes text; pictures
 * and files become their captions; a long text is split. Choices stand with the last part.
 *
 * Gives at least one part, unless the message holds nothing at all.
 */
export function renderPlain(message: OutboundMessage, capabilities: Capabilities): PlainPart[] {
  const choices = message.choices ?? [];
  const asChoices = fits(choices, capabilities.buttons) || fits(choices, capabilities.list);
  const blocks = [
    message.text ?? "",
    message.card ? cardAsText(message.card) : "",
    message.page ? pageAsText(message.page) : "",
    message.image ? (message.image.caption ?? message.image.alt) : "",
    message.file ? [message.file.caption, message.file.fileName].filter(Boolean).join("\n") : "",
    asChoices ? "" : choicesAsText(choices),
  ];
  const text = printable(blocks.filter((block) => block !== "").join("\n\n"));
  const parts: PlainPart[] = splitText(text, capabilities.textLength).map((part) => ({ text: part }));
  if (!asChoices || choices.length === 0) return parts;
  const last = parts.pop() ?? { text: "" };
  return [...parts, { ...last, choices }];
}

/** Numbered lines; a person answers with the number or the words. */
export function choicesAsText(choices: readonly Choice[]): string {
  return choices.map((choice, index) => `${index + 1}. ${oneLine(choice.label)}`).join("\n");
}

/** A card as lines: title, subtitle, facts, paragraphs, and the commands that its buttons say. */
export function cardAsText(card: Card): string {
  const head = [card.title, card.subtitle ?? ""].filter((line) => line !== "").map(oneLine);
  const facts = card.fields.map((field) => `${oneLine(field.label)}: ${oneLine(field.value)}`);
  const buttons = card.buttons.map((button) => `› ${oneLine(button.label)}: ${oneLine(button.command)}`);
  const deadlines = (card.deadlines ?? []).map(deadlineAsText);
  return [[...head, ...deadlines], facts, card.lines ?? [], [...buttons, ...choosing(card)]]
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n");
}

/** A deadline as one line, as it was told. */
export function deadlineAsText({ text, when }: Deadline): string {
  return oneLine(text.replace("{when}", () => when));
}

/** A menu as the command that its choices have in common: `› Move to…: stage L-42 …`. */
function choosing({ select }: Card): string[] {
  const [first, ...others] = select?.options ?? [];
  if (select === undefined || first === undefined) return [];
  const words = first.command.split(" ");
  const isCommon = (word: string, at: number) =>
    others.every((other) => other.command.split(" ")[at] === word);
  const until = words.findIndex((word, at) => !isCommon(word, at));
  const command = words.slice(0, until === -1 ? -1 : until).join(" ");
  return [`› ${oneLine(select.placeholder)}: ${oneLine(command)} …`];
}

/** A page as lines: headings, figures, and each thing with the commands that its buttons say. */
export function pageAsText(page: Page): string {
  const button = ({ label, command }: CardButton) => `› ${oneLine(label)}: ${oneLine(command)}`;
  const blocks = page.blocks.map((block): string => {
    if (block.kind === "heading") return `\n${oneLine(block.text)}`;
    if (block.kind === "text") return block.text;
    if (block.kind === "facts")
      return block.facts.map(({ label, value }) => `${oneLine(label)}: ${oneLine(value)}`).join("\n");
    if (block.kind === "buttons") return ["", ...block.buttons.map(button)].join("\n");
    const more = [block.detail ?? "", ...(block.deadlines ?? []).map(deadlineAsText)].filter(Boolean);
    return [`• ${block.text}`, ...more].join(" – ");
  });
  return [oneLine(page.title), ...blocks].join("\n");
}

/**
 * Split a text into parts of at most `max` UTF-16 units each: after a paragraph if one ends in the second half
 * of the part, else after a line, a sentence, a word, and only then inside a word; never inside a grapheme
 * (an emoji, an accented letter) unless that alone is longer than `max`. An empty text gives no part.
 */
export function splitText(text: string, max: number): string[] {
  if (!(max >= 1)) throw new RangeError(`a part must hold at least one character, not ${max}`);
  const parts: string[] = [];
  let rest = text.trim();
  while (rest.length > max) {
    const end = breakBefore(rest, max);
    const part = rest.slice(0, end).trimEnd();
    if (part !== "") parts.push(part);
    rest = rest.slice(end).trimStart();
  }
  if (rest !== "") parts.push(rest);
  return parts;
}

/** Where to cut a text that is longer than `max`: between 1 and `max`. */
function breakBefore(text: string, max: number): number {
  const head = text.slice(0, max + 1);
  for (const pattern of BREAKS) {
    let best = 0;
    for (const match of head.matchAll(pattern)) {
      const end = match.index + match[0].length;
      if (match.index <= max) best = Math.min(end, max);
    }
    if (best > max / 2) return best;
  }
  return graphemeBorder(text, max);
}

const BREAKS = [/\n\s*\n/g, /\n/g, /[.!?…。！？؟]["'”’)\]]*\s+/gu, /\s+/g];

/** The last border of a grapheme at or before `max`; of a code point when one grapheme is longer than that. */
function graphemeBorder(text: string, max: number): number {
  // Wide enough to see whether the grapheme at the border goes on.
  const window = text.slice(0, max + 64);
  const border = graphemes.segment(window).containing(max)?.index ?? 0;
  if (border > 0) return border;
  const insidePair = max > 1 && /[\ud800-\udbff]/.test(text.charAt(max - 1));
  return insidePair ? max - 1 : max;
}

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

function fits(choices: readonly Choice[], room: Capabilities["buttons"]): boolean {
  if (room === null || choices.length > room.max) return false;
  return choices.every((choice) => choice.label.length <= room.labelLength);
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

/** Without control characters and lone surrogates, which vendors refuse or cut at. */
function printable(text: string): string {
  return text.replace(/\r\n?/g, "\n").replace(UNPRINTABLE, "");
}

/** In a /u expression only lone surrogates match. */
const UNPRINTABLE = /\p{Surrogate}|(?![\t\n])\p{Cc}/gu;

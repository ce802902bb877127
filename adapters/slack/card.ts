import type { SectionBlock } from "@slack/types";
import type { Card } from "../../src/channel/outbound.ts";
import { clip } from "../../src/text.ts";
import { commandButton } from "./button.ts";
import type { Keepsakes, PostBlock } from "./post.ts";
import { clipEscaped, printable, splitEscaped } from "./text.ts";
import { LIMITS } from "./validate.ts";

/** How much of each thing is shown: as much as fits, the least of it last. */
const SIZES = [
  { fields: 20, value: 500, lines: 6_000, buttons: 25 },
  { fields: 20, value: 200, lines: 2_500, buttons: 25 },
  { fields: 12, value: 100, lines: 1_000, buttons: 10 },
  { fields: 6, value: 60, lines: 300, buttons: 5 },
] as const;

/**
 * A card as blocks that take at most `room` characters of JSON: title, the line under it, facts, paragraphs,
 * buttons. A card without facts is a short notice, e.g. a customer's message: its title is small then.
 */
export function cardBlocks(card: Card, room: number, keepsakes: Keepsakes): PostBlock[] {
  let blocks: PostBlock[] = [];
  for (const size of SIZES) {
    blocks = [
      ...head(card),
      ...facts(card, size),
      ...paragraphs(card, size),
      ...buttons(card, size, keepsakes),
    ];
    if (JSON.stringify(blocks).length <= room) return blocks;
  }
  return blocks;
}

type Size = (typeof SIZES)[number];

function head(card: Card): PostBlock[] {
  const title = `${TONES[card.tone ?? "none"]}${card.title}`;
  if (card.fields.length === 0) return context([title, card.subtitle].filter(Boolean).join(" · "));
  const shown = clipEscaped(title.trim(), LIMITS.header);
  const header: PostBlock[] =
    shown === "" ? [] : [{ type: "header", text: { type: "plain_text", text: shown, emoji: false } }];
  return [...header, ...context(card.subtitle ?? "")];
}

/** What colour says elsewhere. */
const TONES: Record<NonNullable<Card["tone"]>, string> = { hot: "🔴 ", warm: "🟠 ", cold: "🔵 ", none: "" };

function context(text: string): PostBlock[] {
  const shown = clipEscaped(text.trim(), 1_000);
  if (shown === "") return [];
  return [{ type: "context", elements: [{ type: "plain_text", text: shown, emoji: false }] }];
}

function facts(card: Card, size: Size): PostBlock[] {
  const fields = card.fields
    .slice(0, size.fields)
    .flatMap(({ label, value }) => fact(label, value, size.value));
  const blocks: SectionBlock[] = [];
  for (let start = 0; start < fields.length; start += LIMITS.fields)
    blocks.push({ type: "section", fields: fields.slice(start, start + LIMITS.fields) });
  return blocks;
}

/** The label is bold only where nothing in either could be read as markup. */
function fact(label: string, value: string, most: number): NonNullable<SectionBlock["fields"]> {
  const name = clipEscaped(printable(label).trim(), 100);
  const shown = clipEscaped(printable(value).trim(), most);
  const text = [name, shown].filter((part) => part !== "").join("\n");
  if (text === "") return [];
  if (name === "" || !HARMLESS.test(name) || !HARMLESS.test(shown.replace(/\n/g, " ")))
    return [{ type: "plain_text", text, emoji: false }];
  return [{ type: "mrkdwn", text: `*${name}*\n${shown}`, verbatim: true }];
}

/** No letter with which Slack formats, links, mentions or draws; `>` at the start of a line is escaped anyway. */
const HARMLESS = /^[^*_~`&<>:|@#\\\n]*$/u;

function paragraphs(card: Card, size: Size): PostBlock[] {
  const text = (card.lines ?? []).map((line) => printable(line).trim()).filter((line) => line !== "");
  // Entities may make it longer, which the next smaller size then answers.
  const whole = clip(text.join("\n\n"), size.lines);
  return splitEscaped(whole, LIMITS.section).map((part) => ({
    type: "section",
    text: { type: "plain_text", text: part, emoji: false },
  }));
}

function buttons(card: Card, size: Size, keepsakes: Keepsakes): PostBlock[] {
  const elements = card.buttons
    .slice(0, size.buttons)
    .map((button, index) => commandButton(button, card.leadId, index, keepsakes));
  return elements.length === 0 ? [] : [{ type: "actions", elements }];
}

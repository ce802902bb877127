import type { SectionBlock } from "@slack/types";
import type { Card } from "../../src/channel/outbound.ts";
import { clip } from "../../src/text.ts";
import { actionBlocks, everything } from "./actions.ts";
import { deadlineBlocks } from "./deadline.ts";
import type { Keepsakes, PostBlock } from "./post.ts";
import { clipEscaped, printable, splitEscaped } from "./text.ts";
import { LIMITS } from "./validate.ts";

/** How much of each thing is shown: as much as fits, the least of it last. Nothing that can be pressed is left out. */
const SIZES = [
  { fields: 20, value: 500, lines: 6_000, label: 75, say: 400 },
  { fields: 20, value: 200, lines: 2_500, label: 75, say: 200 },
  { fields: 12, value: 100, lines: 1_000, label: 40, say: 75 },
  { fields: 6, value: 60, lines: 300, label: 24, say: 40 },
] as const;

/**
 * A card as blocks that take at most `room` characters of JSON: title, the line under it, facts, paragraphs, and
 * what can be done. A card without facts is a short notice, e.g. a customer's message: its title is small then.
 * So much that can be done that it fits nowhere becomes one button, which asks in a form what of it shall be done.
 */
export function cardBlocks(card: Card, room: number, keepsakes: Keepsakes): PostBlock[] {
  for (const size of SIZES) {
    const told = [
      ...head(card),
      ...deadlineBlocks(card.deadlines),
      ...facts(card, size),
      ...paragraphs(card, size),
    ];
    const labels = { label: size.label, value: size.say };
    const kept: Keepsakes = new Map();
    const blocks = [...told, ...actionBlocks(card, kept, labels)];
    if (JSON.stringify(blocks).length > room) continue;
    for (const [key, value] of kept) keepsakes.set(key, value);
    return blocks;
  }
  const size = SIZES[3];
  return [
    ...head(card),
    ...deadlineBlocks(card.deadlines),
    ...facts(card, size),
    ...paragraphs(card, size),
    { type: "actions", elements: [everything(card, keepsakes)] },
  ];
}

type Size = (typeof SIZES)[number];

function head(card: Card): PostBlock[] {
  const title = `${TONES[card.tone ?? "none"]}${card.title}`;
  if (card.fields.length === 0)
    return [...context([title, card.subtitle].filter(Boolean).join(" · ")), ...movedTo(card)];
  const shown = clipEscaped(title.trim(), LIMITS.header);
  const header: PostBlock[] =
    shown === "" ? [] : [{ type: "header", text: { type: "plain_text", text: shown, emoji: false } }];
  return [...header, ...context(card.subtitle ?? ""), ...movedTo(card)];
}

/** A link to the channel where the card is now: its name is for Slack to show. */
function movedTo({ movedTo }: Card): PostBlock[] {
  if (movedTo === undefined || !/^[CG][A-Z0-9]+$/.test(movedTo)) return [];
  return [{ type: "context", elements: [{ type: "mrkdwn", text: `→ <#${movedTo}>` }] }];
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
    .flatMap(({ label, value, tel }) =>
      tel === undefined ? fact(label, value, size.value) : phoneFact(label, value, tel, size.value),
    );
  const blocks: SectionBlock[] = [];
  for (let start = 0; start < fields.length; start += LIMITS.fields)
    blocks.push({ type: "section", fields: fields.slice(start, start + LIMITS.fields) });
  return blocks;
}

/** The label is bold only where nothing in either could be read as markup. */
export function fact(
  label: string,
  value: string,
  most: number,
  mostOfLabel = 100,
): NonNullable<SectionBlock["fields"]> {
  const name = clipEscaped(printable(label).trim(), mostOfLabel);
  const shown = clipEscaped(printable(value).trim(), most);
  const text = [name, shown].filter((part) => part !== "").join("\n");
  if (text === "") return [];
  if (name === "" || !HARMLESS.test(name) || !HARMLESS.test(shown.replace(/\n/g, " ")))
    return [{ type: "plain_text", text, emoji: false }];
  return [{ type: "mrkdwn", text: `*${name}*\n${shown}`, verbatim: true }];
}

/** A number to be called at a touch. */
function phoneFact(
  label: string,
  value: string,
  tel: string,
  most: number,
): NonNullable<SectionBlock["fields"]> {
  const number = /^\+\d{5,15}$/.exec(tel)?.[0];
  if (number === undefined || value !== tel || !HARMLESS.test(label)) return fact(label, value, most);
  return [{ type: "mrkdwn", text: `*${label}*\n<tel:${number}|${number}>`, verbatim: true }];
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

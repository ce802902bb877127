import type { SectionBlock } from "@slack/types";
import type { Capabilities } from "../../src/channel/adapter.ts";
import type { OutboundMessage } from "../../src/channel/outbound.ts";
import { clip } from "../../src/text.ts";
import { chunks } from "./actions.ts";
import { commandButton } from "./button.ts";
import { cardBlocks } from "./card.ts";
import { pageBlocks } from "./home.ts";
import type { Keepsakes, PostBlock, Rendered, SlackPost } from "./post.ts";
import { clipEscaped, escapeText, printable, splitEscaped } from "./text.ts";
import { LIMITS } from "./validate.ts";

export const CAPABILITIES: Capabilities = {
  audience: "colleagues",
  buttons: { max: LIMITS.actions, labelLength: LIMITS.buttonLabel },
  list: null,
  textLength: LIMITS.section,
  cards: true,
  threads: true,
  images: true,
  files: true,
  edit: true,
  typing: false,
  receipts: false,
  freeFormHours: null,
  pairing: false,
  lookUp: true,
};

/** Room for what Slack adds itself when it counts. */
const ROOM = LIMITS.blocksLength - 700;

/**
 * Bring a message into Slack's form: its text, its card, its choices as buttons. Nothing that people wrote is
 * read as Slack's markup. What does not fit one post becomes several, in order; a card is shortened rather than
 * parted, so that it can be edited in place. Pictures and files are sent apart: see files.ts.
 */
export function renderMessage(message: OutboundMessage): Rendered {
  const keepsakes: Keepsakes = new Map();
  const { card } = message;
  const whole = printable(message.text ?? "").trim();
  // What is edited in place must be one post.
  const text =
    card !== undefined
      ? shorten(whole, 1_500)
      : message.replaceKey !== undefined
        ? shorten(whole, 8_000)
        : whole;
  const blocks: PostBlock[] = [];
  if (text !== "" && !(card !== undefined && saysTheSame(text, card))) blocks.push(...textBlocks(text));
  if (card !== undefined) {
    const room = ROOM - JSON.stringify(blocks).length;
    blocks.push(...cardBlocks(card, Math.max(room, 4_000), keepsakes));
  }
  if (message.page !== undefined)
    blocks.push(...pageBlocks(message.page, { blocks: LIMITS.blocks, length: ROOM }, keepsakes));
  blocks.push(...choiceBlocks(message, keepsakes));
  return { posts: pack(blocks).map((part) => ({ text: fallback(message, part), blocks: part })), keepsakes };
}

/** Without blocks: for a post that Slack refuses as it is. */
export function plainPost(post: SlackPost): SlackPost {
  return { text: post.text || "…", blocks: [] };
}

/** Cut so that it takes at most `max` characters once it is escaped. */
function shorten(text: string, max: number): string {
  let room = max;
  while (escapeText(clip(text, room)).length > max) room = Math.floor(room * 0.8);
  return clip(text, room);
}

/** A text that begins with the card's title tells what the card tells. */
function saysTheSame(text: string, card: NonNullable<OutboundMessage["card"]>): boolean {
  return card.title !== "" && text.startsWith(printable(card.title).trim());
}

/** As it was written, letter by letter; columns of numbers in letters of one width. */
export function textBlocks(text: string): SectionBlock[] {
  return paragraphs(text).flatMap(({ lines, table }) => {
    const whole = lines.join("\n");
    if (whole.trim() === "") return [];
    if (!table) {
      return splitEscaped(whole, LIMITS.section).map(
        (part): SectionBlock => ({
          type: "section",
          text: { type: "plain_text", text: part, emoji: false },
        }),
      );
    }
    // A fence within would end it.
    const fenced = whole.replace(/`/g, "ˋ");
    return splitEscaped(fenced, LIMITS.section - 8).map(
      (part): SectionBlock => ({
        type: "section",
        text: { type: "mrkdwn", text: `\`\`\`${part}\`\`\``, verbatim: true },
      }),
    );
  });
}

/** Runs of two or more lines with columns, and what stands between them. */
function paragraphs(text: string): { lines: string[]; table: boolean }[] {
  const runs: { lines: string[]; table: boolean }[] = [];
  for (const line of text.split("\n")) {
    const table = /\S {2,}\S/.test(line);
    const last = runs.at(-1);
    if (last !== undefined && last.table === table) last.lines.push(line);
    else runs.push({ lines: [line], table });
  }
  if (!runs.some(({ table, lines }) => table && lines.length > 1))
    return [{ lines: text.split("\n"), table: false }];
  return runs;
}

function choiceBlocks(message: OutboundMessage, keepsakes: Keepsakes): PostBlock[] {
  const choices = message.choices ?? [];
  const leadId = message.thread ?? message.card?.leadId;
  const buttons = choices.map(({ label, value }, index) =>
    commandButton({ label, command: value }, leadId, 1_000 + index, keepsakes),
  );
  return chunks(buttons, LIMITS.actions).map((elements) => ({ type: "actions", elements }));
}

/** Blocks in order, in as few posts as they fit. */
function pack(blocks: readonly PostBlock[]): PostBlock[][] {
  const parts: PostBlock[][] = [];
  let length = 0;
  for (const block of blocks) {
    const size = JSON.stringify(block).length + 1;
    const part = parts.at(-1);
    if (part === undefined || part.length >= LIMITS.blocks || length + size > ROOM) {
      parts.push([block]);
      length = size;
    } else {
      part.push(block);
      length += size;
    }
  }
  return parts;
}

/** The most of the text beside the blocks: it is for notifications. */
const FALLBACK = 3_000;

function fallback(message: OutboundMessage, blocks: readonly PostBlock[]): string {
  const { card } = message;
  const title =
    card === undefined
      ? (message.page?.title ?? "")
      : [card.title, card.subtitle].filter(Boolean).join(" · ");
  const labels = (message.choices ?? []).map((choice) => choice.label).join(" · ");
  const said = [message.text, title, labels].map((text) => printable(text ?? "").trim()).find(Boolean);
  // Of a text in several parts each is announced by its own words.
  const first = blocks[0];
  if (card === undefined && first?.type === "section" && first.text?.type === "plain_text")
    return first.text.text;
  return clipEscaped(said ?? "…", FALLBACK) || escapeText("…");
}

import type { HomeView, SectionBlock } from "@slack/types";
import type { OutboundMessage, Page, PageBlock } from "../../src/channel/outbound.ts";
import { actionBlocks, chunks } from "./actions.ts";
import { fact } from "./card.ts";
import { deadlineBlocks } from "./deadline.ts";
import type { Keepsakes, PostBlock } from "./post.ts";
import { clipEscaped } from "./text.ts";
import { LIMITS } from "./validate.ts";

/** Of a page as JSON; Slack takes 250 KB. */
const MOST_LENGTH = 200_000;

/** A person's own page as the Home tab shows it. `blocks` are shown when the message has no page. */
export function homeView(
  message: OutboundMessage,
  blocks: readonly PostBlock[],
): { view: HomeView; keepsakes: Keepsakes } {
  const keepsakes: Keepsakes = new Map();
  const shown =
    message.page === undefined
      ? blocks.slice(0, LIMITS.viewBlocks)
      : pageBlocks(message.page, { blocks: LIMITS.viewBlocks, length: MOST_LENGTH }, keepsakes);
  return { view: { type: "home", callback_id: "leadline:home", blocks: [...shown] }, keepsakes };
}

/** A page as blocks, as many as there is room for: what does not fit is dropped from the end, and the page says so. */
export function pageBlocks(
  page: Page,
  room: { blocks: number; length: number },
  keepsakes: Keepsakes,
): PostBlock[] {
  const title = clipEscaped(page.title.trim(), LIMITS.header);
  const shown: PostBlock[] =
    title === "" ? [] : [{ type: "header", text: { type: "plain_text", text: title, emoji: false } }];
  let length = JSON.stringify(shown).length;
  for (const [index, block] of page.blocks.entries()) {
    const kept: Keepsakes = new Map();
    const next = partBlocks(block, index, kept);
    const size = JSON.stringify(next).length;
    // One block is left for saying that there is more.
    if (shown.length + next.length > room.blocks - 1 || length + size > room.length - 300)
      return [...shown, ...smallPrint(left(page.blocks.slice(index)))];
    shown.push(...next);
    length += size;
    for (const [key, value] of kept) keepsakes.set(key, value);
  }
  return shown;
}

/** How many rows are not shown, which is the same in every language. */
function left(blocks: readonly PageBlock[]): string {
  const rows = blocks.filter(({ kind }) => kind === "row").length;
  return rows === 0 ? "…" : `… +${rows}`;
}

function partBlocks(block: PageBlock, index: number, keepsakes: Keepsakes): PostBlock[] {
  switch (block.kind) {
    case "heading": {
      const text = clipEscaped(block.text.trim(), LIMITS.header);
      return text === "" ? [] : [{ type: "header", text: { type: "plain_text", text, emoji: false } }];
    }
    case "text":
      return smallPrint(block.text);
    case "facts":
      return chunks(
        block.facts.flatMap(({ label, value }) => fact(label, value, 200)),
        LIMITS.fields,
      ).map((fields) => ({ type: "section", fields }));
    case "buttons":
      return actionBlocks({ buttons: block.buttons }, keepsakes, undefined, index * IDS);
    case "row":
      return rowBlocks(block, index, keepsakes);
  }
}

/** Ids of one part: more than it can have buttons. */
const IDS = 1_000;

function rowBlocks(
  row: Extract<PageBlock, { kind: "row" }>,
  index: number,
  keepsakes: Keepsakes,
): PostBlock[] {
  const { text, detail = "", buttons = [], more = [], deadlines, leadId } = row;
  const doable = { buttons, more, ...(leadId === undefined ? {} : { leadId }) };
  const actions = actionBlocks(doable, keepsakes, undefined, index * IDS);
  const [said] = fact(text, detail, 1_500, 300);
  if (said === undefined) return actions;
  const section: SectionBlock = { type: "section", text: said };
  const [only, ...others] = actions.flatMap(({ elements }) => elements);
  // One thing to press stands beside the text, which saves a block.
  if (only === undefined) return [section, ...deadlineBlocks(deadlines)];
  if (others.length === 0 && (only.type === "button" || only.type === "overflow"))
    return [{ ...section, accessory: only }, ...deadlineBlocks(deadlines)];
  return [section, ...deadlineBlocks(deadlines), ...actions];
}

function smallPrint(text: string): PostBlock[] {
  const shown = clipEscaped(text.trim(), LIMITS.context);
  if (shown === "") return [];
  return [{ type: "context", elements: [{ type: "plain_text", text: shown, emoji: false }] }];
}

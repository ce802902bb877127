/** What a fake Slack workspace holds: channels with their messages, as the Web API shows them. */

export type Json = Record<string, unknown>;

export interface FakeMessage {
  channel: string;
  ts: string;
  thread_ts?: string;
  user?: string;
  bot_id?: string;
  text: string;
  blocks: Json[];
  metadata?: Json;
  broadcast: boolean;
  edits: number;
}

export interface FakeChannel {
  id: string;
  name: string;
  member: boolean;
  archived: boolean;
  messages: FakeMessage[];
}

export interface Ephemeral {
  channel: string;
  user: string;
  thread_ts?: string;
  text: string;
  blocks: Json[];
}

/** A form that was opened. */
export interface FakeView {
  trigger: string;
  view: Json;
  id: string;
  hash: string;
}

export interface FakeFile {
  id: string;
  name: string;
  alt: string;
  bytes: Buffer;
  channel: string | null;
  thread_ts: string | null;
  comment: string;
}

/** Text as a person sees it: of the blocks when there are some, with entities and fences resolved. */
export function shownText(message: { text: string; blocks: Json[] }): string {
  if (message.blocks.length === 0) return resolve(message.text);
  return message.blocks.map(blockText).filter(Boolean).join("\n");
}

function blockText(block: Json): string {
  const texts: string[] = [];
  const own = asJson(block.text);
  if (typeof own.text === "string") texts.push(objectText(own));
  for (const each of [...listOf(block.fields), ...listOf(block.elements)]) {
    const label = each.type === "button" ? asJson(each.text) : each;
    if (typeof label.text === "string") texts.push(objectText(label));
  }
  return texts.join("\n");
}

function objectText(object: Json): string {
  const text = String(object.text);
  if (object.type !== "mrkdwn") return resolve(text);
  return resolve(text.replace(/^```([\s\S]*)```$/, "$1").replace(/^\*([^*\n]*)\*\n/, "$1\n"));
}

function resolve(text: string): string {
  return text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");
}

/** Slack's own limits, checked apart from the adapter's: the code of the refusal, or null. */
export function refusalOf(blocks: Json[]): string | null {
  if (blocks.length > 50) return "invalid_blocks";
  if (JSON.stringify(blocks).length > 13_200) return "msg_blocks_too_long";
  const ids = new Set<string>();
  for (const block of blocks) {
    const elements = listOf(block.elements);
    if (block.type === "section") {
      if (block.text !== undefined && !isText(block.text, 3_000)) return "invalid_blocks";
      if (listOf(block.fields).length > 10) return "invalid_blocks";
      if (listOf(block.fields).some((field) => !isText(field, 2_000))) return "invalid_blocks";
    } else if (block.type === "header") {
      if (!isText(block.text, 150)) return "invalid_blocks";
    } else if (block.type === "actions") {
      if (elements.length === 0 || elements.length > 25) return "invalid_blocks";
      for (const { action_id, text, value } of elements) {
        if (!isText(text, 75) || String(value ?? "").length > 2_000 || ids.has(String(action_id)))
          return "invalid_blocks";
        ids.add(String(action_id));
      }
    } else if (block.type === "context") {
      if (elements.length === 0 || elements.length > 10) return "invalid_blocks";
    } else return "invalid_blocks";
  }
  return null;
}

function isText(value: unknown, most: number): boolean {
  const { text } = asJson(value);
  return typeof text === "string" && text.length > 0 && text.length <= most;
}

export function asJson(value: unknown): Json {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

export function listOf(value: unknown): Json[] {
  return Array.isArray(value) ? value.map(asJson) : [];
}

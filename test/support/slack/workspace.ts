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

/** A form that was opened; `view` as it is by now. */
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
  /** What Slack says that it is. */
  mimetype?: string;
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
    for (const option of listOf(each.options)) texts.push(objectText(asJson(option.text)));
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
  return blocksAreRight(blocks, [...MESSAGE_BLOCKS, "data_visualization"]) ? null : "invalid_blocks";
}

/** The same of a form or a page. */
export function refusalOfView(view: Json): string | null {
  const blocks = listOf(view.blocks);
  if (blocks.length > 100 || JSON.stringify(view).length > 250_000) return "invalid_arguments";
  if (String(view.private_metadata ?? "").length > 3_000) return "invalid_arguments";
  if (view.type === "modal" && !isText(view.title, 24)) return "invalid_arguments";
  const kinds = view.type === "modal" ? [...MESSAGE_BLOCKS, "input"] : MESSAGE_BLOCKS;
  return blocksAreRight(blocks, kinds) ? null : "invalid_arguments";
}

const MESSAGE_BLOCKS = ["section", "header", "actions", "context"];

function blocksAreRight(blocks: Json[], kinds: readonly string[]): boolean {
  const ids = new Set<string>();
  const isNew = (id: unknown) =>
    typeof id === "string" && id.length <= 255 && !ids.has(id) && ids.add(id) !== null;
  return blocks.every((block) => {
    if (!kinds.includes(String(block.type))) return false;
    const elements = listOf(block.elements);
    if (block.type === "header") return isText(block.text, 150);
    if (block.type === "data_visualization") return String(block.title ?? "").length <= 50;
    if (block.type === "context") return elements.length > 0 && elements.length <= 10;
    if (block.type === "actions")
      return (
        elements.length > 0 &&
        elements.length <= 25 &&
        elements.every((each) => isNew(each.action_id) && elementIsRight(each))
      );
    if (block.type === "input") {
      const element = asJson(block.element);
      return isText(block.label, 2_000) && isNew(element.action_id) && elementIsRight(element);
    }
    const accessory = asJson(block.accessory);
    if (block.accessory !== undefined && !(isNew(accessory.action_id) && elementIsRight(accessory)))
      return false;
    if (block.text !== undefined && !isText(block.text, 3_000)) return false;
    const fields = listOf(block.fields);
    return fields.length <= 10 && fields.every((field) => isText(field, 2_000));
  });
}

function elementIsRight(element: Json): boolean {
  const options = listOf(element.options);
  const optionsAreRight = (most: number) =>
    options.length > 0 &&
    options.length <= most &&
    options.every(({ text, value }) => isText(text, 75) && String(value ?? "").length <= 75 && value !== "");
  switch (element.type) {
    case "button":
      return isText(element.text, 75) && String(element.value ?? "").length <= 2_000;
    case "static_select":
      return optionsAreRight(100) && (element.placeholder === undefined || isText(element.placeholder, 150));
    case "overflow":
      return optionsAreRight(5);
    case "plain_text_input":
      return Number(element.max_length ?? 1) <= 3_000;
    case "datepicker":
      return /^\d{4}-\d{2}-\d{2}$/.test(String(element.initial_date ?? "2000-01-01"));
    case "timepicker":
      return /^\d{2}:\d{2}$/.test(String(element.initial_time ?? "00:00"));
    default:
      return false;
  }
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

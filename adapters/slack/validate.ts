import type { HomeView, ModalView } from "@slack/types";
import { SLACK_DATE } from "./deadline.ts";
import type { SlackPost } from "./post.ts";

/** Slack's limits, in characters or pieces; what is over them is refused whole. */
export const LIMITS = {
  blocks: 50,
  /** All blocks together, as JSON: measured, not documented. */
  blocksLength: 13_200,
  /** Of the text beside the blocks: what an edit takes. */
  text: 4_000,
  section: 3_000,
  fields: 10,
  field: 2_000,
  header: 150,
  contextElements: 10,
  context: 2_000,
  actions: 25,
  buttonLabel: 75,
  buttonValue: 2_000,
  options: 100,
  optionLabel: 75,
  optionValue: 75,
  overflow: 5,
  placeholder: 150,
  hint: 2_000,
  viewBlocks: 100,
  viewTitle: 24,
  privateMetadata: 3_000,
  inputLabel: 2_000,
  inputLength: 3_000,
  id: 255,
} as const;

/** What Slack would refuse of a post, or show otherwise than meant; empty when it is right. */
export function validatePost(post: SlackPost): string[] {
  const faults: string[] = [];
  const { blocks } = post;
  if (post.text === "") faults.push("there is no text for notifications");
  checkLength(post.text, LIMITS.text, "text", faults);
  if (blocks.length > LIMITS.blocks) faults.push(`${blocks.length} blocks, at most ${LIMITS.blocks}`);
  checkLength(JSON.stringify(blocks), LIMITS.blocksLength, "blocks", faults);
  checkBlocks(blocks, faults);
  return faults;
}

/** What Slack would refuse of a form. */
export function validateView(view: ModalView): string[] {
  const faults: string[] = [];
  checkObject(view.title, LIMITS.viewTitle, "title", faults);
  if (view.submit !== undefined) checkObject(view.submit, LIMITS.viewTitle, "submit", faults);
  checkLength(view.private_metadata ?? "", LIMITS.privateMetadata, "private_metadata", faults);
  checkLength(view.callback_id ?? "", LIMITS.id, "callback_id", faults);
  if (view.blocks.length > LIMITS.viewBlocks)
    faults.push(`${view.blocks.length} blocks, at most ${LIMITS.viewBlocks}`);
  checkBlocks(view.blocks, faults);
  return faults;
}

/** What Slack would refuse of a page. */
export function validateHome(view: HomeView): string[] {
  const faults: string[] = [];
  if (view.blocks.length > LIMITS.viewBlocks)
    faults.push(`${view.blocks.length} blocks, at most ${LIMITS.viewBlocks}`);
  checkBlocks(view.blocks, faults);
  return faults;
}

type Json = { [key: string]: unknown };

/** By the JSON that goes out, not by our own types: they could not hold what is wrong. */
function checkBlocks(blocks: readonly object[], faults: string[]): void {
  const ids = new Set<unknown>();
  const blockIds = new Set<unknown>();
  for (const [index, each] of blocks.entries()) {
    const block: Json = { ...each };
    const where = `block ${index} (${String(block.type)})`;
    const say = (fault: string) => faults.push(`${where}: ${fault}`);
    if (block.block_id !== undefined) {
      checkLength(String(block.block_id), LIMITS.id, `${where}: block_id`, faults);
      if (blockIds.has(block.block_id)) say("its block_id is there twice");
      blockIds.add(block.block_id);
    }
    if (block.type === "header") checkObject(block.text, LIMITS.header, where, faults);
    else if (block.type === "section") {
      const fields = listOf(block.fields);
      if (block.text === undefined && fields.length === 0) say("it holds nothing");
      if (block.text !== undefined) checkObject(block.text, LIMITS.section, where, faults);
      if (fields.length > LIMITS.fields) say(`${fields.length} fields, at most ${LIMITS.fields}`);
      for (const field of fields) checkObject(field, LIMITS.field, `${where}: field`, faults);
      if (block.accessory !== undefined) checkElement({ ...asJson(block.accessory) }, where, faults, ids);
    } else if (block.type === "context") {
      const elements = listOf(block.elements);
      if (elements.length < 1 || elements.length > LIMITS.contextElements) say(`${elements.length} elements`);
      for (const element of elements) checkObject(element, LIMITS.context, where, faults);
    } else if (block.type === "actions") {
      const elements = listOf(block.elements);
      if (elements.length < 1 || elements.length > LIMITS.actions) say(`${elements.length} elements`);
      for (const element of elements) checkElement(element, where, faults, ids);
    } else if (block.type === "input") {
      checkObject(block.label, LIMITS.inputLabel, where, faults);
      if (block.hint !== undefined) checkObject(block.hint, LIMITS.hint, `${where}: hint`, faults);
      checkElement({ ...asJson(block.element) }, where, faults, ids);
    } else say("it is of a kind that is not known here");
  }
}

function checkElement(element: Json, where: string, faults: string[], ids: Set<unknown>): void {
  const id = element.action_id;
  if (typeof id !== "string" || id === "" || id.length > LIMITS.id) faults.push(`${where}: its action_id`);
  if (ids.has(id)) faults.push(`${where}: the action_id ${String(id)} is there twice`);
  ids.add(id);
  if (element.type === "button") {
    checkObject(element.text, LIMITS.buttonLabel, `${where}: button`, faults);
    checkLength(String(element.value ?? ""), LIMITS.buttonValue, `${where}: value`, faults);
  } else if (element.type === "static_select" || element.type === "overflow") {
    const options = listOf(element.options);
    const most = element.type === "overflow" ? LIMITS.overflow : LIMITS.options;
    if (options.length < 1 || options.length > most) faults.push(`${where}: ${options.length} options`);
    for (const option of options) {
      checkObject(option.text, LIMITS.optionLabel, `${where}: option`, faults);
      checkLength(String(option.value ?? ""), LIMITS.optionValue, `${where}: option's value`, faults);
      if (option.value === undefined || option.value === "") faults.push(`${where}: an option has no value`);
    }
    if (element.placeholder !== undefined)
      checkObject(element.placeholder, LIMITS.placeholder, `${where}: placeholder`, faults);
    const initial = element.initial_option;
    if (initial !== undefined && !options.some((each) => JSON.stringify(each) === JSON.stringify(initial)))
      faults.push(`${where}: its initial_option is none of its options`);
  } else if (element.type === "datepicker") {
    if (!/^(\d{4}-\d{2}-\d{2})?$/.test(String(element.initial_date ?? "")))
      faults.push(`${where}: its initial_date`);
  } else if (element.type === "timepicker") {
    if (!/^(([01]\d|2[0-3]):[0-5]\d)?$/.test(String(element.initial_time ?? "")))
      faults.push(`${where}: its initial_time`);
  } else if (element.type === "plain_text_input") {
    if (Number(element.max_length ?? 1) > LIMITS.inputLength) faults.push(`${where}: its max_length`);
    checkLength(
      String(element.initial_value ?? ""),
      Number(element.max_length ?? LIMITS.inputLength),
      where,
      faults,
    );
  } else faults.push(`${where}: an element of a kind that is not known here`);
}

function checkObject(object: unknown, most: number, where: string, faults: string[]): void {
  const { type, text } = asJson(object);
  if (type !== "plain_text" && type !== "mrkdwn") faults.push(`${where}: a text of type ${String(type)}`);
  if (typeof text !== "string" || text === "") {
    faults.push(`${where}: an empty text`);
    return;
  }
  checkLength(text, most, where, faults);
  // A link to a channel and a moment are the only things that are written as Slack reads them.
  const plain = type === "mrkdwn" ? text.replace(/<#[CG][A-Z0-9]+>/g, "").replace(SLACK_DATE, "") : text;
  if (/[<>]|&(?!(amp|lt|gt);)/.test(plain)) faults.push(`${where}: its text is not escaped`);
}

function checkLength(text: string, most: number, where: string, faults: string[]): void {
  if (text.length > most) faults.push(`${where}: ${text.length} characters, at most ${most}`);
}

function asJson(value: unknown): Json {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function listOf(value: unknown): Json[] {
  return Array.isArray(value) ? value.map(asJson) : [];
}

import type { InputBlock, ModalView } from "@slack/types";
import { z } from "zod";
import { type Form, keep, parseJson, plainJson, type Saying } from "./button.ts";
import type { ViewBody } from "./payload.ts";
import type { Keepsakes } from "./post.ts";
import { clipEscaped } from "./text.ts";
import { LIMITS } from "./validate.ts";

export const CALLBACK = "leadline:ask";

/** What a form carries to its answer: what it will say, and where that was asked. */
export const errandSchema = z.object({
  /** The command. */
  c: z.string().max(8_000),
  /** The lead. */
  l: z.string().max(100).optional(),
  /** The chat where the answer goes. */
  to: z.string().max(200),
  /** The key of the form, where options are too long to be told by their values. */
  f: z.string().max(40).optional(),
});
export type Errand = z.infer<typeof errandSchema>;

/** Letters of a single line that is asked for. */
const MAX_LINE = 500;

/** A form that asks for what a button still needs. */
export function formView(
  form: Form,
  saying: Saying,
  chatId: string,
): { view: ModalView; keepsakes: Keepsakes } {
  const keepsakes: Keepsakes = new Map();
  const errand: Errand = { c: saying.c, to: chatId };
  if (saying.l !== undefined) errand.l = saying.l;
  if (saying.f !== undefined) errand.f = saying.f;
  const metadata = plainJson(errand);
  const title = clipEscaped(form.title, LIMITS.viewTitle) || "Leadline";
  const view: ModalView = {
    type: "modal",
    callback_id: CALLBACK,
    title: { type: "plain_text", text: title, emoji: false },
    submit: { type: "plain_text", text: title, emoji: false },
    private_metadata:
      metadata.length <= LIMITS.privateMetadata ? metadata : plainJson({ k: keep("say", errand, keepsakes) }),
    blocks: form.asks.slice(0, LIMITS.viewBlocks).map(askBlock),
  };
  return { view, keepsakes };
}

function askBlock(ask: Form["asks"][number], index: number): InputBlock {
  const label = clipEscaped(ask.label, 150) || clipEscaped(ask.name, 150) || "…";
  const options = (ask.options ?? []).slice(0, LIMITS.options).map((option, place) => ({
    text: {
      type: "plain_text" as const,
      text: clipEscaped(option.label, LIMITS.optionLabel) || "…",
      emoji: false,
    },
    value: isShort(option.value) ? option.value : `#${place}`,
  }));
  return {
    type: "input",
    block_id: `ask:${index}`,
    label: { type: "plain_text", text: label, emoji: false },
    element:
      options.length > 0
        ? { type: "static_select", action_id: `answer:${index}`, options }
        : {
            type: "plain_text_input",
            action_id: `answer:${index}`,
            multiline: ask.multiline ?? false,
            min_length: 1,
            max_length: ask.multiline ? LIMITS.inputLength : MAX_LINE,
            focus_on_load: index === 0,
          },
  };
}

function isShort(value: string): boolean {
  return value.length >= 1 && value.length <= LIMITS.optionValue && !value.startsWith("#");
}

/** What was asked with this form; null when it is none of ours or not known any more. */
export async function readErrand(
  metadata: string,
  recall: (key: string) => Promise<unknown>,
): Promise<Errand | null> {
  const parsed = parseJson(metadata);
  const kept = z.object({ k: z.string().max(40) }).safeParse(parsed);
  const errand = errandSchema.safeParse(kept.success ? await recall(kept.data.k) : parsed);
  return errand.success ? errand.data : null;
}

/** The answers in the order of the questions; for those that are missing or empty, what to say at them. */
export function readAnswers(
  view: ViewBody["view"],
  form: Form | null,
): { answers: string[] } | { errors: Record<string, string> } {
  const answers: string[] = [];
  const errors: Record<string, string> = {};
  const blocks = Object.entries(view.state.values).filter(([block]) => /^ask:\d+$/.test(block));
  blocks.sort(([a], [b]) => placeOf(a) - placeOf(b));
  for (const [block, values] of blocks) {
    const input = Object.values(values)[0];
    const place = placeOf(block);
    const chosen = input?.selected_option?.value;
    const long = /^#(\d+)$/.exec(chosen ?? "");
    const option = long === null ? chosen : form?.asks[place]?.options?.[Number(long[1])]?.value;
    const answer = (chosen === undefined ? (input?.value ?? "") : (option ?? "")).trim();
    if (answer === "") errors[block] = REQUIRED;
    else if (answer.length > LIMITS.inputLength) errors[block] = TOO_LONG;
    answers.push(answer);
  }
  return Object.keys(errors).length > 0 ? { errors } : { answers };
}

function placeOf(block: string): number {
  return Number(block.split(":")[1]);
}

/** Slack does not say which language the person reads. */
const REQUIRED = "Please fill this in. · Preencha este campo. · Completa este campo.";
const TOO_LONG = "At most 3,000 characters. · No máximo 3.000 caracteres. · Como máximo 3.000 caracteres.";

/**
 * The command with its answers, as it would be typed. The last one stands as it is, on all its lines; one before
 * it is one word or quoted, so that it ends where the next begins.
 */
export function withAnswers(command: string, answers: readonly string[]): string {
  const last = answers.length - 1;
  return [command, ...answers.map((answer, index) => (index === last ? answer : asWord(answer)))].join(" ");
}

function asWord(answer: string): string {
  const line = answer.replace(/\s+/g, " ");
  if (!/\s/.test(line) && !/^["“]/.test(line)) return line;
  return line.includes('"') ? `“${line.replace(/[“”]/g, "'")}”` : `"${line}"`;
}

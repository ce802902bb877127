import type {
  Datepicker,
  InputBlock,
  ModalView,
  PlainTextElement,
  PlainTextInput,
  StaticSelect,
  Timepicker,
} from "@slack/types";
import { z } from "zod";
import { LANGUAGES, type Language } from "../../src/language.ts";
import { type Form, keep, parseJson, plainJson, type Saying } from "./button.ts";
import type { Keepsakes, PostBlock } from "./post.ts";
import { textBlocks } from "./render.ts";
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
  /** The key of the form. */
  f: z.string().max(40).optional(),
  /** The language of who was asked. */
  g: z.enum(LANGUAGES).optional(),
  /** What is shown as a preview: for which command, and what to say to have it done. */
  p: z.object({ of: z.string().max(8_000), say: z.string().max(8_000) }).optional(),
});
export type Errand = z.infer<typeof errandSchema>;

/** Letters of a single line that is asked for. */
const MAX_LINE = 500;

/** A form that asks for what a button still needs. */
export function formView(
  form: Form,
  saying: Saying,
  chatId: string,
  language: Language | null,
): { view: ModalView; keepsakes: Keepsakes } {
  const errand: Errand = { c: saying.c, to: chatId };
  if (language !== null) errand.g = language;
  if (saying.l !== undefined) errand.l = saying.l;
  if (saying.f !== undefined) errand.f = saying.f;
  return errandView(form, errand, null);
}

/** The form again, with what its answers would bring about below the questions. */
export function previewView(
  form: Form,
  errand: Errand,
  preview: string,
): { view: ModalView; keepsakes: Keepsakes } {
  return errandView(form, errand, preview);
}

function errandView(
  form: Form,
  errand: Errand,
  preview: string | null,
): { view: ModalView; keepsakes: Keepsakes } {
  const keepsakes: Keepsakes = new Map();
  const metadata = plainJson(errand);
  const title = clipEscaped(form.title, LIMITS.viewTitle) || "Leadline";
  // Whom it is about, above all where it goes to the customer.
  const ref = /\bL-\d+\b/.exec(errand.c)?.[0];
  const named = ref === undefined ? title : `${title} · ${ref}`;
  const asked = form.asks.flatMap(askBlocks).slice(0, LIMITS.viewBlocks);
  const shown: PostBlock[] =
    preview === null ? [] : textBlocks(preview).slice(0, LIMITS.viewBlocks - asked.length);
  const view: ModalView = {
    type: "modal",
    callback_id: CALLBACK,
    title: { type: "plain_text", text: named.length > LIMITS.viewTitle ? title : named, emoji: false },
    submit: { type: "plain_text", text: title, emoji: false },
    private_metadata:
      metadata.length <= LIMITS.privateMetadata ? metadata : plainJson({ k: keep("say", errand, keepsakes) }),
    blocks: [...asked, ...shown],
  };
  return { view, keepsakes };
}

type FormAsk = Form["asks"][number];

function askBlocks(ask: FormAsk, index: number): InputBlock[] {
  const name = clipEscaped(ask.label, 150) || clipEscaped(ask.name, 150) || "…";
  const hint = clipEscaped(ask.hint ?? "", LIMITS.hint);
  const common = {
    type: "input" as const,
    label: plain(name),
    ...(hint === "" ? {} : { hint: plain(hint) }),
    ...(ask.optional === true ? { optional: true } : {}),
  };
  const block_id = `ask:${index}`;
  if (ask.moment === true) {
    const [date, time] = momentOf(ask.initial);
    return [
      { ...common, block_id, element: dateElement(index, date) },
      {
        ...common,
        hint: undefined,
        block_id: `${block_id}:time`,
        label: plain(`${name} 🕐`),
        element: timeElement(index, time),
      },
    ].map(({ hint, ...block }) => (hint === undefined ? block : { ...block, hint }));
  }
  const { options = [] } = ask;
  if (options.length === 0) return [{ ...common, block_id, element: textElement(ask, index) }];
  const preview = ask.preview === true ? { dispatch_action: true } : {};
  return [{ ...common, ...preview, block_id, element: selectElement(ask, options, index) }];
}

function plain(text: string): PlainTextElement {
  return { type: "plain_text", text, emoji: false };
}

function textElement(ask: FormAsk, index: number): PlainTextInput {
  const most = Math.min(ask.most ?? LIMITS.inputLength, ask.multiline ? LIMITS.inputLength : MAX_LINE);
  const initial = clipEscaped(ask.initial ?? "", most);
  return {
    type: "plain_text_input",
    action_id: `answer:${index}`,
    multiline: ask.multiline ?? false,
    ...(ask.optional === true ? {} : { min_length: 1 }),
    max_length: most,
    ...(initial === "" ? {} : { initial_value: initial }),
    focus_on_load: index === 0,
  };
}

function selectElement(ask: FormAsk, all: NonNullable<FormAsk["options"]>, index: number): StaticSelect {
  const options = all.slice(0, LIMITS.options).map((option, place) => ({
    text: plain(clipEscaped(option.label, LIMITS.optionLabel) || "…"),
    value: isShort(option.value) ? option.value : `#${place}`,
  }));
  const initial = options[all.findIndex(({ value }) => value === ask.initial)];
  return {
    type: "static_select",
    action_id: `answer:${index}`,
    options,
    ...(initial === undefined ? {} : { initial_option: initial }),
  };
}

function dateElement(index: number, date: string | undefined): Datepicker {
  return {
    type: "datepicker",
    action_id: `answer:${index}`,
    ...(date === undefined ? {} : { initial_date: date }),
  };
}

function timeElement(index: number, time: string | undefined): Timepicker {
  return {
    type: "timepicker",
    action_id: `answer:${index}:time`,
    ...(time === undefined ? {} : { initial_time: time }),
  };
}

/** The day and the time of `yyyy-mm-dd hh:mm`. */
function momentOf(initial: string | undefined): [string?, string?] {
  const parts = /^(\d{4}-\d{2}-\d{2})(?:[ T]([01]\d|2[0-3]):([0-5]\d))?/.exec(initial ?? "");
  if (parts === null) return [];
  return [parts[1], parts[2] === undefined ? undefined : `${parts[2]}:${parts[3]}`];
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

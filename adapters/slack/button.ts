import { createHash } from "node:crypto";
import type { Button, PlainTextOption } from "@slack/types";
import { z } from "zod";
import type { CardButton } from "../../src/channel/outbound.ts";
import type { Keepsakes } from "./post.ts";
import { clipEscaped } from "./text.ts";
import { LIMITS } from "./validate.ts";

/** What a button says when it is pressed. */
export const sayingSchema = z.object({
  /** The command. */
  c: z.string().max(8_000),
  /** The lead of the card that it stands on. */
  l: z.string().max(100).optional(),
  /** The key of the form that asks for the rest. */
  f: z.string().max(40).optional(),
});
export type Saying = z.infer<typeof sayingSchema>;

/** What a form asks for. */
export const formSchema = z.object({
  title: z.string(),
  asks: z.array(
    z.object({
      name: z.string(),
      label: z.string(),
      hint: z.string().optional(),
      multiline: z.boolean().optional(),
      options: z.array(z.object({ value: z.string(), label: z.string() })).optional(),
      moment: z.boolean().optional(),
      preview: z.boolean().optional(),
      initial: z.string().optional(),
      begins: z.string().optional(),
      most: z.number().optional(),
      optional: z.boolean().optional(),
    }),
  ),
});
export type Form = z.infer<typeof formSchema>;

/** How long labels and values may be. Longer values are kept in the adapter's memory. */
export interface Room {
  label: number;
  value: number;
}

/** A post with many long values is refused as a whole. */
const ROOM: Room = { label: LIMITS.buttonLabel, value: 400 };

/** A button that says a command, after its form when it has one. `index` makes its id unique within the post. */
export function commandButton(
  button: CardButton,
  leadId: string | undefined,
  index: number,
  keepsakes: Keepsakes,
  room: Room = ROOM,
): Button {
  return {
    type: "button",
    action_id: `say:${index}`,
    text: labelOf(button, Math.min(room.label, LIMITS.buttonLabel)),
    value: toValue(sayingOf(button, leadId, keepsakes), keepsakes, room.value),
    ...(button.style === undefined ? {} : { style: button.style }),
  };
}

/** The same as an option of a menu. */
export function commandOption(
  button: CardButton,
  leadId: string | undefined,
  keepsakes: Keepsakes,
  room: Room = ROOM,
): PlainTextOption {
  return {
    text: labelOf(button, Math.min(room.label, LIMITS.optionLabel)),
    value: toValue(sayingOf(button, leadId, keepsakes), keepsakes, Math.min(room.value, LIMITS.optionValue)),
  };
}

function labelOf({ label }: CardButton, most: number): Button["text"] {
  return { type: "plain_text", text: clipEscaped(label, most) || "…", emoji: false };
}

function sayingOf(button: CardButton, leadId: string | undefined, keepsakes: Keepsakes): Saying {
  const saying: Saying = { c: button.command };
  if (leadId !== undefined) saying.l = leadId;
  if (button.asks !== undefined && button.asks.length > 0) saying.f = keepForm(button, keepsakes);
  return saying;
}

/** The same form of many cards is kept once: its key is made of what it asks. */
function keepForm(button: CardButton, keepsakes: Keepsakes): string {
  return keep("form", formOfButton(button), keepsakes);
}

export function formOfButton({ label, asks = [] }: CardButton): Form {
  return { title: label, asks: asks.map((ask) => ({ ...ask })) };
}

function toValue(saying: Saying, keepsakes: Keepsakes, most: number): string {
  const value = plainJson(saying);
  return value.length <= most ? value : plainJson({ k: keep("say", saying, keepsakes) });
}

/** Keep a value under a key made of itself. */
export function keep(kind: "form" | "say", value: unknown, keepsakes: Keepsakes): string {
  const digest = createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 24);
  const key = `${kind}:${digest}`;
  keepsakes.set(key, value);
  return key;
}

/** Without letters that Slack might write as entities on the way back. */
export function plainJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[&<>]/g,
    (character) => `\\u00${character.charCodeAt(0).toString(16)}`,
  );
}

/** What a pressed button says; null when it is none of ours, or what it refers to is not known any more. */
export async function readValue(
  value: string,
  recall: (key: string) => Promise<unknown>,
): Promise<Saying | null> {
  const parsed = parseJson(value);
  const kept = z.object({ k: z.string().max(40) }).safeParse(parsed);
  const saying = sayingSchema.safeParse(kept.success ? await recall(kept.data.k) : parsed);
  return saying.success ? saying.data : null;
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

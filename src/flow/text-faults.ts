import { nearest } from "../nearest.ts";
import { compileTemplate } from "./template.ts";

/** What is wrong with one text of a template, whether it stands in a file or was written in chat. */
export type TextFault =
  | { kind: "empty" }
  /** A brace without a partner: shown as it stands, which nobody wants. */
  | { kind: "brace" }
  /** A variable in two braces on each side, as other programs want it: it would be shown in one, and not filled in. */
  | { kind: "doubled"; name: string }
  /** A variable that never gets a value, and the one that was probably meant. */
  | { kind: "variable"; name: string; near: string | null }
  | { kind: "too-long"; length: number; most: number };

/**
 * Where a template's own text may be for, and how many characters one message takes there. E-mail and SMS have no
 * adapter: their texts are shown to be copied.
 */
export const TEMPLATE_CHANNELS: Readonly<Record<string, number>> = {
  whatsapp: 4_096,
  telegram: 4_096,
  web: 4_096,
  email: 10_000,
  // Ten parts, which is what gateways take for one message.
  sms: 1_530,
};

/** The text for every channel without its own has to fit all of them but e-mail and SMS. */
const MOST = 4_096;

/** Characters of ten SMS parts when one of them is not in the alphabet of SMS, such as an emoji or ã. */
const MOST_UNICODE_SMS = 670;

/** `channel` null: the text for every channel that has none of its own. */
export function faultsOfText(text: string, channel: string | null, known: readonly string[]): TextFault[] {
  if (text.trim() === "") return [{ kind: "empty" }];
  const faults: TextFault[] = [];
  if (/[{}]/.test(text.replace(/\{\{|\}\}|\{[^{}]*\}/g, ""))) faults.push({ kind: "brace" });
  for (const name of doubledIn(text, known)) faults.push({ kind: "doubled", name });
  for (const name of new Set(namesIn(text))) {
    if (known.includes(name.replace(/^answers\./, ""))) continue;
    faults.push({ kind: "variable", name, near: nearest(name.replace(/^answers\./, ""), known) });
  }
  const most = mostOf(text, channel);
  if (text.length > most) faults.push({ kind: "too-long", length: text.length, most });
  return faults;
}

/** Variables that get a value, in two braces on each side. */
export function doubledIn(text: string, known: readonly string[]): string[] {
  const names = [...text.matchAll(/\{\{\s*([\w.-]+)\s*(?:\|[^{}]*)?\}\}/g)].map((match) => match[1]!);
  return [...new Set(names)].filter((name) => known.includes(name.replace(/^answers\./, "")));
}

function namesIn(text: string): string[] {
  return compileTemplate(text).parts.flatMap((part) => (typeof part === "string" ? [] : [part.name]));
}

function mostOf(text: string, channel: string | null): number {
  if (channel === null) return MOST;
  if (channel === "sms" && !isPlainSms(text)) return MOST_UNICODE_SMS;
  return TEMPLATE_CHANNELS[channel] ?? MOST;
}

/** Whether every character is in the alphabet of SMS (GSM 03.38). */
function isPlainSms(text: string): boolean {
  return /^[@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&'()*+,\-./0-9:;<=>?¡A-ZÄÖÑÜ§¿a-zäöñüà^{}\\[\]~|€]*$/.test(
    text,
  );
}

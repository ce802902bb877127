import { type InboundAttachment, type InboundEvent, MAX_TEXT } from "../../../src/channel/inbound.ts";
import { cleanText, clip } from "../../../src/text.ts";
import { identitiesOf, type WhatsAppPerson } from "../ids.ts";
import type { WireMessage } from "./protocol.ts";

/** What is known of a message beside what it says itself. */
export interface Around {
  chatId: string;
  person: WhatsAppPerson;
  attachments: InboundAttachment[];
}

/**
 * The id of a message as the program knows it. Made of our own chatId: WhatsApp moves chats from phones to LIDs,
 * and its own serialized ids with them.
 */
export function messageId(key: { fromMe: boolean; stanza: string }, chatId: string): string {
  return `${key.fromMe}_${chatId}_${key.stanza}`;
}

/** The key within a {@link messageId}; null when it is none. */
export function parseMessageId(id: string): { fromMe: boolean; stanza: string } | null {
  const [, fromMe, stanza] = /^(true|false)_.+_([^_]{1,120})$/.exec(id) ?? [];
  return stanza === undefined ? null : { fromMe: fromMe === "true", stanza };
}

/** Whether a person said or sent something, as against what WhatsApp notes in a chat by itself. */
export function saysSomething(message: WireMessage): boolean {
  if (NOTES.has(message.type)) return false;
  return (
    message.text.trim() !== "" ||
    hasFile(message) ||
    message.location !== undefined ||
    message.vcard !== undefined
  );
}

/** Whether there is a file, be it that it cannot be had any more, such as one to be seen only once. */
export function hasFile(message: WireMessage): boolean {
  return message.media !== undefined || FILES.has(message.type);
}

/** A message of a person, or what a colleague has answered on the phone, as the program takes it. */
export function toEvent(message: WireMessage, around: Around): InboundEvent {
  const { chatId, person, attachments } = around;
  const said = {
    externalId: messageId(message, chatId),
    chatId,
    at: toIso(message.t),
    text: clip(cleanText(message.text), MAX_TEXT),
    attachments,
  };
  if (message.fromMe) return { type: "echo", ...said };
  const name = clip(
    cleanText(message.name ?? "")
      .replace(/\s+/g, " ")
      .trim(),
    200,
  );
  const card = message.vcard === undefined ? undefined : cardOf(message.vcard);
  return {
    type: "message",
    ...said,
    from: { identities: identitiesOf(person), ...(name === "" ? {} : { name }) },
    ...(message.quotes ? { quotes: messageId(message.quotes, chatId) } : {}),
    ...(message.location ? { location: locationOf(message.location) } : {}),
    ...(card ? { card } : {}),
  };
}

/** A person changed (`text`) or took back (null) what was said. */
export function toEdit(
  edit: { stanza: string; text: string | null; at: number },
  chatId: string,
): InboundEvent {
  const messageExternalId = messageId({ fromMe: false, stanza: edit.stanza }, chatId);
  return {
    type: "edit",
    // A second edit is another event; the same one told twice is not.
    externalId: `${edit.text === null ? "deleted" : `edit:${Math.floor(edit.at)}`}:${messageExternalId}`,
    chatId,
    at: toIso(edit.at),
    messageExternalId,
    text: edit.text === null ? null : clip(cleanText(edit.text), MAX_TEXT),
  };
}

/** Unix seconds as an ISO time; what no calendar has becomes now. */
export function toIso(seconds: number): string {
  const date = new Date(seconds * 1000);
  return (Number.isNaN(date.getTime()) || date.getUTCFullYear() > 9_999 ? new Date() : date).toISOString();
}

/** What a shared contact card says; undefined when nothing of use. */
export function cardOf(vcard: string): { name?: string; phone?: string; email?: string } | undefined {
  const lines = vcard
    .slice(0, 20_000)
    .replace(/\r\n?/g, "\n")
    .replace(/\n[ \t]/g, "")
    .split("\n");
  const name = field(lines, "FN") ?? field(lines, "N")?.split(";").reverse().filter(Boolean).join(" ");
  const phoneLine = lines.find((line) => PHONE.test(line));
  const waid = /;waid=(\d{5,20})/i.exec(phoneLine ?? "")?.[1];
  const phone = waid === undefined ? phoneLine?.slice(phoneLine.indexOf(":") + 1) : `+${waid}`;
  const card = {
    ...shown("name", name, 200),
    ...shown("phone", phone?.replace(/[^\d+()\s.-]/g, ""), 40),
    ...shown("email", field(lines, "EMAIL"), 320),
  };
  return Object.keys(card).length === 0 ? undefined : card;
}

const PHONE = /^(item\d+\.)?TEL[;:]/i;

function field(lines: string[], name: string): string | undefined {
  const line = lines.find((candidate) => new RegExp(`^(item\\d+\\.)?${name}[;:]`, "i").test(candidate));
  return line?.slice(line.indexOf(":") + 1).replace(/\\([,;n\\])/g, (_, c: string) => (c === "n" ? " " : c));
}

function shown<K extends string>(key: K, value: string | undefined, max: number): { [P in K]?: string } {
  const clean = clip(
    cleanText(value ?? "")
      .replace(/\s+/g, " ")
      .trim(),
    max,
  );
  return (clean === "" ? {} : { [key]: clean }) as { [P in K]?: string };
}

function locationOf(place: NonNullable<WireMessage["location"]>) {
  const { latitude, longitude } = place;
  return { latitude, longitude, ...shown("label", place.label, 300) };
}

/** What WhatsApp notes in a chat by itself, or what is shown elsewhere. */
const NOTES = new Set([
  "e2e_notification",
  "notification",
  "notification_template",
  "broadcast_notification",
  "gp2",
  "group_notification",
  "call_log",
  "protocol",
  "revoked",
  "ciphertext",
  "reaction",
  "debug",
  "album",
  "pinned_message",
]);

const FILES = new Set(["image", "video", "audio", "ptt", "document", "sticker", "ptv"]);

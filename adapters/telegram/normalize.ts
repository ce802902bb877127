import { type InboundEdit, type InboundMessage, MAX_TEXT } from "../../src/channel/inbound.ts";
import { cleanText, clip } from "../../src/text.ts";
import type { TelegramCallback, TelegramFile, TelegramMessage, TelegramUser, Update } from "./updates.ts";

/** What an update asks of us. */
export type Reading =
  | {
      kind: "message";
      message: InboundMessage;
      files: FileRef[];
      /** The button that was pressed, when one was. */
      press?: Press;
    }
  | { kind: "edit"; edit: InboundEdit }
  /** The person has blocked the bot, or let it in again. */
  | { kind: "blocked"; chatId: string; blocked: boolean }
  | { kind: "moved"; from: string; to: string }
  | { kind: "ignored"; why: string };

/** A file to be fetched before the message is handed on. */
export interface FileRef {
  fileId: string;
  size: number | undefined;
  fileName: string;
  mime: string | undefined;
}

export interface Press {
  callbackId: string;
  messageId: number;
  /** What the button carries: see choices.ts. */
  data: string;
  label: string | null;
}

/**
 * The id of a message, ours or theirs, everywhere in Leadline: a chat with another bot counts its messages anew,
 * so the bot is part of it. Edits, quotes and buttons name messages, and a redelivered update has the same id.
 */
export function messageKey(botId: string, chatId: string, messageId: number): string {
  return `${botId}:${chatId}:${messageId}`;
}

/** The number of a message by its id; null when it is not one of this bot's in this chat. */
export function messageIdOf(key: string, botId: string, chatId: string): number | null {
  const prefix = `${botId}:${chatId}:`;
  const rest = key.startsWith(prefix) ? key.slice(prefix.length) : "";
  return /^\d{1,15}$/.test(rest) ? Number(rest) : null;
}

/** What an update says. Only private chats are taken: in a group anybody would answer for the prospect. */
export function readUpdate(update: Update, botId: string, now: Date): Reading {
  switch (update.kind) {
    case "message":
      return readMessage(update.message, botId, now);
    case "edited":
      return readEdit(update.id, update.message, botId, now);
    case "callback":
      return readPress(update.id, update.callback, botId, now);
    case "member":
      if (!update.isPrivate) return { kind: "ignored", why: "not a private chat" };
      return { kind: "blocked", chatId: update.chatId, blocked: GONE.test(update.status) };
    case "unreadable":
      return { kind: "ignored", why: "cannot be read" };
    case "other":
      return { kind: "ignored", why: "of another kind" };
  }
}

const GONE = /^(kicked|left)$/;

function readMessage(message: TelegramMessage, botId: string, now: Date): Reading {
  const chatId = `${message.chat.id}`;
  if (message.migrate_to_chat_id !== undefined)
    return { kind: "moved", from: chatId, to: `${message.migrate_to_chat_id}` };
  const { from } = message;
  if (message.chat.type !== "private" || from === undefined)
    return { kind: "ignored", why: "not a private chat" };
  // Two bots would answer each other for ever.
  if (from.is_bot) return { kind: "ignored", why: "said by a bot" };

  const files = filesOf(message);
  const text = textOf(message);
  const location = locationOf(message);
  const card = cardOf(message);
  if (text === null && files.length === 0 && location === undefined && card === undefined)
    return { kind: "ignored", why: "of another kind" };
  const phone = ownPhone(message, from);
  const ref = /^\/start(?:@\w+)?\s+([\w-]{1,64})\s*$/.exec(text ?? "")?.[1];
  return {
    kind: "message",
    files,
    message: {
      type: "message",
      externalId: messageKey(botId, chatId, message.message_id),
      chatId,
      at: timeOf(message.date, now),
      from: senderOf(from, phone),
      text: text ?? "",
      attachments: [],
      ...quoteOf(message, botId, chatId),
      ...(location ? { location } : {}),
      ...(card ? { card } : {}),
      ...(ref ? { referral: { ref } } : {}),
    },
  };
}

function readEdit(updateId: number, message: TelegramMessage, botId: string, now: Date): Reading {
  if (message.chat.type !== "private") return { kind: "ignored", why: "not a private chat" };
  const said = message.text ?? message.caption;
  // A live location "is edited" every few seconds.
  if (said === undefined) return { kind: "ignored", why: "an edit without words" };
  const chatId = `${message.chat.id}`;
  return {
    kind: "edit",
    edit: {
      type: "edit",
      externalId: `${botId}:update:${updateId}`,
      chatId,
      at: timeOf(message.edit_date ?? message.date, now),
      messageExternalId: messageKey(botId, chatId, message.message_id),
      text: clip(cleanText(said), MAX_TEXT),
    },
  };
}

function readPress(updateId: number, callback: TelegramCallback, botId: string, now: Date): Reading {
  const { from, message, data } = callback;
  if (message.chat.type !== "private") return { kind: "ignored", why: "not a private chat" };
  if (data === undefined) return { kind: "ignored", why: "a button that carries nothing" };
  const chatId = `${message.chat.id}`;
  const buttons = message.reply_markup?.inline_keyboard.flat() ?? [];
  const label = buttons.find((button) => button.callback_data === data)?.text ?? null;
  return {
    kind: "message",
    files: [],
    press: { callbackId: callback.id, messageId: message.message_id, data, label },
    message: {
      type: "message",
      externalId: `${botId}:update:${updateId}`,
      chatId,
      // Telegram does not say when a button was pressed.
      at: now.toISOString(),
      from: senderOf(from, null),
      text: clip(cleanText(label ?? ""), MAX_TEXT),
      attachments: [],
      quotes: messageKey(botId, chatId, message.message_id),
    },
  };
}

function senderOf(user: TelegramUser, phone: string | null): InboundMessage["from"] {
  const name = nameOf(user);
  const language = user.language_code?.trim() ?? "";
  return {
    identities: [
      { kind: "telegram", value: `${user.id}` },
      ...(phone === null ? [] : [{ kind: "phone", value: phone }]),
    ],
    ...(name ? { name } : {}),
    ...(/^[a-z]{2,3}(-[a-z\d]{2,8})*$/i.test(language) && language.length <= 35 ? { language } : {}),
  };
}

function nameOf(person: { first_name?: string | undefined; last_name?: string | undefined }): string {
  const name = cleanText(`${person.first_name ?? ""} ${person.last_name ?? ""}`);
  return clip(name.replace(/\s+/g, " ").trim(), 200);
}

/** Null when the message has no words and nothing that stands for words. */
function textOf(message: TelegramMessage): string | null {
  const said = message.text ?? message.caption ?? message.sticker?.emoji ?? message.dice?.emoji;
  if (said === undefined) return message.sticker === undefined ? null : "";
  return clip(cleanText(said), MAX_TEXT);
}

function locationOf(message: TelegramMessage): InboundMessage["location"] {
  if (message.location === undefined) return undefined;
  const { latitude, longitude } = message.location;
  const label = cleanText([message.venue?.title, message.venue?.address].filter(Boolean).join(", "));
  return { latitude, longitude, ...(label ? { label: clip(label, 300) } : {}) };
}

function cardOf({ contact }: TelegramMessage): InboundMessage["card"] {
  if (contact === undefined) return undefined;
  const name = nameOf(contact);
  const phone = phoneOf(contact.phone_number);
  const email = /^(?:item\d+\.)?EMAIL[^:\r\n]*:([^\s<>"@]{1,64}@[^\s<>"@]{1,250})\s*$/im.exec(
    contact.vcard ?? "",
  )?.[1];
  if (!name && !phone && !email) return undefined;
  return { ...(name ? { name } : {}), ...(phone ? { phone } : {}), ...(email ? { email } : {}) };
}

/** Telegram names the owner of a shared number: only the sender's own says who the sender is. */
function ownPhone({ contact }: TelegramMessage, from: TelegramUser): string | null {
  return contact?.user_id === from.id ? phoneOf(contact.phone_number) : null;
}

/** Telegram leaves the plus out at times; its numbers always have the country code. */
function phoneOf(text: string | undefined): string | null {
  const digits = text?.replace(/\D/g, "") ?? "";
  return digits.length >= 5 && digits.length <= 20 ? `+${digits}` : null;
}

function quoteOf(message: TelegramMessage, botId: string, chatId: string): { quotes?: string } {
  const quoted = message.reply_to_message?.message_id;
  return quoted === undefined ? {} : { quotes: messageKey(botId, chatId, quoted) };
}

/** The message's own time; ours when Telegram gives none that can be right. */
function timeOf(seconds: number, now: Date): string {
  const at = new Date(seconds * 1_000);
  return seconds > 0 && seconds < 100_000_000_000 && Number.isFinite(at.getTime())
    ? at.toISOString()
    : now.toISOString();
}

function filesOf(message: TelegramMessage): FileRef[] {
  const largest = message.photo?.toSorted((a, b) => b.width * b.height - a.width * a.height)[0];
  // An animation comes as a document, too: the same file.
  const document = message.animation === undefined ? message.document : undefined;
  const found: [TelegramFile | undefined, string, string | undefined][] = [
    [largest, "photo.jpg", "image/jpeg"],
    [document, "document", undefined],
    [message.voice, "voice.ogg", "audio/ogg"],
    [message.audio, "audio", undefined],
    [message.video, "video.mp4", "video/mp4"],
    [message.video_note, "video.mp4", "video/mp4"],
    [message.animation, "animation.mp4", "video/mp4"],
  ];
  return found.flatMap(([file, name, mime]) =>
    file === undefined
      ? []
      : [
          {
            fileId: file.file_id,
            size: file.file_size,
            fileName: file.file_name ?? name,
            mime: file.mime_type ?? mime,
          },
        ],
  );
}

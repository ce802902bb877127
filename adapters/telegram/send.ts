import type { InlineKeyboardMarkup } from "telegraf/types";
import { z } from "zod";
import type { AdapterHost } from "../../src/channel/adapter.ts";
import type { OutboundEnvelope, SendOutcome } from "../../src/channel/outbound.ts";
import {
  type ApiFault,
  type ApiResult,
  anything,
  type Method,
  sentMessage,
  type TelegramApi,
} from "./api.ts";
import type { Chats } from "./chats.ts";
import { dataOf } from "./choices.ts";
import type { Courtesies } from "./courtesies.ts";
import { isBadPhoto, isUnchanged, outcomeOf } from "./faults.ts";
import { messageIdOf, messageKey } from "./normalize.ts";
import { type Part, toKeyboard, toParts } from "./render.ts";

export interface SendContext {
  api: TelegramApi;
  host: AdapterHost;
  chats: Chats;
  courtesies: Courtesies;
  /** For one request, in ms. */
  timeoutMs: number;
}

/** For one envelope, all parts together: after 30 s the outbox calls it unknown. */
const BUDGET_MS = 25_000;
/** A part is not begun with less than this left. */
const LEAST_MS = 5_000;
/** Telegram takes no larger files from bots. */
const MAX_UPLOAD = 50 * 1024 * 1024;

/**
 * Send one message, in as many parts as it needs. After each part but the last it is kept how far it came, so that
 * a retry goes on behind it. Never rejects.
 */
export async function sendMessage(envelope: OutboundEnvelope, context: SendContext): Promise<SendOutcome> {
  const { host, chats, api } = context;
  const { message, chatId } = envelope;
  const until = performance.now() + BUDGET_MS;
  try {
    if (!/^-?\d{1,16}$/.test(chatId)) return { kind: "rejected", reason: "this is no chat of Telegram" };
    if (chats.isBlocked(chatId)) return { kind: "unreachable", reason: "the person has blocked the bot" };
    const parts = toParts(message);
    if (parts.length === 0) return { kind: "rejected", reason: "there is nothing to show in the message" };
    const done = parts.length > 1 ? await sentSoFar(envelope, host) : [];
    const contents = await readContents(parts.slice(done.length), host);
    if ("reason" in contents) return { kind: "rejected", reason: contents.reason };
    const { replaceKey } = message;
    if (replaceKey !== undefined && done.length === 0) {
      const edited = await editEarlier(parts, replaceKey, envelope, context);
      if (edited) return edited;
    }
    context.courtesies.goesOn(chatId);
    for (const [index, part] of parts.entries()) {
      if (index < done.length) continue;
      // What is left goes on from here: this is no failure.
      if (until - performance.now() < LEAST_MS)
        return { kind: "retry", afterMs: 0, patient: true, reason: "the rest follows" };
      const quotes = index === 0 ? message.quotes : undefined;
      const sent = await sendPart(part, contents.byPath, { chatId, quotes, until }, context);
      if (!sent.ok) return failed(sent.fault, chatId, chats);
      if (part.choices) context.courtesies.asked(chatId, sent.value.message_id);
      done.push(messageKey(api.botId, chatId, sent.value.message_id));
      if (index < parts.length - 1) await keepProgress(envelope, done, host);
    }
    const externalId = done.at(-1) ?? "";
    if (replaceKey !== undefined) await keepPost(chatId, replaceKey, externalId, host);
    return { kind: "sent", externalId };
  } catch (error) {
    // Only the database and the disk throw here, and only between the parts.
    host.log.warn({ error, outbox: envelope.id }, "a message could not be made ready for Telegram");
    return { kind: "retry", reason: "what is needed to send it could not be read" };
  }
}

function failed(fault: ApiFault, chatId: string, chats: Chats): SendOutcome {
  const isLimit = fault.kind === "answered" && fault.code === 429;
  const overall = isLimit && chats.limited(chatId, fault.retryAfterMs ?? 1_000);
  return outcomeOf(fault, overall);
}

interface Target {
  chatId: string;
  quotes?: string | undefined;
  /** When it must be done, by `performance.now()`. */
  until: number;
}

/** Send one part; a group that has moved is followed, a picture that is not taken goes as a file. */
async function sendPart(
  part: Part,
  contents: ReadonlyMap<string, Buffer>,
  target: Target,
  context: SendContext,
): Promise<ApiResult<z.infer<typeof sentMessage>>> {
  const { api, host, chats } = context;
  const { method, payload } = await toCall(part, contents, target, context);
  const call = (how: Method, what: Record<string, unknown>) => {
    const left = Math.max(1, Math.ceil(target.until - performance.now()));
    // A file takes as long as the line needs.
    const timeoutMs = part.kind === "text" ? Math.min(context.timeoutMs, left) : left;
    return api.call(how, what, sentMessage, { timeoutMs });
  };
  const sent = await call(method, payload);
  if (sent.ok || sent.fault.kind !== "answered") return sent;
  if (sent.fault.migrateTo !== null) {
    const to = sent.fault.migrateTo;
    await chats.move(target.chatId, to).catch((error: unknown) => {
      host.log.warn({ error }, "the new id of a group could not be kept; Telegram tells it again");
    });
    return call(method, { ...payload, chat_id: Number(to) });
  }
  if (part.kind === "photo" && isBadPhoto(sent.fault)) {
    const { photo, ...rest } = payload;
    return call("sendDocument", { ...rest, document: photo });
  }
  return sent;
}

async function toCall(
  part: Part,
  contents: ReadonlyMap<string, Buffer>,
  { chatId, quotes }: Target,
  { api, host, chats }: SendContext,
): Promise<{ method: Method; payload: Record<string, unknown> }> {
  const to = await chats.currentId(chatId);
  const quoted = quotes === undefined ? null : messageIdOf(quotes, api.botId, chatId);
  const reply = quoted === null ? null : { message_id: quoted, allow_sending_without_reply: true };
  const payload = { chat_id: Number(to), ...(await keyboardOf(part, host)) };
  if (part.kind === "text") {
    const quote = reply === null ? {} : { reply_parameters: reply };
    return { method: "sendMessage", payload: { ...payload, text: part.text, ...quote } };
  }
  // Telegraf writes uploads as forms and leaves out objects that it does not know.
  const quote = reply === null ? {} : { reply_parameters: JSON.stringify(reply) };
  const caption = part.caption === undefined ? {} : { caption: part.caption };
  const source = contents.get(part.path);
  if (part.kind === "photo") {
    const photo = { source, filename: safeName(part.path.split("/").at(-1) ?? "") };
    return { method: "sendPhoto", payload: { ...payload, photo, ...caption, ...quote } };
  }
  const document = { source, filename: safeName(part.fileName) };
  return { method: "sendDocument", payload: { ...payload, document, ...caption, ...quote } };
}

/** The name stands in quotes in a header of the form. */
function safeName(name: string): string {
  return name.replace(/[\p{Cc}"\\/]/gu, "_").slice(0, 200) || "file";
}

async function keyboardOf(
  { choices }: Part,
  host: AdapterHost,
): Promise<{ reply_markup?: InlineKeyboardMarkup }> {
  if (!choices) return {};
  return { reply_markup: await toKeyboard(choices, (value) => dataOf(value, host.memory)) };
}

/** Null when there is no earlier post, or it cannot be edited: then a new one is sent. */
async function editEarlier(
  parts: Part[],
  key: string,
  { chatId }: OutboundEnvelope,
  { api, host, chats, timeoutMs }: SendContext,
): Promise<SendOutcome | null> {
  const [part] = parts;
  if (part?.kind !== "text" || parts.length > 1) return null;
  const earlier = await host.posts.find(chatId, key);
  const messageId = earlier === null ? null : messageIdOf(earlier, api.botId, chatId);
  if (earlier === null || messageId === null) return null;
  const payload = { chat_id: Number(await chats.currentId(chatId)), message_id: messageId, text: part.text };
  const keyboard = await keyboardOf(part, host);
  const edited = await api.call("editMessageText", { ...payload, ...keyboard }, anything, { timeoutMs });
  if (edited.ok || isUnchanged(edited.fault)) return { kind: "sent", externalId: earlier };
  if (edited.fault.kind === "answered" && edited.fault.code === 400) return null;
  const outcome = failed(edited.fault, chatId, chats);
  // The same edit twice is as good as once.
  return outcome.kind === "unknown" ? { kind: "retry", reason: outcome.reason } : outcome;
}

const progressSchema = z.object({ externalIds: z.array(z.string()) });

async function sentSoFar({ id }: OutboundEnvelope, host: AdapterHost): Promise<string[]> {
  const kept = progressSchema.safeParse(await host.memory.get(`sent:${id}`));
  return kept.success ? [...kept.data.externalIds] : [];
}

/** Failing to keep it costs at most that a part is sent again after a crash. */
async function keepProgress(
  { id }: OutboundEnvelope,
  externalIds: string[],
  host: AdapterHost,
): Promise<void> {
  await host.memory.set(`sent:${id}`, { externalIds }).catch((error: unknown) => {
    host.log.warn({ error, outbox: id }, "it could not be kept how far a message was sent");
  });
}

async function keepPost(chatId: string, key: string, externalId: string, host: AdapterHost): Promise<void> {
  await host.posts.set(chatId, key, externalId).catch((error: unknown) => {
    host.log.warn({ error }, "it could not be kept where a post is; the next one is sent anew");
  });
}

/** All that is to be uploaded, read before anything is sent. */
async function readContents(
  parts: Part[],
  host: AdapterHost,
): Promise<{ byPath: Map<string, Buffer> } | { reason: string }> {
  const byPath = new Map<string, Buffer>();
  for (const part of parts) {
    if (part.kind === "text") continue;
    try {
      const content = await host.files.read(part.path);
      if (content.length === 0) return { reason: "the file to send is empty" };
      if (content.length > MAX_UPLOAD)
        return { reason: "the file is larger than the 50 MB that Telegram takes" };
      byPath.set(part.path, content);
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : "";
      if (code === "ENOENT" || code === "EISDIR") return { reason: "the file to send is not there any more" };
      throw error;
    }
  }
  return { byPath };
}

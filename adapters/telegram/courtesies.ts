import type { Log } from "../../src/channel/adapter.ts";
import type { Clock } from "../../src/clock.ts";
import { clip } from "../../src/text.ts";
import { anything, type Method, type TelegramApi } from "./api.ts";

/**
 * What is done for a person's comfort only, beside the message itself and without anybody waiting for it: showing
 * that an answer is being written, letting a pressed button rest, taking away the buttons of answered questions.
 * When it fails, nothing is lost.
 */
export interface Courtesies {
  /** A message was taken: an answer comes. */
  typing(chatId: string): void;
  /** A button was pressed and what it says was taken. */
  pressed(chatId: string, press: { callbackId: string; messageId: number; label: string | null }): void;
  /** A message with buttons stands in the chat. */
  asked(chatId: string, messageId: number): void;
  /** The person said something, which may have answered the question before. */
  said(chatId: string): void;
  /** A message of ours follows: buttons above it that were answered go. */
  goesOn(chatId: string): void;
  stop(): Promise<void>;
}

/** What may be under way at once; more is left out. */
const MAX_UNDER_WAY = 32;
/** Telegram shows "typing" for 5 seconds. */
const TYPING_MS = 4_000;
/** Chats remembered with their open question. */
const MAX_CHATS = 10_000;
const TIMEOUT_MS = 10_000;

export function createCourtesies(options: { api: TelegramApi; clock: Clock; log: Log }): Courtesies {
  const { api, clock, log } = options;
  const ending = new AbortController();
  const underWay = new Set<Promise<void>>();
  const typed = new Map<string, number>();
  const open = new Map<string, { messageId: number; answered: boolean }>();

  function run(method: Method, payload: Record<string, unknown>): void {
    if (ending.signal.aborted || underWay.size >= MAX_UNDER_WAY) return;
    const task = api
      .call(method, payload, anything, { timeoutMs: TIMEOUT_MS, signal: ending.signal })
      .then((result) => {
        underWay.delete(task);
        if (!result.ok) log.debug({ method, reason: result.fault.reason }, "Telegram did not do a courtesy");
      });
    underWay.add(task);
  }

  function takeButtons(chatId: string, messageId: number): void {
    run("editMessageReplyMarkup", {
      chat_id: Number(chatId),
      message_id: messageId,
      reply_markup: { inline_keyboard: [] },
    });
  }

  return {
    typing(chatId) {
      const now = clock.now().getTime();
      if (now - (typed.get(chatId) ?? 0) < TYPING_MS) return;
      remember(typed, chatId, now);
      run("sendChatAction", { chat_id: Number(chatId), action: "typing" });
    },
    pressed(chatId, { callbackId, messageId, label }) {
      const text = label === null ? {} : { text: clip(`✓ ${label}`, 200) };
      run("answerCallbackQuery", { callback_query_id: callbackId, ...text });
      takeButtons(chatId, messageId);
      if (open.get(chatId)?.messageId === messageId) open.delete(chatId);
    },
    asked(chatId, messageId) {
      remember(open, chatId, { messageId, answered: false });
    },
    said(chatId) {
      const question = open.get(chatId);
      if (question) question.answered = true;
    },
    goesOn(chatId) {
      const question = open.get(chatId);
      if (!question?.answered) return;
      open.delete(chatId);
      takeButtons(chatId, question.messageId);
    },
    async stop() {
      ending.abort();
      await Promise.all(underWay);
    },
  };
}

/** Set, and forget the oldest when there are too many. */
function remember<T>(map: Map<string, T>, key: string, value: T): void {
  map.delete(key);
  map.set(key, value);
  if (map.size > MAX_CHATS) for (const oldest of map.keys()) if (map.delete(oldest)) break;
}

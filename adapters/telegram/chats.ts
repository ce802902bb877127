import type { AdapterHost } from "../../src/channel/adapter.ts";

/** What is known of chats: who has blocked the bot, and which groups have moved to a new id. */
export interface Chats {
  setBlocked(chatId: string, blocked: boolean): void;
  isBlocked(chatId: string): boolean;
  /** Remember, durably, that a group has a new id. */
  move(from: string, to: string): Promise<void>;
  /** Where a chat is now. */
  currentId(chatId: string): Promise<string>;
  /** Telegram asked this chat to wait; true when it asks several chats at once, so that it means the bot. */
  limited(chatId: string, ms: number): boolean;
}

/** Blocked chats that are remembered: the oldest are forgotten, and Telegram says it again. */
const MAX_BLOCKED = 50_000;

export function createChats(host: Pick<AdapterHost, "memory" | "clock">): Chats {
  const blocked = new Set<string>();
  const waiting = new Map<string, number>();
  return {
    setBlocked(chatId, isBlocked) {
      blocked.delete(chatId);
      if (isBlocked) blocked.add(chatId);
      if (blocked.size > MAX_BLOCKED) for (const oldest of blocked) if (blocked.delete(oldest)) break;
    },
    isBlocked: (chatId) => blocked.has(chatId),
    move: (from, to) => host.memory.set(`moved:${from}`, to),
    async currentId(chatId) {
      // Only groups move, and their ids are negative.
      if (!chatId.startsWith("-")) return chatId;
      const to = await host.memory.get(`moved:${chatId}`);
      return typeof to === "string" ? to : chatId;
    },
    limited(chatId, ms) {
      const now = host.clock.now().getTime();
      for (const [chat, until] of waiting) if (until <= now) waiting.delete(chat);
      waiting.set(chatId, now + ms);
      return waiting.size > 1;
    },
  };
}

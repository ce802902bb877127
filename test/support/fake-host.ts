import { mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AdapterHost, HistoryEntry, Log } from "../../src/channel/adapter.ts";
import { createFileKeep } from "../../src/channel/files.ts";
import type { InboundEvent } from "../../src/channel/inbound.ts";
import { inboundEventSchema } from "../../src/channel/inbound.ts";
import type { OutboundMessage } from "../../src/channel/outbound.ts";
import { type Clock, systemClock } from "../../src/clock.ts";
import { LeadlineError } from "../../src/errors.ts";

/** The program as an adapter sees it, kept in memory. */
export interface FakeHost extends AdapterHost {
  /** What was accepted, in order, duplicates left out. */
  readonly accepted: InboundEvent[];
  /** The entries of a chat, as the store would show them. */
  chat(chatId: string): HistoryEntry[];
  /** Let every `accept` fail from now on, or work again. */
  refuse(error: Error | null): void;
  /** Keep every `accept` waiting until `release` is called. */
  hold(): { release(): void };
  /** Add what the bot says to the history, as a committed turn would, and give its id. */
  says(chatId: string, message: OutboundMessage, author?: "bot" | "human"): string;
  /** The folder that stands for the data folder. */
  readonly dataFolder: string;
  /** How often the adapter said that it had lost and regained its connection. */
  readonly reconnects: number;
}

export const quietLog: Log = { debug() {}, info() {}, warn() {}, error() {} };

/** A store that is full, as the real one says it. */
export function diskFull(): LeadlineError {
  return new LeadlineError("disk-full", "The disk is full.", { fix: "Make room.", retryable: true });
}

/**
 * An AdapterHost in memory. Checks that events are well formed; refuses to be told the same event twice by
 * saying that it is a duplicate. Messages of prospects go into the history at once.
 */
export function createFakeHost(
  options: {
    clock?: Clock;
    maxFileBytes?: number;
    rehearse?: AdapterHost["rehearse"];
    form?: AdapterHost["form"];
  } = {},
): FakeHost {
  const clock = options.clock ?? systemClock;
  const accepted: InboundEvent[] = [];
  const seen = new Set<string>();
  const chats = new Map<string, HistoryEntry[]>();
  let failure: Error | null = null;
  let gate: Promise<void> = Promise.resolve();
  let ids = 0;
  let reconnects = 0;
  const dataFolder = mkdtempSync(join(tmpdir(), "leadline-host-"));
  const memory = new Map<string, string>();
  const posts: { chatId: string; key: string; externalId: string }[] = [];

  function chat(chatId: string): HistoryEntry[] {
    const known = chats.get(chatId) ?? [];
    chats.set(chatId, known);
    return known;
  }

  return {
    clock,
    log: quietLog,
    accepted,
    chat,
    dataFolder,
    get reconnects() {
      return reconnects;
    },
    reconnected() {
      reconnects += 1;
    },
    rehearse: options.rehearse ?? (async () => ({ ok: true, reply: { text: "done" } })),
    form: options.form ?? (async () => null),
    files: createFileKeep({ dataFolder, maxBytes: options.maxFileBytes ?? 1_000_000, clock }),
    posts: {
      find: async (chatId, key) =>
        posts.find((post) => post.chatId === chatId && post.key === key)?.externalId ?? null,
      keyOf: async (chatId, externalId) =>
        posts.find((post) => post.chatId === chatId && post.externalId === externalId)?.key ?? null,
      async set(chatId, key, externalId) {
        const known = posts.find((post) => post.chatId === chatId && post.key === key);
        if (known) known.externalId = externalId;
        else posts.push({ chatId, key, externalId });
      },
    },
    // As JSON, like the database: what cannot be stored shows at once.
    memory: {
      get: async (key) => JSON.parse(memory.get(key) ?? "null") ?? undefined,
      async set(key, value) {
        memory.set(key, JSON.stringify(value));
      },
    },
    async folder() {
      const folder = join(dataFolder, "channel");
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      return folder;
    },
    async accept(event) {
      await gate;
      if (failure) throw failure;
      const parsed = inboundEventSchema.parse(event);
      if (seen.has(parsed.externalId)) return { duplicate: true };
      seen.add(parsed.externalId);
      accepted.push(parsed);
      if (parsed.type === "message") {
        ids += 1;
        chat(parsed.chatId).push({
          id: `m${ids}`,
          externalId: parsed.externalId,
          direction: "in",
          author: "contact",
          text: parsed.text,
          at: parsed.at,
        });
      }
      return { duplicate: false };
    },
    async history(chatId, { after, limit }) {
      const entries = chat(chatId);
      const from = after === undefined ? 0 : entries.findIndex((entry) => entry.id === after) + 1;
      return entries.slice(from, from + limit);
    },
    refuse(error) {
      failure = error;
    },
    hold() {
      let release = () => {};
      gate = new Promise((resolve) => {
        release = () => resolve();
      });
      return { release };
    },
    says(chatId, message, author = "bot") {
      ids += 1;
      const id = `m${ids}`;
      const text = message.text ?? "";
      const choices = message.choices ? { choices: message.choices } : {};
      chat(chatId).push({ id, direction: "out", author, text, ...choices, at: clock.now().toISOString() });
      return id;
    },
  };
}

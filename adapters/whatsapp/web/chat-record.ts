import { createHash } from "node:crypto";
import { z } from "zod";
import type { AdapterHost } from "../../../src/channel/adapter.ts";

/** What must be known of a chat after a restart, so that nothing is sent twice and nobody is written to unasked. */
export interface ChatRecord {
  /** The address that the person last wrote from; null before. */
  wid: string | null;
  /** Whether the person has ever written. */
  wrote: boolean;
  /** The last messages from this account, the newest last: ours, and (without `outboxId`) those of a colleague. */
  own: { stanza: string; outboxId: string | null; last: boolean }[];
  /** What was about to be sent, and is not known to have gone out or not. */
  pending: Pending[];
}

export interface Pending {
  outboxId: string;
  part: number;
  /** See {@link printOf}. */
  print: string;
  /** Unix seconds. */
  at: number;
}

export interface ChatRecords {
  get(chatId: string): Promise<ChatRecord>;
  /** Change a record, durably when it resolves; changes of one chat are made one after the other. */
  change(chatId: string, how: (record: ChatRecord) => void): Promise<ChatRecord>;
}

/** The records, kept in the host's memory. */
export function createChatRecords(memory: AdapterHost["memory"]): ChatRecords {
  const cache = new Map<string, ChatRecord>();
  const last = new Map<string, Promise<unknown>>();

  async function read(chatId: string): Promise<ChatRecord> {
    const cached = cache.get(chatId);
    if (cached) return cached;
    const stored = recordSchema.safeParse(await memory.get(key(chatId)));
    return stored.success ? stored.data : { wid: null, wrote: false, own: [], pending: [] };
  }

  return {
    get: async (chatId) => structuredClone(await read(chatId)),
    change(chatId, how) {
      const work = async () => {
        const record = structuredClone(await read(chatId));
        how(record);
        record.own = record.own.slice(-MAX_OWN);
        record.pending = record.pending.slice(-MAX_PENDING);
        await memory.set(key(chatId), record);
        cache.delete(chatId);
        cache.set(chatId, record);
        if (cache.size > MAX_CACHED) for (const oldest of cache.keys()) if (cache.delete(oldest)) break;
        return structuredClone(record);
      };
      const mine = (last.get(chatId) ?? Promise.resolve()).then(work, work);
      const quiet = mine.then(
        () => {},
        () => {},
      );
      last.set(chatId, quiet);
      quiet.then(() => last.get(chatId) === quiet && last.delete(chatId));
      return mine;
    },
  };
}

/** By which a message is known again among those of a chat. WhatsApp trims what it sends. */
export function printOf(message: { text: string; hasFile: boolean }): string {
  const text = message.text.replace(/\s+/g, " ").trim();
  return createHash("sha256").update(`${message.hasFile}:${text}`).digest("base64url").slice(0, 22);
}

/** More than the longest message has parts. */
const MAX_OWN = 60;
const MAX_PENDING = 5;
const MAX_CACHED = 2_000;

function key(chatId: string): string {
  return `whatsapp-chat:${chatId}`;
}

const recordSchema = z.object({
  wid: z.string().nullable(),
  wrote: z.boolean(),
  own: z.array(z.object({ stanza: z.string(), outboxId: z.string().nullable(), last: z.boolean() })),
  pending: z.array(z.object({ outboxId: z.string(), part: z.number(), print: z.string(), at: z.number() })),
});

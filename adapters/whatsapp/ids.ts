import { z } from "zod";
import type { AdapterHost } from "../../src/channel/adapter.ts";
import type { IdentityRef } from "../../src/channel/inbound.ts";

/**
 * What WhatsApp tells of who somebody is. At least one is known; WhatsApp hides phones behind a LID, or (in the
 * official API) behind an id that only this business knows, and may tell the phone later.
 */
export interface WhatsAppPerson {
  /** Digits with the country code. */
  phone?: string | undefined;
  /** Digits: WhatsApp's own hidden id, the same for every business. */
  lid?: string | undefined;
  /** The business-scoped user id of the official API. */
  user?: string | undefined;
}

/** Who is behind which chat, durably and the same for both transports. */
export interface ChatIds {
  /**
   * The chatId of a person: the digits of the phone, else `lid:<digits>`, else `user:<id>`. A chatId that was once
   * given to one of the person's ids stays, also when more of them become known.
   */
  of(person: WhatsAppPerson): Promise<string>;
  /** Everything known of the person behind a chatId, so that a message can be addressed. */
  personOf(chatId: string): Promise<WhatsAppPerson>;
}

/** The chat with who has this identity; null for one of another kind. */
export function personalChat({ kind, value }: IdentityRef): string | null {
  if (kind === "whatsapp") return value;
  if (kind === "lid") return `lid:${value}`;
  return kind === "whatsapp-user" ? `user:${value}` : null;
}

/** Every id as an identity, the surest first. An id that is not well formed is left out. */
export function identitiesOf(person: WhatsAppPerson): IdentityRef[] {
  const identities: IdentityRef[] = [];
  if (isDigits(person.phone)) {
    identities.push({ kind: "whatsapp", value: person.phone }, { kind: "phone", value: `+${person.phone}` });
  }
  if (isDigits(person.lid)) identities.push({ kind: "lid", value: person.lid });
  if (isUser(person.user)) identities.push({ kind: "whatsapp-user", value: person.user });
  return identities;
}

/**
 * Chat ids that are remembered with the host, so that a restart or the other transport goes on in the same chats.
 * Calls are taken one after the other: two messages of a new person get one chatId. Throws a TypeError for a person
 * without a usable id, and what the memory throws.
 */
export function createChatIds(memory: AdapterHost["memory"]): ChatIds {
  const known = new Map<string, string>();
  const people = new Map<string, WhatsAppPerson>();
  let last: Promise<unknown> = Promise.resolve();

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = last.then(work, work);
    last = mine.catch(() => {});
    return mine;
  }

  async function chatOf(key: string): Promise<string | undefined> {
    const cached = known.get(key);
    if (cached !== undefined) return cached;
    const stored = z
      .string()
      .min(1)
      .safeParse(await memory.get(`chat:${key}`));
    if (stored.success) remember(known, key, stored.data);
    return stored.data;
  }

  async function personOf(chatId: string): Promise<WhatsAppPerson> {
    const cached = people.get(chatId);
    if (cached !== undefined) return cached;
    const stored = personSchema.safeParse(await memory.get(`person:${chatId}`));
    const person = stored.success ? { ...parseChatId(chatId), ...stored.data } : parseChatId(chatId);
    remember(people, chatId, person);
    return person;
  }

  return {
    of: (person) =>
      inTurn(async () => {
        const keys = keysOf(person);
        const [first] = keys;
        if (first === undefined) throw new TypeError("a WhatsApp person without a phone, LID or user id");
        const chats = await Promise.all(keys.map(chatOf));
        const chatId = chats.find((chat) => chat !== undefined) ?? chatIdOfKey(first);
        for (const [index, key] of keys.entries()) {
          if (chats[index] !== undefined) continue;
          await memory.set(`chat:${key}`, chatId);
          remember(known, key, chatId);
        }
        const before = await personOf(chatId);
        const after = { ...before, ...onlyUsable(person) };
        if (JSON.stringify(after) !== JSON.stringify(before)) {
          await memory.set(`person:${chatId}`, after);
          remember(people, chatId, after);
        }
        return chatId;
      }),
    personOf: (chatId) => inTurn(() => personOf(chatId)),
  };
}

/** The person that a chatId names by itself, without what was learned later. */
export function parseChatId(chatId: string): WhatsAppPerson {
  if (chatId.startsWith("lid:")) return onlyUsable({ lid: chatId.slice(4) });
  if (chatId.startsWith("user:")) return onlyUsable({ user: chatId.slice(5) });
  return onlyUsable({ phone: chatId });
}

const personSchema = z.object({
  phone: z.string().optional(),
  lid: z.string().optional(),
  user: z.string().optional(),
});

/** Chats kept at hand; the others are read from the memory again. */
const MAX_CACHED = 5_000;

function remember<V>(cache: Map<string, V>, key: string, value: V): void {
  cache.delete(key);
  cache.set(key, value);
  if (cache.size > MAX_CACHED) for (const oldest of cache.keys()) if (cache.delete(oldest)) break;
}

/** The surest first: a phone names a chat before a LID does. */
function keysOf(person: WhatsAppPerson): string[] {
  const { phone, lid, user } = onlyUsable(person);
  const keys: string[] = [];
  if (phone !== undefined) keys.push(`phone:${phone}`);
  if (lid !== undefined) keys.push(`lid:${lid}`);
  if (user !== undefined) keys.push(`user:${user}`);
  return keys;
}

function chatIdOfKey(key: string): string {
  return key.startsWith("phone:") ? key.slice("phone:".length) : key;
}

function onlyUsable(person: WhatsAppPerson): WhatsAppPerson {
  return {
    ...(isDigits(person.phone) ? { phone: person.phone } : {}),
    ...(isDigits(person.lid) ? { lid: person.lid } : {}),
    ...(isUser(person.user) ? { user: person.user } : {}),
  };
}

/** Phones have at most 15 digits, LIDs at most 20. */
function isDigits(value: string | undefined): value is string {
  return value !== undefined && /^\d{5,20}$/.test(value);
}

function isUser(value: string | undefined): value is string {
  return value !== undefined && /^[\w.:-]{1,190}$/.test(value);
}

import type { AdapterHost } from "../../../src/channel/adapter.ts";
import { createChatIds, type WhatsAppPerson } from "../ids.ts";
import type { Supervisor } from "./supervisor.ts";

/** Who is behind the addresses of WhatsApp Web. */
export interface People {
  /** The person behind an address, phone and LID joined as far as WhatsApp tells them, and their chat. */
  behind(wid: string): Promise<{ chatId: string; person: WhatsAppPerson }>;
  /** Where a chat is reached when its person has not written yet; null when nothing is known. */
  addressOf(chatId: string): Promise<string | null>;
}

/** A LID without a phone is asked about again after this long: WhatsApp may tell it later. */
const ASK_AGAIN_MS = 10 * 60_000;
const ASK_TIMEOUT_MS = 5_000;
const MAX_CACHED = 5_000;

export function createPeople(host: AdapterHost, supervisor: Pick<Supervisor, "ask">): People {
  const chatIds = createChatIds(host.memory);
  const known = new Map<string, { person: WhatsAppPerson; until: number }>();

  async function ask(wid: string): Promise<WhatsAppPerson> {
    const own = parseWid(wid);
    const cached = known.get(wid);
    if (cached && cached.until > host.clock.now().getTime()) return cached.person;
    let person = own;
    try {
      const { lid, phone } = await supervisor.ask({ type: "person", chat: wid }, ASK_TIMEOUT_MS);
      person = { ...(lid ? { lid } : {}), ...(phone ? { phone } : {}), ...own };
    } catch (error) {
      // The message matters more than who else this person is.
      host.log.debug({ error }, "WhatsApp did not tell who is behind an address");
    }
    const complete = person.lid !== undefined && person.phone !== undefined;
    known.delete(wid);
    known.set(wid, {
      person,
      until: complete ? Number.POSITIVE_INFINITY : host.clock.now().getTime() + ASK_AGAIN_MS,
    });
    if (known.size > MAX_CACHED) for (const oldest of known.keys()) if (known.delete(oldest)) break;
    return person;
  }

  return {
    async behind(wid) {
      const person = await ask(wid);
      const chatId = await chatIds.of(person);
      return { chatId, person: { ...(await chatIds.personOf(chatId)), ...person } };
    },
    async addressOf(chatId) {
      const { phone, lid } = await chatIds.personOf(chatId);
      if (phone !== undefined) return `${phone}@c.us`;
      return lid === undefined ? null : `${lid}@lid`;
    },
  };
}

/** What an address says by itself. A phone is only ever read from a phone's address. */
export function parseWid(wid: string): WhatsAppPerson {
  const [user, server] = wid.split("@");
  return server === "lid" ? { lid: user } : { phone: user };
}

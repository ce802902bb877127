import { z } from "zod";
import type { AdapterHost } from "../../../src/channel/adapter.ts";
import type { OutboundEnvelope } from "../../../src/channel/outbound.ts";
import type { ChatRecords } from "./chat-record.ts";
import { messageId } from "./normalize.ts";

/** How far a message has got that goes out in parts. Everything is durable once it resolves. */
export interface Progress {
  /** The ids of the parts that are out. */
  of(envelope: OutboundEnvelope): Promise<string[]>;
  /** This part is going to be sent: from now on it may be out. */
  begin(envelope: OutboundEnvelope, part: number, print: string): Promise<void>;
  /** This part is out. */
  sent(envelope: OutboundEnvelope, stanza: string, part: { index: number; count: number }): Promise<void>;
  /** The part that was begun is surely not out. */
  forget(envelope: OutboundEnvelope): Promise<void>;
}

/** In the chat's record, by which own messages are known again, and for messages in parts by their outbox id. */
export function createProgress(memory: AdapterHost["memory"], records: ChatRecords): Progress {
  async function of({ id, chatId }: OutboundEnvelope): Promise<string[]> {
    const stored = progressSchema.safeParse(await memory.get(`sent:${id}`)).data?.externalIds ?? [];
    const { own } = await records.get(chatId);
    const recorded = own
      .filter((entry) => entry.outboxId === id)
      .map(({ stanza }) => messageId({ fromMe: true, stanza }, chatId));
    // The record is written first: a fall between the two leaves the other one short.
    return recorded.length > stored.length ? recorded : stored;
  }

  return {
    of,
    async begin({ id, chatId }, part, print) {
      await records.change(chatId, (record) => {
        record.pending = record.pending.filter((entry) => entry.outboxId !== id);
        record.pending.push({ outboxId: id, part, print, at: Math.floor(Date.now() / 1000) });
      });
    },
    async sent(envelope, stanza, { index, count }) {
      await records.change(envelope.chatId, (record) => {
        record.pending = record.pending.filter((entry) => entry.outboxId !== envelope.id);
        record.own.push({ stanza, outboxId: envelope.id, last: index === count - 1 });
      });
      if (count > 1) await memory.set(`sent:${envelope.id}`, { externalIds: await of(envelope) });
    },
    async forget({ id, chatId }) {
      await records.change(chatId, (record) => {
        record.pending = record.pending.filter((entry) => entry.outboxId !== id);
      });
    },
  };
}

const progressSchema = z.object({ externalIds: z.array(z.string()) });

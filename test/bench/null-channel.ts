import type { ChannelAdapter } from "../../src/channel/adapter.ts";

/** A channel that sends nowhere, at once, and tells who was answered. */
export function createNullChannel(onSend: (chatId: string) => void): ChannelAdapter {
  return {
    name: "null",
    concurrency: 2_000,
    capabilities: {
      audience: "prospects",
      buttons: { max: 10, labelLength: 40 },
      list: null,
      textLength: 4_000,
      cards: false,
      threads: false,
      images: false,
      files: false,
      edit: false,
      typing: false,
      receipts: false,
      freeFormHours: null,
      pairing: false,
      lookUp: false,
    },
    async start() {},
    async send({ id, chatId }) {
      onSend(chatId);
      return { kind: "sent", externalId: id };
    },
    health: () => ({ state: "ready", detail: "It takes everything." }),
    async stop() {},
  };
}

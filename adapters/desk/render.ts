import type { Capabilities } from "../../src/channel/adapter.ts";
import type { OutboundEnvelope, OutboundMessage } from "../../src/channel/outbound.ts";

export const CAPABILITIES: Capabilities = {
  audience: "colleagues",
  buttons: { max: 25, labelLength: 80 },
  list: null,
  textLength: 8_000,
  cards: true,
  threads: true,
  images: false,
  files: false,
  edit: true,
  typing: false,
  receipts: false,
  freeFormHours: null,
  pairing: false,
  lookUp: true,
};

/** What the page is told of one post. It draws cards, threads and buttons itself, as text only. */
export interface DeskPost {
  id: string;
  chatId: string;
  message: OutboundMessage;
}

/** The post as an event of the desk's stream. */
export function toDeskPost(envelope: OutboundEnvelope): DeskPost {
  return { id: envelope.id, chatId: envelope.chatId, message: envelope.message };
}

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { ChannelAdapter } from "../../src/channel/adapter.ts";
import type { InboundMessage } from "../../src/channel/inbound.ts";
import type { OutboundEnvelope, SendOutcome } from "../../src/channel/outbound.ts";
import { NOW } from "../support/builders.ts";

/** A folder that goes away with the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "leadline-faults-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A message in one chat of the fake channel. */
export function aMessage(
  externalId: string,
  text: string,
  facts: Partial<InboundMessage> = {},
): InboundMessage {
  const chatId = facts.chatId ?? "chat-1";
  return {
    type: "message",
    externalId,
    chatId,
    at: NOW,
    from: { identities: [{ kind: "telegram", value: chatId }] },
    text,
    attachments: [],
    ...facts,
  };
}

export interface FakeChannel {
  readonly adapter: ChannelAdapter;
  readonly sent: OutboundEnvelope[];
  readonly lookedUp: string[];
  /** What a look-up finds. */
  readonly found: Set<string>;
  onSend: (envelope: OutboundEnvelope) => Promise<SendOutcome>;
}

/** A channel named `fake` that keeps what it sends, and that can be asked what it has sent. */
export function fakeChannel(): FakeChannel {
  const channel: FakeChannel = {
    sent: [],
    lookedUp: [],
    found: new Set(),
    onSend: async ({ id }) => ({ kind: "sent", externalId: id }),
    adapter: {
      name: "fake",
      capabilities: {
        audience: "prospects",
        buttons: { max: 10, labelLength: 40 },
        list: null,
        textLength: 8_000,
        cards: false,
        threads: false,
        images: false,
        files: false,
        edit: false,
        typing: false,
        receipts: false,
        freeFormHours: null,
        pairing: false,
        lookUp: true,
      },
      async start() {},
      async send(envelope) {
        channel.sent.push(envelope);
        return channel.onSend(envelope);
      },
      async lookUp({ id }) {
        channel.lookedUp.push(id);
        return channel.found.has(id) ? { kind: "found", externalId: id } : { kind: "absent" };
      },
      health: () => ({ state: "ready", detail: "Takes everything." }),
      async stop() {},
    },
  };
  return channel;
}

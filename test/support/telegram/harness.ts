import { expect } from "vitest";
import { createTelegramAdapter, type TelegramAdapterOptions } from "../../../adapters/telegram/index.ts";
import type { ChannelAdapter } from "../../../src/channel/adapter.ts";
import type { InboundEvent, InboundMessage } from "../../../src/channel/inbound.ts";
import type { OutboundEnvelope, OutboundMessage } from "../../../src/channel/outbound.ts";
import type { HttpServer } from "../../../src/http/server.ts";
import { createFakeHost, type FakeHost } from "../fake-host.ts";
import { serveAdapter } from "../http.ts";
import { type FakeTelegram, startFakeTelegram } from "./fake-telegram.ts";

export const PUBLIC_URL = "https://leadline.test";
export const SECRET = "a-long-secret-of-the-tests";

/** An adapter that runs against a fake Telegram. */
export interface Connected {
  adapter: ChannelAdapter;
  fake: FakeTelegram;
  host: FakeHost;
  /** Where the adapter's routes are served; null when it fetches. */
  server: HttpServer | null;
  send(
    chat: number,
    message: OutboundMessage,
    more?: Partial<OutboundEnvelope>,
  ): ReturnType<ChannelAdapter["send"]>;
  /** The messages that were accepted, in order. */
  messages(): InboundMessage[];
  close(): Promise<void>;
}

export interface ConnectOptions extends Partial<TelegramAdapterOptions> {
  mode?: "poll" | "webhook";
  host?: FakeHost;
  fake?: FakeTelegram;
  /** Do not wait until it is ready. Default: false. */
  impatient?: boolean;
}

export async function connect(options: ConnectOptions = {}): Promise<Connected> {
  const { mode = "poll", impatient = false, host = createFakeHost(), ...more } = options;
  const fake = options.fake ?? (await startFakeTelegram());
  const adapter = createTelegramAdapter({
    token: fake.token,
    apiUrl: fake.url,
    webhook: mode === "webhook" ? { publicUrl: PUBLIC_URL, secret: SECRET } : null,
    backoff: { firstMs: 5, mostMs: 50 },
    ...more,
  });
  await adapter.start(host);
  const server = mode === "webhook" ? await serveAdapter(adapter) : null;
  if (server) fake.host(PUBLIC_URL, server.url);
  if (!impatient) await expect.poll(() => adapter.health().state).toBe("ready");
  return {
    adapter,
    fake,
    host,
    server,
    send: (chat, message, envelope = {}) =>
      adapter.send({
        id: "out-1",
        chatId: `${chat}`,
        message,
        attempt: 1,
        createdAt: new Date().toISOString(),
        ...envelope,
      }),
    messages: () => host.accepted.filter(isMessage),
    async close() {
      await adapter.stop();
      await server?.close();
      if (options.fake === undefined) await fake.close();
    },
  };
}

function isMessage(event: InboundEvent): event is InboundMessage {
  return event.type === "message";
}

/** A log that keeps its lines, to be searched. */
export function recordingLog() {
  const lines: string[] = [];
  const record = (fields: object, message: string) => {
    // Everything that could be shown of an error, before any redaction of the sink.
    const flat = JSON.stringify(fields, (_key, value: unknown) =>
      value instanceof Error
        ? { ...value, message: value.message, stack: value.stack, cause: value.cause }
        : value,
    );
    lines.push(`${message} ${flat}`);
  };
  return { lines, log: { debug: record, info: record, warn: record, error: record } };
}

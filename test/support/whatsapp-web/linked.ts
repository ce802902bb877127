import { expect, vi } from "vitest";
import {
  createWhatsAppWebAdapter,
  type WhatsAppWebAdapter,
  type WhatsAppWebOptions,
} from "../../../adapters/whatsapp/web/index.ts";
import type { InboundEvent } from "../../../src/channel/inbound.ts";
import type { OutboundEnvelope, OutboundMessage } from "../../../src/channel/outbound.ts";
import { findBrowser } from "../browser.ts";
import { createFakeHost, type FakeHost } from "../fake-host.ts";
import { type FakeWhatsApp, type Faults, startFakeWhatsApp } from "./server.ts";

/** A WhatsApp with the real client in a real browser. */
export interface TestWhatsApp {
  fake: FakeWhatsApp;
  host: FakeHost;
  adapter: WhatsAppWebAdapter;
  /** What was printed on the terminal. */
  printed: string[];
  close(): Promise<void>;
}

/** Times that suit tests: looks are frequent, and waits between starts short. */
const TIMINGS = {
  authTimeoutMs: 20_000,
  readyTimeoutMs: 5_000,
  beatMs: 250,
  beatTimeoutMs: 8_000,
  backoffMs: [100, 200, 400],
  stopMs: 4_000,
};

export interface TestOptions extends Partial<WhatsAppWebOptions> {
  faults?: Partial<Faults>;
  /** To go on with the data of another one. */
  host?: FakeHost;
  fake?: FakeWhatsApp;
}

/** Start without linking. */
export async function startWhatsApp(options: TestOptions = {}): Promise<TestWhatsApp> {
  const { faults, timings, ...given } = options;
  const fake = options.fake ?? (await startFakeWhatsApp(faults));
  const host = options.host ?? createFakeHost();
  const browser = await findBrowser();
  const printed: string[] = [];
  const adapter = createWhatsAppWebAdapter({
    transport: "web",
    phone: null,
    dailyCap: 1_000,
    sending: true,
    chromePath: browser.executablePath,
    print: (text) => printed.push(text),
    typingMs: 0,
    retryMs: 50,
    ...given,
    chromiumArgs: [...browser.args, ...fake.chromiumArgs],
    timings: { ...TIMINGS, ...timings },
  });
  await adapter.start(host);
  return {
    fake,
    host,
    adapter,
    printed,
    async close() {
      await adapter.stop();
      await fake.stop();
    },
  };
}

/** Start, and scan the code with the phone. */
export async function startLinked(options: TestOptions = {}): Promise<TestWhatsApp> {
  const whatsapp = await startWhatsApp(options);
  await isPairing(whatsapp.adapter);
  await scan(whatsapp);
  await accepted(whatsapp.host, "notice", ({ text }) => /linked and works/.test(text.en));
  return whatsapp;
}

/** As a person would: when the page was loaded anew just then, its new code is scanned. */
async function scan({ fake, adapter }: TestWhatsApp): Promise<void> {
  for (let times = 1; ; times += 1) {
    fake.scan();
    try {
      await vi.waitFor(() => expect(adapter.health().detail).toMatch(/linked and works/), {
        timeout: 10_000,
        interval: 20,
      });
      return;
    } catch (error) {
      if (times >= 4) throw error;
      await isPairing(adapter);
    }
  }
}

export async function isPairing(adapter: WhatsAppWebAdapter): Promise<void> {
  await healthSays(adapter, /waits for its phone/);
}

export async function isReady(adapter: WhatsAppWebAdapter): Promise<void> {
  await healthSays(adapter, /linked and works/);
}

export async function healthSays(adapter: WhatsAppWebAdapter, words: RegExp): Promise<void> {
  await eventually(() => {
    const { detail } = adapter.health();
    if (!words.test(detail)) throw new Error(`health says: ${detail}`);
  });
}

/** The first accepted event that fits, once it is there. */
export async function accepted<T extends InboundEvent["type"]>(
  host: FakeHost,
  type: T,
  fits: (event: Extract<InboundEvent, { type: T }>) => boolean = () => true,
): Promise<Extract<InboundEvent, { type: T }>> {
  return eventually(() => {
    for (const event of host.accepted) if (isType(event, type) && fits(event)) return event;
    throw new Error(`no such ${type} among ${host.accepted.map((event) => event.type).join(", ")}`);
  });
}

/** Resolves once `look` does not throw. Starting a browser takes its time on a busy machine. */
export function eventually<T>(look: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(look, { timeout: 40_000, interval: 20 });
}

export function envelope(id: string, chatId: string, message: OutboundMessage): OutboundEnvelope {
  return { id, chatId, message, attempt: 1, createdAt: new Date().toISOString() };
}

function isType<T extends InboundEvent["type"]>(
  event: InboundEvent,
  type: T,
): event is Extract<InboundEvent, { type: T }> {
  return event.type === type;
}

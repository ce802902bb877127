import {
  createWhatsAppCloudAdapter,
  type WhatsAppCloudOptions,
} from "../../../adapters/whatsapp/cloud/index.ts";
import type { ChannelAdapter } from "../../../src/channel/adapter.ts";
import type { HttpServer } from "../../../src/http/server.ts";
import { createFakeHost, type FakeHost } from "../fake-host.ts";
import { serveAdapter } from "../http.ts";
import { createFakeGraph, type FakeGraph, PHONE_ID, TOKEN } from "./fake-graph.ts";
import { APP_SECRET, post, postRaw, VERIFY_TOKEN } from "./posts.ts";

/** The adapter between a real port that Meta posts to and a Graph API over real HTTP. */
export interface Connected {
  adapter: ChannelAdapter;
  host: FakeHost;
  graph: FakeGraph;
  server: HttpServer;
  /** The webhook's address. */
  url: string;
  /** Post one value, signed; gives the status. */
  deliver(value: Record<string, unknown>): Promise<number>;
  close(): Promise<void>;
}

export async function connect(
  options: Partial<WhatsAppCloudOptions> & { host?: FakeHost; graph?: FakeGraph } = {},
): Promise<Connected> {
  const graph = options.graph ?? (await createFakeGraph());
  const host = options.host ?? createFakeHost();
  const adapter = createWhatsAppCloudAdapter(cloudOptions(graph, options));
  await adapter.start(host);
  const server = await serveAdapter(adapter);
  const url = `${server.url}/whatsapp/webhook`;
  await until(() => adapter.health().state !== "starting");
  return {
    adapter,
    host,
    graph,
    server,
    url,
    deliver: (value) => postRaw(url, JSON.stringify(post(value))),
    async close() {
      await adapter.stop();
      await server.close();
      await graph.close();
    },
  };
}

export function cloudOptions(
  graph: { apiUrl: string },
  options: Partial<WhatsAppCloudOptions> = {},
): WhatsAppCloudOptions {
  return {
    transport: "cloud",
    token: TOKEN,
    phoneId: PHONE_ID,
    appSecret: APP_SECRET,
    verifyToken: VERIFY_TOKEN,
    apiUrl: graph.apiUrl,
    sending: true,
    publicUrl: "https://chat.example.com",
    lookUpWaitMs: 200,
    pauseMs: 5,
    ...options,
  };
}

/** Wait for a state, not for a time. */
export async function until(isTrue: () => boolean, what = "the state that was waited for"): Promise<void> {
  const deadline = Date.now() + 15_000;
  while (!isTrue()) {
    if (Date.now() > deadline) throw new Error(`${what} did not come`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** What a person sees of a message. */
export function shownText(body: Record<string, unknown>): string {
  const { text, interactive, image, document, template } = body as {
    text?: { body: string };
    interactive?: {
      body: { text: string };
      action: { buttons?: { reply: { title: string } }[]; sections?: { rows: { title: string }[] }[] };
    };
    image?: { caption?: string };
    document?: { filename: string; caption?: string };
    template?: { name: string };
  };
  const buttons = interactive?.action.buttons?.map(({ reply }) => reply.title) ?? [];
  const rows =
    interactive?.action.sections?.flatMap((section) => section.rows.map(({ title }) => title)) ?? [];
  return [
    text?.body ??
      interactive?.body.text ??
      image?.caption ??
      document?.caption ??
      document?.filename ??
      template?.name,
    ...buttons,
    ...rows,
  ].join("\n");
}

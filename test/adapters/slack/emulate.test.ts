import { createServer } from "node:http";
import { createEmulator, type Emulator } from "emulate";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { createSlackAdapter } from "../../../adapters/slack/index.ts";
import type { ChannelAdapter } from "../../../src/channel/adapter.ts";
import type { OutboundMessage } from "../../../src/channel/outbound.ts";
import { createFakeHost, type FakeHost } from "../../support/fake-host.ts";
import { aCard } from "./samples.ts";

const historySchema = z.object({
  messages: z.array(
    z.object({
      ts: z.string(),
      text: z.string(),
      thread_ts: z.string().optional(),
      blocks: z.array(z.unknown()).optional(),
    }),
  ),
});

const TOKEN = "xoxb-sample-token";
const CHANNEL = "C000000001";

/** Against a Web API that others wrote: our own fake could share our misunderstandings. */
describe("posts in the emulator of Slack's API", () => {
  let emulator: Emulator;
  let adapter: ChannelAdapter;
  let host: FakeHost;
  let sends = 0;
  /** Stands between, and loses the next answer of a method when asked to. */
  let wire: Awaited<ReturnType<typeof startWire>>;

  beforeEach(async () => {
    const tokens = { [TOKEN]: { login: "leadline", scopes: ["chat:write"] } };
    emulator = await createEmulator({
      service: "slack",
      port: 0,
      seed: { tokens, slack: { channels: [{ name: "leads" }] } },
    });
    wire = await startWire(emulator.url);
    host = createFakeHost();
    adapter = createSlackAdapter({
      botToken: TOKEN,
      appToken: null,
      signingSecret: "sample-signing-secret",
      channel: CHANNEL,
      managerChannel: CHANNEL,
      apiUrl: `${wire.url}/api`,
    });
    await adapter.start(host);
  });
  afterEach(async () => {
    await adapter.stop();
    await wire.close();
    await emulator.close();
  });

  const envelope = (message: OutboundMessage, chatId = CHANNEL) => {
    sends += 1;
    return { id: `out-${sends}`, chatId, message, attempt: 1, createdAt: new Date().toISOString() };
  };
  const send = (message: OutboundMessage, chatId?: string) => adapter.send(envelope(message, chatId));

  async function history(method = "conversations.history", args: Record<string, string> = {}) {
    const body = new URLSearchParams({ channel: CHANNEL, limit: "50", ...args });
    const headers = { authorization: `Bearer ${TOKEN}` };
    const answer = await fetch(`${emulator.url}/api/${method}`, { method: "POST", headers, body });
    const { messages } = historySchema.parse(await answer.json());
    return messages;
  }

  const card = (subtitle: string): OutboundMessage => ({
    card: aCard({ subtitle }),
    thread: "lead-42",
    replaceKey: "lead:lead-42",
  });

  it("a card is posted, edited in place and answered in its thread", async () => {
    expect(await send(card("New"))).toMatchObject({ kind: "sent" });
    expect(await send(card("Contacted <now>"))).toMatchObject({ kind: "sent" });
    expect(await send({ thread: "lead-42", text: "💬 Zoë: hello <!channel>" })).toMatchObject({
      kind: "sent",
    });
    const [root] = await history();
    expect(JSON.stringify(root?.blocks)).toContain("Contacted &lt;now&gt;");
    const replies = await history("conversations.replies", { ts: root?.ts ?? "" });
    expect(replies.at(-1)).toMatchObject({ text: "💬 Zoë: hello &lt;!channel&gt;", thread_ts: root?.ts });
  });

  it("a lost answer is looked up by the post's metadata, and nothing is posted twice", async () => {
    const sent = envelope(card("New"));
    wire.loseNext("chat.postMessage");
    expect(await adapter.send(sent)).toMatchObject({ kind: "unknown" });
    const [root] = await history();
    expect(await adapter.lookUp?.(sent)).toEqual({ kind: "found", externalId: `${CHANNEL}:${root?.ts}` });
    expect(await adapter.lookUp?.(envelope({ text: "never sent" }))).toEqual({ kind: "absent" });
    await send(card("Contacted"));
    expect(await history()).toHaveLength(1);
  });

  it("a channel that is not there is unreachable", async () => {
    expect(await send({ text: "x" }, "C999999999")).toMatchObject({ kind: "unreachable" });
  });

  it("a private answer and a file arrive", async () => {
    expect(await send({ text: "3 leads", privately: true }, `${CHANNEL}#U000000001`)).toMatchObject({
      kind: "sent",
    });
    const kept = await host.files.keep({
      content: Buffer.from("a,b\n1,2\n"),
      fileName: "leads.csv",
      mime: "text/csv",
    });
    const file = { path: kept.path, fileName: "leads.csv", mime: "text/csv", caption: "This week" };
    expect(await send({ file })).toMatchObject({ kind: "sent" });
  });
});

/** A wire to the emulator that can swallow an answer after the call was carried out. */
async function startWire(target: string) {
  let lose: string | null = null;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const headers = {
      authorization: request.headers.authorization ?? "",
      "content-type": request.headers["content-type"] ?? "",
    };
    const answer = await fetch(`${target}${request.url}`, {
      method: "POST",
      headers,
      body: Buffer.concat(chunks),
    });
    const text = await answer.text();
    if (lose !== null && request.url?.endsWith(lose)) {
      lose = null;
      response.destroy();
      return;
    }
    // The addresses for uploads are the emulator's own.
    const own = text.replaceAll(target, `http://${request.headers.host}`);
    response.writeHead(answer.status, { "content-type": "application/json" }).end(own);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    loseNext(method: string) {
      lose = method;
    },
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createWhatsAppCloudAdapter } from "../../../adapters/whatsapp/cloud/index.ts";
import { type App, createApp } from "../../../src/app.ts";
import { systemClock } from "../../../src/clock.ts";
import { loadConfig } from "../../../src/config.ts";
import { createLog } from "../../../src/log.ts";
import { cloudOptions, shownText, until } from "../../support/whatsapp-cloud/connect.ts";
import { createFakeGraph, type FakeGraph, TOKEN } from "../../support/whatsapp-cloud/fake-graph.ts";
import { APP_SECRET, message, phoneOf, post, postRaw, status } from "../../support/whatsapp-cloud/posts.ts";

const ANA = phoneOf("ana");

let folder: string;
let graph: FakeGraph;
let app: App;
let url: string;
let log: string[];

/** The whole program, with a real database and a real port, between Meta's two sides. */
async function start(): Promise<void> {
  app = await createApp({
    config: {
      ...loadConfig({ LEADLINE_DATA: folder }, folder),
      port: 0,
    },
    log: createLog({ level: "debug", write: (line) => log.push(line) }),
    clock: systemClock,
    adapters: [createWhatsAppCloudAdapter(cloudOptions(graph, { lookUpWaitMs: 2_000 }))],
  });
  url = `${(await app.start()).url}/whatsapp/webhook`;
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "leadline-cloud-"));
  graph = await createFakeGraph();
  log = [];
  await start();
});
afterEach(async () => {
  await app.stop();
  await graph.close();
  await rm(folder, { recursive: true, force: true });
});

const deliver = (value: Record<string, unknown>) => postRaw(url, JSON.stringify(post(value)));
const shown = () => graph.taken.map(({ body }) => shownText(body));

describe("the program on WhatsApp's Cloud API", () => {
  it("answers each message once, however often it is delivered, also after a restart", async () => {
    const hello = { messages: [message("wamid.1", ANA, "Hi")] };
    for (let i = 0; i < 3; i += 1) expect(await deliver(hello)).toBe(200);
    await app.drain();
    expect(graph.taken).toHaveLength(1);
    expect(graph.taken[0]?.recipient).toBe(ANA);
    await app.stop();
    await start();
    expect(await deliver(hello)).toBe(200);
    await deliver({ messages: [message("wamid.2", ANA, "solar")] });
    await app.drain();
    expect(graph.taken).toHaveLength(2);
    expect(new Set(shown()).size).toBe(2);
  });

  it("settles an answer whose fate was unknown by Meta's own word, and sends it once", async () => {
    graph.fail("message", { kind: "lost" });
    graph.onTaken(({ id, recipient, body }) => {
      const label = { biz_opaque_callback_data: body.biz_opaque_callback_data };
      void deliver({ statuses: [status(id, recipient, "delivered", label)] });
    });
    await deliver({ messages: [message("wamid.1", ANA, "Hi")] });
    await until(() => graph.taken.length === 1);
    await app.drain();
    expect(graph.taken).toHaveLength(1);
    expect(await app.store.outbox.counts()).toMatchObject({ waiting: 0, parked: 0, dead: 0 });
  });

  it("writes no secret and nothing personal into the log", async () => {
    graph.fail("message", {
      kind: "error",
      status: 401,
      code: 190,
      message: `Malformed access token ${TOKEN}`,
    });
    await deliver({
      contacts: [{ wa_id: ANA, profile: { name: "Zoraide Sample" } }],
      messages: [message("wamid.1", ANA, "my card is 4111 and the password is swordfish")],
    });
    await until(() => log.some((line) => line.includes("a send did not go out")));
    expect(log.length).toBeGreaterThan(0);
    for (const canary of [TOKEN, APP_SECRET, ANA, "Zoraide", "swordfish"])
      expect(log.join("")).not.toContain(canary);
  });
});

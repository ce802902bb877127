import { afterEach, describe, expect, it } from "vitest";
import { createTelegramAdapter } from "../../../adapters/telegram/index.ts";
import { diskFull } from "../../support/fake-host.ts";
import { serveAdapter } from "../../support/http.ts";
import { type Connected, connect, PUBLIC_URL, SECRET } from "../../support/telegram/harness.ts";

const PATH = "/telegram/webhook";
const ANA = 4_242;
const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

async function hooked(options: Parameters<typeof connect>[0] = {}): Promise<Connected> {
  const c = await connect({ mode: "webhook", ...options });
  open.push(c);
  return c;
}

function update(c: Connected, text: string) {
  return JSON.stringify({ update_id: 1, message: c.fake.message(ANA, { text }) });
}

async function post(c: Connected, body: string | Buffer, headers: Record<string, string> = {}) {
  const response = await fetch(`${c.server?.url}${PATH}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body,
  });
  return { status: response.status, text: await response.text() };
}

const secret = { "x-telegram-bot-api-secret-token": SECRET };

describe("Telegram's posts", () => {
  it("are believed only with the secret", async () => {
    const c = await hooked();
    const wrong: Record<string, string>[] = [
      {},
      { "x-telegram-bot-api-secret-token": "" },
      { "x-telegram-bot-api-secret-token": SECRET.slice(0, -1) },
      { "x-telegram-bot-api-secret-token": `${SECRET}x` },
      { "x-telegram-bot-api-secret-token": SECRET.toUpperCase() },
      { authorization: SECRET },
    ];
    for (const headers of wrong) {
      const { status, text } = await post(c, update(c, "forged"), headers);
      expect(status).toBe(401);
      expect(text).not.toContain(SECRET.slice(0, 8));
    }
    for (let at = 0; at < SECRET.length; at += 1) {
      const flipped = `${SECRET.slice(0, at)}${SECRET[at] === "X" ? "Y" : "X"}${SECRET.slice(at + 1)}`;
      expect(
        (await post(c, update(c, "forged"), { "x-telegram-bot-api-secret-token": flipped })).status,
      ).toBe(401);
    }
    expect(c.host.accepted).toEqual([]);
    expect((await post(c, update(c, "true"), secret)).status).toBe(200);
    expect(c.messages().map(({ text }) => text)).toEqual(["true"]);
  });

  it("have one effect, however often they come, and at once", async () => {
    const c = await hooked();
    const body = update(c, "once");
    const answers = await Promise.all(Array.from({ length: 8 }, () => post(c, body, secret)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 200));
    expect(c.host.accepted).toHaveLength(1);
  });

  it("are refused early when they are far too large, and nothing is stored", async () => {
    const c = await hooked();
    const large = Buffer.alloc(1024 * 1024 + 1, 0x20);
    expect((await post(c, large, secret)).status).toBe(413);
    expect(c.host.accepted).toEqual([]);
  });

  it("may be cut anywhere, in the middle of an emoji too", async () => {
    const c = await hooked();
    c.fake.updates.splitBodies = true;
    const text = "👩‍👩‍👧‍👦 Olá, ação 🇧🇷 مرحبا";
    c.fake.says(ANA, text);
    await c.fake.until(() => c.fake.updates.waiting.length === 0);
    expect(c.messages().map((message) => message.text)).toEqual([text]);
  });

  it.each([
    ["no JSON", "{"],
    ["no object", "[]"],
    ["without an id", '{"message":{}}'],
    ["of another kind", '{"update_id":7,"poll":{"id":"1"}}'],
  ])("that are %s are acknowledged, so that they do not hold up the rest", async (_name, body) => {
    const c = await hooked();
    expect((await post(c, body, secret)).status).toBe(200);
    expect(c.host.accepted).toEqual([]);
  });

  it("are asked for again while nothing can be stored, also in their order", async () => {
    const c = await hooked();
    c.host.refuse(diskFull());
    for (const text of ["one", "two"]) c.fake.says(ANA, text);
    await c.fake.until(() => c.fake.deliveries.length >= 2);
    expect(c.fake.deliveries.map(({ status }) => status)).not.toContain(200);
    c.host.refuse(null);
    await c.fake.until(() => c.fake.updates.waiting.length === 0);
    expect(c.messages().map(({ text }) => text)).toEqual(["one", "two"]);
  });

  it("of one chat wait for each other even when they come at once", async () => {
    const c = await hooked();
    const gate = c.host.hold();
    const bodies = [1, 2, 3].map((n) =>
      JSON.stringify({ update_id: n, message: c.fake.message(ANA, { text: `${n}` }) }),
    );
    const first = post(c, bodies[0] ?? "", secret);
    const others: Promise<{ status: number }>[] = [];
    // Each is sent when the one before has arrived.
    for (const body of bodies.slice(1)) {
      await post(c, JSON.stringify({ update_id: 90 + others.length }), secret);
      others.push(post(c, body, secret));
    }
    await post(c, JSON.stringify({ update_id: 99 }), secret);
    c.host.refuse(diskFull());
    gate.release();
    // The first fails, and with it those behind it: none goes past it.
    expect((await Promise.all([first, ...others])).map(({ status }) => status)).toEqual([503, 503, 503]);
    c.host.refuse(null);
    for (const body of bodies) expect((await post(c, body, secret)).status).toBe(200);
    expect(c.messages().map(({ text }) => text)).toEqual(["1", "2", "3"]);
  });

  it("are asked for later while the channel is not running", async () => {
    const c = await hooked();
    const adapter = createTelegramAdapter({
      token: c.fake.token,
      apiUrl: c.fake.url,
      webhook: { publicUrl: PUBLIC_URL, secret: SECRET },
    });
    const server = await serveAdapter(adapter);
    open.push(server);
    const body = update(c, "early");
    const response = await fetch(`${server.url}${PATH}`, { method: "POST", headers: secret, body });
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toBe("5");
  });
});

describe("the webhook", () => {
  it("is set at the start, with its secret, and keeps what waits", async () => {
    const c = await hooked();
    expect(c.fake.calls.find(({ method }) => method === "setWebhook")?.payload).toEqual({
      url: `${PUBLIC_URL}${PATH}`,
      secret_token: SECRET,
      allowed_updates: ["message", "edited_message", "callback_query", "my_chat_member"],
      drop_pending_updates: false,
    });
    expect(c.adapter.health()).toEqual({
      state: "ready",
      detail: "Telegram delivers messages to leadline.test.",
    });
    expect(c.fake.calls.some(({ method }) => method === "getUpdates")).toBe(false);
  });

  it("has no route without its settings", async () => {
    const c = await connect();
    open.push(c);
    expect(c.adapter.routes?.()).toEqual([]);
  });

  it("is set again when another program has taken it", async () => {
    const c = await hooked({ checkMs: 5 });
    c.fake.updates.webhook = { url: "https://elsewhere.test/hook", secret: "" };
    await c.fake.until(() => c.fake.updates.webhook.url === `${PUBLIC_URL}${PATH}`);
    await expect.poll(() => c.adapter.health().state).toBe("ready");
    c.fake.says(ANA, "hello");
    await c.fake.until(() => c.fake.updates.waiting.length === 0);
    expect(c.messages().map(({ text }) => text)).toEqual(["hello"]);
  });

  it("says so when Telegram cannot deliver, and heals", async () => {
    const c = await hooked({ checkMs: 5 });
    c.host.refuse(diskFull());
    c.fake.says(ANA, "hello");
    await expect
      .poll(() => c.adapter.health())
      .toEqual({
        state: "degraded",
        detail: "Telegram cannot deliver (Wrong response from the webhook: 503); messages waiting there: 1.",
      });
    c.host.refuse(null);
    await expect.poll(() => c.adapter.health().state).toBe("ready");
  });

  it("is set as soon as Telegram can be reached", async () => {
    const c = await connect();
    open.push(c);
    await c.adapter.stop();
    c.fake.fail("setWebhook", { kind: "reset" }, { kind: "error", code: 401, description: "Unauthorized" });
    const again = await hooked({ fake: c.fake, host: c.host });
    expect(again.adapter.health().state).toBe("ready");
    expect(c.fake.calls.filter(({ method }) => method === "setWebhook")).toHaveLength(3);
  });
});

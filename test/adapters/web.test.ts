import { randomUUID } from "node:crypto";
import { Script } from "node:vm";
import { afterEach, describe, expect, it } from "vitest";
import { createWebAdapter, type WebAdapterOptions } from "../../adapters/web/index.ts";
import { createSessionId, toInbound, toReferral } from "../../adapters/web/normalize.ts";
import type { ChatEntry } from "../../adapters/web/render.ts";
import { createManualClock } from "../../src/clock.ts";
import type { HttpServer } from "../../src/http/server.ts";
import { createFakeHost, diskFull } from "../support/fake-host.ts";
import { openStream, serveAdapter } from "../support/http.ts";

let stop: (() => Promise<void>) | undefined;
afterEach(async () => {
  await stop?.();
  stop = undefined;
});

async function start(options: WebAdapterOptions = {}) {
  const clock = createManualClock(new Date("2026-03-01T12:00:00Z"));
  const host = createFakeHost({ clock });
  const adapter = createWebAdapter({ pollMs: 60_000, ...options });
  await adapter.start(host);
  const server: HttpServer = await serveAdapter(adapter);
  stop = async () => {
    await adapter.stop();
    await server.close();
  };
  const post = (body: unknown, headers: Record<string, string> = {}) =>
    fetch(`${server.url}/chat/api/messages`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
  const bearer = (session: string) => ({ authorization: `Bearer ${session}` });
  return { clock, host, adapter, server, post, bearer };
}

describe("posting a message", () => {
  it("takes a text and a choice, with where the visitor came from", async () => {
    const { host, post } = await start();
    const session = createSessionId();
    const page = { url: "https://shop.example/doors?utm_source=instagram&utm_campaign=spring", referrer: "" };
    await post({ session, id: randomUUID(), text: " Hello ", language: "pt-BR", page });
    await post({ session, id: randomUUID(), choice: { value: "doors", label: "Doors" } });
    expect(host.accepted).toMatchObject([
      {
        type: "message",
        chatId: session,
        at: "2026-03-01T12:00:00.000Z",
        from: { identities: [{ kind: "web", value: session }], language: "pt-BR" },
        referral: { source: "instagram", campaign: "spring", ref: "https://shop.example/doors" },
      },
      { text: "Doors", choice: "doors" },
    ]);
  });

  it("answers the same id once with an effect, then as a duplicate", async () => {
    const { host, post } = await start();
    const message = { session: createSessionId(), id: randomUUID(), text: "hello" };
    expect(await (await post(message)).json()).toEqual({ id: message.id, duplicate: false });
    expect(await (await post(message)).json()).toEqual({ id: message.id, duplicate: true });
    expect(host.accepted).toHaveLength(1);
  });

  it("keeps two visitors apart who use the same message id", async () => {
    const { host, post } = await start();
    const id = randomUUID();
    for (const session of [createSessionId(), createSessionId()]) await post({ session, id, text: "hello" });
    expect(host.accepted).toHaveLength(2);
  });

  it.each([
    ["no JSON", "{", "bad-request"],
    ["nothing", "", "bad-request"],
    ["a guessed session", { session: "me", id: randomUUID(), text: "x" }, "bad-request"],
    ["an id that is no uuid", { session: createSessionId(), id: "1", text: "x" }, "bad-request"],
    ["no words", { session: createSessionId(), id: randomUUID(), text: " \u200b\u0000 " }, "bad-request"],
    [
      "an unknown field",
      { session: createSessionId(), id: randomUUID(), text: "x", html: "<b>" },
      "bad-request",
    ],
    [
      "a novel",
      { session: createSessionId(), id: randomUUID(), text: "x".repeat(8_001) },
      "message-too-long",
    ],
  ])("refuses %s and says why", async (_name, body, code) => {
    const { host, post } = await start();
    const response = await post(body);
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      error: { code, message: expect.stringMatching(/\w+/), fix: expect.stringMatching(/\w+/) },
    });
    expect(host.accepted).toHaveLength(0);
  });

  it("takes the longest message that is allowed, whatever its letters", async () => {
    const { host, post } = await start();
    const response = await post({
      session: createSessionId(),
      id: randomUUID(),
      text: "\u{1f600}".repeat(4_000),
    });
    expect(response.status).toBe(200);
    expect(host.accepted[0]).toMatchObject({ text: "\u{1f600}".repeat(4_000) });
  });

  it("refuses a body that no message needs", async () => {
    const { post } = await start();
    expect((await post(JSON.stringify({ text: "x".repeat(200_000) }))).status).toBe(413);
  });

  it("tells the page to come again when the store is full", async () => {
    const { host, post } = await start();
    host.refuse(diskFull());
    const response = await post({ session: createSessionId(), id: randomUUID(), text: "hello" });
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).not.toBeNull();
  });
});

describe("a flood", () => {
  it("by one visitor is refused with the time to wait, and hurts nobody else", async () => {
    const { clock, host, post } = await start({ perSession: { burst: 5, perSecond: 1 }, perAddress: MUCH });
    const flood = createSessionId();
    const statuses: number[] = [];
    for (let i = 0; i < 30; i += 1)
      statuses.push((await post({ session: flood, id: randomUUID(), text: `${i}` })).status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(5);
    const refused = await post({ session: flood, id: randomUUID(), text: "more" });
    expect(refused.status).toBe(429);
    expect(refused.headers.get("retry-after")).toBe("1");
    expect((await post({ session: createSessionId(), id: randomUUID(), text: "hello" })).status).toBe(200);
    clock.advance(1_000);
    expect((await post({ session: flood, id: randomUUID(), text: "later" })).status).toBe(200);
    expect(host.accepted).toHaveLength(7);
  });

  it("from one address with ever new sessions is refused too", async () => {
    const { server } = await start({ perAddress: { burst: 3, perSecond: 1 } });
    const ask = () => fetch(`${server.url}/chat/api/sessions`, { method: "POST" });
    const statuses = [];
    for (let i = 0; i < 5; i += 1) statuses.push((await ask()).status);
    expect(statuses).toEqual([201, 201, 201, 429, 429]);
  });

  it("of streams from one address is refused", async () => {
    const { server, bearer } = await start({ streams: { perChat: 4, perAddress: 2 } });
    const open = () => openStream(`${server.url}/chat/api/stream`, bearer(createSessionId()));
    const streams = [await open(), await open()];
    await expect(open()).rejects.toThrow("429");
    for (const stream of streams) stream.close();
  });
});

describe("reading", () => {
  it("streams what was said, then what is said from now on, in order and once", async () => {
    const { host, adapter, server, bearer } = await start();
    const session = createSessionId();
    host.says(session, { text: "one" });
    const stream = await openStream(`${server.url}/chat/api/stream`, bearer(session));
    expect(await stream.nextOf("message")).toMatchObject({
      id: "m1",
      data: expect.stringContaining('"one"'),
    });
    await stream.nextOf("caught-up");
    for (const text of ["two", "three"]) {
      host.says(session, { text });
      await adapter.send({
        id: text,
        chatId: session,
        message: { text },
        attempt: 1,
        createdAt: new Date().toISOString(),
      });
    }
    expect((await stream.nextOf("message")).data).toContain('"two"');
    expect((await stream.nextOf("message")).data).toContain('"three"');
    stream.close();
  });

  it("goes on after the last event that the page has seen", async () => {
    const { host, server, bearer } = await start();
    const session = createSessionId();
    for (const text of ["one", "two", "three"]) host.says(session, { text });
    const url = `${server.url}/chat/api/stream`;
    const stream = await openStream(url, { ...bearer(session), "last-event-id": "m2" });
    expect((await stream.nextOf("message")).id).toBe("m3");
    stream.close();
    const list = await fetch(`${server.url}/chat/api/messages?after=m1`, { headers: bearer(session) });
    const body: { messages: ChatEntry[] } = JSON.parse(await list.text());
    expect(body.messages.map((entry) => entry.text)).toEqual(["two", "three"]);
  });

  it("reads a long history in pages", async () => {
    const { host, server, bearer } = await start();
    const session = createSessionId();
    for (let i = 0; i < 250; i += 1) host.says(session, { text: `${i}` });
    const stream = await openStream(`${server.url}/chat/api/stream`, bearer(session));
    for (let i = 0; i < 250; i += 1) expect((await stream.nextOf("message")).id).toBe(`m${i + 1}`);
    stream.close();
  });

  it("lets a page know its own message again", async () => {
    const { server, post, bearer } = await start();
    const session = createSessionId();
    const id = randomUUID();
    await post({ session, id, text: "hello" });
    const list = await fetch(`${server.url}/chat/api/messages`, { headers: bearer(session) });
    expect(await list.json()).toMatchObject({ messages: [{ clientId: id, from: "you", text: "hello" }] });
  });

  it("shows a visitor nothing of another", async () => {
    const { host, server, bearer } = await start();
    host.says(createSessionId(), { text: "secret" });
    const list = await fetch(`${server.url}/chat/api/messages`, { headers: bearer(createSessionId()) });
    expect(await list.json()).toEqual({ messages: [], more: false });
    expect((await fetch(`${server.url}/chat/api/messages`)).status).toBe(400);
  });

  it("ends the oldest stream of a visitor with too many tabs", async () => {
    const { server, bearer } = await start({ streams: { perChat: 1, perAddress: 10 } });
    const session = createSessionId();
    const first = await openStream(`${server.url}/chat/api/stream`, bearer(session));
    await first.nextOf("caught-up");
    const second = await openStream(`${server.url}/chat/api/stream`, bearer(session));
    expect(await first.next()).toBeNull();
    second.close();
  });
});

describe("the widget and the page", () => {
  it("is one script under 30 KB that another site may load, and that is kept while it has not changed", async () => {
    const { server } = await start();
    const response = await fetch(`${server.url}/chat/widget.js`);
    const script = await response.text();
    expect(() => new Script(script)).not.toThrow();
    expect(Buffer.byteLength(script)).toBeLessThan(30 * 1024);
    expect(script).not.toMatch(/innerHTML|insertAdjacentHTML|document\.write|https?:\/\/(?!\[|www\.w3\.org)/);
    expect(response.headers.get("cross-origin-resource-policy")).toBe("cross-origin");
    const tag = response.headers.get("etag") ?? "";
    const again = await fetch(`${server.url}/chat/widget.js`, { headers: { "if-none-match": tag } });
    expect(again.status).toBe(304);
  });

  it("speaks the visitor's language, and shows the title as text", async () => {
    const { server } = await start({ title: '<script>alert("x")</script>' });
    const page = async (language: string) => {
      const response = await fetch(`${server.url}/chat`, { headers: { "accept-language": language } });
      expect(response.headers.get("content-security-policy")).not.toContain("unsafe");
      return response.text();
    };
    expect(await page("pt-BR,pt;q=0.9,en;q=0.8")).toContain('<html lang="pt">');
    expect(await page("fr, es-MX;q=0.5")).toContain('<html lang="es">');
    expect(await page("et, de")).toContain('<html lang="en">');
    expect(await page("en")).not.toContain("<script>alert");
  });

  it("may be used on any site, or on those that were named", async () => {
    const anywhere = await start();
    const ask = (url: string, origin: string) =>
      fetch(`${url}/chat/api/sessions`, { method: "OPTIONS", headers: { origin } });
    expect(
      (await ask(anywhere.server.url, "https://a.example")).headers.get("access-control-allow-origin"),
    ).toBe("*");
    await stop?.();
    const named = await start({ origins: ["https://a.example"] });
    const allowed = await ask(named.server.url, "https://a.example");
    expect(allowed.headers.get("access-control-allow-origin")).toBe("https://a.example");
    expect(allowed.headers.get("access-control-allow-headers")).toContain("authorization");
    const other = await ask(named.server.url, "https://b.example");
    expect(other.headers.get("access-control-allow-origin")).toBeNull();
  });
});

describe("where a visitor came from", () => {
  it.each([
    [
      "a campaign",
      "https://a.example/x?utm_source=ig&utm_campaign=c&ref=card-7",
      "",
      { source: "ig", campaign: "c", ref: "card-7" },
    ],
    [
      "another site",
      "https://a.example/x#y",
      "https://www.blog.example/post",
      { source: "blog.example", ref: "https://a.example/x" },
    ],
    [
      "the same site",
      "https://a.example/x?email=me@x.y",
      "https://a.example/",
      { ref: "https://a.example/x" },
    ],
    ["nowhere", "about:blank", "", undefined],
    ["no address", "not a url", "neither", undefined],
  ])("is read from %s", (_name, url, referrer, referral) => {
    expect(toReferral({ url, referrer })).toEqual(referral);
  });

  it("fits the contract, however long it is", () => {
    const url = `https://a.example/${"x".repeat(900)}?utm_source=${"s".repeat(400)}&utm_campaign=${"c".repeat(400)}`;
    const posted = { session: createSessionId(), id: randomUUID(), text: "x", page: { url, referrer: "" } };
    const { referral } = toInbound(posted, new Date(0));
    expect(referral?.source?.length).toBeLessThanOrEqual(100);
    expect(referral?.campaign?.length).toBeLessThanOrEqual(200);
    expect(referral?.ref?.length).toBeLessThanOrEqual(300);
  });
});

const MUCH = { burst: 10_000, perSecond: 10_000 };

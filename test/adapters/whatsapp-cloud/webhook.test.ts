import { request } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createWhatsAppCloudAdapter } from "../../../adapters/whatsapp/cloud/index.ts";
import { LeadlineError } from "../../../src/errors.ts";
import { diskFull } from "../../support/fake-host.ts";
import { type Connected, cloudOptions, connect, until } from "../../support/whatsapp-cloud/connect.ts";
import {
  message,
  phoneOf,
  post,
  postRaw,
  posts,
  sign,
  status,
  VERIFY_TOKEN,
} from "../../support/whatsapp-cloud/posts.ts";

let channel: Connected;
beforeEach(async () => {
  channel = await connect();
});
afterEach(() => channel.close());

const ANA = phoneOf("ana");
const texts = () => channel.host.accepted.map((event) => ("text" in event ? event.text : event.type));

describe("checking the address", () => {
  const ask = (query: Record<string, string>) => fetch(`${channel.url}?${new URLSearchParams(query)}`);
  const right = { "hub.mode": "subscribe", "hub.verify_token": VERIFY_TOKEN, "hub.challenge": "1158201444" };

  it("repeats the challenge to whoever knows the verify token", async () => {
    const response = await ask(right);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    expect(await response.text()).toBe("1158201444");
  });

  it.each([
    ["another token", { ...right, "hub.verify_token": `${VERIFY_TOKEN}x` }],
    ["no token", { "hub.mode": "subscribe", "hub.challenge": "1" }],
    ["another mode", { ...right, "hub.mode": "unsubscribe" }],
    ["a challenge that is markup", { ...right, "hub.challenge": "<script>alert(1)</script>" }],
    ["nothing", {}],
  ])("refuses %s", async (_name, query) => {
    const response = await ask(query);
    expect(response.status).toBe(403);
    expect(await response.text()).not.toContain("script");
  });
});

describe("the signature", () => {
  const body = JSON.stringify(post({ messages: [message("wamid.1", ANA, "olá 👩‍🚀")] }));

  it("is checked over the very bytes", async () => {
    expect(await postRaw(channel.url, body)).toBe(200);
    expect(texts()).toEqual(["olá 👩‍🚀"]);
  });

  it("refuses a body of which any one byte was changed", async () => {
    const bytes = Buffer.from(body);
    const signature = { "x-hub-signature-256": sign(bytes) };
    const codes = new Set<number>();
    for (let start = 0; start < bytes.length; start += 32) {
      const batch = Array.from({ length: Math.min(32, bytes.length - start) }, (_, offset) => {
        const changed = Buffer.from(bytes);
        changed[start + offset] = (changed[start + offset] ?? 0) ^ 1;
        return postRaw(channel.url, changed, signature);
      });
      for (const code of await Promise.all(batch)) codes.add(code);
    }
    expect([...codes]).toEqual([401]);
    expect(channel.host.accepted).toEqual([]);
  });

  it.each([
    ["none", {}],
    ["an empty one", { "x-hub-signature-256": "" }],
    ["the old kind", { "x-hub-signature": "sha1=0123" }],
    ["one without its name", { "x-hub-signature-256": sign(body).slice(7) }],
    ["a short one", { "x-hub-signature-256": sign(body).slice(0, -2) }],
    ["a long one", { "x-hub-signature-256": `${sign(body)}00` }],
    ["one made with another secret", { "x-hub-signature-256": sign(body, "another secret") }],
    ["one made with no secret", { "x-hub-signature-256": sign(body, "") }],
    ["one of another body", { "x-hub-signature-256": sign(`${body} `) }],
  ])("refuses %s", async (_name, headers) => {
    expect(await postRaw(channel.url, body, headers)).toBe(401);
    expect(channel.host.accepted).toEqual([]);
  });

  it("has no second effect when the whole request is replayed", async () => {
    for (let i = 0; i < 5; i += 1) expect(await postRaw(channel.url, body)).toBe(200);
    const together = await Promise.all(Array.from({ length: 5 }, () => postRaw(channel.url, body)));
    expect(new Set(together)).toEqual(new Set([200]));
    expect(texts()).toEqual(["olá 👩‍🚀"]);
  });

  it("is needed to run at all", () => {
    const graph = { apiUrl: "http://127.0.0.1:1/v1" };
    for (const half of [{ appSecret: "" }, { verifyToken: "" }, { token: "" }, { phoneId: "" }]) {
      expect(() => createWhatsAppCloudAdapter(cloudOptions(graph, half))).toThrow(LeadlineError);
    }
  });
});

describe("the body", () => {
  it("is refused early when it announces more than it may have", async () => {
    const { hostname, port, pathname } = new URL(channel.url);
    const code = await new Promise<number | undefined>((resolve, reject) => {
      const sending = request({
        hostname,
        port,
        path: pathname,
        method: "POST",
        headers: { "content-type": "application/json", "content-length": 2 * 1024 * 1024 },
      });
      sending.on("response", (response) => {
        resolve(response.statusCode);
        sending.destroy();
      });
      sending.on("error", reject);
      sending.write("{");
    });
    expect(code).toBe(413);
  });

  it.each([
    ["no JSON", "not json"],
    ["cut JSON", '{"object":"whatsapp_business_account","entry":[{'],
    ["another object", JSON.stringify({ object: "page", entry: [] })],
    ["a list", "[]"],
    ["null", "null"],
    [
      "entries of no kind",
      JSON.stringify({ object: "whatsapp_business_account", entry: [1, null, { changes: 5 }] }),
    ],
    [
      "an event of the account",
      JSON.stringify({
        object: "whatsapp_business_account",
        entry: [{ id: "1", changes: [{ field: "account_update", value: { event: "VERIFIED_ACCOUNT" } }] }],
      }),
    ],
  ])("is acknowledged when it is signed and of no use: %s", async (_name, body) => {
    expect(await postRaw(channel.url, body)).toBe(200);
    expect(channel.host.accepted).toEqual([]);
  });

  it("of another number of the account is acknowledged and ignored", async () => {
    const other = post({ messages: [message("wamid.1", ANA, "not for us")] }, { phoneId: "999" });
    expect(await postRaw(channel.url, JSON.stringify(other))).toBe(200);
    expect(channel.host.accepted).toEqual([]);
  });

  it("with something unreadable in it does not hold up what is behind", async () => {
    const code = await channel.deliver({
      contacts: ["?", { wa_id: 5 }],
      messages: [
        null,
        { from: ANA, type: "text", text: { body: "without an id" } },
        { id: "wamid.1", type: "text", text: { body: "from nobody" } },
        { ...message("wamid.2", ANA, "read all the same"), context: 5, referral: "x", timestamp: "soon" },
      ],
      statuses: [{ id: 7 }, "?"],
    });
    expect(code).toBe(200);
    expect(texts()).toEqual(["read all the same"]);
    expect(Date.parse(channel.host.accepted[0]?.at ?? "")).toBeGreaterThan(Date.now() - 60_000);
  });
});

describe("a batch", () => {
  it("is taken in order, through all entries", async () => {
    const batch = posts([
      { messages: [message("wamid.1", ANA, "one"), message("wamid.2", ANA, "two")] },
      { messages: [message("wamid.3", ANA, "three")], statuses: [status("wamid.x", ANA, "read")] },
    ]);
    expect(await postRaw(channel.url, JSON.stringify(batch))).toBe(200);
    expect(texts()).toEqual(["one", "two", "three", "receipt"]);
  });

  it("of 50 that is refused in the middle comes again, and gives each once and in order", async () => {
    const said = Array.from({ length: 50 }, (_, index) => `message ${index}`);
    const batch = JSON.stringify(
      post({ messages: said.map((text, index) => message(`wamid.${index}`, ANA, text)) }),
    );
    const { accept } = channel.host;
    let calls = 0;
    channel.host.accept = (event) => {
      calls += 1;
      if (calls === 21) return Promise.reject(diskFull());
      return accept(event);
    };
    expect(await postRaw(channel.url, batch)).toBe(503);
    // Nothing behind the one that was refused went past it.
    expect(texts()).toEqual(said.slice(0, 20));
    expect(await postRaw(channel.url, batch)).toBe(200);
    expect(texts()).toEqual(said);
    expect(calls).toBe(51);
  });

  it("keeps the order of a chat across posts that come at the same time", async () => {
    channel.graph.offer("picture", { bytes: Buffer.from("GIF89a picture"), mime: "image/gif" });
    const gate = channel.host.hold();
    const first = channel.deliver({
      messages: [message("wamid.1", ANA, { type: "image", image: { id: "picture", caption: "look" } })],
    });
    await until(() => channel.graph.asked.some(({ path }) => path.startsWith("/files/")));
    const second = channel.deliver({ messages: [message("wamid.2", ANA, "did you see it?")] });
    const other = channel.deliver({ messages: [message("wamid.3", phoneOf("bo"), "hello")] });
    gate.release();
    expect(await Promise.all([first, second, other])).toEqual([200, 200, 200]);
    expect(texts().filter((text) => text !== "hello")).toEqual(["look", "did you see it?"]);
  });

  it("waits for no other chat", async () => {
    channel.graph.offer("slow", { bytes: Buffer.from("GIF89a"), mime: "image/gif" });
    channel.graph.fail("file", { kind: "silent" });
    void channel
      .deliver({ messages: [message("wamid.1", ANA, { type: "image", image: { id: "slow" } })] })
      .catch(() => {});
    await until(() => channel.graph.asked.some(({ path }) => path.startsWith("/files/")));
    expect(await channel.deliver({ messages: [message("wamid.2", phoneOf("bo"), "hello")] })).toBe(200);
    expect(texts()).toEqual(["hello"]);
  });

  it("that fails for another reason than a full disk comes again, too", async () => {
    channel.host.refuse(new Error("the database said something"));
    expect(await channel.deliver({ messages: [message("wamid.1", ANA, "one")] })).toBe(503);
    channel.host.refuse(null);
    expect(await channel.deliver({ messages: [message("wamid.1", ANA, "one")] })).toBe(200);
    expect(texts()).toEqual(["one"]);
  });
});

describe("blue ticks", () => {
  it("are shown for the last message of each chat, once it is stored", async () => {
    await channel.deliver({
      messages: [
        message("wamid.1", ANA, "one"),
        message("wamid.2", ANA, "two"),
        message("wamid.3", phoneOf("bo"), "hello"),
        { ...message("wamid.4", phoneOf("cy"), "old"), timestamp: "1749416383" },
      ],
      statuses: [status("wamid.x", ANA, "read")],
    });
    await until(() => channel.graph.marked.length === 2);
    await channel.adapter.stop();
    expect(channel.graph.marked.sort()).toEqual(["wamid.2", "wamid.3"]);
    const mark = channel.graph.asked.find(({ body }) => body?.status === "read");
    expect(mark?.body).toMatchObject({ messaging_product: "whatsapp", typing_indicator: { type: "text" } });
  });

  it("hold up nothing when Meta does not answer", async () => {
    channel.graph.fail("mark", { kind: "reset" }, { kind: "error", status: 500, code: 131000 });
    expect(await channel.deliver({ messages: [message("wamid.1", ANA, "one")] })).toBe(200);
    expect(await channel.deliver({ messages: [message("wamid.2", ANA, "two")] })).toBe(200);
    expect(texts()).toEqual(["one", "two"]);
  });

  it("are not shown while sending is switched off", async () => {
    const silent = await connect({ sending: false });
    await silent.deliver({ messages: [message("wamid.1", ANA, "one")] });
    await silent.close();
    expect(silent.host.accepted).toHaveLength(1);
    expect(silent.graph.marked).toEqual([]);
  });
});

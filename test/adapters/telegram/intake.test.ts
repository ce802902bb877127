import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { LeadlineError } from "../../../src/errors.ts";
import { createFakeHost, diskFull, type FakeHost } from "../../support/fake-host.ts";
import { type FakeTelegram, startFakeTelegram } from "../../support/telegram/fake-telegram.ts";
import { type Connected, type ConnectOptions, connect } from "../../support/telegram/harness.ts";

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

async function connected(options: ConnectOptions = {}): Promise<Connected> {
  const c = await connect(options);
  open.push(c);
  return c;
}

async function aFake(): Promise<FakeTelegram> {
  const fake = await startFakeTelegram();
  open.push(fake);
  return fake;
}

const texts = (host: FakeHost) => host.accepted.map((event) => ("text" in event ? event.text : event.type));

describe("fetching", () => {
  it("confirms nothing that is not durable, and everything that is", async () => {
    const c = await connected();
    const gate = c.host.hold();
    for (const text of ["one", "two", "three"]) c.fake.says(1, text);
    await c.fake.until(() => c.fake.updates.waiting.every((id) => c.fake.updates.given(id) > 0));
    expect(c.fake.updates.waiting).toHaveLength(3);
    gate.release();
    await c.fake.until(() => c.fake.updates.waiting.length === 0);
    expect(texts(c.host)).toEqual(["one", "two", "three"]);
  });

  it("keeps what comes after a failure, of the same chat and of others, until it is taken", async () => {
    const fake = await aFake();
    const host = createFakeHost();
    // Not the second message of chat 1, for a while.
    let full = true;
    const accept = host.accept.bind(host);
    host.accept = async (event) => {
      if (full && "text" in event && event.text === "two") throw diskFull();
      return accept(event);
    };
    const [one, two, other, three] = [
      fake.says(1, "one"),
      fake.says(1, "two"),
      fake.says(2, "other"),
      fake.says(1, "three"),
    ];
    const c = await connected({ fake, host, impatient: true });
    await fake.until(() => fake.updates.given(two) >= 3);
    expect(fake.updates.waiting).toEqual([two, other, three]);
    expect(fake.updates.given(one)).toBe(0);
    // Chat 2 did not wait for chat 1; in chat 1 nothing went past what failed.
    expect(texts(host).sort()).toEqual(["one", "other"]);
    expect(c.adapter.health()).toMatchObject({
      state: "degraded",
      detail: expect.stringContaining("cannot be stored"),
    });
    full = false;
    await fake.until(() => fake.updates.waiting.length === 0);
    expect(texts(host)).toEqual(["one", "other", "two", "three"]);
    await expect.poll(() => c.adapter.health().state).toBe("ready");
  });

  it("takes again what a process that died had fetched and not confirmed, with one effect", async () => {
    const fake = await aFake();
    const host = createFakeHost();
    const first = await connect({ fake, host });
    // From now on no confirmation arrives: neither the next request nor the farewell.
    const cut = { kind: "reset" } as const;
    const update = fake.says(1, "hello");
    await expect.poll(() => host.accepted.length).toBe(1);
    // Whatever the dying adapter has confirmed, Telegram gives the update once more.
    fake.fail("getUpdates", ...Array.from({ length: 50 }, () => cut));
    await first.close();
    fake.says(1, "hello", { updateId: update, messageId: 1 });
    expect(fake.updates.waiting).toEqual([update]);
    const c = await connected({ fake, host, impatient: true });
    await expect.poll(() => fake.updates.waiting, { timeout: 10_000 }).toEqual([]);
    expect(texts(host)).toEqual(["hello"]);
    expect(c.adapter.health().state).toBe("ready");
  });

  it("goes on when the numbers of updates begin anew, lower than before", async () => {
    const c = await connected();
    c.fake.says(1, "high", { updateId: 900_000 });
    await c.fake.until(() => c.fake.updates.waiting.length === 0);
    c.fake.says(1, "low", { updateId: 5 });
    c.fake.says(1, "lower still, but later", { updateId: 6 });
    await expect.poll(() => texts(c.host)).toEqual(["high", "low", "lower still, but later"]);
    await c.fake.until(() => c.fake.updates.waiting.length === 0);
  });

  it("asks for the kinds that it takes, and drops nothing when it leaves a webhook", async () => {
    const fake = await aFake();
    const host = createFakeHost();
    const hooked = await connect({ mode: "webhook", fake, host });
    await hooked.close();
    fake.says(1, "while away");
    const c = await connected({ fake, host });
    await expect.poll(() => texts(c.host)).toEqual(["while away"]);
    await fake.until(() => fake.updates.isPolled);
    const call = (method: string) => fake.calls.findLast((one) => one.method === method)?.payload;
    expect(call("deleteWebhook")).toEqual({ drop_pending_updates: false });
    expect(call("getUpdates")).toMatchObject({
      timeout: 25,
      allowed_updates: ["message", "edited_message", "callback_query", "my_chat_member"],
    });
  });

  it("says so when another program takes the messages, and goes on when it stops", async () => {
    const c = await connected({ pollSeconds: 1 });
    // Ends the request under way, as the other program's does.
    await c.fake.until(() => c.fake.updates.isPolled);
    await fetch(`${c.fake.url}/bot${c.fake.token}/getUpdates`, { method: "POST", body: "{}" });
    await expect
      .poll(() => c.adapter.health().detail, { interval: 5 })
      .toContain("Another program takes this bot's messages");
    expect(c.adapter.health().state).toBe("degraded");
    await expect.poll(() => c.adapter.health().state).toBe("ready");
    c.fake.says(1, "hello");
    await expect.poll(() => texts(c.host)).toEqual(["hello"]);
    expect(c.host.reconnects).toBe(1);
  });

  it("ends as the older of two adapters, and neither stops trying", async () => {
    const fake = await aFake();
    const host = createFakeHost();
    const [a, b] = [
      await connected({ fake, host, pollSeconds: 1 }),
      await connected({ fake, host, pollSeconds: 1, impatient: true }),
    ];
    for (let n = 0; n < 5; n += 1) fake.says(1, `message ${n}`);
    await fake.until(() => fake.updates.waiting.length === 0);
    expect(texts(host)).toEqual([0, 1, 2, 3, 4].map((n) => `message ${n}`));
    await a.adapter.stop();
    await expect.poll(() => b.adapter.health().state).toBe("ready");
  });

  it.each([
    ["401", { kind: "error", code: 401, description: "Unauthorized" }, "down", "LEADLINE_TELEGRAM_TOKEN"],
    ["502", { kind: "garbled", status: 502, body: "<html>" }, "degraded", "Telegram answers 502"],
    ["no JSON", { kind: "garbled", status: 200, body: "<html>" }, "degraded", "cannot be reached"],
    ["a reset", { kind: "reset" }, "degraded", "cannot be reached"],
  ] as const)(
    "starts although Telegram answers with %s, says it, and heals",
    async (_name, fault, state, detail) => {
      const fake = await aFake();
      fake.fail("getMe", ...Array.from({ length: 6 }, () => fault));
      const c = await connected({ fake, impatient: true, backoff: { firstMs: 30, mostMs: 30 } });
      await expect.poll(() => c.adapter.health().state, { interval: 1 }).toBe(state);
      expect(c.adapter.health().detail).toContain(detail);
      await expect.poll(() => c.adapter.health().state).toBe("ready");
    },
  );

  it("starts although nothing is there, and begins when it comes", async () => {
    const gone = await startFakeTelegram();
    await gone.close();
    const c = await connected({ apiUrl: gone.url, fake: gone, impatient: true });
    await expect.poll(() => c.adapter.health().detail, { interval: 1 }).toContain("ECONNREFUSED");
    const back = await startFakeTelegram({ port: Number(new URL(gone.url).port) });
    open.push(back);
    await expect.poll(() => c.adapter.health().state).toBe("ready");
    back.says(1, "hello");
    await expect.poll(() => texts(c.host)).toEqual(["hello"]);
  });

  it("waits as long as Telegram asks", async () => {
    const fake = await aFake();
    const limit = {
      kind: "error",
      code: 429,
      description: "Too Many Requests",
      parameters: { retry_after: 600 },
    } as const;
    fake.fail("getUpdates", limit);
    const c = await connected({ fake, impatient: true });
    await expect.poll(() => c.adapter.health().detail).toContain("asks to wait");
    await c.adapter.stop();
    expect(fake.calls.filter(({ method }) => method === "getUpdates")).toHaveLength(1);
  });

  it("gives up nobody's message because it can never be stored", async () => {
    const c = await connected();
    const accept = c.host.accept.bind(c.host);
    c.host.accept = async (event) => {
      if ("text" in event && event.text === "poison")
        throw new LeadlineError("message-too-large", "It is too large.", { fix: "None." });
      return accept(event);
    };
    for (const text of ["before", "poison", "after"]) c.fake.says(1, text);
    await expect.poll(() => texts(c.host)).toEqual(["before", "after"]);
    await c.fake.until(() => c.fake.updates.waiting.length === 0);
  });
});

describe("order", () => {
  it.each(["poll", "webhook"] as const)(
    "within a chat is kept, however long each takes (%s)",
    async (mode) => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 3 }), fc.boolean()), {
            minLength: 1,
            maxLength: 25,
          }),
          async (said) => {
            const host = createFakeHost();
            const accept = host.accept.bind(host);
            const failed = new Set<string>();
            host.accept = async (event) => {
              const [, turns = "0", fails = ""] = event.type === "message" ? event.text.split(" ") : [];
              for (let n = 0; n < Number(turns); n += 1)
                await new Promise((resolve) => setImmediate(resolve));
              if (fails === "true" && !failed.has(event.externalId)) {
                failed.add(event.externalId);
                throw diskFull();
              }
              return accept(event);
            };
            const c = await connect({ mode, host, backoff: { firstMs: 1, mostMs: 2 } });
            c.fake.updates.retryMs = 1;
            try {
              for (const [index, [chat, turns, fails]] of said.entries())
                c.fake.says(chat, `${index} ${turns} ${fails}`);
              await c.fake.until(() => c.fake.updates.waiting.length === 0);
              for (const chat of [1, 2, 3, 4]) {
                const own = said.flatMap(([to], index) => (to === chat ? [index] : []));
                const heard = c.messages().filter(({ chatId }) => chatId === `${chat}`);
                expect(heard.map(({ text }) => Number(text.split(" ")[0]))).toEqual(own);
              }
            } finally {
              await c.close();
            }
          },
        ),
        { numRuns: 12 },
      );
    },
  );
});

describe("stopping", () => {
  it("finishes what is under way, tells Telegram, and leaves the rest there", async () => {
    const c = await connected();
    const gate = c.host.hold();
    const accept = c.host.accept.bind(c.host);
    let begun = false;
    c.host.accept = (event) => {
      begun = true;
      return accept(event);
    };
    c.fake.says(1, "under way");
    await expect.poll(() => begun).toBe(true);
    const stopped = c.adapter.stop();
    gate.release();
    await stopped;
    expect(texts(c.host)).toEqual(["under way"]);
    expect(c.fake.updates.waiting).toEqual([]);
    c.fake.says(1, "later");
    expect(c.fake.updates.isPolled).toBe(false);
    expect(c.fake.updates.waiting).toHaveLength(1);
  });

  it("can be followed by a new start", async () => {
    const c = await connected();
    await c.adapter.stop();
    c.fake.says(1, "hello");
    await c.adapter.start(c.host);
    await expect.poll(() => texts(c.host)).toEqual(["hello"]);
    expect(await c.send(1, { text: "hi" })).toMatchObject({ kind: "sent" });
  });
});

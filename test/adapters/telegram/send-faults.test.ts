import { mkdirSync, writeFileSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createTelegramAdapter } from "../../../adapters/telegram/index.ts";
import { createFakeHost } from "../../support/fake-host.ts";
import type { Fault } from "../../support/telegram/fake-telegram.ts";
import { type Connected, connect } from "../../support/telegram/harness.ts";

const ANA = 4_242;
let c: Connected;

beforeEach(async () => {
  c = await connect({ timeoutMs: 200 });
});
afterEach(() => c.close());

const refusal = (code: number, description: string, parameters?: Record<string, unknown>): Fault => ({
  kind: "error",
  code,
  description,
  ...(parameters ? { parameters } : {}),
});

describe("what became of a send", () => {
  it.each([
    [
      "too many",
      refusal(429, "Too Many Requests", { retry_after: 7 }),
      { kind: "retry", afterMs: 7_000, scope: "chat" },
    ],
    ["too many, no time named", refusal(429, "Too Many Requests"), { kind: "retry", afterMs: 1_000 }],
    ["blocked", refusal(403, "Forbidden: bot was blocked by the user"), { kind: "unreachable" }],
    [
      "never started",
      refusal(403, "Forbidden: bot can't initiate conversation with a user"),
      { kind: "unreachable" },
    ],
    ["no such chat", refusal(400, "Bad Request: chat not found"), { kind: "unreachable" }],
    ["wrong content", refusal(400, "Bad Request: message text is empty"), { kind: "rejected" }],
    ["too large", refusal(413, "Request Entity Too Large"), { kind: "rejected" }],
    ["wrong token", refusal(401, "Unauthorized"), { kind: "retry", patient: true, scope: "channel" }],
    ["a fault of theirs", refusal(500, "Internal Server Error"), { kind: "retry" }],
    ["a gateway", { kind: "garbled", status: 504, body: "" }, { kind: "unknown" }],
    ["the answer lost", { kind: "lost" }, { kind: "unknown" }],
    ["no answer", { kind: "silent" }, { kind: "unknown" }],
    ["an answer that is none", { kind: "garbled", status: 200, body: "<html>" }, { kind: "unknown" }],
    [
      "an answer without an id",
      { kind: "garbled", status: 200, body: '{"ok":true,"result":{}}' },
      { kind: "unknown" },
    ],
    ["a connection that breaks", { kind: "reset" }, { kind: "unknown" }],
  ] as [string, Fault, object][])("is told after: %s", async (_name, fault, outcome) => {
    c.fake.fail("sendMessage", fault);
    expect(await c.send(ANA, { text: "hello" })).toMatchObject(outcome);
  });

  it("is a retry that counts for nothing when nobody listens", async () => {
    const { url } = c.fake;
    await c.fake.close();
    expect(await c.send(ANA, { text: "hello" })).toMatchObject({
      kind: "retry",
      patient: true,
      scope: "channel",
    });
    expect(url).toMatch(/^http/);
  });

  it("is a retry when no connection was made in time: nothing can have gone out", async () => {
    // Takes the connection and never agrees on its encryption: nothing of the request is written before that.
    const sockets: Socket[] = [];
    const hole = createServer((socket) => void sockets.push(socket));
    await new Promise<void>((resolve) => hole.listen(0, "127.0.0.1", resolve));
    const address = hole.address();
    const port = typeof address === "object" && address ? address.port : 0;
    const adapter = createTelegramAdapter({
      token: c.fake.token,
      apiUrl: `https://127.0.0.1:${port}`,
      webhook: null,
      timeoutMs: 200,
    });
    await adapter.start(createFakeHost());
    const outcome = await adapter.send({
      id: "1",
      chatId: "1",
      message: { text: "x" },
      attempt: 1,
      createdAt: "",
    });
    expect(outcome).toMatchObject({
      kind: "retry",
      patient: true,
      reason: "Telegram cannot be reached: no answer within 200 ms",
    });
    await adapter.stop();
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => hole.close(resolve));
  });

  it("is unknown for an upload whose answer was lost, and what went out is in the ledger once", async () => {
    mkdirSync(`${c.host.dataFolder}/reports`);
    writeFileSync(`${c.host.dataFolder}/reports/1.csv`, "x".repeat(300_000));
    const file = { path: "reports/1.csv", fileName: "1.csv", mime: "text/csv" };
    c.fake.fail("sendDocument", { kind: "lost" });
    expect(await c.send(ANA, { file })).toMatchObject({ kind: "unknown" });
    c.fake.fail("sendDocument", { kind: "reset" });
    expect(await c.send(ANA, { file }, { id: "2" })).toMatchObject({ kind: "unknown" });
    expect(c.fake.posts.map(({ file: sent }) => sent?.content.length)).toEqual([300_000]);
  });
});

describe("limits", () => {
  it("of several chats at once mean the whole bot", async () => {
    const limit = refusal(429, "Too Many Requests: retry after 5", { retry_after: 5 });
    c.fake.fail("sendMessage", limit, limit);
    expect(await c.send(1, { text: "hello" })).toMatchObject({ scope: "chat" });
    expect(await c.send(2, { text: "hello" }, { id: "2" })).toMatchObject({
      scope: "channel",
      afterMs: 5_000,
    });
  });

  it("are kept to before Telegram has to say so", () => {
    expect(c.adapter.pace).toMatchObject({ perChat: { perSecond: 1 } });
    expect(c.adapter.pace?.overall?.perSecond).toBeLessThanOrEqual(30);
  });
});

describe("a person who blocks the bot", () => {
  it("is not written to, and is again once they let it in", async () => {
    c.fake.block(ANA, true);
    await c.fake.until(() => c.fake.updates.waiting.length === 0);
    expect(await c.send(ANA, { text: "hello" })).toMatchObject({ kind: "unreachable" });
    expect(c.fake.calls.some(({ method }) => method === "sendMessage")).toBe(false);
    expect(c.host.accepted).toEqual([]);
    c.fake.block(ANA, false);
    await c.fake.until(() => c.fake.updates.waiting.length === 0);
    expect(await c.send(ANA, { text: "hello" })).toMatchObject({ kind: "sent" });
  });

  it("and writes again, is written to, whatever was missed", async () => {
    c.fake.block(ANA, true);
    await c.fake.until(() => c.fake.updates.waiting.length === 0);
    c.fake.says(ANA, "I am back");
    await expect.poll(() => c.host.accepted.length).toBe(1);
    expect(await c.send(ANA, { text: "hello" })).not.toMatchObject({
      reason: "the person has blocked the bot",
    });
  });
});

describe("a group that has moved", () => {
  it("is followed, and remembered after a restart", async () => {
    c.fake.fail(
      "sendMessage",
      refusal(400, "Bad Request: group chat was upgraded", { migrate_to_chat_id: -1007 }),
    );
    expect(await c.send(-7, { text: "one" })).toMatchObject({ kind: "sent" });
    await c.adapter.stop();
    const later = await connect({ host: c.host, fake: c.fake });
    await later.send(-7, { text: "two" }, { id: "2" });
    await later.close();
    expect(c.fake.posts.map(({ chat, text }) => [chat, text])).toEqual([
      [-1007, "one"],
      [-1007, "two"],
    ]);
  });

  it("says so itself before anything is sent", async () => {
    c.fake.push("message", -8, {
      ...c.fake.message(ANA, { migrate_to_chat_id: -1008 }),
      chat: { id: -8, type: "group" },
    });
    await c.fake.until(() => c.fake.updates.waiting.length === 0);
    await c.send(-8, { text: "hello" });
    expect(c.fake.posts.map(({ chat }) => chat)).toEqual([-1008]);
  });
});

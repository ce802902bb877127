import { describe, expect, it } from "vitest";
import { anything, createApi } from "../../../adapters/telegram/api.ts";
import { createFakeHost } from "../../support/fake-host.ts";
import { interceptHttp } from "../../support/nock.ts";
import { type Fault, startFakeTelegram } from "../../support/telegram/fake-telegram.ts";
import { connect, recordingLog, SECRET } from "../../support/telegram/harness.ts";

const CANARY = "AAcanary_0123456789-abcdefghijklmnopqr";
const TOKEN = `7000000009:${CANARY}`;
const ANA = 4_242;

describe("the token and the secret", () => {
  it.each(["poll", "webhook"] as const)(
    "are in no log line, outcome, health or finding, whatever goes wrong (%s)",
    async (mode) => {
      const fake = await startFakeTelegram({ token: TOKEN });
      const { lines, log } = recordingLog();
      const host = { ...createFakeHost(), log };
      const c = await connect({ mode, fake, host, timeoutMs: 60, checkMs: 5 });
      const said: unknown[] = [];
      const faults: Fault[] = [
        { kind: "lost" },
        { kind: "reset" },
        { kind: "silent" },
        { kind: "garbled", status: 200, body: "<html>" },
        { kind: "garbled", status: 502, body: "" },
        { kind: "error", code: 400, description: `Bad Request: /bot${TOKEN}/sendMessage` },
        { kind: "error", code: 401, description: `Unauthorized ${encodeURIComponent(TOKEN)}` },
        { kind: "error", code: 409, description: `Conflict with bot${TOKEN}` },
      ];
      for (const [index, fault] of faults.entries()) {
        fake.fail("sendMessage", fault);
        // What never answers takes all its time: once is enough.
        const others = fault.kind === "silent" ? [] : ["getMe", "getUpdates", "getWebhookInfo", "getFile"];
        for (const method of others) fake.fail(method, fault);
        fake.failDownloads(500, 404);
        fake.push("message", ANA, fake.message(ANA, { document: fake.file(Buffer.from(`file ${index}`)) }));
        said.push(await c.send(ANA, { text: `message ${index}` }, { id: `${index}` }));
        said.push(await c.adapter.diagnose?.());
        said.push(c.adapter.health());
      }
      await expect.poll(() => c.messages().length).toBe(faults.length);
      said.push(c.messages(), c.adapter.health());
      await fake.close();
      said.push(
        await c.send(ANA, { text: "nobody there" }),
        await c.adapter.diagnose?.(),
        c.adapter.health(),
      );
      await c.close();
      const everything = `${JSON.stringify(said)}\n${lines.join("\n")}`;
      expect(lines.length).toBeGreaterThan(0);
      expect(everything).toContain("[token]");
      expect(everything).not.toContain(CANARY);
      expect(everything).not.toContain(CANARY.slice(0, 12));
      expect(everything).not.toContain(SECRET);
      expect(everything).not.toContain("message 0");
    },
  );
});

describe("errors as the client's library words them", () => {
  const nock = interceptHttp();
  const api = createApi({ token: TOKEN, apiUrl: "https://api.telegram.org" });
  const place = () =>
    // Without it nock never ends the answers to keep-alive requests.
    nock("https://api.telegram.org")
      .defaultReplyHeaders({ "transfer-encoding": "chunked" })
      .post(/\/sendMessage$/);
  const call = () => api.call("sendMessage", { chat_id: 1, text: "x" }, anything, { timeoutMs: 1_000 });

  it.each([
    ["ECONNREFUSED", "unsent"],
    ["ENOTFOUND", "unsent"],
    ["EAI_AGAIN", "unsent"],
    ["ECONNRESET", "lost"],
    ["EPIPE", "lost"],
    ["ETIMEDOUT", "lost"],
  ])("%s is %s", async (code, kind) => {
    place().replyWithError(Object.assign(new Error(`request to /bot${TOKEN} failed`), { code }));
    expect(await call()).toEqual({ ok: false, fault: { kind, reason: `${code} at Telegram's address` } });
  });

  it("an answer that is no JSON does not show the address", async () => {
    place().reply(200, "<html>busy</html>");
    const result = await call();
    expect(result).toMatchObject({ ok: false, fault: { kind: "lost" } });
    expect(JSON.stringify(result)).toContain("[token]");
    expect(JSON.stringify(result)).not.toContain(CANARY);
  });

  it("a refusal keeps its parameters", async () => {
    const parameters = { retry_after: 9, migrate_to_chat_id: -100 };
    place().reply(429, { ok: false, error_code: 429, description: "Too Many Requests", parameters });
    expect(await call()).toEqual({
      ok: false,
      fault: {
        kind: "answered",
        code: 429,
        reason: "Too Many Requests",
        retryAfterMs: 9_000,
        migrateTo: "-100",
      },
    });
  });

  it("a path in the address of an own server stays", async () => {
    const own = createApi({ token: TOKEN, apiUrl: "https://bots.example.com/telegram/" });
    nock("https://bots.example.com")
      .defaultReplyHeaders({ "transfer-encoding": "chunked" })
      .post(`/telegram/bot${TOKEN}/getMe`)
      .reply(200, { ok: true, result: { id: 1 } });
    expect(await own.call("getMe", {}, anything)).toEqual({ ok: true, value: { id: 1 } });
    expect(own.fileUrl("voice/file 1.oga")).toBe(
      `https://bots.example.com/telegram/file/bot${TOKEN}/voice/file%201.oga`,
    );
  });
});

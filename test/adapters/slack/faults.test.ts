import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createSlackAdapter } from "../../../adapters/slack/index.ts";
import { createLog } from "../../../src/log.ts";
import { createFakeHost, type FakeHost } from "../../support/fake-host.ts";
import { type ConnectedSlack, connectSlack, SIGNING_SECRET, until } from "../../support/slack/connected.ts";
import { type SlackFault, startFakeSlack } from "../../support/slack/fake-slack.ts";
import { aCard } from "./samples.ts";

const CARD = { card: aCard(), thread: "lead-42", replaceKey: "lead:lead-42" };

describe("when Slack does not take it", () => {
  let host: FakeHost;
  let slack: ConnectedSlack;
  beforeEach(async () => {
    host = createFakeHost();
    slack = await connectSlack(host, "http", { recheckMs: 20 });
  });
  afterEach(() => slack.close());
  const team = () => slack.slack.messages("C0LEADS");

  it.each<[string, SlackFault, object]>([
    ["429", { kind: "limited", seconds: 7 }, { kind: "retry", afterMs: 7_000, scope: "chat" }],
    ["429 without a time", { kind: "limited", seconds: null }, { kind: "retry", afterMs: 30_000 }],
    ["ratelimited", { kind: "error", error: "ratelimited" }, { kind: "retry", afterMs: 1_000 }],
    ["500", { kind: "status", status: 500 }, { kind: "retry" }],
    ["internal_error", { kind: "error", error: "internal_error" }, { kind: "retry" }],
    [
      "is_archived",
      { kind: "error", error: "is_archived" },
      { kind: "unreachable", reason: expect.stringContaining("archived") },
    ],
    [
      "not_in_channel",
      { kind: "error", error: "not_in_channel" },
      { kind: "unreachable", reason: expect.stringContaining("/invite") },
    ],
    ["restricted_action", { kind: "error", error: "restricted_action" }, { kind: "rejected" }],
    ["a reset before it was carried out", { kind: "dropped" }, { kind: "unknown" }],
    ["a lost answer", { kind: "lost" }, { kind: "unknown" }],
  ])("%s has its own outcome", async (_name, fault, outcome) => {
    slack.slack.failNext("chat.postMessage", fault);
    expect(await slack.send({ text: "hello" })).toMatchObject(outcome);
  });

  it("nobody listening is a retry", async () => {
    const gone = await startFakeSlack();
    await gone.close();
    const adapter = createSlackAdapter({
      botToken: "xoxb-x",
      appToken: null,
      signingSecret: SIGNING_SECRET,
      channel: "C0LEADS",
      managerChannel: "C0BOSS",
      apiUrl: gone.apiUrl,
    });
    await adapter.start(host);
    const envelope = {
      id: "x",
      chatId: "C0LEADS",
      message: { text: "x" },
      attempt: 1,
      createdAt: new Date().toISOString(),
    };
    expect(await adapter.send(envelope)).toMatchObject({
      kind: "retry",
      reason: expect.stringContaining("ECONNREFUSED"),
    });
    await adapter.stop();
  });

  it("a refused token waits without counting as a try, says what to do, and is tried until it is taken", async () => {
    slack.slack.failAlways("auth.test", { kind: "error", error: "token_revoked" });
    slack.slack.failNext("chat.postMessage", { kind: "error", error: "token_revoked" });
    expect(await slack.send({ text: "hello" })).toMatchObject({ kind: "retry", patient: true });
    expect(slack.adapter.health()).toEqual({
      state: "down",
      detail:
        "Slack refused the bot token (token_revoked): install the app again and set LEADLINE_SLACK_BOT_TOKEN to the new token.",
    });
    slack.slack.failAlways("auth.test", null);
    await until(() => slack.adapter.health().state === "ready");
  });

  it("a missing scope is named", async () => {
    slack.slack.failAlways("auth.test", { kind: "error", error: "missing_scope", needed: "chat:write" });
    slack.slack.failNext("chat.postMessage", { kind: "error", error: "missing_scope", needed: "chat:write" });
    await slack.send({ text: "hello" });
    expect(slack.adapter.health().detail).toContain("the scope chat:write");
  });

  it("a post that Slack refuses by its form goes out as plain text", async () => {
    slack.slack.failNext("chat.postMessage", { kind: "error", error: "invalid_blocks" });
    expect(await slack.send({ text: "hello <b>" })).toMatchObject({ kind: "sent" });
    expect(team()).toMatchObject([{ text: "hello &lt;b&gt;", blocks: [] }]);
  });

  describe("looked up", () => {
    it("a card whose answer was lost is found, and edited from then on", async () => {
      slack.slack.failNext("chat.postMessage", { kind: "lost" });
      const envelope = {
        id: "out-x",
        chatId: "C0LEADS",
        message: CARD,
        attempt: 1,
        createdAt: new Date().toISOString(),
      };
      expect(await slack.adapter.send(envelope)).toMatchObject({ kind: "unknown" });
      const found = { kind: "found", externalId: `C0LEADS:${team()[0]?.ts}` };
      expect(await slack.adapter.lookUp?.(envelope)).toEqual(found);
      await slack.send(CARD);
      expect(team()).toMatchObject([{ edits: 1 }]);
    });

    it("a reply in a thread is found there", async () => {
      await slack.send(CARD);
      slack.slack.failNext("chat.postMessage", { kind: "lost" });
      const message = { thread: "lead-42", text: "hello" };
      const envelope = {
        id: "out-x",
        chatId: "C0LEADS",
        message,
        attempt: 1,
        createdAt: new Date().toISOString(),
      };
      await slack.adapter.send(envelope);
      expect(await slack.adapter.lookUp?.(envelope)).toMatchObject({ kind: "found" });
    });

    it("a direct message is found though its chat was not known", async () => {
      slack.slack.failNext("chat.postMessage", { kind: "lost" });
      const envelope = {
        id: "out-x",
        chatId: "U0ANA",
        message: { text: "x" },
        attempt: 1,
        createdAt: new Date().toISOString(),
      };
      await slack.adapter.send(envelope);
      expect(await slack.adapter.lookUp?.(envelope)).toMatchObject({ kind: "found" });
    });

    it("a private answer counts as not sent: two of them hurt nobody", async () => {
      slack.slack.failNext("chat.postEphemeral", { kind: "lost" });
      const message = { text: "3 leads", privately: true };
      const envelope = {
        id: "out-x",
        chatId: "C0LEADS#U0ANA",
        message,
        attempt: 1,
        createdAt: new Date().toISOString(),
      };
      expect(await slack.adapter.send(envelope)).toMatchObject({ kind: "unknown" });
      expect(await slack.adapter.lookUp?.(envelope)).toEqual({ kind: "absent" });
    });

    it("nobody can tell while Slack does not answer", async () => {
      slack.slack.failAlways("conversations.history", { kind: "error", error: "internal_error" });
      const envelope = {
        id: "out-x",
        chatId: "C0LEADS",
        message: { text: "x" },
        attempt: 1,
        createdAt: new Date().toISOString(),
      };
      expect(await slack.adapter.lookUp?.(envelope)).toEqual({ kind: "later" });
    });

    it("what went out though its answer was lost is not sent again at the next try", async () => {
      const envelope = {
        id: "out-x",
        chatId: "C0LEADS",
        message: { text: "once" },
        attempt: 1,
        createdAt: new Date().toISOString(),
      };
      slack.slack.failNext("chat.postMessage", { kind: "lost" });
      await slack.adapter.send(envelope);
      expect(await slack.adapter.send({ ...envelope, attempt: 2 })).toMatchObject({ kind: "sent" });
      expect(team()).toHaveLength(1);
    });

    it("a long text goes on after the last part that is there", async () => {
      const text = Array.from({ length: 6_000 }, (_, i) => `w${i}`).join(" ");
      const envelope = {
        id: "out-x",
        chatId: "D0ANA",
        message: { text },
        attempt: 1,
        createdAt: new Date().toISOString(),
      };
      slack.slack.failNext("auth.test", { kind: "limited", seconds: 1 });
      slack.slack.failNext("chat.postMessage", { kind: "lost" });
      expect(await slack.adapter.send(envelope)).toMatchObject({ kind: "unknown" });
      expect(await slack.adapter.lookUp?.(envelope)).toEqual({ kind: "absent" });
      expect(await slack.adapter.send(envelope)).toMatchObject({ kind: "sent" });
      expect(slack.slack.shown("D0ANA").join(" ").split(/\s+/)).toEqual(text.split(" "));
      expect(await slack.adapter.lookUp?.(envelope)).toMatchObject({ kind: "found" });
    });

    it("the post that begins a thread is not doubled when its answer is lost", async () => {
      slack.slack.failNext("chat.postMessage", { kind: "lost" });
      const message = { thread: "lead-7", text: "hello" };
      const envelope = {
        id: "out-x",
        chatId: "C0LEADS",
        message,
        attempt: 1,
        createdAt: new Date().toISOString(),
      };
      expect(await slack.adapter.send(envelope)).toMatchObject({ kind: "retry" });
      expect(await slack.adapter.send({ ...envelope, attempt: 2 })).toMatchObject({ kind: "sent" });
      const [head, reply, ...rest] = team();
      expect(reply).toMatchObject({ text: "hello", thread_ts: head?.ts });
      expect(rest).toEqual([]);
    });

    it("news of an edited card are not told twice", async () => {
      await slack.send(CARD);
      const message = { ...CARD, text: "Ana has taken L-42" };
      const envelope = {
        id: "out-x",
        chatId: "C0LEADS",
        message,
        attempt: 1,
        createdAt: new Date().toISOString(),
      };
      slack.slack.failNext("chat.postMessage", { kind: "lost" });
      expect(await slack.adapter.send(envelope)).toMatchObject({ kind: "unknown" });
      expect(await slack.adapter.lookUp?.(envelope)).toMatchObject({ kind: "found" });
      expect(team()).toHaveLength(2);
    });
  });

  it("edits wait where Slack asked to, and do not ask again before", async () => {
    await slack.send(CARD);
    slack.slack.failNext("chat.update", { kind: "limited", seconds: 60 });
    for (let i = 0; i < 3; i += 1) expect(await slack.send(CARD)).toMatchObject({ kind: "retry" });
    expect(slack.slack.callsOf("chat.update")).toHaveLength(1);
    expect(await slack.send({ text: "posts go on" })).toMatchObject({ kind: "sent" });
  });
});

describe("secrets", () => {
  it("stand in no log, outcome, health or finding", async () => {
    const lines: string[] = [];
    const log = createLog({ level: "debug", write: (line) => lines.push(line) });
    const host = Object.assign(createFakeHost(), { log });
    const secrets = { botToken: "xoxb-canary-bot-token", appToken: "xapp-canary-app-token" };
    const slack = await connectSlack(host, "socket", {
      fake: secrets,
      signingSecret: "canary-signing-secret-123",
    });
    const said: unknown[] = [];
    const faults: SlackFault[] = [
      { kind: "lost" },
      { kind: "dropped" },
      { kind: "status", status: 502 },
      { kind: "limited", seconds: null },
      { kind: "error", error: "invalid_auth" },
      { kind: "error", error: "missing_scope", needed: "xoxb-canary-bot-token" },
      { kind: "error", error: "xoxb-canary-bot-token canary-person" },
    ];
    for (const fault of faults) {
      slack.slack.failNext("chat.postMessage", fault);
      said.push(await slack.send({ text: "canary-person wrote canary-words" }), slack.adapter.health());
      slack.slack.failNext("auth.test", fault);
      said.push(await slack.adapter.diagnose?.());
    }
    host.refuse(new Error("disk"));
    await slack.says({ channel: "D0ANA", text: "canary-words of canary-person" });
    slack.slack.socket.cut();
    await until(() => host.reconnects > 0);
    said.push(slack.adapter.health());
    await slack.close();
    expect(lines.length).toBeGreaterThan(0);
    expect(`${JSON.stringify(said)}${lines.join("")}`).not.toContain("canary");
  });
});

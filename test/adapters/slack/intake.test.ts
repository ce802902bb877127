import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createFakeHost, diskFull, type FakeHost } from "../../support/fake-host.ts";
import { type ConnectedSlack, connectSlack, SIGNING_SECRET } from "../../support/slack/connected.ts";
import { encodeBody, messageBody, postSigned, sign, slashBody } from "../../support/slack/people.ts";
import { aCard } from "./samples.ts";

describe("what Slack delivers over HTTP", () => {
  let host: FakeHost;
  let slack: ConnectedSlack;
  beforeEach(async () => {
    host = createFakeHost();
    slack = await connectSlack(host, "http");
  });
  afterEach(() => slack.close());

  const url = () => slack.server?.url ?? "";
  const post = (text: string, headers: Record<string, string>) =>
    fetch(`${url()}/slack/events`, { method: "POST", body: text, headers });

  describe("signatures", () => {
    const body = messageBody({ channel: "D0ANA", ts: "1700000000.000001", text: "mine" });
    const { text } = encodeBody(body);

    function headers(at: number, signature = sign(SIGNING_SECRET, at, text)) {
      return {
        "content-type": "application/json",
        "x-slack-request-timestamp": `${at}`,
        "x-slack-signature": signature,
      };
    }
    const now = () => Math.floor(Date.now() / 1_000);

    it("takes what Slack signed just now", async () => {
      expect((await post(text, headers(now()))).status).toBe(200);
      expect(host.accepted).toHaveLength(1);
    });

    it("refuses it when any letter of the signature, the time or the body is another", async () => {
      const at = now();
      const good = headers(at);
      const flip = (value: string, index: number) =>
        value.slice(0, index) + (value[index] === "7" ? "8" : "7") + value.slice(index + 1);
      const signature = good["x-slack-signature"];
      for (let i = 0; i < signature.length; i += 1) {
        const answer = await post(text, { ...good, "x-slack-signature": flip(signature, i) });
        expect(answer.status, `letter ${i} of the signature`).toBe(401);
      }
      for (let i = 0; i < `${at}`.length; i += 1) {
        const answer = await post(text, { ...good, "x-slack-request-timestamp": flip(`${at}`, i) });
        expect(answer.status, `digit ${i} of the time`).toBe(401);
      }
      for (let i = 0; i < text.length; i += 1) {
        const answer = await post(flip(text, i), good);
        expect(answer.status, `letter ${i} of the body`).toBe(401);
      }
      expect(host.accepted).toEqual([]);
    });

    it.each([
      [
        "no signature",
        () => ({ "content-type": "application/json", "x-slack-request-timestamp": `${now()}` }),
      ],
      [
        "no time",
        () => ({
          "content-type": "application/json",
          "x-slack-signature": sign(SIGNING_SECRET, now(), text),
        }),
      ],
      ["another secret", () => headers(now(), sign("another-secret", now(), text))],
      ["upper case", () => headers(now(), sign(SIGNING_SECRET, now(), text).toUpperCase())],
      ["six minutes ago", () => headers(now() - 360)],
      ["six minutes from now", () => headers(now() + 360)],
    ])("refuses %s", async (_name, made) => {
      expect((await post(text, made())).status).toBe(401);
      expect(host.accepted).toEqual([]);
    });

    it("answers the challenge when the address is entered, to Slack only", async () => {
      const challenge = { type: "url_verification", challenge: "abc" };
      const answer = await postSigned({ url: url(), secret: SIGNING_SECRET, body: challenge });
      expect(await answer.json()).toEqual({ challenge: "abc" });
      expect((await postSigned({ url: url(), secret: "wrong", body: challenge })).status).toBe(401);
    });

    it("gives an exact replay no second effect, neither at once nor five minutes later", async () => {
      const at = now() - 290;
      for (let i = 0; i < 3; i += 1) expect((await post(text, headers(at))).status).toBe(200);
      expect(host.accepted).toHaveLength(1);
    });
  });

  it("takes a repeated delivery that it has not seen", async () => {
    const body = messageBody({ channel: "D0ANA", ts: "1700000000.000001", text: "mine" });
    host.refuse(diskFull());
    expect((await slack.deliver(body)).taken).toBe(false);
    host.refuse(null);
    expect((await slack.deliver(body, { retry: 1 })).taken).toBe(true);
    expect((await slack.deliver(body, { retry: 2 })).taken).toBe(true);
    expect(host.accepted).toHaveLength(1);
  });

  it("answers 503 to what could not be stored", async () => {
    host.refuse(diskFull());
    const body = slashBody({ text: "mine", channel_id: "C0LEADS", trigger_id: "1.1.x" });
    expect((await postSigned({ url: url(), secret: SIGNING_SECRET, body })).status).toBe(503);
  });

  it.each([
    ["no JSON", "{"],
    ["nothing", ""],
    ["null", "null"],
    ["a list", "[1]"],
    ["an event of null", '{"type":"event_callback","team_id":"T1","event":null}'],
    ["an event without anything", '{"type":"event_callback","team_id":"T1","event":{"type":"message"}}'],
    ["an event of an unknown kind", '{"type":"event_callback","team_id":"T1","event":{"type":"team_join"}}'],
    ["a kind that is not known", '{"type":"block_suggestion","value":"x"}'],
  ])("takes %s without choking on it", async (_name, text) => {
    const at = Math.floor(Date.now() / 1_000);
    const answer = await post(text, {
      "content-type": "application/json",
      "x-slack-request-timestamp": `${at}`,
      "x-slack-signature": sign(SIGNING_SECRET, at, text),
    });
    expect(answer.status).toBe(200);
    expect(host.accepted).toEqual([]);
  });

  describe("what people say", () => {
    it("takes a direct message as a command, answered there", async () => {
      await slack.says({ channel: "D0ANA", text: "leads hot" });
      expect(host.accepted).toMatchObject([
        {
          type: "command",
          actor: { kind: "slack", value: "T0TEAM:U0ANA" },
          chatId: "D0ANA",
          text: "leads hot",
        },
      ]);
    });

    it("takes /lead, answered to who asked only", async () => {
      await slack.slash("show L-42");
      expect(host.accepted).toMatchObject([{ chatId: "C0LEADS#U0ANA", text: "show L-42" }]);
      expect(host.accepted[0]).not.toHaveProperty("leadId");
    });

    it("answers /lead from a direct chat with somebody else in its own", async () => {
      await slack.slash("mine", { channel_id: "D0OTHERS" });
      expect(host.accepted).toMatchObject([{ chatId: "U0ANA" }]);
    });

    it("takes a mention anywhere", async () => {
      await slack.says({ type: "app_mention", channel: "C0OTHER", text: "<@U0BOT> stats" });
      const thread = { channel: "C0OTHER", thread_ts: "1700000000.000009" };
      await slack.says({ type: "app_mention", ...thread, text: "<@U0BOT> leads" });
      expect(host.accepted).toMatchObject([
        { chatId: "C0OTHER#U0ANA", text: "@leadline stats" },
        { chatId: "C0OTHER#U0ANA#1700000000.000009", text: "@leadline leads" },
      ]);
    });

    it("knows a person of another company in a shared channel by their own workspace", async () => {
      await slack.says({
        type: "app_mention",
        channel: "C0OTHER",
        text: "<@U0BOT> leads",
        user_team: "T0ELSE",
      });
      expect(host.accepted).toMatchObject([{ actor: { value: "T0ELSE:U0ANA" } }]);
    });

    it.each([
      ["talk in a channel", { channel: "C0LEADS", text: "claim L-1" }],
      [
        "talk in a thread of others",
        { channel: "C0LEADS", text: "claim L-1", thread_ts: "1700000000.000001" },
      ],
      ["its own messages", { channel: "D0ANA", text: "hello", bot_id: "B0LEADLINE", user: "U0BOT" }],
      ["its own files", { channel: "D0ANA", text: "This week", subtype: "file_share", user: "U0BOT" }],
      ["messages of other bots", { channel: "D0ANA", text: "hello", subtype: "bot_message", bot_id: "B2" }],
      ["Slackbot", { channel: "D0ANA", text: "hello", user: "USLACKBOT" }],
      ["an edit", { channel: "D0ANA", text: "hello", subtype: "message_changed", hidden: true }],
      ["a deletion", { channel: "D0ANA", text: "", subtype: "message_deleted" }],
      ["a join", { channel: "D0ANA", text: "joined", subtype: "channel_join" }],
    ])("leaves out %s", async (_name, message) => {
      expect((await slack.says(message)).taken).toBe(true);
      expect(host.accepted).toEqual([]);
    });
  });

  describe("in a lead's thread", () => {
    let root = "";
    beforeEach(async () => {
      await slack.send({ card: aCard(), thread: "lead-42", replaceKey: "lead:lead-42" });
      root = slack.slack.messages("C0LEADS")[0]?.ts ?? "";
    });
    const inThread = (text: string, more = {}) =>
      slack.says({ channel: "C0LEADS", thread_ts: root, text, ...more });

    it.each([
      ["talk", "he sounded keen, call him after six"],
      ["a command", "stage negotiation"],
      ["a reply", ">> Good morning! Ana & team"],
      ["letters that are markup elsewhere", "a < b && c > d *bold* _x_ `code`"],
      ["an address", "see https://example.com/a?b=1&c=2 and write to ana@example.com"],
      ["a mention of a colleague", "assign <@U0BRUNO>"],
      ["several lines", "note one\n  two\n\nthree"],
    ])("hands %s on as it was typed", async (_name, text) => {
      const onTheWire = text
        .replace(/&/g, "&amp;")
        .replace(/<(?!@)/g, "&lt;")
        .replace(/(?<!@U0BRUNO)>/g, "&gt;")
        .replace(/https:\S+/, (url) => `<${url}>`)
        .replace("ana@example.com", "<mailto:ana@example.com|ana@example.com>");
      await inThread(onTheWire);
      expect(host.accepted).toMatchObject([{ text, leadId: "lead-42", chatId: "C0LEADS#U0ANA" }]);
    });

    it("takes a message that is shown in the channel too, once", async () => {
      const ts = slack.slack.nextTs();
      await inThread("note hi", { ts, subtype: "thread_broadcast" });
      await inThread("note hi", { ts });
      expect(host.accepted).toHaveLength(1);
    });

    it("takes a mention there once, though Slack tells of it twice", async () => {
      const ts = slack.slack.nextTs();
      await slack.deliver(
        messageBody({ channel: "C0LEADS", thread_ts: root, ts, text: "<@U0BOT> show" }, "Ev1"),
      );
      const mention = { type: "app_mention", channel: "C0LEADS", thread_ts: root, ts, text: "<@U0BOT> show" };
      await slack.deliver(messageBody(mention, "Ev2"));
      expect(host.accepted).toMatchObject([{ leadId: "lead-42" }]);
      expect(host.accepted).toHaveLength(1);
    });

    it("takes the text of a message with a file", async () => {
      await inThread("the plan", { subtype: "file_share", files: [{ id: "F1" }] });
      expect(host.accepted).toMatchObject([{ text: "the plan" }]);
    });

    it("says the command of a pressed button once, with the lead", async () => {
      await slack.click("C0LEADS", "Claim", { trigger_id: "7.7.same" });
      await slack.click("C0LEADS", "Claim", { trigger_id: "7.7.same" });
      await slack.click("C0LEADS", "Claim", { trigger_id: "7.7.other", user: "U0BRUNO" });
      expect(host.accepted).toMatchObject([
        {
          text: "claim L-42",
          leadId: "lead-42",
          chatId: "C0LEADS#U0ANA#top",
          actor: { value: "T0TEAM:U0ANA" },
        },
        { text: "claim L-42", actor: { value: "T0TEAM:U0BRUNO" } },
      ]);
      expect(host.accepted).toHaveLength(2);
    });
  });

  it("keeps nothing of Slack's secrets in what is stored", async () => {
    await slack.slash("mine");
    expect(JSON.stringify(host.accepted)).not.toMatch(/hooks\.slack\.com|legacy|xoxb/);
  });
});

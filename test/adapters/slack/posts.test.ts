import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { OutboundMessage } from "../../../src/channel/outbound.ts";
import { createFakeHost, type FakeHost } from "../../support/fake-host.ts";
import { type ConnectedSlack, connectSlack } from "../../support/slack/connected.ts";
import { shownText } from "../../support/slack/workspace.ts";
import { aCard } from "./samples.ts";

const LEAD = { thread: "lead-42", replaceKey: "lead:lead-42" };

describe("posts in Slack", () => {
  let host: FakeHost;
  let slack: ConnectedSlack;
  beforeEach(async () => {
    host = createFakeHost();
    slack = await connectSlack(host, "http");
  });
  afterEach(() => slack.close());

  const send = (message: OutboundMessage, chatId?: string, more = {}) => slack.send(message, chatId, more);
  const team = () => slack.slack.messages("C0LEADS");

  describe("a lead's card", () => {
    it("begins the thread, and what belongs to the lead stands in it", async () => {
      await send({ ...LEAD, text: "New lead L-42: free to claim", card: aCard() });
      await send({ thread: "lead-42", text: "💬 Zoë: hello?" });
      const [card, reply] = team();
      expect(card?.thread_ts).toBeUndefined();
      expect(reply?.thread_ts).toBe(card?.ts);
      expect(shownText(card!)).toBe(
        [
          "New lead L-42: free to claim",
          "🔴 L-42 · Zoë Sample",
          "Open enquiry · 🔥 hot 80",
          "With\nfree to claim",
          "Stage\nOpen enquiry, now",
          "Contact\n+55 11 90000-0000, zoe_sample@example.com",
          "Score: +20 budget; +10 company\n\nZoë: I need twelve doors",
          "Claim\nNote\nStage",
        ].join("\n"),
      );
    });

    it("is edited in place, also after a restart; news stands in the thread, where people are told", async () => {
      await send({ ...LEAD, text: "New lead L-42", card: aCard() });
      await send({ ...LEAD, card: aCard({ subtitle: "Contacted" }) });
      expect(team()).toHaveLength(1);
      await slack.adapter.stop();
      await slack.adapter.start(host);
      const outcome = await send({ ...LEAD, text: "Ana has taken L-42", card: aCard({ buttons: [] }) });
      const [card, news, ...rest] = team();
      expect(outcome).toEqual({ kind: "sent", externalId: `C0LEADS:${news?.ts}` });
      expect(card).toMatchObject({ edits: 2 });
      expect(shownText(card!)).toContain("Ana has taken L-42");
      expect(news).toMatchObject({ thread_ts: card?.ts, text: "Ana has taken L-42", broadcast: false });
      expect(rest).toEqual([]);
    });

    it("is posted anew when somebody deleted it; its old thread is still known", async () => {
      await send({ ...LEAD, card: aCard() });
      const old = team()[0]!.ts;
      slack.slack.remove("C0LEADS", old);
      await send({ ...LEAD, card: aCard() });
      const [card] = team();
      expect(card?.ts).not.toBe(old);
      await send({ thread: "lead-42", text: "hello" });
      expect(team()[1]).toMatchObject({ thread_ts: card?.ts });
      for (const thread_ts of [old, card?.ts])
        await slack.says({ channel: "C0LEADS", thread_ts, text: ">> hi" });
      expect(host.accepted).toMatchObject([{ leadId: "lead-42" }, { leadId: "lead-42" }]);
    });

    it("takes the place of the small post with which its thread began before it", async () => {
      await send({ thread: "lead-42", text: "💬 Zoë: hello?" });
      const [head, reply] = team();
      expect(head?.text).toBe("🧵 Lead");
      expect(reply).toMatchObject({ thread_ts: head?.ts });
      await send({ ...LEAD, card: aCard() });
      expect(team()).toHaveLength(2);
      expect(shownText(team()[0]!)).toContain("L-42 · Zoë Sample");
    });

    it("has one beginning, however many messages come for it at once", async () => {
      const texts = ["one", "two", "three"];
      await Promise.all(texts.map((text) => send({ thread: "lead-42", text })));
      const [head, ...replies] = team();
      expect(replies).toHaveLength(3);
      expect(replies.every(({ thread_ts }) => thread_ts === head?.ts)).toBe(true);
    });

    it("gets a new thread when the old one is gone and it says something", async () => {
      await send({ ...LEAD, card: aCard() });
      slack.slack.remove("C0LEADS", team()[0]!.ts);
      expect(await send({ thread: "lead-42", text: "💬 Zoë: hello?" })).toMatchObject({ kind: "sent" });
      const [head, reply] = team();
      expect(head?.text).toBe("🧵 Lead");
      expect(reply).toMatchObject({ thread_ts: head?.ts });
    });

    it("is told to a rep in the direct chat, and edited there under the same key", async () => {
      await send({ ...LEAD, text: "L-42 is for you", card: aCard() }, "U0ANA");
      await send({ ...LEAD, card: aCard({ title: "L-42 · Zoë" }) }, "U0ANA");
      expect(slack.slack.messages("D0ANA")).toMatchObject([{ edits: 1 }]);
      const thread_ts = slack.slack.messages("D0ANA")[0]?.ts;
      await slack.says({ channel: "D0ANA", thread_ts, text: ">> hi" });
      expect(host.accepted).toMatchObject([{ leadId: "lead-42", chatId: "D0ANA" }]);
    });

    it("needs no thread in the managers' channel", async () => {
      await send({ thread: "lead-42", text: "nobody has taken L-42" }, "C0BOSS");
      expect(slack.slack.messages("C0BOSS")).toMatchObject([{ text: "nobody has taken L-42" }]);
      expect(slack.slack.messages("C0BOSS")[0]).not.toHaveProperty("thread_ts");
    });
  });

  describe("answers", () => {
    it("are seen by who asked only", async () => {
      await send({ text: "You have 3 leads", privately: true }, "C0LEADS#U0ANA");
      expect(slack.slack.ephemerals).toMatchObject([
        { channel: "C0LEADS", user: "U0ANA", text: "You have 3 leads" },
      ]);
      expect(team()).toEqual([]);
    });

    it("stand in the lead's thread when asked there, beside the card when its button was pressed", async () => {
      await send({ ...LEAD, card: aCard() });
      const root = team()[0]?.ts;
      await send({ text: "Noted", privately: true, thread: "lead-42" }, "C0LEADS#U0ANA");
      await send({ text: "Yours", privately: true, thread: "lead-42" }, "C0LEADS#U0ANA#top");
      await send({ text: "Here", privately: true }, `C0OTHER#U0ANA#${root}`);
      expect(slack.slack.ephemerals).toMatchObject([{ thread_ts: root }, { text: "Yours" }]);
      expect(slack.slack.ephemerals[1]).not.toHaveProperty("thread_ts");
    });

    it("stand below the card in a direct chat when its button was pressed there", async () => {
      await send({ ...LEAD, card: aCard() }, "U0ANA");
      await send({ text: "Yours", privately: true, thread: "lead-42" }, "D0ANA##top");
      expect(slack.slack.messages("D0ANA")[1]).not.toHaveProperty("thread_ts");
    });

    it("come in the direct chat where the bot is not in the channel", async () => {
      slack.slack.channel("C0LEADS").member = false;
      expect(await send({ text: "3 leads", privately: true }, "C0LEADS#U0ANA")).toMatchObject({
        kind: "sent",
      });
      expect(slack.slack.shown("D0ANA")).toEqual(["3 leads"]);
    });

    it("are for everybody when they are not private", async () => {
      await send({ text: "This week: 12 leads" }, "C0LEADS#U0ANA");
      expect(slack.slack.shown("C0LEADS")).toEqual(["This week: 12 leads"]);
    });

    it("offer choices that say their command when pressed, with the lead of the thread", async () => {
      const choices = [{ value: 'note "a & b" <c>', label: "Did you mean <note>?" }];
      await send({ text: "What?", choices, thread: "lead-42" }, "D0ANA");
      await slack.click("D0ANA", "Did you mean &lt;note&gt;?");
      expect(host.accepted).toMatchObject([
        { text: 'note "a & b" <c>', leadId: "lead-42", chatId: "D0ANA##top" },
      ]);
    });

    it("carry a command of any length", async () => {
      const value = `note L-42 ${"long ".repeat(900)}end`;
      await send({ text: "What?", choices: [{ value, label: "Again" }] }, "D0ANA");
      await slack.click("D0ANA", "Again");
      expect(host.accepted).toMatchObject([{ text: value }]);
    });

    it("keep columns in letters of one width", async () => {
      await send({ text: "Pipeline\nNew   12\nWon    3\nThat is `all`" }, "D0ANA");
      const [, table] = slack.slack.messages("D0ANA")[0]!.blocks;
      expect(table).toMatchObject({ text: { type: "mrkdwn", text: "```New   12\nWon    3```" } });
    });
  });

  it("pages, links and formats nothing that people wrote, wherever it stands", async () => {
    const name = "<!channel> <@U1> <http://evil.example|click> *bold* _it_ ~no~ `code` :tada: &amp; @here";
    const hostile: OutboundMessage = {
      text: name,
      choices: [{ value: name, label: name }],
      card: aCard({
        title: name,
        subtitle: name,
        fields: [{ label: name, value: name }],
        lines: [name],
        buttons: [{ label: name, command: name, asks: [{ name: "x", label: name }] }],
      }),
    };
    for (const chat of ["C0LEADS", "D0ANA", "C0LEADS#U0ANA"]) {
      await send({ ...hostile, privately: true, ...LEAD }, chat);
      await send({ text: name, privately: true, thread: "lead-42" }, chat);
      await send({ ...hostile, ...LEAD }, chat);
    }
    const calls = slack.slack.calls.filter(({ method }) => method.startsWith("chat."));
    expect(calls.length).toBeGreaterThan(9);
    for (const { args } of calls) {
      const json = JSON.stringify([args.text, args.blocks]);
      expect(json).not.toMatch(/<!|<@|<http/);
      expect(json).toContain("&lt;!channel&gt; &lt;@U1&gt;");
      // Only plain text holds what could be formatted.
      for (const formatted of json.matchAll(/"type":"mrkdwn","text":"((?:[^"\\]|\\.)*)"/g))
        expect(formatted[1]).not.toMatch(/bold|tada/);
      expect(args).toMatchObject({ parse: "none", link_names: false });
    }
    expect(
      calls.filter(({ method }) => method === "chat.postMessage").every(({ args }) => args.mrkdwn === false),
    ).toBe(true);
  });

  describe("pictures and files", () => {
    beforeEach(async () => {
      await mkdir(join(host.dataFolder, "out"), { recursive: true });
      await writeFile(join(host.dataFolder, "out/1.png"), "a picture");
      await writeFile(join(host.dataFolder, "out/1.csv"), "a,b");
    });
    const both: OutboundMessage = {
      text: "This week",
      image: { path: "out/1.png", alt: "Leads by week", caption: "12 & more" },
      file: { path: "out/1.csv", fileName: "../leads.csv", mime: "text/csv" },
    };

    it("are uploaded and shown in the channel, the picture with words for those who do not see it", async () => {
      expect(await send(both)).toMatchObject({ kind: "sent" });
      expect(slack.slack.shown("C0LEADS")).toEqual(["This week"]);
      expect(slack.slack.files).toMatchObject([
        {
          alt: "Leads by week",
          bytes: Buffer.from("a picture"),
          channel: "C0LEADS",
          comment: "12 &amp; more",
        },
        { name: ".._leads.csv", bytes: Buffer.from("a,b"), channel: "C0LEADS" },
      ]);
    });

    it("go to the direct chat when they are private", async () => {
      await send({ ...both, privately: true }, "C0LEADS#U0ANA");
      expect(slack.slack.files).toMatchObject([{ channel: "D0ANA" }, { channel: "D0ANA" }]);
      expect(team()).toEqual([]);
    });

    it("go on after the part that went wrong, and repeat none", async () => {
      slack.slack.failNext("files.completeUploadExternal", { kind: "limited", seconds: 1 });
      expect(await send(both, "C0LEADS", { id: "out-x" })).toMatchObject({ kind: "retry", afterMs: 1_000 });
      slack.slack.failNext("files.completeUploadExternal", { kind: "lost" });
      const again = { id: "out-x", attempt: 2 };
      expect(await send(both, "C0LEADS", again)).toMatchObject({ kind: "unknown" });
      expect(await send(both, "C0LEADS", { ...again, attempt: 3 })).toMatchObject({ kind: "sent" });
      expect(slack.slack.shown("C0LEADS")).toEqual(["This week"]);
      expect(slack.slack.files.filter(({ channel }) => channel !== null)).toHaveLength(2);
    });

    it("say so when a file is not there, and send nothing of the message", async () => {
      expect(await send({ text: "x", file: { path: "out/none", fileName: "x", mime: "x/y" } })).toMatchObject(
        {
          kind: "rejected",
        },
      );
      expect(team()).toEqual([]);
    });
  });
});

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { InboundEvent } from "../../../src/channel/inbound.ts";
import { createFakeHost, diskFull, type FakeHost } from "../../support/fake-host.ts";
import { type ConnectedSlack, connectSlack, type Way } from "../../support/slack/connected.ts";
import { eventBody, messageBody } from "../../support/slack/people.ts";
import type { Json } from "../../support/slack/workspace.ts";
import { aCard } from "./samples.ts";

const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

describe.each<Way>(["http", "socket"])("a lead's thread in Slack (%s)", (way) => {
  let host: FakeHost;
  let slack: ConnectedSlack;
  let root: string;
  beforeEach(async () => {
    host = createFakeHost({ maxFileBytes: 10_000 });
    slack = await connectSlack(host, way);
    await slack.send({ card: aCard(), thread: "lead-42", replaceKey: "lead:lead-42" });
    root = slack.slack.messages("C0LEADS")[0]!.ts;
  });
  afterEach(() => slack.close());

  const shares = (files: Json[], more: Json = {}) =>
    slack.says({ channel: "C0LEADS", thread_ts: root, subtype: "file_share", text: "", files, ...more });
  const attachments = (event: InboundEvent | undefined) =>
    event?.type === "command" ? event.attachments : undefined;

  describe("files", () => {
    it("are fetched with the bot's token, kept, and come with what was said", async () => {
      const files = ["a.png", "b.png"].map((name) =>
        slack.slack.share({ name, mimetype: "image/png", bytes: PNG }),
      );
      expect((await shares(files, { text: "our door" })).taken).toBe(true);
      expect(host.accepted).toMatchObject([
        {
          type: "command",
          text: "our door",
          leadId: "lead-42",
          attachments: [{ fileName: "a.png" }, { fileName: "b.png" }],
        },
      ]);
      const [first] = attachments(host.accepted[0]) ?? [];
      expect(await host.files.read(first!.path)).toEqual(PNG);
    });

    it("come alone, and in a direct chat too, but not from any channel", async () => {
      const file = slack.slack.share({
        name: "plan.pdf",
        mimetype: "application/pdf",
        bytes: Buffer.from("%PDF-1.4 x"),
      });
      await shares([file]);
      await slack.says({ channel: "D0ANA", subtype: "file_share", text: "", files: [file] });
      await slack.says({ channel: "C0OTHER", subtype: "file_share", text: "", files: [file] });
      expect(host.accepted.map(attachments)).toMatchObject([
        [{ fileName: "plan.pdf" }],
        [{ fileName: "plan.pdf" }],
      ]);
      expect(host.accepted[0]).toMatchObject({ text: "" });
    });

    it("are fetched once, however often they are delivered", async () => {
      const file = slack.slack.share({ name: "a.png", mimetype: "image/png", bytes: PNG });
      const body = messageBody({
        channel: "C0LEADS",
        ts: slack.slack.nextTs(),
        thread_ts: root,
        subtype: "file_share",
        text: "",
        files: [file],
      });
      host.refuse(diskFull());
      expect((await slack.deliver(body)).taken).toBe(false);
      host.refuse(null);
      for (let retry = 1; retry < 3; retry += 1)
        expect((await slack.deliver(body, { retry })).taken).toBe(true);
      expect(host.accepted).toHaveLength(1);
      expect(slack.slack.callsOf("file")).toHaveLength(1);
    });

    it.each([
      ["is too large", (file: Json) => ({ ...file, size: 20_000 }), "too-large", 0],
      ["is larger than Slack says", (file: Json) => ({ ...file, size: 1 }), "too-large", 1],
      ["is gone", (file: Json) => ({ ...file, mode: "tombstone" }), "unavailable", 0],
      [
        "lies elsewhere",
        (file: Json) => ({ ...file, url_private_download: "https://files.example.com/x" }),
        "unavailable",
        0,
      ],
      [
        "lies in our own network",
        (file: Json) => ({ ...file, url_private_download: "https://169.254.169.254/x" }),
        "unavailable",
        0,
      ],
      ["has no address", ({ id, name }: Json) => ({ id, name }), "unavailable", 0],
    ] as const)("stands as missing when it %s", async (_name, change, missing, asked) => {
      const bytes = missing === "too-large" ? Buffer.alloc(20_000, 1) : PNG;
      const file = slack.slack.share({ name: "a.png", mimetype: "image/png", bytes });
      expect((await shares([change(file)], { text: "see" })).taken).toBe(true);
      expect(host.accepted).toMatchObject([{ text: "see", attachments: [{ missing }] }]);
      expect(slack.slack.callsOf("file")).toHaveLength(asked);
    });

    it("stands as missing when Slack shows its page to log in, and is fetched again after a lost answer", async () => {
      const page = slack.slack.share({ name: "a.png", mimetype: "image/png", bytes: PNG });
      slack.slack.failNext("file", { kind: "error", error: "missing_scope" });
      await shares([page]);
      const lost = slack.slack.share({ name: "b.png", mimetype: "image/png", bytes: PNG });
      slack.slack.failNext("file", { kind: "dropped" });
      await shares([lost]);
      expect(host.accepted.map(attachments)).toMatchObject([
        [{ missing: "unavailable" }],
        [{ fileName: "b.png", mime: "image/png" }],
      ]);
    });

    it("of another company's workspace are asked for first", async () => {
      const { id, name } = slack.slack.share({ name: "a.png", mimetype: "image/png", bytes: PNG });
      await shares([{ id, name, file_access: "check_file_info" }]);
      expect(host.accepted).toMatchObject([{ attachments: [{ mime: "image/png" }] }]);
    });
  });

  describe("what was said", () => {
    const changed = (now: Json, before: Json, more: Json = {}) => ({
      type: "message",
      subtype: "message_changed",
      hidden: true,
      channel: "C0LEADS",
      event_ts: "1700000009.000100",
      message: { type: "message", user: "U0ANA", thread_ts: root, ts: "1700000005.000100", ...now },
      previous_message: {
        type: "message",
        user: "U0ANA",
        thread_ts: root,
        ts: "1700000005.000100",
        ...before,
      },
      ...more,
    });
    const edited = { user: "U0ANA", ts: "1700000009.000000" };

    it("is changed or deleted: told with who did it and where, once", async () => {
      const change = eventBody(changed({ text: "&gt;&gt; ten", edited }, { text: "&gt;&gt; five" }), "Ev1");
      for (let i = 0; i < 2; i += 1) expect((await slack.deliver(change)).taken).toBe(true);
      await slack.deliver(
        eventBody(
          {
            type: "message",
            subtype: "message_deleted",
            hidden: true,
            channel: "C0LEADS",
            deleted_ts: "1700000005.000100",
            event_ts: "1700000010.000100",
            previous_message: {
              type: "message",
              user: "U0ANA",
              thread_ts: root,
              ts: "1700000005.000100",
              text: "x",
            },
          },
          "Ev2",
        ),
      );
      const common = {
        type: "edit",
        messageExternalId: "message:C0LEADS:1700000005.000100",
        actor: { kind: "slack", value: "T0TEAM:U0ANA" },
        leadId: "lead-42",
        chatId: "C0LEADS#U0ANA",
      };
      expect(host.accepted).toMatchObject([
        { ...common, text: ">> ten", at: "2023-11-14T22:13:29.000Z" },
        { ...common, text: null },
      ]);
    });

    it.each([
      ["an unfolded link", { text: "x", attachments: [{}] }, { text: "x" }],
      ["an edit that changed no word", { text: "x", edited }, { text: "x" }],
      ["a bot's own change", { text: "b", edited, bot_id: "B0LEADLINE" }, { text: "a" }],
      ["this bot's user", { text: "b", edited, user: "U0BOT" }, { text: "a" }],
      ["another thread", { text: "b", edited, thread_ts: "1600000000.000100" }, { text: "a" }],
      ["a message beside the threads", { text: "b", edited, thread_ts: undefined }, { text: "a" }],
    ])("is not told of as changed for %s", async (_name, now, before) => {
      expect((await slack.deliver(eventBody(changed(now, before), "Ev1"))).taken).toBe(true);
      expect(host.accepted).toEqual([]);
    });

    it("is told again when it could not be stored", async () => {
      const change = eventBody(changed({ text: "b", edited }, { text: "a" }), "Ev1");
      host.refuse(diskFull());
      expect((await slack.deliver(change)).taken).toBe(false);
      host.refuse(null);
      expect((await slack.deliver(change)).taken).toBe(true);
      expect(host.accepted).toHaveLength(1);
    });
  });

  describe("signs", () => {
    const sign = (ts: string, id: string, more: Json = {}) =>
      eventBody(
        {
          type: "reaction_added",
          user: "U0ANA",
          reaction: "outbox_tray",
          item: { type: "message", channel: "C0LEADS", ts },
          item_user: "U0ANA",
          event_ts: "1700000009.000100",
          ...more,
        },
        id,
      );

    it("on a message of the thread are told, each once", async () => {
      const ts = slack.slack.write("C0LEADS", { user: "U0ANA", text: "ten percent", thread_ts: root });
      for (const id of ["Ev1", "Ev1", "Ev2"]) expect((await slack.deliver(sign(ts, id))).taken).toBe(true);
      expect(host.accepted).toMatchObject([
        {
          type: "reaction",
          externalId: "reaction:Ev1",
          messageExternalId: `message:C0LEADS:${ts}`,
          name: "outbox_tray",
          leadId: "lead-42",
          actor: { kind: "slack", value: "T0TEAM:U0ANA" },
        },
        { externalId: "reaction:Ev2" },
      ]);
    });

    it("elsewhere mean nothing", async () => {
      const alone = slack.slack.write("C0LEADS", { user: "U0ANA", text: "lunch?" });
      const other = slack.slack.write("C0LEADS", { user: "U0BO", text: "yes", thread_ts: alone });
      for (const [id, ts] of [
        ["Ev1", root],
        ["Ev2", alone],
        ["Ev3", other],
        ["Ev4", "1.1"],
      ] as const)
        expect((await slack.deliver(sign(ts, id))).taken).toBe(true);
      const asked = slack.slack.callsOf("conversations.replies").length;
      const item = { type: "message", channel: "C0OTHER", ts: alone };
      await slack.deliver(sign(alone, "Ev5", { item }));
      await slack.deliver(sign(alone, "Ev6", { item: { type: "file", file: "F1" } }));
      await slack.deliver(sign(alone, "Ev7", { item: "unreadable" }));
      expect(slack.slack.callsOf("conversations.replies")).toHaveLength(asked);
      expect(host.accepted).toEqual([]);
    });

    it("come again when Slack could not say where they are", async () => {
      const ts = slack.slack.write("C0LEADS", { user: "U0ANA", text: "ten percent", thread_ts: root });
      slack.slack.failNext("conversations.replies", { kind: "limited", seconds: 1 });
      const first = slack.deliver(sign(ts, "Ev1"));
      if (way === "http") expect((await first).taken).toBe(false);
      expect((await slack.deliver(sign(ts, "Ev1", {}))).taken).toBe(true);
      expect(host.accepted).toHaveLength(1);
    });
  });
});

import { afterEach, describe, expect, it } from "vitest";
import { type InboundEvent, receiptOf } from "../../src/channel/inbound.ts";
import type { OutboundMessage } from "../../src/channel/outbound.ts";
import { CONVERSATIONS, DATABASES, startApp, type TestApp } from "../support/app.ts";
import { createFakeChannel } from "../support/fake-channel.ts";
import { expectInvariants } from "../support/invariants.ts";

const MINUTE = 60_000;
const CHAT = "chat-1";

describe.each(DATABASES)("what channels tell besides messages, on %s", (database) => {
  let app: TestApp;
  afterEach(() => app?.close());

  const at = () => app.clock.now().toISOString();
  const accept = async (event: Parameters<TestApp["app"]["accept"]>[1], channel = "web") => {
    await app.app.accept(channel, event);
    await app.drain();
  };
  const thread = async () =>
    (await app.posts("team")).filter((post) => post.payload.thread !== undefined).map((post) => post.payload);
  const last = async (): Promise<OutboundMessage> => (await thread()).at(-1)!;
  const qualify = async () => {
    for (const text of CONVERSATIONS.en) await app.says(CHAT, text);
    return app.lead(CHAT);
  };

  describe("a colleague who answers from the phone", () => {
    const echo = (id = "echo-1"): InboundEvent => ({
      type: "echo",
      externalId: id,
      chatId: CHAT,
      at: at(),
      text: "I'll call you",
      attachments: [],
    });

    it("takes the floor: the bot keeps silent, the lead counts as answered, the thread shows it", async () => {
      app = await startApp({ database });
      await app.says(CHAT, "Hi");
      await accept(echo());
      expect(await app.conversation(CHAT)).toMatchObject({ floor: "human", nudge: null });
      const lead = await app.lead(CHAT);
      expect(lead.stage).toBe("contacted");
      expect(lead.firstResponseAt).not.toBeNull();
      expect((await last()).text).toContain("I'll call you");
      expect(await app.says(CHAT, "Great, thanks")).toEqual([]);
      expect((await last()).text).toContain("Great, thanks");
      await app.passes(3 * 24 * 60 * MINUTE);
      expect(app.channel.texts(CHAT)).toHaveLength(1);
      await expectInvariants(app);
    });

    it("is told once, however often the channel tells it", async () => {
      app = await startApp({ database });
      await app.says(CHAT, "Hi");
      await accept(echo());
      await accept(echo());
      const told = (await thread()).filter((post) => post.text?.includes("I'll call you"));
      expect(told).toHaveLength(1);
    });

    it("who writes to somebody that is no lead writes privately: nothing is kept", async () => {
      app = await startApp({ database });
      await accept(echo());
      expect(await app.leads()).toEqual([]);
      expect(await app.posts("team")).toEqual([]);
    });
  });

  it("shows colleagues what the customer changed or took back, and answers neither", async () => {
    app = await startApp({ database });
    await app.says(CHAT, "Hi");
    const before = app.channel.texts(CHAT).length;
    const edit = { type: "edit", chatId: CHAT, messageExternalId: "event-1" } as const;
    await accept({ ...edit, externalId: "edit-1", at: at(), text: "Hi, about windows" });
    expect((await last()).text).toContain("Hi, about windows");
    await accept({ ...edit, externalId: "edit-2", at: at(), text: null });
    expect((await last()).text).toMatch(/deleted a message/);
    expect(app.channel.texts(CHAT)).toHaveLength(before);
    await expectInvariants(app);
  });

  it("tells managers what a channel needs, with its picture, once", async () => {
    app = await startApp({ database });
    const notice = {
      type: "notice",
      externalId: "qr-1",
      chatId: "-",
      at: at(),
      text: { en: "Scan this", pt: "Leia isto", es: "Escanea esto" },
      image: { path: "channels/whatsapp/qr.png", alt: "QR code" },
      replaceKey: "pairing",
    } as const;
    await accept(notice, "whatsapp");
    await accept(notice, "whatsapp");
    const posts = (await app.posts("team")).filter((post) => post.payload.image !== undefined);
    expect(posts).toHaveLength(1);
    expect(posts[0]!.payload).toMatchObject({ replaceKey: "pairing", image: { alt: "QR code" } });
  });

  describe("a message that does not arrive", () => {
    it("is told in the thread with its reason, and sent again by one click, once", async () => {
      app = await startApp({ database, faults: true });
      const lead = await qualify();
      await app.does("ana", "claim L-1");
      app.channel.fates({ kind: "unreachable", reason: "blocked by the person" });
      await app.does("ana", "reply L-1 Good morning!");
      const told = await last();
      expect(told.card?.fields).toEqual([{ label: "Reason", value: "blocked by the person" }]);
      expect(told.card?.lines?.join()).toContain("Good morning!");
      const [again, ...others] = told.card!.buttons;
      expect(others).toEqual([]);
      expect((await app.trail(lead)).at(-1)).toMatchObject({ kind: "send-failed" });
      const sent = () => app.channel.texts(CHAT).filter((text) => text === "Good morning!").length;
      expect(sent()).toBe(0);
      await Promise.all([app.asks("ana", again!.command), app.asks("maria", again!.command)]);
      await app.drain();
      expect(sent()).toBe(1);
      expect(await app.does("ana", again!.command)).toMatch(/no such message/i);
      expect(sent()).toBe(1);
      expect(await app.store.deadLetters.list({ limit: 10 })).toEqual([]);
      await expectInvariants(app);
    });

    it("of which nobody can tell waits for a person, who may say that it has arrived", async () => {
      app = await startApp({
        database,
        faults: true,
        channels: [createFakeChannel("telegram", { lookUp: false })],
      });
      await qualify();
      await app.does("ana", "claim L-1");
      const before = app.channel.texts(CHAT).length;
      app.channel.fates({ kind: "unknown", reason: "the connection broke" });
      await app.does("ana", "reply L-1 Good morning!");
      const told = await last();
      expect(told.card?.buttons.map((button) => button.command.split(" ")[0])).toEqual(["resend", "mark"]);
      expect((await app.store.outbox.counts()).parked).toBe(1);
      await app.restart();
      await app.drain();
      expect(app.channel.texts(CHAT)).toHaveLength(before);
      await app.does("ana", told.card!.buttons[1]!.command);
      expect((await app.store.outbox.counts()).parked).toBe(0);
      expect(app.channel.texts(CHAT)).toHaveLength(before);
      await expectInvariants(app);
    });

    it("is told too when the channel says so only later", async () => {
      app = await startApp({ database });
      await qualify();
      await app.does("ana", "claim L-1");
      await app.does("ana", "reply L-1 Good morning!");
      const messageExternalId = `web-out-${app.channel.sent.length}`;
      await accept(
        receiptOf({ chatId: CHAT, at: at(), messageExternalId, status: "failed", reason: "number unknown" }),
      );
      expect((await last()).card?.fields[0]?.value).toBe("number unknown");
    });

    it("does not come back to somebody who has opted out", async () => {
      app = await startApp({ database, faults: true });
      await qualify();
      await app.does("ana", "claim L-1");
      app.channel.fates({ kind: "rejected", reason: "no" });
      await app.does("ana", "reply L-1 Good morning!");
      const command = (await last()).card!.buttons[0]!.command;
      await app.says(CHAT, "stop");
      const before = app.channel.texts(CHAT).length;
      expect(await app.does("ana", command)).toMatch(/no more messages/);
      expect(app.channel.texts(CHAT)).toHaveLength(before);
    });
  });

  it("takes a receipt that comes before the send is known as sent", async () => {
    app = await startApp({ database });
    app.channel.fates({ kind: "sent", externalId: "vendor-1", held: true });
    await app.writes(CHAT, "Hi");
    while (app.channel.tried.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    for (const status of ["delivered", "read"] as const) {
      await app.app.accept(
        "web",
        receiptOf({ chatId: CHAT, at: at(), messageExternalId: "vendor-1", status }),
      );
    }
    while ((await app.store.inbox.counts()).pending > 0)
      await new Promise((resolve) => setTimeout(resolve, 5));
    app.channel.release();
    await app.drain();
    const lead = await app.lead(CHAT);
    const out = (await app.store.reads.messages(lead.id, 10)).find((each) => each.direction === "out");
    expect(out?.deliveredAt).not.toBeNull();
    expect(out?.readAt).not.toBeNull();
  });

  it("waits as long as the channel asks, for all its chats, without counting it as tries", async () => {
    app = await startApp({ database, faults: true, sendAttempts: 2 });
    for (let n = 0; n < 5; n += 1) {
      app.channel.fates({
        kind: "retry",
        afterMs: MINUTE,
        scope: "channel",
        patient: true,
        reason: "not paired",
      });
    }
    await app.writes("chat-1", "Hi");
    while (app.channel.tried.length < 1) await new Promise((resolve) => setTimeout(resolve, 5));
    await app.writes("chat-2", "Hi");
    while ((await app.store.inbox.counts()).pending > 0)
      await new Promise((resolve) => setTimeout(resolve, 5));
    expect(app.channel.tried).toHaveLength(1);
    for (let n = 0; n < 12 && app.channel.sent.length < 2; n += 1) {
      app.clock.advance(MINUTE + 1);
      await app.drain();
    }
    expect(app.channel.texts("chat-1")).toHaveLength(1);
    expect(app.channel.texts("chat-2")).toHaveLength(1);
    expect(await app.store.deadLetters.list({ limit: 10 })).toEqual([]);
  });

  describe("the thread of a lead", () => {
    it("begins with what was said before, and then shows each message and each answer of the bot", async () => {
      app = await startApp({ database });
      const lead = await qualify();
      const texts = (await thread()).map((post) => post.text ?? "");
      const transcript = texts.find((text) => text.startsWith("What was said so far:"));
      expect(transcript).toContain(CONVERSATIONS.en[0]);
      for (const text of CONVERSATIONS.en) {
        expect(
          texts.filter((shown) => shown.includes(text)),
          text,
        ).not.toEqual([]);
      }
      for (const said of app.channel.texts(CHAT).slice(0, 2))
        expect(transcript).toContain(said.split("\n")[0]);
      await app.says(CHAT, "One more thing: is Tuesday possible?");
      expect((await thread()).some((post) => post.text?.includes("is Tuesday possible?"))).toBe(true);
      expect((await thread()).every((post) => post.thread === lead.id)).toBe(true);
      await expectInvariants(app);
    });
  });

  it("lets a linked colleague give commands on the channel of prospects, and is never a lead", async () => {
    app = await startApp({ database, channels: [createFakeChannel("telegram")] });
    await qualify();
    await app.store.people.save({
      identities: [{ id: "ana-telegram", repId: "ana", kind: "telegram", value: "777" }],
    });
    const answer = await app.says("777", "claim L-1");
    expect(answer.join()).toMatch(/L-1/);
    expect(await app.lead(CHAT)).toMatchObject({ ownerId: "ana" });
    expect(await app.leads()).toHaveLength(1);
    // One who was switched off is told so, and becomes no lead.
    await app.store.people.save({ reps: [{ ...(await app.rep("ana")), active: false }] });
    expect((await app.says("777", "leads")).join()).not.toBe("");
    expect(await app.leads()).toHaveLength(1);
    // Who only has the same name is a prospect.
    await app.says("778", "claim L-1", { name: "Ana" });
    expect(await app.leads()).toHaveLength(2);
  });

  it("lets quick commands of a colleague see what those before them did", async () => {
    app = await startApp({ database, channels: [createFakeChannel("telegram")] });
    await qualify();
    await app.store.people.save({
      identities: [{ id: "ana-telegram", repId: "ana", kind: "telegram", value: "777" }],
    });
    await Promise.all(
      ["claim L-1", "stage L-1 contacted", "mine", "undo"].map((text) => app.writes("777", text)),
    );
    await app.drain();
    const [, , mine, undone] = app.channel.texts("777");
    expect(mine).toMatch(/L-1.*Contacted/s);
    expect(undone).toMatch(/the stage of L-1/);
  });

  describe("another bot", () => {
    it("that repeats itself is left to a person, and gets no more answers", async () => {
      app = await startApp({ database });
      // Asked in the middle of the questions, it is answered each time, and the question asked again.
      const said = "Hello! What are your opening hours? This is an automatic message.";
      const heard: number[] = [];
      for (let n = 0; n < 12; n += 1) {
        heard.push((await app.says("bot", said)).length);
        app.clock.advance(20_000);
      }
      expect(heard.slice(-6)).toEqual([0, 0, 0, 0, 0, 0]);
      expect(await app.conversation("bot")).toMatchObject({ floor: "human" });
      const told = (await thread()).filter((post) => post.text?.includes("as a machine does"));
      expect(told).toHaveLength(1);
    });

    it("that sends our own words back to us comes to an end", async () => {
      app = await startApp({ database });
      let inFlight = await app.says("relay", "Hello");
      let rounds = 0;
      for (; inFlight.length > 0 && rounds < 300; rounds += 1) {
        const answers: string[] = [];
        for (const text of inFlight) answers.push(...(await app.says("relay", text)));
        inFlight = answers;
      }
      expect(rounds).toBeLessThan(60);
      expect(app.channel.texts("relay").length).toBeLessThan(120);
      await expectInvariants(app);
    });

    it("that answers each of our messages is left to a person after a while", async () => {
      app = await startApp({ database });
      let answers = 0;
      for (let n = 0; n < 200; n += 1) {
        const replies = await app.says("bot", `Your request number ${n} was taken, please wait`);
        answers += replies.length;
        if (replies.length === 0) break;
      }
      expect(answers).toBeLessThan(120);
      expect(await app.conversation("bot")).toMatchObject({ floor: "human" });
    });
  });
});

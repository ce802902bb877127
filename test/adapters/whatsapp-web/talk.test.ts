import { createRequire } from "node:module";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  accepted,
  envelope,
  eventually,
  isReady,
  startLinked,
  type TestWhatsApp,
} from "../../support/whatsapp-web/linked.ts";

const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==",
  "base64",
);

/** One session for all of it: each test has people of its own. */
describe("talking over a linked phone", () => {
  let whatsapp: TestWhatsApp;
  let people = 0;
  beforeAll(async () => {
    whatsapp = await startLinked();
  });
  afterAll(() => whatsapp.close());

  function somebody() {
    people += 1;
    const phone = `1555010${1_000 + people}`;
    const lid = `9000000000${10_000 + people}`;
    return { phone, wid: `${phone}@c.us`, lid, lidWid: `${lid}@lid` };
  }

  /** Somebody who has written, so that we may answer. */
  async function writer() {
    const person = somebody();
    const { id } = whatsapp.fake.arrive({ from: person.wid, body: "hello" });
    const chatId = person.phone;
    await accepted(whatsapp.host, "message", (event) => event.chatId === chatId);
    return { ...person, chatId, messageId: `false_${chatId}_${id.id}` };
  }

  function send(id: string, chatId: string, message: Parameters<typeof envelope>[2]) {
    return whatsapp.adapter.send(envelope(id, chatId, message));
  }

  it("loads the library in a process of its own only", () => {
    const loaded = Object.keys(createRequire(import.meta.url).cache);
    expect(loaded.some((file) => file.includes("/node_modules/qrcode/"))).toBe(true);
    expect(loaded.filter((file) => /node_modules\/(whatsapp-web\.js|puppeteer)\//.test(file))).toEqual([]);
  });

  describe("coming in", () => {
    it("joins phone and LID in one person, whichever they write from", async () => {
      const { fake, host } = whatsapp;
      const { phone, wid, lid, lidWid } = somebody();
      fake.addPerson({ pn: wid, lid: lidWid });
      fake.arrive({ from: wid, body: "from the phone", notifyName: "Zoë\u202e <b>" });
      fake.arrive({ from: lidWid, body: "from the LID" });
      const identities = [
        { kind: "whatsapp", value: phone },
        { kind: "phone", value: `+${phone}` },
        { kind: "lid", value: lid },
      ];
      const first = await accepted(host, "message", ({ text }) => text === "from the phone");
      expect(first).toMatchObject({ chatId: phone, from: { identities, name: "Zoë <b>" } });
      const second = await accepted(host, "message", ({ text }) => text === "from the LID");
      expect(second).toMatchObject({ chatId: phone, from: { identities } });
    });

    it("keeps the chat of a LID when the phone becomes known, and never takes a LID for a phone", async () => {
      const { fake, host, adapter } = whatsapp;
      const { lid, lidWid, wid } = somebody();
      fake.arrive({ from: lidWid, body: "who am I" });
      const message = await accepted(host, "message", ({ text }) => text === "who am I");
      expect(message).toMatchObject({
        chatId: `lid:${lid}`,
        from: { identities: [{ kind: "lid", value: lid }] },
      });
      expect(await adapter.send(envelope("to-lid", `lid:${lid}`, { text: "Hi" }))).toMatchObject({
        kind: "sent",
      });
      expect(fake.sentTo(lidWid)).toHaveLength(1);
      fake.addPerson({ pn: wid, lid: lidWid });
      fake.arrive({ from: wid, body: "this is my phone" });
      const later = await accepted(host, "message", ({ text }) => text === "this is my phone");
      expect(later.chatId).toBe(`lid:${lid}`);
      expect(later.from.identities.map(({ kind }) => kind)).toEqual(["whatsapp", "phone", "lid"]);
    });

    it("keeps a file under a name of its own, by what it is", async () => {
      const { fake, host } = whatsapp;
      const { phone, wid } = somebody();
      const media = { data: PNG, mimetype: "application/x-evil", filename: "../../etc/passwd" };
      fake.arrive({ from: wid, body: "my kitchen", media, type: "image" });
      const message = await accepted(host, "message", ({ chatId }) => chatId === phone);
      expect(message.text).toBe("my kitchen");
      expect(message.attachments).toEqual([
        expect.objectContaining({ fileName: "passwd", mime: "image/png", size: PNG.length }),
      ]);
      expect(message.attachments[0]?.path).toMatch(/^attachments\/\d{4}\/\d\d\/[\w-]+\.png$/);
      expect(await host.files.read(message.attachments[0]?.path ?? "")).toEqual(PNG);
    });

    it("hands on a message whose file is gone, is too large, or may be seen only once", async () => {
      const { fake, host } = whatsapp;
      const { phone, wid } = somebody();
      const pdf = { data: Buffer.from("%PDF-1.4"), mimetype: "application/pdf", filename: "plan.pdf" };
      const gone = fake.arrive({ from: wid, body: "gone", media: pdf, deliver: false });
      fake.media.delete(gone.directPath ?? "");
      // As if it had come just now.
      fake.arrive({ ...gone, from: wid, id: gone.id.id, media: undefined });
      fake.arrive({ from: wid, body: "large", media: pdf, size: 50_000_000 });
      fake.arrive({ from: wid, type: "image" });
      const missing = await eventually(() => {
        const found = host.accepted.flatMap((event) =>
          event.type === "message" && event.chatId === phone ? event.attachments : [],
        );
        if (found.length < 3) throw new Error(`${found.length} of 3`);
        return found.map((file) => file.missing);
      });
      expect(missing).toEqual(["unavailable", "too-large", "unavailable"]);
    });

    it("takes a location and a contact card", async () => {
      const { fake, host } = whatsapp;
      const { phone, wid } = somebody();
      fake.arrive({
        from: wid,
        type: "location",
        lat: -23.55,
        lng: -46.63,
        loc: "Sample place\nSample street 1",
      });
      const vcard =
        "BEGIN:VCARD\nVERSION:3.0\nFN:Sample Person\nTEL;type=CELL;waid=15550109999:+1 555 010-9999\nEMAIL:sample@example.com\nEND:VCARD";
      fake.arrive({ from: wid, type: "vcard", body: vcard });
      const place = await accepted(host, "message", (event) => event.chatId === phone && !!event.location);
      expect(place.location).toEqual({
        latitude: -23.55,
        longitude: -46.63,
        label: "Sample place, Sample street 1",
      });
      const shared = await accepted(host, "message", (event) => event.chatId === phone && !!event.card);
      expect(shared.card).toEqual({
        name: "Sample Person",
        phone: "+15550109999",
        email: "sample@example.com",
      });
      expect(shared.text).toBe("");
    });

    it("tells which message is answered: theirs or ours", async () => {
      const { fake, host } = whatsapp;
      const person = await writer();
      const sent = await send("quoted", person.chatId, { text: "Which colour?" });
      const ours = fake.sentTo(person.wid)[0]?.id.id;
      fake.arrive({ from: person.wid, body: "this", quotedStanzaID: ours, quotedParticipant: fake.me.pn });
      const answer = await accepted(host, "message", ({ text }) => text === "this");
      expect(sent).toEqual({ kind: "sent", externalId: answer.quotes });
      const theirs = person.messageId.split("_").at(-1);
      fake.arrive({ from: person.wid, body: "that", quotedStanzaID: theirs, quotedParticipant: person.wid });
      expect((await accepted(host, "message", ({ text }) => text === "that")).quotes).toBe(person.messageId);
    });

    it("tells what was changed and what was taken back", async () => {
      const { fake, host } = whatsapp;
      const person = await writer();
      const stanza = person.messageId.split("_").at(-1) ?? "";
      fake.edit(stanza, "hello, again");
      const edit = await accepted(host, "edit", ({ chatId }) => chatId === person.chatId);
      expect(edit).toMatchObject({ text: "hello, again", messageExternalId: person.messageId });
      fake.revoke(stanza);
      const taken = await accepted(
        host,
        "edit",
        ({ text, chatId }) => text === null && chatId === person.chatId,
      );
      expect(taken.messageExternalId).toBe(person.messageId);
    });

    it("leaves groups, channels, the status feed, notes and itself alone", async () => {
      const { fake, host } = whatsapp;
      const { phone, wid } = somebody();
      const before = host.accepted.length;
      fake.arrive({ from: "120363000000000001@g.us", body: "group", author: wid });
      fake.arrive({ from: "status@broadcast", body: "status", author: wid });
      fake.arrive({ from: "120363000000000002@newsletter", body: "channel" });
      fake.arrive({ from: "0@c.us", body: "WhatsApp itself" });
      fake.arrive({ from: fake.me.pn, body: "note to self", fromMe: true });
      for (const type of ["e2e_notification", "call_log", "gp2", "protocol", "ciphertext"])
        fake.arrive({ from: wid, body: "note", type });
      fake.arrive({ from: wid, body: "the last one" });
      await accepted(host, "message", ({ text }) => text === "the last one");
      const texts = host.accepted.slice(before).map((event) => ("text" in event ? event.text : event.type));
      expect(texts).toEqual(["the last one"]);
      expect(host.accepted.at(-1)).toMatchObject({ chatId: phone });
    });

    it("tells when a colleague answers on the phone, and never takes its own messages for that", async () => {
      const { fake, host } = whatsapp;
      const person = await writer();
      await send("own", person.chatId, { text: "from the bot" });
      fake.arrive({ from: person.wid, body: "I take over", fromMe: true });
      const echo = await accepted(host, "echo");
      expect(echo).toMatchObject({ chatId: person.chatId, text: "I take over" });
      fake.arrive({ from: person.wid, body: "done" });
      await accepted(host, "message", ({ text }) => text === "done");
      expect(host.accepted.filter((event) => event.type === "echo")).toHaveLength(1);
    });
  });

  describe("going out", () => {
    it("answers a message, shows that it writes, and sends no read receipt by sending", async () => {
      const { fake } = whatsapp;
      const person = await writer();
      await eventually(() => expect(fake.chats.get(person.wid)?.unreadCount).toBe(0));
      const outcome = await send("reply", person.chatId, { text: "To that:", quotes: person.messageId });
      expect(outcome.kind).toBe("sent");
      const [sent] = fake.sentTo(person.wid);
      expect(sent).toMatchObject({ body: "To that:", quotedStanzaID: person.messageId.split("_").at(-1) });
    });

    it("sends a picture with its caption and a file under its name", async () => {
      const { fake, host } = whatsapp;
      const person = await writer();
      const kept = await host.files.keep({ content: PNG, fileName: "chart.png" });
      const csv = await host.files.keep({ content: Buffer.from("a,b"), fileName: "a.csv", mime: "text/csv" });
      const outcome = await send("files", person.chatId, {
        text: "Here you are",
        image: { path: kept.path, alt: "A chart" },
        file: { path: csv.path, fileName: "prices.csv", mime: "text/csv", caption: "Prices" },
      });
      expect(outcome.kind).toBe("sent");
      const [picture, file] = fake.sentTo(person.wid);
      expect(picture).toMatchObject({ type: "image", caption: "Here you are", mimetype: "image/png" });
      expect(fake.media.get(picture?.directPath ?? "")).toEqual(PNG);
      expect(file).toMatchObject({ type: "document", caption: "Prices", filename: "prices.csv" });
      expect(outcome).toMatchObject({ externalId: `true_${person.chatId}_${file?.id.id}` });
    });

    it("tells that a message arrived, was read, or failed, once each", async () => {
      const { fake, host } = whatsapp;
      const person = await writer();
      const sent = await send("receipts", person.chatId, { text: "Read me" });
      const [{ id } = { id: { id: "" } }] = fake.sentTo(person.wid);
      for (const ack of [2, 3, 3, 4]) fake.ack(id.id, ack);
      await accepted(host, "receipt", ({ status, chatId }) => status === "read" && chatId === person.chatId);
      const other = await send("fails", person.chatId, { text: "Lost" });
      fake.ack(fake.sentTo(person.wid)[1]?.id.id ?? "", -1);
      await accepted(
        host,
        "receipt",
        ({ status, chatId }) => status === "failed" && chatId === person.chatId,
      );
      const told = host.accepted.flatMap((event) =>
        event.type === "receipt" && event.chatId === person.chatId
          ? [[event.status, event.messageExternalId]]
          : [],
      );
      const idOf = (outcome: typeof sent) => (outcome.kind === "sent" ? outcome.externalId : "");
      expect(told).toEqual([
        ["delivered", idOf(sent)],
        ["read", idOf(sent)],
        ["failed", idOf(other)],
      ]);
    });

    it("writes to nobody who has not written first", async () => {
      const { phone, wid } = somebody();
      const outcome = await send("cold", phone, { text: "Buy now!" });
      expect(outcome).toMatchObject({
        kind: "rejected",
        reason: expect.stringContaining("not written first"),
      });
      expect(whatsapp.fake.sentTo(wid)).toEqual([]);
    });

    it("goes on after the part that is out, and repeats none", async () => {
      const { fake, adapter } = whatsapp;
      const person = await writer();
      const paragraphs = ["a", "b", "c"].map((letter) => letter.repeat(3_000));
      const long = envelope("long", person.chatId, { text: paragraphs.join("\n\n") });
      fake.failNextSend("reload-after", 1);
      expect(await adapter.send(long)).toMatchObject({ kind: "unknown" });
      // The second part is out too: what is left is the third.
      expect(await adapter.lookUp?.(long)).toEqual({ kind: "absent" });
      await isReady(adapter);
      expect(await adapter.send(long)).toMatchObject({ kind: "sent" });
      expect(fake.sentTo(person.wid).map(({ body }) => body)).toEqual(paragraphs);
      expect(await adapter.lookUp?.(long)).toMatchObject({ kind: "found" });
    });
  });
});

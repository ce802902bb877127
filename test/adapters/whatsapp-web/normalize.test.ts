import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keyOf, toWire } from "../../../adapters/whatsapp/web/child/wire.ts";
import {
  cardOf,
  messageId,
  parseMessageId,
  saysSomething,
  toEdit,
  toEvent,
} from "../../../adapters/whatsapp/web/normalize.ts";
import { wireMessageSchema } from "../../../adapters/whatsapp/web/protocol.ts";
import { inboundEventSchema } from "../../../src/channel/inbound.ts";

const RAW = {
  id: { fromMe: false, remote: "15550101001@c.us", id: "3EB0A" },
  from: "15550101001@c.us",
  type: "chat",
  t: 1_780_000_000,
  body: "hello",
};

function wire(fields: object = {}) {
  const message = toWire({ ...RAW, ...fields });
  if (message === null) throw new Error("it was left out");
  return message;
}

const around = { chatId: "15550101001", person: { phone: "15550101001" }, attachments: [] };

describe("a message of the library", () => {
  it.each([
    ["a group", { id: { ...RAW.id, remote: "120363000000000001@g.us" } }],
    ["a channel", { id: { ...RAW.id, remote: { _serialized: "120363000000000001@newsletter" } } }],
    ["the status feed", { isStatusV3: true }],
    ["WhatsApp itself", { id: { ...RAW.id, remote: "0@c.us" } }],
    ["a note to oneself", { id: { ...RAW.id, fromMe: true } }],
    ["something without a key", { id: null }],
  ])("is left out when it is of %s", (_name, fields) => {
    expect(toWire({ ...RAW, ...fields })).toBeNull();
  });

  it("loses the field that cannot be read, and nothing else", () => {
    const odd = {
      notifyName: 7,
      ack: "x",
      lat: {},
      vcardList: 1,
      quotedStanzaID: [],
      size: -1,
      caption: null,
    };
    expect(wire(odd)).toEqual(wire());
  });

  it("takes the caption of a file for its text, never its small picture", () => {
    const image = wire({ type: "image", directPath: "/v/1", body: "/9j/4AAQ", caption: "my door", size: 9 });
    expect(image).toMatchObject({ text: "my door", media: { size: 9 } });
    expect(wire({ type: "location", lat: 1, lng: 2, body: "/9j/4AAQ", directPath: "/x" })).toMatchObject({
      text: "",
      location: { latitude: 1, longitude: 2 },
    });
  });

  it("has a key, in whatever form the chat is told", () => {
    expect(keyOf({ id: { ...RAW.id, remote: { _serialized: "9@lid" } } })).toBeNull();
    expect(keyOf(RAW)).toEqual({ fromMe: false, chat: "15550101001@c.us", stanza: "3EB0A" });
    expect(keyOf(undefined)).toBeNull();
  });

  it("never throws, and gives only what the main process takes", () => {
    const fields = fc.record(
      {
        type: fc.oneof(fc.string(), fc.constant("vcard"), fc.constant("location")),
        t: fc.oneof(fc.double(), fc.nat()),
        body: fc.anything(),
        caption: fc.anything(),
        lat: fc.double(),
        lng: fc.double(),
        loc: fc.anything(),
        vcardList: fc.anything(),
        directPath: fc.anything(),
        quotedStanzaID: fc.anything(),
        quotedParticipant: fc.anything(),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fields, (odd) => {
        const message = toWire({ ...RAW, ...odd });
        if (message === null) return;
        const parsed = wireMessageSchema.parse(message);
        inboundEventSchema.parse(toEvent(parsed, around));
      }),
    );
  });
});

describe("an event", () => {
  it("keeps its id when WhatsApp moves the chat from the phone to the LID", () => {
    const id = messageId({ fromMe: false, stanza: "3EB0A" }, "15550101001");
    expect(toEvent(wire({ id: { ...RAW.id, remote: "900000000000111@lid" } }), around).externalId).toBe(id);
    expect(parseMessageId(id)).toEqual({ fromMe: false, stanza: "3EB0A" });
    expect(parseMessageId("lid:12")).toBeNull();
  });

  it("is a message of a person, or the answer of a colleague", () => {
    expect(toEvent(wire({ notifyName: " Ana\u200b  Sample " }), around)).toMatchObject({
      type: "message",
      text: "hello",
      from: { name: "Ana Sample", identities: [{ kind: "whatsapp" }, { kind: "phone" }] },
    });
    const own = wire({ id: { ...RAW.id, fromMe: true }, from: "15550000001@c.us" });
    expect(toEvent(own, around).type).toBe("echo");
  });

  it("has another id for each edit, and the same for the same one", () => {
    const edit = { stanza: "3EB0A", text: "new\u0000", at: 1_780_000_001 };
    expect(toEdit(edit, "1")).toMatchObject({
      type: "edit",
      text: "new",
      messageExternalId: "false_1_3EB0A",
    });
    expect(toEdit(edit, "1").externalId).toBe(toEdit(edit, "1").externalId);
    const ids = [edit, { ...edit, at: edit.at + 1 }, { ...edit, text: null }].map(
      (e) => toEdit(e, "1").externalId,
    );
    expect(new Set(ids).size).toBe(3);
  });

  it("is not made of what WhatsApp notes by itself", () => {
    for (const type of ["e2e_notification", "call_log", "revoked", "ciphertext", "album"])
      expect(saysSomething(wire({ type }))).toBe(false);
    expect(saysSomething(wire({ body: " \n" }))).toBe(false);
    expect(saysSomething(wire({ type: "image", body: "" }))).toBe(true);
    expect(saysSomething(wire({ type: "order", body: "two doors" }))).toBe(true);
  });
});

describe("a contact card", () => {
  it.each([
    ["FN:Ana\nTEL;type=CELL;waid=15550109999:+1 (555) 010", { name: "Ana", phone: "+15550109999" }],
    ["item1.TEL:+1 555 010 9999\nitem1.X-ABLabel:Home", { phone: "+1 555 010 9999" }],
    ["N:Sample;Ana;;;", { name: "Ana Sample" }],
    [
      "FN:Ana\\, the\n  second\nEMAIL;TYPE=work:a@example.com",
      { name: "Ana, the second", email: "a@example.com" },
    ],
    ["FN:\nTEL:not a number", undefined],
    ["", undefined],
  ])("says what is of use: %j", (lines, card) => {
    expect(cardOf(`BEGIN:VCARD\n${lines}\nEND:VCARD`)).toEqual(card);
  });
});

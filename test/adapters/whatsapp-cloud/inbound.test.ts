import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { InboundEvent } from "../../../src/channel/inbound.ts";
import { createFakeHost } from "../../support/fake-host.ts";
import { type Connected, connect } from "../../support/whatsapp-cloud/connect.ts";
import { TOKEN } from "../../support/whatsapp-cloud/fake-graph.ts";
import { message, phoneOf, post, postRaw } from "../../support/whatsapp-cloud/posts.ts";

let channel: Connected;
beforeEach(async () => {
  channel = await connect();
});
afterEach(() => channel.close());

const ANA = phoneOf("ana");
const USER = "BR.13491208655302741918";
const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

/** Deliver one message and give what was handed on. */
async function say(
  fields: Record<string, unknown>,
  contacts: unknown[] = [],
): Promise<InboundEvent | undefined> {
  const before = channel.host.accepted.length;
  expect(await channel.deliver({ contacts, messages: [message("wamid.1", ANA, fields)] })).toBe(200);
  return channel.host.accepted[before];
}

describe("who writes", () => {
  it("is known by phone, with the name of the profile", async () => {
    const event = await say({ type: "text", text: { body: "hi" } }, [
      { wa_id: "15550000000", profile: { name: "Somebody else" } },
      { wa_id: ANA, profile: { name: " Ana\u202e  Sample " } },
    ]);
    expect(event).toMatchObject({
      chatId: ANA,
      from: {
        name: "Ana Sample",
        identities: [
          { kind: "whatsapp", value: ANA },
          { kind: "phone", value: `+${ANA}` },
        ],
      },
    });
  });

  it("may be known by a business-scoped id only", async () => {
    const { from: _phone, ...hidden } = message("wamid.1", ANA, "hi");
    const contacts = [{ user_id: USER, profile: { name: "Ana", username: "ana.sample" } }];
    await channel.deliver({ contacts, messages: [{ ...hidden, from_user_id: USER }] });
    expect(channel.host.accepted[0]).toMatchObject({
      chatId: `user:${USER}`,
      from: { name: "Ana", identities: [{ kind: "whatsapp-user", value: USER }] },
    });
  });

  it("may be known by the contact alone", async () => {
    const { from: _phone, ...hidden } = message("wamid.1", ANA, "hi");
    await channel.deliver({ contacts: [{ user_id: USER }], messages: [hidden] });
    expect(channel.host.accepted[0]?.chatId).toBe(`user:${USER}`);
  });

  it("stays in one chat when the phone is hidden later, or shown later", async () => {
    await channel.deliver({ messages: [{ ...message("wamid.1", ANA, "one"), from_user_id: USER }] });
    const { from: _phone, ...hidden } = message("wamid.2", ANA, "two");
    await channel.deliver({ messages: [{ ...hidden, from_user_id: USER }] });
    expect(channel.host.accepted.map(({ chatId }) => chatId)).toEqual([ANA, ANA]);
    expect(channel.host.accepted[0]).toMatchObject({
      from: { identities: [{ kind: "whatsapp" }, { kind: "phone" }, { kind: "whatsapp-user", value: USER }] },
    });
    const other = "BR.2";
    await channel.deliver({ messages: [{ ...hidden, id: "wamid.3", from_user_id: other }] });
    await channel.deliver({ messages: [{ ...message("wamid.4", phoneOf("bo"), "x"), from_user_id: other }] });
    expect(channel.host.accepted.slice(2).map(({ chatId }) => chatId)).toEqual([
      `user:${other}`,
      `user:${other}`,
    ]);
  });
});

describe("what is said", () => {
  it.each([
    [{ type: "text", text: { body: "two\r\nlines" } }, { text: "two\nlines" }],
    [
      {
        type: "interactive",
        interactive: { type: "button_reply", button_reply: { id: "size:big", title: "Big" } },
      },
      { text: "Big", choice: "size:big" },
    ],
    [
      {
        type: "interactive",
        interactive: {
          type: "list_reply",
          list_reply: { id: "row-1", title: "Doors", description: "of wood" },
        },
      },
      { text: "Doors", choice: "row-1" },
    ],
    [
      { type: "button", button: { payload: "yes", text: "Yes, please" } },
      { text: "Yes, please", choice: "yes" },
    ],
    [
      {
        type: "location",
        location: { latitude: -23.5, longitude: "-46.6", name: "Sample Square", address: "1 Sample Street" },
      },
      { text: "", location: { latitude: -23.5, longitude: -46.6, label: "Sample Square, 1 Sample Street" } },
    ],
    [
      {
        type: "contacts",
        contacts: [
          {
            name: { formatted_name: "Bo Sample" },
            phones: [{ phone: "+1 \u0000555-0101\u200b", wa_id: "15550101" }],
            emails: [{ email: "bo@example.com" }],
          },
        ],
      },
      { text: "", card: { name: "Bo Sample", phone: "+1 555-0101", email: "bo@example.com" } },
    ],
    [
      {
        type: "contacts",
        contacts: [
          { name: { first_name: "Bo" } },
          { name: { formatted_name: "Cy" }, phones: [{ wa_id: "15550102" }] },
        ],
      },
      { text: "Bo\nCy · 15550102", card: { name: "Bo" } },
    ],
    [
      {
        type: "order",
        order: {
          catalog_id: "1",
          text: "by Friday?",
          product_items: [
            { product_retailer_id: "DOOR-1", quantity: "2", item_price: 99.5, currency: "BRL" },
          ],
        },
      },
      { text: "🛒 2 × DOOR-1 · 99.5 BRL\nby Friday?" },
    ],
    [
      {
        type: "interactive",
        interactive: {
          type: "nfm_reply",
          nfm_reply: { body: "Sent", response_json: '{"flow_token":"x","size":"L"}' },
        },
      },
      { text: "size: L" },
    ],
    [
      { type: "unsupported", errors: [{ code: 131051, title: "Message type unknown" }] },
      { text: "", attachments: [{ fileName: "unsupported message", missing: "unavailable" }] },
    ],
    [{ type: "something new", something: {} }, { attachments: [{ missing: "unavailable" }] }],
    [
      { type: "text", text: { body: "that one" }, context: { from: "15550100", id: "wamid.earlier" } },
      { text: "that one", quotes: "wamid.earlier" },
    ],
    [
      {
        type: "text",
        text: { body: "hi" },
        referral: {
          source_type: "ad",
          source_id: "120200000000",
          source_url: "https://fb.me/x",
          headline: "Doors  for all",
          ctwa_clid: "c",
        },
      },
      { referral: { source: "meta-ad", campaign: "Doors for all", ref: "120200000000" } },
    ],
    [
      {
        type: "text",
        text: { body: "hi" },
        referral: { source_type: "post", source_url: "https://fb.me/y" },
      },
      { referral: { source: "meta-post", ref: "https://fb.me/y" } },
    ],
  ])("is read: %j", async (fields, expected) => {
    expect(await say(fields)).toMatchObject({ type: "message", externalId: "wamid.1", ...expected });
  });

  it.each([
    { type: "reaction", reaction: { message_id: "wamid.x", emoji: "👍" } },
    { type: "system", system: { body: "changed their number", type: "user_changed_number" } },
    { type: "request_welcome" },
    { type: "text", text: { body: "in a group" }, group_id: "g1" },
  ])("is acknowledged and left out: %j", async (fields) => {
    expect(await say(fields)).toBeUndefined();
  });

  it("is cut where it is too long, and loses a field that cannot be read", async () => {
    const long = await say({ type: "text", text: { body: "é".repeat(20_000) } });
    expect(long).toMatchObject({ text: expect.stringMatching(/^é{7999}…$/) });
    const { host } = channel;
    await channel.deliver({
      messages: [message("wamid.2", ANA, { type: "location", location: { latitude: 999, longitude: 0 } })],
    });
    expect(host.accepted[1]).toMatchObject({ text: "", attachments: [{ missing: "unavailable" }] });
  });

  it("may be changed or taken back", async () => {
    await channel.deliver({
      messages: [
        message("wamid.e1", ANA, {
          type: "edit",
          edit: { original_message_id: "wamid.1", message: { type: "text", text: { body: "3 doors" } } },
        }),
        message("wamid.e2", ANA, {
          type: "edit",
          edit: { original_message_id: "wamid.2", message: { image: { id: "1", caption: "this one" } } },
        }),
        message("wamid.r", ANA, { type: "revoke", revoke: { original_message_id: "wamid.1" } }),
      ],
    });
    expect(channel.host.accepted).toMatchObject([
      { type: "edit", messageExternalId: "wamid.1", text: "3 doors", chatId: ANA },
      { type: "edit", messageExternalId: "wamid.2", text: "this one" },
      { type: "edit", messageExternalId: "wamid.1", text: null },
    ]);
  });

  it("by a colleague in the WhatsApp Business app is an echo", async () => {
    const value = {
      message_echoes: [
        {
          from: "15550100",
          to: ANA,
          id: "wamid.echo",
          timestamp: "1749416383",
          type: "text",
          text: { body: "I am on it" },
        },
        {
          from: "15550100",
          to: ANA,
          id: "wamid.echo2",
          type: "revoke",
          revoke: { original_message_id: "wamid.echo" },
        },
        { from: "15550100", to_user_id: USER, id: "wamid.echo3", type: "text", text: { body: "me too" } },
      ],
    };
    expect(await postRaw(channel.url, JSON.stringify(post(value, { field: "smb_message_echoes" })))).toBe(
      200,
    );
    expect(channel.host.accepted).toMatchObject([
      { type: "echo", chatId: ANA, text: "I am on it", at: "2025-06-08T20:59:43.000Z" },
      { type: "echo", chatId: `user:${USER}`, text: "me too" },
    ]);
  });
});

describe("files", () => {
  const picture = (id: string) => ({
    type: "image",
    image: { id, mime_type: "image/png", caption: "my door" },
  });

  it("are fetched with the token and kept under a generated name", async () => {
    channel.graph.offer("m1", { bytes: PNG, mime: "image/png" });
    const event = await say({
      type: "document",
      document: { id: "m1", filename: "../../etc/passwd.png", mime_type: "image/png", caption: "my door" },
    });
    expect(event).toMatchObject({
      text: "my door",
      attachments: [{ fileName: "passwd.png", mime: "image/png", size: PNG.length }],
    });
    if (event?.type !== "message") throw new Error("no message");
    const [file] = event.attachments;
    expect(file?.path).toMatch(/^attachments\/\d{4}\/\d{2}\/[0-9a-f-]{36}\.png$/);
    expect(await readFile(join(channel.host.dataFolder, file?.path ?? ""))).toEqual(PNG);
    const fetched = channel.graph.asked.find(({ path }) => path === "/files/m1");
    expect(fetched?.token).toBe(TOKEN);
  });

  it.each(["image", "video", "audio", "voice", "sticker", "document"])("are taken as %s", async (type) => {
    channel.graph.offer("m1", { bytes: PNG, mime: "image/png" });
    expect(await say({ type, [type]: { id: "m1" } })).toMatchObject({ attachments: [{ mime: "image/png" }] });
  });

  it("are tried again when Meta falters, each time with a new address", async () => {
    channel.graph.offer("m1", { bytes: PNG, mime: "image/png" });
    channel.graph.fail("media", { kind: "error", status: 500, code: 131000 });
    channel.graph.fail("file", { kind: "error", status: 404 });
    expect(await say(picture("m1"))).toMatchObject({ attachments: [{ size: PNG.length }] });
  });

  it("do not take the message with them when Meta gives them never", async () => {
    channel.graph.offer("m1", { bytes: PNG, mime: "image/png" });
    channel.graph.fail("file", { kind: "reset" }, { kind: "reset" }, { kind: "reset" });
    expect(await say(picture("m1"))).toMatchObject({
      text: "my door",
      attachments: [{ missing: "unavailable", mime: "image/png", path: "" }],
    });
  });

  it.each([
    ["is not known any more", "none", {}],
    ["is elsewhere", "m1", { url: "https://elsewhere.example/a" }],
    ["is inside", "m1", { url: "http://169.254.169.254/latest/meta-data" }],
    ["is not an address", "m1", { url: "lookaside" }],
  ])("that Meta says %s are missing", async (_name, id, extra) => {
    channel.graph.offer("m1", { bytes: PNG, mime: "image/png", ...extra });
    expect(await say(picture(id))).toMatchObject({ attachments: [{ missing: "unavailable" }] });
  });

  it("that are too large are not fetched, or not to the end", async () => {
    await channel.close();
    channel = await connect({ host: createFakeHost({ maxFileBytes: 100 }) });
    channel.graph.offer("announced", { bytes: PNG, mime: "image/png", size: 101 });
    channel.graph.offer("unannounced", { bytes: Buffer.alloc(101, 1), mime: "image/png", size: 5 });
    expect(await say(picture("announced"))).toMatchObject({ attachments: [{ missing: "too-large" }] });
    expect(channel.graph.asked.filter(({ path }) => path.startsWith("/files/"))).toEqual([]);
    await channel.deliver({ messages: [message("wamid.2", ANA, picture("unannounced"))] });
    expect(channel.host.accepted[1]).toMatchObject({ attachments: [{ missing: "too-large" }] });
  });

  it("that are dangerous are not kept", async () => {
    channel.graph.offer("m1", { bytes: Buffer.from("<script>alert(1)</script>"), mime: "image/png" });
    expect(await say(picture("m1"))).toMatchObject({ attachments: [{ missing: "unsafe" }] });
  });

  it("are fetched once, though the message could be stored only at the second delivery", async () => {
    channel.graph.offer("m1", { bytes: PNG, mime: "image/png" });
    channel.host.refuse(new Error("full"));
    expect(await channel.deliver({ messages: [message("wamid.1", ANA, picture("m1"))] })).toBe(503);
    channel.host.refuse(null);
    expect(await channel.deliver({ messages: [message("wamid.1", ANA, picture("m1"))] })).toBe(200);
    expect(await channel.deliver({ messages: [message("wamid.1", ANA, picture("m1"))] })).toBe(200);
    expect(channel.graph.asked.filter(({ path }) => path.startsWith("/files/"))).toHaveLength(1);
    expect(channel.host.accepted).toHaveLength(1);
  });

  it("that cannot be written here let Meta deliver again", async () => {
    channel.graph.offer("m1", { bytes: PNG, mime: "image/png" });
    const { keep } = channel.host.files;
    channel.host.files.keep = () => Promise.reject(Object.assign(new Error("full"), { code: "ENOSPC" }));
    expect(await channel.deliver({ messages: [message("wamid.1", ANA, picture("m1"))] })).toBe(503);
    channel.host.files.keep = keep;
    expect(await channel.deliver({ messages: [message("wamid.1", ANA, picture("m1"))] })).toBe(200);
    expect(channel.host.accepted).toMatchObject([{ attachments: [{ size: PNG.length }] }]);
  });
});

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Connected, connect } from "../../support/telegram/harness.ts";

const ANA = 4_242;
let c: Connected;

beforeEach(async () => {
  c = await connect();
});
afterEach(() => c.close());

/** Wait until this many events are there, and give the last. */
async function accepted(count: number) {
  await expect.poll(() => c.host.accepted.length).toBe(count);
  return c.host.accepted.at(-1);
}

describe("a message", () => {
  it("tells who wrote, in which language, when, and what", async () => {
    c.fake.says(ANA, "Olá", { messageId: 77, date: 1_790_000_000 });
    expect(await accepted(1)).toEqual({
      type: "message",
      externalId: `${c.fake.botId}:${ANA}:77`,
      chatId: `${ANA}`,
      at: new Date(1_790_000_000_000).toISOString(),
      from: {
        identities: [{ kind: "telegram", value: `${ANA}` }],
        name: "Sample Person",
        language: "pt-br",
      },
      text: "Olá",
      attachments: [],
    });
  });

  it("names what it answers, as the sent message was named", async () => {
    const sent = await c.send(ANA, { text: "Which day?" });
    c.fake.says(ANA, "Monday", { quotes: c.fake.posts[0]?.messageId ?? 0 });
    expect(await accepted(1)).toMatchObject({
      quotes: sent.kind === "sent" ? sent.externalId : "not sent",
    });
  });

  it("tells where the person came from, when a link said so", async () => {
    c.fake.says(ANA, "/start spring-fair_2026");
    expect(await accepted(1)).toMatchObject({
      text: "/start spring-fair_2026",
      referral: { ref: "spring-fair_2026" },
    });
    c.fake.says(ANA, "/start");
    expect(await accepted(2)).not.toHaveProperty("referral");
  });

  it("hands other commands on as they were typed", async () => {
    c.fake.says(ANA, "/help");
    expect(await accepted(1)).toMatchObject({ text: "/help" });
  });

  it("loses a field that is wrong, not the words", async () => {
    c.fake.push("message", ANA, {
      ...c.fake.message(ANA, { text: "still here", date: "yesterday", location: "home", photo: 7 }),
      from: { id: ANA, is_bot: "no", first_name: 5, language_code: "!!" },
    });
    expect(await accepted(1)).toMatchObject({
      text: "still here",
      from: { identities: [{ kind: "telegram", value: `${ANA}` }] },
    });
  });

  it("keeps a name of any length and any script within its limit", async () => {
    c.fake.says(ANA, "hi", { from: { first_name: "\u202eZoë 👩‍🚀\u0000 ".repeat(60), last_name: "\ud800" } });
    const event = await accepted(1);
    const name = event?.type === "message" ? (event.from.name ?? "") : "";
    expect(name).toMatch(/^Zoë 👩‍🚀 Zoë/);
    expect(name.length).toBeLessThanOrEqual(200);
  });

  it.each([
    ["in a group", { chat: { id: -55, type: "group" }, text: "hello all" }],
    ["in a channel", { chat: { id: -100_55, type: "channel" }, from: undefined, text: "news" }],
    ["by a bot", { from: { id: 9, is_bot: true, first_name: "Other" }, text: "beep" }],
    ["of no kind that we know", { poll: { question: "?" } }],
    ["about the chat itself", { pinned_message: { message_id: 1 } }],
  ])("%s is left out, and holds nothing up", async (_name, content) => {
    c.fake.push("message", -55, c.fake.message(ANA, content));
    c.fake.says(ANA, "after it");
    expect(await accepted(1)).toMatchObject({ text: "after it" });
    await c.fake.until(() => c.fake.updates.waiting.length === 0);
  });

  it.each([
    ["without a chat", "message", { message_id: 5, text: "?" }],
    ["that is a number", "message", 5],
    ["of a button without a sender", "callback_query", { id: "1", data: "x" }],
    ["of a membership without a status", "my_chat_member", { chat: { id: 5 } }],
    ["of an edit without an id", "edited_message", { chat: { id: 5 } }],
  ])("%s is left out, and holds nothing up", async (_name, kind, content) => {
    c.fake.updates.push(kind, 5, content);
    c.fake.says(ANA, "after it");
    expect(await accepted(1)).toMatchObject({ text: "after it" });
    await c.fake.until(() => c.fake.updates.waiting.length === 0);
  });
});

describe("what is shared", () => {
  it("is a place, with its name", async () => {
    c.fake.push(
      "message",
      ANA,
      c.fake.message(ANA, {
        location: { latitude: -23.55, longitude: -46.63 },
        venue: { title: "Sample Square", address: "1 Sample Street" },
      }),
    );
    expect(await accepted(1)).toMatchObject({
      text: "",
      location: { latitude: -23.55, longitude: -46.63, label: "Sample Square, 1 Sample Street" },
    });
  });

  it("is a contact: the sender's own number says who the sender is", async () => {
    const contact = { phone_number: "5511999990000", first_name: "Sample", user_id: ANA };
    c.fake.push("message", ANA, c.fake.message(ANA, { contact }));
    expect(await accepted(1)).toMatchObject({
      card: { name: "Sample", phone: "+5511999990000" },
      from: {
        identities: [
          { kind: "telegram", value: `${ANA}` },
          { kind: "phone", value: "+5511999990000" },
        ],
      },
    });
  });

  it("is a contact: another's number says nothing about the sender", async () => {
    const vcard = "BEGIN:VCARD\r\nVERSION:3.0\r\nEMAIL;TYPE=WORK:other@example.com\r\nEND:VCARD";
    const contact = { phone_number: "+1 202 555 0123", first_name: "Other", user_id: 7, vcard };
    c.fake.push("message", ANA, c.fake.message(ANA, { contact }));
    expect(await accepted(1)).toMatchObject({
      card: { name: "Other", phone: "+12025550123", email: "other@example.com" },
      from: { identities: [{ kind: "telegram", value: `${ANA}` }] },
    });
  });

  it("is a sticker or a die: its emoji", async () => {
    c.fake.push("message", ANA, c.fake.message(ANA, { sticker: { file_id: "s", emoji: "👍" } }));
    expect(await accepted(1)).toMatchObject({ text: "👍", attachments: [] });
    c.fake.push("message", ANA, c.fake.message(ANA, { dice: { emoji: "🎲", value: 3 } }));
    expect(await accepted(2)).toMatchObject({ text: "🎲" });
  });
});

describe("an edit", () => {
  it("names the message that it changes", async () => {
    c.fake.says(ANA, "5 dors", { messageId: 90 });
    await accepted(1);
    const edited = c.fake.message(ANA, { message_id: 90, text: "5 doors", edit_date: 1_790_000_100 });
    c.fake.push("edited_message", ANA, edited);
    const [message] = c.messages();
    expect(await accepted(2)).toMatchObject({
      type: "edit",
      messageExternalId: message?.externalId,
      text: "5 doors",
      at: new Date(1_790_000_100_000).toISOString(),
    });
  });

  it("is taken each time, also of a caption, but not of a place that moves", async () => {
    for (const content of [{ text: "one" }, { caption: "two" }, { location: { latitude: 1, longitude: 2 } }])
      c.fake.push("edited_message", ANA, c.fake.message(ANA, { message_id: 90, edit_date: 5, ...content }));
    c.fake.says(ANA, "after it");
    await accepted(3);
    expect(c.host.accepted.map((event) => "text" in event && event.text)).toEqual(["one", "two", "after it"]);
  });
});

describe("a button", () => {
  const choices = [
    { value: "step:doors", label: "Doors" },
    { value: `step:${"windows-".repeat(20)}é`, label: "Windows" },
  ];

  it("says its label and its choice, and names the question", async () => {
    const sent = await c.send(ANA, { text: "What do you need?", choices });
    c.fake.presses(ANA, c.fake.posts[0]?.messageId ?? 0, { label: "Doors" });
    expect(await accepted(1)).toMatchObject({
      type: "message",
      text: "Doors",
      choice: "step:doors",
      quotes: sent.kind === "sent" ? sent.externalId : "not sent",
      from: { identities: [{ kind: "telegram", value: `${ANA}` }] },
    });
  });

  it("carries a long value, also for an adapter that was started later", async () => {
    await c.send(ANA, { text: "What do you need?", choices });
    await c.adapter.stop();
    const later = await connect({ host: c.host, fake: c.fake });
    c.fake.presses(ANA, c.fake.posts[0]?.messageId ?? 0, { label: "Windows" });
    expect(await accepted(1)).toMatchObject({ text: "Windows", choice: choices[1]?.value });
    await later.close();
  });

  it("rests once it was taken, and the buttons go", async () => {
    await c.send(ANA, { text: "What do you need?", choices });
    c.fake.presses(ANA, c.fake.posts[0]?.messageId ?? 0, { label: "Doors" });
    await c.fake.until(() => c.fake.posts[0]?.buttons.length === 0);
    await c.fake.until(() => c.fake.calls.some(({ method }) => method === "answerCallbackQuery"));
    const answered = c.fake.calls.find(({ method }) => method === "answerCallbackQuery");
    expect(answered?.payload).toMatchObject({ text: "✓ Doors" });
    expect(c.host.accepted).toHaveLength(1);
  });

  it("goes also when the question was answered in words, with the next message", async () => {
    await c.send(ANA, { text: "What do you need?", choices });
    await c.send(ANA, { text: "Take your time." }, { id: "out-2" });
    c.fake.says(ANA, "doors");
    await accepted(1);
    expect(c.fake.posts[0]?.buttons).toHaveLength(2);
    await c.send(ANA, { text: "How many?" }, { id: "out-3" });
    await c.fake.until(() => c.fake.posts[0]?.buttons.length === 0);
  });

  it("is heard although Telegram does not take what follows", async () => {
    await c.send(ANA, { text: "What do you need?", choices });
    const refusal = { kind: "error", code: 400, description: "Bad Request: query is too old" } as const;
    c.fake.fail("answerCallbackQuery", refusal);
    c.fake.fail("editMessageReplyMarkup", { kind: "reset" });
    c.fake.presses(ANA, c.fake.posts[0]?.messageId ?? 0, { label: "Doors" });
    expect(await accepted(1)).toMatchObject({ choice: "step:doors" });
    await c.fake.until(() => c.fake.updates.waiting.length === 0);
  });

  it("of a changed client is heard as words, and means nothing when it is not ours", async () => {
    await c.send(ANA, { text: "Hi", choices });
    const messageId = c.fake.posts[0]?.messageId ?? 0;
    c.fake.presses(ANA, messageId, { data: "=forged\u0000value" });
    expect(await accepted(1)).toMatchObject({ text: "forgedvalue", choice: "forgedvalue" });
    c.fake.presses(ANA, messageId, { data: "#no-such-digest-of-ours-here0" });
    c.fake.presses(ANA, messageId, { data: "whatever" });
    c.fake.says(ANA, "after it");
    expect(await accepted(2)).toMatchObject({ text: "after it" });
  });
});

describe("while an answer is being made", () => {
  it("the person sees it, once in a while, and nothing waits for it", async () => {
    c.fake.fail("sendChatAction", { kind: "silent" });
    for (const text of ["one", "two", "three"]) c.fake.says(ANA, text);
    await accepted(3);
    await c.fake.until(() => c.fake.updates.waiting.length === 0);
    const typed = c.fake.calls.filter(({ method }) => method === "sendChatAction");
    expect(typed.map(({ payload }) => payload)).toEqual([{ chat_id: ANA, action: "typing" }]);
  });
});

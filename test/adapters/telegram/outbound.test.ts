import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { choicesAsText } from "../../../src/channel/render.ts";
import { type Connected, connect } from "../../support/telegram/harness.ts";

const ANA = 4_242;
let c: Connected;

beforeEach(async () => {
  c = await connect();
});
afterEach(() => c.close());

function keep(path: string, content: string | Buffer): void {
  const file = join(c.host.dataFolder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

const shown = () =>
  c.fake.posts.map(({ method, text, buttons }) => ({ method, text, buttons: buttons.length }));

describe("choices", () => {
  const choices = (count: number, label = (n: number) => `Choice ${n}`) =>
    Array.from({ length: count }, (_, n) => ({ value: `step:${n}`, label: label(n) }));

  it("stand in rows that can be read", async () => {
    await c.send(ANA, { text: "Short?", choices: choices(5) });
    await c.send(
      ANA,
      { text: "Long?", choices: choices(3, (n) => `A longer label number ${n}`) },
      { id: "2" },
    );
    expect(c.fake.posts[0]?.keyboard.map((row) => row.length)).toEqual([2, 2, 1]);
    expect(c.fake.posts[1]?.keyboard.map((row) => row.length)).toEqual([1, 1, 1]);
  });

  it("become numbered lines when they are too many or too long", async () => {
    for (const many of [choices(21), choices(2, (n) => `${n} ${"word ".repeat(20)}`)]) {
      await c.send(ANA, { text: "Which?", choices: many }, { id: `${many.length}` });
      expect(c.fake.posts.at(-1)).toMatchObject({ text: `Which?\n\n${choicesAsText(many)}`, buttons: [] });
    }
  });

  it("stand under the last part of a long text", async () => {
    await c.send(ANA, { text: "A sentence of some length. ".repeat(400), choices: choices(2) });
    expect(c.fake.posts.length).toBeGreaterThan(2);
    expect(c.fake.posts.map(({ buttons }) => buttons.length)).toEqual([0, 0, 2]);
    for (const { text } of c.fake.posts) expect(text.length).toBeLessThanOrEqual(4_096);
  });

  it("have words above them, also when the message has none", async () => {
    expect(await c.send(ANA, { choices: choices(2) })).toMatchObject({ kind: "sent" });
    expect(c.fake.posts[0]?.text).not.toBe("");
  });
});

describe("a picture and a file", () => {
  it("go with their captions, in one message each", async () => {
    keep("charts/1.png", "picture");
    keep("reports/1.csv", "a,b");
    const image = { path: "charts/1.png", alt: "Leads by week", caption: "This week" };
    const file = { path: "reports/1.csv", fileName: 'le"ads\r\n.csv', mime: "text/csv" };
    expect(await c.send(ANA, { text: "Here they are:", image, file })).toMatchObject({ kind: "sent" });
    expect(c.fake.posts).toMatchObject([
      { method: "sendMessage", text: "Here they are:" },
      { method: "sendPhoto", text: "This week", file: { content: Buffer.from("picture") } },
      { method: "sendDocument", text: "", file: { fileName: "le_ads__.csv", content: Buffer.from("a,b") } },
    ]);
  });

  it("say a long caption as a text behind them, with the buttons", async () => {
    keep("charts/1.png", "picture");
    const image = { path: "charts/1.png", alt: "Leads by week", caption: "word ".repeat(300) };
    await c.send(ANA, { image, choices: [{ value: "a", label: "Again" }] });
    expect(shown()).toEqual([
      { method: "sendPhoto", text: "", buttons: 0 },
      { method: "sendMessage", text: "word ".repeat(300).trim(), buttons: 1 },
    ]);
  });

  it("carry the buttons, and what they answer, when they stand alone", async () => {
    keep("charts/1.png", "picture");
    const [image, choices] = [{ path: "charts/1.png", alt: "" }, [{ value: "a", label: "Again" }]];
    await c.send(ANA, { image, choices, quotes: `${c.fake.botId}:${ANA}:55` });
    expect(c.fake.posts).toMatchObject([{ method: "sendPhoto", quotes: 55, buttons: [{ text: "Again" }] }]);
  });

  it("a picture that Telegram does not take goes as a file", async () => {
    keep("charts/1.png", "picture");
    const refusal = {
      kind: "error",
      code: 400,
      description: "Bad Request: PHOTO_INVALID_DIMENSIONS",
    } as const;
    c.fake.fail("sendPhoto", refusal);
    expect(await c.send(ANA, { image: { path: "charts/1.png", alt: "", caption: "Tall" } })).toMatchObject({
      kind: "sent",
    });
    expect(c.fake.posts).toMatchObject([
      { method: "sendDocument", text: "Tall", file: { fileName: "1.png" } },
    ]);
  });

  it("that are not there any more are rejected, before anything is sent", async () => {
    const file = { path: "reports/gone.csv", fileName: "gone.csv", mime: "text/csv" };
    expect(await c.send(ANA, { text: "Here:", file })).toMatchObject({ kind: "rejected" });
    expect(c.fake.posts).toEqual([]);
  });
});

describe("what it answers", () => {
  it("is quoted, and another chat's message never", async () => {
    await c.send(ANA, { text: "yes", quotes: `${c.fake.botId}:${ANA}:55` });
    await c.send(ANA, { text: "no", quotes: `${c.fake.botId}:7:55` }, { id: "2" });
    await c.send(ANA, { text: "no", quotes: "whatever" }, { id: "3" });
    expect(c.fake.posts.map(({ quotes }) => quotes)).toEqual([55, null, null]);
    expect(c.fake.calls.find(({ method }) => method === "sendMessage")?.payload.reply_parameters).toEqual({
      message_id: 55,
      allow_sending_without_reply: true,
    });
  });
});

describe("a message under a key", () => {
  const replace = (text: string, id: string) => c.send(ANA, { text, replaceKey: "card:1" }, { id });

  it("changes the earlier one where it stands", async () => {
    const first = await replace("one", "1");
    expect(await replace("two", "2")).toEqual(first);
    expect(c.fake.posts).toMatchObject([{ text: "two", edits: 1 }]);
  });

  it("is well when the earlier one says the same already", async () => {
    const first = await replace("one", "1");
    expect(await replace("one", "2")).toEqual(first);
    expect(c.fake.posts).toMatchObject([{ text: "one", edits: 0 }]);
  });

  it("is sent anew when the earlier one cannot be changed, and is the one from then on", async () => {
    await replace("one", "1");
    const refusal = {
      kind: "error",
      code: 400,
      description: "Bad Request: message can't be edited",
    } as const;
    c.fake.fail("editMessageText", refusal);
    await replace("two", "2");
    await replace("three", "3");
    expect(c.fake.posts.map(({ text }) => text)).toEqual(["one", "three"]);
  });

  it("may be tried again when the answer was lost: the same change twice is one", async () => {
    await replace("one", "1");
    c.fake.fail("editMessageText", { kind: "lost" });
    expect(await replace("two", "2")).toMatchObject({ kind: "retry" });
    expect(await replace("two", "2")).toMatchObject({ kind: "sent" });
    expect(c.fake.posts).toMatchObject([{ text: "two" }]);
  });
});

describe("a message of several parts", () => {
  const long = { text: `${"First part. ".repeat(340)}\n\n${"Second part. ".repeat(315)}\n\nThird part.` };
  const texts = () => c.fake.posts.map(({ text }) => text.split(" ")[0]);

  it("goes on behind the last part that went out, also after a restart", async () => {
    const first = c.send(ANA, long);
    await c.fake.until(() => c.fake.posts.length === 1);
    c.fake.fail("sendMessage", {
      kind: "error",
      code: 429,
      description: "Too Many Requests: retry after 3",
      parameters: { retry_after: 3 },
    });
    expect(await first).toMatchObject({ kind: "retry", afterMs: 3_000 });
    await c.adapter.stop();
    const later = await connect({ host: c.host, fake: c.fake });
    expect(await later.send(ANA, long)).toMatchObject({ kind: "sent" });
    await later.close();
    expect(texts()).toEqual(["First", "Second", "Third"]);
  });

  it("is unknown when the answer for a part was lost; sent again by a person it repeats that part only", async () => {
    const outcomes: string[] = [];
    const first = c.send(ANA, long);
    await c.fake.until(() => c.fake.posts.length === 1);
    c.fake.fail("sendMessage", { kind: "lost" });
    outcomes.push((await first).kind);
    await c.adapter.stop();
    const later = await connect({ host: c.host, fake: c.fake });
    outcomes.push((await later.send(ANA, long)).kind);
    await later.close();
    expect(outcomes).toEqual(["unknown", "sent"]);
    expect(texts()).toEqual(["First", "Second", "Second", "Third"]);
  });
});

describe("while the channel is not there", () => {
  it("is asked to wait, which is no failed try", async () => {
    await c.adapter.stop();
    expect(await c.send(ANA, { text: "hello" })).toMatchObject({ kind: "retry", patient: true });
  });
});

describe("never", () => {
  it("takes a chat that is none of Telegram's", async () => {
    expect(await c.send(ANA, { text: "hi" }, { chatId: "web:abc" })).toMatchObject({ kind: "rejected" });
    expect(c.fake.calls.some(({ method }) => method === "sendMessage")).toBe(false);
  });
});

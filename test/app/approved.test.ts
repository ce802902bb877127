import { afterEach, describe, expect, it } from "vitest";
import { DATABASES, type DatabaseKind, startApp, type TestApp } from "../support/app.ts";
import { createFakeChannel } from "../support/fake-channel.ts";

let t: TestApp;
afterEach(() => t.close());

const TEMPLATES = `templates:
  check-in:
    label: { en: Check in, pt: Retomar, es: Retomar }
    text: { en: "Hi {first_name}, {rep_first_name} here.", pt: "Oi, {first_name}!", es: "¡Hola!" }
    whatsapp:
      name: intro_1
      languages: { en: en_US }
      body: ["{first_name|there}", "{rep_first_name}"]
      text: { en: "Hello {{1}}, this is {{2}}. May I call you?" }
  launch:
    label: Thank you
    text: Thank you!
`;

async function start(database: DatabaseKind): Promise<string> {
  const channels = [createFakeChannel("whatsapp", { freeFormHours: 24 })];
  t = await startApp({ database, channels, flows: { "templates.yaml": TEMPLATES } });
  await t.says("chat-1", "Hello");
  const lead = await t.lead("chat-1");
  await t.does("ana", `claim L-${lead.number}`);
  return `L-${lead.number}`;
}

/** The newest post in the lead's thread at the desk that has a card. */
async function notice() {
  const { id } = await t.lead("chat-1");
  const posts = await t.store.reads.posts({ channel: "desk", leadId: id, limit: 1_000 });
  return posts.map((post) => post.payload.card).findLast((card) => card?.title.startsWith("⚠️"));
}

const last = () => t.channel.sent.at(-1)?.message;

describe.each(DATABASES)("beyond the hours in which a channel takes free text, on %s", (database) => {
  it("a reply is not sent, and what can be sent is offered; the template goes as approved, as it was shown", async () => {
    const ref = await start(database);
    await t.does("ana", `reply ${ref} Are you there?`);
    await t.drain();
    expect(last()).toEqual({ text: "Are you there?" });
    const before = t.channel.sent.length;

    await t.passes(25 * 3_600_000);
    const told = await t.does("ana", `reply ${ref} Still there?`);
    expect(told).toMatch(/Nothing was sent .* WhatsApp[\s\S]*24 hours[\s\S]*Choose one/);
    const answer = (await t.posts("rep:ana")).at(-1)!.payload;
    expect(answer.choices).toEqual([{ label: "Check in", value: `send ${ref} check-in` }]);
    expect(await t.does("ana", `send ${ref} launch`)).toMatch(/Nothing was sent/);
    await t.drain();
    expect(t.channel.sent).toHaveLength(before);

    await t.does("ana", `send ${ref} check-in`);
    const { card } = (await t.posts("rep:ana")).at(-1)!.payload;
    expect(card?.lines?.join("\n")).toMatch(/Hello there, this is Ana\. May I call you\?[\s\S]*intro_1/);
    await t.does("ana", card!.buttons[0]!.command);
    await t.drain();
    expect(last()).toEqual({
      text: "Hello there, this is Ana. May I call you?",
      template: { name: "intro_1", language: "en_US", variables: ["there", "Ana"] },
    });

    await t.says("chat-1", "Yes, sorry");
    await t.does("ana", `reply ${ref} Great!`);
    await t.drain();
    expect(last()).toEqual({ text: "Great!" });
  });

  it("what the vendor refuses is told in the thread with what to do", async () => {
    const ref = await start(database);
    t.channel.fates({ kind: "rejected", reason: "131047", why: "window-over" });
    await t.does("ana", `reply ${ref} Hello!`);
    await t.drain();
    const first = await notice();
    expect(first?.lines?.at(-1)).toMatch(/not written for 24 hours.*Choose one/);
    expect(first?.buttons.map(({ command }) => command)[0]).toBe(`send ${ref} check-in`);

    t.channel.fates({ kind: "rejected", reason: "132015", why: "template-paused" });
    await t.does("ana", `reply ${ref} Hello again!`);
    await t.drain();
    expect((await notice())?.lines?.at(-1)).toMatch(/Meta has paused this template/);
  });

  it("who has told the vendor that they want no news gets none, once it says so", async () => {
    const ref = await start(database);
    const refusals = async () =>
      (await t.store.reads.consents((await t.lead("chat-1")).id, 10)).filter(
        ({ source }) => source === "vendor",
      );
    for (const text of ["News!", "More news!"]) {
      t.channel.fates({ kind: "rejected", reason: "no marketing (131050)", why: "no-news" });
      await t.does("ana", `reply ${ref} ${text}`);
      await t.drain();
    }
    expect(await refusals()).toEqual([
      expect.objectContaining({
        channel: "whatsapp",
        purpose: "news",
        state: "withdrawn",
        text: "no marketing (131050)",
      }),
    ]);
    const told = await notice();
    expect(told?.lines?.at(-1)).toMatch(/want no news.*It is noted/);
    expect(told?.buttons.map(({ command }) => command.split(" ")[0])).toEqual(["resend"]);
    expect(await t.does("ana", `consent ${ref}`)).toMatch(
      /news: refused – “no marketing \(131050\)” \(told by the channel\)/,
    );
    // What is no news goes out as ever.
    await t.does("ana", `reply ${ref} Your question`);
    await t.drain();
    expect(last()).toEqual({ text: "Your question" });
  });
});

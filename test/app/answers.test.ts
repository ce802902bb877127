import { afterEach, describe, expect, it } from "vitest";
import { receiptOf } from "../../src/channel/inbound.ts";
import type { Lead } from "../../src/leads/types/lead.ts";
import { DATABASES, finishes, startApp, type TestApp } from "../support/app.ts";
import { createFakeChannel, type FakeChannel } from "../support/fake-channel.ts";
import {
  aFile,
  createTeamChannel,
  linkTeam,
  reacts,
  revises,
  talks,
  threadOf,
  toldTo,
} from "../support/team-channel.ts";

/** What colleagues send from a lead's thread, and what the thread tells of it. */
describe.each(DATABASES)("answers from a thread on %s", (database) => {
  let app: TestApp;
  let team: FakeChannel;
  let customer: FakeChannel;
  let lead: Lead;
  let sentBefore = 0;
  afterEach(() => app.close());

  async function begin(abilities: object = { files: true, images: true }, options = {}): Promise<void> {
    customer = createFakeChannel("web");
    Object.assign(customer.capabilities, abilities);
    team = createTeamChannel();
    app = await startApp({ database, channels: [customer, team], ...options });
    await linkTeam(app);
    lead = await finishes(app, "c1");
    await talks(app, "ana", "claim", lead);
    lead = await app.lead("c1");
    expect(lead.ownerId).toBe("ana");
    sentBefore = customer.sent.length;
    customer.sent.length = 0;
  }
  const said = () => customer.texts("c1");
  const thread = () => threadOf(team, lead).map((post) => post.text ?? "(a card or file)");
  const receipt = async (externalId: string, status: "delivered" | "read" | "failed") => {
    app.clock.advance(1_000);
    const at = app.clock.now().toISOString();
    await app.app.accept("web", receiptOf({ chatId: "c1", at, messageExternalId: externalId, status }));
    await app.drain();
  };
  /** The vendor's id of the `index`-th message after the beginning. */
  const sentId = (index: number) => `web-out-${sentBefore + index}`;

  it("says on its way, sent, delivered and read in one post", async () => {
    await begin();
    customer.fates("hold");
    app.clock.advance(1_000);
    await app.app.accept("slack", {
      type: "command",
      externalId: "hello",
      chatId: "C-TEAM#ana",
      at: app.clock.now().toISOString(),
      actor: { kind: "slack", value: "ana" },
      text: ">> Hello Ana",
      leadId: lead.id,
    });
    await expect.poll(() => thread().at(-1)).toContain("🕓 on its way");
    expect(toldTo(team, "ana").at(-1)).toBe("On its way to Ana Souza (website).");
    customer.release();
    await app.drain();
    expect(thread().at(-1)).toBe("↪️ Ana to Ana Souza: Hello Ana\n→ sent");
    await receipt(sentId(1), "delivered");
    expect(thread().at(-1)).toContain("✓ delivered");
    await receipt(sentId(1), "read");
    expect(thread().at(-1)).toBe("↪️ Ana to Ana Souza: Hello Ana\n✓✓ read");
    expect(thread().filter((text) => text.includes("Hello Ana"))).toHaveLength(1);
    const keys = new Set(
      team.sent.map((each) => each.message.replaceKey).filter((key) => key?.startsWith("reply:")),
    );
    expect(keys.size).toBe(1);
  });

  it("marks nothing for what the bot says", async () => {
    await begin();
    const before = team.sent.length;
    await receipt(sentId(0), "delivered");
    await receipt(sentId(0), "read");
    expect(team.sent).toHaveLength(before);
  });

  it("tells a failure that the vendor reports before the send is known as sent", async () => {
    await begin();
    customer.fates("hold");
    const at = app.clock.now().toISOString();
    await app.asks("ana", "reply Hello", lead);
    await expect.poll(() => customer.tried.at(-1)?.message.text).toBe("Hello");
    await app.app.accept(
      "web",
      receiptOf({ chatId: "c1", at, messageExternalId: sentId(1), status: "failed" }),
    );
    await expect.poll(async () => (await app.store.inbox.counts()).pending).toBe(0);
    customer.release();
    await app.drain();
    expect(thread().at(-1)).toContain("→ sent");
    await app.passes(6_000);
    expect(thread().join("\n")).toContain("⚠️ not delivered");
    expect((await app.trail(lead)).filter((each) => each.kind === "send-failed")).toHaveLength(1);
  });

  it("forgets a failure of a message that is none of ours", async () => {
    await begin();
    const before = (await app.trail(lead)).length;
    await receipt("not-ours", "failed");
    await app.passes(6_000);
    await app.passes(60_000);
    await app.passes(20 * 60_000);
    await app.passes(60 * 60_000);
    // Meanwhile the limit for the first answer has run out, and nothing else has happened.
    expect((await app.trail(lead)).slice(before).map(({ kind }) => kind)).toEqual(["sla-broken"]);
    expect(thread().join("\n")).not.toContain("not delivered");
  });

  it("sends a text and its files in order, and says when all of it has arrived", async () => {
    await begin();
    const photo = aFile({ fileName: "roof.png", mime: "image/png", path: "attachments/2026/03/roof.png" });
    await talks(app, "ana", ">> Here it is", lead, { files: [aFile(), photo] });
    expect(customer.sent.map((each) => each.message)).toEqual([
      { text: "Here it is" },
      { file: { path: aFile().path, fileName: "offer.pdf", mime: "application/pdf" } },
      { image: { path: photo.path, alt: "Picture from Ana: roof.png" } },
    ]);
    const files = (await app.trail(lead)).filter((each) => each.kind === "file-sent");
    expect(files.map((each) => each.note)).toEqual(["offer.pdf", "roof.png"]);
    expect(thread().at(-1)).toBe("↪️ Ana to Ana Souza: Here it is\n📎 offer.pdf\n📎 roof.png\n→ sent");
    await receipt(sentId(1), "delivered");
    await receipt(sentId(2), "read");
    expect(thread().at(-1)).toContain("→ sent");
    await receipt(sentId(3), "delivered");
    expect(thread().at(-1)).toContain("✓ delivered");
  });

  it("sends files without a text, and nothing at all when there is neither", async () => {
    await begin();
    await talks(app, "ana", ">>", lead, { files: [aFile()] });
    expect(customer.sent.map((each) => each.message.file?.fileName)).toEqual(["offer.pdf"]);
    await talks(app, "ana", "reply", lead);
    expect(customer.sent).toHaveLength(1);
    expect(toldTo(team, "ana").at(-1)).toMatch(/^Nothing was sent\. What should the customer get\?/);
  });

  it("keeps a file without a sign internal, and knows of it in the trail", async () => {
    await begin();
    const desk = (await app.posts("team")).length;
    await talks(app, "ana", "", lead, { files: [aFile()] });
    expect(customer.sent).toEqual([]);
    expect((await app.trail(lead)).at(-1)).toMatchObject({
      kind: "noted",
      actorId: "ana",
      note: "📎 offer.pdf",
    });
    expect(await app.posts("team")).toHaveLength(desk);
  });

  it.each([
    ["a channel without files", { files: false, images: false }, aFile(), /website takes no files/],
    ["a channel with pictures only", { files: false, images: true }, aFile(), /takes pictures only/],
    ["a file that is too large", {}, aFile({ missing: "too-large", path: "" }), /offer\.pdf is too large/],
    ["a file that is gone", {}, aFile({ missing: "unavailable", path: "" }), /could not fetch offer\.pdf/],
  ])("refuses %s before anything is sent", async (_name, abilities, file, reason) => {
    await begin({ files: true, images: true, ...abilities });
    await talks(app, "ana", ">> With the plan", lead, { files: [file] });
    expect(customer.sent).toEqual([]);
    expect(toldTo(team, "ana").at(-1)).toMatch(reason);
    expect((await app.trail(lead)).some((each) => each.kind === "replied")).toBe(false);
  });

  it("sends nobody who opted out a file", async () => {
    await begin();
    await app.says("c1", "stop");
    customer.sent.length = 0;
    await talks(app, "ana", ">>", lead, { files: [aFile()] });
    expect(customer.sent).toEqual([]);
    expect(toldTo(team, "ana").at(-1)).toContain("asked for no more messages");
  });

  it("shows a customer's files as files in the thread, pictures as pictures, and what was not kept by name", async () => {
    await begin();
    const photo = aFile({ fileName: "roof.jpg", mime: "image/jpeg", path: "attachments/2026/03/r.jpg" });
    app.clock.advance(5_000);
    await app.app.accept("web", {
      type: "message",
      externalId: "with-files",
      chatId: "c1",
      at: app.clock.now().toISOString(),
      from: { identities: [{ kind: "web", value: "c1" }] },
      text: "The bill",
      attachments: [aFile(), photo, aFile({ fileName: "film.mp4", path: "", missing: "too-large" })],
    });
    await app.drain();
    const posts = threadOf(team, lead).slice(-3);
    expect(posts[0]?.text).toContain("The bill\n📎 offer.pdf\n📎 roof.jpg\n📎 film.mp4: ");
    expect(posts.slice(1)).toEqual([
      { thread: lead.id, file: { path: aFile().path, fileName: "offer.pdf", mime: "application/pdf" } },
      {
        thread: lead.id,
        image: {
          path: photo.path,
          alt: expect.stringMatching(/^Picture from .+: roof\.jpg$/),
          caption: "roof.jpg",
        },
      },
    ]);
  });

  it("says of an edit and a deletion that the customer already has it", async () => {
    await begin();
    const id = await talks(app, "ana", ">> The price is 5000", lead);
    await revises(app, "ana", id, ">> The price is 50000", lead);
    expect(thread().at(-1)).toBe(
      "✏️ Ana Souza already has it as it was: “The price is 5000”. To correct it, send another message.",
    );
    await revises(app, "ana", id, null, lead);
    expect(thread().at(-1)).toContain("🗑 Ana Souza already has it: “The price is 5000”.");
    expect(said()).toEqual(["The price is 5000"]);
  });

  it("takes back what still waits to be sent when its author edits or deletes it", async () => {
    await begin();
    customer.fates({ kind: "retry", afterMs: 600_000, reason: "not now" });
    const id = await talks(app, "ana", ">> The price is 5000", lead);
    expect(thread().at(-1)).toContain("🕓 on its way");
    await revises(app, "ana", id, null, lead);
    expect(thread().join("\n")).toContain("⊘ taken back, not sent");
    expect(thread().at(-1)).toContain("had not gone out yet and was taken back");
    await app.passes(700_000);
    expect(said()).toEqual([]);
  });

  it("says of what is being sent that it is on its way", async () => {
    await begin();
    customer.fates("hold");
    const at = () => app.clock.now().toISOString();
    const actor = { kind: "slack", value: "ana" };
    const common = { chatId: "C-TEAM#ana", actor, leadId: lead.id };
    await app.app.accept("slack", {
      type: "command",
      externalId: "m1",
      at: at(),
      text: ">> Soon",
      ...common,
    });
    await expect.poll(() => customer.tried.at(-1)?.message.text).toBe("Soon");
    await app.app.accept("slack", {
      type: "edit",
      externalId: "e1",
      at: at(),
      messageExternalId: "m1",
      text: null,
      ...common,
    });
    await expect.poll(() => thread().at(-1)).toContain("is already on its way to Ana Souza");
    customer.release();
    await app.drain();
    expect(said()).toEqual(["Soon"]);
  });

  it("says nothing of edited or deleted internal talk", async () => {
    await begin();
    const id = await talks(app, "ana", "he wants a discount", lead);
    const before = team.sent.length;
    await revises(app, "ana", id, ">> he wants a discount", lead);
    await revises(app, "ana", id, null, lead);
    expect(team.sent).toHaveLength(before);
    expect(said()).toEqual([]);
  });

  it("sends the author's own talk by the reaction, once, as it stands by then", async () => {
    await begin();
    const id = await talks(app, "ana", "The visit is on Mondya", lead, { files: [aFile()] });
    await revises(app, "ana", id, "The visit is on Monday", lead);
    await reacts(app, "ana", id, lead, "thumbsup");
    expect(said()).toEqual([]);
    await reacts(app, "ana", id, lead);
    expect(customer.sent.map((each) => each.message.text ?? each.message.file?.fileName)).toEqual([
      "The visit is on Monday",
      "offer.pdf",
    ]);
    expect(thread().at(-1)).toContain("↪️ Ana to Ana Souza: The visit is on Monday");
    await reacts(app, "ana", id, lead);
    expect(toldTo(team, "ana").at(-1)).toContain("has been sent once already");
    expect(customer.sent).toHaveLength(2);
    await revises(app, "ana", id, "The visit is on Tuesday", lead);
    expect(thread().at(-1)).toContain("already has it as it was: “The visit is on Monday, offer.pdf”");
    expect((await app.conversation("c1")).floor).toBe("human");
  });

  it("sends by two reactions that come together once", async () => {
    await begin();
    const id = await talks(app, "ana", "See you then", lead);
    const at = app.clock.now().toISOString();
    const common = {
      type: "reaction" as const,
      chatId: "C-TEAM#ana",
      at,
      messageExternalId: id,
      leadId: lead.id,
    };
    const actor = { kind: "slack", value: "ana" };
    await Promise.all(
      [1, 2, 3].map((each) =>
        app.app.accept("slack", { ...common, externalId: `r${each}`, actor, name: "outbox_tray" }),
      ),
    );
    await app.drain();
    expect(said()).toEqual(["See you then"]);
  });

  it("tells who reacts on another's message, on a command or on something unknown that nothing was sent", async () => {
    await begin();
    const talk = await talks(app, "ana", "he pays late", lead);
    await reacts(app, "maria", talk, lead);
    expect(toldTo(team, "maria").at(-1)).toMatch(/^Nothing was sent: .* wrote in this thread yourself/);
    const command = await talks(app, "ana", "note he pays late", lead);
    await reacts(app, "ana", command, lead);
    expect(toldTo(team, "ana").at(-1)).toMatch(/^Nothing was sent: that was said to me/);
    await reacts(app, "ana", "message:unknown", lead);
    expect(toldTo(team, "ana").at(-1)).toMatch(/^Nothing was sent: /);
    expect(said()).toEqual([]);
  });

  it("sends to the lead of the thread, whatever the talk begins with", async () => {
    await begin();
    const other = await finishes(app, "c2");
    const id = await talks(app, "ana", `L-${other.number} is your number`, lead);
    await reacts(app, "ana", id, lead);
    expect(customer.texts("c1")).toEqual([`L-${other.number} is your number`]);
    expect(customer.texts("c2")).not.toContain(`L-${other.number} is your number`);
  });

  it("lets nobody send by a reaction who may not answer the lead", async () => {
    await begin();
    const id = await talks(app, "bruno", "eu ligo para ele", lead);
    await reacts(app, "bruno", id, lead);
    expect(said()).toEqual([]);
    expect(toldTo(team, "bruno").at(-1)).toContain("Ana");
  });

  it.each([
    ["a command", (id: string) => talks(app, "ana", `>> I am here ${id}`, lead)],
    ["a file", () => talks(app, "ana", ">>", lead, { files: [aFile()] })],
    ["a reaction", async () => reacts(app, "ana", await talks(app, "ana", "I am here", lead), lead)],
  ])("gives the floor to the human who answers by %s, until resume", async (_name, answer) => {
    await begin();
    await talks(app, "ana", "resume", lead);
    expect((await app.conversation("c1")).floor).toBe("bot");
    await answer("now");
    expect((await app.conversation("c1")).floor).toBe("human");
    customer.sent.length = 0;
    expect(await app.says("c1", "thanks! can I ask something?")).toEqual([]);
    await app.passes(3 * 24 * 3_600_000);
    expect(said()).toEqual([]);
    await talks(app, "ana", "resume", lead);
    expect((await app.conversation("c1")).floor).toBe("bot");
  });
});

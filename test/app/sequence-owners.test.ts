import { afterEach, describe, expect, it } from "vitest";
import { DATABASES, type DatabaseKind, finishes, startApp, type TestApp } from "../support/app.ts";
import { aRep } from "../support/builders.ts";
import { createFakeChannel } from "../support/fake-channel.ts";
import { expectInvariants } from "../support/invariants.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let app: TestApp;
afterEach(() => app?.close());

const sequence = (more = "") => `
id: two
name: Two steps
steps:
  - { id: first, after: 1d, text: "First from {rep_first_name|us}" }
  - { id: second, after: 4d, text: "Second from {rep_first_name|us}" }
${more}
`;

async function start(more = "", database: DatabaseKind = "sqlite"): Promise<void> {
  app = await startApp({
    database,
    flows: { "nurture/not-ready-yet.yaml": sequence(more) },
    reps: [aRep({ name: "Ana" }), aRep({ name: "Bruno" }), aRep({ name: "Maria", role: "manager" })],
    teams: { sales: ["ana", "bruno"] },
    channels: [createFakeChannel("web"), createFakeChannel("whatsapp")],
  });
}

async function story(chatId = "c1", channel?: string): Promise<string[]> {
  const trail = await app.trail(await app.lead(chatId, channel));
  return trail.filter(({ kind }) => kind.startsWith("sequence")).map(({ kind, note }) => `${kind} ${note}`);
}

const automatic = (chatId = "c1", channel = "web") =>
  app
    .channelOf(channel)
    .texts(chatId)
    .filter((text) => /^(First|Second) from/.test(text));

/** A colleague leaves, as `leadline reps set` says it. */
async function leaves(id: string): Promise<void> {
  const rep = await app.rep(id);
  const updatedAt = app.clock.now().toISOString();
  const reps = [{ ...rep, active: false, updatedAt }];
  await app.store.people.save({ reps, only: ["active", "updatedAt"] });
  await app.drain();
}

describe("a sequence that stops when the owner changes", () => {
  it.each<[string, () => Promise<unknown>]>([
    ["is given to another", () => app.does("maria", "assign L-1 @bruno")],
    ["is passed on", () => app.does("ana", "pass L-1")],
    ["is taken back", () => app.does("maria", "assign L-1 @maria")],
    ["is released because its owner has left", () => leaves("ana")],
  ])("is stopped at once when the lead %s", async (_, change) => {
    await start("stopOn: [owner-change]");
    await finishes(app, "c1");
    await app.does("ana", "claim L-1");
    await app.does("ana", "enrol L-1 two");
    // Neither an answer nor another stage is among what stops it.
    await app.says("c1", "Thank you!");
    await app.does("ana", "stage L-1 negotiation");
    expect(await story()).toEqual(["sequence-started two"]);
    await change();
    expect((await app.lead("c1")).ownerId).not.toBe("ana");
    expect(await story()).toEqual(["sequence-started two", "sequence-ended two owner-changed"]);
    await app.passes(20 * DAY);
    expect(automatic()).toEqual([]);
    await expectInvariants(app);
  });
});

describe.each(DATABASES)("a sequence, on %s", (database) => {
  it("goes on for a lead whose owner has left, in the name of who has it by then", async () => {
    await start("", database);
    await finishes(app, "c1");
    await app.does("ana", "claim L-1");
    await app.does("ana", "enrol L-1 two");
    await leaves("ana");
    expect(await app.lead("c1")).toMatchObject({ ownerId: null, offeredTo: "bruno" });
    await app.passes(DAY + HOUR);
    expect(automatic()).toEqual(["First from us"]);
    await app.does("maria", "assign L-1 @bruno");
    await app.restart();
    await app.passes(5 * DAY);
    expect(automatic()).toEqual(["First from us", "Second from Bruno"]);
    expect(await story()).toEqual([
      "sequence-started two",
      "sequence-sent two first",
      "sequence-sent two second",
    ]);
    await expectInvariants(app);
  });

  it("goes along when two people are joined, and back when they are parted, with each message once", async () => {
    await start("", database);
    await finishes(app, "c1");
    await app.does("maria", "enrol L-1 two");
    await finishes(app, "w1", "en", { channel: "whatsapp" });
    await app.does("maria", "assign L-2 @bruno");
    await app.does("maria", "merge L-1 with L-2");
    const enrolled = async () => {
      const { rows } = await app.store.reads.enrolled({ scope: { kind: "all" } }, { offset: 0, limit: 10 });
      return rows.map(({ lead, enrolment }) => [lead.number, enrolment.step]);
    };
    // The lead that somebody has stays, and the person wrote last on WhatsApp.
    expect(await enrolled()).toEqual([[2, 0]]);
    await app.passes(DAY + HOUR);
    expect([automatic(), automatic("w1", "whatsapp")]).toEqual([[], ["First from Bruno"]]);
    expect(await enrolled()).toEqual([[2, 1]]);
    expect(await app.does("maria", "split L-2")).toContain("L-1 is open again");
    expect(await enrolled()).toEqual([[1, 1]]);
    expect((await app.leads()).map(({ nurture }) => nurture?.active.length ?? 0)).toEqual([1, 0]);
    await app.restart();
    await app.passes(20 * DAY);
    expect([automatic(), automatic("w1", "whatsapp")]).toEqual([["Second from us"], ["First from Bruno"]]);
    await expectInvariants(app);
  });

  it("that both were in goes on once while they are joined, and with both when they are parted", async () => {
    await start("", database);
    await finishes(app, "c1");
    await app.does("maria", "enrol L-1 two");
    await finishes(app, "w1", "en", { channel: "whatsapp" });
    await app.does("maria", "assign L-2 @bruno");
    await app.does("maria", "enrol L-2 two");
    await app.does("maria", "merge L-1 with L-2");
    await app.passes(DAY + HOUR);
    expect([...automatic(), ...automatic("w1", "whatsapp")]).toEqual(["First from Bruno"]);
    await app.does("maria", "split L-2");
    await app.passes(20 * DAY);
    expect(automatic("w1", "whatsapp")).toEqual(["First from Bruno", "Second from Bruno"]);
    expect(automatic()).toEqual(["First from us", "Second from us"]);
    await app.passes(20 * DAY);
    expect([automatic(), automatic("w1", "whatsapp")].map(({ length }) => length)).toEqual([2, 2]);
    await expectInvariants(app);
  });

  it("does not come back for who has answered while they were joined", async () => {
    await start("", database);
    await finishes(app, "c1");
    await app.does("maria", "enrol L-1 two");
    await finishes(app, "w1", "en", { channel: "whatsapp" });
    await app.does("maria", "assign L-2 @bruno");
    await app.does("maria", "enrol L-2 two");
    await app.does("maria", "merge L-1 with L-2");
    await app.says("c1", "How much is it?");
    await app.does("maria", "split L-2");
    await app.passes(20 * DAY);
    expect([automatic(), automatic("w1", "whatsapp")]).toEqual([[], []]);
    await expectInvariants(app);
  });
});

import { afterEach, describe, expect, it } from "vitest";
import { DATABASES, finishes, startApp, type TestApp } from "../support/app.ts";
import { aRep } from "../support/builders.ts";
import { expectInvariants } from "../support/invariants.ts";

const MINUTE = 60_000;

/** Everything goes to one team, `sales`. */
const routing = (team: string) => `teams:\n  sales:\n${team}\nrules: []\nfallback: sales\nownerFirst: true\n`;
const PUSH = "    mode: push\n    strategy: round-robin\n    acceptMinutes: 10\n    remindMinutes: 5\n";
const PULL = "    mode: pull\n    acceptMinutes: 10\n";

const three = ["Ana", "Bruno", "Carla"].map((name) => aRep({ name }));

describe.each(DATABASES)("who gets a lead, on %s", (database) => {
  let app: TestApp;
  afterEach(() => app?.close());

  it("a prospect who goes quiet is nudged once, and then a rep gets what is known", async () => {
    app = await startApp({ database });
    await app.says("chat-1", "Hi");
    await app.says("chat-1", "solar");
    const before = app.channel.texts("chat-1").length;
    await app.passes(29 * MINUTE);
    expect(app.channel.texts("chat-1")).toHaveLength(before);
    await app.passes(2 * MINUTE);
    expect(app.channel.texts("chat-1")).toHaveLength(before + 1);
    expect(await app.lead("chat-1")).toMatchObject({ offeredTo: null, ownerId: null });
    for (let i = 0; i < 3; i++) await app.passes(31 * MINUTE);
    expect(app.channel.texts("chat-1")).toHaveLength(before + 1);
    const lead = await app.lead("chat-1");
    expect(lead).toMatchObject({ product: "solar", qualifiedAt: null });
    expect((await app.trail(lead)).filter((each) => each.kind === "handed-over")).toHaveLength(1);
    expect((await app.trail(lead)).filter((each) => each.kind === "offered").length).toBeGreaterThan(0);
    // Who comes back is still talked to.
    expect(await app.says("chat-1", "for my house")).not.toEqual([]);
    await expectInvariants(app);
  });

  it("is not nudged twice by a sweep that comes late, twice, or after a restart", async () => {
    app = await startApp({ database });
    await app.says("chat-1", "Hi");
    const before = app.channel.texts("chat-1").length;
    app.clock.advance(31 * MINUTE);
    await Promise.all([app.drain(), app.drain()]);
    await app.restart();
    await app.drain();
    expect(app.channel.texts("chat-1")).toHaveLength(before + 1);
  });

  it("an offer that nobody takes goes to the next, in turn, and then to the pool", async () => {
    app = await startApp({
      database,
      reps: three,
      teams: { sales: ["ana", "bruno", "carla"] },
      flows: { "routing.yaml": routing(`${PUSH}    onExpire: next`) },
    });
    await finishes(app, "chat-1");
    const seen: (string | null)[] = [];
    for (let i = 0; i < 4; i++) {
      seen.push((await app.lead("chat-1")).offeredTo);
      await app.passes(11 * MINUTE);
    }
    expect(seen).toEqual(["ana", "bruno", "carla", null]);
    const lead = await app.lead("chat-1");
    expect(
      (await app.trail(lead)).filter((each) => each.kind === "offer-expired").length,
    ).toBeGreaterThanOrEqual(3);
    expect((await app.posts("rep:ana")).length).toBeGreaterThan(1);
    await expectInvariants(app);
    expect(await app.does("carla", "claim L-1")).toContain("is yours");
    await app.passes(60 * MINUTE);
    expect(await app.lead("chat-1")).toMatchObject({ ownerId: "carla", offerId: null });
    await expectInvariants(app);
  });

  it("an offer expires into the pool where the team wants it so", async () => {
    app = await startApp({
      database,
      reps: three,
      teams: { sales: ["ana", "bruno", "carla"] },
      flows: { "routing.yaml": routing(`${PUSH}    onExpire: pool`) },
    });
    await finishes(app, "chat-1");
    await app.passes(11 * MINUTE);
    const lead = await app.lead("chat-1");
    expect(lead).toMatchObject({ offeredTo: null, ownerId: null });
    expect(lead.offerId).not.toBeNull();
    expect(await app.does("bruno", "claim L-1")).toContain("is yours");
  });

  it("a clock that jumps forwards and back does nothing twice", async () => {
    app = await startApp({ database });
    await finishes(app, "chat-1");
    const start = app.clock.now();
    await app.passes(11 * MINUTE);
    const after = await app.lead("chat-1");
    const expired = async () =>
      (await app.trail(after)).filter((each) => each.kind === "offer-expired").length;
    expect(await expired()).toBe(1);
    app.clock.set(start);
    await app.drain();
    await app.passes(9 * MINUTE);
    expect(await expired()).toBe(1);
    await app.says("chat-1", "thanks");
    await app.passes(30 * MINUTE);
    expect(await expired()).toBe(2);
    await expectInvariants(app);
  });

  it("goes round fairly, over restarts", async () => {
    app = await startApp({
      database,
      reps: three,
      teams: { sales: ["ana", "bruno", "carla"] },
      flows: { "routing.yaml": routing(PUSH) },
    });
    const got: (string | null)[] = [];
    for (let i = 1; i <= 7; i++) {
      got.push((await finishes(app, `chat-${i}`)).offeredTo);
      if (i % 2 === 0) await app.restart();
    }
    expect(got).toEqual(["ana", "bruno", "carla", "ana", "bruno", "carla", "ana"]);
    await expectInvariants(app);
  });

  it("nobody gets more than they have room for, when many come at once", async () => {
    const reps = three.map((rep) => ({ ...rep, capacity: 2 }));
    app = await startApp({
      database,
      reps,
      teams: { sales: ["ana", "bruno", "carla"] },
      flows: { "routing.yaml": routing(PUSH) },
    });
    const chats = Array.from({ length: 10 }, (_, i) => `chat-${i}`);
    for (const chat of chats) await app.says(chat, "Hi");
    // All ask for a person in the same moment.
    await Promise.all(chats.map((chat) => app.writes(chat, "I want to talk to a human")));
    await app.drain();
    const leads = await app.leads();
    const count = (rep: string | null) => leads.filter((lead) => lead.offeredTo === rep).length;
    expect(["ana", "bruno", "carla"].map(count)).toEqual([2, 2, 2]);
    expect(count(null)).toBe(4);
    await expectInvariants(app);
    // And nobody can claim more than that.
    const pool = leads.filter((lead) => lead.offeredTo === null);
    await Promise.all(pool.flatMap((lead) => three.map((rep) => app.asks(rep.id, `claim L-${lead.number}`))));
    await app.drain();
    expect((await app.leads()).filter((lead) => lead.ownerId !== null)).toHaveLength(0);
    expect(await app.answer("ana")).toContain("has no room");
    await expectInvariants(app);
  });

  it("has one winner when a hundred claim in the same moment, and the others are told who", {
    timeout: 120_000,
  }, async () => {
    const racers = Array.from({ length: 100 }, (_, i) => aRep({ id: `rep-${i}`, name: `Racer ${i}` }));
    app = await startApp({
      database,
      reps: racers,
      teams: { sales: racers.map((rep) => rep.id) },
      flows: { "routing.yaml": routing(PULL) },
    });
    const lead = await finishes(app, "chat-1");
    expect(lead).toMatchObject({ offeredTo: null, ownerId: null });
    await Promise.all(racers.map((rep) => app.asks(rep.id, "claim L-1")));
    await app.drain();
    const { ownerId } = await app.lead("chat-1");
    const winner = racers.find((rep) => rep.id === ownerId)!;
    const answers = await Promise.all(racers.map((rep) => app.answer(rep.id)));
    expect(answers.filter((text) => text.includes("is yours"))).toHaveLength(1);
    expect(answers[racers.indexOf(winner)]).toContain("is yours");
    expect(answers.filter((text) => text.includes(winner.name) && !text.includes("is yours"))).toHaveLength(
      99,
    );
    expect((await app.trail(lead)).filter((each) => each.kind === "claimed")).toHaveLength(1);
    await expectInvariants(app);
  });

  it("a contact who comes back after a sale has a new lead, offered to the same rep first", async () => {
    app = await startApp({ database });
    await finishes(app, "chat-1");
    await app.passes(11 * MINUTE); // Ana did not take it.
    const { offeredTo } = await app.lead("chat-1");
    expect(offeredTo).toBe("bruno");
    await app.does("bruno", "assumir L-1");
    await app.does("bruno", "etapa L-1 cliente 5 mil");
    expect(await app.lead("chat-1")).toMatchObject({ stage: "customer", ownerId: "bruno" });
    await app.passes(24 * 60 * MINUTE);
    await app.says("chat-1", "Hi, I need a car charger now");
    const again = await app.lead("chat-1");
    expect(again).toMatchObject({ number: 2, stage: "open-enquiry", ownerId: null });
    for (let i = 0; i < 12 && (await app.lead("chat-1")).offerId === null; i++) {
      const step = (await app.conversation("chat-1")).flow as { step?: string } | null;
      await app.says("chat-1", ANSWERS[step?.step ?? ""] ?? "no");
    }
    expect(await app.lead("chat-1")).toMatchObject({ number: 2, offeredTo: "bruno" });
    expect(await app.leads()).toHaveLength(2);
    await expectInvariants(app);
  });
});

const ANSWERS: Record<string, string> = {
  product: "car charger",
  segment: "home",
  budget: "5k",
  timeline: "asap",
  name: "Ana Souza",
  city: "Curitiba",
  reach: "ana@example.com",
  source: "google",
};

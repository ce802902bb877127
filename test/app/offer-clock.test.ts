import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { Rep } from "../../src/leads/types/rep.ts";
import { DATABASES, startApp, type TestApp } from "../support/app.ts";
import { aRep } from "../support/builders.ts";
import { expectInvariants } from "../support/invariants.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const routing = (team: string) => `teams:\n  sales:\n${team}\nrules: []\nfallback: sales\nownerFirst: true\n`;
const PUSH = "    mode: push\n    strategy: round-robin\n    acceptMinutes: 10\n    remindMinutes: 5\n";
const PULL = "    mode: pull\n    acceptMinutes: 10\n    remindMinutes: 5\n";

const three = ["Ana", "Bruno", "Carla"].map((name) => aRep({ name, timeZone: "America/Sao_Paulo" }));
const maria = aRep({ name: "Maria", role: "manager", timeZone: "America/Sao_Paulo" });

describe.each(DATABASES)("the clock of an offer, on %s", (database) => {
  let app: TestApp;
  afterEach(() => app?.close());

  /** Monday to Friday 9 to 18, Saturday 9 to 12, in São Paulo. */
  async function start(team: string, reps: Rep[] = three): Promise<void> {
    app = await startApp({
      database,
      reps: [...reps, maria],
      teams: { sales: reps.map((rep) => rep.id) },
      flows: { "routing.yaml": routing(team) },
    });
  }

  async function at(instant: string): Promise<void> {
    app.clock.set(new Date(instant));
    await app.drain();
  }

  const asks = (chat: string) => app.says(chat, "I want to talk to a human");
  const offers = async () => (await app.leads()).map((lead) => lead.offeredTo);
  const texts = async (chat: string) => (await app.posts(chat)).map((post) => post.payload.text ?? "");

  it("reminds the team of a pool in its channel, once, and then the managers", async () => {
    await start(PULL);
    await asks("chat-1");
    const reminders = async () => (await texts("team")).filter((text) => text.includes("still waits"));
    await app.passes(4 * MINUTE);
    expect(await reminders()).toEqual([]);
    await app.passes(2 * MINUTE);
    expect(await reminders()).toEqual(["⏰ L-1 still waits: nobody has claimed it"]);
    const post = (await app.posts("team")).findLast((each) => each.payload.text?.includes("still waits"));
    expect(post?.payload.replaceKey).toBeUndefined();
    expect(post?.payload.thread).toBeUndefined();
    expect(post?.payload.card?.buttons[0]).toMatchObject({ command: "claim L-1" });
    await app.passes(5 * MINUTE);
    const told = (await texts("team")).filter((text) => text.includes("nobody has taken it"));
    expect(told).toHaveLength(1);
    await app.passes(60 * MINUTE);
    expect((await texts("team")).filter((text) => text.includes("nobody has taken it"))).toEqual(told);
    expect(await reminders()).toHaveLength(1);
    await expectInvariants(app);
  });

  it("reminds a rep in a post of its own, with the time that is left", async () => {
    await start(PUSH);
    await asks("chat-1");
    await app.passes(5 * MINUTE);
    const post = (await app.posts("rep:ana")).findLast((each) => each.payload.text?.startsWith("⏰"));
    expect(post?.payload).toMatchObject({ text: "⏰ L-1 still waits for you: claim it or pass it on" });
    expect(post?.payload.replaceKey).toBeUndefined();
    expect(post?.payload.card?.deadlines).toMatchObject([{ when: "11:10 (5 min left)" }]);
  });

  it("is not stopped by what the bot says, but by who takes the lead", async () => {
    await start(PUSH);
    await asks("chat-1");
    await app.says("chat-1", "How long does it take?");
    await app.passes(10 * MINUTE);
    expect(await offers()).toEqual(["bruno"]);
    await app.does("bruno", "claim L-1");
    await app.passes(3 * HOUR);
    expect(await app.lead("chat-1")).toMatchObject({ ownerId: "bruno", offerId: null });
  });

  it("stands still over night, a weekend and a holiday, also over a restart", async () => {
    await start(PUSH);
    // Thursday, 17:55; Friday is Christmas.
    await at("2026-12-24T20:55:00.000Z");
    await asks("chat-1");
    expect((await app.lead("chat-1")).offeredTo).toBe("ana");
    await app.restart();
    for (const instant of [
      "2026-12-24T21:30:00.000Z",
      "2026-12-25T15:00:00.000Z",
      "2026-12-26T12:04:00.000Z",
    ]) {
      await at(instant);
      expect(await offers(), instant).toEqual(["ana"]);
    }
    // Saturday, 9:05 and the five seconds in which it was asked.
    await at("2026-12-26T12:05:05.000Z");
    expect(await offers()).toEqual(["bruno"]);
    await expectInvariants(app);
  });

  it("runs while the rep is at work and the business is open", async () => {
    // In Lisbon, three hours ahead of São Paulo then: 11:00 to 15:00 there.
    const ana = aRep({
      name: "Ana",
      timeZone: "Europe/Lisbon",
      hours: { tue: [["09:00", "14:06"]], wed: [["09:00", "18:00"]] },
    });
    await start(PUSH, [ana, three[1]!]);
    await asks("chat-1");
    // 14:00 in Lisbon: six minutes are left of Ana's day; tomorrow at 9:00 there the business is not open yet.
    expect((await app.lead("chat-1")).offerDueAt).toBe("2026-03-11T12:04:05.000Z");
    await at("2026-03-11T12:04:00.000Z");
    expect(await offers()).toEqual(["ana"]);
    await at("2026-03-11T12:04:05.000Z");
    expect(await offers()).toEqual(["bruno"]);
  });

  it("takes up hours and holidays that were changed meanwhile, when it falls due", async () => {
    await start(PUSH);
    await at("2026-03-10T20:55:00.000Z");
    await asks("chat-1");
    const file = join(app.flowsFolder, "business.yaml");
    const business = await readFile(file, "utf8");
    await writeFile(
      file,
      business.replace("holidays:\n", "holidays:\n  - { date: 2026-03-11, name: Day off }\n"),
    );
    await app.restart();
    await at("2026-03-11T15:00:00.000Z");
    const lead = await app.lead("chat-1");
    expect(lead).toMatchObject({ offeredTo: "ana", offerDueAt: "2026-03-12T12:05:05.000Z" });
    expect((await app.trail(lead)).map((each) => each.kind)).toContain("clock-moved");
    await at("2026-03-12T12:05:04.000Z");
    expect(await offers()).toEqual(["ana"]);
    await at("2026-03-12T12:05:05.000Z");
    expect(await offers()).toEqual(["bruno"]);
    expect((await app.trail(lead)).filter((each) => each.kind === "offer-expired")).toHaveLength(1);
    await expectInvariants(app);
  });

  it("what came over night is offered when work begins: in order of waiting, spread, as far as there is room", async () => {
    await start(PUSH, [
      three[0]!,
      { ...three[1]!, capacity: 1 },
      // Carla begins an hour later.
      { ...three[2]!, hours: { wed: [["10:00", "18:00"]] } },
    ]);
    await at("2026-03-11T01:00:00.000Z");
    // The second person asks first: they have written first.
    for (const chat of ["chat-2", "chat-1", "chat-3", "chat-4"]) {
      await asks(chat);
      await app.passes(MINUTE);
    }
    expect(await offers()).toEqual([null, null, null, null]);
    expect((await texts("team")).filter((text) => text.includes("nobody has taken it"))).toEqual([]);
    await at("2026-03-11T11:59:59.000Z");
    expect(await offers()).toEqual([null, null, null, null]);
    await app.restart();
    await at("2026-03-11T12:00:00.000Z");
    expect(await offers()).toEqual(["ana", "bruno", "ana", "ana"]);
    expect(await app.lead("chat-2")).toMatchObject({ number: 1, offerDueAt: "2026-03-11T12:10:00.000Z" });
    await expectInvariants(app);
    // Nothing twice.
    await app.restart();
    await app.passes(MINUTE);
    expect(await offers()).toEqual(["ana", "bruno", "ana", "ana"]);
  });

  it("what finds no room in the morning stays free to claim", async () => {
    await start(
      PUSH,
      three.map((rep) => ({ ...rep, capacity: 1 })),
    );
    await at("2026-03-11T01:00:00.000Z");
    for (let i = 1; i <= 5; i++) await asks(`chat-${i}`);
    await at("2026-03-11T12:00:00.000Z");
    expect(await offers()).toEqual(["ana", "bruno", "carla", null, null]);
    expect((await app.leads()).every((lead) => lead.offerId !== null)).toBe(true);
    await expectInvariants(app);
  });

  it("an away rep is asked when they are back, and cannot claim before: it says what to do", async () => {
    await start(PUSH, [three[0]!]);
    await app.does("ana", "away until tomorrow 14:00");
    await asks("chat-1");
    expect(await offers()).toEqual([null]);
    const refusal = await app.does("ana", "claim L-1");
    expect(refusal).toBe(
      "Ana is away until tomorrow at 14:00, so leads go to others. Say “back” first, then “claim L-1”.",
    );
    expect((await app.lead("chat-1")).ownerId).toBeNull();
    expect(await app.does("maria", "assign L-1 @ana")).toContain("Ana is away until tomorrow at 14:00.");
    await at("2026-03-11T16:59:59.000Z");
    expect(await offers()).toEqual([null]);
    await at("2026-03-11T17:00:00.000Z");
    expect(await offers()).toEqual(["ana"]);
    expect(await app.does("ana", "claim L-1")).toContain("is yours");
  });

  it("a rep whose room was taken away meanwhile is refused what was offered", async () => {
    await start(PUSH, [three[0]!]);
    await asks("chat-1");
    await asks("chat-2");
    await app.does("ana", "claim L-1");
    const ana = await app.rep("ana");
    await app.store.people.save({ reps: [{ ...ana, capacity: 1 }], only: ["capacity"] });
    expect(await app.does("ana", "claim L-2")).toContain("has no room: 2/1 open leads. Close or pass one");
    expect(await app.does("ana", "pass L-2")).not.toContain("no room");
  });

  it("managers are told once of a team of which nobody is at work for days", async () => {
    await start(PUSH, three.slice(0, 2));
    await app.does("ana", "away until friday 9:00");
    await app.does("bruno", "away");
    for (let i = 1; i <= 5; i++) {
      await asks(`chat-${i}`);
      await app.passes(HOUR);
    }
    await app.restart();
    await asks("chat-6");
    await app.passes(12 * HOUR);
    const told = (await texts("team")).filter((text) => /nobody/i.test(text) && text.includes("team sales"));
    expect(told).toEqual([
      "Nobody of team sales is at work until Friday at 9:00. L-1 waits, and so will what comes in: assign it, or see with “reps” who is away.",
    ]);
    expect((await texts("team")).filter((text) => text.includes("nobody has taken it"))).toEqual([]);
    // Another absence is told anew.
    await app.does("ana", "away until monday 9:00");
    await asks("chat-7");
    expect((await texts("team")).filter((text) => text.includes("until Monday at 9:00"))).toHaveLength(1);
    // Back on Monday: they are offered in order.
    await at("2026-03-16T12:00:00.000Z");
    expect(await offers()).toEqual(Array.from({ length: 7 }, () => "ana"));
    await expectInvariants(app);
  });

  it("a rep who leaves while they claim, and the clock runs: the lead is offered on, once", async () => {
    let leaving: Promise<unknown> | null = null;
    await start(PUSH);
    await app.restart({
      beforeDecide({ payload }) {
        if (payload.type !== "command" || payload.text !== "claim L-1" || leaving !== null) return;
        leaving = app.rep("ana").then((ana) =>
          app.store.people.save({
            reps: [{ ...ana, active: false, updatedAt: app.clock.now().toISOString() }],
            only: ["active", "updatedAt"],
          }),
        );
      },
    });
    await asks("chat-1");
    await asks("chat-2");
    // The claim, and the moment at which both offers run out.
    app.clock.advance(10 * MINUTE + 5_000);
    await app.asks("ana", "claim L-1");
    await app.drain();
    await leaving;
    await app.drain();
    for (const lead of await app.leads()) {
      expect(lead.ownerId, String(lead.number)).toBeNull();
      expect(["bruno", "carla"]).toContain(lead.offeredTo);
    }
    expect((await app.rep("ana")).openLeads).toBe(0);
    await expectInvariants(app);
    await app.passes(10 * MINUTE);
    expect((await app.leads()).every((lead) => lead.offeredTo !== "ana")).toBe(true);
    await expectInvariants(app);
  });
});

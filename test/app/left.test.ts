import { afterEach, describe, expect, it } from "vitest";
import { createOperations } from "../../src/cli/operations.ts";
import { createLog } from "../../src/log.ts";
import { openStore } from "../../src/store/index.ts";
import { DATABASES, finishes, startApp, type TestApp } from "../support/app.ts";
import { aRep } from "../support/builders.ts";
import { expectInvariants } from "../support/invariants.ts";

const people = [
  aRep({ name: "Ana" }),
  aRep({ name: "Bruno", language: "pt" }),
  aRep({ name: "Maria", role: "manager" }),
];
/** Whoever is first has it. */
const PULL = "teams:\n  sales:\n    mode: pull\n    acceptMinutes: 60\nrules: []\nfallback: sales\n";

const teams = { sales: ["ana", "bruno"] };

/** Switch a colleague off or on, as `leadline reps set` does. */
async function setActive(app: TestApp, id: string, active: boolean): Promise<void> {
  const rep = await app.rep(id);
  const updatedAt = app.clock.now().toISOString();
  await app.store.people.save({ reps: [{ ...rep, active, updatedAt }], only: ["active", "updatedAt"] });
}

async function toManagers(app: TestApp): Promise<string[]> {
  return (await app.posts("team"))
    .map((post) => post.payload.text ?? "")
    .filter((text) => text.includes("👋"));
}

describe.each(DATABASES)("a colleague who leaves, on %s", (database) => {
  let app: TestApp;
  afterEach(() => app?.close());

  it("loses own and offered leads to others; the managers are told once", async () => {
    app = await startApp({ database, reps: people, teams });
    for (const chat of ["chat-1", "chat-2", "chat-3"]) await finishes(app, chat);
    // Ana is offered the first and the third.
    expect((await app.leads()).map((lead) => lead.offeredTo)).toEqual(["ana", "bruno", "ana"]);
    expect(await app.does("ana", "claim L-1")).toContain("is yours");
    await setActive(app, "ana", false);
    await app.drain();
    const leads = await app.leads();
    expect(leads.map(({ ownerId, offeredTo }) => [ownerId, offeredTo])).toEqual([
      [null, "bruno"],
      [null, "bruno"],
      [null, "bruno"],
    ]);
    const told = await toManagers(app);
    expect(told).toEqual(["👋 Ana is no longer here. 2 open leads are offered to others: L-1, L-3"]);
    const trail = await app.trail(leads[0]!);
    expect(trail.filter((each) => each.kind === "released")).toMatchObject([
      { actorKind: "system", note: "ana" },
    ]);
    expect(leads[0]!.routeReasons.map((reason) => reason.rule)).toContain("released");
    await expectInvariants(app);
    // Nothing more follows, also not after a restart or when they are back.
    await app.restart();
    await setActive(app, "ana", true);
    await app.passes(60_000);
    expect(await toManagers(app)).toEqual(told);
    expect((await app.lead("chat-1")).ownerId).toBeNull();
    expect((await app.rep("ana")).openLeads).toBe(0);
    await expectInvariants(app);
  });

  it("may do nothing from the moment on: nothing that was decided before is recorded after", async () => {
    let leaving: Promise<unknown> | null = null;
    let atSave: (string | null)[] = [];
    app = await startApp({
      database,
      reps: people,
      teams,
      flows: { "routing.yaml": PULL },
      beforeDecide({ payload }) {
        if (payload.type !== "command" || payload.text !== "claim L-2" || leaving !== null) return;
        // In the middle of deciding.
        leaving = setActive(app, "ana", false).then(async () => {
          atSave = (await app.leads()).map((lead) => lead.ownerId);
        });
      },
    });
    const chats = ["chat-1", "chat-2", "chat-3", "chat-4", "chat-5"];
    for (const chat of chats) await finishes(app, chat);
    await Promise.all(chats.map((_chat, i) => app.asks("ana", `claim L-${i + 1}`)));
    await app.drain();
    await leaving;
    await app.drain();
    const claims = await Promise.all(
      (await app.leads()).map(async (lead) =>
        (await app.trail(lead)).filter((each) => each.kind === "claimed").map((each) => each.actorId),
      ),
    );
    expect(claims).toEqual(atSave.map((owner) => (owner === null ? [] : [owner])));
    expect(claims[4]).toEqual([]);
    expect((await app.leads()).map((lead) => lead.ownerId)).toEqual([null, null, null, null, null]);
    expect(await app.answer("ana")).toContain("switched off");
    await expectInvariants(app);
  });

  it("is refused what was accepted before", async () => {
    let stops = true;
    app = await startApp({
      database,
      reps: people,
      teams,
      faults: true,
      beforeDecide({ payload }) {
        if (stops && payload.type === "command" && payload.text.startsWith("note"))
          throw new Error("not now");
      },
    });
    await finishes(app, "chat-1");
    await app.does("ana", "claim L-1");
    await app.asks("ana", "note L-1 for me");
    await setActive(app, "ana", false);
    stops = false;
    await app.passes(60_000);
    expect(await app.answer("ana")).toContain("switched off");
    const trail = await app.trail(await app.lead("chat-1"));
    expect(trail.filter((each) => each.kind === "noted")).toEqual([]);
    // Nor do the buttons of cards that they still see do anything.
    const lead = await app.lead("chat-1");
    for (const text of [
      "claim L-1",
      "pass L-1",
      "reply hello",
      "stage contacted",
      "undo",
      "leads",
      "followups",
    ]) {
      expect(await app.does("ana", text, lead), text).toContain("switched off");
    }
    expect((await app.trail(lead)).slice(trail.length).filter((each) => each.actorId === "ana")).toEqual([]);
  });

  it("loses each lead once, also when the program is stopped or fails in between", async () => {
    let failures = 3;
    app = await startApp({
      database,
      reps: people,
      teams,
      faults: true,
      turnAttempts: 20,
      beforeDecide({ payload }) {
        if (payload.type !== "timer" || !["left", "release"].includes(payload.timer.kind) || failures === 0)
          return;
        failures -= 1;
        throw new Error("not this time");
      },
    });
    for (const chat of ["chat-1", "chat-2", "chat-3", "chat-4"]) await finishes(app, chat);
    for (const lead of [1, 3]) await app.does("ana", `claim L-${lead}`);
    await setActive(app, "ana", false);
    await app.restart();
    await app.restart();
    for (let i = 0; i < 10; i += 1) await app.passes(120_000);
    const leads = await app.leads();
    for (const lead of leads.filter(({ number }) => [1, 3].includes(number))) {
      const released = (await app.trail(lead)).filter((each) => each.kind === "released");
      expect(released).toHaveLength(1);
      expect(lead.ownerId).toBeNull();
    }
    expect(await toManagers(app)).toHaveLength(1);
    expect(failures).toBe(0);
    await expectInvariants(app);
  });

  it("comes back without the leads, and leaves again with those of now", async () => {
    app = await startApp({ database, reps: people, teams });
    await finishes(app, "chat-1");
    await app.does("ana", "claim L-1");
    await setActive(app, "ana", false);
    await app.passes(1_000);
    await setActive(app, "ana", true);
    expect(await app.does("ana", "show L-1")).toMatch(/being offered to Bruno/);
    await app.does("maria", "assign L-1 @ana");
    expect((await app.lead("chat-1")).ownerId).toBe("ana");
    await setActive(app, "ana", false);
    await app.passes(1_000);
    expect((await app.lead("chat-1")).ownerId).toBeNull();
    expect(await toManagers(app)).toHaveLength(2);
    await expectInvariants(app);
  });

  it("leaves a lead to the pool, for the managers to see, where nobody else is there", async () => {
    app = await startApp({ database, reps: [people[0]!, people[2]!], teams: { sales: ["ana"] } });
    await finishes(app, "chat-1");
    await app.does("ana", "claim L-1");
    await setActive(app, "ana", false);
    await app.drain();
    expect(await app.lead("chat-1")).toMatchObject({ ownerId: null, offeredTo: null, teamId: "sales" });
    expect((await app.lead("chat-1")).offerId).not.toBeNull();
    expect(await app.does("maria", "claim L-1")).toContain("is yours");
    await expectInvariants(app);
  });

  it("leaves follow-ups to who takes the lead, who is then reminded", async () => {
    app = await startApp({ database, reps: people, teams });
    await finishes(app, "chat-1");
    await app.does("ana", "claim L-1");
    expect(await app.does("ana", "followup L-1 tomorrow 15:00 call about the roof")).toContain("L-1");
    await setActive(app, "ana", false);
    await app.drain();
    await app.does("bruno", "claim L-1");
    const before = (await app.posts("rep:ana")).length;
    await app.passes(30 * 3_600_000);
    expect(await app.posts("rep:ana")).toHaveLength(before);
    const told = (await app.posts("rep:bruno")).map(({ payload }) => JSON.stringify(payload));
    expect(told.filter((text) => text.includes("about the roof")).length).toBeGreaterThan(0);
    await expectInvariants(app);
  });

  it("is reminded of nothing; whoever is offered the lead is", async () => {
    app = await startApp({ database, reps: people, teams });
    await finishes(app, "chat-1");
    await app.does("ana", "claim L-1");
    await app.does("ana", "followup L-1 in 5 minutes call about the roof");
    await setActive(app, "ana", false);
    await app.drain();
    const before = (await app.posts("rep:ana")).length;
    await app.passes(6 * 60_000);
    expect(await app.posts("rep:ana")).toHaveLength(before);
    const told = (await app.posts("rep:bruno")).map(({ payload }) => JSON.stringify(payload));
    expect(told.filter((text) => text.includes("about the roof")).length).toBeGreaterThan(0);
  });
});

describe("a change by another process on PostgreSQL", () => {
  it("holds at once in the program that runs", async () => {
    const app = await startApp({ database: "postgresql", reps: people, teams });
    try {
      await finishes(app, "chat-1");
      await app.does("ana", "claim L-1");
      const other = await openStore({
        databaseUrl: app.databaseUrl,
        log: createLog({ level: "silent" }),
        clock: app.clock,
      });
      const operations = createOperations(other, app.clock);
      await operations.people({ ask: "set", rep: "bruno", role: "manager" });
      expect(await app.does("bruno", "team")).not.toMatch(/para gerentes/);
      await operations.people({ ask: "set", rep: "bruno", role: "rep" });
      expect(await app.does("bruno", "team")).toMatch(/para gerentes/);
      await operations.people({ ask: "disable", rep: "ana", dryRun: false });
      expect(await app.does("ana", "note L-1 mine")).toContain("switched off");
      await other.close();
      await app.passes(31_000);
      expect(await app.lead("chat-1")).toMatchObject({ ownerId: null, offeredTo: "bruno" });
    } finally {
      await app.close();
    }
  });
});

import { afterEach, describe, expect, it } from "vitest";
import { DATABASES, finishes, startApp, type TestApp } from "../support/app.ts";
import { aRep } from "../support/builders.ts";
import { expectInvariants } from "../support/invariants.ts";

const people = [
  aRep({ name: "Ana" }),
  aRep({ name: "Bruno", language: "pt" }),
  aRep({ name: "Maria", role: "manager" }),
];
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
});

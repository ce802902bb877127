import { afterEach, describe, expect, it } from "vitest";
import type { Lead } from "../../src/leads/types/lead.ts";
import { CONVERSATIONS, DATABASES, type DatabaseKind, startApp, type TestApp } from "../support/app.ts";
import { aRep } from "../support/builders.ts";

let t: TestApp;
afterEach(() => t.close());

/** A lead, which is offered to one of Ana and Bruno when it is qualified; gives who that is, and the other. */
async function start(
  database: DatabaseKind,
  said: readonly string[] = CONVERSATIONS.en,
): Promise<{ lead: Lead; who: string; other: string }> {
  const reps = [...["Ana", "Bruno"].map((name) => aRep({ name })), aRep({ name: "Maria", role: "manager" })];
  t = await startApp({ database, reps, teams: { sales: ["ana", "bruno"], projects: ["ana", "bruno"] } });
  for (const text of said) await t.says("chat-1", text);
  const lead = await t.lead("chat-1");
  const who = lead.offeredTo ?? "ana";
  return { lead, who, other: who === "ana" ? "bruno" : "ana" };
}

const ref = (lead: Lead) => `L-${lead.number}`;
const numbers = async () => {
  const query = { from: "2000-01-01T00:00:00.000Z", to: "2100-01-01T00:00:00.000Z", filter: {} };
  return (await t.app.store.reads.insight({ ...query, scope: { kind: "all" } })).total;
};

describe.each(DATABASES)("what was logged by mistake on %s", (database) => {
  it("a call goes with the first answer, the move and the tick that it brought, and nothing else", async () => {
    const { lead, who } = await start(database, ["Hello"]);
    await t.does(who, `claim ${ref(lead)}`);
    const before = await t.lead("chat-1");
    const was = await numbers();
    await t.does(who, `followup ${ref(lead)} in 10 minutes call about the offer`);
    const planned = (await t.lead("chat-1")).nextStep!;
    const said = await t.does(who, `call ${ref(lead)} fu:${planned.followUpId} reached: wants an offer`);
    expect(said).toContain(`“undo ${ref(lead)}” takes it back.`);
    const called = await t.lead("chat-1");
    expect(called).toMatchObject({ stage: "contacted", nextStep: null });
    expect(called.firstResponseAt).not.toBeNull();
    expect((await numbers()).firstResponse).toMatchObject({ answered: 1, waiting: 0 });

    expect(await t.does(who, `undo ${ref(lead)}`)).toContain("Undone: the call on");
    expect(await t.lead("chat-1")).toMatchObject({
      stage: before.stage,
      stageSince: before.stageSince,
      firstResponseAt: null,
      ownerId: who,
      nextStep: { followUpId: planned.followUpId },
    });
    const now = await numbers();
    expect({ ...now, followUps: null }).toEqual({ ...was, followUps: null });
    expect(now.followUps.planned).toBe(1);
    const history = await t.does(who, `history ${ref(lead)}`);
    expect(history).toMatch(/called: reached – “wants an offer” \(taken back\)/);
    expect(await t.does(who, `undo ${ref(lead)}`)).toContain("the agenda");
    expect(await t.does(who, `undo ${ref(lead)}`)).toContain("the owner");
    expect(await t.does(who, `undo ${ref(lead)}`)).toContain("nothing of yours to undo");
  });

  it("a call that was the first answer leaves that to the next one, and a stage that somebody chose since", async () => {
    const { lead, who } = await start(database);
    await t.does(who, `claim ${ref(lead)}`);
    await t.does(who, `meeting ${ref(lead)} held`);
    const met = (await t.lead("chat-1")).firstResponseAt;
    t.clock.advance(3_600_000);
    await t.does("maria", `stage ${ref(lead)} negotiation`);
    await t.does("maria", `reply ${ref(lead)} Hello!`);
    expect((await t.lead("chat-1")).firstResponseAt).toBe(met);
    expect(await t.does(who, `undo ${ref(lead)}`)).toContain("Undone: the meeting on");
    const after = await t.lead("chat-1");
    expect(after.stage).toBe("negotiation");
    expect(Date.parse(after.firstResponseAt!) - Date.parse(met!)).toBeGreaterThanOrEqual(3_600_000);
  });

  it("a note counts no more, is told where it was read, and files shared in the thread are no step", async () => {
    const { lead, who } = await start(database);
    await t.does(who, `claim ${ref(lead)}`);
    expect(await t.does(who, `note ${ref(lead)} wrong lead, sorry`)).toContain("takes it back");
    expect(await t.does(who, `undo ${ref(lead)}`)).toContain("Undone: the note on");
    expect((await t.posts("team")).map(({ payload }) => payload.text ?? "").join("\n")).toContain(
      "took back the note above",
    );
    expect(await t.does(who, `history ${ref(lead)}`)).toMatch(
      /wrote a note – “wrong lead, sorry” \(taken back\)/,
    );
    expect(await t.does(who, `undo ${ref(lead)}`)).toContain("the owner");
  });
});

describe.each(DATABASES)("a lead that was passed on by mistake on %s", (database) => {
  it("is offered again to who was asked, with a clock, and the next one is told", async () => {
    const { lead, who, other } = await start(database);
    expect(await t.does(who, `pass ${ref(lead)} on holiday`)).toContain(`“undo ${ref(lead)}” takes it back.`);
    expect((await t.lead("chat-1")).offeredTo).toBe(other);
    expect(await t.does(who, "undo")).toContain(`Undone: ${ref(lead)} is offered to you again.`);
    const again = await t.lead("chat-1");
    expect(again.offeredTo).toBe(who);
    expect(again.offerDueAt).not.toBeNull();
    expect(again.routeReasons).toEqual(lead.routeReasons);
    const told = (await t.posts(`rep:${other}`)).at(-1)!.payload.text;
    expect(told).toContain("is not waiting for you any more");
    expect(await t.does(other, `claim ${ref(lead)}`)).toMatch(/offered to/);
    expect(await t.does(who, `claim ${ref(lead)}`)).toContain("yours");
  });

  it("is owned again by who gave it up", async () => {
    const { lead, who, other } = await start(database);
    await t.does(who, `claim ${ref(lead)}`);
    const owned = await numbers();
    await t.does(who, `pass ${ref(lead)}`);
    expect((await t.lead("chat-1")).offeredTo).toBe(other);
    expect(await t.does(who, `undo ${ref(lead)}`)).toContain("is yours again");
    expect(await t.lead("chat-1")).toMatchObject({ ownerId: who, offeredTo: null, offerId: null });
    expect(await numbers()).toEqual(owned);
    const loads = (await t.app.store.turns.directory()).reps;
    expect([loads.get(who)!.openLeads, loads.get(other)!.openLeads]).toEqual([1, 0]);
  });

  it("stays with who has taken it since, and the answer says whom to ask", async () => {
    const { lead, who, other } = await start(database);
    await t.does(who, `pass ${ref(lead)}`);
    await t.does(other, `claim ${ref(lead)}`);
    const said = await t.does(who, "undo");
    expect(said).toMatch(/has taken L-\d+ since you passed it on\. Ask them to pass it back, or a manager/);
    expect((await t.lead("chat-1")).ownerId).toBe(other);
  });
});

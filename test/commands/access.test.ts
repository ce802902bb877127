import { describe, expect, it } from "vitest";
import { COMMANDS, type LoadedLead } from "../../src/commands/index.ts";
import { LANGUAGES } from "../../src/language.ts";
import type { Activity, Rep } from "../../src/leads/types.ts";
import { anOffer, aTurn, NOW } from "../support/builders.ts";
import { aLoadedLead, ana, anotherLead, aWorld, bruno, marta, otto, say } from "./support.ts";

/** What the lead is to Ana, who asks as a rep. */
const situations: Record<string, LoadedLead> = {
  own: aLoadedLead({ lead: { ownerId: "ana", tags: ["vip"] } }),
  "another's": aLoadedLead({ lead: { ownerId: "bruno", tags: ["vip"] } }),
  "offered to her": aLoadedLead({
    offer: anOffer({ leadId: "lead-42", repId: "ana", mode: "push" }),
    lead: { offerId: "offer-1", offeredTo: "ana", teamId: "sales", tags: ["vip"] },
  }),
  "offered to another": aLoadedLead({
    offer: anOffer({ leadId: "lead-42", repId: "bruno", mode: "push" }),
    lead: { offerId: "offer-1", offeredTo: "bruno", teamId: "sales", tags: ["vip"] },
  }),
  "in the pool": aLoadedLead({
    offer: anOffer({ leadId: "lead-42" }),
    lead: { offerId: "offer-1", teamId: "sales", tags: ["vip"] },
  }),
};

const texts: Record<string, string> = {
  show: "show L-42",
  claim: "claim L-42",
  pass: "pass L-42",
  reply: "reply L-42 hello",
  resume: "resume L-42",
  resend: "resend L-42 3k-2",
  arrived: "mark arrived L-42 3k-2",
  stage: "stage L-42 contacted",
  note: "note L-42 hello",
  value: "value L-42 5000",
  tag: "tag L-42 new",
  untag: "untag L-42 vip",
  assign: "assign L-42 @otto",
  merge: "merge L-42 with L-57",
  split: "split L-42",
  why: "why L-42",
};

const leadCommands = COMMANDS.filter((command) => command.access !== "none");

/** The refusals that are about permission, and name somebody to ask. */
const DENIED = /[Aa]sk |offered to Bruno Lima at the moment/;

const cases = leadCommands.flatMap((command) =>
  Object.keys(situations).flatMap((situation) =>
    [ana, marta, otto].map((actor) => ({ name: command.name, situation, actor, role: actor.role })),
  ),
);

function mayTouch(name: string, situation: string, actor: Rep): boolean {
  if (actor.role !== "rep" || situation === "own") return true;
  if (situation === "another's" || situation === "offered to another") return false;
  return !["assign", "stage", "value"].includes(name);
}

describe("who may do what", () => {
  it("is tried with every command that is about a lead", () => {
    expect(leadCommands.map((command) => command.name).sort()).toEqual(Object.keys(texts).sort());
  });

  it.each(cases)("$role × $name × lead that is $situation", async ({ name, situation, actor }) => {
    const loaded = structuredClone(situations[situation]!);
    if (name === "resume") loaded.conversations[0]!.floor = "human";
    const stuckSends = [{ id: "3k-2", leadId: "lead-42" }];
    const said = await say(texts[name]!, { ...aWorld([loaded, anotherLead()]), stuckSends }, { actor });
    const changes = said.turn.changes();
    const written = [
      ...changes.leads,
      ...changes.activities,
      ...changes.sends,
      ...changes.conversations,
      ...changes.settledSends,
    ];
    if (mayTouch(name, situation, actor)) {
      // A manager cannot claim what is offered to somebody: the operation says so, and to assign it instead.
      if (name !== "claim") expect(said.text).not.toMatch(DENIED);
      return;
    }
    expect(said.text).toMatch(DENIED);
    expect(written).toEqual([]);
    expect(said.turn.notices).toEqual([]);
    expect(said.text).not.toContain("Clara");
  });

  it.each(LANGUAGES)("a denial names the owner and a manager (%s)", async (language) => {
    const said = await say("note L-42 x", aWorld([situations["another's"]!]), { language });
    expect(said.text).toContain("L-42");
    expect(said.text).toContain("Bruno Lima / Marta");
  });

  it("a colleague who was switched off gets nothing", async () => {
    const gone = { ...ana, active: false };
    for (const text of ["leads", "show L-42", "stats", "help"]) {
      const said = await say(text, aWorld([situations.own!]), { actor: gone });
      expect(said.problem).toBe("not-active");
    }
  });

  it("lists, searches and names show a rep only what the rep may see", async () => {
    const world = aWorld([situations["another's"]!]);
    expect((await say("leads all", world)).text).toBe("Leads: none");
    expect((await say("show clara", world)).problem).toBe("no-lead-named");
    expect((await say("leads all", world, { actor: marta })).text).toContain("Clara");
    expect((await say("show clara", world, { actor: marta })).problem).toBeNull();
  });

  it("a rep is told the own numbers, a manager those of anybody", async () => {
    expect((await say("stats @bruno")).problem).toBe("not-your-numbers");
    expect((await say("pipeline @bruno")).problem).toBe("not-your-numbers");
    expect((await say("stats @me")).text).toContain("– Ana");
    expect((await say("stats @bruno", aWorld(), { actor: marta })).text).toContain("– Bruno Lima");
    expect((await say("stats", aWorld(), { actor: marta })).text).toContain("– everybody");
  });

  it("undo takes back only on leads that the rep may change", async () => {
    const turn = aTurn({ rep: ana, seq: 1 });
    const moved: Activity = turn.record({
      kind: "tagged",
      leadId: "lead-42",
      before: { tags: [] },
      after: { tags: ["vip"] },
    });
    const denied = await say("undo", aWorld([situations["another's"]!], [moved]));
    expect(denied.text).toMatch(DENIED);
    const done = await say("undo", aWorld([situations.own!], [moved]));
    expect(done.turn.changes().leads[0]).toMatchObject({ tags: [], updatedAt: NOW });
    expect(done.text).toMatch(/^Undone: the tags of L-42/);
    expect((await say("undo", aWorld([situations.own!], [moved]), { actor: bruno })).text).toMatch(
      /nothing of yours/,
    );
  });
});

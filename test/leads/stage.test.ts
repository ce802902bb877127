import { describe, expect, it } from "vitest";
import {
  automaticMove,
  inactivityMove,
  isRefusal,
  markQualified,
  moveStage,
  parseLeadRef,
  type Refusal,
  recordReply,
  undo,
} from "../../src/leads/index.ts";
import type { Lead } from "../../src/leads/types/lead.ts";
import { aContact, aDirectory, aLead, anOffer, aPipeline, aRep, aTurn, NOW } from "../support/builders.ts";

const pipeline = aPipeline();
const directory = aDirectory({ reps: [aRep({ openLeads: 1 })] });
const owned = aLead({ ownerId: "ana" });

const must = (outcome: Lead | Refusal): Lead => {
  if (isRefusal(outcome)) throw new Error(outcome.text.en);
  return outcome;
};

describe("moveStage", () => {
  it.each<[string, string, Parameters<typeof moveStage>[3], RegExp]>([
    ["unknown-stage", "sold", {}, /The stages are: Open enquiry, Contacted/],
    ["same-stage", "open-enquiry", {}, /already in Open enquiry/],
    ["reason-required", "unqualified", {}, /needs a reason. No budget, No need/],
    ["reason-required", "unqualified", { reason: "  " }, /needs a reason/],
    ["value-required", "customer", {}, /say how much L-1 is worth/],
    ["bad-value", "customer", { value: { amount: -1, currency: "BRL" } }, /amount/],
    ["bad-value", "customer", { value: { amount: 1.5, currency: "BRL" } }, /amount/],
    ["bad-value", "customer", { value: { amount: 1, currency: "reais" } }, /amount/],
  ])("refuses with %s to %s", (code, to, facts, text) => {
    const turn = aTurn();
    const refused = moveStage(turn, owned, to, facts, pipeline, directory);
    expect(refused).toMatchObject({ code, text: { en: expect.stringMatching(text) } });
    expect(turn.changes().activities).toEqual([]);
  });

  it.each([
    ["no-budget", "no-budget"],
    ["Sem Orcamento", "no-budget"],
    ["they moved abroad", "they moved abroad"],
  ])("reads the reason %s as %s", (reason, kept) => {
    expect(must(moveStage(aTurn(), owned, "unqualified", { reason }, pipeline, directory)).reason).toBe(kept);
  });

  it("closes a sale with its value, frees the owner's place, and reopens", () => {
    const turn = aTurn({ rep: "ana" });
    const won = must(
      moveStage(
        turn,
        owned,
        "customer",
        { value: { amount: 500_000, currency: "BRL" } },
        pipeline,
        directory,
      ),
    );
    expect(won).toMatchObject({ stageKind: "won", closedAt: NOW, value: 500_000, currency: "BRL" });
    expect(turn.changes().reps).toMatchObject([{ openLeads: 0 }]);
    expect(turn.changes().activities).toMatchObject([
      { kind: "stage-moved", before: { stage: "open-enquiry", value: null }, after: { stage: "customer" } },
    ]);
    const free = aDirectory({ reps: [aRep()] });
    const reopen = aTurn({ seq: 2 });
    expect(must(moveStage(reopen, won, "negotiation", {}, pipeline, free))).toMatchObject({
      closedAt: null,
      value: 500_000,
    });
    expect(reopen.changes().reps).toMatchObject([{ openLeads: 1 }]);
    const full = aDirectory({ reps: [aRep({ capacity: 2, openLeads: 2 })] });
    expect(moveStage(aTurn({ seq: 3 }), won, "negotiation", {}, pipeline, full)).toMatchObject({
      code: "at-capacity",
    });
    expect(
      undo(aTurn({ seq: 3 }), turn.changes().activities[0]!, won, aContact(), { directory: full }),
    ).toMatchObject({ code: "at-capacity" });
  });

  it("withdraws the open offer of a lead that closes", () => {
    const offer = anOffer({ repId: "ana", mode: "push" });
    const lead = aLead({ offerId: offer.id, offeredTo: "ana" });
    const turn = aTurn();
    const lost = must(
      moveStage(turn, lead, "unqualified", { reason: "no-need" }, pipeline, directory, offer),
    );
    expect(lost).toMatchObject({ offerId: null, offeredTo: null });
    expect(turn.changes().offers).toMatchObject([{ status: "withdrawn", openKey: null }]);
    expect(turn.changes().reps).toMatchObject([{ openLeads: 0 }]);
  });
});

describe("automatic moves", () => {
  it.each([
    ["open-enquiry", "hot", "qualified"],
    ["open-enquiry", "cold", "nurture"],
    ["qualified", "cold", "qualified"], // never backward
    ["negotiation", "hot", "negotiation"],
  ])("of a qualified lead in %s with grade %s: %s", (stage, grade, to) => {
    expect(automaticMove(aTurn(), aLead({ stage, grade }), "qualified", pipeline, directory).stage).toBe(to);
  });

  it("never reopen a closed lead", () => {
    const won = aLead({ stage: "customer", stageKind: "won", closedAt: NOW, grade: "hot" });
    const turn = aTurn();
    expect(automaticMove(turn, won, "first-human-reply", pipeline, directory)).toBe(won);
    expect(turn.changes().leads).toEqual([]);
  });

  it("mark the first answer of a human once, and are the system's", () => {
    const turn = aTurn({ rep: "ana" });
    const replied = recordReply(turn, owned, pipeline, directory);
    expect(replied).toMatchObject({ stage: "contacted", firstResponseAt: NOW });
    const trail = turn.changes().activities.map((each) => `${each.actorKind} ${each.kind}`);
    expect(trail).toEqual(["rep replied", "system stage-moved"]);
    const later = recordReply(
      aTurn({ seq: 2, at: "2026-03-10T11:00:00.000Z" }),
      replied,
      pipeline,
      directory,
    );
    expect(later.firstResponseAt).toBe(NOW);
  });

  it("mark when all questions were answered once", () => {
    const marked = markQualified(aTurn(), aLead({ grade: "warm" }), pipeline, directory);
    expect(marked).toMatchObject({ stage: "qualified", qualifiedAt: NOW });
    const again = markQualified(
      aTurn({ seq: 2, at: "2026-03-11T10:00:00.000Z" }),
      marked,
      pipeline,
      directory,
    );
    expect(again).toBe(marked);
  });

  it.each([
    [89, "customer"],
    [90, "inactive"],
  ])("let a customer who is silent for %i days be %s, won on the day of the sale", (days, stage) => {
    const won = aLead({
      stage: "customer",
      stageKind: "won",
      closedAt: "2026-01-01T00:00:00.000Z",
      ownerId: "ana",
    });
    const since = new Date(Date.parse(NOW) - days * 86_400_000).toISOString();
    const turn = aTurn();
    expect(inactivityMove(turn, won, since, pipeline, directory)).toMatchObject({
      stage,
      closedAt: won.closedAt,
    });
    expect(turn.changes().reps).toEqual([]);
  });
});

describe("undo", () => {
  it("refuses what was changed since, and says who changed it", () => {
    const turn = aTurn({ rep: "ana" });
    const moved = must(moveStage(turn, owned, "qualified", {}, pipeline, directory));
    const later = aTurn({ seq: 2, rep: "bruno" });
    const again = must(moveStage(later, moved, "negotiation", {}, pipeline, directory));
    const reps = aDirectory({ reps: [aRep(), aRep({ name: "Bruno" })] });
    const since = later.changes().activities;
    const refused = undo(aTurn({ seq: 3 }), turn.changes().activities[0]!, again, aContact(), {
      directory: reps,
      since,
    });
    expect(refused).toMatchObject({
      code: "changed-since",
      text: { en: expect.stringMatching(/^Bruno changed stage/) },
    });
  });

  it("refuses what is no change of a colleague's", () => {
    const activity = aTurn().record({
      kind: "scored",
      leadId: "lead-1",
      before: { score: 0 },
      after: { score: 5 },
    });
    expect(undo(aTurn(), activity, aLead({ score: 5 }), aContact(), { directory })).toMatchObject({
      code: "not-undoable",
    });
  });
});

describe("parseLeadRef", () => {
  it.each([
    ["L-42", 42],
    ["l42", 42],
    ["#42", 42],
    [" 42 ", 42],
    ["l - 7", 7],
    ["L-0", null],
    ["", null],
    ["L-", null],
    ["42a", null],
    ["-42", null],
    ["L-1234567890", null],
  ])("%s is %s", (text, number) => {
    expect(parseLeadRef(text)).toBe(number);
  });
});

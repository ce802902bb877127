import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Engagement,
  explainScore,
  gradeTriggers,
  recordAnswers,
  retractAnswers,
  scoreLead,
  scoringSchema,
} from "../../src/leads/index.ts";
import type { AnswerValue } from "../../src/leads/types/answer.ts";
import type { Contact } from "../../src/leads/types/contact.ts";
import type { Lead } from "../../src/leads/types/lead.ts";
import { aContact, aLead, anAnswer, aScoring, aTurn, NOW } from "../support/builders.ts";

const scoring = aScoring();
const quiet: Engagement = { messages: 1, lastInboundAt: NOW, answeredWithinMinutes: null, returned: false };
const brl = (whole: number) => ({ amount: whole * 100, currency: "BRL" });

const answers = (facts: Record<string, AnswerValue>) =>
  Object.fromEntries(Object.entries(facts).map(([key, value]) => [key, anAnswer(value)]));

const ideal: [Lead, Contact] = [
  aLead({
    segment: "business",
    territory: "Recife",
    answers: answers({
      need: "a",
      product: "solar",
      segment: "business",
      budget: brl(50_000),
      timeline: "now",
    }),
  }),
  aContact({ name: "Ana", email: "ana@example.com", phone: "+5511987654321" }),
];

describe("the scoring that comes with the program", () => {
  it("knows nothing: cold", () => {
    expect(explainScore(aLead(), aContact(), quiet, scoring, NOW)).toEqual({
      score: 0,
      grade: "cold",
      reasons: [],
    });
  });

  it("a business that wants to buy now, with a budget: hot, with reasons in three languages", () => {
    const { score, grade, reasons } = explainScore(...ideal, quiet, scoring, NOW);
    expect({ score, grade }).toEqual({ score: 95, grade: "hot" });
    expect(reasons.map((reason) => `${reason.points} ${reason.text.en}`)).toEqual([
      "25 9 of 9 details known",
      "25 Budget of 20,000 or more",
      "25 Wants it now",
      "10 Buys for a business or farm",
      "10 Knows what they want",
    ]);
    expect(reasons[0]?.text).toMatchObject({ pt: "9 de 9 dados conhecidos", es: "9 de 9 datos conocidos" });
  });

  it("somebody who is only looking, at home, with little: cold", () => {
    const lead = aLead({
      segment: "home",
      answers: answers({ product: "solar", segment: "home", budget: brl(2_000), timeline: "looking" }),
    });
    expect(explainScore(lead, aContact({ name: "Bo" }), quiet, scoring, NOW).grade).toBe("cold");
  });

  it("the more is known, the higher", () => {
    const known: [string, (lead: Lead, contact: Contact) => [Lead, Contact]][] = [
      ["need", (l, c) => [{ ...l, answers: { ...l.answers, need: anAnswer("x") } }, c]],
      ["product", (l, c) => [{ ...l, answers: { ...l.answers, product: anAnswer("solar") } }, c]],
      ["budget", (l, c) => [{ ...l, answers: { ...l.answers, budget: anAnswer(brl(100)) } }, c]],
      ["timeline", (l, c) => [{ ...l, answers: { ...l.answers, timeline: anAnswer("later") } }, c]],
      ["territory", (l, c) => [{ ...l, territory: "Rio" }, c]],
      ["name", (l, c) => [l, { ...c, name: "Ana" }]],
      ["email", (l, c) => [l, { ...c, email: "a@example.com" }]],
      ["phone", (l, c) => [l, { ...c, phone: "+12125550123" }]],
    ];
    fc.assert(
      fc.property(fc.shuffledSubarray(known), (steps) => {
        let [lead, contact] = [aLead(), aContact()];
        let score = 0;
        for (const [, learn] of steps) {
          [lead, contact] = learn(lead, contact);
          const now = explainScore(lead, contact, quiet, scoring, NOW).score;
          expect(now).toBeGreaterThan(score);
          score = now;
        }
      }),
    );
  });

  it.each([
    [6, 95, "hot"],
    [7, 90, "hot"],
    [42, 65, "warm"],
    [700, 65, "warm"],
  ])("after %i days of silence: %i", (days, score, grade) => {
    const at = new Date(Date.parse(NOW) + days * 86_400_000).toISOString();
    expect(explainScore(...ideal, quiet, scoring, at)).toMatchObject({ score, grade });
  });
});

describe("scoreLead", () => {
  it("records a change once", () => {
    const turn = aTurn();
    const scored = scoreLead(turn, ...ideal, quiet, scoring);
    expect(scoreLead(turn, scored, ideal[1], quiet, scoring)).toBe(scored);
    expect(turn.changes().activities).toMatchObject([
      {
        kind: "scored",
        actorKind: "system",
        before: { score: 0, grade: "cold" },
        after: { score: 95, grade: "hot" },
      },
    ]);
  });

  it("stays between 0 and 100", () => {
    const rule = (points: number) => ({ id: "all", points, reason: "All", when: {} });
    const grades = [{ id: "any", from: 0, label: "Any" }];
    const score = (points: number) =>
      explainScore(
        aLead(),
        aContact(),
        quiet,
        scoringSchema.parse({ rules: [rule(points), { ...rule(points), id: "b" }], grades }),
        NOW,
      ).score;
    expect([score(80), score(-80)]).toEqual([100, 0]);
  });

  it.each([
    ["cold", "hot", true],
    ["", "hot", true],
    ["hot", "hot", null],
    ["hot", "warm", null],
  ])("from %s to %s triggers %s", (before, grade, tells) => {
    const triggers = gradeTriggers(aLead({ grade: before }), aLead({ grade }), scoring);
    expect(triggers?.tellManagers ?? null).toBe(tells);
  });
});

describe("recordAnswers", () => {
  it("keeps answers where they belong, in one entry of the trail", () => {
    const turn = aTurn();
    const { lead, contact } = recordAnswers(turn, aLead(), aContact(), [
      { key: "product", target: "lead.product", value: "solar", display: "Solar panels" },
      { key: "budget", target: "lead.value", value: brl(5_000), display: "R$ 5.000,00" },
      { key: "reach", target: "contact.email", value: "Ana@Example.com", display: "Ana@Example.com" },
      { key: "size", target: "contact.fields.size", value: 3, display: "3" },
      { key: "odd", target: "contact.email", value: "nobody", display: "nobody" },
      { key: "owner", target: "lead.ownerId", value: "eve", display: "eve" },
    ]);
    expect(lead).toMatchObject({ product: "solar", value: 500_000, currency: "BRL", ownerId: null });
    expect(contact).toMatchObject({ email: "ana@example.com", fields: { size: 3 } });
    expect(lead.answers.odd).toEqual({ value: "nobody", display: "nobody", at: NOW });
    expect(turn.changes().activities).toHaveLength(1);
    expect(turn.changes().activities[0]?.after).toMatchObject({
      product: "solar",
      "contact.email": "ana@example.com",
      "contact.fields.size": 3,
    });
  });

  it("takes back what was known only from an answer", () => {
    const told = [
      { key: "product", target: "lead.product", value: "solar", display: "Solar" },
      { key: "budget", target: "lead.value", value: brl(5), display: "R$ 5" },
    ];
    const { lead } = recordAnswers(aTurn(), aLead({ segment: "home" }), aContact(), told);
    const back = retractAnswers(aTurn({ seq: 2 }), lead, ["product", "budget", "never asked"]);
    expect(back).toMatchObject({ answers: {}, product: null, value: null, currency: null, segment: "home" });
    expect(retractAnswers(aTurn({ seq: 3 }), back, ["product"])).toBe(back);
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { areaUnderCurve, evaluate } from "../../../src/leads/learn/evaluate.ts";
import { type Example, factsOf } from "../../../src/leads/learn/features.ts";
import { chanceOf, learn, strongestOf } from "../../../src/leads/learn/model.ts";
import { aLead, anAnswer } from "../../support/builders.ts";

/** A business in which fields hang together, as they do: who comes by referral is mostly a company, and asks for more. */
function aBusiness(size: number, seed: number): Example[] {
  const random = randomFrom(seed);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
  return Array.from({ length: size }, () => {
    const isCompany = random() < 0.4;
    const source = isCompany && random() < 0.7 ? "referral" : pick(["instagram", "google", "fair"]);
    const budget = isCompany ? 2_000 + random() * 8_000 : 200 + random() * 3_000;
    const facts: Record<string, string | number | null> = {
      source,
      segment: isCompany ? "business" : "home",
      budget,
      "answers.size": isCompany ? pick(["large", "medium"]) : pick(["small", "medium"]),
      "answers.invoice": isCompany ? "yes" : pick(["yes", "no", "no"]),
      language: pick(["en", "pt", "es"]),
    };
    for (let i = 0; i < 19; i++) facts[`answers.other${i}`] = pick(["a", "b", "c", "d"]);
    const odds =
      -1.5 +
      (isCompany ? 1 : 0) +
      (budget > 5_000 ? 1 : 0) +
      (source === "fair" ? -1 : 0) +
      (facts["answers.other0"] === "a" ? 1 : 0);
    return { facts, won: random() < 1 / (1 + Math.exp(-odds)), ruleScore: isCompany ? 60 : 30 };
  });
}

function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

describe("what wins", () => {
  it("is told better than by naive Bayes and by the rule score, on leads that it has not seen", () => {
    for (const seed of [1, 2, 3]) {
      const { report, model } = evaluate(aBusiness(4_000, seed));
      expect(report.verdict).toBe("use");
      expect(report.auc.model).toBeGreaterThan(report.auc.naiveBayes);
      expect(report.auc.model).toBeGreaterThan(report.auc.ruleScore);
      expect(model).not.toBeNull();
    }
  });

  it("comes as often as it says", () => {
    const { report } = evaluate(aBusiness(8_000, 7));
    for (const { leads, said, won } of report.calibration) {
      // Four standard errors of a share.
      const slack = 4 * Math.sqrt((said * (1 - said)) / leads) + 0.02;
      expect(Math.abs(said - won)).toBeLessThan(slack);
    }
    expect(report.calibration.reduce((sum, { leads }) => sum + leads, 0)).toBe(report.heldOut);
  });

  it("is not used while too few have ended, nor when it knows no better than the score", () => {
    expect(evaluate(aBusiness(100, 1))).toMatchObject({ report: { verdict: "too-few" }, model: null });
    expect(evaluate([])).toMatchObject({ report: { verdict: "too-few", heldOut: 0 }, model: null });
    const random = randomFrom(5);
    const known = Array.from({ length: 2_000 }, (): Example => {
      const won = random() < 0.4;
      return {
        facts: { source: random() < 0.5 ? "a" : "b" },
        won,
        ruleScore: won ? 80 + random() : random(),
      };
    });
    expect(evaluate(known)).toMatchObject({ report: { verdict: "worse-than-score" }, model: null });
  });

  it("is explained by what weighs most", () => {
    const model = learn(aBusiness(4_000, 1));
    const facts = { source: "fair", segment: "home", budget: 300, "answers.other0": "b" };
    const best = { source: "referral", segment: "business", budget: 9_000, "answers.other0": "a" };
    expect(chanceOf(model, best)).toBeGreaterThan(chanceOf(model, facts));
    const weights = strongestOf(model, 8);
    expect(weights).toHaveLength(8);
    const oddsOf = (field: string, value: string) =>
      weights.find(({ feature }) => feature.field === field && feature.value === value)?.odds;
    expect(oddsOf("source", "fair")).toBeLessThan(1);
    expect(oddsOf("answers.other0", "a")).toBeGreaterThan(1);
    expect(weights.every(({ share }) => share >= 0.02)).toBe(true);
  });

  it("is the same from the same leads, and survives being kept as JSON", () => {
    const examples = aBusiness(500, 3);
    const model = learn(examples);
    expect(learn(examples)).toEqual(model);
    const kept = JSON.parse(JSON.stringify(model));
    for (const { facts } of examples) expect(chanceOf(kept, facts)).toBe(chanceOf(model, facts));
  });

  it("is between 0 and 1 for any lead, also of words and fields that were never seen", () => {
    const model = learn(aBusiness(500, 3));
    const facts = fc.dictionary(
      fc.string(),
      fc.oneof(fc.string(), fc.double({ noNaN: true }), fc.constant(null)),
    );
    fc.assert(
      fc.property(facts, (any) => {
        const chance = chanceOf(model, any);
        expect(chance).toBeGreaterThan(0);
        expect(chance).toBeLessThan(1);
      }),
    );
    expect(chanceOf(learn([]), { source: "x" })).toBeCloseTo(0.5);
  });
});

it("counts how often a won lead stands above a lost one", () => {
  expect(areaUnderCurve([1, 2, 3, 4], [false, false, true, true])).toBe(1);
  expect(areaUnderCurve([4, 3, 2, 1], [false, false, true, true])).toBe(0);
  expect(areaUnderCurve([1, 1, 1, 1], [false, true, false, true])).toBe(0.5);
  expect(areaUnderCurve([1, 2, 2, 3], [false, true, false, true])).toBe(0.875);
  expect(areaUnderCurve([1, 2], [true, true])).toBe(0.5);
});

it("learns from what is known before the outcome, and not from who somebody is", () => {
  const lead = aLead({
    source: "fair",
    stage: "customer",
    reason: "price",
    answers: {
      name: anAnswer("Ana"),
      budget: anAnswer({ amount: 150_000, currency: "BRL" }),
      rooms: anAnswer(3),
      owner: anAnswer(true),
      wants: anAnswer(["panels", "battery"]),
    },
  });
  const facts = factsOf(lead);
  expect(facts).toMatchObject({
    source: "fair",
    "answers.budget": 1_500,
    "answers.rooms": 3,
    "answers.owner": "yes",
    "answers.wants=panels": "yes",
    answers: 5,
  });
  expect(JSON.stringify(facts)).not.toMatch(/Ana|customer|price/);
});

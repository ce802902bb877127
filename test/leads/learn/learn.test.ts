import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evaluate } from "../../../src/leads/learn/evaluate.ts";
import type { Example } from "../../../src/leads/learn/example.ts";
import { areaUnderCurve, learnScoreChance, measure } from "../../../src/leads/learn/measure.ts";
import { chanceOf, learn, strongestOf, weigh } from "../../../src/leads/learn/model.ts";
import { aBusiness, aLottery, randomFrom } from "./a-business.ts";

describe("what wins", () => {
  it("is told better than by naive Bayes and by the rule score, on leads that it has not seen", () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const { report, model } = evaluate(aBusiness(4_000, seed));
      expect(report.verdict).toBe("use");
      for (const other of [report.naiveBayes, report.ruleScore]) {
        expect(report.model.auc).toBeGreaterThan(other.auc + 0.015);
        expect(report.model.logLoss).toBeLessThan(other.logLoss - 0.02);
        expect(report.model.brier).toBeLessThan(other.brier);
      }
      expect(model?.size).toBe(4_000);
    }
  });

  it("is not told where nothing tells it, and says so", () => {
    for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) {
      const { report, model } = evaluate(aLottery(1_500, seed));
      expect([seed, report.verdict]).toEqual([seed, "nothing-tells"]);
      expect(model).toBeNull();
    }
  });

  it("is held against the leads that ended last: what held before and holds no more is not used", () => {
    const before = aBusiness(3_000, 1);
    // From one day on it is the other way round.
    const after = aBusiness(1_000, 2).map((example) => ({ ...example, won: !example.won }));
    const learned = learn(before);
    const { report, model } = evaluate([...before, ...after], {
      before: { model: learned, newer: after.length },
    });
    expect(model).toBeNull();
    expect(report.verdict).not.toBe("use");
    expect(report.before?.leads).toBe(1_000);
    expect(report.before?.model).toBeLessThan(0.5);
    // Too few newer ones tell nothing.
    expect(evaluate(before, { before: { model: learned, newer: 5 } }).report.before).toBeNull();
    expect(evaluate(before, { before: { model: learned, newer: 0 } }).report.before).toBeNull();
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
    // Many have ended, and all but a few in one way.
    const lost = aBusiness(2_000, 1).map((example, i) => ({ ...example, won: i % 400 === 0 }));
    expect(evaluate(lost)).toMatchObject({ report: { verdict: "too-few" }, model: null });
    expect(evaluate(aBusiness(400, 1), { minimum: 401 })).toMatchObject({ report: { verdict: "too-few" } });
    const random = randomFrom(5);
    const known = Array.from({ length: 2_000 }, (): Example => {
      const won = random() < 0.4;
      return {
        facts: { source: random() < (won ? 0.6 : 0.4) ? "a" : "b" },
        won,
        ruleScore: won ? 80 + random() : random(),
      };
    });
    expect(evaluate(known)).toMatchObject({ report: { verdict: "worse-than-score" }, model: null });
  });

  it("is explained by what weighs most", () => {
    const model = learn(aBusiness(4_000, 1));
    const facts = { source: "fair", segment: "home", "answers.budget BRL": 300, "answers.other0": "b" };
    const best = {
      source: "referral",
      segment: "business",
      "answers.budget BRL": 9_000,
      "answers.other0": "a",
    };
    expect(chanceOf(model, best)).toBeGreaterThan(chanceOf(model, facts));
    const weights = strongestOf(model, 8);
    expect(weights).toHaveLength(8);
    const oddsOf = (field: string, value: string) =>
      weights.find(({ feature }) => feature.field === field && feature.value === value)?.odds;
    expect(oddsOf("source", "fair")).toBeLessThan(1);
    expect(oddsOf("answers.other0", "a")).toBeGreaterThan(1);
    expect(weights.every(({ share }) => share >= 0.02)).toBe(true);
    // For one lead: what moves it away from the usual one, with its sign.
    const { chance, reasons } = weigh(model, facts, 6);
    expect(chance).toBe(chanceOf(model, facts));
    const signOf = (field: string) =>
      Math.sign(reasons.find((reason) => reason.field === field)?.weight ?? 0);
    expect(signOf("source")).toBe(-1);
    expect(signOf("segment")).toBe(-1);
    expect(weigh(model, best, 6).reasons[0]?.weight).toBeGreaterThan(0);
    const sizes = reasons.map(({ weight }) => Math.abs(weight));
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
  });

  it("also looks at what counts only together", () => {
    const model = learn(aBusiness(6_000, 2));
    expect(model.pairs.length).toBeGreaterThan(0);
    const both = { source: "instagram", "answers.other1": "a" };
    const one = { source: "instagram", "answers.other1": "b" };
    expect(chanceOf(model, both)).toBeGreaterThan(chanceOf(model, one) * 1.5);
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
    const facts = fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.double(), fc.constant(null)));
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

it("tells how far chances were off", () => {
  expect(measure([0.5, 0.5], [true, false])).toMatchObject({ auc: 0.5, brier: 0.25 });
  expect(measure([0.5, 0.5], [true, false]).logLoss).toBeCloseTo(Math.log(2));
  expect(measure([1, 0], [true, false]).logLoss).toBeCloseTo(0);
  // Certain and wrong is bad, and not infinitely.
  expect(measure([0], [true]).logLoss).toBeLessThan(20);
});

it("makes a chance of the rule score, to be compared by more than order", () => {
  const random = randomFrom(3);
  const scores = Array.from({ length: 3_000 }, () => Math.floor(random() * 101));
  const chance = learnScoreChance(
    scores,
    scores.map((score) => random() < score / 100),
  );
  for (const score of [20, 50, 80]) expect(Math.abs(chance(score) - score / 100)).toBeLessThan(0.06);
  expect(learnScoreChance([], [])(50)).toBe(0.5);
  expect(learnScoreChance([10, 10], [true, true])(10)).toBeGreaterThan(0.7);
});

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import {
  checkPipeline,
  checkRouting,
  checkScoring,
  pipelineSchema,
  routingSchema,
  scoringSchema,
  weekHoursSchema,
} from "../../src/leads/config.ts";
import { aPipeline, aRouting, aScoring } from "../support/builders.ts";

const read = (file: string): unknown =>
  parse(readFileSync(new URL(`../../flows/${file}`, import.meta.url), "utf8"));

describe("the files that come with the program", () => {
  it("have no faults", () => {
    expect(checkPipeline(pipelineSchema.parse(read("pipeline.yaml")))).toEqual([]);
    expect(checkScoring(scoringSchema.parse(read("scoring.yaml")))).toEqual([]);
    expect(checkRouting(routingSchema.parse(read("routing.yaml")))).toEqual([]);
  });

  it("name the eight stages", () => {
    expect(aPipeline().stages.map((stage) => `${stage.id} ${stage.kind}`)).toEqual([
      "open-enquiry open",
      "contacted open",
      "nurture open",
      "qualified open",
      "negotiation open",
      "customer won",
      "inactive dormant",
      "unqualified lost",
    ]);
  });

  it("send onQualified to a stage for every grade", () => {
    const { onQualified } = aPipeline().automatic;
    const grades = aScoring().grades.map((grade) => grade.id);
    expect(Object.keys(onQualified ?? {}).sort()).toEqual(grades.sort());
  });

  it("are described by a JSON Schema each", () => {
    for (const schema of [pipelineSchema, scoringSchema, routingSchema]) {
      expect(z.toJSONSchema(schema, { io: "input" })).toMatchObject({ type: "object" });
    }
  });
});

describe("checkPipeline", () => {
  const good = () => aPipeline();
  it.each<[string, (p: ReturnType<typeof good>) => void, (string | number)[], RegExp]>([
    [
      "an unknown stage",
      (p) => (p.automatic.onFirstHumanReply = "calling"),
      ["automatic", "onFirstHumanReply"],
      /no stage "calling"/,
    ],
    ["a double id", (p) => (p.stages[1]!.id = "open-enquiry"), ["stages", 1, "id"], /Two of them/],
    ["no won stage", (p) => (p.stages[5]!.kind = "open"), ["stages"], /kind won/],
    [
      "an automatic move that needs a value",
      (p) => (p.automatic.onQualified = "customer"),
      ["automatic", "onQualified"],
      /requires/,
    ],
    [
      "a grade's move to nowhere",
      (p) => (p.automatic.onQualified = { hot: "gone" }),
      ["automatic", "onQualified", "hot"],
      /gone/,
    ],
    [
      "inactivity from nowhere",
      (p) => (p.automatic.inactivity[0]!.from = "gone"),
      ["automatic", "inactivity", 0, "from"],
      /gone/,
    ],
    ["a start that is closed", (p) => (p.initial = "customer"), ["initial"], /not an open stage/],
    [
      "a word for two stages",
      (p) => (p.stages[1]!.synonyms = { en: ["SOLD"] }),
      ["stages", 5],
      /both "contacted" and "customer"/,
    ],
    [
      "a missing translation",
      (p) => (p.stages[2]!.label = { en: "Later on", pt: "Mais tarde" }),
      ["stages", 2, "label"],
      /missing in es/,
    ],
    [
      "a reason that cannot be given",
      (p) => Object.assign(p.stages[7]!, { reasons: [], otherReasons: false }),
      ["stages", 7, "otherReasons"],
      /none to choose/,
    ],
  ])("finds %s", (_, spoil, path, message) => {
    const pipeline = structuredClone(good());
    spoil(pipeline);
    const faults = checkPipeline(pipeline);
    expect(faults).toContainEqual({ path, message: expect.stringMatching(message), fix: expect.any(String) });
  });
});

describe("checkScoring", () => {
  it.each<[string, (s: ReturnType<typeof aScoring>) => void, (string | number)[], RegExp]>([
    ["a double rule", (s) => (s.rules[1]!.id = s.rules[0]!.id), ["rules", 1, "id"], /Two of them/],
    ["a name that is taken", (s) => (s.rules[0]!.id = "decay"), ["rules", 0, "id"], /built-in/],
    ["grades out of order", (s) => (s.grades[1]!.from = 90), ["grades", 1, "from"], /not below "hot"/],
    ["scores without a grade", (s) => (s.grades[2]!.from = 5), ["grades", 2, "from"], /below 5/],
    [
      "a range of nothing",
      (s) => (s.rules[0]!.when = { answers: { budget: { min: 9, max: 1 } } }),
      ["rules", 0, "when", "answers", "budget"],
      /Nothing is/,
    ],
    [
      "a range of nothing inside",
      (s) => (s.rules[0]!.when = { any: [{ minValue: 2, maxValue: 1 }] }),
      ["rules", 0, "when", "any", 0, "minValue"],
      /Nothing is/,
    ],
  ])("finds %s", (_, spoil, path, message) => {
    const scoring = structuredClone(aScoring());
    spoil(scoring);
    expect(checkScoring(scoring)).toContainEqual({
      path,
      message: expect.stringMatching(message),
      fix: expect.any(String),
    });
  });
});

describe("checkRouting", () => {
  const rule = { id: "big", when: { minValue: 5 }, team: "sales", reason: "Big" };
  it.each<[string, Parameters<typeof aRouting>[0], (string | number)[], RegExp]>([
    ["an unknown fallback", { fallback: "nobody" }, ["fallback"], /"nobody"/],
    ["an unknown team", { rules: [{ ...rule, team: "x" }] }, ["rules", 0, "team"], /"x"/],
    ["double rules", { rules: [rule, rule] }, ["rules", 1, "id"], /Two of them/],
    ["a word of routing's own", { rules: [{ ...rule, id: "passed" }] }, ["rules", 0, "id"], /itself/],
    [
      "a rule that hides others",
      {
        rules: [
          { ...rule, when: {} },
          { ...rule, id: "b" },
        ],
      },
      ["rules", 0, "when"],
      /always applies/,
    ],
    [
      "a late reminder",
      { teams: { sales: { acceptMinutes: 5, remindMinutes: 5 } } },
      ["teams", "sales", "remindMinutes"],
      /expired already/,
    ],
    [
      "a range of nothing",
      { rules: [{ ...rule, when: { minValue: 5, maxValue: 1 } }] },
      ["rules", 0, "when", "minValue"],
      /Nothing is/,
    ],
  ])("finds %s", (_, facts, path, message) => {
    expect(checkRouting(aRouting(facts))).toContainEqual({
      path,
      message: expect.stringMatching(message),
      fix: expect.any(String),
    });
  });
});

describe("the schemas", () => {
  it("refuse unknown words, so that a typo is found", () => {
    expect(
      scoringSchema.safeParse({ grades: [{ id: "all", from: 0, label: "All", trigers: {} }] }).success,
    ).toBe(false);
    expect(routingSchema.safeParse({ teams: { sales: {} }, fallback: "sales", owner: true }).success).toBe(
      false,
    );
    const rules = [{ id: "a", points: 1, reason: "A", when: { any: [{ produkt: "x" }] } }];
    expect(scoringSchema.safeParse({ rules, grades: [{ id: "all", from: 0, label: "All" }] }).success).toBe(
      false,
    );
  });

  it.each([
    [{ mon: [["09:00", "18:00"]] }, true],
    [{ mon: [["09:00", "24:00"]] }, true],
    [{ mon: [["18:00", "09:00"]] }, false],
    [{ mon: [["9:00", "18:00"]] }, false],
    [{ monday: [["09:00", "18:00"]] }, false],
  ])("read working hours %j: %s", (hours, isGood) => {
    expect(weekHoursSchema.safeParse(hours).success).toBe(isGood);
  });
});

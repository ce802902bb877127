import { describe, expect, it } from "vitest";
import { compileFlows } from "../../../src/flow/bundle.ts";
import { factPlanOf } from "../../../src/flow/fact-plan.ts";
import { exampleOf, momentBefore } from "../../../src/leads/learn/example.ts";
import { factsOf } from "../../../src/leads/learn/facts.ts";
import { encode, learnEncoding } from "../../../src/leads/learn/features.ts";
import { chanceOf, learn, weigh } from "../../../src/leads/learn/model.ts";
import { aLead, anAnswer } from "../../support/builders.ts";
import { sampleFiles } from "../../support/sample-flows.ts";
import { randomFrom } from "./a-business.ts";

const bundleWith = (files: Record<string, string> = {}) => {
  const { bundle, problems } = compileFlows({ ...sampleFiles(), ...files });
  if (bundle === null) throw new Error(JSON.stringify(problems));
  return bundle;
};

const QUIZ = `id: quiz
steps:
  wants: { ask: multi-choice, text: What?, choices: [{ id: panels, label: Panels }, { id: battery, label: Battery }] }
  rooms: { ask: number, text: How many? }
  owner: { ask: yes-no, text: Yours? }
  wish: { ask: text, text: Tell me }
  call: { ask: name, text: Your name?, saves: contact.name }
  mail: { ask: email, text: E-mail?, saves: contact.email }
  brand: { ask: text, text: Which one?, saves: lead.product }
  vip: { ask: yes-no, text: VIP?, saves: contact.fields.vip }
  bye: { end: Thanks }
`;
const plan = factPlanOf(bundleWith({ "quiz.yaml": QUIZ }));

describe("what is learned from", () => {
  it("is what is known before the outcome, and not who somebody is nor what was written freely", () => {
    const lead = aLead({
      source: "fair",
      stage: "customer",
      stageKind: "won",
      reason: "price",
      value: 77_700,
      currency: "BRL",
      ownerId: "ana",
      tags: ["friend-of-ana"],
      referral: "Ana Souza",
      answers: {
        name: anAnswer("Ana"),
        call: anAnswer("Ana"),
        mail: anAnswer("ana@example.com"),
        phone: anAnswer("+5511912345678"),
        wish: anAnswer("A roof for Ana"),
        vip: anAnswer(true),
        unheard: anAnswer("Ana"),
        budget: anAnswer({ amount: 150_000, currency: "BRL" }),
        timeline: anAnswer("now"),
        rooms: anAnswer(3),
        owner: anAnswer(true),
        wants: anAnswer(["panels", "Ana"]),
      },
    });
    const facts = factsOf(lead, plan);
    expect(facts).toMatchObject({
      source: "fair",
      referred: "yes",
      "answers.budget BRL": 1_500,
      "answers.timeline": "now",
      "answers.rooms": 3,
      "answers.owner": "yes",
      "answers.wants=panels": "yes",
      answers: 12,
    });
    expect(JSON.stringify(facts)).not.toMatch(/ana|\+55|customer|price|777|vip/i);
  });

  it("is a choice only where it is one: what a colleague typed in its place is not", () => {
    const typed = aLead({
      answers: { timeline: anAnswer("as soon as Ana calls"), rooms: anAnswer("three") },
    });
    const facts = factsOf(typed, plan);
    expect(facts).not.toHaveProperty("answers.timeline");
    expect(facts).not.toHaveProperty("answers.rooms");
    // The product of this business is also asked for in free text: only its choices count.
    expect(factsOf(aLead({ product: "solar" }), plan).product).toBe("solar");
    expect(factsOf(aLead({ product: "what Ana has" }), plan).product).toBeUndefined();
  });

  it("is a place in any spelling, and no address", () => {
    const place = (territory: string) => factsOf(aLead({ territory }), plan).territory;
    expect(place("São  Paulo")).toBe("sao paulo");
    expect(place("SAO PAULO")).toBe("sao paulo");
    expect(place("Rua das Flores 1234, ap 5")).toBeUndefined();
    expect(place("ana@example.com")).toBeUndefined();
    expect(place("the house behind the church")).toBeUndefined();
  });

  it("is a sum among sums of its own currency, in whole units", () => {
    const budget = (amount: number, currency: string) =>
      factsOf(aLead({ answers: { budget: anAnswer({ amount, currency }) } }), plan);
    expect(budget(150_000, "BRL")).toHaveProperty("answers.budget BRL", 1_500);
    expect(budget(150_000, "CLP")).toHaveProperty("answers.budget CLP", 150_000);
    expect(budget(150_000, "USD")).not.toHaveProperty("answers.budget BRL");
    expect(Object.keys(budget(-5, "BRL")).join()).not.toContain("budget");
  });

  it("leaves out what the business excludes", () => {
    const scoring = sampleFiles()["scoring.yaml"]?.split("\nlearning:")[0];
    const files = {
      "scoring.yaml": `${scoring}\nlearning: { exclude: [language, territory, budget, hour] }\n`,
    };
    const lead = aLead({
      territory: "Recife",
      answers: { budget: anAnswer({ amount: 100, currency: "BRL" }), timeline: anAnswer("now") },
    });
    const facts = factsOf(lead, factPlanOf(bundleWith(files)));
    for (const field of ["language", "territory", "hour", "answers.budget BRL"])
      expect(facts).not.toHaveProperty(field);
    expect(facts).toMatchObject({ "answers.timeline": "now", channel: "web" });
  });

  it("tells the day and the hour in the zone of the business", () => {
    // A Sunday night in São Paulo, and Monday in UTC.
    const facts = factsOf(aLead({ openedAt: "2026-03-09T01:30:00.000Z" }), plan);
    expect(facts).toMatchObject({ weekday: "7", hour: 22 });
  });

  it("warns of an excluded name that no field has", () => {
    const scoring = sampleFiles()["scoring.yaml"]?.split("\nlearning:")[0];
    const { problems } = compileFlows({
      ...sampleFiles(),
      "scoring.yaml": `${scoring}\nlearning: { exclude: [langage] }\n`,
    });
    expect(problems).toMatchObject([{ file: "scoring.yaml", severity: "warning" }]);
    expect(problems[0]?.message).toContain("`langage`");
    expect(problems[0]?.fix).toContain("language");
  });
});

describe("an ended lead", () => {
  const opened = "2026-03-01T10:00:00.000Z";
  const ended = "2026-03-05T10:00:00.000Z";

  it("is learned from as it stood at a moment before its end, drawn by its id", () => {
    const moments = Array.from({ length: 2_000 }, (_, i) =>
      momentBefore({ id: `lead-${i}`, openedAt: opened }, ended),
    );
    expect(moments.every((moment) => moment >= opened && moment < ended)).toBe(true);
    expect(moments).toEqual(
      Array.from({ length: 2_000 }, (_, i) => momentBefore({ id: `lead-${i}`, openedAt: opened }, ended)),
    );
    // Of four days, a good part lies in the first hour, and a good part after it.
    const early = moments.filter((moment) => moment < "2026-03-01T11:00:00.000Z").length / moments.length;
    expect(early).toBeGreaterThan(0.4);
    expect(early).toBeLessThan(0.55);
    expect(momentBefore({ id: "x", openedAt: opened }, opened)).toBe(opened);
    // A clock that was set back in between.
    expect(momentBefore({ id: "x", openedAt: ended }, opened)).toBe(ended);
  });

  it("knows nothing that came later: neither answers nor score nor how it ended", () => {
    const lead = aLead({
      stage: "customer",
      stageKind: "won",
      score: 90,
      product: "solar",
      segment: "farm",
      openedAt: opened,
      firstResponseAt: "2026-03-05T09:59:59.999Z",
      wonAt: ended,
      answers: {
        timeline: { ...anAnswer("now"), at: opened },
        // Filled in by a colleague at the close.
        rooms: { ...anAnswer(9), at: "2026-03-05T09:59:59.999Z" },
        owner: { ...anAnswer(true), at: "2026-03-06T10:00:00.000Z" },
      },
    });
    const trail = [
      { at: ended, before: { stage: "contacted", stageKind: "open", wonAt: null, score: 20 } },
      { at: "2026-03-05T09:59:59.999Z", before: { segment: "home", score: 10, "answers.rooms": null } },
      { at: opened, before: { product: null, score: 0 } },
    ];
    const example = exampleOf(lead, trail, plan)!;
    expect(example).toMatchObject({ won: true, ruleScore: 10 });
    expect(example.facts).toMatchObject({
      product: "solar",
      segment: "home",
      "answers.timeline": "now",
      answers: 1,
    });
    expect(example.facts).not.toHaveProperty("answers.rooms");
    expect(example.facts).not.toHaveProperty("answers.owner");
    expect(example.facts).not.toHaveProperty("responseMinutes");
    // Without a trail (brought in from elsewhere): no answer that came later either.
    expect(exampleOf(lead, [], plan)!.facts).toMatchObject({ answers: 1 });
    expect(exampleOf({ ...lead, wonAt: null }, trail, plan)).toBeNull();
    expect(exampleOf({ ...lead, wonAt: null, lostAt: ended }, trail, plan)).toMatchObject({ won: false });
  });
});

describe("features", () => {
  it("are few, whatever stands in a field: ten thousand names, huge numbers, nothing", () => {
    const random = randomFrom(1);
    const examples = Array.from({ length: 10_000 }, (_, i) => ({
      facts: {
        campaign: `campaign-${i}`,
        territory: `place-${Math.floor(random() * 300)}`,
        "answers.rooms": random() < 0.01 ? 1e300 : random() * 10,
        "answers.same": 5,
        "answers.odd": i % 2 === 0 ? Number.NaN : Number.POSITIVE_INFINITY,
        "answers.none": null,
      },
    }));
    const encoding = learnEncoding(examples);
    const of = (field: string) => encoding.features.filter((feature) => feature.field === field);
    expect(of("campaign")).toEqual([]);
    expect(of("territory")).toHaveLength(50);
    expect(of("answers.rooms")).toHaveLength(5);
    expect(of("answers.same")).toHaveLength(1);
    expect([...of("answers.odd"), ...of("answers.none")]).toEqual([]);
    for (const rooms of [1e300, -1e300, Number.MAX_VALUE, 0])
      expect(encode({ "answers.rooms": rooms }, encoding)).toHaveLength(1);
    expect(encode({ "answers.rooms": Number.NaN, territory: "elsewhere", other: "x" }, encoding)).toEqual([]);
  });

  it("of a lead of which nothing is known give the chance of the usual lead, about", () => {
    const random = randomFrom(2);
    const model = learn(
      Array.from({ length: 2_000 }, () => {
        const source = random() < 0.5 ? "fair" : "google";
        return { facts: { source }, won: random() < (source === "fair" ? 0.5 : 0.1), ruleScore: 0 };
      }),
    );
    expect(chanceOf(model, {})).toBeGreaterThan(0.1);
    expect(chanceOf(model, {})).toBeLessThan(0.5);
    expect(chanceOf(model, { source: "never seen" })).toBe(chanceOf(model, {}));
  });

  it("of what is not known are a reason, where that tells something", () => {
    const random = randomFrom(4);
    const model = learn(
      Array.from({ length: 2_000 }, () => {
        const rooms = random() < 0.5 ? null : random() * 10;
        return { facts: { rooms }, won: random() < (rooms === null ? 0.1 : 0.6), ruleScore: 0 };
      }),
    );
    expect(weigh(model, {}).reasons).toMatchObject([{ field: "rooms", value: null }]);
    expect(weigh(model, {}).reasons[0]?.weight).toBeLessThan(-0.5);
    expect(weigh(model, { rooms: 3 }).reasons[0]?.weight).toBeGreaterThan(0.5);
  });
});

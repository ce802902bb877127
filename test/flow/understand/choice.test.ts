import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readChoice, readChoices } from "../../../src/flow/understand/index.ts";
import { en, es, meaning, pt } from "./contexts.ts";

const plans = [
  { id: "basic", label: "Basic plan" },
  { id: "pro", label: "Pro plan", synonyms: ["professional"] },
  { id: "premium", label: "Premium" },
  { id: "unsure", label: "Não sei ainda" },
];

const sizes = [
  { id: "s", label: "1–10 people" },
  { id: "m", label: "11–50 people" },
  { id: "l", label: "51-200 people" },
  { id: "x", label: "More than 200" },
];

describe("readChoice", () => {
  it.each<[string, string | string[] | undefined]>([
    ["2", "pro"],
    ["2.", "pro"],
    ["2)", "pro"],
    ["#2", "pro"],
    ["2️⃣", "pro"],
    ["②", "pro"],
    ["two", "pro"],
    ["option two", "pro"],
    ["number 2 please", "pro"],
    ["the second one", "pro"],
    ["2nd", "pro"],
    ["a segunda", "pro"],
    ["a 2ª", "pro"],
    ["opção 2", "pro"],
    ["la segunda opción", "pro"],
    ["el dos", "pro"],
    ["o primeiro", "basic"],
    ["uma", "basic"],
    ["la última", "unsure"],
    ["the last one", "unsure"],
    ["Basic plan", "basic"],
    ["basic", "basic"],
    ["BASIC", "basic"],
    ["premiun", "premium"],
    ["premum plz", "premium"],
    ["profesional", "pro"],
    ["nao sei ainda", "unsure"],
    ["I think premium is best", "premium"],
    ["basic or premium", ["basic", "premium"]],
    ["1 or 3", ["basic", "premium"]],
    ["plan", ["basic", "pro"]],
    ["not the basic one", undefined],
    ["0", undefined],
    ["5", undefined],
    ["9", undefined],
    ["hello", undefined],
    ["what is the difference?", undefined],
    ["", undefined],
  ])("%j is %j", (text, expected) => {
    for (const ctx of [en, pt, es]) expect(meaning(readChoice(text, plans, ctx))).toEqual(expected);
  });

  it.each([
    ["30", "m"],
    ["2", "m"],
    ["250", "x"],
    ["we are 12 people", "m"],
    ["7 people", "s"],
    ["1-10", "s"],
    ["11 to 50", "m"],
    ["more than 200", "x"],
  ])("finds the range of %j", (text, expected) =>
    expect(meaning(readChoice(text, sizes, en))).toBe(expected),
  );

  it("asks when a number is a place and a label", () => {
    const counts = [
      { id: "two", label: "2" },
      { id: "one", label: "1" },
    ];
    expect(meaning(readChoice("2", counts, en))).toEqual(["two", "one"]);
  });

  it("keeps what was said besides", () => {
    expect(readChoice("Premium, and my name is Ana", plans, en)).toMatchObject({
      value: "premium",
      rest: "and my name is Ana",
    });
  });

  it("by number is total", () => {
    const labels = fc.uniqueArray(fc.string({ unit: fc.constantFrom(..."abcdefghij"), minLength: 1 }), {
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(labels, fc.nat(), (words, pick) => {
        const options = words.map((label, i) => ({ id: `id-${i}-x`, label }));
        const i = pick % options.length;
        expect(meaning(readChoice(`${i + 1}`, options, en))).toBe(options[i]!.id);
        expect(meaning(readChoice(` ${i + 1}. `, options, pt))).toBe(options[i]!.id);
        expect(meaning(readChoice(`${options.length + 1}`, options, es))).toBeUndefined();
      }),
    );
  });
});

describe("readChoices", () => {
  it.each<[string, string[] | undefined]>([
    ["1 and 3", ["basic", "premium"]],
    ["1,3", ["basic", "premium"]],
    ["3, 1", ["basic", "premium"]],
    ["1 3 4", ["basic", "premium", "unsure"]],
    ["1-3", ["basic", "pro", "premium"]],
    ["1 a 3", ["basic", "pro", "premium"]],
    ["1 e 2", ["basic", "pro"]],
    ["1 y 2", ["basic", "pro"]],
    ["2", ["pro"]],
    ["pro, premium", ["pro", "premium"]],
    ["basic and premium", ["basic", "premium"]],
    ["basic please", ["basic"]],
    ["premiun", ["premium"]],
    ["todas", ["basic", "pro", "premium", "unsure"]],
    ["all of them", ["basic", "pro", "premium", "unsure"]],
    ["all but 2", ["basic", "premium", "unsure"]],
    ["todas menos a 2", ["basic", "premium", "unsure"]],
    ["none of them", []],
    ["nenhuma", []],
    ["ninguna de las anteriores", []],
    ["1 9", undefined],
    ["7", undefined],
    ["both", undefined],
    ["xyz", undefined],
    ["", undefined],
  ])("%j is %j", (text, expected) => expect(meaning(readChoices(text, plans, en))).toEqual(expected));

  it("takes both of two, and labels with an 'and' in them", () => {
    const two = [
      { id: "a", label: "Sales and marketing" },
      { id: "b", label: "Support" },
    ];
    expect(meaning(readChoices("as duas", two, pt))).toEqual(["a", "b"]);
    expect(meaning(readChoices("sales and marketing", two, en))).toEqual(["a"]);
    expect(meaning(readChoices("sales and marketing and support", two, en))).toEqual(["a", "b"]);
    expect(readChoices("nenhuma", two, pt)).toMatchObject({ display: "Nenhuma" });
  });
});

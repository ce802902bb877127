import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Capabilities } from "../../src/channel/adapter.ts";
import { cardAsText, choicesAsText, renderPlain, splitText } from "../../src/channel/render.ts";

const plain: Capabilities = {
  audience: "prospects",
  buttons: null,
  list: null,
  textLength: 200,
  cards: false,
  threads: false,
  images: false,
  files: false,
  edit: false,
  typing: false,
  receipts: false,
  freeFormHours: null,
  pairing: false,
  lookUp: false,
};
const choices = [
  { value: "a", label: "Doors" },
  { value: "b", label: "Windows" },
];

describe("splitText", () => {
  it.each([
    ["a short text", "hello", 10, ["hello"]],
    ["nothing", "  \n ", 10, []],
    ["after a paragraph", "One two.\n\nThree four five.", 18, ["One two.", "Three four five."]],
    ["after a sentence", "I am Ana. I sell doors.", 15, ["I am Ana.", "I sell doors."]],
    ["after a word", "abcdef ghijkl mnopqr", 14, ["abcdef ghijkl", "mnopqr"]],
    ["inside a long word", "abcdefghij", 4, ["abcd", "efgh", "ij"]],
    ["never inside an emoji", "ab👩‍👩‍👧‍👦cd", 5, ["ab", "👩‍👩‍", "👧‍👦", "cd"]],
    ["never inside an accent", "aaae\u0301", 4, ["aaa", "e\u0301"]],
    ["a full stop in a number is none", "costs 1.500.000 reais", 16, ["costs 1.500.000", "reais"]],
  ])("splits %s", (_name, text, max, parts) => {
    if (text.includes("👩")) {
      const made = splitText(text, max);
      expect(made.join("")).toBe(text);
      for (const part of made) expect(part).not.toMatch(/\p{Surrogate}/u);
    } else expect(splitText(text, max)).toEqual(parts);
  });

  it("loses nothing but white space, keeps the order, and fits", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme", maxLength: 300 }),
        fc.integer({ min: 2, max: 60 }),
        (text, max) => {
          const parts = splitText(text, max);
          const bare = (value: string) => value.replace(/\s+/g, "");
          expect(bare(parts.join(""))).toBe(bare(text));
          for (const part of parts) {
            expect(part.length).toBeLessThanOrEqual(max);
            expect(part).not.toBe("");
            expect(part).not.toMatch(/\p{Surrogate}/u);
          }
        },
      ),
    );
  });

  it("keeps graphemes whole where they fit", () => {
    const word = fc.array(fc.constantFrom("👩‍🚀", "🇧🇷", "e\u0301", "a", "👍🏽"), {
      minLength: 1,
      maxLength: 60,
    });
    const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });
    const count = (text: string) => [...graphemes.segment(text)].length;
    fc.assert(
      fc.property(word, (letters) => {
        const text = letters.join("");
        const parts = splitText(text, 10);
        expect(parts.reduce((sum, part) => sum + count(part), 0)).toBe(count(text));
      }),
    );
  });

  it("refuses a part that can hold nothing", () => {
    expect(() => splitText("x", 0)).toThrow(RangeError);
  });
});

describe("renderPlain", () => {
  it("numbers the choices where there are no buttons", () => {
    expect(renderPlain({ text: "Which?", choices }, plain)).toEqual([
      { text: "Which?\n\n1. Doors\n2. Windows" },
    ]);
  });

  it("keeps the choices where buttons have room, with the last part", () => {
    const buttons = { ...plain, textLength: 20, buttons: { max: 3, labelLength: 20 } };
    expect(renderPlain({ text: "Hello there. Which one?", choices }, buttons)).toEqual([
      { text: "Hello there." },
      { text: "Which one?", choices },
    ]);
  });

  it("takes the list when the buttons are too few, and numbers when neither has room", () => {
    const small = { ...plain, buttons: { max: 1, labelLength: 20 }, list: { max: 10, labelLength: 20 } };
    expect(renderPlain({ text: "Which?", choices }, small)).toEqual([{ text: "Which?", choices }]);
    const long = [{ value: "a", label: "A label that is longer than a row" }];
    expect(renderPlain({ choices: long }, small)).toEqual([{ text: "1. A label that is longer than a row" }]);
  });

  it("gives the caption of a picture, or what it shows, and the name of a file", () => {
    expect(renderPlain({ image: { path: "x.png", alt: "Leads by week" } }, plain)).toEqual([
      { text: "Leads by week" },
    ]);
    const file = { path: "x", fileName: "leads.csv", mime: "text/csv", caption: "Here" };
    expect(renderPlain({ file }, plain)).toEqual([{ text: "Here\nleads.csv" }]);
  });

  it("takes out what vendors refuse, and leaves the rest", () => {
    expect(renderPlain({ text: "a\u0000b\ud800c\td\r\ne" }, plain)).toEqual([{ text: "abc\td\ne" }]);
    expect(renderPlain({ text: "👩‍🚀 مرحبا" }, plain)).toEqual([{ text: "👩‍🚀 مرحبا" }]);
  });

  it("gives nothing for nothing", () => {
    expect(renderPlain({}, plain)).toEqual([]);
  });
});

describe("cards and choices as text", () => {
  it("tell everything, one thing a line", () => {
    const card = {
      title: "L-42 · Ana\nLima",
      subtitle: "Open",
      fields: [{ label: "Score", value: "80" }],
      lines: ["wants doors"],
      buttons: [{ label: "Claim", command: "claim L-42" }],
    };
    expect(cardAsText(card)).toBe("L-42 · Ana Lima\nOpen\n\nScore: 80\n\nwants doors\n\n› Claim: claim L-42");
    expect(choicesAsText(choices)).toBe("1. Doors\n2. Windows");
  });
});

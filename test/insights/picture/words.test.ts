import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fontOf } from "../../../src/insights/picture/font.ts";
import { drawable, shorten, widthOf, wrap } from "../../../src/insights/picture/words.ts";

describe("drawable", () => {
  it.each([
    ["Ana 🎉", "Ana"],
    ["👩‍🚀👨‍👩‍👧", ""],
    ["🏴󠁧󠁢󠁥󠁮󠁧󠁿 England 🇧🇷", "England"],
    ["שלום Ana عنوان", "Ana"],
    ["王小明 (Wang)", "(Wang)"],
    ["A\u0301ngela  Ñúñez\nŽižková", "Ángela Ñúñez Žižková"],
    ["\u2068Иван\u2069 \u202eevil\u202c", "Иван evil"],
    ["lone \ud800 and nul \0", "lone and nul"],
    ["R$\u00a01,2\u202fmi", "R$ 1,2 mi"],
    ["<b>&\"' {a|b}", "<b>&\"' {a|b}"],
    ["1️⃣ ≤ 5 – 15 … −3 →", "1 ≤ 5 – 15 … −3 →"],
  ])("%j is drawn as %j", (text, drawn) => {
    expect(drawable(text)).toBe(drawn);
  });

  it("leaves only what the font has, on one line, and is stable", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 80 }), (text) => {
        const drawn = drawable(text);
        for (const character of drawn) expect(fontOf("bold").has(character.codePointAt(0)!)).toBe(true);
        expect(drawn).not.toMatch(/[\n\r\t]| {2}|^ | $/);
        expect(drawable(drawn)).toBe(drawn);
      }),
    );
  });
});

describe("texts within a width", () => {
  it("shortens with an ellipsis, and only what is too long", () => {
    expect(shorten("Referral", 200, 13)).toBe("Referral");
    expect(shorten("Donaudampfschifffahrt", 80, 13)).toMatch(/^Donaud.*…$/);
    expect(shorten("wide", 1, 13)).toBe("");
  });

  it("never gives more than the width or the lines, and loses no word that fits", () => {
    const words = fc.array(fc.string({ minLength: 1, maxLength: 12 }), { maxLength: 12 });
    fc.assert(
      fc.property(
        words,
        fc.integer({ min: 20, max: 300 }),
        fc.integer({ min: 1, max: 4 }),
        (list, width, most) => {
          const text = drawable(list.join(" "));
          const lines = wrap(text, { width, lines: most }, 13);
          expect(lines.length).toBeLessThanOrEqual(most);
          for (const line of lines) expect(widthOf(line, 13)).toBeLessThanOrEqual(width);
          if (!lines.some((line) => line.endsWith("…") || line === "")) expect(lines.join(" ")).toBe(text);
        },
      ),
    );
  });
});

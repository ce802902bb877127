import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cleanText, clip } from "../src/text.ts";

/** Any string of UTF-16 units, weighted towards what breaks things. */
const anyText = fc.oneof(
  fc.string({ unit: "binary" }),
  fc
    .array(
      fc.oneof(
        fc.integer({ min: 0, max: 0xffff }),
        fc.constantFrom(0, 0xd800, 0xdc00, 0x200d, 0x200b, 0x202e, 0xd83d),
      ),
    )
    .map((units) => String.fromCharCode(...units)),
  fc
    .array(
      fc.constantFrom(
        "👩",
        "\u200d",
        "🚀",
        "🏴",
        "\u{e0067}",
        "\u{e007f}",
        "e",
        "\u0301",
        " ",
        "\n",
        "\r",
        "🇧",
        "🇷",
        "🏽",
        "\ufe0f",
      ),
    )
    .map((parts) => parts.join("")),
);

describe("cleanText", () => {
  it.each([
    ["plain", "Hello there!", "Hello there!"],
    ["NUL", "a\0b", "ab"],
    ["other controls", "a\x07b\x1b[0m\x7f\x9f", "ab[0m"],
    ["lone surrogates", "a\ud83d b\ude00", "a b"],
    ["surrogates that a removal would join", "\ud83d\u200b\ude00", ""],
    ["zero width", "fr\u200bee\u200c \ufeffgift\u2060", "free gift"],
    ["bidi controls", "\u202eevil\u202c \u2066x\u2069\u200f", "evil x"],
    ["decomposed letters", "Joa\u0303o", "João"],
    ["line ends", "a\r\nb\rc\u2028d", "a\nb\nc\nd"],
    ["trailing spaces", "a  \n\tb \t\n\n", "a\n\tb"],
    ["spaces at the start stay", "  a", "  a"],
    ["a joined emoji", "👩‍🚀 👨‍👩‍👧 🏳️‍🌈 👩🏽‍💻", "👩‍🚀 👨‍👩‍👧 🏳️‍🌈 👩🏽‍💻"],
    ["a joiner between letters", "a\u200db", "ab"],
    [
      "the flag of England",
      "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
      "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
    ],
    ["text smuggled in tags", "hi\u{e0069}\u{e0067}", "hi"],
    ["blank fillers", "\u3164\u115f", ""],
    ["other scripts", "李明 Анна שלום", "李明 Анна שלום"],
  ])("%s", (_, dirty, clean) => expect(cleanText(dirty)).toBe(clean));

  it("is idempotent, and free of NUL, lone surrogates and bidi controls", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const clean = cleanText(text);
        expect(cleanText(clean)).toBe(clean);
        expect(clean).not.toMatch(/\0|\p{Surrogate}|[\u202a-\u202e\u2066-\u2069\u200b]/u);
        expect(clean).toBe(clean.normalize("NFC"));
        expect(clean).toBe(clean.trimEnd());
      }),
    );
  });
});

describe("clip", () => {
  it.each([
    ["hello", 5, "hello"],
    ["hello!", 5, "hell…"],
    ["hi there", 4, "hi…"],
    ["👩‍🚀👩‍🚀", 6, "👩‍🚀…"],
    ["👩‍🚀👩‍🚀", 5, "…"],
    ["Joa\u0303o!", 4, "Jo…"],
    ["🇧🇷🇧🇷", 7, "🇧🇷…"],
    ["abc", 1, "…"],
    ["abc", 0, ""],
    ["abc", -1, ""],
    ["a\r\nbc", 3, "a…"],
  ])("%j at %i is %j", (text, max, clipped) => expect(clip(text, max)).toBe(clipped));

  it("never exceeds the room, nor cuts a grapheme", () => {
    const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });
    fc.assert(
      fc.property(anyText, fc.integer({ min: 0, max: 40 }), (text, max) => {
        const clipped = clip(text, max);
        expect(clipped.length).toBeLessThanOrEqual(max);
        if (clipped === text || clipped === "") return;
        const kept = clipped.slice(0, -1);
        const borders = new Set([...graphemes.segment(text)].map(({ index }) => index));
        borders.add(text.length);
        expect(text.startsWith(kept)).toBe(true);
        // Spaces before the cut are trimmed, so the border may lie behind them.
        const behind = text.slice(kept.length).match(/^\s*/)![0].length;
        const candidates = Array.from({ length: behind + 1 }, (_, i) => kept.length + i);
        expect(candidates.some((at) => borders.has(at))).toBe(true);
      }),
    );
  });
});

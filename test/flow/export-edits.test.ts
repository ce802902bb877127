import fc from "fast-check";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { exportEdits } from "../../src/flow/export-edits.ts";
import { slotOf } from "../../src/flow/template-edits.ts";

const FILE = `# Ours.
templates:
  one:
    label: One
    text: The same for all # kept
  three:
    label: Three
    text: { en: Hi, pt: Oi, es: Hola }
`;

it("writes just what chat says, whatever is in it, and leaves the rest as it was", () => {
  const text = fc
    .string({ minLength: 1, unit: "grapheme" })
    .filter((one) => one.trim() === one && !/[\r\u0085\u2028\u2029]/.test(one));
  const slot = fc
    .tuple(
      fc.constantFrom(null, "email", "sms"),
      fc.constantFrom("en" as const, "pt" as const, "es" as const),
    )
    .map(([channel, language]) => slotOf(channel, language));
  const edits = fc.dictionary(slot, text, { minKeys: 1, maxKeys: 4 });
  fc.assert(
    fc.property(fc.constantFrom("one", "three"), edits, (templateId, said) => {
      const texts = Object.fromEntries(
        Object.entries(said).map(([key, one]) => [key, { text: one, file: null }]),
      );
      const written = exportEdits(FILE, [{ templateId, after: { label: null, texts } }]);
      expect(written.startsWith("# Ours.\n")).toBe(true);
      const { templates } = parse(written);
      for (const [key, one] of Object.entries(said)) {
        const [first = "", second] = key.split("/");
        const found =
          second === undefined
            ? templates[templateId].text[first]
            : templates[templateId].channels[first][second];
        expect(found).toBe(one);
      }
      const other = templateId === "one" ? "three" : "one";
      expect(templates[other]).toEqual(parse(FILE).templates[other]);
      if (templateId === "one" && said.en === undefined && said.pt !== undefined)
        expect(templates.one.text.en).toBe("The same for all");
    }),
  );
});

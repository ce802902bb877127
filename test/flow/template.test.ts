import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadFlowFolder } from "../../src/flow/folder.ts";
import { compileTemplate, render } from "../../src/flow/template.ts";
import { renderTemplate } from "../../src/flow/templates.ts";

describe("texts with variables", () => {
  const values: Record<string, string> = { name: "Ana", tricky: "{name}" };
  const rows: [text: string, shown: string][] = [
    ["Hi {name}!", "Hi Ana!"],
    ["Hi, {nobody}!", "Hi!"],
    ["Hi {nobody|friend}!", "Hi friend!"],
    ["{tricky}", "{name}"],
    ["{{name}}", "{name}"],
    ["a { b", "a { b"],
    ["", ""],
  ];
  it.each(rows)("%s → %s", (text, shown) => {
    expect(render(compileTemplate(text), (name) => values[name])).toBe(shown);
  });

  it("never look at what was filled in again", () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        expect(render(compileTemplate("<{x}>"), () => value || "-")).toBe(`<${value || "-"}>`);
      }),
    );
  });
});

it("fills the shipped templates in, in each language, for each channel", async () => {
  const { bundle } = await loadFlowFolder("flows");
  expect(bundle).not.toBeNull();
  if (bundle === null) return;
  for (const id of bundle.templates.keys()) {
    for (const language of ["en", "pt", "es"] as const) {
      for (const values of [{ name: "Ana Souza", rep: "Bia Lima" }, {}]) {
        const text = renderTemplate(bundle, id, { language, channel: "email", values });
        expect(text).not.toMatch(/[{}]|undefined|\s[,!?.]/);
      }
    }
  }
  const to = { language: "en", channel: "web", values: { name: "Ana Souza", rep: "Bia Lima" } } as const;
  expect(renderTemplate(bundle, "introduction", to)).toMatch(/^Hi Ana, this is Bia from Sample Energy\./);
  expect(renderTemplate(bundle, "nothing", to)).toBeNull();
});

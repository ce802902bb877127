import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { saveChange, undone, withoutTexts, withTexts } from "../../src/commands/template-changes.ts";
import { addVersions, type TemplateEdits } from "../../src/flow/template-edits.ts";
import { renderTemplate } from "../../src/flow/templates.ts";
import { shadowedTexts, withEdits } from "../../src/flow/with-edits.ts";
import type { TemplateEdit, TemplateVersion } from "../../src/leads/types/template-version.ts";
import { aTurn } from "../support/builders.ts";
import { bundleOf } from "./support.ts";

const TEMPLATES = `templates:
  hello:
    label: Hello
    text: { en: Hi, pt: Oi, es: Hola }
    channels:
      email: { en: Dear, pt: Prezado, es: Estimado }
`;
const STEPS = "hello:\n  say: Hello\ndone:\n  end: true\n";
const bundle = bundleOf(STEPS, { "templates.yaml": TEMPLATES });
const AT = "2026-03-10T12:00:00.000Z";

function version(change: Partial<TemplateVersion>): TemplateVersion {
  const usual = {
    id: "v",
    templateId: "hello",
    version: 1,
    kind: "edit",
    origin: null,
    before: null,
  } as const;
  return { ...usual, after: null, repId: "maria", at: AT, ...change };
}

const edit = (texts: Record<string, string>, label: string | null = null): TemplateEdit => ({
  label,
  texts: Object.fromEntries(Object.entries(texts).map(([slot, text]) => [slot, { text, file: null }])),
});

const editsOf = (...versions: TemplateVersion[]): TemplateEdits =>
  addVersions({ count: 0, newest: new Map() }, versions);

function said(edits: TemplateEdits, id: string, language: "en" | "pt" | "es", channel = "web") {
  return renderTemplate(withEdits(bundle, edits), id, { language, channel, values: { name: "Ana Souza" } });
}

describe("what is said in chat", () => {
  it("takes the place of that text of the file, and of no other", () => {
    const edits = editsOf(version({ after: edit({ pt: "Olá, {first_name}!", "email/en": "Dear {name}" }) }));
    expect(said(edits, "hello", "pt")).toBe("Olá, Ana!");
    expect(said(edits, "hello", "en")).toBe("Hi");
    expect(said(edits, "hello", "pt", "email")).toBe("Prezado");
    expect(said(edits, "hello", "en", "email")).toBe("Dear Ana Souza");
    expect(said(editsOf(), "hello", "pt")).toBe("Oi");
    expect(renderTemplate(bundle, "hello", { language: "pt", channel: "web", values: {} })).toBe("Oi");
  });

  it("can give a channel a text of its own, the common one in the other languages", () => {
    const edits = editsOf(version({ after: edit({ pt: "Olá", "sms/en": "Yo" }) }));
    expect(said(edits, "hello", "en", "sms")).toBe("Yo");
    expect(said(edits, "hello", "pt", "sms")).toBe("Olá");
  });

  it("can add a template, which is nothing while a language is missing", () => {
    const whole = edit({ en: "New", pt: "Novo", es: "Nuevo" }, "Birthday");
    const edits = editsOf(version({ templateId: "birthday", kind: "new", after: whole }));
    expect(said(edits, "birthday", "es")).toBe("Nuevo");
    expect(withEdits(bundle, edits).templates.get("birthday")?.label).toBe("Birthday");
    expect(
      said(editsOf(version({ templateId: "birthday", after: edit({ en: "New" }) })), "birthday", "en"),
    ).toBeNull();
  });

  it("is the newest, and the same bundle each time", () => {
    const edits = editsOf(
      version({ after: edit({ en: "One" }) }),
      version({ version: 2, after: edit({ en: "Two" }) }),
    );
    expect(said(edits, "hello", "en")).toBe("Two");
    expect(edits.count).toBe(2);
    expect(withEdits(bundle, edits)).toBe(withEdits(bundle, edits));
    expect(withEdits(bundle, editsOf())).toBe(bundle);
    expect(withEdits(bundle, edits).version).toBe(bundle.version);
    expect(said(editsOf(version({ version: 3, kind: "reset" })), "hello", "en")).toBe("Hi");
  });

  it("is not kept where it is what the file says", () => {
    const now = withEdits(bundle, editsOf(version({ after: edit({ en: "One", pt: "Um" }) })));
    expect(withTexts(now, "hello", { en: "Hi" })).toEqual(edit({ pt: "Um" }));
    expect(withTexts(now, "hello", { en: "Hi", pt: "Oi" })).toBeNull();
    expect(withTexts(now, "hello", { es: "Buenas" })?.texts.es).toEqual({ text: "Buenas", file: "Hola" });
    expect(withoutTexts(edit({ en: "One", pt: "Um" }), ["en"])).toEqual(edit({ pt: "Um" }));
    expect(withoutTexts(edit({ en: "One" }), [])).toBeNull();
  });

  it("puts texts of the file out of force, which is told, above all when the file has changed since", () => {
    const after = {
      label: null,
      texts: { pt: { text: "Olá", file: "Oi" }, en: { text: "Yo", file: "Hey" } },
    };
    expect(shadowedTexts(bundle, [version({ after })])).toMatchObject([
      { slot: "pt", chat: "Olá", file: "Oi", isNewer: false },
      { slot: "en", chat: "Yo", file: "Hi", isNewer: true },
    ]);
    expect(shadowedTexts(bundle, [version({ after: edit({ en: "Hi" }) })])).toEqual([]);
  });
});

describe("taking changes back", () => {
  it("goes back step by step to the file, whatever was done, and each step is a change of its own", () => {
    const texts = fc.constantFrom("A", "B", "C", "D");
    const action = fc.oneof(
      { weight: 3, arbitrary: texts },
      { weight: 2, arbitrary: fc.constant("undo" as const) },
    );
    fc.assert(
      fc.property(fc.array(action, { maxLength: 30 }), (actions) => {
        let edits = editsOf();
        const history: TemplateVersion[] = [];
        // What a person has in mind: a stack of texts over the file's.
        const stack: string[] = [];
        for (const each of actions) {
          if (each === "undo") {
            const found = undone(history);
            expect(found === null).toBe(stack.length === 0);
            if (found === null) continue;
            stack.pop();
            keep({ kind: "undo", origin: found.origin, after: found.version.before });
          } else {
            stack.push(each);
            keep({ kind: "edit", after: edit({ en: each }) });
          }
          expect(said(edits, "hello", "en")).toBe(stack.at(-1) ?? "Hi");
        }
        expect(history.map((each) => each.version)).toEqual(history.map((_, i) => history.length - i));

        function keep(change: { kind: "undo" | "edit"; origin?: number; after: TemplateEdit | null }) {
          const saved = saveChange(aTurn(), withEdits(bundle, edits), "maria", {
            templateId: "hello",
            ...change,
          });
          edits = addVersions(edits, [saved]);
          history.unshift(saved);
        }
      }),
    );
  });
});

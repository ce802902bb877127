import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileTemplate, render } from "../../src/flow/template.ts";
import { type TemplateGoal, templateMessage } from "../../src/flow/template-message.ts";
import { faultsOfText } from "../../src/flow/text-faults.ts";
import { freeFormUntil, isWindowOpen } from "../../src/leads/window.ts";
import { bundleOf } from "./support.ts";

const TEMPLATES = `templates:
  plain:
    label: Plain
    text: { en: "Hi {first_name}!", pt: "Oi, {first_name}!", es: "¡Hola, {first_name}!" }
  mapped:
    label: Mapped
    text: { en: "Hi {first_name}!", pt: "Oi, {first_name}!", es: "¡Hola, {first_name}!" }
    whatsapp:
      name: hi_1
      languages: { en: en_US, pt: pt_BR }
      header: { text: "{business}" }
      body: ["{first_name|there}", "{rep_first_name}"]
      buttons: [null, { url: "{ref}" }]
      text: { en: "Hello {{1}}, {{2}} here.", pt: "Olá {{1}}, aqui é {{2}}." }
  named:
    label: Named
    text: Hi
    whatsapp:
      name: hi_2
      languages: { es: es }
      body: { customer: { es: "{first_name|cliente}" }, who: "{rep}" }
      use: always
`;

const bundle = bundleOf("  hello:\n    say: Hello\n  done:\n    end: true\n", {
  "templates.yaml": TEMPLATES,
});
const LAST = "2026-03-10T12:00:00.000Z";
const goal: TemplateGoal = {
  language: "pt",
  channel: "whatsapp",
  values: { name: "Ana Souza", rep: "Bia Lima", ref: "L-7" },
  lastInboundAt: LAST,
  freeFormHours: 24,
  at: "2026-03-10T13:00:00.000Z",
};
const LATE = "2026-03-11T12:00:00.000Z";

describe("a template on its way to a person", () => {
  it("is plain text where the channel always takes that, and while the window is open", () => {
    const free = templateMessage(bundle, "mapped", { ...goal, freeFormHours: null, at: LATE });
    expect(free).toEqual({ text: "Oi, Ana!", missing: [], message: { text: "Oi, Ana!" }, approved: null });
    expect(templateMessage(bundle, "mapped", goal)).toMatchObject({
      text: "Oi, Ana!",
      approved: null,
      message: {
        text: "Oi, Ana!",
        template: { name: "hi_1", language: "pt_BR", freeUntil: "2026-03-11T11:59:00.000Z" },
      },
    });
  });

  it("is what Meta has approved once the window is closed, told as the person reads it", () => {
    expect(templateMessage(bundle, "mapped", { ...goal, at: LATE })).toEqual({
      text: "Olá Ana, aqui é Bia.",
      missing: [],
      approved: "hi_1",
      message: {
        text: "Olá Ana, aqui é Bia.",
        template: {
          name: "hi_1",
          language: "pt_BR",
          variables: ["Ana", "Bia"],
          header: { kind: "text", text: "Sample" },
          buttons: [{ index: 1, kind: "url", text: "L-7" }],
        },
      },
    });
    const nameless = {
      ...goal,
      language: "en" as const,
      at: LATE,
      values: { ...goal.values, name: undefined },
    };
    expect(templateMessage(bundle, "mapped", nameless)).toMatchObject({ text: "Hello there, Bia here." });
  });

  it("can go in any case as the approved one, with named parameters", () => {
    expect(templateMessage(bundle, "named", { ...goal, language: "es" })).toMatchObject({
      text: "Hi",
      isGuess: true,
      approved: "hi_2",
      message: { template: { names: ["customer", "who"], variables: ["Ana", "Bia Lima"] } },
    });
  });

  it.each([
    ["has no approved one", "plain", {}],
    ["has none in the language", "mapped", { language: "es" }],
    ["has a parameter without a value", "mapped", { values: { name: "Ana" } }],
  ] as const)("is refused when the window is closed and it %s", (_why, id, change) => {
    expect(templateMessage(bundle, id, { ...goal, at: LATE, ...change })).toBe("not-approved");
    expect(templateMessage(bundle, id, { ...goal, ...change })).toMatchObject({ approved: null });
  });

  it("is nothing when there is no such template", () => {
    expect(templateMessage(bundle, "other", goal)).toBeNull();
  });
});

describe("the window for free text", () => {
  it("is open for as long as the channel says, less a minute, and never for who never wrote", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.integer({ min: -1e9, max: 1e9 }), (hours, ms) => {
        const at = new Date(Date.parse(LAST) + ms).toISOString();
        const window = { lastInboundAt: LAST, freeFormHours: hours };
        expect(isWindowOpen({ ...window, at })).toBe(ms < hours * 3_600_000 - 60_000);
        expect(isWindowOpen({ ...window, lastInboundAt: null, at })).toBe(false);
        expect(isWindowOpen({ ...window, freeFormHours: null, at })).toBe(true);
      }),
    );
    expect(freeFormUntil({ lastInboundAt: LAST, freeFormHours: null })).toBeNull();
  });
});

describe("a missing value at the beginning of a line", () => {
  it.each([
    ["{x}, shall we?", "Shall we?"],
    ["Hello!\n{x}, ¿lo vemos?", "Hello!\n¿lo vemos?"],
    ["Hello!\n{x}, água", "Hello!\nÁgua"],
    ["{x}{y} go", "Go"],
    ["{x}!", "!"],
  ])("%s → %s", (text, shown) => {
    expect(render(compileTemplate(text), () => undefined)).toBe(shown);
  });
});

describe("the faults of one text", () => {
  const known = ["name", "first_name", "product"];
  it.each([
    ["Hi {first_name}!", null, []],
    ["Hi {answers.product}", "email", []],
    [" \n", null, [{ kind: "empty" }]],
    ["Hi {first_name", null, [{ kind: "brace" }]],
    ["Hi {frist_name}", null, [{ kind: "variable", name: "frist_name", near: "first_name" }]],
    ["{zzz} {zzz}", null, [{ kind: "variable", name: "zzz", near: null }]],
    ["x".repeat(4_097), null, [{ kind: "too-long", length: 4_097, most: 4_096 }]],
    ["x".repeat(4_097), "email", []],
    ["Hi {{first_name}}!", null, [{ kind: "doubled", name: "first_name" }]],
    ["Hi {{ first_name|there }}, {{nobody}}", null, [{ kind: "doubled", name: "first_name" }]],
    ["x".repeat(1_530), "sms", []],
    [`${"x".repeat(670)}ã`, "sms", [{ kind: "too-long", length: 671, most: 670 }]],
  ] as const)("%j for %s", (text, channel, faults) => {
    expect(faultsOfText(text, channel, known)).toEqual(faults);
  });
});

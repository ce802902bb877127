import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as understand from "../../../src/flow/understand/index.ts";
import { cleanText } from "../../../src/text.ts";
import { contexts, en, pt } from "./contexts.ts";

const { extractAnswers } = understand;
const plans = [
  { id: "b", label: "Basic plan" },
  { id: "p", label: "Premium plan", synonyms: ["premium"] },
  { id: "o", label: "Other" },
];
const wanted: understand.WantedKind[] = [
  { kind: "name", key: "name" },
  { kind: "company", key: "company" },
  { kind: "email", key: "email" },
  { kind: "phone", key: "phone" },
  { kind: "money", key: "budget" },
  { kind: "number", key: "seats", cues: ["people", "pessoas", "personas", "seats"] },
  { kind: "date", key: "when" },
  { kind: "choice", key: "plan", options: plans },
];

describe("extractAnswers", () => {
  it.each<["en" | "pt" | "es", string, Record<string, unknown>]>([
    [
      "en",
      "I'm Ana from Acme, budget 5k, ana@acme.com, need it by March",
      { name: "Ana", company: "Acme", budget: 500000, email: "ana@acme.com", when: "2027-03-01" },
    ],
    [
      "pt",
      "Oi, sou a Ana da Acme, orçamento de 5 mil, ana@acme.com, preciso até março, somos 12 pessoas",
      { name: "Ana", company: "Acme", budget: 500000, email: "ana@acme.com", when: "2027-03-01", seats: 12 },
    ],
    [
      "es",
      "Hola, soy José Pérez de la empresa Los Pinos, presupuesto de $5,000, mi correo es jose@pinos.mx, para el 15 de marzo",
      {
        name: "José Pérez",
        company: "Los Pinos",
        budget: 500000,
        email: "jose@pinos.mx",
        when: "2027-03-15",
      },
    ],
    [
      "en",
      "Ana Souza, ana@acme.com, +1 415 555 2671",
      { name: "Ana Souza", email: "ana@acme.com", phone: "+14155552671" },
    ],
    [
      "pt",
      "me chamo João da Silva, meu zap é 11 98765-4321",
      { name: "João da Silva", phone: "+5511987654321" },
    ],
    ["en", "its broken", {}],
    ["en", "Its Urgent, the roof leaks", {}],
    ["en", "im desperate", {}],
    ["es", "soy alérgico al polvo", {}],
    ["pt", "é o seguinte: quero o premium", { plan: "p" }],
    ["en", "hi im ana i want the premium plan", { name: "Ana", plan: "p" }],
    ["en", "bob lee, bob@example.com", { name: "Bob Lee", email: "bob@example.com" }],
    ["en", "my name is Bob Lee, bob@example.com", { name: "Bob Lee", email: "bob@example.com" }],
    ["en", "call me anytime", {}],
    ["pt", "minha conta de luz é R$ 500", {}],
    ["en", "my bill is $300", {}],
    ["pt", "Lisboa, 912 345 678", { phone: "+351912345678" }],
    ["en", "I want the premium plan for 12 people", { plan: "p", seats: 12 }],
    ["pt", "quero o plano premium", { plan: "p" }],
    ["es", "me llamo Ana, tengo 10 mil pesos y 3 personas", { name: "Ana", budget: 1000000, seats: 3 }],
    ["pt", "R$ 2.500 por mês, umas 20 pessoas", { budget: 250000, seats: 20 }],
    ["en", "i'm ana, we're 12 people and can spend 3k", { name: "Ana", budget: 300000, seats: 12 }],
    ["en", "need it tomorrow", { when: "2026-11-26" }],
    ["en", "hello", {}],
    ["en", "we have 10k followers", {}],
    ["en", "I started my company in March", {}],
    ["en", "I saw it today", {}],
    ["en", "I'm looking for a plan", {}],
    ["en", "not the premium", {}],
    ["en", "basic plan or premium?", {}],
    ["en", "budget between 5k and 10k", {}],
    ["en", "ana@gmial.com", {}],
    ["en", "any other idea", {}],
    ["en", "12", {}],
    ["pt", "vi o anúncio de vocês na sexta", {}],
    ["pt", "não sei", {}],
  ])("%s: %j", (language, text, expected) => {
    const answers = extractAnswers(text, wanted, contexts[language]);
    const values = answers.map(({ key, value }) => [key, typeof value === "object" ? value.amount : value]);
    expect(Object.fromEntries(values)).toEqual(expected);
  });

  it("uses each part of the text once, and only for what is wanted", () => {
    const text = "I'm Ana, 12 people, 30 seats, ana@acme.com";
    const two: understand.WantedKind[] = [
      { kind: "number", key: "people", cues: ["people"] },
      { kind: "number", key: "seats", cues: ["seats"] },
    ];
    const answers = extractAnswers(text, two, en);
    expect(answers.map(({ key, value }) => [key, value])).toEqual([
      ["people", 12],
      ["seats", 30],
    ]);
    expect(answers.map(({ span }) => text.slice(span.start, span.end))).toEqual(["12", "30"]);
    expect(extractAnswers(text, [{ kind: "number", key: "people" }], en)).toEqual([]);
  });

  it("never overlaps, whatever is written", () => {
    const parts = fc.constantFrom(
      "I'm Ana",
      "from Acme",
      "5k",
      "R$ 10 mil",
      "ana@acme.com",
      "11 98765-4321",
      "by March",
      "12 people",
      "premium",
      "oi",
      "não",
      ",",
      "15/03",
      "e",
      "\u0301",
    );
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 12 }), (pieces) => {
        const text = pieces.join(" ");
        const spans = extractAnswers(text, wanted, pt)
          .map(({ span }) => span)
          .sort((a, b) => a.start - b.start);
        for (const [i, span] of spans.entries()) {
          expect(span.end).toBeGreaterThan(span.start);
          if (i > 0) expect(span.start).toBeGreaterThanOrEqual(spans[i - 1]!.end);
        }
      }),
    );
  });
});

describe("every reader", () => {
  const bits = fc.constantFrom(
    "1",
    "2.5",
    "R$",
    "mil",
    "e",
    "and",
    "half",
    "a",
    "de",
    "@",
    ".com",
    "+55",
    "11",
    "/",
    "-",
    ",",
    "?",
    "não",
    "sí",
    "next",
    "friday",
    "march",
    "I'm",
    "da",
    "Silva",
    "all",
    "but",
    "\ue000",
    "\ud83d",
    "\0",
    "👍",
    "\u200d",
    "İ",
    "ß",
    "ﬁ",
    "½",
    "²",
    " ",
    "\n",
    "last",
    "one",
    "15",
    "de março",
  );
  const text = fc.oneof(
    fc.string({ unit: "binary", maxLength: 200 }),
    fc.string({ unit: "grapheme", maxLength: 100 }),
    fc.array(bits, { maxLength: 30 }).map((pieces) => pieces.join(" ")),
    fc.array(bits, { maxLength: 30 }).map((pieces) => pieces.join("")),
  );

  it("takes any text without throwing, and gives whole values", () => {
    fc.assert(
      fc.property(text, fc.constantFrom(...Object.values(contexts)), (said, ctx) => {
        for (const one of [said, cleanText(said)]) {
          const readings = [
            understand.readName(one, ctx),
            understand.readCompany(one, ctx),
            understand.readEmail(one, ctx),
            understand.readPhone(one, ctx),
            understand.readMoney(one, ctx),
            understand.readNumber(one, ctx),
            understand.readDate(one, ctx),
            understand.readYesNo(one, ctx),
            understand.readChoice(one, plans, ctx),
            understand.readChoices(one, plans, ctx),
          ];
          for (const reading of readings) {
            if (reading.kind === "ambiguous") expect(reading.options.length).toBeGreaterThan(0);
            if (reading.kind === "value" && typeof reading.value === "number")
              expect(reading.value).not.toBeNaN();
            if (reading.kind === "value" && typeof reading.value === "string")
              expect(reading.value).not.toBe("");
          }
          understand.readIntent(one);
          understand.isGreeting(one);
          extractAnswers(one, wanted, ctx);
        }
      }),
      { numRuns: 400 },
    );
  });

  it("names a language for any text", () => {
    fc.assert(
      fc.property(text, (said) => {
        expect(["en", "pt", "es"]).toContain(understand.detectLanguage(said, "en").language);
      }),
    );
  });

  it.each([
    ["a ", 500_000],
    ["1,", 500_000],
    ["@a.", 300_000],
    ["- ", 500_000],
    ["e 1 mil ", 100_000],
    ["I'm A ", 100_000],
    ["👍", 300_000],
  ])("is done with %j repeated %i times", (piece, times) => {
    const long = piece.repeat(times);
    expect(cleanText(long).length).toBeLessThanOrEqual(long.length);
    expect(understand.readIntent(long)).toBeNull();
    for (const read of [
      understand.readName,
      understand.readCompany,
      understand.readEmail,
      understand.readPhone,
      understand.readMoney,
      understand.readNumber,
      understand.readDate,
    ]) {
      expect(["none", "value", "ambiguous"]).toContain(read(long, pt).kind);
    }
    expect(extractAnswers(long, wanted, pt).length).toBeLessThanOrEqual(wanted.length);
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  formatMoney,
  formatNumber,
  minorUnits,
  readMoney,
  readNumber,
} from "../../../src/flow/understand/index.ts";
import { contexts, en, es, meaning, pt } from "./contexts.ts";

type Row<T> = ["en" | "pt" | "es", string, T | T[] | undefined];

describe("readNumber", () => {
  it.each<Row<number>>([
    ["en", "7", 7],
    ["en", "about 1,500 people", 1500],
    ["en", "1.500", 1500],
    ["en", "0.125", 0.125],
    ["en", "1,234,567.89", 1234567.89],
    ["en", "10 000", 10000],
    ["en", "-5", -5],
    ["en", "twenty five", 25],
    ["en", "twenty-five", 25],
    ["en", "two hundred and five", 205],
    ["en", "one hundred twenty three thousand four hundred fifty-six", 123456],
    ["en", "a dozen", 12],
    ["en", "two dozen", 24],
    ["en", "half a dozen", 6],
    ["en", "a couple", 2],
    ["en", "a hundred", 100],
    ["en", "two and a half", 2.5],
    ["en", "half a million", 500000],
    ["en", "5k", 5000],
    ["en", "just me", 1],
    ["en", "none", 0],
    ["en", "12people", 12],
    ["en", "doze", 12],
    ["en", "10-20", [10, 20]],
    ["en", "between twenty and thirty", [20, 30]],
    ["en", "we are 12, with 3 offices", [12, 3]],
    ["en", "5m", undefined],
    ["en", "5th", undefined],
    ["en", "15/03", undefined],
    ["en", "10:30", undefined],
    ["en", "24/7", undefined],
    ["en", "1.2.3", undefined],
    ["en", "abc12", undefined],
    ["en", "one moment please", undefined],
    ["en", "many", undefined],
    ["en", "", undefined],
    ["pt", "mil e quinhentos", 1500],
    ["pt", "vinte e cinco", 25],
    ["pt", "dois mil e trezentos e vinte e um", 2321],
    ["pt", "uma dúzia", 12],
    ["pt", "meia dúzia", 6],
    ["pt", "2,5 mil", 2500],
    ["pt", "2 mil e 500", 2500],
    ["pt", "um milhão e meio", 1500000],
    ["pt", "dois e meio", 2.5],
    ["pt", "duzentas", 200],
    ["pt", "uma pessoa", 1],
    ["pt", "só eu", 1],
    ["pt", "nenhuma", 0],
    ["pt", "twelve", 12],
    ["pt", "1.234,5", 1234.5],
    ["pt", "umas 30 pessoas", 30],
    ["pt", "um momento", undefined],
    ["pt", "5 mil e 3 pessoas", [5000, 3]],
    ["pt", "não sei", undefined],
    ["es", "treinta y dos", 32],
    ["es", "veintidós", 22],
    ["es", "ciento uno", 101],
    ["es", "mil millones", 1e9],
    ["es", "quinientos mil", 500000],
    ["es", "media docena", 6],
    ["es", "dos y medio", 2.5],
    ["es", "solo yo", 1],
    ["es", "ninguno", 0],
    ["es", "1,500.50", 1500.5],
    ["es", "dos o tres", [2, 3]],
    ["es", "once", 11],
    ["es", "un minuto", undefined],
  ])("%s: %j", (language, text, expected) => {
    expect(meaning(readNumber(text, contexts[language]))).toEqual(expected);
  });

  it("keeps what was said besides", () => {
    expect(readNumber("about 12 people", en)).toMatchObject({
      value: 12,
      rest: "about people",
      display: "12",
    });
    expect(readNumber("1500", pt)).toMatchObject({ display: "1.500" });
  });

  it("reads back every number as it is written in each language", () => {
    const numbers = fc.oneof(
      fc.integer({ min: -1e12, max: 1e12 }),
      fc.integer({ min: 0, max: 1e9 }).map((cents) => cents / 100),
    );
    fc.assert(
      fc.property(numbers, fc.constantFrom(en, pt, es, { ...es, country: "AR" }), (value, ctx) => {
        expect(meaning(readNumber(formatNumber(value, ctx), ctx))).toBe(value === 0 ? 0 : value);
      }),
    );
  });

  it("reads English words for every number to 999,999", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 999_999 }), (value) => {
        expect(meaning(readNumber(inWords(value), en))).toBe(value);
      }),
    );
  });
});

describe("readMoney", () => {
  it.each<["en" | "pt" | "es", string, string | string[] | undefined]>([
    ["pt", "5 mil", "BRL 500000"],
    ["pt", "R$ 10k", "BRL 1000000"],
    ["pt", "2.500,00", "BRL 250000"],
    ["pt", "1.500", "BRL 150000"],
    ["pt", "cinco mil reais", "BRL 500000"],
    ["pt", "mil reais", "BRL 100000"],
    ["pt", "1,5 milhão", "BRL 150000000"],
    ["pt", "uns 2k", "BRL 200000"],
    ["pt", "R$ 500 por mês", "BRL 50000"],
    ["pt", "até R$5.000,00 por mês", "BRL 500000"],
    ["pt", "5 reais e 50 centavos", "BRL 550"],
    ["pt", "two thousand dollars", "USD 200000"],
    ["pt", "BRL500", "BRL 50000"],
    ["pt", "entre 5 e 10 mil", ["BRL 500000", "BRL 1000000"]],
    ["pt", "R$ 5 mil a 10 mil", ["BRL 500000", "BRL 1000000"]],
    ["pt", "R$ 0", undefined],
    ["pt", "-500", undefined],
    ["pt", "não tenho orçamento", undefined],
    ["en", "€2,500", "EUR 250000"],
    ["en", "US$ 1.2M", "USD 120000000"],
    ["en", "two thousand dollars", "USD 200000"],
    ["en", "around 5k", "USD 500000"],
    ["en", "5 grand", "USD 500000"],
    ["en", "500usd", "USD 50000"],
    ["en", "£1,250.75", "GBP 125075"],
    ["en", "for 3 people, $500", "USD 50000"],
    ["en", "1.250 million", "USD 125000000"],
    ["en", "5-10k", ["USD 500000", "USD 1000000"]],
    ["en", "5 to 10 thousand dollars", ["USD 500000", "USD 1000000"]],
    ["en", "$0", undefined],
    ["en", "10%", undefined],
    ["en", "no budget", undefined],
    ["en", "ana", undefined],
    ["es", "$2,500.50", "MXN 250050"],
    ["es", "dos millones de pesos", "MXN 200000000"],
    ["es", "S/ 300", "PEN 30000"],
    ["es", "300 soles", "PEN 30000"],
    ["es", "mil quinientos", "MXN 150000"],
    ["es", "10 mil pesos y 3 personas", "MXN 1000000"],
    ["es", "entre 5 y 10 mil pesos", ["MXN 500000", "MXN 1000000"]],
    ["es", "no sé", undefined],
  ])("%s: %j", (language, text, expected) => {
    const read = meaning(readMoney(text, contexts[language]));
    const shown = Array.isArray(read) ? read.map(show) : read && show(read);
    expect(shown).toEqual(expected);
  });

  it("takes '$' and 'pesos' for the money at hand", () => {
    expect(meaning(readMoney("$500", { ...es, country: "AR", currency: "ARS" }))).toEqual({
      amount: 50000,
      currency: "ARS",
    });
    expect(meaning(readMoney("$500", { ...en, currency: "EUR" }))).toEqual({
      amount: 50000,
      currency: "USD",
    });
    expect(meaning(readMoney("500 pesos", { ...es, country: "CL", currency: "CLP" }))).toEqual({
      amount: 500,
      currency: "CLP",
    });
  });

  it("reads back what it shows", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e11 }), fc.constantFrom(en, pt, es), (amount, ctx) => {
        const money = { amount, currency: ctx.currency };
        expect(meaning(readMoney(formatMoney(money, ctx), ctx))).toEqual(money);
      }),
    );
  });

  it("knows how many decimals a currency has", () => {
    expect([minorUnits("BRL"), minorUnits("CLP"), minorUnits("JPY"), minorUnits("?")]).toEqual([2, 0, 0, 2]);
  });
});

function show({ amount, currency }: { amount: number; currency: string }): string {
  return `${currency} ${amount}`;
}

const ONES =
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(
    " ",
  );
const TENS = "- - twenty thirty forty fifty sixty seventy eighty ninety".split(" ");

function inWords(value: number): string {
  if (value < 20) return ONES[value]!;
  if (value < 100) return TENS[Math.floor(value / 10)]! + (value % 10 ? `-${ONES[value % 10]}` : "");
  if (value < 1000)
    return `${ONES[Math.floor(value / 100)]} hundred${value % 100 ? ` and ${inWords(value % 100)}` : ""}`;
  return `${inWords(Math.floor(value / 1000))} thousand${value % 1000 ? ` ${inWords(value % 1000)}` : ""}`;
}

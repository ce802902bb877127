import { currencyAfter, currencyBefore, minorUnits } from "./currency.ts";
import { findNumbers } from "./find-numbers.ts";
import { numberLocaleOf } from "./numbers.ts";
import { type Found, NONE, type Reading, toReading, type UnderstandContext } from "./reading.ts";
import { foldInPlace, prepare } from "./words.ts";

/** An amount of money. */
export interface Money {
  /** Whole minor units: cents for most currencies, pesos for CLP, yen for JPY (ISO 4217 exponents). */
  amount: number;
  /** ISO 4217. */
  currency: string;
}

/** An amount in a text, with how sure it is that it is one. */
export interface MoneyFound extends Found<Money> {
  /** A sign, code or name of a currency stands beside it. */
  signed: boolean;
  /** "k", "mil", "million". */
  scaled: boolean;
  /** The scale is a single letter that could be a unit. */
  loose: boolean;
}

/**
 * Read an amount of money: "5 mil", "R$ 10k", "€2,500", "two thousand dollars", "around 5k".
 *
 * Without a sign or word it is in `ctx.currency`; "$" is that currency too if people write it with "$".
 * A range ("entre 5 e 10 mil") is ambiguous between its two ends. Zero and negative amounts are refused.
 */
export function readMoney(text: string, ctx: UnderstandContext): Reading<Money> {
  const prepared = prepare(text);
  const found = findMoney(prepared, ctx);
  if (found.some(({ value }) => value.amount <= 0)) return NONE;
  const signed = found.filter((money) => money.signed);
  const scaled = found.filter((money) => money.scaled);
  return toReading(prepared, signed.length > 0 ? signed : scaled.length > 0 ? scaled : found);
}

/** All numbers that can be amounts, with or without a currency. */
export function findMoney(text: string, ctx: UnderstandContext): MoneyFound[] {
  const folded = foldInPlace(text);
  let numbers = findNumbers(text, ctx.language).filter((number) => !number.weak);
  if (numbers.length === 0) numbers = foreignAmount(text, ctx);
  const found: MoneyFound[] = [];
  for (const number of numbers) {
    if (NO_AMOUNT.test(folded.slice(number.end, number.end + 12))) continue;
    const before = currencyBefore(folded.slice(Math.max(0, number.start - 6), number.start), ctx);
    const after = currencyAfter(folded.slice(number.end, number.end + 24), ctx);
    const currency = before?.currency ?? after?.currency ?? ctx.currency;
    const end = number.end + (after?.length ?? 0);
    const cents = after === undefined ? null : CENTS.exec(folded.slice(end, end + 24));
    const value = toMinor(number.value + (cents === null ? 0 : Number(cents[1]) / 100), currency);
    if (value === undefined) continue;
    found.push({
      value,
      display: formatMoney(value, ctx),
      start: number.start - (before?.length ?? 0),
      end: end + (cents?.[0].length ?? 0),
      signed: before !== undefined || after !== undefined,
      scaled: number.scaled,
      loose: number.loose,
    });
  }
  return found.length > 1 ? shareCurrency(folded, found, ctx) : found;
}

/** An amount as people of that language and country write it. */
export function formatMoney(money: Money, ctx: Pick<UnderstandContext, "language" | "country">): string {
  const locale = numberLocaleOf(ctx.language, ctx.country);
  const digits = minorUnits(money.currency);
  const value = money.amount / 10 ** digits;
  const fraction = Number.isInteger(value) ? 0 : digits;
  const key = `${locale} ${money.currency} ${fraction}`;
  let format = formats.get(key);
  if (format === undefined) {
    format = new Intl.NumberFormat(locale, {
      style: "currency",
      currency: money.currency,
      minimumFractionDigits: fraction,
      maximumFractionDigits: fraction,
    });
    if (formats.size < 300) formats.set(key, format);
  }
  return format.format(value).replace(/\u00a0/g, " ");
}

const formats = new Map<string, Intl.NumberFormat>();

/** "20%", "two months", "5 pm". */
const NO_AMOUNT =
  /^\s?(?:%|(?:months?|weeks?|days?|years?|hours?|mes|meses|semanas?|dias?|anos?|horas?|[ap]m)(?![\p{L}]))/u;
const CENTS = /^\s*(?:e|y|and|com|con|with)\s+(\d{1,2})\s*(?:centavos?|cents?|centimos?)/;

function toMinor(value: number, currency: string): Money | undefined {
  const amount = Math.round(value * 10 ** minorUnits(currency));
  return Number.isSafeInteger(amount) ? { amount, currency } : undefined;
}

/** "5 to 10 thousand dollars", "US$ 5 a 10 mil": one sign serves both ends. */
function shareCurrency(folded: string, found: MoneyFound[], ctx: UnderstandContext): MoneyFound[] {
  const and = /\b(?:between|entre)\b/.test(folded);
  return found.map((money, i) => {
    if (money.signed) return money;
    const neighbour = [found[i + 1], found[i - 1]].find((other) => {
      if (other === undefined || !other.signed) return false;
      const between = folded.slice(Math.min(money.end, other.end), Math.max(money.start, other.start));
      // "10 mil pesos y 3 personas" is no range; "entre 5 y 10 mil pesos" is.
      return (
        /^\s*(?:-|–|—|a|to|or|ou|o|u|ate|hasta)\s*$/.test(between) ||
        (and && /^\s*(?:e|y|and)\s*$/.test(between))
      );
    });
    if (neighbour === undefined) return money;
    const units = money.value.amount / 10 ** minorUnits(money.value.currency);
    const value = toMinor(units, neighbour.value.currency);
    return value === undefined ? money : { ...money, value, display: formatMoney(value, ctx), signed: true };
  });
}

/** "Two thousand dollars" in a Portuguese conversation: words of another language, with a currency. */
function foreignAmount(text: string, ctx: UnderstandContext): ReturnType<typeof findNumbers> {
  if (text.length > 80 || !/\p{L}/u.test(text)) return [];
  for (const language of ["en", "pt", "es"] as const) {
    if (language === ctx.language) continue;
    const numbers = findNumbers(text, language).filter((number) => !number.weak);
    const rest = numbers.length === 1 ? text.slice(numbers[0]!.end).trim() : "-";
    if (numbers.length === 1 && text.slice(0, numbers[0]!.start).trim() === "") {
      const currency = currencyAfter(` ${foldInPlace(rest)}`, ctx);
      if (rest === "" || currency !== undefined) return numbers;
    }
  }
  return [];
}

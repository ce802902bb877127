/** An amount of money, in whole minor units (cents). */
export interface Money {
  amount: number;
  /** ISO 4217. */
  currency: string;
}

const digits = new Map<string, number>();

/** How many decimals a currency has: 2 for BRL, 0 for CLP; 2 for a code that is unknown. */
export function currencyDigits(currency: string): number {
  let known = digits.get(currency);
  if (known === undefined) {
    known = /^[A-Za-z]{3}$/.test(currency)
      ? (new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions()
          .maximumFractionDigits ?? 2)
      : 2;
    if (digits.size < 500) digits.set(currency, known);
  }
  return known;
}

/** Whole units as the files of the business write them: 5000 for R$ 5,000.00. */
export function toWholeUnits(money: Money): number {
  return money.amount / 10 ** currencyDigits(money.currency);
}

/** Whether it can be kept: an integer that is not negative, in a three-letter currency. */
export function isMoney(value: unknown): value is Money {
  return (
    typeof value === "object" &&
    value !== null &&
    "amount" in value &&
    "currency" in value &&
    Number.isSafeInteger(value.amount) &&
    Number(value.amount) >= 0 &&
    typeof value.currency === "string" &&
    /^[A-Z]{3}$/.test(value.currency)
  );
}

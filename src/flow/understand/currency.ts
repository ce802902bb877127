/** The currency that a sign, code or name right before a number means; `length` is how much text it takes. */
export function currencyBefore(text: string, ctx: Local): { currency: string; length: number } | undefined {
  const match = BEFORE.exec(text);
  return match === null
    ? undefined
    : { currency: meant(match[1]!, ctx), length: match[1]!.length + match[2]!.length };
}

/** The same right behind a number. */
export function currencyAfter(text: string, ctx: Local): { currency: string; length: number } | undefined {
  const match = AFTER.exec(text);
  return match === null ? undefined : { currency: meant(match[1]!, ctx), length: match[0].length };
}

/** How many decimals a currency has: 2 for most, 0 for CLP, PYG, JPY. 2 for an unknown code. */
export function minorUnits(currency: string): number {
  let units = decimals.get(currency);
  if (units === undefined) {
    units = CODE.test(currency)
      ? (new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions()
          .maximumFractionDigits ?? 2)
      : 2;
    if (decimals.size < 500) decimals.set(currency, units);
  }
  return units;
}

interface Local {
  country: string;
  currency: string;
}

const CODE = /^[A-Za-z]{3}$/;
const decimals = new Map<string, number>();

/** Folded signs, codes and names to ISO 4217; a function's worth of others depends on where one is. */
const CURRENCIES: Record<string, string> = {
  r$: "BRL",
  rs: "BRL",
  brl: "BRL",
  real: "BRL",
  reais: "BRL",
  conto: "BRL",
  contos: "BRL",
  pila: "BRL",
  pilas: "BRL",
  us$: "USD",
  u$s: "USD",
  u$d: "USD",
  u$: "USD",
  usd: "USD",
  dolar: "USD",
  dolares: "USD",
  dollar: "USD",
  dollars: "USD",
  buck: "USD",
  bucks: "USD",
  "us dollars": "USD",
  "dolares americanos": "USD",
  "pesos mexicanos": "MXN",
  "pesos argentinos": "ARS",
  "pesos colombianos": "COP",
  "pesos chilenos": "CLP",
  "pesos uruguayos": "UYU",
  "pesos dominicanos": "DOP",
  "€": "EUR",
  eur: "EUR",
  euro: "EUR",
  euros: "EUR",
  "£": "GBP",
  gbp: "GBP",
  pound: "GBP",
  pounds: "GBP",
  quid: "GBP",
  libras: "GBP",
  "¥": "JPY",
  jpy: "JPY",
  yen: "JPY",
  mx$: "MXN",
  mxn: "MXN",
  ars: "ARS",
  ar$: "ARS",
  cop: "COP",
  col$: "COP",
  clp: "CLP",
  uyu: "UYU",
  pen: "PEN",
  "s/": "PEN",
  "s/.": "PEN",
  sol: "PEN",
  soles: "PEN",
  pyg: "PYG",
  "₲": "PYG",
  guaranies: "PYG",
  bob: "BOB",
  bolivianos: "BOB",
  crc: "CRC",
  "₡": "CRC",
  colones: "CRC",
  gtq: "GTQ",
  quetzales: "GTQ",
  hnl: "HNL",
  lempiras: "HNL",
  nio: "NIO",
  cordobas: "NIO",
  ves: "VES",
  bolivares: "VES",
  dop: "DOP",
  rd$: "DOP",
  cad: "CAD",
  ca$: "CAD",
  c$: "CAD",
  aud: "AUD",
  a$: "AUD",
  chf: "CHF",
  francs: "CHF",
  francos: "CHF",
  aoa: "AOA",
  kwanzas: "AOA",
  mzn: "MZN",
  meticais: "MZN",
};

/** Currencies that are written with a plain "$" at home. */
const DOLLAR_SIGN = new Set(
  "USD BRL MXN ARS COP CLP UYU DOP CAD AUD NZD SGD HKD BSD BBD BZD JMD TTD CUP CVE".split(" "),
);

const PESOS: Record<string, string> = {
  MX: "MXN",
  AR: "ARS",
  CO: "COP",
  CL: "CLP",
  UY: "UYU",
  DO: "DOP",
  CU: "CUP",
  PH: "PHP",
};

/** Dollars at home are not always US dollars. */
const HOME_DOLLARS = new Set("CAD AUD NZD SGD HKD BSD BBD BZD JMD TTD".split(" "));

function meant(word: string, { country, currency }: Local): string {
  if (word === "$") return DOLLAR_SIGN.has(currency) ? currency : "USD";
  if (word === "peso" || word === "pesos") {
    return PESOS[country] ?? (Object.values(PESOS).includes(currency) ? currency : "MXN");
  }
  const code = CURRENCIES[word]!;
  return code === "USD" && word.startsWith("dol") && HOME_DOLLARS.has(currency) ? currency : code;
}

const ESCAPED = [...Object.keys(CURRENCIES), "$", "peso", "pesos"]
  .sort((a, b) => b.length - a.length)
  .map((word) => word.replace(/[$./]/g, "\\$&"))
  .join("|");

const BEFORE = new RegExp(`(?<![\\p{L}$])(${ESCAPED})([ \\u00a0]{0,2})$`, "u");
const AFTER = new RegExp(`^[ \\u00a0]{0,2}(?:de +|of +|in +|em +|en +)?(${ESCAPED})(?![\\p{L}\\p{N}])`, "u");

import {
  type CountryCode,
  isSupportedCountry,
  type PhoneNumber,
  parsePhoneNumberFromString,
} from "libphonenumber-js/max";
import type { Language } from "../../language.ts";
import { type Found, type Reading, toReading, type UnderstandContext } from "./reading.ts";
import { prepare } from "./words.ts";

/**
 * Read a phone number as E.164; without a prefix it is from `ctx.country`.
 *
 * Only numbers that can exist are accepted. Brazilian mobiles in the old form of eight digits get the
 * ninth digit; Mexican ones lose the old "1" behind +52. A number without its area code is not understood.
 */
export function readPhone(text: string, ctx: UnderstandContext): Reading<string> {
  const prepared = prepare(text);
  return toReading(prepared, findPhones(prepared, ctx));
}

/** The phone numbers in a text that can exist. */
export function findPhones(text: string, ctx: UnderstandContext): Found<string>[] {
  if (!SEVEN_DIGITS.test(text)) return [];
  const found: Found<string>[] = [];
  for (const match of text.matchAll(CANDIDATE)) {
    const raw = match[0];
    const before = text.slice(Math.max(0, match.index - 3), match.index);
    if (OTHER_NUMBER.test(raw) || MONEY_BEFORE.test(before)) continue;
    const phone = parse(raw, ctx.country) ?? (isMeantAsPhone(raw, text) ? parseAbroad(raw, ctx) : undefined);
    if (phone === undefined) continue;
    found.push({
      value: phone.number,
      display: phone.formatInternational(),
      start: match.index,
      end: match.index + raw.length,
    });
  }
  return found;
}

/** Where people of a language live, besides the business's own country. */
const ELSEWHERE: Record<Language, readonly CountryCode[]> = {
  en: ["US", "GB", "IE", "AU"],
  pt: ["BR", "PT"],
  es: ["MX", "ES", "AR", "CO", "CL", "PE"],
};

/** A number without prefix that cannot be from here: from the one country of the language where it can be. */
function parseAbroad(raw: string, { language, country }: UnderstandContext): PhoneNumber | undefined {
  if (!isSupportedCountry(country)) return undefined;
  const found = ELSEWHERE[language].flatMap((other) => {
    const phone = other === country ? undefined : parse(raw, other);
    return phone === undefined || phone.country !== other ? [] : [phone];
  });
  return found.length === 1 ? found[0] : undefined;
}

/** Written like a phone, or in a message about little else: an order number is neither. */
function isMeantAsPhone(raw: string, text: string): boolean {
  return /^[+＋]/.test(raw) ? false : text.length <= 60 && /^\D?\d+[ ().-]/.test(raw);
}

const SEVEN_DIGITS = /\d(?:[^\d\n]{0,3}\d){6}/;
const CANDIDATE =
  /(?<![\p{L}\p{N}@_$€£]|\d[.,])[+＋(]{0,2}\d(?:[ \u00a0().‐-–-]{0,3}\d){6,16}(?![\p{L}\p{N}@_])/gu;

/** Dates, Brazilian tax numbers (CPF; CNPJ has a slash, so half of it shows here), amounts with thousands. */
const OTHER_NUMBER =
  /^(?:\d{4}-\d{2}-\d{2}.*|\d{2}[.-]\d{2}[.-]\d{4}.*|\d{3}\.\d{3}\.\d{3}-\d{2}|\d{2}\.\d{3}\.\d{3}|\d{1,3}(?:\.\d{3}){2,})$/;
const MONEY_BEFORE = /(?:[$€£]|rs) ?$/i;

function parse(raw: string, country: string): PhoneNumber | undefined {
  const digits = raw.replace(/\D/g, "");
  if (/^(\d)\1+$/.test(digits)) return undefined;
  const home: CountryCode | undefined = isSupportedCountry(country) ? country : undefined;
  const candidates = /^[+＋(]*[+＋]/.test(raw)
    ? [`+${digits}`]
    : digits.startsWith("00")
      ? [`+${digits.slice(2)}`, raw]
      : digits.length > 10
        ? [raw, `+${digits}`]
        : [raw];
  for (const candidate of candidates) {
    const phone = valid(candidate, home);
    if (phone !== undefined) return phone;
  }
  return undefined;
}

function valid(candidate: string, home: CountryCode | undefined): PhoneNumber | undefined {
  const phone = parsePhoneNumberFromString(candidate, home);
  if (phone === undefined || phone.isValid()) return phone;
  const number = String(phone.number);
  const repaired = number
    .replace(/^\+55(\d{2})([6-9]\d{7})$/, "+55$19$2")
    .replace(/^\+521(\d{10})$/, "+52$1");
  if (repaired === number) return undefined;
  const again = parsePhoneNumberFromString(repaired);
  return again?.isValid() ? again : undefined;
}

import { parsePhoneNumberFromString } from "libphonenumber-js/max";
import { IANAZone } from "luxon";
import type { Contact } from "./types/contact.ts";

/**
 * The time zones that a person may be in: the one that is known, else those of the phone number's country (and area,
 * where we know it), else the business's. Several when the number does not tell: what must be right for the person is
 * then right in all of them.
 */
export function zonesOf(
  contact: Pick<Contact, "timeZone" | "phone">,
  business: { timeZone: string },
): readonly string[] {
  if (contact.timeZone !== null && IANAZone.create(contact.timeZone).isValid) return [contact.timeZone];
  if (contact.phone !== null) {
    const zones = zonesOfPhone(contact.phone);
    if (zones.length > 0) return zones;
  }
  return [business.timeZone];
}

/** Reading a number takes microseconds, and people are asked about again. */
const known = new Map<string, readonly string[]>();

function zonesOfPhone(phone: string): readonly string[] {
  let zones = known.get(phone);
  if (zones === undefined) {
    zones = readZones(phone);
    if (known.size >= 5_000) known.clear();
    known.set(phone, zones);
  }
  return zones;
}

function readZones(phone: string): readonly string[] {
  const number = parsePhoneNumberFromString(phone);
  const country = number?.country;
  if (number === undefined || country === undefined) return [];
  const area = AREAS[country]?.(number.nationalNumber);
  if (area !== undefined) return [area];
  return SPREADS[country] ?? firstOf(country);
}

/** A country that has one zone, or whose numbers nearly all are from one. */
function firstOf(country: string): readonly string[] {
  const locale = new Intl.Locale(`und-${country}`);
  // A method by now, a property in Node 20; TypeScript knows neither.
  const method: unknown = Reflect.get(locale, "getTimeZones");
  const zones: unknown =
    typeof method === "function" ? method.call(locale) : Reflect.get(locale, "timeZones");
  return Array.isArray(zones) && typeof zones[0] === "string" ? [zones[0]] : [];
}

/** The outermost zones of countries whose numbers do not tell where in it somebody is. */
const SPREADS: Readonly<Record<string, readonly string[]>> = {
  AU: ["Australia/Sydney", "Australia/Perth"],
  CA: ["America/St_Johns", "America/Vancouver"],
  CD: ["Africa/Lubumbashi", "Africa/Kinshasa"],
  CL: ["America/Santiago"],
  CY: ["Asia/Nicosia"],
  DE: ["Europe/Berlin"],
  EC: ["America/Guayaquil"],
  ES: ["Europe/Madrid", "Atlantic/Canary"],
  ID: ["Asia/Jayapura", "Asia/Jakarta"],
  KZ: ["Asia/Almaty", "Asia/Aqtau"],
  MN: ["Asia/Ulaanbaatar", "Asia/Hovd"],
  MX: ["America/Cancun", "America/Mexico_City", "America/Tijuana"],
  NZ: ["Pacific/Auckland"],
  PG: ["Pacific/Port_Moresby"],
  PT: ["Europe/Lisbon", "Atlantic/Azores"],
  RU: ["Asia/Kamchatka", "Europe/Kaliningrad"],
  UA: ["Europe/Kyiv"],
  US: ["America/New_York", "America/Los_Angeles"],
};

/** Areas outside of a country's usual zones, by the first digits of the national number. */
const AREAS: Readonly<Record<string, (national: string) => string | undefined>> = {
  BR: (national) => BRAZIL[national.slice(0, 2)] ?? "America/Sao_Paulo",
  US: (national) => UNITED_STATES[national.slice(0, 3)],
};

/** Area codes of Brazil that do not keep the time of São Paulo. */
const BRAZIL: Readonly<Record<string, string>> = {
  "65": "America/Cuiaba",
  "66": "America/Cuiaba",
  "67": "America/Campo_Grande",
  "68": "America/Rio_Branco",
  "69": "America/Porto_Velho",
  "92": "America/Manaus",
  "95": "America/Boa_Vista",
  "97": "America/Manaus",
};

const UNITED_STATES: Readonly<Record<string, string>> = {
  "808": "Pacific/Honolulu",
  "907": "America/Anchorage",
};

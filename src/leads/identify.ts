import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from "libphonenumber-js/max";
import type { IdentityRef } from "../channel/inbound.ts";
import type { At } from "./types/at.ts";
import type { Contact, Identity } from "./types/contact.ts";

/** What to do about who a message is from. */
export interface IdentityPlan {
  /** The contact that it belongs to; null: nobody is known by these identities, make a new one. */
  contactId: string | null;
  /** Contacts that turn out to be the same person, to be joined into `contactId`. */
  join: string[];
  /** Identities that are not kept yet. */
  add: IdentityRef[];
}

/**
 * Find which contact a message belongs to.
 *
 * `identities` are those that the channel vouches for, in canonical form (canonicalIdentities); `known` the
 * rows that match any of them; `contacts` the contacts of those rows and those that they were joined into.
 * When the identities belong to several contacts these are one person: they are joined into the oldest.
 * Names never count: two people may share one.
 */
export function planIdentity(
  identities: readonly IdentityRef[],
  known: readonly Identity[],
  contacts: ReadonlyMap<string, Contact>,
): IdentityPlan {
  const owners = new Map<string, Contact>();
  const taken = new Set<string>();
  for (const row of known) {
    const isAsked = identities.some((ref) => ref.kind === row.kind && ref.value === row.value);
    const contact = isAsked ? finalContact(row.contactId, contacts) : null;
    if (contact === null) continue;
    taken.add(`${row.kind}:${row.value}`);
    owners.set(contact.id, contact);
  }
  const [into, ...others] = [...owners.values()].sort(byAge);
  return {
    contactId: into?.id ?? null,
    join: others.map((contact) => contact.id),
    add: identities.filter((ref) => !taken.has(`${ref.kind}:${ref.value}`)),
  };
}

/**
 * The identities in the form in which they are kept and looked up, without doubles: phones in E.164 (see
 * canonicalPhone), e-mails in lower case; a WhatsApp id that is a phone number adds the phone. A LID hides
 * the phone and stays as it is.
 */
export function canonicalIdentities(identities: readonly IdentityRef[], country?: string): IdentityRef[] {
  const found = new Map<string, IdentityRef>();
  const add = (kind: string, value: string) => found.set(`${kind}:${value}`, { kind, value });
  for (const { kind, value } of identities) {
    if (kind === "phone") add(kind, canonicalPhone(value, country) ?? value);
    else if (kind === "email") add(kind, canonicalEmail(value) ?? value);
    else {
      add(kind, value);
      const phone = kind === "whatsapp" ? whatsappPhone(value) : null;
      if (phone !== null) add("phone", phone);
    }
  }
  return [...found.values()];
}

/**
 * A phone number in E.164; null when it is none. One person has one number: a Brazilian mobile without its
 * ninth digit gets it, and the extra 1 that WhatsApp puts into Mexican mobiles goes. `country` (ISO 3166)
 * reads numbers without a prefix.
 */
export function canonicalPhone(text: string, country?: string): string | null {
  const given = country !== undefined && isSupportedCountry(country) ? country : undefined;
  const phone = parsePhoneNumberFromString(text, given);
  if (!phone) return null;
  const digits = phone.nationalNumber.toString();
  if (phone.countryCallingCode === "55" && /^[1-9]{2}[6-9]\d{7}$/.test(digits)) {
    return valid(`+55${digits.slice(0, 2)}9${digits.slice(2)}`, "BR");
  }
  if (phone.countryCallingCode === "52" && /^1\d{10}$/.test(digits))
    return valid(`+52${digits.slice(1)}`, "MX");
  return phone.isValid() ? phone.number : null;
}

/** An e-mail address in lower case; null when it is none. */
export function canonicalEmail(text: string): string | null {
  const email = text.trim().toLowerCase();
  return email.length <= 254 && /^[^\s@<>(),;:"]+@[^\s@.]+(\.[^\s@.]+)+$/.test(email) ? email : null;
}

/** Reading a phone takes tens of microseconds, and every message of a chat brings the same one. */
const whatsappPhones = new Map<string, string | null>();

/** `5511987654321@c.us` → +5511987654321; null for a LID or anything else. */
function whatsappPhone(value: string): string | null {
  let phone = whatsappPhones.get(value);
  if (phone === undefined) {
    const digits = /^\+?(\d{7,15})(?:@c\.us|@s\.whatsapp\.net)?$/.exec(value)?.[1];
    phone = digits === undefined ? null : canonicalPhone(`+${digits}`);
    if (whatsappPhones.size >= 5_000) whatsappPhones.clear();
    whatsappPhones.set(value, phone);
  }
  return phone;
}

function valid(number: string, country: CountryCode): string | null {
  const phone = parsePhoneNumberFromString(number, country);
  return phone?.isValid() ? phone.number : null;
}

/** The contact that stands for this one after joins. A row may be missing when the snapshot did not load it. */
function finalContact(id: string, contacts: ReadonlyMap<string, Contact>): Contact | null {
  let contact = contacts.get(id) ?? null;
  for (let steps = 0; contact?.mergedIntoId && steps < 20; steps += 1) {
    contact = contacts.get(contact.mergedIntoId) ?? contact;
  }
  return contact;
}

function byAge(a: { createdAt: At; id: string }, b: { createdAt: At; id: string }): number {
  if (a.createdAt !== b.createdAt) return a.createdAt < b.createdAt ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}

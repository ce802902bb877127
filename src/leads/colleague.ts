import type { IdentityRef } from "../channel/inbound.ts";
import { canonicalPhone } from "./identify.ts";

/**
 * Whether a colleague may be linked by this id: one that a platform gives to one person and never to another, in
 * its full form. Names, e-mail addresses and what a visitor's browser keeps are none. A Slack id names the
 * workspace too, since a user's id alone may be there in two.
 */
export function canBeColleague({ kind, value }: IdentityRef): boolean {
  return FORMS.get(kind)?.test(value) ?? false;
}

const FORMS: ReadonlyMap<string, RegExp> = new Map([
  ["slack", /^[TE][A-Z0-9]{2,20}:[UW][A-Z0-9]{2,20}$/],
  ["telegram", /^[1-9]\d{0,18}$/],
  ["whatsapp", /^\d{7,15}$/],
  ["lid", /^\d{5,20}$/],
  ["whatsapp-user", /^[\w.:-]{1,190}$/],
]);

/**
 * The WhatsApp ids of a phone number with its country code; empty when it is no number. Brazilian mobiles are known
 * with and without their ninth digit, Mexican ones with and without an extra 1: WhatsApp uses either.
 */
export function whatsappIds(phone: string): string[] {
  const digits = phone.replace(/\D/g, "");
  const canonical = canonicalPhone(`+${digits}`)?.slice(1);
  if (canonical === undefined) return [];
  const other = OTHER_FORMS.map(([form, to]) => (form.test(canonical) ? canonical.replace(form, to) : null));
  return [canonical, ...other.filter((each) => each !== null)];
}

const OTHER_FORMS = [
  // Mobiles only: behind any other digit than these, what is left is the landline of somebody else.
  [/^(55\d\d)9(?=[6-9]\d{7}$)/, "$1"],
  [/^52(?=\d{10}$)/, "521"],
] as const;

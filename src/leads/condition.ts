import { fold } from "../language.ts";
import type { AnswerTest, Condition } from "./config.ts";
import { isMoney, toWholeUnits } from "./money.ts";
import type { AnswerValue, Contact, Lead } from "./types.ts";

/** How the contact takes part, as far as it is known. */
export interface Engagement {
  /** Messages that the contact wrote. */
  messages: number;
  lastInboundAt: string | null;
  /** How fast the contact usually answers; null when unknown. */
  answeredWithinMinutes: number | null;
  /** The contact has had a lead before. */
  returned: boolean;
}

/** Whether a condition holds for a lead. Without `engagement`, lines about it do not hold. */
export function isMet(
  when: Condition,
  lead: Lead,
  contact: Contact,
  engagement: Engagement | null = null,
): boolean {
  return (
    oneOf(when.product, lead.product) &&
    oneOf(when.segment, lead.segment) &&
    oneOf(when.territory, lead.territory) &&
    oneOf(when.language, lead.language) &&
    oneOf(when.source, lead.source) &&
    oneOf(when.campaign, lead.campaign) &&
    oneOf(when.channel, lead.channel) &&
    (when.tag === undefined || lead.tags.some((tag) => oneOf(when.tag, tag))) &&
    within(when.minValue, when.maxValue, worthOf(lead)) &&
    (when.minScore === undefined || lead.score >= when.minScore) &&
    everyTest(when.answers, (key) => ownAnswer(lead, key)) &&
    everyTest(when.contact, (key) => contactField(contact, key)) &&
    everyTest(when.fields, (key) => (Object.hasOwn(contact.fields, key) ? contact.fields[key] : null)) &&
    meetsEngagement(when, engagement) &&
    (when.all?.every((each) => isMet(each, lead, contact, engagement)) ?? true) &&
    (when.any?.some((each) => isMet(each, lead, contact, engagement)) ?? true) &&
    (when.not === undefined || !isMet(when.not, lead, contact, engagement))
  );
}

/** Whether something is known under an answer key, a lead field or `contact.<field>`. */
export function isKnown(field: string, lead: Lead, contact: Contact): boolean {
  if (field.startsWith("contact.")) {
    const name = field.slice("contact.".length);
    return (
      isPresent(contactField(contact, name)) ||
      (Object.hasOwn(contact.fields, name) && isPresent(contact.fields[name]))
    );
  }
  return isPresent(ownAnswer(lead, field)) || (field in LEAD_FIELDS && isPresent(leadField(lead, field)));
}

type Value = AnswerValue | null | undefined;

const LEAD_FIELDS = { product: true, segment: true, territory: true, value: true, campaign: true };

function leadField(lead: Lead, field: string): Value {
  switch (field) {
    case "product":
      return lead.product;
    case "segment":
      return lead.segment;
    case "territory":
      return lead.territory;
    case "campaign":
      return lead.campaign;
    default:
      return lead.value;
  }
}

function contactField(contact: Contact, field: string): Value {
  switch (field) {
    case "name":
      return contact.name;
    case "company":
      return contact.company;
    case "email":
      return contact.email;
    case "phone":
      return contact.phone;
    case "language":
      return contact.language;
    case "timeZone":
      return contact.timeZone;
    default:
      return null;
  }
}

function ownAnswer(lead: Lead, key: string): Value {
  return Object.hasOwn(lead.answers, key) ? lead.answers[key]?.value : null;
}

/** The lead's value, else its budget, in whole units. */
function worthOf(lead: Lead): number | null {
  if (lead.value !== null) return toWholeUnits({ amount: lead.value, currency: lead.currency ?? "" });
  return numberOf(ownAnswer(lead, "budget"));
}

function everyTest(
  tests: Readonly<Record<string, AnswerTest | undefined>> | undefined,
  read: (key: string) => Value,
): boolean {
  if (tests === undefined) return true;
  return Object.entries(tests).every(([key, test]) => test === undefined || passes(test, read(key)));
}

function passes(test: AnswerTest, value: Value): boolean {
  if (typeof test === "object" && !Array.isArray(test)) {
    if (test.known !== undefined && test.known !== isPresent(value)) return false;
    if (test.not !== undefined && oneOf(test.not, value)) return false;
    return within(test.min, test.max, numberOf(value));
  }
  if (typeof test === "boolean") return value === test;
  return oneOf(test, value);
}

/** No line holds always; a list of several answers holds when one of them is wanted. */
function oneOf(wanted: string | number | readonly (string | number)[] | undefined, value: Value): boolean {
  if (wanted === undefined) return true;
  if (Array.isArray(value)) return value.some((each) => oneOf(wanted, each));
  if (typeof value !== "string" && typeof value !== "number") return false;
  return Array.isArray(wanted) ? wanted.some((each) => isEqual(each, value)) : isEqual(wanted, value);
}

function isEqual(a: unknown, b: string | number): boolean {
  return a === b || fold(String(a)) === fold(String(b));
}

function within(min: number | undefined, max: number | undefined, value: number | null): boolean {
  if (min === undefined && max === undefined) return true;
  return value !== null && value >= (min ?? -Infinity) && value <= (max ?? Infinity);
}

function numberOf(value: Value): number | null {
  if (typeof value === "number") return value;
  return isMoney(value) ? toWholeUnits(value) : null;
}

function isPresent(value: Value): boolean {
  return (
    value !== null && value !== undefined && value !== "" && !(Array.isArray(value) && value.length === 0)
  );
}

function meetsEngagement(when: Condition, engagement: Engagement | null): boolean {
  if (when.minMessages !== undefined && (engagement?.messages ?? 0) < when.minMessages) return false;
  if (when.answeredWithinMinutes !== undefined) {
    const minutes = engagement?.answeredWithinMinutes ?? null;
    if (minutes === null || minutes > when.answeredWithinMinutes) return false;
  }
  return when.returned === undefined || (engagement?.returned ?? false) === when.returned;
}

import { fold } from "../language.ts";
import type { AnswerTest, Condition } from "./config.ts";
import { isMoney, toWholeUnits } from "./money.ts";
import type { AnswerValue } from "./types/answer.ts";
import type { Contact } from "./types/contact.ts";
import type { Lead } from "./types/lead.ts";

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
  let tests = compiled.get(when);
  if (tests === undefined) {
    tests = compile(when);
    compiled.set(when, tests);
  }
  return tests.every((test) => test(lead, contact, engagement));
}

type Test = (lead: Lead, contact: Contact, engagement: Engagement | null) => boolean;

/** Conditions come from files, are few, and are asked of every lead at every message. */
const compiled = new WeakMap<Condition, Test[]>();

const PLAIN_FIELDS = [
  "product",
  "segment",
  "territory",
  "language",
  "source",
  "campaign",
  "channel",
] as const;

/** One test for each line that the condition has. */
function compile(when: Condition): Test[] {
  const tests: Test[] = [];
  for (const field of PLAIN_FIELDS) {
    const wanted = when[field];
    if (wanted !== undefined) tests.push((lead) => oneOf(wanted, lead[field]));
  }
  const { tag, minValue, maxValue, minScore, all, any, not } = when;
  if (tag !== undefined) tests.push((lead) => lead.tags.some((each) => oneOf(tag, each)));
  if (minValue !== undefined || maxValue !== undefined) {
    tests.push((lead) => within(minValue, maxValue, worthOf(lead)));
  }
  if (minScore !== undefined) tests.push((lead) => lead.score >= minScore);
  compileTests(tests, when.answers, (key) => (lead) => ownAnswer(lead, key));
  compileTests(tests, when.contact, (key) => (_, contact) => contactField(contact, key));
  compileTests(
    tests,
    when.fields,
    (key) => (_, contact) => (Object.hasOwn(contact.fields, key) ? contact.fields[key] : null),
  );
  if (
    when.minMessages !== undefined ||
    when.answeredWithinMinutes !== undefined ||
    when.returned !== undefined
  ) {
    tests.push((_lead, _contact, engagement) => meetsEngagement(when, engagement));
  }
  if (all) tests.push((...facts) => all.every((each) => isMet(each, ...facts)));
  if (any) tests.push((...facts) => any.some((each) => isMet(each, ...facts)));
  if (not) tests.push((...facts) => !isMet(not, ...facts));
  return tests;
}

function compileTests(
  tests: Test[],
  wanted: Readonly<Record<string, AnswerTest | undefined>> | undefined,
  reader: (key: string) => (lead: Lead, contact: Contact) => Value,
): void {
  for (const [key, test] of Object.entries(wanted ?? {})) {
    if (test === undefined) continue;
    const read = reader(key);
    tests.push((lead, contact) => passes(test, read(lead, contact)));
  }
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

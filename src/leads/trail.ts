import type { Activity } from "./types/activity.ts";
import type { Contact } from "./types/contact.ts";
import type { Lead } from "./types/lead.ts";

/**
 * What the trail keeps of a change: only the fields that changed, before and after. The lead's fields have
 * their own names and one answer is `answers.<key>`; the contact's have the prefix `contact.`. The texts of
 * a score's reasons are left out (`points` by rule tells the same), because they would be most of the trail.
 */
export interface Patch {
  before: Record<string, unknown>;
  after: Record<string, unknown>;
}

const LEAD_FIELDS = [
  "number",
  "contactId",
  "stage",
  "stageKind",
  "stageSince",
  "score",
  "grade",
  "ownerId",
  "teamId",
  "routeReasons",
  "offerId",
  "offeredTo",
  "offerDueAt",
  "channel",
  "language",
  "source",
  "campaign",
  "referral",
  "product",
  "segment",
  "territory",
  "value",
  "currency",
  "tags",
  "reason",
  "qualifiedAt",
  "firstResponseAt",
  "responseDueAt",
  "responseBrokenAt",
  "stageDueAt",
  "stageBrokenAt",
  "openedAt",
  "closedAt",
  "wonAt",
  "lostAt",
  "reached",
  "nextStep",
  "thread",
  "nurture",
] as const satisfies readonly (keyof Lead)[];

const CONTACT_FIELDS = [
  "name",
  "company",
  "email",
  "phone",
  "language",
  "timeZone",
  "optedOutAt",
  "optedOutVia",
  "consents",
  "mergedIntoId",
] as const satisfies readonly (keyof Contact)[];

/** What the trail calls a follow-up: `followUp.<id>`, with those of its fields that changed; null before it was planned. */
export const FOLLOW_UP = "followUp.";

/** Add to `patch` how `after` differs from `before`. */
export function diffLead(before: Lead, after: Lead, patch: Patch): void {
  for (const field of LEAD_FIELDS) {
    if (before[field] !== after[field]) note(patch, field, before[field], after[field]);
  }
  if (before.answers !== after.answers) noteMap(patch, "answers.", before.answers, after.answers);
  if (before.scoreReasons !== after.scoreReasons) {
    note(patch, "points", pointsByRule(before), pointsByRule(after));
  }
}

/** A move ends a stay: its limit is told with it, also when the next stage has the same one. */
export function noteStageLimit(before: Lead, after: Lead, patch: Patch): void {
  for (const field of ["stageDueAt", "stageBrokenAt"] as const) {
    patch.before[field] = before[field];
    patch.after[field] = after[field];
  }
}

/** Likewise for a contact. */
export function diffContact(before: Contact, after: Contact, patch: Patch): void {
  for (const field of CONTACT_FIELDS) note(patch, `contact.${field}`, before[field], after[field]);
  if (before.fields !== after.fields) noteMap(patch, "contact.fields.", before.fields, after.fields);
}

export function emptyPatch(): Patch {
  return { before: {}, after: {} };
}

/** The fields of `values` written into a lead. Null takes an answer away. */
export function applyToLead(lead: Lead, values: Readonly<Record<string, unknown>>): Lead {
  const flat: Record<string, unknown> = {};
  const answers: Record<string, unknown> = { ...lead.answers };
  for (const [key, value] of Object.entries(values)) {
    if (key.startsWith("contact.") || key.startsWith(FOLLOW_UP)) continue;
    if (key.startsWith("answers.")) setOrDelete(answers, key.slice("answers.".length), value);
    else if (key === "points") flat.scoreReasons = reasonsOf(value);
    else flat[key] = value;
  }
  return { ...lead, ...flat, answers: answers as Lead["answers"] };
}

/** The `contact.` fields of `values` written into a contact. */
export function applyToContact(contact: Contact, values: Readonly<Record<string, unknown>>): Contact {
  const flat: Record<string, unknown> = {};
  const fields: Record<string, unknown> = { ...contact.fields };
  for (const [key, value] of Object.entries(values)) {
    if (key.startsWith("contact.fields.")) setOrDelete(fields, key.slice("contact.fields.".length), value);
    else if (key.startsWith("contact.")) flat[key.slice("contact.".length)] = value;
  }
  return { ...contact, ...flat, fields: fields as Contact["fields"] };
}

/** What a field of the trail is now. */
export function fieldNow(lead: Lead, contact: Contact | null, key: string): unknown {
  if (key.startsWith("answers.")) return ownValue(lead.answers, key.slice("answers.".length));
  if (key.startsWith("contact.fields."))
    return ownValue(contact?.fields ?? {}, key.slice("contact.fields.".length));
  if (key === "points") return pointsByRule(lead);
  const [source, field]: [object | null, string] = key.startsWith("contact.")
    ? [contact, key.slice("contact.".length)]
    : [lead, key];
  return source === null ? null : (new Map<string, unknown>(Object.entries(source)).get(field) ?? null);
}

/** The lead as its trail tells it, oldest activity first; the reasons of its score come without texts. */
export function replayLead(id: string, trail: readonly Activity[]): Lead {
  let lead = blankLead(id);
  for (const activity of trail) {
    if (activity.after !== null) lead = applyToLead(lead, activity.after);
    lead = { ...lead, updatedAt: activity.at };
  }
  return lead;
}

/** A lead of which nothing is known: what `lead-opened` is compared with. */
export function blankLead(id: string): Lead {
  return {
    id,
    number: 0,
    contactId: "",
    stage: "",
    stageKind: "open",
    stageSince: "",
    score: 0,
    grade: "",
    scoreReasons: [],
    ownerId: null,
    teamId: null,
    routeReasons: [],
    offerId: null,
    offeredTo: null,
    offerDueAt: null,
    channel: "",
    language: "en",
    source: "",
    campaign: null,
    referral: null,
    product: null,
    segment: null,
    territory: null,
    value: null,
    currency: null,
    answers: {},
    tags: [],
    reason: null,
    qualifiedAt: null,
    firstResponseAt: null,
    responseDueAt: null,
    responseBrokenAt: null,
    stageDueAt: null,
    stageBrokenAt: null,
    openedAt: "",
    closedAt: null,
    wonAt: null,
    lostAt: null,
    reached: [],
    nextStep: null,
    thread: null,
    nurture: null,
    updatedAt: "",
    likely: null,
  };
}

/** Whether two JSON values are the same; the order of keys does not matter. */
export function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const left = Object.entries(a);
  const right = new Map<string, unknown>(Object.entries(b));
  return (
    left.length === right.size &&
    left.every(([key, value]) => right.has(key) && isSame(value, right.get(key)))
  );
}

function note(patch: Patch, key: string, before: unknown, after: unknown): void {
  if (isSame(before, after)) return;
  patch.before[key] = before;
  patch.after[key] = after;
}

function noteMap(
  patch: Patch,
  prefix: string,
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): void {
  for (const key of Object.keys(after)) note(patch, prefix + key, ownValue(before, key), after[key]);
  for (const key of Object.keys(before)) {
    if (!Object.hasOwn(after, key)) note(patch, prefix + key, before[key], null);
  }
}

/** Answer keys come from the business's files: `constructor` must not find the prototype's. */
function ownValue(map: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(map, key) ? map[key] : null;
}

function setOrDelete(map: Record<string, unknown>, key: string, value: unknown): void {
  if (value === null) delete map[key];
  else map[key] = value;
}

function pointsByRule(lead: Lead): Record<string, number> {
  return Object.fromEntries(lead.scoreReasons.map((reason) => [reason.rule, reason.points]));
}

function reasonsOf(points: unknown): Lead["scoreReasons"] {
  return Object.entries(points ?? {}).map(([rule, value]) => ({
    rule,
    points: Number(value),
    text: { en: "", pt: "", es: "" },
  }));
}

import { fold, LANGUAGES } from "../language.ts";
import { cleanText, clip } from "../text.ts";
import { changeLead } from "./change.ts";
import { canonicalEmail, canonicalPhone } from "./identify.ts";
import { isMoney, type Money } from "./money.ts";
import { leadRef } from "./ref.ts";
import { type Refusal, refuse } from "./refusal.ts";
import { refuseMoney } from "./stage.ts";
import type { Turn } from "./turn.ts";
import type { Contact } from "./types/contact.ts";
import type { Lead } from "./types/lead.ts";
import { say } from "./words.ts";

/** The most tags of a lead, and the most characters of one. */
export const MAX_TAGS = 30;
const MAX_TAG = 40;
const MAX_NOTE = 4_000;
const MAX_FIELD = 500;

export interface LeadAndContact {
  lead: Lead;
  contact: Contact;
}

/** Say what the lead is worth; null when that is not known any more. */
export function setValue(turn: Turn, lead: Lead, value: Money | null): Lead | Refusal {
  if (value !== null && !isMoney(value)) return refuseMoney();
  const change = { value: value?.amount ?? null, currency: value?.currency ?? null };
  if (change.value === lead.value && change.currency === lead.currency) return refuseUnchanged(lead);
  return changeLead(turn, lead, change, { kind: "value-set" });
}

/** Add tags; they are folded, so that "VIP" and "vip" are one. Refuses when all are there already. */
export function addTags(turn: Turn, lead: Lead, tags: readonly string[]): Lead | Refusal {
  const fresh = [...new Set(tags.map(toTag))].filter((tag) => tag !== "" && !lead.tags.includes(tag));
  if (fresh.length === 0) return refuseUnchanged(lead);
  if (lead.tags.length + fresh.length > MAX_TAGS) return refuseTooManyTags(lead);
  return changeLead(turn, lead, { tags: [...lead.tags, ...fresh] }, { kind: "tagged" });
}

/** Take tags away; refuses when it has none of them. */
export function removeTags(turn: Turn, lead: Lead, tags: readonly string[]): Lead | Refusal {
  const gone = new Set(tags.map(toTag));
  const left = lead.tags.filter((tag) => !gone.has(tag));
  if (left.length === lead.tags.length) return refuseUnchanged(lead);
  return changeLead(turn, lead, { tags: left }, { kind: "tagged" });
}

/**
 * Set a field by name, or empty it with null: product, segment, territory, source and campaign of the lead;
 * name, company, email, phone, language and timeZone of the contact; any other name is a custom field of
 * the contact. `country` (ISO 3166) reads phones without a prefix.
 */
export function setField(
  turn: Turn,
  lead: Lead,
  contact: Contact,
  field: string,
  value: string | null,
  country?: string,
): LeadAndContact | Refusal {
  const text = value === null ? null : clip(cleanText(value).trim(), MAX_FIELD) || null;
  const change = readField(field.trim(), text, lead, contact, country);
  if ("refused" in change) return change;
  const after = { ...contact, ...change.contact };
  const isSameLead = Object.entries(change.lead).every(([key, set]) => lead[key as keyof Lead] === set);
  const isSameContact = Object.keys(change.contact).length === 0 || sameContact(contact, after);
  if (isSameLead && isSameContact) return refuseUnchanged(lead);
  if (isSameContact) return { lead: changeLead(turn, lead, change.lead, { kind: "field-set" }), contact };
  const changed = { ...after, updatedAt: turn.at };
  const entry = { kind: "field-set", contact: { before: contact, after: changed } } as const;
  return { lead: changeLead(turn, lead, change.lead, entry), contact: changed };
}

/** Keep a note in the trail: it is for colleagues, never sent. */
export function addNote(turn: Turn, lead: Lead, text: string): Lead | Refusal {
  const note = clip(cleanText(text).trim(), MAX_NOTE);
  if (note === "") {
    return refuse(
      "empty-note",
      say(
        "There is nothing to note: write the note after the command.",
        "Não há o que anotar: escreva a nota depois do comando.",
        "No hay nada que anotar: escribe la nota después del comando.",
      ),
    );
  }
  return changeLead(turn, lead, {}, { kind: "noted", note });
}

interface FieldChange {
  lead: Partial<Lead>;
  contact: Partial<Contact>;
}

function readField(
  field: string,
  text: string | null,
  lead: Lead,
  contact: Contact,
  country: string | undefined,
): FieldChange | Refusal {
  switch (field) {
    case "product":
    case "segment":
    case "territory":
    case "campaign":
      return { lead: { [field]: text }, contact: {} };
    case "source":
      return text === null ? refuseValue(field, lead) : { lead: { source: fold(text) }, contact: {} };
    case "name":
    case "company":
      return { lead: {}, contact: { [field]: text } };
    case "email": {
      const email = text === null ? null : canonicalEmail(text);
      return text !== null && email === null ? refuseValue(field, lead) : { lead: {}, contact: { email } };
    }
    case "phone": {
      const phone = text === null ? null : canonicalPhone(text, country);
      return text !== null && phone === null ? refuseValue(field, lead) : { lead: {}, contact: { phone } };
    }
    case "language": {
      const language = LANGUAGES.find((each) => each === text?.toLowerCase());
      return language ? { lead: { language }, contact: { language } } : refuseValue(field, lead);
    }
    default:
      return customField(field, text, lead, contact);
  }
}

function customField(
  field: string,
  text: string | null,
  lead: Lead,
  contact: Contact,
): FieldChange | Refusal {
  const key = fold(field)
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
  if (key === "" || key.length > 40) return refuseValue(field, lead);
  const { [key]: _gone, ...others } = contact.fields;
  return { lead: {}, contact: { fields: text === null ? others : { ...others, [key]: text } } };
}

function sameContact(before: Contact, after: Contact): boolean {
  const keys = ["name", "company", "email", "phone", "language"] as const;
  const fields = Object.entries(after.fields);
  return (
    keys.every((key) => before[key] === after[key]) &&
    fields.length === Object.keys(before.fields).length &&
    fields.every(([key, value]) => Object.hasOwn(before.fields, key) && before.fields[key] === value)
  );
}

function toTag(text: string): string {
  return clip(fold(cleanText(text)).replace(/^#/, ""), MAX_TAG);
}

function refuseUnchanged(lead: Lead): Refusal {
  const ref = leadRef(lead);
  return refuse(
    "unchanged",
    say(`${ref} is like that already.`, `${ref} já está assim.`, `${ref} ya está así.`),
  );
}

function refuseTooManyTags(lead: Lead): Refusal {
  const ref = leadRef(lead);
  return refuse(
    "too-many-tags",
    say(
      `${ref} can have at most ${MAX_TAGS} tags: remove one first.`,
      `${ref} pode ter no máximo ${MAX_TAGS} etiquetas: remova uma antes.`,
      `${ref} puede tener como máximo ${MAX_TAGS} etiquetas: quita una antes.`,
    ),
  );
}

function refuseValue(field: string, lead: Lead): Refusal {
  const ref = leadRef(lead);
  return refuse(
    "bad-field",
    say(
      `That does not fit "${field}" of ${ref}: check how it is written.`,
      `Isso não serve para "${field}" de ${ref}: confira como está escrito.`,
      `Eso no sirve para "${field}" de ${ref}: revisa cómo está escrito.`,
    ),
  );
}

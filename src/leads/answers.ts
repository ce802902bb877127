import { changeLead } from "./change.ts";
import type { LeadAndContact } from "./details.ts";
import { canonicalEmail, canonicalPhone } from "./identify.ts";
import { isMoney } from "./money.ts";
import type { Turn } from "./turn.ts";
import type { Answer, AnswerValue } from "./types/answer.ts";
import type { Contact } from "./types/contact.ts";
import type { Lead } from "./types/lead.ts";

/** One thing that a conversation has told, and where it belongs. */
export interface CapturedAnswer {
  /** The answer's key in Lead.answers. */
  key: string;
  /** `contact.name`, `contact.fields.<x>`, `lead.product` and the like; null: answers only. */
  target: string | null;
  value: AnswerValue;
  display: string;
}

/**
 * Keep what a conversation has told, in the lead's answers and where else it belongs. What does not fit its
 * target (an e-mail that is none) stays in the answers only. Nothing captured changes nothing.
 * `kind` is `field-set` for what a colleague filled in. Default: `answered`.
 */
export function recordAnswers(
  turn: Turn,
  lead: Lead,
  contact: Contact,
  captured: readonly CapturedAnswer[],
  kind: "answered" | "field-set" = "answered",
): LeadAndContact {
  if (captured.length === 0) return { lead, contact };
  const answers: Record<string, Answer> = { ...lead.answers };
  const leadChange: Partial<Lead> = {};
  const contactChange: Partial<Contact> = {};
  for (const { key, target, value, display } of captured) {
    answers[key] = { value, display, at: turn.at };
    if (target?.startsWith("lead.")) Object.assign(leadChange, leadTarget(target.slice(5), value, display));
    else if (target?.startsWith("contact.fields.")) {
      const field = target.slice("contact.fields.".length);
      contactChange.fields = { ...(contactChange.fields ?? contact.fields), [field]: value };
    } else if (target?.startsWith("contact."))
      Object.assign(contactChange, contactTarget(target.slice(8), value, display));
  }
  const isContactChanged = Object.keys(contactChange).length > 0;
  const after = isContactChanged ? { ...contact, ...contactChange, updatedAt: turn.at } : contact;
  return {
    lead: changeLead(
      turn,
      lead,
      { ...leadChange, answers },
      { kind, ...(isContactChanged ? { contact: { before: contact, after } } : {}) },
    ),
    contact: after,
  };
}

/**
 * Take answers back, and what of the lead was known only from them (its product, segment, territory and
 * value). What the contact told of themselves stays: it is still true.
 */
export function retractAnswers(turn: Turn, lead: Lead, keys: readonly string[]): Lead {
  const gone = keys.filter((key) => Object.hasOwn(lead.answers, key));
  if (gone.length === 0) return lead;
  const change: Partial<Lead> = {};
  for (const key of gone) {
    const value = lead.answers[key]?.value;
    for (const field of ["product", "segment", "territory"] as const) {
      if (lead[field] !== null && lead[field] === toText(value)) change[field] = null;
    }
    if (isMoney(value) && value.amount === lead.value && value.currency === lead.currency) {
      change.value = null;
      change.currency = null;
    }
  }
  const answers = Object.fromEntries(Object.entries(lead.answers).filter(([key]) => !gone.includes(key)));
  return changeLead(turn, lead, { ...change, answers }, { kind: "answered", note: "retracted" });
}

function leadTarget(field: string, value: AnswerValue, display: string): Partial<Lead> {
  switch (field) {
    case "product":
    case "segment":
    case "territory":
    case "campaign":
    case "referral":
      return { [field]: toText(value) ?? display };
    case "source":
      return { source: (toText(value) ?? display).toLowerCase() };
    case "value":
      return isMoney(value) ? { value: value.amount, currency: value.currency } : {};
    default:
      return {};
  }
}

function contactTarget(field: string, value: AnswerValue, display: string): Partial<Contact> {
  const text = toText(value) ?? display;
  switch (field) {
    case "name":
    case "company":
    case "timeZone":
      return { [field]: text };
    case "email": {
      const email = canonicalEmail(text);
      return email === null ? {} : { email };
    }
    case "phone": {
      const phone = canonicalPhone(text);
      return phone === null ? {} : { phone };
    }
    default:
      return {};
  }
}

/** The id of a choice, the first of several, or the text; null for what is not text. */
function toText(value: AnswerValue | undefined): string | null {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value[0] ?? null;
  return typeof value === "number" ? String(value) : null;
}

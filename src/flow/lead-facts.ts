import type { AnswerValue } from "../leads/types/answer.ts";
import type { Contact } from "../leads/types/contact.ts";
import type { Lead } from "../leads/types/lead.ts";
import type { Facts } from "./condition.ts";

/** What a condition may ask of a lead besides its answers. */
export const FACTS_OF_LEAD = ["stage", "grade", "score", "tags", "value", "language"] as const;

/** What conditions of sequences are asked of: answers, what is known of the contact, and the lead itself. */
export function factsOfLead(lead: Lead, contact: Contact, channel: string): Facts {
  const own: Record<string, AnswerValue | null> = {
    stage: lead.stage,
    grade: lead.grade,
    score: lead.score,
    tags: lead.tags,
    value: lead.value === null ? null : { amount: lead.value, currency: lead.currency ?? "" },
    name: contact.name,
    company: contact.company,
    email: contact.email,
    phone: contact.phone,
    source: lead.source,
    campaign: lead.campaign,
    product: lead.product,
    segment: lead.segment,
    territory: lead.territory,
  };
  return {
    language: lead.language,
    channel,
    value(key) {
      const answer = Object.hasOwn(lead.answers, key) ? lead.answers[key]?.value : undefined;
      const field = Object.hasOwn(contact.fields, key) ? contact.fields[key] : undefined;
      return (Object.hasOwn(own, key) ? own[key] : undefined) ?? answer ?? field ?? undefined;
    },
  };
}

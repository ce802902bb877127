import { inLanguage, type Language } from "../language.ts";
import { leadRef } from "../leads/ref.ts";
import type { Contact } from "../leads/types/contact.ts";
import type { Lead } from "../leads/types/lead.ts";
import type { FlowBundle } from "./bundle.ts";
import type { TemplateValues } from "./templates.ts";

/** What a template may be filled with for a lead. `rep`: the name of whoever writes; null when nobody does. */
export function templateValues(
  bundle: Pick<FlowBundle, "pipeline">,
  { lead, contact, rep, language }: { lead: Lead; contact: Contact; rep: string | null; language: Language },
): TemplateValues {
  const values: Record<string, string | undefined> = {};
  for (const [key, answer] of Object.entries(lead.answers)) values[`answers.${key}`] = answer.display;
  const some = (value: string | null | undefined) => value ?? undefined;
  const stage = bundle.pipeline.stages.find(({ id }) => id === lead.stage);
  return {
    ...values,
    name: some(contact.name),
    company: some(contact.company),
    email: some(contact.email),
    phone: some(contact.phone),
    product: lead.answers.product?.display ?? some(lead.product),
    segment: lead.answers.segment?.display ?? some(lead.segment),
    territory: some(lead.territory),
    source: lead.source,
    campaign: some(lead.campaign),
    stage: stage === undefined ? lead.stage : inLanguage(stage.label, language),
    ref: leadRef(lead),
    rep: some(rep),
  };
}

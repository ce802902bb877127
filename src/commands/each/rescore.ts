import { scoreLead } from "../../leads/index.ts";
import type { Contact, Lead } from "../../leads/types.ts";
import type { RunContext } from "../define.ts";
import { latest } from "./to-customer.ts";

/** Score a lead anew after a colleague has changed what is known of it. */
export function rescore(input: RunContext, lead: Lead, contact: Contact): Lead {
  const conversations = input.lead?.conversations ?? [];
  const engagement = {
    messages: conversations.reduce((sum, each) => sum + each.inboundCount, 0),
    lastInboundAt: latest(conversations)?.lastInboundAt ?? null,
    // Known only while an answer is taken.
    answeredWithinMinutes: null,
    returned: (input.person?.leads.length ?? 1) > 1,
  };
  return scoreLead(input.turn, lead, contact, engagement, input.bundle.scoring);
}

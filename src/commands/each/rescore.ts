import { addTags, isRefusal, routeLead, SYSTEM, scoreLead, workingDirectory } from "../../leads/index.ts";
import { gradeTriggers } from "../../leads/score.ts";
import type { Contact } from "../../leads/types/contact.ts";
import type { Lead } from "../../leads/types/lead.ts";
import type { RunContext } from "../define.ts";
import { handoffNotice } from "../present/notices.ts";
import { latest } from "./to-customer.ts";

/**
 * Score a lead anew after a colleague has changed what is known of it. A rise to a better grade asks for the same as
 * after an answer of the customer: the grade's tags, a rep now, word to the managers.
 */
export function rescore(input: RunContext, lead: Lead, contact: Contact): Lead {
  const conversations = input.lead?.conversations ?? [];
  const engagement = {
    messages: conversations.reduce((sum, each) => sum + each.inboundCount, 0),
    lastInboundAt: latest(conversations)?.lastInboundAt ?? null,
    // Known only while an answer is taken.
    answeredWithinMinutes: null,
    returned: (input.person?.leads.length ?? 1) > 1,
  };
  const scored = scoreLead(input.turn, lead, contact, engagement, input.bundle.scoring);
  return scored.stageKind === "open" ? whatTheGradeAsks(input, lead, scored, contact) : scored;
}

function whatTheGradeAsks(input: RunContext, before: Lead, scored: Lead, contact: Contact): Lead {
  const { turn, bundle, directory, at, actor } = input;
  const triggers = gradeTriggers(before, scored, bundle.scoring);
  if (triggers === null) return scored;
  let lead = scored;
  // The tags are the grade's: what the colleague takes back is what they have set.
  turn.actAs(SYSTEM);
  const tagged = triggers.tags.length === 0 ? null : addTags(turn, lead, triggers.tags);
  turn.actAs({ kind: "rep", id: actor.id });
  if (tagged !== null && !isRefusal(tagged)) lead = tagged;
  const isFree = lead.ownerId === null && lead.offerId === null;
  const now = workingDirectory(directory, turn);
  const routed =
    triggers.routeNow && isFree ? routeLead(turn, lead, contact, now, bundle.routing, bundle.calendar) : null;
  if (routed !== null && !isRefusal(routed)) lead = routed;
  if (triggers.tellManagers) {
    const offer = turn.changes().offers.find(({ id }) => id === lead.offerId) ?? input.lead?.offer ?? null;
    const facts = { lead, contact, offer, directory: workingDirectory(directory, turn), bundle, at };
    turn.notify({
      to: { managers: true },
      leadId: lead.id,
      message: handoffNotice({ ...facts, reason: "flow" }),
    });
  }
  return lead;
}

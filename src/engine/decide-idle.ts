import type { InboundTimer } from "../channel/inbound.ts";
import { announceLead } from "../commands/present/announce.ts";
import { workingDirectory } from "../leads/change.ts";
import { scoreLead } from "../leads/score.ts";
import { inactivityMove } from "../leads/stage.ts";
import type { Turn } from "../leads/turn.ts";
import type { At } from "../leads/types/at.ts";
import type { Lead } from "../leads/types/lead.ts";
import type { Snapshot } from "./snapshot.ts";
import type { Person } from "./working-set.ts";

/** The timer of a lead with whose contact nobody has spoken for another week. */
export const IDLE = "idle";

/**
 * Another week of silence: the score decays, and the pipeline's own move for silent leads is made when its time
 * has come. Where somebody has spoken meanwhile the lead is left as it is.
 */
export function decideIdle(turn: Turn, snapshot: Snapshot, person: Person, event: InboundTimer): void {
  const lead = person.leads.find((each) => each.id === event.timer.leadId);
  if (lead === undefined) return;
  const since = lastHeard(lead, person);
  if (since > String(event.timer.payload.since)) return;
  const { bundle, directory } = snapshot;
  const heard = person.conversations.flatMap((each) => each.lastInboundAt ?? []).sort();
  const engagement = {
    messages: person.conversations.reduce((sum, each) => sum + each.inboundCount, 0),
    lastInboundAt: heard.at(-1) ?? null,
    // Who has gone quiet does not answer quickly.
    answeredWithinMinutes: null,
    returned: person.leads.length > 1,
  };
  const scored =
    lead.stageKind === "open" ? scoreLead(turn, lead, person.contact, engagement, bundle.scoring) : lead;
  const offer = person.offers.get(lead.id) ?? null;
  const after = inactivityMove(turn, scored, since, bundle.pipeline, directory, offer);
  if (after === scored) return;
  announceLead(turn, lead, {
    lead: after,
    contact: person.contact,
    offer: turn.changes().offers.find((each) => each.id === after.offerId) ?? offer,
    directory: workingDirectory(directory, turn),
    bundle,
    at: turn.at,
  });
}

/** The last word with the contact, in any chat, or the last move of the lead. */
function lastHeard(lead: Lead, person: Person): At {
  const times = person.conversations.flatMap((each) => [each.lastInboundAt ?? "", each.lastOutboundAt ?? ""]);
  return [lead.stageSince, ...times].sort().at(-1) ?? lead.stageSince;
}

import type { InboundTimer } from "../channel/inbound.ts";
import { announceLead } from "../commands/present/announce.ts";
import { limitNotice } from "../commands/present/clock-notices.ts";
import { workingDirectory } from "../leads/change.ts";
import { checkLimits } from "../leads/sla-check.ts";
import type { Turn } from "../leads/turn.ts";
import type { Lead } from "../leads/types.ts";
import { isAnnounced } from "./mirror.ts";
import type { Snapshot } from "./snapshot.ts";
import type { Person } from "./working-set.ts";

/**
 * A limit of a lead is near, or has run out, by the hours, holidays and limits as they are now; where those give it more
 * time, its timer is set to then. A limit that is broken is told to who has the lead and to the managers, once; one
 * that is near to who has the lead.
 */
export function decideSla(turn: Turn, snapshot: Snapshot, person: Person, event: InboundTimer): void {
  const found = person.leads.find((each) => each.id === event.timer.leadId);
  const { rules } = turn;
  if (found === undefined || rules === null) return;
  const { lead, broken, near } = checkLimits(turn, rules, found, event.timer.dueAt);
  const facts = {
    lead,
    contact: person.contact,
    offer: person.offers.get(lead.id) ?? null,
    directory: workingDirectory(snapshot.directory, turn),
    bundle: snapshot.bundle,
    at: turn.at,
  };
  if (isAnnounced(lead)) announceLead(turn, found, facts);
  for (const [limits, isOver] of [
    [broken, true],
    [near, false],
  ] as const) {
    if (limits.length === 0) continue;
    const message = limitNotice({ ...facts, limits, isOver });
    const to = whoHasIt(lead);
    if (to !== null) turn.notify({ to, leadId: lead.id, message: message(to) });
    if (isOver) turn.notify({ to: { managers: true }, leadId: lead.id, message: message(null) });
  }
}

/** Nobody, as long as the bot alone knows of it. */
function whoHasIt(lead: Lead): { rep: string } | { team: string | null } | null {
  const rep = lead.ownerId ?? lead.offeredTo;
  if (rep !== null) return { rep };
  return lead.offerId === null ? null : { team: lead.teamId };
}

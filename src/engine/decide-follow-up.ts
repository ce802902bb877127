import type { InboundTimer } from "../channel/inbound.ts";
import { refuseAccess } from "../commands/policy.ts";
import { announceLead } from "../commands/present/announce.ts";
import { leadCard } from "../commands/present/card.ts";
import { reminderNotice } from "../commands/present/reminder.ts";
import { workingDirectory } from "../leads/change.ts";
import { passLead } from "../leads/claim.ts";
import { markReminded } from "../leads/follow-up.ts";
import { isRefusal } from "../leads/refusal.ts";
import { AWAY } from "../leads/reps.ts";
import type { Turn } from "../leads/turn.ts";
import type { Directory } from "../leads/types/directory.ts";
import type { FollowUp } from "../leads/types/follow-up.ts";
import type { Lead } from "../leads/types/lead.ts";
import type { Rep } from "../leads/types/rep.ts";
import type { Snapshot } from "./snapshot.ts";
import type { Person } from "./working-set.ts";

export { AWAY };

/**
 * A follow-up is due: its owner is told in private, once for each due time; where they have left, or may not see the
 * lead any more, who has the lead is told, else the managers; who is away is told, and the managers with them. A timer of another time than the follow-up now has, or of
 * one that is over, does nothing. `loaded`: the follow-up as the event named it; its lead may
 * have become another one of the same person since.
 */
export function remind(
  turn: Turn,
  snapshot: Snapshot,
  person: Person,
  event: InboundTimer,
  loaded: FollowUp | null,
): void {
  const lead = person.leads.find((each) => each.id === (loaded?.leadId ?? event.timer.leadId));
  if (lead === undefined) return;
  const { followUpId, dueAt } = event.timer.payload;
  const followUp = turn.openFollowUps(lead.id).find((row) => row.id === followUpId);
  if (followUp === undefined || followUp.dueAt !== dueAt || followUp.remindedAt !== null) return;
  markReminded(turn, followUp);
  const { directory, bundle } = snapshot;
  const rep = whomToRemind(followUp, lead, directory);
  const { contact } = person;
  const offer = person.offers.get(lead.id) ?? null;
  const owner = directory.reps.get(followUp.repId) ?? null;
  const message = (to: Rep | null) => {
    const zone = to?.timeZone ?? bundle.business.timeZone;
    return reminderNotice({
      followUp,
      lead,
      contact,
      bundle,
      about: (language) => {
        const card = leadCard(lead, contact, offer, directory, bundle, language, turn.at, [], zone);
        return { ...(card.subtitle === undefined ? {} : { subtitle: card.subtitle }), fields: card.fields };
      },
      to,
      instead: to?.id === owner?.id ? null : owner,
      at: turn.at,
    });
  };
  if (rep !== null)
    turn.notify({ to: { rep: rep.id }, leadId: lead.id, message: message(rep), personal: true });
  const isAway = rep !== null && rep.awayUntil !== null && rep.awayUntil > turn.at;
  // Who is away may not look: what is due waits for nobody.
  if (rep === null || isAway)
    turn.notify({ to: { managers: true }, leadId: lead.id, message: message(null) });
}

function whomToRemind(followUp: FollowUp, lead: Lead, directory: Directory): Rep | null {
  for (const id of [followUp.repId, lead.ownerId, lead.offeredTo]) {
    const rep = directory.reps.get(id ?? "");
    if (rep?.active && refuseAccess("see", rep, lead, directory) === null) return rep;
  }
  return null;
}

/** A rep has gone away: what was offered to them is passed on, unless they have come back or decided meanwhile. */
export function passAway(turn: Turn, snapshot: Snapshot, person: Person, event: InboundTimer): void {
  const lead = person.leads.find((each) => each.id === event.timer.leadId);
  const offer = lead === undefined ? undefined : person.offers.get(lead.id);
  const rep = snapshot.directory.reps.get(String(event.timer.payload.repId));
  if (lead === undefined || offer === undefined || rep === undefined || offer.repId !== rep.id) return;
  if (rep.awayUntil === null || rep.awayUntil <= turn.at) return;
  const { bundle, directory } = snapshot;
  turn.actAs({ kind: "rep", id: rep.id });
  const after = passLead(turn, lead, offer, rep, directory, bundle.routing, bundle.calendar, "away");
  if (isRefusal(after)) return;
  const now = (each: Lead) => turn.changes().offers.find((row) => row.id === each.offerId) ?? null;
  announceLead(turn, lead, {
    lead: after,
    contact: person.contact,
    offer: now(after),
    directory: workingDirectory(directory, turn),
    bundle,
    at: turn.at,
  });
}

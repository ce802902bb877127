import type { InboundTimer } from "../channel/inbound.ts";
import { announceLead } from "../commands/present/announce.ts";
import { offerReminder } from "../commands/present/clock-notices.ts";
import { workingDirectory } from "../leads/change.ts";
import { expireOffer } from "../leads/claim.ts";
import { OFFER_BEGIN, OFFER_DUE, OFFER_REMIND } from "../leads/offer.ts";
import { checkDue, checkReminder } from "../leads/offer-clock.ts";
import { isRefusal } from "../leads/refusal.ts";
import { beginOffer } from "../leads/route.ts";
import type { Turn } from "../leads/turn.ts";
import type { Lead } from "../leads/types/lead.ts";
import type { Snapshot } from "./snapshot.ts";
import type { Person } from "./working-set.ts";

export const OFFER_TIMERS: ReadonlySet<string> = new Set([OFFER_DUE, OFFER_REMIND, OFFER_BEGIN]);

/**
 * The accept clock: who is asked is reminded, or the lead goes on to the next, to the pool, to the managers; or somebody
 * is at work now who can be asked. By the hours and holidays as they are when it falls due.
 */
export function decideOffer(turn: Turn, snapshot: Snapshot, person: Person, event: InboundTimer): void {
  const lead = person.leads.find((each) => each.id === event.timer.leadId);
  const offer = lead === undefined ? undefined : person.offers.get(lead.id);
  if (lead === undefined || offer === undefined || offer.id !== event.timer.payload.offerId) return;
  const { bundle, directory } = snapshot;
  const { routing, calendar } = bundle;
  const facts = (now: Lead) => ({
    lead: now,
    contact: person.contact,
    offer: turn.changes().offers.find((each) => each.id === now.offerId) ?? offer,
    directory: workingDirectory(directory, turn),
    bundle,
    at: turn.at,
  });
  if (event.timer.kind === OFFER_REMIND) {
    if (checkReminder(turn, lead, offer, directory, routing, calendar).is !== "now") return;
    const to = offer.repId === null ? { team: lead.teamId } : { rep: offer.repId };
    turn.notify({ to, leadId: lead.id, message: offerReminder(facts(lead)) });
    return;
  }
  if (event.timer.kind === OFFER_BEGIN) {
    announceLead(turn, lead, facts(beginOffer(turn, lead, offer, directory, routing, calendar)));
    return;
  }
  const due = checkDue(turn, lead, offer, directory, routing, calendar);
  if (due.is === "over") return;
  const after = due.is === "later" ? due.lead : expireOffer(turn, lead, offer, directory, routing, calendar);
  if (!isRefusal(after)) announceLead(turn, lead, facts(after));
}

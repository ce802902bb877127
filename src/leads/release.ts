import { changeLead, SYSTEM } from "./change.ts";
import type { BusinessCalendar, Routing } from "./config.ts";
import { closeOffer, offerOf, withoutOffer } from "./offer.ts";
import { isRefusal } from "./refusal.ts";
import { routeLead } from "./route.ts";
import { EXPIRED, PASSED, RELEASED } from "./route-reasons.ts";
import type { Turn } from "./turn.ts";
import type { Contact } from "./types/contact.ts";
import type { Directory } from "./types/directory.ts";
import type { Lead } from "./types/lead.ts";
import type { Offer, RouteReason } from "./types/offer.ts";
import type { Rep } from "./types/rep.ts";
import { say } from "./words.ts";

/**
 * Take an open lead from a colleague who has left, who owns it or was offered it, and offer it anew by the rules of
 * routing. Its open follow-ups stay with it, for who takes it. Managers are told of all such leads at once, so not
 * of each that nobody takes now.
 */
export function releaseLead(
  turn: Turn,
  lead: Lead,
  contact: Contact,
  offer: Offer | null,
  from: Rep,
  directory: Directory,
  routing: Routing,
  calendar: BusinessCalendar,
): Lead {
  const open = offerOf(turn, lead, offer);
  if (open !== null) closeOffer(turn, open, "withdrawn", null);
  // An owner had taken it: those who did not want it before may want it now.
  const stay = (reason: RouteReason) =>
    reason.rule !== RELEASED &&
    (lead.ownerId === null || (reason.rule !== PASSED && reason.rule !== EXPIRED));
  const freed = changeLead(
    turn,
    lead,
    { ownerId: null, ...withoutOffer, routeReasons: [...lead.routeReasons.filter(stay), releasedFrom(from)] },
    { kind: "released", actor: SYSTEM, directory, note: from.id },
  );
  const routed = routeLead(turn, freed, contact, directory, routing, calendar, null, { quiet: true });
  return isRefusal(routed) ? freed : routed;
}

function releasedFrom({ id, name }: Rep): RouteReason {
  return {
    rule: RELEASED,
    rep: id,
    text: say(`${name} is no longer here`, `${name} não está mais aqui`, `${name} ya no está aquí`),
  };
}

import { LeadlineError } from "../errors.ts";
import { leadRef } from "./ref.ts";
import type { Turn } from "./turn.ts";
import type { At } from "./types/at.ts";
import type { Lead } from "./types/lead.ts";
import type { Offer, OfferStatus, RouteReason } from "./types/offer.ts";
import type { Timer } from "./types/timer.ts";

/** The timers of an offer; their payload is `{ offerId }`. One that fires for another offer than the lead's open one means nothing. */
export const OFFER_DUE = "offer-due";
export const OFFER_REMIND = "offer-remind";
/** The timer of an offer to the pool that was made while nobody was at work: due when somebody is. */
export const OFFER_BEGIN = "offer-begin";

/** A lead's fields when nothing is offered. */
export const withoutOffer = { offerId: null, offeredTo: null, offerDueAt: null } as const;

/**
 * The lead's open offer as the turn has it by now; null when it has none. `loaded` is the one of the
 * snapshot: it may be out of date when the turn has changed the offer since.
 */
export function offerOf(turn: Turn, lead: Lead, loaded: Offer | null): Offer | null {
  if (lead.offerId === null) return null;
  const changed = turn.changes().offers.find((offer) => offer.id === lead.offerId);
  if (changed) return changed;
  return loaded?.id === lead.offerId ? loaded : null;
}

/** The lead's open offer. Throws when it was not loaded: then it could not be closed. */
export function openOfferOf(turn: Turn, lead: Lead, loaded: Offer | null): Offer {
  const offer = offerOf(turn, lead, loaded);
  if (offer !== null) return offer;
  throw new LeadlineError("turn-failed", `The open offer of ${leadRef(lead)} was not loaded.`, {
    fix: "Load the lead's open offer and pass it to the operation: this is a fault of the program.",
  });
}

/** Write an open offer and its timers, and give the fields that the lead gets from it. */
export function makeOffer(
  turn: Turn,
  lead: Lead,
  terms: {
    repId: string | null;
    teamId: string | null;
    reasons: RouteReason[];
    dueAt: At | null;
    remindAt: At | null;
    /** When somebody who is not at work now can be asked. Default: never. */
    beginAt?: At | null;
  },
): Pick<Lead, "offerId" | "offeredTo" | "offerDueAt"> {
  const offer: Offer = {
    id: turn.nextId(),
    leadId: lead.id,
    repId: terms.repId,
    teamId: terms.teamId,
    mode: terms.repId === null ? "pull" : "push",
    status: "open",
    openKey: lead.id,
    reasons: terms.reasons,
    offeredAt: turn.at,
    dueAt: terms.dueAt,
    decidedAt: null,
    decidedBy: null,
  };
  turn.save("offers", offer);
  if (terms.remindAt !== null) saveTimer(turn, OFFER_REMIND, offer, terms.remindAt);
  if (terms.dueAt !== null) saveTimer(turn, OFFER_DUE, offer, terms.dueAt);
  if (terms.beginAt) planBegin(turn, lead, offer, terms.beginAt);
  return { offerId: offer.id, offeredTo: offer.repId, offerDueAt: offer.dueAt };
}

/**
 * Close an offer. Its accept timer is cancelled by its own id, never by the lead's, because the next offer's
 * timer may be in the same commit; a reminder may still fire, for an offer that is no longer open.
 */
export function closeOffer(
  turn: Turn,
  offer: Offer,
  status: Exclude<OfferStatus, "open">,
  decidedBy: string | null = turn.actor.id,
): void {
  turn.save("offers", { ...offer, status, openKey: null, decidedAt: turn.at, decidedBy });
  if (offer.dueAt !== null) saveTimer(turn, OFFER_DUE, offer, offer.dueAt, "cancelled");
}

/**
 * Offer the lead to those who are at work by then. Of several that wait for the same moment, the one that was opened
 * first comes first: timers fall due in order of their making, so this one is dated from the opening.
 */
export function planBegin(turn: Turn, lead: Lead, offer: Offer, dueAt: At): void {
  saveTimer(turn, OFFER_BEGIN, offer, dueAt, "pending", lead.openedAt);
}

/** Let an open offer run longer (`dueAt` null: without end). Its timer is set anew. */
export function postpone(turn: Turn, offer: Offer, dueAt: At | null): Offer {
  const after = { ...offer, dueAt };
  turn.save("offers", after);
  if (dueAt !== null) saveTimer(turn, OFFER_DUE, after, dueAt);
  return after;
}

/** Remind of an offer later. */
export function remindLater(turn: Turn, offer: Offer, dueAt: At): void {
  saveTimer(turn, OFFER_REMIND, offer, dueAt);
}

function saveTimer(
  turn: Turn,
  kind: typeof OFFER_DUE | typeof OFFER_REMIND | typeof OFFER_BEGIN,
  offer: Offer,
  dueAt: At,
  status: Timer["status"] = "pending",
  createdAt: At = offer.offeredAt,
): void {
  turn.save("timers", {
    id: `${offer.id}-${kind}`,
    kind,
    conversationId: null,
    leadId: offer.leadId,
    payload: { offerId: offer.id },
    dueAt,
    status,
    createdAt,
  });
}

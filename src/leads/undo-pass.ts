import { changeLead, repNow } from "./change.ts";
import { closeOffer, makeOffer, openOfferOf, withoutOffer } from "./offer.ts";
import { leadRef } from "./ref.ts";
import { type Refusal, refuse } from "./refusal.ts";
import { isFull, refuseFull, refuseInactive, repName } from "./reps.ts";
import { refuseClosed } from "./route.ts";
import type { Turn } from "./turn.ts";
import type { Activity } from "./types/activity.ts";
import type { At } from "./types/at.ts";
import type { Directory } from "./types/directory.ts";
import type { Lead } from "./types/lead.ts";
import type { Offer, RouteReason } from "./types/offer.ts";
import type { Rep } from "./types/rep.ts";
import { say } from "./words.ts";

export interface UndoPassContext {
  directory: Directory;
  /** The lead's open offer, if it has one. */
  offer?: Offer | null;
  /** Until when a rep has to accept, and when they are reminded. Default: no clock runs. */
  accept?: (rep: Rep) => { dueAt: At | null; remindAt: At | null };
}

/**
 * Who passed a lead on gets it back, as long as nobody has taken it: an owner owns it again, who was only asked is asked
 * again. Whoever is asked meanwhile is not asked any more.
 */
export function undoPass(
  turn: Turn,
  activity: Activity,
  lead: Lead,
  { directory, offer = null, accept }: UndoPassContext,
): Lead | Refusal {
  const rep = repNow(turn, directory, activity.actorId ?? "");
  if (lead.stageKind !== "open") return refuseClosed(lead);
  if (rep === null) return refuseTaken(lead, directory);
  if (lead.ownerId !== null) return refuseTaken(lead, directory);
  if (!rep.active) return refuseInactive(rep);
  const wasOwner = activity.before?.ownerId === rep.id;
  if (lead.offeredTo === rep.id && !wasOwner) return refuseAskedAgain(lead);
  if (lead.offeredTo !== rep.id && isFull(rep)) return refuseFull(rep);
  if (lead.offerId !== null) closeOffer(turn, openOfferOf(turn, lead, offer), "withdrawn");
  const routeReasons = (activity.before?.routeReasons ?? lead.routeReasons) as RouteReason[];
  const terms = accept?.(rep) ?? { dueAt: null, remindAt: null };
  const given = wasOwner
    ? { ownerId: rep.id, ...withoutOffer }
    : makeOffer(turn, lead, { repId: rep.id, teamId: lead.teamId, reasons: routeReasons, ...terms });
  return changeLead(turn, lead, { ...given, routeReasons }, { kind: "undone", note: activity.id, directory });
}

function refuseTaken(lead: Lead, directory: Directory): Refusal {
  const ref = leadRef(lead);
  const owner = repName(directory, lead.ownerId);
  return refuse(
    "already-claimed",
    say(
      `${owner} has taken ${ref} since you passed it on. Ask them to pass it back, or a manager to assign it to you.`,
      `${owner} assumiu ${ref} depois que você passou adiante. Peça que devolva, ou que um gerente atribua o lead a você.`,
      `${owner} tomó ${ref} después de que lo pasaste. Pídele que te lo devuelva, o a un gerente que te lo asigne.`,
    ),
  );
}

function refuseAskedAgain(lead: Lead): Refusal {
  const ref = leadRef(lead);
  return refuse(
    "already-offered",
    say(
      `${ref} is offered to you again already: “claim ${ref}” takes it.`,
      `${ref} já foi oferecido a você de novo: “assumir ${ref}” fica com ele.`,
      `${ref} ya te fue ofrecido de nuevo: “tomar ${ref}” lo toma.`,
    ),
  );
}

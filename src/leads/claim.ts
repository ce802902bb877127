import { changeLead, SYSTEM, workingDirectory } from "./change.ts";
import type { BusinessCalendar, Routing } from "./config.ts";
import { closeOffer, offerOf, openOfferOf, withoutOffer } from "./offer.ts";
import { leadRef } from "./ref.ts";
import { type Refusal, refuse } from "./refusal.ts";
import { isAway, isFull, refuseAway, refuseFull, refuseInactive, repName } from "./reps.ts";
import { placeLead, refuseClosed } from "./route.ts";
import { EXPIRED, PASSED } from "./route-reasons.ts";
import { teamRouting } from "./team-routing.ts";
import type { Turn } from "./turn.ts";
import type { Directory } from "./types/directory.ts";
import type { Lead } from "./types/lead.ts";
import type { Offer, RouteReason } from "./types/offer.ts";
import type { Rep } from "./types/rep.ts";
import { say } from "./words.ts";

/**
 * A rep takes a lead: one offered to them, one in a pool of their team, or one that nobody was offered yet.
 * The first wins; the others are told who. `offer` is the lead's open offer, if it has one.
 */
export function claimLead(
  turn: Turn,
  lead: Lead,
  offer: Offer | null,
  rep: Rep,
  directory: Directory,
): Lead | Refusal {
  const now = workingDirectory(directory, turn);
  const claimer = now.reps.get(rep.id) ?? rep;
  if (lead.ownerId !== null) return refuseTaken(lead, claimer, now);
  if (lead.stageKind !== "open") return refuseClosed(lead);
  if (!claimer.active) return refuseInactive(claimer);
  if (isAway(claimer, turn.at)) return refuseAway(claimer, turn.at, lead);
  const open = offerOf(turn, lead, offer);
  if (lead.offeredTo !== null && lead.offeredTo !== claimer.id) return refuseOffered(lead, now);
  if (lead.offeredTo === null && !mayUsePool(claimer, open, now)) return refuseOtherTeam(lead, now, open);
  // An offer holds a place already; it is not there any more when the limit was lowered since.
  if (lead.offeredTo === claimer.id ? isOverfull(claimer) : isFull(claimer)) return refuseFull(claimer);
  return giveTo(turn, lead, offer, claimer, directory, "claimed", lead.routeReasons);
}

/**
 * A manager gives a lead to a rep, whoever has it. Refuses when the rep has no room: `to` must close or pass
 * something, or an admin raises the limit.
 */
export function assignLead(
  turn: Turn,
  lead: Lead,
  offer: Offer | null,
  by: Rep,
  to: Rep,
  directory: Directory,
): Lead | Refusal {
  const now = workingDirectory(directory, turn);
  const rep = now.reps.get(to.id) ?? to;
  if (lead.stageKind !== "open") return refuseClosed(lead);
  if (!rep.active) return refuseInactive(rep);
  if (isAway(rep, turn.at)) return refuseAway(rep, turn.at, by.id === rep.id ? lead : null);
  if (lead.ownerId === rep.id) return refuseTaken(lead, rep, now);
  if (lead.offeredTo === rep.id ? isOverfull(rep) : isFull(rep)) return refuseFull(rep);
  const reason = { rule: ASSIGNED, rep: rep.id, text: assignedBy(by, rep) };
  const others = lead.routeReasons.filter((each) => each.rule !== ASSIGNED);
  return giveTo(turn, lead, offer, rep, directory, "assigned", [...others, reason]);
}

/** The rep does not take what they are offered, or gives up a lead of theirs: it goes to the next. */
export function passLead(
  turn: Turn,
  lead: Lead,
  offer: Offer | null,
  rep: Rep,
  directory: Directory,
  routing: Routing,
  calendar: BusinessCalendar,
  why?: string,
): Lead | Refusal {
  const isOwner = lead.ownerId === rep.id;
  if (lead.stageKind !== "open") return refuseClosed(lead);
  if (!isOwner && lead.offeredTo !== rep.id) return refuseNotYours(lead);
  if (!isOwner) closeOffer(turn, openOfferOf(turn, lead, offer), "passed");
  // Who gives up a lead had taken it: those who did not want it before may want it now.
  const before = isOwner ? lead.routeReasons.filter((reason) => !isRefusing(reason)) : lead.routeReasons;
  const routeReasons = [...before, passedBy(rep)];
  const freed = changeLead(
    turn,
    lead,
    { ownerId: null, ...withoutOffer, routeReasons },
    { kind: "passed", directory, note: why?.trim() || null },
  );
  return placeLead(turn, freed, freed, routeReasons, {
    directory,
    routing,
    calendar,
    push: true,
    clock: true,
  });
}

/**
 * The accept clock of an offer ran out. As the team wants it, the lead goes to the next rep, to the pool, or to
 * the pool with word to the managers. A pool's clock runs once: then reps who are available by now are asked,
 * and if there are none the managers are told.
 */
export function expireOffer(
  turn: Turn,
  lead: Lead,
  offer: Offer,
  directory: Directory,
  routing: Routing,
  calendar: BusinessCalendar,
): Lead | Refusal {
  const open = offerOf(turn, lead, offer);
  if (open === null || open.id !== offer.id || open.status !== "open") {
    const ref = leadRef(lead);
    return refuse(
      "offer-closed",
      say(
        `That offer of ${ref} is decided already.`,
        `Essa oferta de ${ref} já foi decidida.`,
        `Esa oferta de ${ref} ya está decidida.`,
      ),
    );
  }
  closeOffer(turn, open, "expired", null);
  const rep = open.repId === null ? null : (workingDirectory(directory, turn).reps.get(open.repId) ?? null);
  const routeReasons = rep === null ? lead.routeReasons : [...lead.routeReasons, expiredFor(rep)];
  const freed = changeLead(
    turn,
    lead,
    { ...withoutOffer, routeReasons },
    { kind: "offer-expired", actor: SYSTEM, directory },
  );
  const { onExpire } = teamRouting(routing, lead.teamId);
  const wasPushed = open.repId !== null;
  return placeLead(turn, freed, freed, routeReasons, {
    directory,
    routing,
    calendar,
    push: onExpire === "next" || !wasPushed,
    clock: wasPushed,
    tellManagers: !wasPushed || onExpire === "manager",
  });
}

function giveTo(
  turn: Turn,
  lead: Lead,
  offer: Offer | null,
  rep: Rep,
  directory: Directory,
  kind: "claimed" | "assigned",
  routeReasons: RouteReason[],
): Lead {
  const open = lead.offerId === null ? null : openOfferOf(turn, lead, offer);
  if (open !== null) closeOffer(turn, open, kind === "claimed" ? "accepted" : "withdrawn");
  return changeLead(
    turn,
    lead,
    { ownerId: rep.id, teamId: lead.teamId ?? open?.teamId ?? null, routeReasons, ...withoutOffer },
    { kind, directory, takesTurn: true },
  );
}

const ASSIGNED = "assigned";

function assignedBy(by: Rep, rep: Rep): RouteReason["text"] {
  return say(
    `${by.name} gave it to ${rep.name}`,
    `${by.name} atribuiu a ${rep.name}`,
    `${by.name} lo asignó a ${rep.name}`,
  );
}

/** A pool is its team's; managers, and reps of a team without members, may take from any. */
function mayUsePool(rep: Rep, offer: Offer | null, directory: Directory): boolean {
  if (rep.role !== "rep" || offer === null || offer.teamId === null) return true;
  const members = directory.members.filter((member) => member.teamId === offer.teamId);
  return members.length === 0 || members.some((member) => member.repId === rep.id);
}

function isOverfull(rep: Rep): boolean {
  return rep.capacity !== null && rep.openLeads > rep.capacity;
}

function isRefusing(reason: RouteReason): boolean {
  return reason.rule === PASSED || reason.rule === EXPIRED;
}

function passedBy(rep: Rep): RouteReason {
  return {
    rule: PASSED,
    rep: rep.id,
    text: say(`${rep.name} passed it on`, `${rep.name} passou adiante`, `${rep.name} lo pasó`),
  };
}

function expiredFor(rep: Rep): RouteReason {
  return {
    rule: EXPIRED,
    rep: rep.id,
    text: say(
      `${rep.name} did not take it in time`,
      `${rep.name} não assumiu a tempo`,
      `${rep.name} no lo tomó a tiempo`,
    ),
  };
}

function refuseTaken(lead: Lead, rep: Rep, directory: Directory): Refusal {
  const ref = leadRef(lead);
  if (lead.ownerId === rep.id) {
    return refuse(
      "already-theirs",
      say(`${rep.name} has ${ref} already.`, `${ref} já é de ${rep.name}.`, `${ref} ya es de ${rep.name}.`),
    );
  }
  const winner = repName(directory, lead.ownerId);
  return refuse(
    "already-claimed",
    say(`${winner} has taken ${ref} already.`, `${winner} já assumiu ${ref}.`, `${winner} ya tomó ${ref}.`),
  );
}

function refuseOffered(lead: Lead, directory: Directory): Refusal {
  const ref = leadRef(lead);
  const other = repName(directory, lead.offeredTo);
  return refuse(
    "offered-to-other",
    say(
      `${ref} is offered to ${other} at the moment. A manager can assign it.`,
      `${ref} está oferecido a ${other} no momento. Um gerente pode atribuí-lo.`,
      `${ref} está ofrecido a ${other} en este momento. Un gerente puede asignarlo.`,
    ),
  );
}

function refuseOtherTeam(lead: Lead, directory: Directory, offer: Offer | null): Refusal {
  const ref = leadRef(lead);
  const id = offer?.teamId ?? "";
  const team = directory.teams.get(id)?.name ?? id;
  return refuse(
    "other-team",
    say(
      `${ref} is in the pool of team ${team}. A manager can assign it to you.`,
      `${ref} está na fila da equipe ${team}. Um gerente pode atribuí-lo a você.`,
      `${ref} está en la cola del equipo ${team}. Un gerente puede asignártelo.`,
    ),
  );
}

function refuseNotYours(lead: Lead): Refusal {
  const ref = leadRef(lead);
  return refuse(
    "not-yours",
    say(
      `${ref} is neither yours nor offered to you, so there is nothing to pass on.`,
      `${ref} não é seu nem foi oferecido a você, então não há o que passar.`,
      `${ref} no es tuyo ni te fue ofrecido, así que no hay nada que pasar.`,
    ),
  );
}

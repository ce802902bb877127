import { tellUnattended } from "./attendance.ts";
import { changeLead, SYSTEM, workingDirectory } from "./change.ts";
import { isMet } from "./condition.ts";
import type { BusinessCalendar, Routing, TeamRouting } from "./config.ts";
import { closeOffer, makeOffer, offerOf } from "./offer.ts";
import { beginLater, beginsAt, offerTimes } from "./offer-clock.ts";
import { FORMER_OWNER } from "./open.ts";
import { leadRef } from "./ref.ts";
import { type Refusal, refuse } from "./refusal.ts";
import { calendarOf, repName, repsOfTeam, unavailability, WHY_UNAVAILABLE } from "./reps.ts";
import { teamRouting } from "./team-routing.ts";
import type { Turn } from "./turn.ts";
import type { Contact } from "./types/contact.ts";
import type { Directory } from "./types/directory.ts";
import type { Lead } from "./types/lead.ts";
import type { Offer, RouteReason } from "./types/offer.ts";
import type { Rep } from "./types/rep.ts";
import type { TeamMember } from "./types/team.ts";
import { fillText, say } from "./words.ts";

/** Routing's own words in RouteReason.rule, besides the ids of rules. */
export const PASSED = "passed";
export const EXPIRED = "expired";
export const RELEASED = "released";
const FALLBACK = "fallback";
const NOBODY = "nobody-available";
const POOL = "pool";

/**
 * Offer an open lead without an owner: to one rep (push) or to the team's pool (pull), with the reasons.
 *
 * The first rule that applies names the team. A contact who comes back is offered to the rep who had them,
 * when that rep can take it. Else the team's strategy chooses among those who are active, at work, have room
 * and take such leads; a rep who has passed on this lead is not asked again. With nobody available it goes to
 * the pool, and managers are told if the business is open.
 */
export function routeLead(
  turn: Turn,
  lead: Lead,
  contact: Contact,
  directory: Directory,
  routing: Routing,
  calendar: BusinessCalendar,
  offer: Offer | null = null,
  how: Pick<Placing, "quiet"> = {},
): Lead | Refusal {
  const now = workingDirectory(directory, turn);
  const ref = leadRef(lead);
  if (lead.stageKind !== "open") return refuseClosed(lead);
  if (lead.ownerId !== null) {
    const owner = repName(now, lead.ownerId);
    return refuse(
      "already-claimed",
      say(`${ref} is ${owner}'s.`, `${ref} é de ${owner}.`, `${ref} es de ${owner}.`),
    );
  }
  if (lead.offerId !== null) {
    const who = offerOf(turn, lead, offer)?.repId ?? lead.offeredTo;
    return refuse(
      "already-offered",
      who === null
        ? say(`${ref} is in the pool already.`, `${ref} já está na fila.`, `${ref} ya está en la cola.`)
        : say(
            `${ref} is offered to ${repName(now, who)} already.`,
            `${ref} já foi oferecido a ${repName(now, who)}.`,
            `${ref} ya se ofreció a ${repName(now, who)}.`,
          ),
    );
  }
  const choice = chooseTeam(lead, contact, routing, now);
  const chosen = { ...lead, teamId: choice.teamId };
  const reasons = [...lead.routeReasons.filter((reason) => isKept(reason)), choice.reason];
  const placing = { directory, routing, calendar, push: true, clock: true, ...how };
  return placeLead(turn, chosen, lead, reasons, placing);
}

/** How a lead is given out: the bodies of routing that passing and expiring share. */
export interface Placing {
  directory: Directory;
  routing: Routing;
  calendar: BusinessCalendar;
  /** Ask reps one by one where the team says so; false: straight to the pool. */
  push: boolean;
  /** Whether the accept clock runs on an offer to the pool. */
  clock: boolean;
  /** Tell managers that nobody has taken it. */
  tellManagers?: boolean;
  /** Do not tell managers that nobody is available. Default: tell them. */
  quiet?: boolean;
}

/** Offer `lead` (with its team) to the next rep or the pool. `before` is the row that the trail compares with. */
export function placeLead(
  turn: Turn,
  lead: Lead,
  before: Lead,
  reasons: readonly RouteReason[],
  placing: Placing,
): Lead {
  const now = workingDirectory(placing.directory, turn);
  const team = teamRouting(placing.routing, lead.teamId);
  const { rep, why } = placing.push
    ? chooseRep(turn, lead, reasons, now, team, placing)
    : { rep: null, why: [] };
  const all = [...reasons.filter((reason) => !isPassing(reason)), ...why];
  if (rep === null) return offerToPool(turn, lead, before, all, team, placing);

  return offerToRep(turn, lead, before, all, rep, team, placing);
}

/**
 * Somebody is at work by now: what waits in the pool since nobody was is offered to them, if they can take it. Gives the
 * lead as it is, and looks again later, when they cannot.
 */
export function beginOffer(
  turn: Turn,
  lead: Lead,
  loaded: Offer,
  directory: Directory,
  routing: Routing,
  calendar: BusinessCalendar,
): Lead {
  const open = offerOf(turn, lead, loaded);
  if (open === null || open.status !== "open" || open.repId !== null) return lead;
  const team = teamRouting(routing, lead.teamId);
  const placing = { directory, routing, calendar, push: true, clock: true };
  const now = workingDirectory(directory, turn);
  const { rep, why } = chooseRep(turn, lead, lead.routeReasons, now, team, placing);
  if (rep === null) {
    beginLater(turn, lead, open, whenToBegin(turn, lead, lead.routeReasons, placing));
    return lead;
  }
  closeOffer(turn, open, "withdrawn", null);
  const all = [...lead.routeReasons.filter((reason) => !isPassing(reason)), ...why];
  return offerToRep(turn, lead, lead, all, rep, team, placing);
}

function offerToRep(
  turn: Turn,
  lead: Lead,
  before: Lead,
  all: RouteReason[],
  rep: Rep,
  team: TeamRouting,
  placing: Placing,
): Lead {
  const times = offerTimes(turn.at, team, calendarOf(rep, placing.calendar));
  const fields = makeOffer(turn, lead, { repId: rep.id, teamId: lead.teamId, reasons: all, ...times });
  return changeLead(
    turn,
    before,
    { ...fields, teamId: lead.teamId, routeReasons: all },
    { kind: "offered", actor: SYSTEM, directory: placing.directory, takesTurn: true },
  );
}

export function refuseClosed(lead: Lead): Refusal {
  const ref = leadRef(lead);
  return refuse(
    "lead-closed",
    say(
      `${ref} is closed: move it to an open stage first.`,
      `${ref} está encerrado: mova-o antes para uma etapa aberta.`,
      `${ref} está cerrado: muévelo antes a una etapa abierta.`,
    ),
  );
}

function offerToPool(
  turn: Turn,
  lead: Lead,
  before: Lead,
  reasons: readonly RouteReason[],
  team: TeamRouting,
  placing: Placing,
): Lead {
  const { calendar, clock, directory, quiet } = placing;
  const none = { dueAt: null, remindAt: null };
  const times = clock ? offerTimes(turn.at, team, calendar) : none;
  const isUnattended = reasons.some((reason) => reason.rule === NOBODY);
  const beginAt = isUnattended ? whenToBegin(turn, lead, reasons, placing) : null;
  const all = [...reasons, POOL_REASON];
  const fields = makeOffer(turn, lead, { repId: null, teamId: lead.teamId, reasons: all, ...times, beginAt });
  if (!(quiet && !placing.tellManagers)) {
    tellUnattended(turn, lead, {
      directory: workingDirectory(directory, turn),
      calendar,
      isUnattended,
      tellManagers: placing.tellManagers ?? false,
    });
  }
  return changeLead(
    turn,
    before,
    { ...fields, teamId: lead.teamId, routeReasons: all },
    { kind: "offered", actor: SYSTEM, directory },
  );
}

function chooseTeam(
  lead: Lead,
  contact: Contact,
  routing: Routing,
  directory: Directory,
): { teamId: string; reason: RouteReason } {
  const rule = routing.rules.find((each) => isMet(each.when, lead, contact));
  if (rule) return { teamId: rule.team, reason: { rule: rule.id, text: fillText(rule.reason) } };
  const name = directory.teams.get(routing.fallback)?.name ?? routing.fallback;
  return {
    teamId: routing.fallback,
    reason: {
      rule: FALLBACK,
      text: say(
        `No special rule: team ${name}`,
        `Sem regra especial: equipe ${name}`,
        `Sin regla especial: equipo ${name}`,
      ),
    },
  };
}

interface Choice {
  rep: Rep | null;
  why: RouteReason[];
}

function chooseRep(
  turn: Turn,
  lead: Lead,
  reasons: readonly RouteReason[],
  directory: Directory,
  team: TeamRouting,
  { routing, calendar }: Placing,
): Choice {
  const tried = triedReps(reasons);
  const why: RouteReason[] = [];
  const formerId = reasons.find((reason) => reason.rule === FORMER_OWNER)?.rep;
  const former = formerId === undefined ? undefined : directory.reps.get(formerId);
  if (routing.ownerFirst && former && !tried.has(former.id)) {
    const obstacle = unavailability(former, lead, turn.at, calendar);
    if (obstacle === null) return { rep: former, why };
    why.push({ rule: "former-owner-unavailable", rep: former.id, text: notNow(former, obstacle) });
  }
  if (team.mode === "pull") return { rep: null, why };

  const members = directory.members.filter((member) => member.teamId === lead.teamId);
  const able = members.flatMap((member) => {
    const rep = directory.reps.get(member.repId);
    const isAble = rep && !tried.has(rep.id) && unavailability(rep, lead, turn.at, calendar) === null;
    return isAble ? [{ rep, member }] : [];
  });
  const best = able.sort(ORDER[team.strategy])[0];
  if (!best) return { rep: null, why: [...why, NOBODY_REASON] };
  return {
    rep: best.rep,
    why: [...why, { rule: team.strategy, rep: best.rep.id, text: whyRep(best.rep, team) }],
  };
}

interface Candidate {
  rep: Rep;
  member: TeamMember;
}

/** Who comes first. Equal candidates go by who has waited longest, then by id, so that a restart changes nothing. */
const ORDER: Record<TeamRouting["strategy"], (a: Candidate, b: Candidate) => number> = {
  "round-robin": byWait,
  // The share that each would carry with one lead more, in proportion to their weight.
  weighted: (a, b) => weightedLoad(a) - weightedLoad(b) || byWait(a, b),
  "least-loaded": (a, b) => a.rep.openLeads - b.rep.openLeads || byWait(a, b),
};

function byWait(a: Candidate, b: Candidate): number {
  const left = a.rep.lastAssignedAt ?? "";
  const right = b.rep.lastAssignedAt ?? "";
  if (left !== right) return left < right ? -1 : 1;
  return a.rep.id < b.rep.id ? -1 : 1;
}

function weightedLoad({ rep, member }: Candidate): number {
  return (rep.openLeads + 1) / Math.max(1, member.weight);
}

/** When the first who has not had it yet, and is only away or out of hours, can be asked. */
function whenToBegin(
  turn: Turn,
  lead: Lead,
  reasons: readonly RouteReason[],
  { directory, routing, calendar }: Placing,
) {
  if (teamRouting(routing, lead.teamId).mode === "pull") return null;
  const tried = triedReps(reasons);
  const team = repsOfTeam(workingDirectory(directory, turn), lead.teamId);
  return beginsAt(
    team.filter((rep) => !tried.has(rep.id)),
    lead,
    turn.at,
    calendar,
  );
}

/** Those who have passed on it, or let it expire. */
function triedReps(reasons: readonly RouteReason[]): Set<string | undefined> {
  return new Set(reasons.filter((reason) => isTried(reason)).map((reason) => reason.rep));
}

/** What stays true of a lead when it is routed anew. */
function isKept(reason: RouteReason): boolean {
  return reason.rule === FORMER_OWNER || reason.rule === RELEASED || isTried(reason);
}

function isTried(reason: RouteReason): boolean {
  return reason.rule === PASSED || reason.rule === EXPIRED;
}

/** Reasons for an earlier choice of a rep, which the next choice replaces. */
function isPassing(reason: RouteReason): boolean {
  return PASSING.has(reason.rule);
}

const PASSING = new Set([
  NOBODY,
  POOL,
  "former-owner-unavailable",
  "round-robin",
  "weighted",
  "least-loaded",
]);

const NOBODY_REASON: RouteReason = {
  rule: NOBODY,
  text: say("Nobody is available now", "Ninguém está disponível agora", "Nadie está disponible ahora"),
};

const POOL_REASON: RouteReason = {
  rule: POOL,
  text: say(
    "In the pool: whoever claims it first has it",
    "Na fila: fica com quem assumir primeiro",
    "En la cola: es de quien lo tome primero",
  ),
};

function notNow(rep: Rep, obstacle: keyof typeof WHY_UNAVAILABLE): RouteReason["text"] {
  const why = WHY_UNAVAILABLE[obstacle];
  return say(`${rep.name}: ${why.en}`, `${rep.name}: ${why.pt}`, `${rep.name}: ${why.es}`);
}

function whyRep(rep: Rep, team: TeamRouting): RouteReason["text"] {
  if (team.strategy === "round-robin") {
    return say(
      `${rep.name} has waited longest for a lead`,
      `${rep.name} está há mais tempo sem receber um lead`,
      `${rep.name} lleva más tiempo sin recibir un lead`,
    );
  }
  if (team.strategy === "least-loaded") {
    return say(
      `${rep.name} has the fewest open leads (${rep.openLeads})`,
      `${rep.name} tem menos leads abertos (${rep.openLeads})`,
      `${rep.name} tiene menos leads abiertos (${rep.openLeads})`,
    );
  }
  return say(
    `${rep.name} has the most room for their share (${rep.openLeads} open)`,
    `${rep.name} tem mais espaço na sua cota (${rep.openLeads} abertos)`,
    `${rep.name} tiene más lugar en su cuota (${rep.openLeads} abiertos)`,
  );
}

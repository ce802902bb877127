import { tellUnattended } from "./attendance.ts";
import { changeLead, SYSTEM, workingDirectory } from "./change.ts";
import { chooseRep } from "./choose-rep.ts";
import { isMet } from "./condition.ts";
import type { BusinessCalendar, Routing, TeamRouting } from "./config.ts";
import { closeOffer, makeOffer, offerOf } from "./offer.ts";
import { beginLater, beginsAt, offerTimes } from "./offer-clock.ts";
import { leadRef } from "./ref.ts";
import { type Refusal, refuse } from "./refusal.ts";
import { calendarOf, repName, repsOfTeam } from "./reps.ts";
import { FALLBACK, isKept, isPassing, NOBODY, POOL_REASON, triedReps } from "./route-reasons.ts";
import { teamRouting } from "./team-routing.ts";
import type { Turn } from "./turn.ts";
import type { Contact } from "./types/contact.ts";
import type { Directory } from "./types/directory.ts";
import type { Lead } from "./types/lead.ts";
import type { Offer, RouteReason } from "./types/offer.ts";
import type { Rep } from "./types/rep.ts";
import { fillText, say } from "./words.ts";

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

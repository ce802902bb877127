import { addWorkingTime } from "./calendar.ts";
import { changeLead, repNow, SYSTEM } from "./change.ts";
import type { BusinessCalendar, Routing, TeamRouting } from "./config.ts";
import { offerOf, planBegin, postpone, remindLater } from "./offer.ts";
import { anyAtWorkFrom, calendarOf, unavailability } from "./reps.ts";
import { teamRouting } from "./team-routing.ts";
import type { Turn } from "./turn.ts";
import type { At } from "./types/at.ts";
import type { Directory } from "./types/directory.ts";
import type { Lead } from "./types/lead.ts";
import type { Offer } from "./types/offer.ts";
import type { Rep } from "./types/rep.ts";

/** When an offer made at `at` is reminded of, and when it runs out, in the working time of who is asked. */
export function offerTimes(
  at: At,
  team: TeamRouting,
  hours: BusinessCalendar,
): { dueAt: At | null; remindAt: At | null } {
  const after = (minutes: number | null) => (minutes === null ? null : addWorkingTime(at, minutes, hours));
  return { dueAt: after(team.acceptMinutes), remindAt: after(team.remindMinutes) };
}

/** What an offer's timer brings: it means nothing any more, it was set to a later time, or it is time. */
export type OfferDue = { is: "over" } | { is: "later"; lead: Lead } | { is: "now"; offer: Offer };

/**
 * Whether an offer has run out by the hours, holidays and rules as they are now, which may not be those under which it
 * was made: if not, its clock is set to when it will have. Who never works again has run out of time.
 */
export function checkDue(
  turn: Turn,
  lead: Lead,
  loaded: Offer,
  directory: Directory,
  routing: Routing,
  calendar: BusinessCalendar,
): OfferDue {
  const offer = offerOf(turn, lead, loaded);
  if (offer === null || offer.status !== "open") return { is: "over" };
  const team = teamRouting(routing, offer.teamId);
  const { dueAt } = offerTimes(offer.offeredAt, team, hoursOf(turn, offer, directory, calendar));
  const isEndless = team.acceptMinutes === null;
  if (!isEndless && (dueAt === null || dueAt <= turn.at)) return { is: "now", offer };
  postpone(turn, offer, dueAt);
  const later = changeLead(turn, lead, { offerDueAt: dueAt }, { kind: "clock-moved", actor: SYSTEM });
  return { is: "later", lead: later };
}

/** Likewise for the reminder. */
export function checkReminder(
  turn: Turn,
  lead: Lead,
  loaded: Offer,
  directory: Directory,
  routing: Routing,
  calendar: BusinessCalendar,
): OfferDue {
  const offer = offerOf(turn, lead, loaded);
  if (offer === null || offer.status !== "open") return { is: "over" };
  const team = teamRouting(routing, offer.teamId);
  const { remindAt } = offerTimes(offer.offeredAt, team, hoursOf(turn, offer, directory, calendar));
  if (remindAt === null || remindAt <= turn.at) return { is: "now", offer };
  remindLater(turn, offer, remindAt);
  return { is: "later", lead };
}

/**
 * When the first of these is at work who could take the lead then, of those who are only away or out of hours now;
 * null when there is none.
 */
export function beginsAt(reps: readonly Rep[], lead: Lead, at: At, calendar: BusinessCalendar): At | null {
  const absent = reps.filter((rep) => {
    const obstacle = unavailability(rep, lead, at, calendar);
    return obstacle === "away" || obstacle === "off-hours";
  });
  const able = absent.filter((rep) => {
    const there = anyAtWorkFrom([rep], at, calendar);
    return there !== null && unavailability(rep, lead, there, calendar) === null;
  });
  return anyAtWorkFrom(able, at, calendar);
}

/** Nobody is there after all: look again when somebody is. */
export function beginLater(turn: Turn, lead: Lead, offer: Offer, at: At | null): void {
  if (at !== null && at > turn.at) planBegin(turn, lead, offer, at);
}

function hoursOf(
  turn: Turn,
  offer: Offer,
  directory: Directory,
  calendar: BusinessCalendar,
): BusinessCalendar {
  const rep = offer.repId === null ? null : repNow(turn, directory, offer.repId);
  return rep === null ? calendar : calendarOf(rep, calendar);
}

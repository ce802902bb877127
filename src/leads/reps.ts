import { isWorkingTime } from "./calendar.ts";
import type { BusinessCalendar } from "./config.ts";
import { type Refusal, refuse } from "./refusal.ts";
import type { At, Directory, Lead, Rep, RepTakes } from "./types.ts";
import { say, type Texts } from "./words.ts";

/** The timer that passes on what is offered to a rep who has gone away; its payload is `{ repId }`. */
export const AWAY = "away";

/** Why a rep cannot be given a lead now. */
export type Unavailable = "inactive" | "away" | "off-hours" | "full" | "other-work";

/** Why the rep cannot be offered the lead at `at`; null when they can. */
export function unavailability(rep: Rep, lead: Lead, at: At, calendar: BusinessCalendar): Unavailable | null {
  if (!rep.active) return "inactive";
  if (rep.awayUntil !== null && rep.awayUntil > at) return "away";
  if (!isWorkingTime(at, calendarOf(rep, calendar))) return "off-hours";
  if (isFull(rep)) return "full";
  return takesLead(rep.takes, lead) ? null : "other-work";
}

/** The rep's own hours in their own zone, else the business's; the holidays are the business's. */
export function calendarOf(rep: Rep, calendar: BusinessCalendar): BusinessCalendar {
  if (rep.hours === null) return calendar;
  return { timeZone: rep.timeZone, hours: rep.hours, holidays: calendar.holidays };
}

/** Whether the rep has as many open leads (owned or offered) as they may. */
export function isFull(rep: Rep): boolean {
  return rep.capacity !== null && rep.openLeads >= rep.capacity;
}

export function repName(directory: Directory, id: string | null): string {
  return (id === null ? null : directory.reps.get(id)?.name) ?? "?";
}

export function refuseFull(rep: Rep): Refusal {
  const load = `${rep.openLeads}/${rep.capacity}`;
  return refuse(
    "at-capacity",
    say(
      `${rep.name} has no room: ${load} open leads. Close or pass one, or ask an admin to raise the limit.`,
      `${rep.name} está sem espaço: ${load} leads abertos. Feche ou passe um, ou peça a um admin para aumentar o limite.`,
      `${rep.name} no tiene lugar: ${load} leads abiertos. Cierra o pasa uno, o pide a un admin que suba el límite.`,
    ),
  );
}

export function refuseInactive(rep: Rep): Refusal {
  return refuse(
    "rep-inactive",
    say(
      `${rep.name} is no longer active here.`,
      `${rep.name} não está mais ativo aqui.`,
      `${rep.name} ya no está activo aquí.`,
    ),
  );
}

/** Why not, after the rep's name: "Ana: away". */
export const WHY_UNAVAILABLE: Record<Unavailable, Texts> = {
  inactive: say("no longer active", "não está mais ativo", "ya no está activo"),
  away: say("away", "fora", "de ausencia"),
  "off-hours": say("out of working hours", "fora do horário de trabalho", "fuera de su horario"),
  full: say("no room", "sem espaço", "sin lugar"),
  "other-work": say(
    "does not take such leads",
    "não atende esse tipo de lead",
    "no atiende ese tipo de lead",
  ),
};

/** A list that is absent takes anything; a fact that is not known yet excludes nobody. */
function takesLead(takes: RepTakes, lead: Lead): boolean {
  return (
    includes(takes.products, lead.product) &&
    includes(takes.segments, lead.segment) &&
    includes(takes.territories, lead.territory) &&
    includes(takes.languages, lead.language)
  );
}

function includes(list: readonly string[] | undefined, value: string | null): boolean {
  if (list === undefined || value === null) return true;
  const wanted = value.toLowerCase();
  return list.some((each) => each.toLowerCase() === wanted);
}

import { isWorkingTime, nextWorkingTime, workingMinutesBetween } from "./calendar.ts";
import type { BusinessCalendar } from "./config.ts";
import { leadRef } from "./ref.ts";
import { type Refusal, refuse } from "./refusal.ts";
import type { At } from "./types/at.ts";
import type { Directory } from "./types/directory.ts";
import type { Lead } from "./types/lead.ts";
import type { Rep, RepTakes, WeekHours } from "./types/rep.ts";
import { dayAndTime } from "./when-words.ts";
import { say, type Texts } from "./words.ts";

/** The timer that passes on what is offered to a rep who has gone away; its payload is `{ repId }`. */
export const AWAY = "away";

/** Why a rep cannot be given a lead now. */
export type Unavailable = "inactive" | "away" | "off-hours" | "full" | "other-work";

/** Why the rep cannot be offered the lead at `at`; null when they can. */
export function unavailability(rep: Rep, lead: Lead, at: At, calendar: BusinessCalendar): Unavailable | null {
  if (!rep.active) return "inactive";
  if (isAway(rep, at)) return "away";
  if (!isWorkingTime(at, calendarOf(rep, calendar))) return "off-hours";
  if (isFull(rep)) return "full";
  return takesLead(rep.takes, lead) ? null : "other-work";
}

/**
 * When the rep is at work: their own hours in their own zone, within those of the business and without its holidays;
 * the business's alone when they have none. Who works at other hours altogether has been given those on purpose, and
 * only the holidays of the business count for them. Holidays of their own count besides, in any case.
 */
export function calendarOf(rep: Rep, calendar: BusinessCalendar): BusinessCalendar {
  const { hours, holidays, timeZone } = rep;
  const key = hours ?? holidays;
  if (key === null) return calendar;
  const known = calendars.get(key);
  if (known?.business === calendar && known.holidays === holidays && known.timeZone === timeZone)
    return known.calendar;
  const days = holidays === null ? calendar.holidays : [...calendar.holidays, ...holidays];
  const own = { timeZone, hours, holidays: days };
  const made =
    hours === null
      ? { ...calendar, holidays: days }
      : doMeet(own, calendar)
        ? { ...own, and: calendar }
        : own;
  calendars.set(key, { business: calendar, holidays, timeZone, calendar: made });
  return made;
}

/** Routing asks of every rep, and whether two weeks meet takes a walk through them: kept as long as the rep's hours are. */
const calendars = new WeakMap<
  WeekHours | string[],
  { business: BusinessCalendar; holidays: string[] | null; timeZone: string; calendar: BusinessCalendar }
>();

/** When the rep is at work from `at` on, and not away; null when never. */
export function atWorkFrom(rep: Rep, at: At, calendar: BusinessCalendar): At | null {
  if (!rep.active) return null;
  const back = rep.awayUntil !== null && rep.awayUntil > at ? rep.awayUntil : at;
  return nextWorkingTime(back, calendarOf(rep, calendar));
}

/** When any of these is at work from `at` on; null when nobody ever is. */
export function anyAtWorkFrom(reps: Iterable<Rep>, at: At, calendar: BusinessCalendar): At | null {
  let first: At | null = null;
  for (const rep of reps) {
    const from = atWorkFrom(rep, at, calendar);
    if (from !== null && (first === null || from < first)) first = from;
  }
  return first;
}

/** Those of a team, as they are now. */
export function repsOfTeam(directory: Directory, teamId: string | null): Rep[] {
  const members = directory.members.filter((member) => member.teamId === teamId);
  return members.flatMap(({ repId }) => directory.reps.get(repId) ?? []);
}

/** Whether somebody with these hours is ever at work while the business is open, in an ordinary week of winter or summer. */
function doMeet(own: BusinessCalendar, business: BusinessCalendar): boolean {
  const both = { ...own, holidays: [], and: { ...business, holidays: [] } };
  return ORDINARY_WEEKS.some(([from, to]) => workingMinutesBetween(from, to, both) > 0);
}

const ORDINARY_WEEKS = [
  ["2026-01-12T00:00:00.000Z", "2026-01-19T00:00:00.000Z"],
  ["2026-07-13T00:00:00.000Z", "2026-07-20T00:00:00.000Z"],
] as const;

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

export function isAway(rep: Rep, at: At): boolean {
  return rep.awayUntil !== null && rep.awayUntil > at;
}

/** Who is away gets nothing, not by their own hand either. `claims`: the lead that they wanted themselves. */
export function refuseAway(rep: Rep, at: At, claims: Lead | null): Refusal {
  const { name, timeZone } = rep;
  const until = rep.awayUntil ?? at;
  const isForever = until >= "9999";
  const when = isForever ? say("", "", "") : dayAndTime(until, at, timeZone);
  const away = say(
    `${name} is away${isForever ? "" : ` until ${when.en}`}`,
    `${name} está ausente${isForever ? "" : ` até ${when.pt}`}`,
    `${name} está de ausencia${isForever ? "" : ` hasta ${when.es}`}`,
  );
  if (claims === null) {
    return refuse(
      "away",
      say(
        `${away.en}. Assign it to somebody else, or end the absence first: back @${rep.id}`,
        `${away.pt}. Atribua a outra pessoa, ou termine a ausência antes: voltei @${rep.id}`,
        `${away.es}. Asígnalo a otra persona, o termina antes la ausencia: volví @${rep.id}`,
      ),
    );
  }
  const ref = leadRef(claims);
  return refuse(
    "away",
    say(
      `${away.en}, so leads go to others. Say “back” first, then “claim ${ref}”.`,
      `${away.pt}, então os leads vão para outras pessoas. Diga antes “voltei”, e depois “assumir ${ref}”.`,
      `${away.es}, así que los leads van a otras personas. Di antes “volví”, y después “tomar ${ref}”.`,
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

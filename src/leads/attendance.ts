import { isWorkingTime, workingMinutesBetween } from "./calendar.ts";
import type { BusinessCalendar } from "./config.ts";
import { leadRef } from "./ref.ts";
import { anyAtWorkFrom, repsOfTeam } from "./reps.ts";
import type { Turn } from "./turn.ts";
import type { At } from "./types/at.ts";
import type { Directory } from "./types/directory.ts";
import type { Lead } from "./types/lead.ts";
import { dayAndTime } from "./when-words.ts";
import { say, type Texts } from "./words.ts";

/** The counter of until when the managers know that nobody of a team is at work; see {@link tellUnattended}. */
export function unattendedCounter(teamId: string): string {
  return `unattended:${teamId}`;
}

/** So long without anybody, in working minutes of the business, is told once for the team, not lead by lead. */
const LONG_MINUTES = 480;
const NEVER = -1;

/**
 * A lead has come into the pool. Managers are told of it when nobody took it, or nobody can, while the business is open.
 * Where nobody of the team is at work for longer than a working day, they are told of the team instead, once for each
 * such absence; what comes in meanwhile waits without a word.
 */
export function tellUnattended(
  turn: Turn,
  lead: Lead,
  facts: {
    directory: Directory;
    calendar: BusinessCalendar;
    /** Nobody can be asked now. */
    isUnattended: boolean;
    /** Nobody has taken it in time. */
    tellManagers: boolean;
  },
): void {
  const { directory, calendar, isUnattended, tellManagers } = facts;
  if (!isUnattended && !tellManagers) return;
  const reps = repsOfTeam(directory, lead.teamId);
  const backAt = anyAtWorkFrom(reps, turn.at, calendar);
  if (lead.teamId !== null && isLong(turn.at, backAt, calendar)) {
    const counter = unattendedCounter(lead.teamId);
    const until = backAt === null ? NEVER : Math.floor(Date.parse(backAt) / 60_000);
    if (turn.counter(counter) === until) return;
    turn.setCounter(counter, until);
    tell(turn, lead, absent(lead, backAt, turn.at, directory, calendar));
    return;
  }
  if (tellManagers || isWorkingTime(turn.at, calendar)) tell(turn, lead, waiting(lead));
}

function isLong(at: At, backAt: At | null, calendar: BusinessCalendar): boolean {
  if (backAt === null) return true;
  return backAt > at && workingMinutesBetween(at, backAt, calendar) > LONG_MINUTES;
}

function tell(turn: Turn, lead: Lead, text: Texts): void {
  turn.notify({
    to: { managers: true },
    leadId: lead.id,
    message: (language) => ({ text: text[language], thread: lead.id }),
  });
}

function waiting(lead: Lead): Texts {
  const ref = leadRef(lead);
  return say(
    `${ref} is waiting in the pool and nobody has taken it.`,
    `${ref} está esperando na fila e ninguém o assumiu.`,
    `${ref} está esperando en la cola y nadie lo ha tomado.`,
  );
}

function absent(
  lead: Lead,
  backAt: At | null,
  at: At,
  directory: Directory,
  { timeZone }: BusinessCalendar,
): Texts {
  const ref = leadRef(lead);
  const team = directory.teams.get(lead.teamId ?? "")?.name ?? lead.teamId ?? "";
  if (backAt === null) {
    return say(
      `Nobody of team ${team} is at work, and nobody has said when that changes. ${ref} waits, and so will what comes in: assign it, or see with “reps” who is away.`,
      `Ninguém da equipe ${team} está trabalhando, e não há previsão de volta. ${ref} espera, e o que chegar também vai esperar: atribua-o, ou veja com “vendedores” quem está ausente.`,
      `No hay nadie del equipo ${team} trabajando, y no se sabe cuándo vuelven. ${ref} espera, y lo que llegue también: asígnalo, o mira con “vendedores” quién está ausente.`,
    );
  }
  const when = dayAndTime(backAt, at, timeZone);
  return say(
    `Nobody of team ${team} is at work until ${when.en}. ${ref} waits, and so will what comes in: assign it, or see with “reps” who is away.`,
    `Ninguém da equipe ${team} trabalha até ${when.pt}. ${ref} espera, e o que chegar também vai esperar: atribua-o, ou veja com “vendedores” quem está ausente.`,
    `No hay nadie del equipo ${team} trabajando hasta ${when.es}. ${ref} espera, y lo que llegue también: asígnalo, o mira con “vendedores” quién está ausente.`,
  );
}

import { addWorkingDays, addWorkingTime, nextWorkingTime } from "../leads/calendar.ts";
import type { BusinessCalendar } from "../leads/config.ts";
import { isOptedOut } from "../leads/consent.ts";
import { activeEnrolments, type NextSend, startEnrolment } from "../leads/enrolment.ts";
import { zonesOf } from "../leads/person-zone.ts";
import { nextLoudTime } from "../leads/quiet-hours.ts";
import { leadRef } from "../leads/ref.ts";
import { type Refusal, refuse } from "../leads/refusal.ts";
import type { Actor, Turn } from "../leads/turn.ts";
import type { At } from "../leads/types/at.ts";
import type { Contact } from "../leads/types/contact.ts";
import type { Conversation } from "../leads/types/conversation.ts";
import type { Lead } from "../leads/types/lead.ts";
import { fillText, say } from "../leads/words.ts";
import type { FlowBundle } from "./bundle.ts";
import { factsOfLead } from "./lead-facts.ts";
import { durationMs } from "./schema-parts.ts";
import type { Sequence, SequenceStep } from "./sequences.ts";

/** A person, as far as sequences need to know them. */
export interface EnrolFacts {
  lead: Lead;
  contact: Contact;
  /** All of the person. */
  leads: readonly Lead[];
  conversations: readonly Conversation[];
}

/**
 * Enrol a person in a sequence by one of their leads: they are in each sequence once at most. Refuses what the guard
 * of unasked messages would never send.
 */
export function enrol(
  turn: Turn,
  person: EnrolFacts,
  sequence: Sequence,
  bundle: FlowBundle,
  actor?: Actor,
): Lead | Refusal {
  const { lead, contact } = person;
  const ref = leadRef(lead);
  const conversation = chatOf(person.conversations);
  if (contact.optedOutAt !== null) return refuseOptedOut(ref);
  if (conversation === null) return refuseNeverWrote(ref);
  if (isOptedOut(contact, conversation.channel)) return refuseOptedOut(ref);
  if (isEnrolled(person.leads, sequence.id)) return refuseEnrolled(ref, sequence);
  if (lead.stageKind !== "open" && !isAtHome(lead, sequence)) return refuseClosed(ref);
  const next = planStep(sequence, 0, { contact, conversation, bundle, at: turn.at });
  return next === null ? refuseNoTime(sequence) : startEnrolment(turn, lead, sequence.id, next, actor);
}

/** The chat in which somebody wrote last: where an unasked message goes; null when they never wrote. */
export function chatOf(conversations: readonly Conversation[]): Conversation | null {
  let last: Conversation | null = null;
  for (const each of conversations) {
    if (each.lastInboundAt !== null && each.lastInboundAt > (last?.lastInboundAt ?? "")) last = each;
  }
  return last;
}

export function isEnrolled(leads: readonly Lead[], sequence: string): boolean {
  return leads.some((lead) => activeEnrolments(lead).some((each) => each.sequence === sequence));
}

/** Whether the lead is in a stage in which the sequence begins. */
export function isAtHome(lead: Pick<Lead, "stage">, { startOn }: Sequence): boolean {
  return startOn?.stages.includes(lead.stage) === true;
}

/**
 * When the step at `place` is meant to go out, counted from `at`: after its delay, at a time to write where the person
 * is. Null when there is no such step, or no such time.
 */
export function planStep(
  sequence: Sequence,
  place: number,
  to: { contact: Contact; conversation: Pick<Conversation, "id">; bundle: FlowBundle; at: At },
): NextSend | null {
  const step = sequence.steps[place];
  if (step === undefined) return null;
  const { business, calendar } = to.bundle;
  const rules = business.outreach;
  const due = dueAfter(step, to.at, calendar);
  const quiet = sequence.quietHours === undefined ? [] : [sequence.quietHours];
  const dueAt =
    due === null
      ? null
      : nextLoudTime(
          due,
          zonesOf(to.contact, calendar),
          [rules.quietHours, ...quiet],
          rules,
          calendar.holidays,
        );
  return dueAt === null ? null : { step: step.id, place, dueAt, conversationId: to.conversation.id };
}

/** Whether a rule may enrol the person now: the condition holds, and it is not too soon after the last time. */
export function mayBegin(person: EnrolFacts, sequence: Sequence, at: At): boolean {
  const { lead, contact, leads, conversations } = person;
  const chat = chatOf(conversations);
  if (chat === null || isOptedOut(contact, chat.channel) || isEnrolled(leads, sequence.id)) return false;
  const when = sequence.startOn?.when ?? null;
  if (when !== null && !when(factsOfLead(lead, contact, chat.channel))) return false;
  const ended = leads
    .flatMap((each) => each.nurture?.past[sequence.id] ?? [])
    .sort()
    .at(-1);
  if (ended === undefined) return true;
  return sequence.againMs !== null && Date.parse(ended) + sequence.againMs <= Date.parse(at);
}

/** When the delay of a step is over; null: never, because nobody ever works. */
function dueAfter({ after, working }: SequenceStep, at: At, calendar: BusinessCalendar): At | null {
  const ms = durationMs(after);
  const later = new Date(Date.parse(at) + ms).toISOString();
  if (!working) return later;
  const unit = after.at(-1);
  if (unit === "w") return nextWorkingTime(later, calendar);
  return unit === "d"
    ? addWorkingDays(at, Number(after.slice(0, -1)), calendar)
    : addWorkingTime(at, ms / 60_000, calendar);
}

function refuseOptedOut(ref: string): Refusal {
  return refuse(
    "opted-out",
    say(
      `The customer of ${ref} asked for no more messages.`,
      `O cliente de ${ref} pediu para não receber mensagens.`,
      `El cliente de ${ref} pidió no recibir mensajes.`,
    ),
  );
}

function refuseNeverWrote(ref: string): Refusal {
  return refuse(
    "never-wrote",
    say(
      `The customer of ${ref} has never written to us: only who wrote first gets such messages.`,
      `O cliente de ${ref} nunca nos escreveu: só quem escreveu primeiro recebe essas mensagens.`,
      `El cliente de ${ref} nunca nos escribió: solo quien escribió primero recibe estos mensajes.`,
    ),
  );
}

function refuseEnrolled(ref: string, { name }: Sequence): Refusal {
  const named = fillText(name);
  return refuse(
    "already-enrolled",
    say(
      `The customer of ${ref} is in “${named.en}” already. “unenrol ${ref}” takes them out.`,
      `O cliente de ${ref} já está em “${named.pt}”. “desinscrever ${ref}” tira da sequência.`,
      `El cliente de ${ref} ya está en “${named.es}”. “desinscribir ${ref}” lo quita.`,
    ),
  );
}

function refuseClosed(ref: string): Refusal {
  return refuse(
    "closed",
    say(
      `${ref} is closed. Move it to an open stage first.`,
      `${ref} está fechado. Mova para uma etapa aberta primeiro.`,
      `${ref} está cerrado. Muévelo primero a una etapa abierta.`,
    ),
  );
}

function refuseNoTime({ name }: Sequence): Refusal {
  const named = fillText(name);
  return refuse(
    "no-time",
    say(
      `“${named.en}” never finds a time to write: look at its quiet hours.`,
      `“${named.pt}” nunca encontra hora para escrever: veja o horário de silêncio.`,
      `“${named.es}” nunca encuentra hora para escribir: revisa su horario de silencio.`,
    ),
  );
}

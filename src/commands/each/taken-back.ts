import { addWorkingTime } from "../../leads/calendar.ts";
import { leadRef } from "../../leads/ref.ts";
import { calendarOf } from "../../leads/reps.ts";
import { teamRouting } from "../../leads/team-routing.ts";
import type { Activity } from "../../leads/types/activity.ts";
import type { Lead } from "../../leads/types/lead.ts";
import type { Rep } from "../../leads/types/rep.ts";
import type { CommandResult, RunContext } from "../define.ts";
import { CALL_OUTCOMES, MEETING_OUTCOMES } from "../outcomes.ts";
import { phrase, type Texts } from "../present/phrase.ts";
import { safeName } from "../present/safe.ts";
import { done, leadOf, named, tellThread } from "./shared.ts";

/** Until when a rep who is asked again has to accept: as long as anybody. */
export function acceptTimes(rep: Rep, lead: Lead, { bundle, at }: RunContext) {
  const { acceptMinutes, remindMinutes } = teamRouting(bundle.routing, lead.teamId);
  const hours = calendarOf(rep, bundle.calendar);
  const after = (minutes: number | null) => (minutes === null ? null : addWorkingTime(at, minutes, hours));
  return { dueAt: after(acceptMinutes), remindAt: after(remindMinutes) };
}

/** Whether somebody reached the customer: what counts as an answer. */
export function isAnswer({ kind, note }: Activity): boolean {
  if (kind === "replied") return true;
  const outcomes = kind === "called" ? CALL_OUTCOMES : kind === "met" ? MEETING_OUTCOMES : [];
  const came = (note ?? "").split("\n")[0];
  return outcomes.some(({ id, reached }) => id === came && reached);
}

/** A lead that was passed on is back; whoever was asked meanwhile learns that they are not any more. */
export function tellGivenBack(input: RunContext, after: Lead): CommandResult {
  const { lead } = leadOf(input);
  const { actor, language, turn } = input;
  const asked = lead.offeredTo;
  if (asked !== null && asked !== actor.id) {
    const text = nowWith({ ref: leadRef(lead), rep: safeName(actor.name) });
    turn.notify({ to: { rep: asked }, leadId: lead.id, message: (reader) => ({ text: text[reader] }) });
  }
  return done(
    after.ownerId === actor.id ? yours(named(leadOf(input))) : offered(named(leadOf(input))),
    language,
  );
}

/** What was logged counts no more; who follows the thread has read it, so it is said there. */
export function tellTakenBack(input: RunContext, kind: "called" | "met" | "noted"): CommandResult {
  const rep = safeName(input.actor.name);
  tellThread(
    input,
    inThread((language) => ({ rep, what: WHAT[kind][language] })),
  );
  const { ref } = named(leadOf(input));
  return done(
    takenBack((language) => ({ ref, what: WHAT[kind][language] })),
    input.language,
  );
}

const WHAT: Record<"called" | "met" | "noted", Texts> = {
  called: { en: "the call", pt: "a ligação", es: "la llamada" },
  met: { en: "the meeting", pt: "a reunião", es: "la reunión" },
  noted: { en: "the note", pt: "a nota", es: "la nota" },
};

const takenBack = phrase<{ ref: string; what: string }>({
  en: "Undone: {what} on {ref} counts no more. The history shows it as taken back.",
  pt: "Desfeito: {what} em {ref} não conta mais. O histórico mostra que isso foi desfeito.",
  es: "Deshecho: {what} en {ref} ya no cuenta. El historial muestra que se deshizo.",
});

const inThread = phrase<{ rep: string; what: string }>({
  en: "↩️ {rep} took back {what} above.",
  pt: "↩️ {rep} desfez {what} acima.",
  es: "↩️ {rep} deshizo {what} de arriba.",
});

const yours = phrase<{ ref: string }>({
  en: "Undone: {ref} is yours again.",
  pt: "Desfeito: {ref} é seu de novo.",
  es: "Deshecho: {ref} es tuyo de nuevo.",
});

const offered = phrase<{ ref: string }>({
  en: "Undone: {ref} is offered to you again.",
  pt: "Desfeito: {ref} foi oferecido a você de novo.",
  es: "Deshecho: {ref} te fue ofrecido de nuevo.",
});

const nowWith = phrase<{ ref: string; rep: string }>({
  en: "{ref} is not waiting for you any more: {rep}, who had passed it on, took it back.",
  pt: "{ref} não espera mais por você: {rep}, que tinha passado adiante, pegou de volta.",
  es: "{ref} ya no te espera: {rep}, que lo había pasado, lo retomó.",
});

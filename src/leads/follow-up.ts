import { cleanText, clip } from "../text.ts";
import { changeLead } from "./change.ts";
import { type FollowUpChange, MAX_FOLLOW_UPS, saveFollowUp } from "./follow-up-rows.ts";
import { leftOf, nextTime, seriesIdOf } from "./follow-up-times.ts";
import { leadRef } from "./ref.ts";
import { type Refusal, refuse } from "./refusal.ts";
import type { Turn } from "./turn.ts";
import type { At } from "./types/at.ts";
import type { FollowUp, FollowUpKind, Repeats } from "./types/follow-up.ts";
import type { Lead } from "./types/lead.ts";
import { say } from "./words.ts";

export { MAX_FOLLOW_UPS };

/** The most characters of a note or an outcome. */
const MAX_TEXT = 1_000;

/** A lead with the follow-up that was changed, both as they now are. */
export interface LeadAndFollowUp {
  lead: Lead;
  followUp: FollowUp;
  /** The one that was planned in its place, because it repeats. */
  next: FollowUp | null;
}

/**
 * Plan a touch with a lead for a time to come. Refuses a past time and more than {@link MAX_FOLLOW_UPS}. On a lead that
 * is closed it is support, whatever was asked for: sales is over there.
 */
export function planFollowUp(
  turn: Turn,
  lead: Lead,
  plan: { repId: string; kind: FollowUpKind; note: string | null; dueAt: At; repeats?: Repeats | null },
): LeadAndFollowUp | Refusal {
  if (plan.dueAt <= turn.at) return refusePast();
  if (plan.repeats?.until !== undefined && plan.repeats.until < plan.dueAt) return refuseEnd();
  if (turn.openFollowUps(lead.id).length >= MAX_FOLLOW_UPS) return refuseTooMany(lead);
  const followUp: FollowUp = {
    id: turn.nextId(),
    leadId: lead.id,
    repId: plan.repId,
    kind: lead.stageKind === "open" ? plan.kind : "support",
    note: tidy(plan.note),
    outcome: null,
    status: "open",
    dueAt: plan.dueAt,
    plannedFor: plan.dueAt,
    repeats: plan.repeats ? { ...plan.repeats, since: plan.repeats.since ?? plan.dueAt } : null,
    remindedAt: null,
    createdBy: turn.actor.id,
    createdAt: turn.at,
    doneAt: null,
    moves: null,
    rule: null,
  };
  return change(turn, lead, "follow-up-planned", { before: null, after: followUp });
}

/** Snooze a follow-up, or plan it anew. What was planned at first still counts as kept or not. */
export function moveFollowUp(
  turn: Turn,
  lead: Lead,
  followUp: FollowUp,
  dueAt: At,
): LeadAndFollowUp | Refusal {
  if (followUp.status !== "open") return refuseClosed(lead);
  if (dueAt <= turn.at) return refusePast();
  if (dueAt === followUp.dueAt) return refuseUnchanged(lead);
  return change(turn, lead, "follow-up-moved", {
    before: followUp,
    after: { ...followUp, dueAt, remindedAt: null, moves: (followUp.moves ?? 0) + 1 },
  });
}

/**
 * It was done; `outcome` says what came of it. One that repeats is planned again, at the same local time of `timeZone`
 * also where the clock was changed meanwhile, for the next time that is still to come, until its end. `holidays`: local
 * dates that one which leaves them out goes round.
 */
export function finishFollowUp(
  turn: Turn,
  lead: Lead,
  followUp: FollowUp,
  outcome: string | null,
  timeZone: string,
  holidays: readonly string[] = [],
): LeadAndFollowUp | Refusal {
  if (followUp.status !== "open") return refuseClosed(lead);
  const done: FollowUp = { ...followUp, status: "done", outcome: tidy(outcome), doneAt: turn.at };
  const mayRepeat = lead.stageKind === "open" || followUp.kind === "support";
  const dueAt = mayRepeat ? nextTime(followUp, turn.at, timeZone, holidays) : null;
  if (dueAt === null) return change(turn, lead, "follow-up-done", { before: followUp, after: done });
  const next: FollowUp = {
    ...followUp,
    id: turn.nextId(),
    dueAt,
    plannedFor: dueAt,
    repeats: inSeries(followUp),
    remindedAt: null,
    createdAt: turn.at,
    moves: null,
  };
  return change(turn, lead, "follow-up-done", { before: followUp, after: done }, next);
}

/** It is not needed any more; one that repeats ends. `why` goes into the history. */
export function dropFollowUp(
  turn: Turn,
  lead: Lead,
  followUp: FollowUp,
  why: string | null = null,
): LeadAndFollowUp | Refusal {
  if (followUp.status !== "open") return refuseClosed(lead);
  const after: FollowUp = { ...followUp, status: "dropped", outcome: tidy(why), doneAt: turn.at };
  return change(turn, lead, "follow-up-dropped", { before: followUp, after });
}

/** Its owner is being reminded; no change of the lead, so nothing for the trail. */
export function markReminded(turn: Turn, followUp: FollowUp): void {
  // The timer that brought the reminder has fired: there is none left to cancel.
  turn.save("followUps", { ...followUp, remindedAt: turn.at });
}

function change(
  turn: Turn,
  lead: Lead,
  kind: "follow-up-planned" | "follow-up-moved" | "follow-up-done" | "follow-up-dropped",
  { before, after }: FollowUpChange,
  next: FollowUp | null = null,
): LeadAndFollowUp {
  saveFollowUp(turn, before, after);
  if (next !== null) saveFollowUp(turn, null, next);
  const followUps = [{ before, after }, ...(next === null ? [] : [{ before: null, after: next }])];
  const note = kind === "follow-up-planned" ? after.note : after.outcome;
  return { lead: changeLead(turn, lead, {}, { kind, note, followUps }), followUp: after, next };
}

/** A calendar that has the series takes what follows for the same. */
function inSeries(followUp: FollowUp): Repeats | null {
  const repeats = leftOf(followUp.repeats);
  return repeats === null ? null : { ...repeats, series: seriesIdOf(followUp) };
}

function tidy(text: string | null): string | null {
  return text === null ? null : clip(cleanText(text).trim(), MAX_TEXT) || null;
}

function refusePast(): Refusal {
  return refuse(
    "past-time",
    say(
      "That time has passed already: give one to come.",
      "Esse horário já passou: diga um que ainda venha.",
      "Esa hora ya pasó: di una que esté por venir.",
    ),
  );
}

function refuseEnd(): Refusal {
  return refuse(
    "ends-before-it-begins",
    say(
      "It would end before its first time: give a later end.",
      "Terminaria antes da primeira vez: diga um fim mais tarde.",
      "Terminaría antes de la primera vez: di un final más tarde.",
    ),
  );
}

function refuseTooMany(lead: Lead): Refusal {
  const ref = leadRef(lead);
  return refuse(
    "too-many-follow-ups",
    say(
      `${ref} has ${MAX_FOLLOW_UPS} open follow-ups: finish or drop one first.`,
      `${ref} tem ${MAX_FOLLOW_UPS} acompanhamentos abertos: conclua ou cancele um antes.`,
      `${ref} tiene ${MAX_FOLLOW_UPS} seguimientos abiertos: completa o cancela uno antes.`,
    ),
  );
}

function refuseClosed(lead: Lead): Refusal {
  const ref = leadRef(lead);
  return refuse(
    "follow-up-closed",
    say(
      `That follow-up of ${ref} is over already.`,
      `Esse acompanhamento de ${ref} já foi encerrado.`,
      `Ese seguimiento de ${ref} ya terminó.`,
    ),
  );
}

function refuseUnchanged(lead: Lead): Refusal {
  const ref = leadRef(lead);
  return refuse(
    "unchanged",
    say(`${ref} is like that already.`, `${ref} já está assim.`, `${ref} ya está así.`),
  );
}

import type { Card } from "../../channel/outbound.ts";
import type { Language } from "../../language.ts";
import { leadRef } from "../../leads/ref.ts";
import type { Refusal } from "../../leads/refusal.ts";
import type { FollowUp } from "../../leads/types/follow-up.ts";
import type { Lead } from "../../leads/types/lead.ts";
import type { CommandResult, LoadedLead, RunContext } from "../define.ts";
import { announceLead } from "../present/announce.ts";
import { leadCard } from "../present/card.ts";
import { whatToDo } from "../present/follow-ups.ts";
import { repName } from "../present/labels.ts";
import { threadNotice } from "../present/notices.ts";
import { phrase, type Texts } from "../present/phrase.ts";
import { formatMoment } from "../when/index.ts";

/** The lead of a command whose access is not `none`: run.ts has made sure that it is there. */
export function leadOf(input: Pick<RunContext, "lead">): LoadedLead {
  if (input.lead === null) throw new TypeError("A command that needs a lead was run without one.");
  return input.lead;
}

/** The reply of what went well. */
export function done(text: Texts, language: Language): CommandResult {
  return { reply: { text: text[language] } };
}

/** The reply of an everyday "no". */
export function refused(refusal: Refusal, language: Language): CommandResult {
  return { reply: { text: refusal.text[language] }, refused: true };
}

/** The reply of a command's own "no". */
export function no(text: Texts, { language }: Pick<RunContext, "language">): CommandResult {
  return { ...done(text, language), refused: true };
}

/**
 * A lead has changed: tell those who should see it, and the asker; also what follows for its follow-ups, and how it is
 * taken back, unless it cannot be (`undoable` false).
 */
export function changed(
  input: RunContext,
  after: Lead,
  text: Texts,
  options: { undoable?: boolean } = {},
): CommandResult {
  announce(input, after);
  const { language } = input;
  const lines = [text[language], ...carried(input, after.id)];
  if (options.undoable !== false) lines.push(undoHint({ ref: leadRef(after) })[language]);
  return { reply: { text: lines.join("\n") } };
}

/** What has become of the lead's follow-ups: dropped with a lead that was closed, or gone to its new owner. */
function carried({ turn, language, directory, actor, at }: RunContext, leadId: string): string[] {
  const when = ({ dueAt }: FollowUp) => formatMoment(dueAt, actor.timeZone, language, at);
  const all = turn.changes().followUps;
  const planned = all.filter(
    (row) => row.rule !== null && row.createdAt === turn.at && row.status === "open",
  );
  const rows = all.filter((row) => !planned.includes(row));
  const dropped = rows.filter((row) => row.status === "dropped").length;
  const [kept] = rows.filter((row) => row.status === "open");
  const count = rows.length - dropped;
  const support = turn.openFollowUps(leadId).filter((row) => row.kind === "support").length;
  return [
    ...(dropped === 0 ? [] : [droppedWith({ count: dropped, support })[language]]),
    ...planned.map((row) => byItself({ what: whatToDo(row, language), when: when(row) })[language]),
    ...(kept === undefined ? [] : [goAlong({ count, rep: repName(directory, kept.repId) })[language]]),
  ];
}

/** How a change of a lead is taken back, for the end of a reply. */
export const undoHint = phrase<{ ref: string }>({
  en: "“undo {ref}” takes it back.",
  pt: "“desfazer {ref}” desfaz.",
  es: "“deshacer {ref}” lo deshace.",
});

const byItself = phrase<{ what: string; when: string }>({
  en: "Planned by itself: {when} – {what}.",
  pt: "Agendado automaticamente: {when} – {what}.",
  es: "Programado automáticamente: {when} – {what}.",
});

const droppedWith = phrase<{ count: number; support: number }>({
  en: "{count, plural, one {Its open follow-up was dropped} other {Its # open follow-ups were dropped}}{support, plural, =0 {} other {; support stays}}.",
  pt: "{count, plural, one {O acompanhamento aberto foi cancelado} other {Os # acompanhamentos abertos foram cancelados}}{support, plural, =0 {} other {; suporte continua}}.",
  es: "{count, plural, one {Se canceló su seguimiento abierto} other {Se cancelaron sus # seguimientos abiertos}}{support, plural, =0 {} other {; el soporte sigue}}.",
});

const goAlong = phrase<{ count: number; rep: string }>({
  en: "{count, plural, one {Its open follow-up goes} other {Its # open follow-ups go}} along to {rep}.",
  pt: "{count, plural, one {O acompanhamento aberto vai} other {Os # acompanhamentos abertos vão}} junto para {rep}.",
  es: "{count, plural, one {Su seguimiento abierto pasa} other {Sus # seguimientos abiertos pasan}} a {rep}.",
});

/** Tell colleagues what has become of the lead. */
export function announce(input: RunContext, after: Lead, contact = leadOf(input).contact): void {
  const { lead } = leadOf(input);
  const { directory, bundle, at, actor, turn } = input;
  const offer = openOffer(input, after);
  announceLead(turn, lead, { lead: after, contact, offer, directory, bundle, at, by: actor });
}

/** Say something in the lead's thread, for all who follow it. */
export function tellThread(input: RunContext, text: Texts): void {
  const { lead } = leadOf(input);
  input.turn.notify({ to: { thread: lead.id }, leadId: lead.id, message: threadNotice(lead, text) });
}

/** The lead's card as it is after the turn. */
export function cardOf(input: RunContext, after: Lead): Card {
  const { directory, bundle, language, at } = input;
  return leadCard(
    after,
    leadOf(input).contact,
    openOffer(input, after),
    directory,
    bundle,
    language,
    at,
    [],
    input.actor.timeZone,
  );
}

/** The open offer as the turn has it by now. */
function openOffer(input: RunContext, after: Lead) {
  if (after.offerId === null) return null;
  const made = input.turn.changes().offers.find((offer) => offer.id === after.offerId);
  const loaded = leadOf(input).offer;
  return made ?? (loaded?.id === after.offerId ? loaded : null);
}

/** How replies name the lead. */
export function named(loaded: LoadedLead): { ref: string } {
  return { ref: leadRef(loaded.lead) };
}

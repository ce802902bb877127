import { leadRef } from "../../leads/ref.ts";
import type { FollowUp } from "../../leads/types/follow-up.ts";
import type { CommandResult, LoadContext, Loaded, RunContext } from "../define.ts";
import { problem } from "../help-text.ts";
import { refuseAccess, visibleTo } from "../policy.ts";
import { followUpRef, whatToDo } from "../present/follow-ups.ts";
import { phrase } from "../present/phrase.ts";
import { safeName } from "../present/safe.ts";
import type { CommandReads, FollowUpRow } from "../reads.ts";
import { formatMoment } from "../when/index.ts";
import { done, leadOf, named, refused } from "./shared.ts";

/** The most follow-ups that one is asked to choose from. */
const MOST = 8;

export interface WhichData {
  followUpId: string | null;
}

/**
 * Which follow-up a command such as `done` is about: the one that is named, else the lead's, else, where no lead is
 * named either, the asker's own that is due. With several the person chooses: `command` with `tail` behind it.
 */
export async function loadFollowUp(
  command: string,
  tail: string,
  args: { which?: string | undefined },
  reads: CommandReads,
  { actor, directory, language, at, leadId }: LoadContext,
): Promise<Loaded<WhichData> | ReturnType<typeof problem>> {
  const page = { offset: 0, limit: MOST };
  if (args.which !== undefined && leadId === null) {
    const { rows } = await reads.followUps({ scope: { kind: "all" }, id: args.which }, page);
    return { data: { followUpId: args.which }, leadId: rows[0]?.lead.id ?? null };
  }
  if (leadId !== null) return { data: { followUpId: args.which ?? null } };
  // Own ones stay on leads that were given to others since: those are told no more.
  const mine = { scope: visibleTo(actor, directory), repId: actor.id };
  const due = await reads.followUps({ ...mine, until: at }, page);
  const { rows } = due.rows.length > 0 ? due : await reads.followUps(mine, page);
  const [only, ...others] = rows;
  if (only === undefined) return problem("no-follow-up", nonePlanned({}), language);
  if (others.length === 0) return { data: { followUpId: only.followUp.id }, leadId: only.lead.id };
  const choices = rows.map((row) => ({
    value: [command, leadRef(row.lead), followUpRef(row.followUp.id), tail].join(" ").trim(),
    label: safeName(labelOf(row, actor.timeZone, language, at), 75),
  }));
  return problem("several-follow-ups", which({}), language, choices);
}

function labelOf(
  { followUp, lead }: FollowUpRow,
  zone: string,
  language: RunContext["language"],
  at: string,
): string {
  const who = lead.name ?? lead.company;
  const name = who === null ? leadRef(lead) : `${leadRef(lead)} ${safeName(who, 20)}`;
  const day = formatMoment(followUp.dueAt, zone, language, at).replace(/ \(.*\)$/, "");
  return `${name} · ${day} · ${whatToDo(followUp, language, 25)}`;
}

/** The follow-up as it is now, or the answer why there is none. */
export function followUpOf(
  input: RunContext & { data: WhichData },
  command: string,
  tail: string,
): FollowUp | CommandResult {
  const { actor, at, language, turn, directory } = input;
  if (input.lead === null) {
    const said = input.data.followUpId === null ? nonePlanned({}) : unknown({});
    return { ...done(said, language), refused: true };
  }
  const { lead } = leadOf(input);
  const denied = refuseAccess("change", actor, lead, directory);
  if (denied !== null) return refused(denied, language);
  const open = turn.openFollowUps(lead.id);
  const ref = named(leadOf(input));
  if (input.data.followUpId !== null) {
    const row = open.find((each) => each.id === input.data.followUpId);
    return row ?? { ...done(isOver(ref), language), refused: true };
  }
  const mine = open.filter((row) => row.repId === actor.id);
  const [only, ...others] = mine.length > 0 ? mine : open;
  if (only === undefined) return { ...done(noneOnLead(ref), language), refused: true };
  if (others.length === 0) return only;
  const choices = [only, ...others].slice(0, MOST).map((row) => ({
    value: [command, ref.ref, followUpRef(row.id), tail].join(" ").trim(),
    label: safeName(
      `${formatMoment(row.dueAt, actor.timeZone, language, at).replace(/ \(.*\)$/, "")} · ${whatToDo(row, language, 40)}`,
      75,
    ),
  }));
  return { reply: { text: whichOf(ref)[language], choices }, refused: true };
}

const nonePlanned = phrase({
  en: "You have nothing planned. To plan something: followup L-42 tomorrow at 10:00",
  pt: "Você não tem nada agendado. Para agendar: agendar L-42 amanhã às 10h",
  es: "No tienes nada programado. Para programar: agendar L-42 mañana a las 10:00",
});

const noneOnLead = phrase<{ ref: string }>({
  en: "{ref} has no open follow-up. To plan one: followup {ref} tomorrow at 10:00",
  pt: "{ref} não tem acompanhamento aberto. Para agendar: agendar {ref} amanhã às 10h",
  es: "{ref} no tiene seguimiento abierto. Para programar: agendar {ref} mañana a las 10:00",
});

const isOver = phrase<{ ref: string }>({
  en: "That follow-up of {ref} is over already. The open ones: followups {ref}",
  pt: "Esse acompanhamento de {ref} já foi encerrado. Os abertos: agenda {ref}",
  es: "Ese seguimiento de {ref} ya terminó. Los abiertos: agenda {ref}",
});

const unknown = phrase({
  en: "I know no such open follow-up. “followups” lists yours.",
  pt: "Não conheço esse acompanhamento aberto. “agenda” lista os seus.",
  es: "No conozco ese seguimiento abierto. “agenda” muestra los tuyos.",
});

const which = phrase({
  en: "Which one do you mean?",
  pt: "Qual deles você quer dizer?",
  es: "¿Cuál de ellos?",
});

const whichOf = phrase<{ ref: string }>({
  en: "{ref} has several follow-ups. Which one?",
  pt: "{ref} tem vários acompanhamentos. Qual deles?",
  es: "{ref} tiene varios seguimientos. ¿Cuál?",
});

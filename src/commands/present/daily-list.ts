import type { CardButton, OutboundMessage } from "../../channel/outbound.ts";
import type { FlowBundle } from "../../flow/bundle.ts";
import { leadRef } from "../../leads/ref.ts";
import type { At } from "../../leads/types/at.ts";
import type { Rep } from "../../leads/types/rep.ts";
import { clip } from "../../text.ts";
import type { FollowUpPage, LeadPage, LeadRow } from "../reads.ts";
import { followUpButton } from "./card-actions.ts";
import { doneButton } from "./follow-up-buttons.ts";
import { followUpLine } from "./follow-ups.ts";
import { stageName } from "./labels.ts";
import { phrase, type Texts } from "./phrase.ts";
import { safeName } from "./safe.ts";

/** What a rep's daily list tells of. */
export interface DailyFacts {
  /** Open follow-ups of the rep that were due before, the oldest first. */
  overdue: FollowUpPage;
  /** The rep's leads that should have a next step and have none. */
  unplanned: LeadPage;
}

/** As many as one reads: the rest are a command away. */
const MOST_OVERDUE = 8;
const MOST_BY_STAGE = 8;
const MOST_DONE = 3;
const MOST_PLAN = 5;
const NAME_LENGTH = 24;

/**
 * What is overdue and which leads have no next step, in one message however many they are, with buttons for the first of
 * each; null when there is nothing of either.
 */
export function dailyList(
  { overdue, unplanned }: DailyFacts,
  { rep, bundle, at }: { rep: Rep; bundle: FlowBundle; at: At },
): OutboundMessage | null {
  if (overdue.total === 0 && unplanned.total === 0) return null;
  const { language, timeZone } = rep;
  const title = heading({ overdue: overdue.total, unplanned: unplanned.total })[language];
  const shown = overdue.rows.slice(0, MOST_OVERDUE);
  const late = shown.map(
    ({ followUp, lead }) => `• ${followUpLine(followUp, lead, { language, at, zone: timeZone })}`,
  );
  const moreLate = overdue.total - shown.length;
  const lines = [
    ...(overdue.total === 0 ? [] : [OVERDUE[language], ...late]),
    ...(moreLate > 0 ? [`… ${more({ count: moreLate, command: "followups overdue" })[language]}`] : []),
    ...(unplanned.total === 0 ? [] : [UNPLANNED[language], ...byStage(unplanned, bundle, rep)]),
  ];
  const buttons: CardButton[] = [
    ...shown.slice(0, MOST_DONE).map(({ followUp, lead }) => ({
      ...doneButton(leadRef(lead), followUp, language),
      label: `✓ ${leadRef(lead)} ${safeName(lead.name ?? lead.company ?? "", NAME_LENGTH)}`.trim(),
    })),
    ...unplanned.rows.slice(0, MOST_PLAN).map((lead) => ({
      ...followUpButton(leadRef(lead), language),
      label: `📌 ${leadRef(lead)} ${safeName(lead.name ?? lead.company ?? "", NAME_LENGTH)}`.trim(),
    })),
    ...(moreLate > 0 ? [{ label: ALL_OVERDUE[language], command: "followups overdue" }] : []),
    ...(unplanned.total > MOST_PLAN
      ? [{ label: ALL_UNPLANNED[language], command: "followups unplanned" }]
      : []),
  ];
  return {
    text: [title, ...lines, HINT[language]].join("\n"),
    card: { title, fields: [], lines: [...lines, HINT[language]], buttons },
  };
}

/** One line a stage, in the pipeline's order: how many, and the first by name. */
function byStage({ rows, total }: LeadPage, bundle: FlowBundle, { language }: Rep): string[] {
  const stages = bundle.pipeline.stages.map((stage) => stage.id);
  const groups = new Map<string, LeadRow[]>();
  for (const row of rows) groups.set(row.stage, [...(groups.get(row.stage) ?? []), row]);
  const ordered = [...groups].sort(([a], [b]) => stages.indexOf(a) - stages.indexOf(b));
  const lines = ordered.map(([stage, leads]) => {
    const names = leads
      .slice(0, MOST_BY_STAGE)
      .map((lead) => `${leadRef(lead)} ${safeName(lead.name ?? lead.company ?? "", NAME_LENGTH)}`.trim());
    const rest = leads.length - names.length;
    const listed = rest > 0 ? `${names.join(", ")}, +${rest}` : names.join(", ");
    return clip(`• ${stageName(bundle, stage, language)} (${leads.length}): ${listed}`, 400);
  });
  const unread = total - rows.length;
  return unread > 0
    ? [...lines, `… ${more({ count: unread, command: "followups unplanned" })[language]}`]
    : lines;
}

const heading = phrase<{ overdue: number; unplanned: number }>({
  en: "☀️ Good morning: {overdue, plural, =0 {} one {# follow-up is overdue} other {# follow-ups are overdue}}{overdue, plural, =0 {} other {{unplanned, plural, =0 {} other {, }}}}{unplanned, plural, =0 {} one {# lead has no next step} other {# leads have no next step}}",
  pt: "☀️ Bom dia: {overdue, plural, =0 {} one {# acompanhamento atrasado} other {# acompanhamentos atrasados}}{overdue, plural, =0 {} other {{unplanned, plural, =0 {} other {, }}}}{unplanned, plural, =0 {} one {# lead sem próximo passo} other {# leads sem próximo passo}}",
  es: "☀️ Buenos días: {overdue, plural, =0 {} one {# seguimiento atrasado} other {# seguimientos atrasados}}{overdue, plural, =0 {} other {{unplanned, plural, =0 {} other {, }}}}{unplanned, plural, =0 {} one {# lead sin próximo paso} other {# leads sin próximo paso}}",
});

const OVERDUE: Texts = { en: "⚠️ Overdue", pt: "⚠️ Atrasados", es: "⚠️ Atrasados" };
const UNPLANNED: Texts = {
  en: "📌 Without a next step",
  pt: "📌 Sem próximo passo",
  es: "📌 Sin próximo paso",
};
const ALL_OVERDUE: Texts = { en: "All overdue", pt: "Todos os atrasados", es: "Todos los atrasados" };
const ALL_UNPLANNED: Texts = {
  en: "All without a next step",
  pt: "Todos sem próximo passo",
  es: "Todos sin próximo paso",
};
const HINT: Texts = {
  en: "Plan one with, for instance, “followup L-42 tomorrow at 10:00 call”. “daily off” stops this list.",
  pt: "Agende, por exemplo, com “agendar L-42 amanhã às 10h ligar”. “diário desligar” para esta lista.",
  es: "Programa, por ejemplo, con “agendar L-42 mañana a las 10:00 llamar”. “diario apagar” detiene esta lista.",
};

const more = phrase<{ count: number; command: string }>({
  en: "and {count, number} more: {command}",
  pt: "e mais {count, number}: {command}",
  es: "y {count, number} más: {command}",
});

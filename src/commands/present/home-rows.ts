import type { PageBlock } from "../../channel/outbound.ts";
import type { FlowBundle } from "../../flow/bundle.ts";
import type { Language } from "../../language.ts";
import { leadRef } from "../../leads/ref.ts";
import type { At } from "../../leads/types/at.ts";
import type { Directory } from "../../leads/types/directory.ts";
import type { Rep } from "../../leads/types/rep.ts";
import type { FollowUpRow, LeadRow, OpenWork } from "../reads.ts";
import { formatMoment } from "../when/echo.ts";
import { leadButtons } from "./card-actions.ts";
import { leadDeadlines } from "./deadlines.ts";
import { followUpButtons } from "./follow-up-buttons.ts";
import { OVERDUE, whatToDo } from "./follow-ups.ts";
import { formatDuration, formatMoney, formatRelative } from "./format.ts";
import { gradeSign, repName, stageName } from "./labels.ts";
import { likelyShort } from "./likely.ts";
import { phrase, type Texts } from "./phrase.ts";
import { leadTitle } from "./title.ts";

/** Who reads the page, and when. */
export interface HomeView {
  actor: Rep;
  bundle: FlowBundle;
  directory: Directory;
  language: Language;
  at: At;
}

/** A lead that waits to be claimed or passed, with the offer's clock. */
export function offerRow(row: LeadRow, { bundle, language, at, actor }: HomeView): PageBlock {
  const ref = leadRef(row);
  const view = { language, at, zone: actor.timeZone };
  const deadlines = leadDeadlines({ ...row, offerId: row.id }, row.offerDueAt, view).slice(0, 2);
  return {
    kind: "row",
    text: `${gradeSign(row.grade)} ${leadTitle(row, row)}`,
    detail: stageName(bundle, row.stage, language),
    ...(deadlines.length === 0 ? {} : { deadlines }),
    buttons: [
      { label: CLAIM[language], command: `claim ${ref}`, style: "primary" },
      { label: PASS[language], command: `pass ${ref}` },
    ],
    leadId: row.id,
  };
}

/** An open lead: how long its customer waits, what is next, and who has it when the reader has not. */
export function workRow({ lead, name, company, waitingSince }: OpenWork, view: HomeView): PageBlock {
  const { bundle, directory, language, at, actor } = view;
  const { value, currency, nextStep } = lead;
  const waits =
    waitingSince === null
      ? null
      : waitsFor({ span: formatDuration(Math.max(0, Date.parse(at) - Date.parse(waitingSince))) })[language];
  const facts = [
    waits,
    stageName(bundle, lead.stage, language),
    lead.likely === null ? null : likelyShort(lead.likely.chance, language),
    value === null || currency === null ? null : formatMoney(value, currency, language, bundle),
    nextStep === null ? null : `⏰ ${formatMoment(nextStep.at, actor.timeZone, language, at)}`,
    lead.ownerId === actor.id ? null : holderOf(lead, directory),
  ];
  const deadlines = leadDeadlines(lead, lead.offerDueAt, { language, at, zone: actor.timeZone });
  return {
    kind: "row",
    text: `${gradeSign(lead.grade)} ${leadTitle(lead, { name, company })}`,
    detail: facts.filter((fact) => fact !== null).join(" · "),
    ...(deadlines.length === 0 ? {} : { deadlines }),
    buttons: leadButtons(lead, { language }),
    leadId: lead.id,
  };
}

function holderOf(lead: OpenWork["lead"], directory: Directory): string | null {
  if (lead.ownerId !== null) return repName(directory, lead.ownerId);
  return lead.offeredTo === null ? null : `→ ${repName(directory, lead.offeredTo)}`;
}

/** What is to be done for a lead, and when. */
export function followUpRow({ followUp, lead }: FollowUpRow, { language, at, actor }: HomeView): PageBlock {
  const when = formatMoment(followUp.dueAt, actor.timeZone, language, at);
  return {
    kind: "row",
    text: leadTitle(lead, lead),
    detail: [whatToDo(followUp, language), followUp.dueAt < at ? `${OVERDUE[language]}: ${when}` : when].join(
      " · ",
    ),
    buttons: followUpButtons(followUp, lead, language),
    leadId: lead.id,
  };
}

/** A lead with limits that ran out, or soon will, and who has it. */
export function lateRow(row: LeadRow, { bundle, directory, language, at, actor }: HomeView): PageBlock {
  const view = { language, at, zone: actor.timeZone };
  const offerId = row.offerDueAt === null ? null : row.id;
  const who = row.ownerId ?? row.offeredTo;
  return {
    kind: "row",
    text: `${gradeSign(row.grade)} ${leadTitle(row, row)}`,
    detail: [
      stageName(bundle, row.stage, language),
      who === null ? FREE_NOW[language] : repName(directory, who),
    ].join(" · "),
    deadlines: leadDeadlines({ ...row, offerId }, row.offerDueAt, view),
    buttons: [{ label: SHOW[language], command: `show ${leadRef(row)}` }],
    leadId: row.id,
  };
}

/** A lead that nobody has taken. */
export function freeRow(row: LeadRow, view: HomeView): PageBlock {
  const { bundle, language, at } = view;
  return {
    kind: "row",
    text: `${gradeSign(row.grade)} ${leadTitle(row, row)}`,
    detail: [stageName(bundle, row.stage, language), formatRelative(row.openedAt, at, language)].join(" · "),
    buttons: [{ label: CLAIM[language], command: `claim ${leadRef(row)}` }],
    leadId: row.id,
  };
}

const waitsFor = phrase<{ span: string }>({
  en: "💬 waiting {span}",
  pt: "💬 esperando há {span}",
  es: "💬 espera hace {span}",
});
const FREE_NOW: Texts = { en: "free", pt: "livre", es: "libre" };
const CLAIM: Texts = { en: "Claim", pt: "Assumir", es: "Tomar" };
const PASS: Texts = { en: "Pass", pt: "Passar", es: "Pasar" };
const SHOW: Texts = { en: "Show", pt: "Ver", es: "Ver" };

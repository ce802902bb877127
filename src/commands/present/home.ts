import type { CardButton, Page, PageBlock } from "../../channel/outbound.ts";
import type { FlowBundle } from "../../flow/bundle.ts";
import type { Language } from "../../language.ts";
import { leadRef } from "../../leads/ref.ts";
import type { At } from "../../leads/types/at.ts";
import type { Directory } from "../../leads/types/directory.ts";
import type { Rep } from "../../leads/types/rep.ts";
import type { InsightAnswer, Numbers } from "../insights.ts";
import { isManager } from "../policy.ts";
import type { FollowUpRow, LeadPage, LeadRow, OpenWork, PipelineRow } from "../reads.ts";
import { formatMoment } from "../when/echo.ts";
import { leadButtons } from "./card-actions.ts";
import { leadDeadlines } from "./deadlines.ts";
import { followUpButtons } from "./follow-up-buttons.ts";
import { OVERDUE, whatToDo } from "./follow-ups.ts";
import { formatDuration, formatMoney, formatNumber, formatPercent, formatRelative } from "./format.ts";
import { gradeSign, repName, stageName } from "./labels.ts";
import { likelyShort } from "./likely.ts";
import { phrase, type Texts } from "./phrase.ts";
import { safeName } from "./safe.ts";
import { leadTitle } from "./title.ts";

/** What a colleague's own page shows, as it was read. */
export interface HomeFacts {
  /** Offered to this person, and not decided. */
  offers: readonly LeadRow[];
  /** Their own open leads, those whose customers wait longest first. */
  work: readonly OpenWork[];
  /** Overdue, and due today. */
  followUps: readonly FollowUpRow[];
  numbers: OwnNumbers;
  /** For managers. */
  managed: {
    pipeline: readonly PipelineRow[];
    free: LeadPage;
    /** Nobody has answered yet, longest first. */
    slow: readonly OpenWork[];
    /** With a limit that ran out, or will within an hour. */
    late: LeadPage;
    board: InsightAnswer;
  } | null;
  at: At;
}

export interface OwnNumbers {
  mine: Numbers;
  /** What each of the team has on average; null when there is no team to compare with. */
  team: { created: number; won: number; medianSeconds: number | null } | null;
}

export interface HomeView {
  actor: Rep;
  bundle: FlowBundle;
  directory: Directory;
  language: Language;
  at: At;
}

/** Rows on a page: far below what any channel takes of blocks. */
const ROWS = 15;

/** A colleague's own page, most urgent first. `number` counts from 1; beyond the end it is the last. */
export function homePage(facts: HomeFacts, number: number, view: HomeView): Page {
  const { language } = view;
  const entries = entriesOf(facts, view);
  const pages = Math.max(1, Math.ceil(entries.length / ROWS));
  const page = Math.min(number, pages);
  const shown = entries.slice((page - 1) * ROWS, page * ROWS);
  const blocks: PageBlock[] = [];
  if (page === 1) blocks.push(...numbersBlocks(facts.numbers, view));
  if (page === 1 && facts.managed !== null) blocks.push(...managedBlocks(facts.managed, view));
  if (entries.length === 0)
    blocks.push({ kind: "heading", text: YOURS[language] }, { kind: "text", text: NOTHING[language] });
  let group = "";
  for (const entry of shown) {
    if (entry.group !== group) blocks.push({ kind: "heading", text: entry.group });
    group = entry.group;
    blocks.push(entry.row);
  }
  blocks.push({ kind: "buttons", buttons: pageButtons(page, pages, view) });
  return { title: title({ name: safeName(view.actor.name), page, pages })[language], blocks };
}

interface Entry {
  group: string;
  row: PageBlock;
}

/** Offers with their clock, customers who wait, follow-ups, the rest; each lead where it is most urgent. */
function entriesOf(facts: HomeFacts, view: HomeView): Entry[] {
  const { language } = view;
  const waiting = facts.work.filter((each) => each.waitingSince !== null);
  const planned = new Set(facts.followUps.map(({ lead }) => lead.id));
  const rest = facts.work.filter((each) => each.waitingSince === null && !planned.has(each.lead.id));
  return [
    ...byClock(facts.offers).map((row) => ({ group: OFFERS[language], row: offerRow(row, view) })),
    ...waiting.map((work) => ({ group: WAITING[language], row: workRow(work, view) })),
    ...facts.followUps.map((each) => ({ group: FOLLOW_UPS[language], row: followUpRow(each, view) })),
    ...rest.map((work) => ({ group: REST[language], row: workRow(work, view) })),
  ];
}

function byClock(rows: readonly LeadRow[]): LeadRow[] {
  return [...rows].sort((a, b) => ((a.offerDueAt ?? "9") < (b.offerDueAt ?? "9") ? -1 : 1));
}

function offerRow(row: LeadRow, { bundle, language, at, actor }: HomeView): PageBlock {
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

function workRow({ lead, name, company, waitingSince }: OpenWork, view: HomeView): PageBlock {
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

function followUpRow({ followUp, lead }: FollowUpRow, { language, at, actor }: HomeView): PageBlock {
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

/** The month so far, against what each of the team has on average. */
function numbersBlocks({ mine, team }: OwnNumbers, { language }: HomeView): PageBlock[] {
  const against = (own: string, others: string | null) =>
    others === null ? own : comparedTo({ own, others })[language];
  const average = (value: number | undefined) =>
    value === undefined ? null : formatNumber(Math.round(value * 10) / 10, language);
  const span = (seconds: number | null | undefined) =>
    seconds === null || seconds === undefined ? null : formatDuration(seconds * 1_000);
  const own = span(mine.firstResponse.working.medianSeconds) ?? "–";
  const { kept, planned } = mine.followUps;
  return [
    { kind: "heading", text: MONTH[language] },
    {
      kind: "facts",
      facts: [
        {
          label: LEADS[language],
          value: against(formatNumber(mine.created, language), average(team?.created)),
        },
        { label: WON[language], value: against(formatNumber(mine.won.count, language), average(team?.won)) },
        { label: ANSWER[language], value: against(own, span(team?.medianSeconds)) },
        { label: KEPT[language], value: planned === 0 ? "–" : `${kept} / ${planned}` },
      ],
    },
  ];
}

function managedBlocks(managed: NonNullable<HomeFacts["managed"]>, view: HomeView): PageBlock[] {
  const { language } = view;
  const { free, slow, late } = managed;
  const some = (heading: Texts, rows: PageBlock[], none: Texts): PageBlock[] => [
    { kind: "heading", text: heading[language] },
    ...(rows.length === 0 ? [{ kind: "text" as const, text: none[language] }] : rows),
  ];
  const more = free.total - free.rows.length;
  const moreLate = late.total - late.rows.length;
  return [
    ...pipelineBlocks(managed.pipeline, view),
    { kind: "heading", text: SLA[language] },
    { kind: "facts", facts: slaFacts(managed.board.total, view) },
    ...some(
      LATE,
      late.rows.map((row) => lateRow(row, view)),
      NONE_LATE,
    ),
    ...(moreLate > 0 ? [{ kind: "text" as const, text: moreOverdue({ count: moreLate })[language] }] : []),
    ...some(
      FREE,
      free.rows.map((row) => freeRow(row, view)),
      NONE_FREE,
    ),
    ...(more > 0 ? [{ kind: "text" as const, text: moreLeads({ count: more })[language] }] : []),
    ...some(
      SLOW,
      slow.map((work) => workRow(work, view)),
      NONE_SLOW,
    ),
    { kind: "heading", text: TEAM[language] },
    { kind: "text", text: boardLines(managed.board, view).join("\n") },
  ];
}

function pipelineBlocks(rows: readonly PipelineRow[], { bundle, language }: HomeView): PageBlock[] {
  const open = bundle.pipeline.stages.filter((stage) => stage.kind === "open");
  const facts = open.map(({ id }) => {
    const here = rows.filter((row) => row.stage === id);
    const count = here.reduce((sum, row) => sum + row.count, 0);
    const sums = here
      .filter((row) => row.currency !== null && row.value > 0)
      .map((row) => formatMoney(row.value, row.currency ?? "", language, bundle));
    return {
      label: stageName(bundle, id, language),
      value: [formatNumber(count, language), ...sums].join(" · "),
    };
  });
  return [
    { kind: "heading", text: PIPELINE[language] },
    { kind: "facts", facts: facts.slice(0, 10) },
  ];
}

/** How much was kept of what was promised this month. */
function slaFacts(numbers: Numbers, { language }: HomeView): { label: string; value: string }[] {
  const { response, stages } = numbers.sla;
  const told = (label: Texts, all: readonly { kept: number; broken: number }[]) => {
    const kept = all.reduce((sum, each) => sum + each.kept, 0);
    const sum = all.reduce((total, each) => total + each.kept + each.broken, 0);
    const value = sum === 0 ? "–" : `${formatPercent(kept / sum, language)} (${kept} / ${sum})`;
    return { label: label[language], value };
  };
  return [told(ANSWERS_IN_TIME, [response]), told(STAGES_IN_TIME, stages)];
}

function lateRow(row: LeadRow, { bundle, directory, language, at, actor }: HomeView): PageBlock {
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

function freeRow(row: LeadRow, view: HomeView): PageBlock {
  const { bundle, language, at } = view;
  return {
    kind: "row",
    text: `${gradeSign(row.grade)} ${leadTitle(row, row)}`,
    detail: [stageName(bundle, row.stage, language), formatRelative(row.openedAt, at, language)].join(" · "),
    buttons: [{ label: CLAIM[language], command: `claim ${leadRef(row)}` }],
    leadId: row.id,
  };
}

/** Each of those who sell: the month so far, and whether they are away. */
function boardLines({ groups }: InsightAnswer, { directory, language, at, actor }: HomeView): string[] {
  const byRep = new Map(groups.map(({ key, numbers }) => [key, numbers]));
  const reps = [...directory.reps.values()]
    .filter((rep) => rep.active && (rep.role === "rep" || byRep.has(rep.id)))
    .sort((a, b) => (byRep.get(b.id)?.won.count ?? 0) - (byRep.get(a.id)?.won.count ?? 0));
  const lines = reps.slice(0, 20).map((rep) => {
    const numbers = byRep.get(rep.id);
    const facts = boardFacts({
      open: rep.openLeads,
      created: numbers?.created ?? 0,
      won: numbers?.won.count ?? 0,
    })[language];
    const seconds = numbers?.firstResponse.working.medianSeconds ?? null;
    const until = rep.awayUntil !== null && rep.awayUntil > at ? rep.awayUntil : null;
    return [
      `${until === null ? "•" : "🌴"} ${safeName(rep.name)}: ${facts}`,
      ...(seconds === null ? [] : [`⏱ ${formatDuration(seconds * 1_000)}`]),
      ...(until === null
        ? []
        : [awayUntil({ time: formatMoment(until, actor.timeZone, language, at) })[language]]),
    ].join(" · ");
  });
  return lines.length === 0 ? [NOBODY[language]] : lines;
}

function pageButtons(page: number, pages: number, { actor, language }: HomeView): CardButton[] {
  const buttons: CardButton[] = [];
  if (page > 1) buttons.push({ label: `← ${PAGE[language]} ${page - 1}`, command: `home page ${page - 1}` });
  if (page < pages)
    buttons.push({ label: `${PAGE[language]} ${page + 1} →`, command: `home page ${page + 1}` });
  buttons.push({ label: REFRESH[language], command: "home" });
  if (isManager(actor)) buttons.push({ label: REPORT[language], command: "report" });
  else buttons.push({ label: STATS[language], command: "stats" });
  buttons.push({ label: HELP[language], command: "help" });
  return buttons;
}

const title = phrase<{ name: string; page: number; pages: number }>({
  en: "{name}: your work{pages, plural, one {} other { ({page} of {pages})}}",
  pt: "{name}: seu trabalho{pages, plural, one {} other { ({page} de {pages})}}",
  es: "{name}: tu trabajo{pages, plural, one {} other { ({page} de {pages})}}",
});

const waitsFor = phrase<{ span: string }>({
  en: "💬 waiting {span}",
  pt: "💬 esperando há {span}",
  es: "💬 espera hace {span}",
});

const comparedTo = phrase<{ own: string; others: string }>({
  en: "{own} (team ⌀ {others})",
  pt: "{own} (equipe ⌀ {others})",
  es: "{own} (equipo ⌀ {others})",
});

const moreLeads = phrase<{ count: number }>({
  en: "and {count, plural, one {# more lead} other {# more leads}}: leads free",
  pt: "e mais {count, plural, one {# lead} other {# leads}}: leads livres",
  es: "y {count, plural, one {# lead más} other {# leads más}}: leads libres",
});

const moreOverdue = phrase<{ count: number }>({
  en: "and {count, plural, one {# more lead} other {# more leads}}: leads overdue",
  pt: "e mais {count, plural, one {# lead} other {# leads}}: leads atrasados",
  es: "y {count, plural, one {# lead más} other {# leads más}}: leads atrasados",
});

const boardFacts = phrase<{ open: number; created: number; won: number }>({
  en: "{open} open · {created} new · {won} won",
  pt: "{open, plural, one {# aberto} other {# abertos}} · {created, plural, one {# novo} other {# novos}} · {won, plural, one {# ganho} other {# ganhos}}",
  es: "{open, plural, one {# abierto} other {# abiertos}} · {created, plural, one {# nuevo} other {# nuevos}} · {won, plural, one {# ganado} other {# ganados}}",
});

const awayUntil = phrase<{ time: string }>({
  en: "away until {time}",
  pt: "ausente até {time}",
  es: "ausente hasta {time}",
});

const OFFERS: Texts = { en: "Offered to you", pt: "Oferecidos a você", es: "Ofrecidos a ti" };
const WAITING: Texts = {
  en: "Waiting for your answer",
  pt: "Esperando sua resposta",
  es: "Esperan tu respuesta",
};
const FOLLOW_UPS: Texts = { en: "Follow-ups", pt: "Lembretes", es: "Recordatorios" };
const REST: Texts = { en: "Your other leads", pt: "Seus outros leads", es: "Tus otros leads" };
const YOURS: Texts = { en: "Your leads", pt: "Seus leads", es: "Tus leads" };
const MONTH: Texts = { en: "Your month so far", pt: "Seu mês até aqui", es: "Tu mes hasta ahora" };
const LEADS: Texts = { en: "New leads", pt: "Novos leads", es: "Leads nuevos" };
const WON: Texts = { en: "Won", pt: "Ganhos", es: "Ganados" };
const ANSWER: Texts = { en: "First answer", pt: "Primeira resposta", es: "Primera respuesta" };
const KEPT: Texts = { en: "Follow-ups kept", pt: "Lembretes cumpridos", es: "Recordatorios cumplidos" };
const PIPELINE: Texts = { en: "Pipeline", pt: "Funil", es: "Embudo" };
const FREE: Texts = {
  en: "Leads that nobody has taken",
  pt: "Leads que ninguém assumiu",
  es: "Leads que nadie tomó",
};
const NONE_FREE: Texts = {
  en: "Every lead is with somebody.",
  pt: "Todo lead está com alguém.",
  es: "Todo lead está con alguien.",
};
const SLA: Texts = {
  en: "Kept in time, this month",
  pt: "Prazos cumpridos, este mês",
  es: "Plazos cumplidos, este mes",
};
const ANSWERS_IN_TIME: Texts = {
  en: "First answers in time",
  pt: "Primeiras respostas no prazo",
  es: "Primeras respuestas a tiempo",
};
const STAGES_IN_TIME: Texts = {
  en: "Stages in time",
  pt: "Etapas no prazo",
  es: "Etapas a tiempo",
};
const LATE: Texts = {
  en: "Overdue, or within an hour",
  pt: "Atrasados, ou dentro de uma hora",
  es: "Atrasados, o dentro de una hora",
};
const NONE_LATE: Texts = {
  en: "Nothing is overdue.",
  pt: "Nada está atrasado.",
  es: "Nada está atrasado.",
};
const FREE_NOW: Texts = { en: "free", pt: "livre", es: "libre" };
const SHOW: Texts = { en: "Show", pt: "Ver", es: "Ver" };
const SLOW: Texts = {
  en: "No first answer yet",
  pt: "Ainda sem primeira resposta",
  es: "Aún sin primera respuesta",
};
const NONE_SLOW: Texts = {
  en: "Everybody has been answered.",
  pt: "Todos já foram respondidos.",
  es: "Todos ya recibieron respuesta.",
};
const TEAM: Texts = { en: "Team, this month", pt: "Equipe, este mês", es: "Equipo, este mes" };
const NOBODY: Texts = { en: "Nobody yet.", pt: "Ninguém ainda.", es: "Nadie todavía." };
const NOTHING: Texts = {
  en: "Nothing waits for you. Enjoy the quiet.",
  pt: "Nada esperando por você. Aproveite a calma.",
  es: "Nada te espera. Disfruta la calma.",
};
const CLAIM: Texts = { en: "Claim", pt: "Assumir", es: "Tomar" };
const PASS: Texts = { en: "Pass", pt: "Passar", es: "Pasar" };
const PAGE: Texts = { en: "Page", pt: "Página", es: "Página" };
const REFRESH: Texts = { en: "Refresh", pt: "Atualizar", es: "Actualizar" };
const REPORT: Texts = { en: "Report", pt: "Relatório", es: "Informe" };
const STATS: Texts = { en: "Numbers", pt: "Números", es: "Números" };
const HELP: Texts = { en: "Help", pt: "Ajuda", es: "Ayuda" };

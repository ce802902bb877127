import type { PageBlock } from "../../channel/outbound.ts";
import type { InsightAnswer, Numbers } from "../insights.ts";
import type { LeadPage, OpenWork, PipelineRow } from "../reads.ts";
import { formatMoment } from "../when/echo.ts";
import { formatDuration, formatMoney, formatNumber, formatPercent } from "./format.ts";
import { freeRow, type HomeView, lateRow, workRow } from "./home-rows.ts";
import { stageName } from "./labels.ts";
import { phrase, type Texts } from "./phrase.ts";
import { safeName } from "./safe.ts";

/** What a manager's page shows besides. */
export interface Managed {
  pipeline: readonly PipelineRow[];
  free: LeadPage;
  /** Nobody has answered yet, longest first. */
  slow: readonly OpenWork[];
  /** With a limit that ran out, or will within an hour. */
  late: LeadPage;
  board: InsightAnswer;
}

/** The pipeline, what was kept in time, the leads that need somebody, and the team. */
export function managedBlocks(managed: Managed, view: HomeView): PageBlock[] {
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
const PIPELINE: Texts = { en: "Pipeline", pt: "Funil", es: "Embudo" };
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

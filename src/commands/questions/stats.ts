import type { InsightAnswer, Numbers } from "../insights.ts";
import { formatPercent } from "../present/format.ts";
import { reasonName } from "../present/labels.ts";
import { phrase, type Texts } from "../present/phrase.ts";
import { createdOverTime } from "./charts.ts";
import { defineQuestion, type Inquiry, queryOf, type Table, type View } from "./question.ts";
import { slaLines } from "./sla-lines.ts";
import {
  change,
  counted,
  keyName,
  listOf,
  moneyCells,
  moneyColumns,
  moneyText,
  questionOf,
  seconds,
  share,
  shared,
  whose,
} from "./words.ts";

/** The most entries of a list within a line; the others are added up. */
const MOST_ENTRIES = 5;

/** What happened in a period against the one before. */
export const statsQuestion = defineQuestion<{ now: InsightAnswer; before: Numbers }>({
  id: "stats",
  hasPeriod: true,
  by: "source",
  async load(inquiry, reads) {
    const [now, before] = await Promise.all([
      reads.insight({ ...queryOf(inquiry), by: inquiry.by ?? "source", each: inquiry.each }),
      reads.insight(queryOf(inquiry, inquiry.earlier)),
    ]);
    return { now, before: before.total };
  },
  tell({ now, before }, inquiry, view) {
    const { language } = view;
    const by = inquiry.by ?? "source";
    const title = statsTitle((l) => ({
      period: inquiry.period.label[l],
      whose: whose(inquiry, { ...view, language: l }),
    }))[language];
    const chart = createdOverTime(now, by, inquiry, view);
    const groups = now.groups
      .filter(({ numbers }) => numbers.created > 0)
      .map(({ key, numbers }) => ({ label: keyName(by, key, view), count: numbers.created }));
    return {
      title,
      lines: [
        ...mainLines(now.total, before, view),
        ...responseLines(now.total, before, view),
        ...followUpLines(now.total, view),
        ...(isQuiet(now.total) ? [QUIET[language]] : []),
        ...entries(BY[by][language], groups, view),
        ...entries(LOST_BECAUSE[language], reasonEntries(now.total, view), view),
      ],
      charts: chart === null ? [] : [chart],
      more: [...listsOf(now.total, inquiry, view), questionOf("sources", SOURCES[language], inquiry, view)],
      table: statsTable(now.total, before, view),
    };
  },
});

/** New, qualified, won and lost, each against the period before. */
export function mainLines(now: Numbers, before: Numbers, view: View): string[] {
  const { language } = view;
  const value = moneyText(now.won.values, view);
  const decided = (numbers: Numbers) => share(numbers.won.count, numbers.won.count + numbers.lost.count);
  const rate = decided(now);
  return [
    `${CREATED[language]}: ${counted(now.created, before.created, language)}`,
    `${QUALIFIED[language]}: ${counted(now.qualified, before.qualified, language)}`,
    `${WON[language]}: ${counted(now.won.count, before.won.count, language)}${value === "" ? "" : ` · ${value}`}`,
    `${LOST[language]}: ${counted(now.lost.count, before.lost.count, language)}`,
    ...(rate === null ? [] : [`${RATE[language]}: ${shared(rate, decided(before), language)}`]),
  ];
}

/** How fast new leads were answered by a person, by the clock and within working hours. */
export function responseLines(now: Numbers, before: Numbers, view: View): string[] {
  const { language } = view;
  const { answered, waiting, clock, working } = now.firstResponse;
  if (clock.medianSeconds === null || clock.p90Seconds === null)
    return waiting === 0 ? [] : [waitingOnly({ waiting })[language]];
  const was = before.firstResponse.clock.medianSeconds;
  const median = seconds(clock.medianSeconds);
  const facts = {
    median:
      was === null
        ? median
        : `${median} (${change(clock.medianSeconds, was, language, (value) => seconds(value))})`,
    p90: seconds(clock.p90Seconds),
    answered,
    waiting,
  };
  const inHours =
    working.medianSeconds === null || working.p90Seconds === null
      ? []
      : [workingTime({ median: seconds(working.medianSeconds), p90: seconds(working.p90Seconds) })[language]];
  return [response(facts)[language], ...inHours, ...slaLines(now, before, view)];
}

export function followUpLines({ followUps }: Numbers, view: View): string[] {
  const { kept, late, overdue } = followUps;
  const due = kept + late + overdue;
  const kept100 = share(kept, due);
  if (kept100 === null) return [];
  const percent = formatPercent(kept100, view.language);
  return [followUpsKept({ kept, due, percent, overdue })[view.language]];
}

/** `label: Instagram 8, Google 4, others 2`. */
export function entries(
  label: string,
  all: readonly { label: string; count: number }[],
  { language }: View,
): string[] {
  if (all.length === 0) return [];
  const shown = all.slice(0, all.length > MOST_ENTRIES + 1 ? MOST_ENTRIES : MOST_ENTRIES + 1);
  const rest = all.slice(shown.length).reduce((sum, { count }) => sum + count, 0);
  const parts = shown.map((entry) => `${entry.label} ${entry.count}`);
  if (rest > 0) parts.push(`${OTHERS[language]} ${rest}`);
  return [`${label}: ${parts.join(", ")}`];
}

export function reasonEntries(numbers: Numbers, view: View): { label: string; count: number }[] {
  return numbers.lost.reasons.map(({ key, count }) => ({
    label: key === "" ? NO_REASON[view.language] : reasonName(view.bundle, key, view.language),
    count,
  }));
}

/** Buttons to the leads behind the numbers that are not nought. */
export function listsOf(numbers: Numbers, inquiry: Inquiry, view: View) {
  const { language } = view;
  const lists = [
    ["created", CREATED, numbers.created],
    ["qualified", QUALIFIED, numbers.qualified],
    ["won", WON, numbers.won.count],
    ["lost", LOST, numbers.lost.count],
    ["waiting", WAITING, numbers.firstResponse.waiting],
    ["follow-ups-overdue", OVERDUE, numbers.followUps.overdue],
    ["answered", ANSWERED, numbers.firstResponse.answered],
    ["follow-ups-kept", KEPT, numbers.followUps.kept],
    ["follow-ups-late", LATE, numbers.followUps.late],
  ] as const;
  return lists
    .filter(([, , count]) => count > 0)
    .map(([measure, label, count]) => listOf(measure, `${label[language]}: ${count}`, inquiry, view));
}

function isQuiet(numbers: Numbers): boolean {
  return numbers.created === 0 && numbers.won.count === 0 && numbers.lost.count === 0;
}

function statsTable(now: Numbers, before: Numbers, view: View): Table {
  const { language } = view;
  const both = (id: string, label: Texts, of: (numbers: Numbers) => number | null): Table["rows"][number] => [
    id,
    label[language],
    of(now),
    of(before),
  ];
  const value = (numbers: Numbers) => moneyCells(numbers.won.values, view)[0];
  return {
    columns: [
      { id: "measure", label: MEASURE[language] },
      { id: "label", label: LABEL[language] },
      { id: "now", label: NOW[language] },
      { id: "before", label: BEFORE[language] },
    ],
    rows: [
      both("created", CREATED, ({ created }) => created),
      both("qualified", QUALIFIED, ({ qualified }) => qualified),
      both("won", WON, ({ won }) => won.count),
      ["won_value", moneyColumns(view)[0]!.label, value(now), value(before)],
      both("lost", LOST, ({ lost }) => lost.count),
      both("win_rate", RATE, ({ won, lost }) => share(won.count, won.count + lost.count)),
      both("answered", ANSWERED, ({ firstResponse }) => firstResponse.answered),
      both("waiting", WAITING, ({ firstResponse }) => firstResponse.waiting),
      both("response_median_seconds", MEDIAN, ({ firstResponse }) => firstResponse.clock.medianSeconds),
      both("response_p90_seconds", P90, ({ firstResponse }) => firstResponse.clock.p90Seconds),
      both("working_median_seconds", WORKING_MEDIAN, (n) => n.firstResponse.working.medianSeconds),
      both("working_p90_seconds", WORKING_P90, (n) => n.firstResponse.working.p90Seconds),
      both("follow_ups_planned", PLANNED, ({ followUps }) => followUps.planned),
      both("follow_ups_kept", KEPT, ({ followUps }) => followUps.kept),
      both("follow_ups_late", LATE, ({ followUps }) => followUps.late),
      both("follow_ups_overdue", OVERDUE, ({ followUps }) => followUps.overdue),
    ],
  };
}

export const CREATED: Texts = { en: "New leads", pt: "Leads novos", es: "Leads nuevos" };
export const QUALIFIED: Texts = { en: "Qualified", pt: "Qualificados", es: "Calificados" };
export const WON: Texts = { en: "Won", pt: "Ganhos", es: "Ganados" };
export const LOST: Texts = { en: "Lost", pt: "Perdidos", es: "Perdidos" };
export const WAITING: Texts = {
  en: "Waiting for an answer",
  pt: "Aguardando resposta",
  es: "Esperan respuesta",
};
export const ANSWERED: Texts = { en: "Answered", pt: "Respondidos", es: "Respondidos" };
export const OVERDUE: Texts = {
  en: "Follow-ups overdue",
  pt: "Retornos atrasados",
  es: "Seguimientos atrasados",
};
export const MEDIAN: Texts = {
  en: "First answer, median (s)",
  pt: "Primeira resposta, mediana (s)",
  es: "Primera respuesta, mediana (s)",
};
export const P90: Texts = {
  en: "First answer, 90% within (s)",
  pt: "Primeira resposta, 90% em até (s)",
  es: "Primera respuesta, 90% en (s)",
};
const WORKING_MEDIAN: Texts = {
  en: "First answer in working hours, median (s)",
  pt: "Primeira resposta no horário comercial, mediana (s)",
  es: "Primera respuesta en horario laboral, mediana (s)",
};
const WORKING_P90: Texts = {
  en: "First answer in working hours, 90% within (s)",
  pt: "Primeira resposta no horário comercial, 90% em até (s)",
  es: "Primera respuesta en horario laboral, 90% en (s)",
};
const PLANNED: Texts = { en: "Follow-ups planned", pt: "Retornos planejados", es: "Seguimientos planeados" };
export const KEPT: Texts = { en: "Follow-ups kept", pt: "Retornos cumpridos", es: "Seguimientos cumplidos" };
const LATE: Texts = {
  en: "Follow-ups done late",
  pt: "Retornos feitos com atraso",
  es: "Seguimientos tardíos",
};
export const RATE: Texts = {
  en: "Won of those decided",
  pt: "Ganhos entre os decididos",
  es: "Ganados entre los decididos",
};
const LOST_BECAUSE: Texts = { en: "Lost because", pt: "Motivos de perda", es: "Motivos de pérdida" };
export const NO_REASON: Texts = { en: "no reason given", pt: "sem motivo", es: "sin motivo" };
const OTHERS: Texts = { en: "others", pt: "outros", es: "otros" };
const SOURCES: Texts = { en: "By source", pt: "Por origem", es: "Por origen" };
const MEASURE: Texts = { en: "Measure", pt: "Medida", es: "Medida" };
export const LABEL: Texts = { en: "Name", pt: "Nome", es: "Nombre" };
export const NOW: Texts = { en: "Period", pt: "Período", es: "Período" };
export const BEFORE: Texts = { en: "Period before", pt: "Período anterior", es: "Período anterior" };

const QUIET: Texts = {
  en: "Nothing happened in this period. Try another one, such as “stats last month”, or “pipeline” for what is open.",
  pt: "Nada aconteceu neste período. Tente outro, como “números mês passado”, ou “pipeline” para o que está em aberto.",
  es: "No pasó nada en este período. Prueba otro, como “números mes pasado”, o “pipeline” para ver lo abierto.",
};

export const BY = {
  source: { en: "By source", pt: "Por origem", es: "Por origen" },
  product: { en: "By product", pt: "Por produto", es: "Por producto" },
  segment: { en: "By segment", pt: "Por segmento", es: "Por segmento" },
  owner: { en: "By rep", pt: "Por vendedor", es: "Por vendedor" },
  team: { en: "By team", pt: "Por equipe", es: "Por equipo" },
  channel: { en: "By channel", pt: "Por canal", es: "Por canal" },
  language: { en: "By language", pt: "Por idioma", es: "Por idioma" },
} satisfies Record<string, Texts>;

const statsTitle = phrase<{ period: string; whose: string }>({
  en: "Numbers for {period} – {whose}",
  pt: "Números: {period} – {whose}",
  es: "Números: {period} – {whose}",
});

const response = phrase<{ median: string; p90: string; answered: number; waiting: number }>({
  en: "First answer: half within {median}, 90% within {p90}; {answered, number} answered{waiting, plural, =0 {} other {, # waiting}}",
  pt: "Primeira resposta: metade em até {median}, 90% em até {p90}; {answered, plural, one {# respondido} other {# respondidos}}{waiting, plural, =0 {} other {, # aguardando}}",
  es: "Primera respuesta: la mitad en {median} o menos, el 90% en {p90} o menos; {answered, plural, one {# respondido} other {# respondidos}}{waiting, plural, =0 {} other {, # en espera}}",
});

const workingTime = phrase<{ median: string; p90: string }>({
  en: "In working hours: half within {median}, 90% within {p90}",
  pt: "No horário comercial: metade em até {median}, 90% em até {p90}",
  es: "En horario laboral: la mitad en {median} o menos, el 90% en {p90} o menos",
});

const waitingOnly = phrase<{ waiting: number }>({
  en: "First answer: {waiting, plural, one {# lead is waiting} other {# leads are waiting}}",
  pt: "Primeira resposta: {waiting, plural, one {# lead aguardando} other {# leads aguardando}}",
  es: "Primera respuesta: {waiting, plural, one {# lead en espera} other {# leads en espera}}",
});

const followUpsKept = phrase<{ kept: number; due: number; percent: string; overdue: number }>({
  en: "Follow-ups kept: {kept, number} of {due, number} ({percent}){overdue, plural, =0 {} other {, # overdue}}",
  pt: "Retornos cumpridos: {kept, number} de {due, number} ({percent}){overdue, plural, =0 {} one {, # atrasado} other {, # atrasados}}",
  es: "Seguimientos cumplidos: {kept, number} de {due, number} ({percent}){overdue, plural, =0 {} one {, # atrasado} other {, # atrasados}}",
});

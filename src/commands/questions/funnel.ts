import type { FlowBundle } from "../../flow/bundle.ts";
import type { Numbers } from "../insights.ts";
import { formatNumber, formatPercent } from "../present/format.ts";
import { answerName, stageName } from "../present/labels.ts";
import { phrase, type Texts } from "../present/phrase.ts";
import { FUNNEL, funnelChart } from "./charts.ts";
import { defineQuestion, queryOf, type View } from "./question.ts";
import { CREATED, LABEL, WON } from "./stats.ts";
import { change, listOf, questionOf, share, shared, whose } from "./words.ts";

/** What became, until now, of the leads that were opened in a period. */
export const funnelQuestion = defineQuestion<{ now: Numbers; before: Numbers }>({
  id: "funnel",
  hasPeriod: true,
  by: null,
  async load(inquiry, reads) {
    const [now, before] = await Promise.all([
      reads.insight(queryOf(inquiry)),
      reads.insight(queryOf(inquiry, inquiry.earlier)),
    ]);
    return { now: now.total, before: before.total };
  },
  tell({ now, before }, inquiry, view) {
    const { language } = view;
    const { steps, aside } = funnelSteps(now, view);
    const questions = questionSteps(now, view);
    const title = funnelTitle((l) => ({
      period: inquiry.period.label[l],
      whose: whose(inquiry, { ...view, language: l }),
    }))[language];
    const chart = funnelChart(steps, inquiry, view);
    return {
      title,
      lines: now.created === 0 ? [EMPTY[language]] : funnelLines(now, before, view),
      charts: chart === null ? [] : [chart],
      more: [
        ...(now.created === 0
          ? []
          : [listOf("created", `${CREATED[language]}: ${now.created}`, inquiry, view)]),
        ...(now.won.count === 0 ? [] : [listOf("won", `${WON[language]}: ${now.won.count}`, inquiry, view)]),
        questionOf("pipeline", PIPELINE_NOW[language], inquiry, view, { period: false }),
        questionOf("sources", BY_SOURCE[language], inquiry, view),
      ],
      table: {
        columns: [
          { id: "kind", label: KIND[language] },
          { id: "step", label: STEP[language] },
          { id: "name", label: LABEL[language] },
          { id: "leads", label: LEADS[language] },
          { id: "of_previous", label: OF_PREVIOUS[language] },
          { id: "of_all", label: OF_ALL[language] },
        ],
        rows: [
          ...steps.map((step, i) => [
            "funnel",
            step.id,
            step.label,
            step.count,
            i === 0 ? null : share(step.count, steps[i - 1]!.count),
            share(step.count, now.created),
          ]),
          ...aside.map((step) => [
            "aside",
            step.id,
            step.label,
            step.count,
            null,
            share(step.count, now.created),
          ]),
          ...questions.map((step, i) => [
            "question",
            step.id,
            step.label,
            step.count,
            share(step.count, i === 0 ? now.created : questions[i - 1]!.count),
            share(step.count, now.created),
          ]),
        ],
      },
    };
  },
});

export interface Step {
  id: string;
  label: string;
  count: number;
}

/**
 * The steps that narrow: opened, then each open stage and won. A stage that fewer leads have been in than in a later
 * one is no step that all go through: it stands aside.
 */
export function funnelSteps(numbers: Numbers, view: View): { steps: Step[]; aside: Step[] } {
  const { bundle, language } = view;
  const countOf = (id: string) => numbers.cohort.reached.find(({ key }) => key === id)?.count ?? 0;
  const stages = bundle.pipeline.stages
    .filter(({ id, kind }) => (kind === "open" && id !== bundle.pipeline.initial) || kind === "won")
    .map(({ id }) => ({ id, label: stageName(bundle, id, language), count: countOf(id) }));
  const isStep = (index: number) =>
    stages.slice(index + 1).every((later) => later.count <= stages[index]!.count);
  return {
    steps: [
      { id: "created", label: CREATED[language], count: numbers.created },
      ...stages.filter((_, i) => isStep(i)),
    ],
    aside: stages.filter((stage, i) => !isStep(i) && stage.count > 0),
  };
}

/** The questions of the flow that new enquiries begin, in its order, with how many have answered each. */
function questionSteps(numbers: Numbers, { bundle, language }: View): Step[] {
  const answered = new Map(numbers.cohort.answered.map(({ key, count }) => [key, count]));
  if (answered.size === 0) return [];
  return questionKeys(bundle).map((key) => ({
    id: key,
    label: answerName(key, language),
    count: answered.get(key) ?? 0,
  }));
}

function questionKeys(bundle: FlowBundle): string[] {
  const flow = bundle.flows.get(bundle.entry);
  return [...new Set((flow?.asks ?? []).map(({ key }) => key))];
}

/** The steps as lines, each with its share of the step before and of all, and where prospects stop answering. */
export function funnelLines(now: Numbers, before: Numbers, view: View): string[] {
  const { language } = view;
  const { steps, aside } = funnelSteps(now, view);
  const lines = steps.map(({ label, count }, i) => {
    const all = share(count, now.created);
    const previous = steps[i - 1];
    if (previous === undefined || all === null)
      return `${label}: ${formatNumber(count, language)} (${change(now.created, before.created, language)})`;
    const step = share(count, previous.count);
    const ofStep = step === null ? "–" : formatPercent(step, language);
    return i === 1
      ? `${label}: ${formatNumber(count, language)} · ${ofStep}`
      : `${label}: ${formatNumber(count, language)} · ${ofStep} · ${ofAll({ percent: formatPercent(all, language) })[language]}`;
  });
  const won = share(now.cohort.won, now.created);
  const wonBefore = share(before.cohort.won, before.created);
  return [
    ...lines,
    ...(aside.length === 0
      ? []
      : [`${ASIDE[language]}: ${aside.map(({ label, count }) => `${label} ${count}`).join(", ")}`]),
    `${CONVERSION[language]}: ${shared(won, wonBefore, language)}`,
    ...dropOff(now, view),
  ];
}

/** How many of the new leads answered each question, and the largest loss between two. */
function dropOff(now: Numbers, view: View): string[] {
  const { language } = view;
  const questions = questionSteps(now, view);
  if (questions.length === 0 || now.created === 0) return [];
  const told = questions.map(
    ({ label, count }) => `${label} ${formatPercent(count / now.created, language)}`,
  );
  const losses = questions.map(({ label, count }, i) => ({
    label,
    lost: (i === 0 ? now.created : questions[i - 1]!.count) - count,
  }));
  const worst = losses.reduce((a, b) => (b.lost > a.lost ? b : a));
  const share100 = formatPercent(worst.lost / now.created, language);
  return [
    `${ANSWERED_QUESTIONS[language]}: ${told.join(" → ")}`,
    ...(worst.lost > 0
      ? [mostLost({ question: worst.label, count: worst.lost, percent: share100 })[language]]
      : []),
  ];
}

const LEADS: Texts = { en: "Leads", pt: "Leads", es: "Leads" };
const KIND: Texts = { en: "Kind", pt: "Tipo", es: "Tipo" };
const STEP: Texts = { en: "Step", pt: "Passo", es: "Paso" };
const OF_PREVIOUS: Texts = { en: "Of the step before", pt: "Do passo anterior", es: "Del paso anterior" };
const OF_ALL: Texts = { en: "Of all", pt: "Do total", es: "Del total" };
const ASIDE: Texts = { en: "Some passed through", pt: "Alguns passaram por", es: "Algunos pasaron por" };
const ANSWERED_QUESTIONS: Texts = {
  en: "Answered the questions",
  pt: "Responderam às perguntas",
  es: "Respondieron las preguntas",
};
export const CONVERSION: Texts = {
  en: "Won of the new leads, until now",
  pt: "Ganhos entre os novos, até agora",
  es: "Ganados entre los nuevos, hasta ahora",
};
const PIPELINE_NOW: Texts = { en: "Pipeline now", pt: "Pipeline agora", es: "Pipeline ahora" };
const BY_SOURCE: Texts = { en: "By source", pt: "Por origem", es: "Por origen" };
export const EMPTY: Texts = {
  en: "No lead was opened in this period. Try a longer one, such as “funnel last 90 days”.",
  pt: "Nenhum lead foi aberto neste período. Tente um mais longo, como “funil últimos 90 dias”.",
  es: "No se abrió ningún lead en este período. Prueba uno más largo, como “embudo últimos 90 días”.",
};

const ofAll = phrase<{ percent: string }>({
  en: "{percent} of all",
  pt: "{percent} do total",
  es: "{percent} del total",
});

const mostLost = phrase<{ question: string; count: number; percent: string }>({
  en: "Most stop at “{question}”: {count, plural, one {# lead} other {# leads}} ({percent})",
  pt: "A maioria para em “{question}”: {count, plural, one {# lead} other {# leads}} ({percent})",
  es: "La mayoría se detiene en “{question}”: {count, plural, one {# lead} other {# leads}} ({percent})",
});

const funnelTitle = phrase<{ period: string; whose: string }>({
  en: "Funnel for {period} – {whose}",
  pt: "Funil: {period} – {whose}",
  es: "Embudo: {period} – {whose}",
});

export { FUNNEL };

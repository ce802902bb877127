import type { Numbers } from "../insights.ts";
import { formatNumber, formatPercent } from "../present/format.ts";
import { answerName, stageName } from "../present/labels.ts";
import { phrase, type Texts } from "../present/phrase.ts";
import { FUNNEL, funnelChart } from "./charts.ts";
import { defineQuestion, queryOf, type View } from "./question.ts";
import { CREATED, LABEL } from "./stats.ts";
import { stoppedLines, stopsOf } from "./stopped.ts";
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
    const stops = stopsOf(now, view);
    const unfinished = stops.reduce((sum, { count }) => sum + count, 0);
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
        ...[...steps.slice(1), ...aside]
          .filter(({ count }) => count > 0)
          .slice(0, MOST_LISTS)
          .map(({ id, label, count }) =>
            listOf("created", `${label}: ${count}`, inquiry, view, { reached: id }),
          ),
        ...(now.cohort.won === 0
          ? []
          : [listOf("new-won", `${CONVERSION[language]}: ${now.cohort.won}`, inquiry, view)]),
        ...(unfinished === 0
          ? []
          : [listOf("unfinished", `${UNFINISHED[language]}: ${unfinished}`, inquiry, view)]),
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
          // Who was never asked has not answered: a share would say what is not known.
          ...now.cohort.answered.map(({ key, count }) => [
            "answered",
            key,
            answerName(key, language),
            count,
            null,
            null,
          ]),
          ...stops.map((stop) => [
            "stopped-after",
            stop.key,
            stop.label,
            stop.count,
            null,
            share(stop.count, now.created),
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

/** Buttons to leads of single steps, so that the others have room. */
const MOST_LISTS = 4;

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
    ...stoppedLines(now, view),
  ];
}

const LEADS: Texts = { en: "Leads", pt: "Leads", es: "Leads" };
const KIND: Texts = { en: "Kind", pt: "Tipo", es: "Tipo" };
const STEP: Texts = { en: "Step", pt: "Passo", es: "Paso" };
const OF_PREVIOUS: Texts = { en: "Of the step before", pt: "Do passo anterior", es: "Del paso anterior" };
const OF_ALL: Texts = { en: "Of all", pt: "Do total", es: "Del total" };
const ASIDE: Texts = { en: "Some passed through", pt: "Alguns passaram por", es: "Algunos pasaron por" };
export const CONVERSION: Texts = {
  en: "Won of the new leads, until now",
  pt: "Ganhos entre os novos, até agora",
  es: "Ganados entre los nuevos, hasta ahora",
};
const UNFINISHED: Texts = {
  en: "Questions not finished",
  pt: "Perguntas não concluídas",
  es: "Preguntas sin terminar",
};
const PIPELINE_NOW: Texts = { en: "Pipeline now", pt: "Pipeline agora", es: "Pipeline ahora" };
const BY_SOURCE: Texts = { en: "By source", pt: "Por origem", es: "Por origen" };
export const EMPTY: Texts = {
  en: "No lead was opened in this period. Try a longer one, such as “funnel last 12 months”.",
  pt: "Nenhum lead foi aberto neste período. Tente um mais longo, como “funil últimos 12 meses”.",
  es: "No se abrió ningún lead en este período. Prueba uno más largo, como “embudo últimos 12 meses”.",
};

const ofAll = phrase<{ percent: string }>({
  en: "{percent} of all",
  pt: "{percent} do total",
  es: "{percent} del total",
});

const funnelTitle = phrase<{ period: string; whose: string }>({
  en: "Funnel for {period} – {whose}",
  pt: "Funil: {period} – {whose}",
  es: "Embudo: {period} – {whose}",
});

export { FUNNEL };

import type { FlowBundle } from "../../flow/bundle.ts";
import type { MoneySum } from "../insights.ts";
import { formatNumber } from "../present/format.ts";
import { stageName } from "../present/labels.ts";
import { phrase, type Texts } from "../present/phrase.ts";
import { barsChart } from "./charts.ts";
import { defineQuestion, queryOf } from "./question.ts";
import { chartSubtitle, listOf, moneyCells, moneyColumns, moneyText, questionOf, whose } from "./words.ts";

export interface StageNow {
  stage: string;
  count: number;
  values: MoneySum[];
}

/** Leads and value by stage as they are now. */
export const pipelineQuestion = defineQuestion<StageNow[]>({
  id: "pipeline",
  hasPeriod: false,
  by: null,
  async load(inquiry, reads, view) {
    // Without a filter there is a read that needs no period.
    if (Object.keys(inquiry.filter).length > 0) {
      const { total } = await reads.insight(queryOf(inquiry));
      return inOrder(total.cohort.stages, view.bundle);
    }
    const stages = new Map<string, StageNow>();
    for (const { stage, currency, count, value } of await reads.pipelineCounts(inquiry.scope)) {
      const known = stages.get(stage) ?? { stage, count: 0, values: [] };
      known.count += count;
      if (currency !== null && value !== 0) known.values.push({ currency, value });
      stages.set(stage, known);
    }
    return inOrder([...stages.values()], view.bundle);
  },
  tell(stages, inquiry, view) {
    const { language, bundle } = view;
    const open = stages.filter(({ stage }) => isOpen(bundle, stage));
    const rows = stages.map(({ stage, count, values }) => ({
      label: stageName(bundle, stage, language),
      count,
      value: moneyText(values, view),
      values,
      stage,
    }));
    const total = {
      count: open.reduce((sum, { count }) => sum + count, 0),
      value: moneyText(addMoney(open.flatMap(({ values }) => values)), view),
    };
    const title = pipelineTitle((l) => ({ whose: whose(inquiry, { ...view, language: l }) }))[language];
    const chart = barsChart(
      {
        title: CHART[language],
        rows: open.map(({ stage, count, values }) => ({
          label: stageName(bundle, stage, language),
          values: [count],
          note: moneyText(values, view),
        })),
        series: [LEADS[language]],
        unit: { kind: "count" },
      },
      inquiry,
      view,
    );
    const most = Math.max(1, ...rows.map(({ count }) => count));
    return {
      title,
      lines: [
        ...rows.map(({ label, count, value }) => {
          const bar = "▇".repeat(Math.round((count / most) * BAR));
          const facts = [formatNumber(count, language), value].filter((part) => part !== "").join(" · ");
          return `${label}: ${facts}${bar === "" ? "" : ` ${bar}`}`;
        }),
        `${OPEN[language]}: ${[formatNumber(total.count, language), total.value].filter((part) => part !== "").join(" · ")}`,
        ...(rows.every(({ count }) => count === 0) ? [EMPTY[language]] : []),
      ],
      charts: chart === null ? [] : [{ ...chart, subtitle: chartSubtitle(inquiry, view, { isNow: true }) }],
      more: [
        ...rows
          .filter(({ count }) => count > 0)
          .slice(0, MOST_LISTS)
          .map(({ stage, label, count }) =>
            listOf("created", `${label}: ${count}`, inquiry, view, { stage }),
          ),
        questionOf("funnel", FUNNEL_NOW[language], inquiry, view, { period: false }),
      ],
      table: {
        columns: [
          { id: "stage", label: STAGE[language] },
          { id: "name", label: NAME[language] },
          { id: "leads", label: LEADS[language] },
          ...moneyColumns(view),
        ],
        rows: rows.map(({ stage, label, count, values }) => [
          stage,
          label,
          count,
          ...moneyCells(values, view),
        ]),
      },
    };
  },
});

/** In the pipeline's order, all of its stages, and those that it no longer has at the end. */
function inOrder(stages: readonly StageNow[], bundle: FlowBundle): StageNow[] {
  const known = bundle.pipeline.stages.map(({ id }) => id);
  const gone = stages.map(({ stage }) => stage).filter((id) => !known.includes(id));
  return [...known, ...gone].map(
    (id) => stages.find(({ stage }) => stage === id) ?? { stage: id, count: 0, values: [] },
  );
}

export function isOpen(bundle: FlowBundle, stage: string): boolean {
  return bundle.pipeline.stages.find(({ id }) => id === stage)?.kind === "open";
}

function addMoney(sums: readonly MoneySum[]): MoneySum[] {
  const total = new Map<string, number>();
  for (const { currency, value } of sums) total.set(currency, (total.get(currency) ?? 0) + value);
  return [...total].map(([currency, value]) => ({ currency, value }));
}

/** Buttons to leads of single stages. */
const MOST_LISTS = 6;

/** The length of the longest bar, in characters: what fits beside its number on a phone. */
const BAR = 8;

const OPEN: Texts = { en: "Open in all", pt: "Em aberto", es: "Abiertos en total" };
const LEADS: Texts = { en: "Leads", pt: "Leads", es: "Leads" };
const STAGE: Texts = { en: "Stage", pt: "Etapa", es: "Etapa" };
const NAME: Texts = { en: "Name", pt: "Nome", es: "Nombre" };
const CHART: Texts = {
  en: "Open leads by stage",
  pt: "Leads em aberto por etapa",
  es: "Leads abiertos por etapa",
};
const FUNNEL_NOW: Texts = { en: "Funnel", pt: "Funil", es: "Embudo" };
const EMPTY: Texts = {
  en: "There are no leads here yet: as soon as somebody writes, they show up.",
  pt: "Ainda não há leads aqui: assim que alguém escrever, eles aparecem.",
  es: "Todavía no hay leads aquí: en cuanto alguien escriba, aparecerán.",
};

const pipelineTitle = phrase<{ whose: string }>({
  en: "Pipeline now – {whose}",
  pt: "Pipeline agora – {whose}",
  es: "Pipeline ahora – {whose}",
});

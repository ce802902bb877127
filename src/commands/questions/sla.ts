import type { InsightAnswer, Measure, Numbers } from "../insights.ts";
import { phrase, type Texts } from "../present/phrase.ts";
import { barsChart } from "./charts.ts";
import { defineQuestion, type Inquiry, queryOf, type View } from "./question.ts";
import { groupLine, type Kept, promiseLine, promisesOf, rateOf, sumOf } from "./sla-lines.ts";
import { BEFORE, LABEL } from "./stats.ts";
import { keyName, listOf, whose } from "./words.ts";

/** What was promised and kept: first answers, and the time in each stage; and by rep, or what else was asked. */
export const slaQuestion = defineQuestion<{ now: InsightAnswer; before: Numbers }>({
  id: "sla",
  hasPeriod: true,
  by: "owner",
  async load(inquiry, reads) {
    const [now, before] = await Promise.all([
      reads.insight({ ...queryOf(inquiry), by: inquiry.by ?? "owner" }),
      reads.insight(queryOf(inquiry, inquiry.earlier)),
    ]);
    return { now, before: before.total };
  },
  tell({ now, before }, inquiry, view) {
    const { language } = view;
    const by = inquiry.by ?? "owner";
    const promises = promisesOf(now.total, view);
    const was = new Map(promisesOf(before, view).map((each) => [each.key, rateOf(each)]));
    const title = slaTitle((l) => ({
      period: inquiry.period.label[l],
      whose: whose(inquiry, { ...view, language: l }),
    }))[language];
    const groups = now.groups
      .map(({ key, numbers }) => ({ label: keyName(by, key, view), ...sumOf(promisesOf(numbers, view)) }))
      .filter(({ kept, broken }) => kept + broken > 0)
      .sort((a, b) => b.kept + b.broken - (a.kept + a.broken));
    const chart = barsChart(
      {
        title: CHART[language],
        rows: promises.map(({ label, kept, broken }) => ({ label, values: [kept, broken] })),
        series: [KEPT[language], BROKEN[language]],
        unit: { kind: "count" },
      },
      inquiry,
      view,
    );
    return {
      title,
      lines:
        promises.length === 0
          ? [EMPTY[language]]
          : [
              ...promises.map((each) => promiseLine(each, was.get(each.key) ?? null, view)),
              ...(groups.length < 2 ? [] : groups.slice(0, MOST_GROUPS).map((each) => groupLine(each, view))),
            ],
      charts: chart === null ? [] : [chart],
      more: [
        ...promises
          .filter(({ broken }) => broken > 0)
          .slice(0, MOST_LISTS)
          .map((each) => listOfPromise(each, "broken", inquiry, view)),
        ...promises
          .filter(({ kept }) => kept > 0)
          .slice(0, MOST_LISTS)
          .map((each) => listOfPromise(each, "kept", inquiry, view)),
        { value: "leads overdue", label: OVERDUE[language] },
      ],
      table: {
        columns: [
          { id: "limit", label: LIMIT[language] },
          { id: "name", label: LABEL[language] },
          { id: "kept", label: KEPT[language] },
          { id: "broken", label: BROKEN[language] },
          { id: "share", label: SHARE[language] },
          { id: "share_before", label: BEFORE[language] },
        ],
        rows: promises.map((each) => [
          each.key === "" ? "first-response" : each.key,
          each.label,
          each.kept,
          each.broken,
          rateOf(each),
          was.get(each.key) ?? null,
        ]),
      },
    };
  },
});

function listOfPromise(
  { key, label, kept, broken }: Kept,
  which: "kept" | "broken",
  inquiry: Inquiry,
  view: View,
) {
  const measure: Measure = `${key === "" ? "response" : "stage"}-${which}`;
  const count = which === "kept" ? kept : broken;
  const name = (which === "kept" ? KEPT : BROKEN)[view.language];
  const part = key === "" ? {} : { left: key };
  return listOf(measure, `${label.slice(0, 40)}, ${name.toLowerCase()}: ${count}`, inquiry, view, part);
}

const MOST_GROUPS = 8;
const MOST_LISTS = 4;

const KEPT: Texts = { en: "In time", pt: "No prazo", es: "A tiempo" };
const BROKEN: Texts = { en: "Late", pt: "Atrasados", es: "Tarde" };
const LIMIT: Texts = { en: "Limit", pt: "Prazo", es: "Plazo" };
const SHARE: Texts = { en: "Share in time", pt: "Parcela no prazo", es: "Proporción a tiempo" };
const OVERDUE: Texts = { en: "Overdue now", pt: "Atrasados agora", es: "Atrasados ahora" };
const CHART: Texts = {
  en: "In time and late, by limit",
  pt: "No prazo e atrasados, por prazo",
  es: "A tiempo y tarde, por plazo",
};
const EMPTY: Texts = {
  en: "No limit ran out or was kept in this period. Limits are set in pipeline.yaml: firstResponse, and slaHours of a stage.",
  pt: "Nenhum prazo venceu ou foi cumprido neste período. Os prazos ficam em pipeline.yaml: firstResponse, e slaHours de uma etapa.",
  es: "Ningún plazo venció ni se cumplió en este período. Los plazos están en pipeline.yaml: firstResponse, y slaHours de una etapa.",
};

const slaTitle = phrase<{ period: string; whose: string }>({
  en: "Kept in time, {period} – {whose}",
  pt: "Prazos cumpridos: {period} – {whose}",
  es: "Plazos cumplidos: {period} – {whose}",
});

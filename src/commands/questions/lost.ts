import type { Numbers } from "../insights.ts";
import { formatPercent } from "../present/format.ts";
import { phrase, type Texts } from "../present/phrase.ts";
import { barsChart } from "./charts.ts";
import { defineQuestion, queryOf } from "./question.ts";
import { LABEL, LOST, reasonEntries } from "./stats.ts";
import { change, counted, listOf, questionOf, share, whose } from "./words.ts";

/** Why leads were lost. */
export const lostQuestion = defineQuestion<{ now: Numbers; before: Numbers }>({
  id: "lost",
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
    const reasons = reasonEntries(now, view);
    const earlier = new Map(before.lost.reasons.map(({ key, count }) => [key, count]));
    const was = (i: number) => earlier.get(now.lost.reasons[i]?.key ?? "") ?? 0;
    const title = lostTitle((l) => ({
      period: inquiry.period.label[l],
      whose: whose(inquiry, { ...view, language: l }),
    }))[language];
    const chart = barsChart(
      {
        title: WHY[language],
        rows: reasons.map(({ label, count }) => ({ label, values: [count] })),
        series: [LOST[language]],
        unit: { kind: "count" },
      },
      inquiry,
      view,
    );
    return {
      title,
      lines:
        now.lost.count === 0
          ? [EMPTY[language]]
          : [
              `${LOST[language]}: ${counted(now.lost.count, before.lost.count, language)}`,
              ...reasons.map(({ label, count }, i) => {
                const part = formatPercent(share(count, now.lost.count) ?? 0, language);
                return `• ${label}: ${count}, ${part} (${change(count, was(i), language)})`;
              }),
            ],
      charts: chart === null ? [] : [chart],
      more: [
        ...(now.lost.count === 0
          ? []
          : [listOf("lost", `${LOST[language]}: ${now.lost.count}`, inquiry, view)]),
        ...now.lost.reasons
          .slice(0, MOST_LISTS)
          .map(({ key, count }, i) =>
            listOf("lost", `${reasons[i]!.label.slice(0, 40)}: ${count}`, inquiry, view, { reason: key }),
          ),
        questionOf("funnel", FUNNEL[language], inquiry, view),
      ],
      table: {
        columns: [
          { id: "reason", label: REASON[language] },
          { id: "name", label: LABEL[language] },
          { id: "lost", label: LOST[language] },
          { id: "share", label: SHARE[language] },
          { id: "before", label: BEFORE[language] },
        ],
        rows: now.lost.reasons.map(({ key, count }, i) => [
          key,
          reasons[i]?.label ?? key,
          count,
          share(count, now.lost.count),
          was(i),
        ]),
      },
    };
  },
});

/** Buttons to leads of single reasons. */
const MOST_LISTS = 5;

const REASON: Texts = { en: "Reason", pt: "Motivo", es: "Motivo" };
const SHARE: Texts = { en: "Share", pt: "Parcela", es: "Proporción" };
const BEFORE: Texts = { en: "Period before", pt: "Período anterior", es: "Período anterior" };
const WHY: Texts = { en: "Why leads were lost", pt: "Por que perdemos leads", es: "Por qué perdimos leads" };
const FUNNEL: Texts = { en: "Funnel", pt: "Funil", es: "Embudo" };
const EMPTY: Texts = {
  en: "No lead was lost in this period. 🎉",
  pt: "Nenhum lead foi perdido neste período. 🎉",
  es: "No se perdió ningún lead en este período. 🎉",
};

const lostTitle = phrase<{ period: string; whose: string }>({
  en: "Lost leads for {period} – {whose}",
  pt: "Leads perdidos: {period} – {whose}",
  es: "Leads perdidos: {period} – {whose}",
});

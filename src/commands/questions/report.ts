import type { InsightAnswer, Numbers } from "../insights.ts";
import { phrase, type Texts } from "../present/phrase.ts";
import { type Results, sumResults } from "../reach.ts";
import { createdOverTime, funnelChart } from "./charts.ts";
import { funnelLines, funnelSteps } from "./funnel.ts";
import { defineQuestion, queryOf, type Table } from "./question.ts";
import { reachLines } from "./reach.ts";
import { sourceLines, sourcesQuestion } from "./sources.ts";
import {
  entries,
  followUpLines,
  listsOf,
  mainLines,
  reasonEntries,
  responseLines,
  statsQuestion,
} from "./stats.ts";
import { teamLines } from "./team.ts";
import { questionOf, whose } from "./words.ts";

interface ReportData {
  now: InsightAnswer;
  before: InsightAnswer;
  /** By rep; null where one person's numbers are asked. */
  reps: { now: InsightAnswer; before: InsightAnswer } | null;
  reach: { now: Results; before: Results };
}

/** The whole on one message. */
export const reportQuestion = defineQuestion<ReportData>({
  id: "report",
  hasPeriod: true,
  by: "source",
  async load(inquiry, reads) {
    const hasReps = inquiry.scope.kind !== "owned" && inquiry.filter.owner === undefined;
    const by = inquiry.by ?? "source";
    const [now, before, repsNow, repsBefore, reachNow, reachBefore] = await Promise.all([
      reads.insight({ ...queryOf(inquiry), by, each: inquiry.each }),
      reads.insight({ ...queryOf(inquiry, inquiry.earlier), by }),
      hasReps ? reads.insight({ ...queryOf(inquiry), by: "owner" }) : null,
      hasReps ? reads.insight({ ...queryOf(inquiry, inquiry.earlier), by: "owner" }) : null,
      reads.reach(queryOf(inquiry)),
      reads.reach(queryOf(inquiry, inquiry.earlier)),
    ]);
    const reps = repsNow === null || repsBefore === null ? null : { now: repsNow, before: repsBefore };
    const reach = { now: sumResults(reachNow), before: sumResults(reachBefore) };
    return { now, before, reps, reach };
  },
  tell({ now, before, reps, reach }, inquiry, view) {
    const { language } = view;
    const by = inquiry.by ?? "source";
    const title = reportTitle((l) => ({
      period: inquiry.period.label[l],
      whose: whose(inquiry, { ...view, language: l }),
    }))[language];
    const { total } = now;
    const section = (heading: Texts, lines: string[]) =>
      lines.length === 0 ? [] : ["", heading[language].toUpperCase(), ...lines];
    const reasons = entries(WHY[language], reasonEntries(total, view), view);
    const charts = [
      createdOverTime(now, by, inquiry, view),
      funnelChart(funnelSteps(total, view).steps, inquiry, view),
    ];
    return {
      title,
      lines: [
        ...mainLines(total, before.total, view),
        ...responseLines(total, before.total, view),
        ...followUpLines(total, view),
        ...reasons,
        ...section(SECTION.funnel, total.created === 0 ? [] : funnelLines(total, before.total, view)),
        ...section(SECTION.sources, sourceLines(now, before, by, view, 5)),
        ...section(SECTION.team, reps === null ? [] : teamLines(reps.now, reps.before, inquiry, view, 8)),
        ...section(SECTION.reach, reachLines(reach.now, reach.before, view)),
        ...(isEmpty(total) && reach.now.sent === 0 ? [EMPTY[language]] : []),
      ],
      charts: charts.filter((chart) => chart !== null),
      more: [
        ...listsOf(total, inquiry, view).slice(0, 4),
        questionOf("pipeline", PIPELINE[language], inquiry, view, { period: false }),
      ],
      table: both(
        statsQuestion.tell({ now, before: before.total }, inquiry, view).table,
        sourcesQuestion.tell({ now, before }, inquiry, view).table,
      ),
    };
  },
});

/** The measures, then the sources as measures of their own: one table with the same columns throughout. */
function both(stats: Table, sources: Table): Table {
  const bySource = sources.rows.flatMap(([key, name, created, qualified, won]) =>
    (
      [
        ["created", created],
        ["qualified", qualified],
        ["won", won],
      ] as const
    ).map(([measure, count]) => [`${measure}:${key}`, name ?? null, count ?? null, null]),
  );
  return { columns: stats.columns, rows: [...stats.rows, ...bySource] };
}

function isEmpty({ created, won, lost }: Numbers): boolean {
  return created + won.count + lost.count === 0;
}

const SECTION = {
  funnel: { en: "Funnel", pt: "Funil", es: "Embudo" },
  sources: { en: "Sources", pt: "Origens", es: "Orígenes" },
  team: { en: "Team", pt: "Equipe", es: "Equipo" },
  reach: { en: "Sequences and campaigns", pt: "Sequências e campanhas", es: "Secuencias y campañas" },
} satisfies Record<string, Texts>;
const WHY: Texts = { en: "Lost because", pt: "Motivos de perda", es: "Motivos de pérdida" };
const PIPELINE: Texts = { en: "Pipeline now", pt: "Pipeline agora", es: "Pipeline ahora" };
const EMPTY: Texts = {
  en: "Nothing happened in this period. Try a longer one, such as “report last month”.",
  pt: "Nada aconteceu neste período. Tente um mais longo, como “relatório mês passado”.",
  es: "No pasó nada en este período. Prueba uno más largo, como “informe mes pasado”.",
};

const reportTitle = phrase<{ period: string; whose: string }>({
  en: "Report for {period} – {whose}",
  pt: "Relatório: {period} – {whose}",
  es: "Informe: {period} – {whose}",
});

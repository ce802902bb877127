import { DIMENSION_LABELS } from "../args/dimension-filter.ts";
import type { Dimension, InsightAnswer, Numbers } from "../insights.ts";
import { formatNumber, formatPercent } from "../present/format.ts";
import { phrase, type Texts } from "../present/phrase.ts";
import { barsChart, createdOverTime } from "./charts.ts";
import { defineQuestion, type Inquiry, queryOf, type View } from "./question.ts";
import { BY, CREATED, QUALIFIED, WON } from "./stats.ts";
import { change, keyName, moneyCells, moneyColumns, moneyText, questionOf, share, whose } from "./words.ts";

/** The most that are told line by line; the export has them all. */
const MOST_LINES = 12;

/** What came of leads by where they came from, or by anything else that leads are told apart by. */
export const sourcesQuestion = defineQuestion<{ now: InsightAnswer; before: InsightAnswer }>({
  id: "sources",
  hasPeriod: true,
  by: "source",
  async load(inquiry, reads) {
    const by = inquiry.by ?? "source";
    const [now, before] = await Promise.all([
      reads.insight({ ...queryOf(inquiry), by, each: inquiry.each }),
      reads.insight({ ...queryOf(inquiry, inquiry.earlier), by }),
    ]);
    return { now, before };
  },
  tell({ now, before }, inquiry, view) {
    const { language } = view;
    const by = inquiry.by ?? "source";
    const title = sourcesTitle((l) => ({
      by: BY[by][l],
      period: inquiry.period.label[l],
      whose: whose(inquiry, { ...view, language: l }),
    }))[language];
    const groups = rowsOf(now);
    const conversion = barsChart(
      {
        title: `${CONVERSION[language]} – ${DIMENSION_LABELS[by][language].toLowerCase()}`,
        rows: groups
          .filter(({ numbers }) => numbers.created > 0)
          .map(({ key, numbers }) => ({
            label: keyName(by, key, view),
            values: [Math.round((numbers.cohort.won / numbers.created) * 100)],
            note: `${formatNumber(numbers.cohort.won, language)} / ${formatNumber(numbers.created, language)}`,
          })),
        series: [CONVERSION[language]],
        unit: { kind: "percent" },
      },
      inquiry,
      view,
    );
    const overTime = createdOverTime(now, by, inquiry, view);
    return {
      title,
      lines:
        groups.length === 0 ? [EMPTY[language]] : [...sourceLines(now, before, by, view), LEGEND[language]],
      charts: [conversion, overTime].filter((chart) => chart !== null),
      more: [
        ...groups
          .filter(({ numbers }) => numbers.created > 0)
          .slice(0, 4)
          .map(({ key, numbers }) => {
            const filter = { ...inquiry.filter, [by]: key };
            const label = `${keyName(by, key, view)}: ${numbers.created}`;
            return questionOf("leads created", label, { ...inquiry, filter }, view);
          }),
        ...OTHER_DIMENSIONS.filter((other) => other !== by).map((other) =>
          questionOf("sources", BY[other][language], inquiry, view, { extra: `by ${other}` }),
        ),
      ],
      table: sourcesTable(groups, by, view),
    };
  },
});

const OTHER_DIMENSIONS = ["source", "product", "channel"] as const;

/** One line for each: new, qualified, won, value, and how many of the new ones were won until now. */
export function sourceLines(
  now: InsightAnswer,
  before: InsightAnswer,
  by: Dimension,
  view: View,
  most = MOST_LINES,
): string[] {
  const { language } = view;
  const groups = rowsOf(now);
  const earlier = new Map(before.groups.map(({ key, numbers }) => [key, numbers.created]));
  const lines = groups.slice(0, most).map(({ key, numbers }) => {
    const rate = share(numbers.cohort.won, numbers.created);
    const value = moneyText(numbers.won.values, view);
    const facts = [
      fresh({ count: numbers.created })[language],
      change(numbers.created, earlier.get(key) ?? 0, language),
    ];
    const outcome = [
      qualifiedShort({ count: numbers.qualified })[language],
      wonShort({ count: numbers.won.count })[language],
      ...(rate === null ? [] : [`→ ${formatPercent(rate, language)}`]),
      ...(value === "" ? [] : [value]),
    ];
    return `${keyName(by, key, view)}: ${facts[0]} (${facts[1]}) · ${outcome.join(" · ")}`;
  });
  const rest = groups.length - most;
  return rest > 0 ? [...lines, andMore({ rest })[language]] : lines;
}

function rowsOf({ groups }: InsightAnswer): InsightAnswer["groups"] {
  return groups.filter(
    ({ numbers }) =>
      numbers.created > 0 || numbers.qualified > 0 || numbers.won.count > 0 || numbers.lost.count > 0,
  );
}

function sourcesTable(groups: { key: string; numbers: Numbers }[], by: Dimension, view: View) {
  const { language } = view;
  return {
    columns: [
      { id: by, label: DIMENSION_LABELS[by][language] },
      { id: "name", label: NAME[language] },
      { id: "created", label: CREATED[language] },
      { id: "qualified", label: QUALIFIED[language] },
      { id: "won", label: WON[language] },
      { id: "lost", label: LOST[language] },
      { id: "conversion", label: CONVERSION[language] },
      ...moneyColumns(view),
    ],
    rows: groups.map(({ key, numbers }) => [
      key,
      keyName(by, key, view),
      numbers.created,
      numbers.qualified,
      numbers.won.count,
      numbers.lost.count,
      share(numbers.cohort.won, numbers.created),
      ...moneyCells(numbers.won.values, view),
    ]),
  };
}

/** Also for the board of reps. */
export type { Inquiry };

const NAME: Texts = { en: "Name", pt: "Nome", es: "Nombre" };
const LOST: Texts = { en: "Lost", pt: "Perdidos", es: "Perdidos" };
const CONVERSION: Texts = { en: "Conversion", pt: "Conversão", es: "Conversión" };
const LEGEND: Texts = {
  en: "→ how many of the new leads have been won until now",
  pt: "→ quantos dos leads novos já foram ganhos até agora",
  es: "→ cuántos de los leads nuevos ya se ganaron hasta ahora",
};
const EMPTY: Texts = {
  en: "No lead was opened, qualified or closed in this period. Try a longer one, such as “sources last 90 days”.",
  pt: "Nenhum lead foi aberto, qualificado ou fechado neste período. Tente um mais longo, como “origens últimos 90 dias”.",
  es: "No se abrió, calificó ni cerró ningún lead en este período. Prueba uno más largo, como “orígenes últimos 90 días”.",
};

const fresh = phrase<{ count: number }>({
  en: "{count, number} new",
  pt: "{count, plural, =1 {# novo} other {# novos}}",
  es: "{count, plural, =1 {# nuevo} other {# nuevos}}",
});

const qualifiedShort = phrase<{ count: number }>({
  en: "{count, number} qualified",
  pt: "{count, plural, =1 {# qualificado} other {# qualificados}}",
  es: "{count, plural, =1 {# calificado} other {# calificados}}",
});

const wonShort = phrase<{ count: number }>({
  en: "{count, number} won",
  pt: "{count, plural, =1 {# ganho} other {# ganhos}}",
  es: "{count, plural, =1 {# ganado} other {# ganados}}",
});

const andMore = phrase<{ rest: number }>({
  en: "… and {rest, plural, one {one more} other {# more}}: “export” has them all",
  pt: "… e mais {rest, number}: “exportar” traz todos",
  es: "… y {rest, number} más: “exportar” los trae todos",
});

const sourcesTitle = phrase<{ by: string; period: string; whose: string }>({
  en: "{by}, {period} – {whose}",
  pt: "{by}: {period} – {whose}",
  es: "{by}: {period} – {whose}",
});

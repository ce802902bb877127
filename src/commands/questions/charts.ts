import { DateTime } from "luxon";
import type { Chart } from "../../channel/chart.ts";
import type { Dimension, InsightAnswer, Spread } from "../insights.ts";
import { formatNumber, formatPercent } from "../present/format.ts";
import { LOCALES, phrase, type Texts } from "../present/phrase.ts";
import type { Inquiry, View } from "./question.ts";
import { chartSubtitle, isAllTime, keyName, seconds } from "./words.ts";

/** Series of a stacked chart that can be told apart; the others are added up. */
const MOST_SERIES = 5;
/** Categories that are readable on a phone. */
const MOST_BARS = 10;

/** Leads opened over time, stacked by source (or what else it was counted by). Null where there were none. */
export function createdOverTime(
  answer: InsightAnswer,
  by: Dimension,
  inquiry: Inquiry,
  view: View,
): Chart | null {
  if (answer.total.created === 0) return null;
  const { language } = view;
  const filled = answer.series.findIndex(({ numbers }) => numbers.created > 0);
  // What comes before the first lead of all says nothing; nor do days that are still to come.
  const isAll = isAllTime(inquiry);
  const today = DateTime.fromISO(view.at, { zone: view.bundle.business.timeZone }).toISODate() ?? "";
  const series = answer.series.slice(isAll ? Math.max(0, filled) : 0).filter(({ start }) => start <= today);
  if (series.length < 2) return null;
  const keys = answer.groups.filter(({ numbers }) => numbers.created > 0).map(({ key }) => key);
  const shown = keys.slice(0, keys.length > MOST_SERIES + 1 ? MOST_SERIES : MOST_SERIES + 1);
  const countOf = (groups: InsightAnswer["groups"], key: string) =>
    groups.find((group) => group.key === key)?.numbers.created ?? 0;
  const rest = series.map(
    ({ numbers, groups }) => numbers.created - shown.reduce((sum, key) => sum + countOf(groups, key), 0),
  );
  const largest = series.reduce((best, each) => (each.numbers.created > best.numbers.created ? each : best));
  const facts = {
    count: answer.total.created,
    most: formatNumber(largest.numbers.created, language),
    when: dayLabel(largest.start, inquiry.each, view),
    keys: keys
      .slice(0, 3)
      .map((key) => `${keyName(by, key, view)} ${formatNumber(countOf(answer.groups, key), language)}`)
      .join(", "),
  };
  return {
    kind: "columns",
    title: OVER_TIME[inquiry.each][language],
    subtitle: chartSubtitle(inquiry, view),
    categories: series.map(({ start }) => dayLabel(start, inquiry.each, view)),
    series: [
      ...shown.map((key) => ({
        name: keyName(by, key, view),
        values: series.map(({ groups }) => countOf(groups, key)),
      })),
      ...(rest.some((count) => count > 0) ? [{ name: OTHERS[language], values: rest }] : []),
    ],
    unit: { kind: "count" },
    axes: { value: LEADS[language] },
    language,
    alt: createdAlt(facts)[language],
  };
}

/** A funnel: between two steps stands which share went on. Null where the first has none. */
export function funnelChart(
  steps: readonly { label: string; count: number }[],
  inquiry: Inquiry,
  view: View,
): Chart | null {
  const first = steps[0];
  if (first === undefined || first.count === 0 || steps.length < 2) return null;
  const { language } = view;
  const notes = steps.map(({ count }, i) => {
    const before = steps[i - 1]?.count ?? 0;
    return before === 0 ? "" : formatPercent(count / before, language);
  });
  return {
    kind: "funnel",
    title: FUNNEL[language],
    subtitle: chartSubtitle(inquiry, view),
    categories: steps.map(({ label }) => label),
    series: [{ name: LEADS[language], values: steps.map(({ count }) => count) }],
    unit: { kind: "count" },
    notes,
    language,
    alt: `${FUNNEL[language]}: ${steps
      .map(({ label, count }, i) => {
        const went = notes[i] === "" ? "" : ` (${wentOn({ percent: notes[i]! })[language]})`;
        return `${label} ${formatNumber(count, language)}${went}`;
      })
      .join(", ")}.`,
  };
}

/** Bars beside each other, in the order given. Null where nothing is above nought. */
export function barsChart(
  facts: {
    title: string;
    rows: readonly { label: string; values: (number | null)[]; note?: string }[];
    series: string[];
    unit: Chart["unit"];
  },
  inquiry: Inquiry,
  view: View,
): Chart | null {
  const rows = facts.rows.slice(0, MOST_BARS);
  if (!rows.some(({ values }) => values.some((value) => (value ?? 0) > 0))) return null;
  const { language } = view;
  const write = (value: number | null) =>
    value === null
      ? "–"
      : facts.unit.kind === "percent"
        ? formatPercent(value / 100, language)
        : formatNumber(value, language);
  const told = rows.map(({ label, values }) => `${label} ${values.map(write).join(" / ")}`);
  return {
    kind: "bars",
    title: facts.title,
    subtitle: chartSubtitle(inquiry, view),
    categories: rows.map(({ label }) => label),
    series: facts.series.map((name, i) => ({ name, values: rows.map(({ values }) => values[i] ?? null) })),
    unit: facts.unit,
    ...(rows.some(({ note }) => note !== undefined) ? { notes: rows.map(({ note }) => note ?? "") } : {}),
    language,
    alt: `${facts.title} (${facts.series.join(" / ")}): ${told.join("; ")}.`,
  };
}

/** How long the first answer took. Null where nothing was answered. */
export function responseChart(spread: Spread, inquiry: Inquiry, view: View): Chart | null {
  const { medianSeconds, p90Seconds } = spread;
  if (medianSeconds === null || p90Seconds === null) return null;
  const { language } = view;
  const bins = RESPONSE_BINS.map((upTo, i) => {
    const from = RESPONSE_BINS[i - 1] ?? -1;
    return spread.spans
      .filter(({ upToSeconds }) => upToSeconds > from && upToSeconds <= upTo)
      .reduce((sum, { count }) => sum + count, 0);
  });
  const labels = RESPONSE_BINS.map((upTo, i) =>
    upTo === Number.POSITIVE_INFINITY ? `> ${seconds(RESPONSE_BINS[i - 1]!)}` : `≤ ${seconds(upTo)}`,
  );
  return {
    kind: "histogram",
    title: RESPONSE[language],
    subtitle: chartSubtitle(inquiry, view),
    categories: labels,
    series: [{ name: LEADS[language], values: bins }],
    unit: { kind: "count" },
    axes: { category: ANSWERED_WITHIN[language], value: LEADS[language] },
    language,
    alt: responseAlt({ median: seconds(medianSeconds), p90: seconds(p90Seconds) })[language],
  };
}

/** Upper ends, in seconds: within 5 minutes is what counts. */
const RESPONSE_BINS = [60, 300, 900, 1_800, 3_600, 14_400, 86_400, Number.POSITIVE_INFINITY];

/** `start` is yyyy-mm-dd in the workspace's zone. */
function dayLabel(start: string, each: "day" | "week" | "month", view: View): string {
  const format = new Intl.DateTimeFormat(LOCALES[view.language], {
    timeZone: "UTC",
    ...(each === "month" ? { month: "short", year: "2-digit" } : { day: "numeric", month: "short" }),
  });
  return format.format(new Date(`${start}T00:00:00.000Z`)).replace(/\./g, "");
}

const LEADS: Texts = { en: "Leads", pt: "Leads", es: "Leads" };
const OTHERS: Texts = { en: "Others", pt: "Outros", es: "Otros" };
export const FUNNEL: Texts = { en: "Funnel", pt: "Funil", es: "Embudo" };
const RESPONSE: Texts = {
  en: "How fast new leads were answered",
  pt: "Rapidez da primeira resposta",
  es: "Rapidez de la primera respuesta",
};
const ANSWERED_WITHIN: Texts = { en: "Answered within", pt: "Respondidos em até", es: "Respondidos en" };
const OVER_TIME: Record<"day" | "week" | "month", Texts> = {
  day: { en: "New leads per day", pt: "Leads novos por dia", es: "Leads nuevos por día" },
  week: { en: "New leads per week", pt: "Leads novos por semana", es: "Leads nuevos por semana" },
  month: { en: "New leads per month", pt: "Leads novos por mês", es: "Leads nuevos por mes" },
};

const wentOn = phrase<{ percent: string }>({
  en: "{percent} of the step before",
  pt: "{percent} do passo anterior",
  es: "{percent} del paso anterior",
});

const createdAlt = phrase<{ count: number; most: string; when: string; keys: string }>({
  en: "{count, plural, one {# new lead} other {# new leads}}; the most on {when}, with {most}. {keys}.",
  pt: "{count, plural, one {# lead novo} other {# leads novos}}; o máximo em {when}, com {most}. {keys}.",
  es: "{count, plural, one {# lead nuevo} other {# leads nuevos}}; el máximo el {when}, con {most}. {keys}.",
});

const responseAlt = phrase<{ median: string; p90: string }>({
  en: "How fast new leads were answered by a person: half within {median}, 90% within {p90}.",
  pt: "Rapidez da primeira resposta de uma pessoa: metade em até {median}, 90% em até {p90}.",
  es: "Rapidez de la primera respuesta de una persona: la mitad en {median} o menos, el 90% en {p90} o menos.",
});

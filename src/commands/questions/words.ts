import type { Choice } from "../../channel/outbound.ts";
import type { Language } from "../../language.ts";
import { toWholeUnits } from "../../leads/money.ts";
import { type AskedPart, partWords } from "../args/asked-part.ts";
import { DIMENSION_LABELS, filterWords } from "../args/dimension-filter.ts";
import { DIMENSIONS, type Dimension, type InsightFilter, type Measure, type MoneySum } from "../insights.ts";
import { datesOf, periodWords } from "../period.ts";
import { formatDuration, formatMoney, formatNumber, formatPercent } from "../present/format.ts";
import { channelName, repName, valueName } from "../present/labels.ts";
import { phrase, type Texts } from "../present/phrase.ts";
import { safeName } from "../present/safe.ts";
import { leadLanguages } from "./languages.ts";
import type { Inquiry, Table, View } from "./question.ts";

/** A source, a product, a rep … as the reader calls it. */
export function keyName(dimension: Dimension, key: string, view: View): string {
  const { bundle, directory, language } = view;
  if (key === "") return dimension === "owner" ? NOBODY[language] : UNKNOWN[language];
  if (dimension === "owner") return repName(directory, key);
  if (dimension === "team") return safeName(directory.teams.get(key)?.name ?? key, 40);
  if (dimension === "channel") return channelName(key, language);
  if (dimension === "language") return leadLanguages[key]?.[language] ?? safeName(key, 40);
  return valueName(bundle, dimension, key, language);
}

/** The filters in words; empty where there are none. */
export function filterText(filter: InsightFilter, view: View): string {
  const parts = DIMENSIONS.flatMap((dimension) => {
    const key = filter[dimension];
    if (key === undefined || dimension === "owner") return [];
    return [`${DIMENSION_LABELS[dimension][view.language]}: ${keyName(dimension, key, view)}`];
  });
  if (filter.tag !== undefined) parts.push(`#${safeName(filter.tag, 40)}`);
  return parts.join(" · ");
}

/** Whose numbers these are. */
export function whose({ scope, filter }: Pick<Inquiry, "scope" | "filter">, view: View): string {
  if (filter.owner !== undefined) return keyName("owner", filter.owner, view);
  if (scope.kind === "owned" || scope.kind === "visible") return repName(view.directory, scope.repId);
  if (scope.kind === "teams") return YOUR_TEAMS[view.language];
  return EVERYBODY[view.language];
}

/** The line under the title: the days, the filters, and what it is compared with. */
export function subtitle(inquiry: Inquiry, view: View): string {
  const zone = view.bundle.business.timeZone;
  const { language } = view;
  if (isAllTime(inquiry)) return filterText(inquiry.filter, view);
  const dates = datesOf(inquiry.period, zone)[language];
  const parts = [
    dates === inquiry.period.label[language] ? "" : dates,
    filterText(inquiry.filter, view),
    compared({ dates: datesOf(inquiry.earlier, zone)[language] })[language],
  ];
  return parts.filter((part) => part !== "").join(" · ");
}

/** The same without the comparison, for pictures. `isNow`: of how things are, whatever the period. */
export function chartSubtitle(inquiry: Inquiry, view: View, options: { isNow?: boolean } = {}): string {
  const { language } = view;
  const label = inquiry.period.label[language];
  if (options.isNow === true)
    return [whose(inquiry, view), NOW[language], filterText(inquiry.filter, view)]
      .filter((part) => part !== "")
      .join(" · ");
  const dates = isAllTime(inquiry) ? label : datesOf(inquiry.period, view.bundle.business.timeZone)[language];
  const parts = [whose(inquiry, view), label, dates === label ? "" : dates, filterText(inquiry.filter, view)];
  return parts.filter((part) => part !== "").join(" · ");
}

/** From before there were any leads: nothing was before. */
export function isAllTime({ period }: Pick<Inquiry, "period">): boolean {
  return period.from < "2000-01-03";
}

/** A number with its change: `12 (+50%, 8 before)`. */
export function counted(now: number, before: number, language: Language): string {
  return `${formatNumber(now, language)} (${change(now, before, language)})`;
}

/** The change alone: `=`, `+50%, 8 before`, or `0 before` where there is nothing to divide by. */
export function change(now: number, before: number, language: Language, write = formatNumber): string {
  if (now === before) return "=";
  const was = earlier({ was: write(before, language) })[language];
  if (before <= 0) return was;
  return `${signedPercent((now - before) / before, language)}, ${was}`;
}

function signedPercent(share: number, language: Language): string {
  const size = Math.abs(share);
  // Less than half a percent is not nothing, and ten times as much is said in times.
  const rounded = size < 0.005 ? "<1%" : formatPercent(size, language);
  return `${share < 0 ? "−" : "+"}${rounded}`;
}

/** A share against the one before, in points of percent: `67% (+12 points)`. */
export function shared(now: number | null, before: number | null, language: Language): string {
  if (now === null) return "–";
  const text = formatPercent(now, language);
  if (before === null) return text;
  const difference = Math.round(now * 100) - Math.round(before * 100);
  if (difference === 0) return `${text} (=)`;
  const signed = `${difference < 0 ? "−" : "+"}${Math.abs(difference)}`;
  return `${text} (${points({ signed })[language]})`;
}

/** A part of a whole; null where there is no whole. */
export function share(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null;
}

/** Amounts by currency, the largest first. */
export function moneyText(sums: readonly MoneySum[], view: View): string {
  return [...sums]
    .filter(({ value }) => value !== 0)
    .sort((a, b) => b.value - a.value)
    .map(({ value, currency }) => formatMoney(value, currency, view.language, view.bundle))
    .join(" + ");
}

/** Amounts as cells of a table: the business's own currency in whole units, and all others in words. */
export function moneyCells(sums: readonly MoneySum[], view: View): [number, string | null] {
  const own = view.bundle.business.currency;
  const amount = sums.find(({ currency }) => currency === own)?.value ?? 0;
  const others = sums.filter(({ currency, value }) => currency !== own && value !== 0);
  const text = others.map(
    ({ currency, value }) => `${toWholeUnits({ amount: value, currency })} ${currency}`,
  );
  return [toWholeUnits({ amount, currency: own }), text.length === 0 ? null : text.join(" + ")];
}

/** The columns that {@link moneyCells} fill. */
export function moneyColumns(view: View): Table["columns"] {
  const { currency } = view.bundle.business;
  return [
    { id: "value", label: `${VALUE[view.language]} (${currency})` },
    { id: "value_other", label: OTHER_CURRENCIES[view.language] },
  ];
}

export function seconds(value: number): string {
  return formatDuration(value * 1_000);
}

/** A button to the leads behind a number, or to a part of them. */
export function listOf(
  measure: Measure,
  label: string,
  inquiry: Inquiry,
  view: View,
  part: AskedPart = {},
): Choice {
  const zone = view.bundle.business.timeZone;
  const owner = inquiry.scope.kind === "owned" ? { owner: inquiry.scope.repId } : {};
  const words = [
    `leads ${measure}`,
    partWords(part),
    periodWords(inquiry.period, zone),
    filterWords({ ...inquiry.filter, ...owner }),
  ];
  return { value: words.filter((word) => word !== "").join(" "), label };
}

/** A button to another question about the same; `period: false` where it has a period of its own, or none. */
export function questionOf(
  question: string,
  label: string,
  inquiry: Inquiry,
  view: View,
  options: { period?: boolean; extra?: string } = {},
): Choice {
  const owner = inquiry.scope.kind === "owned" ? { owner: inquiry.scope.repId } : {};
  const period = options.period === false ? "" : periodWords(inquiry.period, view.bundle.business.timeZone);
  const words = [question, period, options.extra ?? "", filterWords({ ...inquiry.filter, ...owner })];
  return { value: words.filter((word) => word !== "").join(" "), label };
}

export const EVERYBODY: Texts = { en: "everybody", pt: "todos", es: "todos" };
const NOW: Texts = { en: "now", pt: "agora", es: "ahora" };
const YOUR_TEAMS: Texts = { en: "your teams", pt: "suas equipes", es: "tus equipos" };
const UNKNOWN: Texts = { en: "not known", pt: "não informado", es: "sin dato" };
const NOBODY: Texts = { en: "nobody", pt: "ninguém", es: "nadie" };
export const VALUE: Texts = { en: "Value", pt: "Valor", es: "Monto" };
const OTHER_CURRENCIES: Texts = { en: "Other currencies", pt: "Outras moedas", es: "Otras monedas" };

const compared = phrase<{ dates: string }>({
  en: "compared with {dates}",
  pt: "comparado com {dates}",
  es: "comparado con {dates}",
});

const earlier = phrase<{ was: string }>({ en: "{was} before", pt: "antes {was}", es: "antes {was}" });

const points = phrase<{ signed: string }>({
  en: "{signed} points",
  pt: "{signed} p.p.",
  es: "{signed} p. p.",
});

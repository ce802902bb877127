import type { FlowBundle } from "../../flow/bundle.ts";
import type { Numbers } from "../insights.ts";
import { formatNumber, formatPercent } from "../present/format.ts";
import { answerName } from "../present/labels.ts";
import { phrase, type Texts } from "../present/phrase.ts";
import type { View } from "./question.ts";
import { share } from "./words.ts";

export interface Stop {
  /** The key of the question that was answered last; empty before any answer. */
  key: string;
  label: string;
  count: number;
}

/** After which question those stopped who have not answered all; most first. */
export function stopsOf(numbers: Numbers, { bundle, language }: View): Stop[] {
  const counts = new Map<string, number>();
  for (const { key, count } of numbers.cohort.stoppedAfter) {
    const last = lastQuestion(key, bundle);
    counts.set(last, (counts.get(last) ?? 0) + count);
  }
  return [...counts]
    .map(([key, count]) => ({
      key,
      label: key === "" ? BEFORE_ANY[language] : answerName(key, language),
      count,
    }))
    .sort((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1));
}

/** Of answers that came with one message, the one that the flow asks for last. */
export function lastQuestion(stoppedAfter: string, bundle: FlowBundle): string {
  const order = questionKeys(bundle);
  return stoppedAfter
    .split("+")
    .reduce((last, key) => (order.indexOf(key) >= order.indexOf(last) ? key : last));
}

/** The keys of the questions of the flow that new enquiries begin, in its order. */
export function questionKeys(bundle: FlowBundle): string[] {
  const flow = bundle.flows.get(bundle.entry);
  return [...new Set((flow?.asks ?? []).map(({ key }) => key))];
}

/** How many have not answered all questions, and what they answered last. */
export function stoppedLines(numbers: Numbers, view: View): string[] {
  const { language } = view;
  const stops = stopsOf(numbers, view);
  const count = stops.reduce((sum, stop) => sum + stop.count, 0);
  const part = share(count, numbers.created);
  if (count === 0 || part === null) return [];
  const told = stops.slice(0, MOST).map((stop) => `${stop.label} ${formatNumber(stop.count, language)}`);
  const rest = stops.slice(MOST).reduce((sum, stop) => sum + stop.count, 0);
  if (rest > 0) told.push(`${OTHERS[language]} ${formatNumber(rest, language)}`);
  const facts = { count, percent: formatPercent(part, language), last: told.join(", ") };
  return [unfinished(facts)[language]];
}

const MOST = 6;

export const BEFORE_ANY: Texts = { en: "no answer yet", pt: "nenhuma resposta", es: "ninguna respuesta" };
const OTHERS: Texts = { en: "others", pt: "outras", es: "otras" };

const unfinished = phrase<{ count: number; percent: string; last: string }>({
  en: "Questions not finished: {count, plural, one {# lead} other {# leads}} ({percent}) – last answered: {last}",
  pt: "Perguntas não concluídas: {count, plural, one {# lead} other {# leads}} ({percent}) – última resposta: {last}",
  es: "Preguntas sin terminar: {count, plural, one {# lead} other {# leads}} ({percent}) – última respuesta: {last}",
});

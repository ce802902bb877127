import { DateTime } from "luxon";
import { fold } from "../../language.ts";
import type { At, Rep } from "../../leads/types.ts";
import { type Asked, DIMENSION_LABELS, filterWords } from "../args/asked.ts";
import { choiceLabel } from "../args/dimension-values.ts";
import type { CommandProblem } from "../define.ts";
import { problem } from "../help-text.ts";
import type { Dimension, InsightFilter, InsightReads } from "../insights.ts";
import { nearest } from "../near.ts";
import { parsePeriod, periodWords, previousPeriod } from "../period.ts";
import { countedFor, refuseNumbersOf } from "../policy.ts";
import { phrase } from "../present/phrase.ts";
import { safeName } from "../present/safe.ts";
import type { Period, Scope } from "../reads.ts";
import type { Inquiry, View } from "./question.ts";
import { keyName } from "./words.ts";

export type InquiryProblem = CommandProblem;

/** What is asked, as far as it can be told from the words alone. */
export interface Wanted {
  asked: Asked;
  /** The words of a period, in English, where none was said. */
  usual: string;
  /** The command to offer when a word is not known, e.g. `stats`. */
  command: string;
}

/**
 * Settle what is left open: the usual period, whose numbers the person may be told, and words that only the database
 * knows, such as a source. A word that nobody knows is a problem with the nearest ones to choose from.
 */
export async function inquire(
  { asked, usual, command }: Wanted,
  reads: InsightReads,
  view: View & { actor: Rep },
): Promise<Inquiry | InquiryProblem> {
  const { actor, at, bundle, directory } = view;
  const zone = bundle.business.timeZone;
  const period = asked.period ?? parsePeriod(usual, at, zone)!;
  const whole = countedFor(actor, directory);
  const filter: InsightFilter = { ...asked.filter };
  for (const open of asked.unresolved) {
    const found = await resolveWord(open, filter, whole, reads, view);
    if (found === null) return unknownWord(open, asked, command, whole, reads, view);
    filter[found.dimension] = found.key;
  }
  const scope = scopeOf(filter, whole, view);
  if ("problem" in scope) return scope;
  if (scope.kind === "owned") delete filter.owner;
  return {
    period,
    earlier: previousPeriod(period, at, zone),
    scope,
    filter,
    by: asked.by,
    each: asked.each ?? usualGrain(period, at, zone),
    textOnly: asked.textOnly,
  };
}

/** A colleague's numbers are for those who look after the colleague: then all that is theirs, of whatever team. */
function scopeOf(
  { owner }: InsightFilter,
  whole: Scope,
  view: View & { actor: Rep },
): Scope | InquiryProblem {
  if (owner === undefined || owner === "" || whole.kind === "all") return whole;
  const refusal = refuseNumbersOf(view.actor, owner, view.directory);
  return refusal === null
    ? { kind: "owned", repId: owner }
    : problem(refusal.code, refusal.text, view.language);
}

/** As many columns as can be told apart: days of a month, weeks of half a year, else months. */
function usualGrain(period: Period, at: At, zone: string): "day" | "week" | "month" {
  const end = period.to < at ? period.to : at;
  const days = DateTime.fromISO(end, { zone }).diff(DateTime.fromISO(period.from, { zone }), "days").days;
  return days <= 31 ? "day" : days <= 190 ? "week" : "month";
}

/** The dimensions whose values are free: what the database has counts. */
const FREE: readonly Dimension[] = ["source", "product", "segment"];

type Open = Asked["unresolved"][number];

async function resolveWord(
  { word, dimension }: Open,
  taken: InsightFilter,
  scope: Scope,
  reads: InsightReads,
  view: View,
): Promise<{ dimension: Dimension; key: string } | null> {
  const dimensions = dimension === null ? FREE.filter((each) => taken[each] === undefined) : [dimension];
  for (const each of dimensions) {
    const keys = await keysOf(each, scope, reads, view);
    const key = keys.find((known) => namesOf(each, known, view).includes(word));
    if (key !== undefined) return { dimension: each, key };
  }
  return null;
}

/** All keys that leads of the scope have, most first. */
async function keysOf(
  dimension: Dimension,
  scope: Scope,
  reads: InsightReads,
  view: View,
): Promise<string[]> {
  const { from, to } = parsePeriod("all", view.at, view.bundle.business.timeZone)!;
  const { groups } = await reads.insight({ from, to, scope, filter: {}, by: dimension });
  return groups.map(({ key }) => key).filter((key) => key !== "");
}

function namesOf(dimension: Dimension, key: string, view: View): string[] {
  const label = choiceLabel(view.bundle, dimension, key, view.language);
  return [fold(key), fold(key).replace(/[\s_]+/g, "-"), ...(label === null ? [] : [fold(label)])];
}

/** The nearest that there are, as the same question again. */
async function unknownWord(
  { word, dimension }: Open,
  asked: Asked,
  command: string,
  scope: Scope,
  reads: InsightReads,
  view: View,
): Promise<InquiryProblem> {
  const { language } = view;
  const dimensions = dimension === null ? FREE : [dimension];
  const all: { dimension: Dimension; key: string }[] = [];
  for (const each of dimensions)
    for (const key of await keysOf(each, scope, reads, view)) all.push({ dimension: each, key });
  const near = nearest(
    word,
    all.flatMap((value) => namesOf(value.dimension, value.key, view).map((name) => [name, value] as const)),
  );
  const period = asked.period === null ? "" : periodWords(asked.period, view.bundle.business.timeZone);
  const choices = (near.length > 0 ? near : all.slice(0, 6)).map((value) => ({
    value: [command, period, filterWords({ ...asked.filter, [value.dimension]: value.key })]
      .filter((part) => part !== "")
      .join(" "),
    label: `${DIMENSION_LABELS[value.dimension][language]}: ${keyName(value.dimension, value.key, view)}`,
  }));
  return problem("unknown-filter", unknown({ typed: safeName(word, 40) }), language, choices);
}

const unknown = phrase<{ typed: string }>({
  en: "I know no period, source, product or segment “{typed}”. You can say, for instance: last month, source:instagram, product:…, @colleague, team …, channel whatsapp, #tag.",
  pt: "Não conheço período, origem, produto ou segmento “{typed}”. Você pode dizer, por exemplo: mês passado, origem:instagram, produto:…, @colega, equipe …, canal whatsapp, #etiqueta.",
  es: "No conozco período, origen, producto ni segmento “{typed}”. Puedes decir, por ejemplo: mes pasado, origen:instagram, producto:…, @colega, equipo …, canal whatsapp, #etiqueta.",
});

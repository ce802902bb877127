import { DateTime } from "luxon";
import type { At } from "../../leads/types/at.ts";
import type { Rep } from "../../leads/types/rep.ts";
import type { Asked } from "../args/asked.ts";
import { filterWords } from "../args/dimension-filter.ts";
import type { CommandProblem } from "../define.ts";
import { problem } from "../help-text.ts";
import type { Dimension, InsightFilter, InsightReads } from "../insights.ts";
import { parsePeriod, periodWords, previousPeriod } from "../period.ts";
import { countedFor, refuseNumbersOf } from "../policy.ts";
import { phrase, type Texts } from "../present/phrase.ts";
import { safeName } from "../present/safe.ts";
import type { Period, Scope } from "../reads.ts";
import { meantBy, resolveOpen } from "./open-words.ts";
import type { Inquiry, View } from "./question.ts";

export type InquiryProblem = CommandProblem;

/** What is asked, as far as it can be told from the words alone. */
export interface Wanted {
  asked: Asked;
  /** The words of a period, in English, where none was said. */
  usual: string;
  /** The command to offer when a word is not known, e.g. `stats`. */
  command: string;
  /** Says that a word is not known. Default: with what a question about numbers can be narrowed to. */
  tell?: (typed: string) => Texts;
}

/**
 * Settle what is left open: the usual period, whose numbers the person may be told, and words that only the database
 * knows, such as a source. A word that nobody knows is a problem with the nearest ones to choose from.
 */
export async function inquire(
  { asked, usual, command, tell = unknownWord }: Wanted,
  reads: InsightReads,
  view: View & { actor: Rep },
): Promise<Inquiry | InquiryProblem> {
  const { actor, at, bundle, directory } = view;
  const zone = bundle.business.timeZone;
  const period = asked.period ?? parsePeriod(usual, at, zone)!;
  const whole = countedFor(actor, directory);
  const keys = (dimension: Dimension) => keysOf(dimension, whole, reads, view);
  const { filter, unknown } = await resolveOpen(asked.unresolved, asked.filter, keys, view);
  if (unknown !== undefined) {
    const said = asked.period === null ? "" : periodWords(asked.period, zone);
    const again = (meant: InsightFilter) =>
      [command, said, filterWords({ ...filter, ...meant })].filter((part) => part !== "").join(" ");
    const choices = await meantBy(unknown, keys, view, again);
    return problem("unknown-filter", tell(unknown.word), view.language, choices);
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

const unknownWord = (typed: string) => unknownOfNumbers({ typed: safeName(typed, 40) });

const unknownOfNumbers = phrase<{ typed: string }>({
  en: "I know no period, source, product or segment “{typed}”. You can say, for instance: last month, source:instagram, product:…, @colleague, team …, channel whatsapp, #tag.",
  pt: "Não conheço período, origem, produto ou segmento “{typed}”. Você pode dizer, por exemplo: mês passado, origem:instagram, produto:…, @colega, equipe …, canal whatsapp, #etiqueta.",
  es: "No conozco período, origen, producto ni segmento “{typed}”. Puedes decir, por ejemplo: mes pasado, origen:instagram, producto:…, @colega, equipo …, canal whatsapp, #etiqueta.",
});

import type { Dimension, InsightAnswer } from "../../commands/insights.ts";
import { formatDuration, formatMoney } from "../../commands/present/index.ts";
import { channelName, reasonName, valueName } from "../../commands/present/labels.ts";
import type { Period, Scope } from "../../commands/reads.ts";
import type { PlaygroundReads } from "./reads.ts";
import type { View } from "./views.ts";

/** The numbers of a period beside those of the one before, with keys in the reader's words: see docs/insights.md. */
export async function readNumbers(
  reads: Pick<PlaygroundReads, "insight">,
  { period, earlier, scope }: { period: Period; earlier: Period; scope: Scope },
  view: View,
) {
  const ask = ({ from, to }: Period, by?: Dimension) =>
    reads.insight({ from, to, scope, filter: {}, ...(by === undefined ? {} : { by }) });
  const [bySource, byChannel, byProduct, { total: before }] = await Promise.all([
    ask(period, "source"),
    ask(period, "channel"),
    ask(period, "product"),
    ask(earlier),
  ]);
  const { bundle, language } = view;
  const now = bySource.total;
  const { answered, waiting, clock } = now.firstResponse;
  const unknown = { en: "unknown", pt: "desconhecido", es: "desconocido" }[language];
  const named = ({ groups }: InsightAnswer, name: (key: string) => string) =>
    groups
      .filter(({ numbers }) => numbers.created > 0)
      .map(({ key, numbers }) => ({ label: key === "" ? unknown : name(key), count: numbers.created }));
  const duration = (seconds: number | null) => (seconds === null ? null : formatDuration(seconds * 1_000));
  return {
    funnel: [
      { id: "created", count: now.created, before: before.created },
      { id: "qualified", count: now.qualified, before: before.qualified },
      { id: "won", count: now.won.count, before: before.won.count },
      { id: "lost", count: now.lost.count, before: before.lost.count },
    ],
    wonValues: now.won.values.map(({ currency, value }) => formatMoney(value, currency, language, bundle)),
    response: {
      median: duration(clock.medianSeconds),
      p90: duration(clock.p90Seconds),
      answered,
      waiting,
    },
    bySource: named(bySource, (key) => valueName(bundle, "source", key, language)),
    byChannel: named(byChannel, (key) => channelName(key, language)),
    byProduct: named(byProduct, (key) => valueName(bundle, "product", key, language)),
    lostReasons: now.lost.reasons.map(({ key, count }) => ({
      label: key === "" ? unknown : reasonName(bundle, key, language),
      count,
    })),
  };
}

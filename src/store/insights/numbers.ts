import type { MoneySum, Numbers, Spread } from "../../commands/insights.ts";
import type { Tally } from "../../commands/reads.ts";
import { type Bag, type Section, STAYS } from "./bag.ts";
import { quantileOf, STAY_LENGTHS, WAITS } from "./spans.ts";

/** An answer's numbers from what was counted. */
export function toNumbers(bag: Bag): Numbers {
  const n = (key: string) => bag.counts.get("n")?.get(key) ?? 0;
  const answered = n("answered");
  return {
    created: n("created"),
    qualified: n("qualified"),
    won: { count: n("won"), values: toMoney([...section(bag, "won")]) },
    lost: { count: n("lost"), reasons: toTally(bag, "reasons") },
    cohort: {
      qualified: n("cohortQualified"),
      won: n("cohortWon"),
      lost: n("cohortLost"),
      stages: toStages(bag),
      reached: toTally(bag, "reached"),
      answered: toTally(bag, "answered"),
      stoppedAfter: toTally(bag, "stopped"),
    },
    firstResponse: {
      answered,
      waiting: n("waiting"),
      clock: toSpread(bag, "clock"),
      working: toSpread(bag, "working"),
    },
    sla: { response: { kept: n("responseKept"), broken: n("responseBroken") }, stages: toLimits(bag) },
    followUps: { planned: n("planned"), kept: n("kept"), late: n("late"), overdue: n("overdue") },
    timeInStage: toStays(bag),
  };
}

/** By code units, which is the same everywhere. */
export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const section = (bag: Bag, name: Section): ReadonlyMap<string, number> => bag.counts.get(name) ?? new Map();

function toTally(bag: Bag, name: Section): Tally {
  return [...section(bag, name)]
    .map(([key, count]) => ({ key, count }))
    .sort((a, b) => b.count - a.count || byText(a.key, b.key));
}

/** A sum of 0 is not told: it says nothing, and facts keep none. */
function toMoney(sums: [currency: string, value: number][]): MoneySum[] {
  return sums
    .filter(([, value]) => value !== 0)
    .map(([currency, value]) => ({ currency, value }))
    .sort((a, b) => b.value - a.value || byText(a.currency, b.currency));
}

function toStages(bag: Bag): Numbers["cohort"]["stages"] {
  const worth = new Map<string, [string, number][]>();
  for (const [key, value] of section(bag, "worth")) {
    const [stage, currency] = splitKey(key);
    worth.set(stage, [...(worth.get(stage) ?? []), [currency, value]]);
  }
  return toTally(bag, "stages").map(({ key, count }) => ({
    stage: key,
    count,
    values: toMoney(worth.get(key) ?? []),
  }));
}

function toSpread(bag: Bag, name: "clock" | "working"): Spread {
  const spans = toSpans(bag.lengths.get(name) ?? new Map());
  return {
    medianSeconds: quantileOf(spans, 0.5, WAITS),
    p90Seconds: quantileOf(spans, 0.9, WAITS),
    spans: spans.map(([span, count]) => ({ upToSeconds: WAITS.endOf(span), count })),
  };
}

function toStays(bag: Bag): Numbers["timeInStage"] {
  const stages: Numbers["timeInStage"] = [];
  for (const [name, counts] of bag.lengths) {
    if (!name.startsWith(STAYS)) continue;
    const spans = toSpans(counts);
    stages.push({
      stage: name.slice(STAYS.length),
      stays: spans.reduce((sum, [, count]) => sum + count, 0),
      medianSeconds: quantileOf(spans, 0.5, STAY_LENGTHS) ?? 0,
    });
  }
  return stages.sort((a, b) => b.stays - a.stays || byText(a.stage, b.stage));
}

function toLimits(bag: Bag): Numbers["sla"]["stages"] {
  const [kept, broken] = [section(bag, "stageKept"), section(bag, "stageBroken")];
  return [...new Set([...kept.keys(), ...broken.keys()])]
    .map((stage) => ({ stage, kept: kept.get(stage) ?? 0, broken: broken.get(stage) ?? 0 }))
    .sort((a, b) => b.kept + b.broken - (a.kept + a.broken) || byText(a.stage, b.stage));
}

/** In order of length. */
const toSpans = (spans: ReadonlyMap<number, number>): [span: number, count: number][] =>
  [...spans].sort(([a], [b]) => a - b);

function splitKey(key: string): [string, string] {
  const at = key.lastIndexOf("\n");
  return [key.slice(0, at), key.slice(at + 1)];
}

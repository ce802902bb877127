import type { Measure, Numbers, Part } from "../../../src/commands/insights.ts";

/** A number, by its path in an answer, and the list of leads that it must be as long as. */
export interface Behind {
  number: string;
  count: number;
  measure: Measure;
  part: Part;
}

type Lists = { [Name in keyof Numbers]: (of: Numbers[Name]) => Behind[] };

const one = (number: string, count: number, measure: Measure, part: Part = {}): Behind => ({
  number,
  count,
  measure,
  part,
});

/** For every number: a new one does not compile before it stands here. Money and medians are of the leads counted beside them. */
const LISTS: Lists = {
  created: (count) => [one("created", count, "created")],
  qualified: (count) => [one("qualified", count, "qualified")],
  won: ({ count }) => [one("won.count", count, "won")],
  lost: ({ count, reasons }) => [
    one("lost.count", count, "lost"),
    ...reasons.map(({ key, count }, i) => one(`lost.reasons.${i}.count`, count, "lost", { reason: key })),
  ],
  cohort: ({ qualified, won, lost, stages, reached, answered, stoppedAfter }) => [
    one("cohort.qualified", qualified, "new-qualified"),
    one("cohort.won", won, "new-won"),
    one("cohort.lost", lost, "new-lost"),
    ...stages.map(({ stage, count }, i) => one(`cohort.stages.${i}.count`, count, "created", { stage })),
    ...reached.map(({ key, count }, i) =>
      one(`cohort.reached.${i}.count`, count, "created", { reached: key }),
    ),
    ...answered.map(({ key, count }, i) =>
      one(`cohort.answered.${i}.count`, count, "created", { answered: key }),
    ),
    ...stoppedAfter.map(({ key, count }, i) =>
      one(`cohort.stoppedAfter.${i}.count`, count, "unfinished", { stoppedAfter: [key] }),
    ),
  ],
  firstResponse: ({ answered, waiting, ...spreads }) => [
    one("firstResponse.answered", answered, "answered"),
    one("firstResponse.waiting", waiting, "waiting"),
    ...(["clock", "working"] as const).flatMap((by) =>
      spreads[by].spans.map(({ upToSeconds, count }, i, all) => {
        const over = all[i - 1]?.upToSeconds;
        const took = { by, upTo: upToSeconds, ...(over === undefined ? {} : { over }) };
        return one(`firstResponse.${by}.spans.${i}.count`, count, "answered", { took });
      }),
    ),
  ],
  followUps: (counts) =>
    (["planned", "kept", "late", "overdue"] as const).map((name) =>
      one(`followUps.${name}`, counts[name], `follow-ups-${name}`),
    ),
  sla: ({ response, stages }) => [
    one("sla.response.kept", response.kept, "response-kept"),
    one("sla.response.broken", response.broken, "response-broken"),
    ...stages.flatMap(({ stage, kept, broken }, i) => [
      one(`sla.stages.${i}.kept`, kept, "stage-kept", { left: stage }),
      one(`sla.stages.${i}.broken`, broken, "stage-broken", { left: stage }),
    ]),
  ],
  timeInStage: (stages) =>
    stages.map(({ stage, stays }, i) => one(`timeInStage.${i}.stays`, stays, "stays", { left: stage })),
};

export function listsBehind(numbers: Numbers): Behind[] {
  const lists = <Name extends keyof Numbers>(name: Name) => LISTS[name](numbers[name]);
  return (Object.keys(LISTS) as (keyof Numbers)[]).flatMap((name) => lists(name));
}

/** The paths of all counts in an answer: every number but amounts of money and lengths of time. */
export function countsIn(value: unknown, path = ""): string[] {
  if (typeof value === "number") return [path];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value)
    .filter(([name]) => !["values", "medianSeconds", "p90Seconds", "upToSeconds"].includes(name))
    .flatMap(([name, inner]) => countsIn(inner, path === "" ? name : `${path}.${name}`));
}

import type { Checked, ParsedFiles } from "./parse-files.ts";
import { type Problem, suggest } from "./problems.ts";
import type { FlowFile } from "./schema.ts";
import type { AskFile, StepFile } from "./schema-steps.ts";
import type { Path } from "./yaml-file.ts";

/** One way from a step to another, and where the file says so. */
export interface Edge {
  to: string;
  /** Null for the step below, which nobody wrote down. */
  path: Path | null;
  /** Why: the choice, the case. Empty for the plain way on. */
  choice?: string;
}

/** The ways out of a step. `falls` is true when it runs off the end of the file. */
export function waysOut(flow: FlowFile, id: string): { edges: Edge[]; falls: boolean; leaves: boolean } {
  const ids = Object.keys(flow.steps);
  const below = ids[ids.indexOf(id) + 1];
  const step = flow.steps[id];
  const edges: Edge[] = [];
  let falls = false;
  const goBelow = (): void => {
    if (below === undefined) falls = true;
    else edges.push({ to: below, path: null });
  };
  if (step === undefined) return { edges, falls, leaves: false };
  const at: Path = ["steps", id];
  if ("ask" in step) {
    step.choices?.forEach((choice, i) => {
      if (choice.goto === undefined) return;
      edges.push({ to: choice.goto, path: [...at, "choices", i, "goto"], choice: choice.id });
    });
    if (!isAllRouted(step)) {
      if (step.goto === undefined) goBelow();
      else edges.push({ to: step.goto, path: [...at, "goto"] });
    }
    return { edges, falls, leaves: false };
  }
  if ("branch" in step) {
    step.branch.forEach(({ goto }, i) => {
      edges.push({ to: goto, path: [...at, "branch", i, "goto"] });
    });
    if (step.else === undefined) goBelow();
    else edges.push({ to: step.else, path: [...at, "else"] });
    return { edges, falls, leaves: false };
  }
  const ends = "end" in step || "handoff" in step;
  const leaves = ends || ("goto" in step && typeof step.goto === "object");
  if (!leaves && "goto" in step && typeof step.goto === "string") {
    edges.push({ to: step.goto, path: [...at, "goto"] });
    if (step.when !== undefined) goBelow();
  } else if (!leaves || step.when !== undefined) goBelow();
  return { edges, falls, leaves };
}

/** Every answer has its own way on, so the plain one is never taken. */
function isAllRouted(ask: AskFile): boolean {
  return (
    ask.ask === "choice" &&
    !ask.optional &&
    ask.askWhen === undefined &&
    ask.choices?.every(({ goto }) => goto !== undefined) === true
  );
}

/** Unknown, unreachable and last steps, and loops that never ask anything. */
export function checkGraph(flow: Checked<FlowFile>, files: ParsedFiles): Problem[] {
  const { source, data } = flow;
  const ids = Object.keys(data.steps);
  const problems: Problem[] = [];
  const first = ids[0];
  if (first === undefined) {
    return [
      source.problem(["steps"], {
        message: "The flow has no steps.",
        fix: "Add at least a question and an `end`.",
      }),
    ];
  }
  if (data.start !== undefined && !ids.includes(data.start)) {
    problems.push(unknownStep(flow, ["start"], data.start));
  }
  for (const id of ids) {
    for (const { to, path } of waysOut(data, id).edges) {
      if (path !== null && data.steps[to] === undefined) problems.push(unknownStep(flow, path, to));
    }
    const step = data.steps[id];
    if (step !== undefined && "goto" in step && typeof step.goto === "object") {
      const known = files.flows.map(({ data: other }) => other.id);
      if (!known.includes(step.goto.flow)) {
        problems.push(
          source.problem(["steps", id, "goto", "flow"], {
            message: `There is no flow \`${step.goto.flow}\`.`,
            fix: suggest(step.goto.flow, known, "flow"),
          }),
        );
      }
    }
  }
  // With unknown steps in it, what follows would only report the same fault again.
  if (problems.length > 0) return problems;
  const start = data.start ?? first;
  const reached = reachable(data, start);
  problems.push(
    ...unreachable(flow, ids, reached, start),
    ...deadEnds(flow, reached),
    ...silentLoops(flow, reached),
  );
  return problems;
}

function unknownStep({ source, data }: Checked<FlowFile>, path: Path, id: string): Problem {
  return source.problem(path, {
    message: `There is no step \`${id}\` in this flow.`,
    fix: suggest(id, Object.keys(data.steps), "step"),
  });
}

function reachable(flow: FlowFile, start: string): Set<string> {
  const reached = new Set([start]);
  // A set grows while it is walked through.
  for (const id of reached) for (const { to } of waysOut(flow, id).edges) reached.add(to);
  return reached;
}

function unreachable(
  { source }: Checked<FlowFile>,
  ids: string[],
  reached: Set<string>,
  start: string,
): Problem[] {
  return ids
    .filter((id) => !reached.has(id))
    .map((id) =>
      source.problem(
        ["steps", id],
        {
          message: `The step \`${id}\` is never reached from \`${start}\`.`,
          fix: "Lead to it with a `goto`, move it, or remove it.",
        },
        { key: true },
      ),
    );
}

function deadEnds(flow: Checked<FlowFile>, reached: Set<string>): Problem[] {
  const { source, data } = flow;
  const falling = [...reached].filter((id) => waysOut(data, id).falls);
  const problems = falling.map((id) =>
    source.problem(
      ["steps", id],
      {
        message: `The step \`${id}\` is a dead end: nothing comes after it.`,
        fix: "Add an `end` or `handoff` step below it, or give it a `goto`.",
      },
      { key: true },
    ),
  );
  if (problems.length > 0) return problems;
  const canEnd = new Set([...reached].filter((id) => waysOut(data, id).leaves));
  for (let grown = true; grown; ) {
    grown = false;
    for (const id of reached) {
      if (canEnd.has(id) || !waysOut(data, id).edges.some(({ to }) => canEnd.has(to))) continue;
      canEnd.add(id);
      grown = true;
    }
  }
  const stuck = [...reached].find((id) => !canEnd.has(id));
  if (stuck === undefined) return [];
  return [
    source.problem(
      ["steps", stuck],
      {
        message: `From the step \`${stuck}\` on, the conversation goes round and round: no \`end\` or \`handoff\` can be reached.`,
        fix: "Let one of the steps after it go to an `end` or a `handoff`.",
      },
      { key: true },
    ),
  ];
}

/** A loop in which no step waits for an answer would never come to rest. */
function silentLoops(flow: Checked<FlowFile>, reached: Set<string>): Problem[] {
  const { source, data } = flow;
  const done = new Set<string>();
  for (const id of reached) {
    const loop = findLoop(data, id, [], done);
    if (loop === null) continue;
    return [
      source.problem(
        ["steps", loop[0] ?? id],
        {
          message: `The steps ${loop.map((one) => `\`${one}\``).join(" → ")} → \`${loop[0]}\` go in a circle without asking anything.`,
          fix: "Put a question into the circle, or let one of its steps lead out of it.",
        },
        { key: true },
      ),
    ];
  }
  return [];
}

function findLoop(flow: FlowFile, id: string, trail: string[], done: Set<string>): string[] | null {
  const seen = trail.indexOf(id);
  if (seen >= 0) return trail.slice(seen);
  const step: StepFile | undefined = flow.steps[id];
  if (step === undefined || "ask" in step || done.has(id)) return null;
  for (const { to } of waysOut(flow, id).edges) {
    const loop = findLoop(flow, to, [...trail, id], done);
    if (loop !== null) return loop;
  }
  done.add(id);
  return null;
}

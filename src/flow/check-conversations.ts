import type { Checked, ParsedFiles } from "./parse-files.ts";
import { type Problem, suggest } from "./problems.ts";
import type { ConversationTest } from "./schema.ts";

/** Faults of the conversation files: flows, steps and answers that do not exist, turns in which nothing happens. */
export function checkConversations(files: ParsedFiles, answers: ReadonlySet<string>): Problem[] {
  const flows = files.flows.map(({ data }) => data.id);
  // What a broken flow file would offer is not known.
  const isComplete = ![...files.broken].some((name) => !name.includes("/"));
  const steps = new Set(files.flows.flatMap(({ data }) => Object.keys(data.steps)));
  return files.tests.flatMap((test) => [
    ...checkFlow(test, flows),
    ...checkTurns(test),
    ...(isComplete ? [...checkSteps(test, steps), ...checkAnswers(test, answers)] : []),
  ]);
}

function checkFlow({ source, data }: Checked<ConversationTest>, flows: readonly string[]): Problem[] {
  if (data.flow === undefined || flows.includes(data.flow)) return [];
  return [
    source.problem(["flow"], {
      message: `There is no flow \`${data.flow}\`.`,
      fix: suggest(data.flow, flows, "flow"),
    }),
  ];
}

function checkTurns({ source, data }: Checked<ConversationTest>): Problem[] {
  return data.turns.flatMap((turn, i) => {
    if (turn.they ?? turn.picks ?? turn.sends ?? turn.nudge ?? turn.resume) return [];
    if (turn.they === "") return [];
    return [
      source.problem(["turns", i], {
        message: "Nobody does anything in this turn.",
        fix: 'Give it `they: "…"`, `picks:`, `sends:`, `nudge: true` or `resume: true`.',
      }),
    ];
  });
}

function checkSteps({ source, data }: Checked<ConversationTest>, steps: ReadonlySet<string>): Problem[] {
  const named: { path: (string | number)[]; step: string }[] = data.turns.flatMap(({ bot }, i) =>
    typeof bot === "object" && bot.asks !== undefined
      ? [{ path: ["turns", i, "bot", "asks"], step: bot.asks }]
      : [],
  );
  if (typeof data.expect.step === "string") named.push({ path: ["expect", "step"], step: data.expect.step });
  return named
    .filter(({ step }) => !steps.has(step))
    .map(({ path, step }) =>
      source.problem(path, { message: `There is no step \`${step}\`.`, fix: suggest(step, steps, "step") }),
    );
}

function checkAnswers({ source, data }: Checked<ConversationTest>, answers: ReadonlySet<string>): Problem[] {
  const groups = ["answers", "display", "targets"] as const;
  return groups.flatMap((group) =>
    Object.keys(data.expect[group] ?? {})
      .filter((key) => !answers.has(key))
      .map((key) =>
        source.problem(
          ["expect", group, key],
          { message: `Nothing asks for \`${key}\`.`, fix: suggest(key, answers, "answer") },
          { key: true },
        ),
      ),
  );
}

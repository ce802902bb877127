import { checkCondition, checkVariables } from "./check-names.ts";
import { FACTS_OF_LEAD } from "./lead-facts.ts";
import type { Checked, ParsedFiles } from "./parse-files.ts";
import { type Problem, suggest } from "./problems.ts";
import type { NurtureFile } from "./schema-nurture.ts";
import type { Path } from "./yaml-file.ts";

/** Faults of nurture sequences: what they name is there, and each step has a place of its own. */
export function checkNurture(
  files: ParsedFiles,
  answers: ReadonlySet<string>,
  variables: readonly string[],
): Problem[] {
  return files.nurture.flatMap((file) => [
    ...checkStart(file, files, answers),
    ...checkSteps(file, files, answers, variables),
  ]);
}

function checkStart(
  { source, data }: Checked<NurtureFile>,
  files: ParsedFiles,
  answers: ReadonlySet<string>,
): Problem[] {
  const { startOn } = data;
  if (startOn === undefined) return [];
  const problems: Problem[] = [];
  const known = (list: "stages" | "grades", ids: readonly string[] | undefined, what: string, file: string) =>
    startOn[list]?.forEach((id, i) => {
      if (ids === undefined || ids.includes(id)) return;
      problems.push(
        source.problem(["startOn", list, i], {
          message: `There is no ${what} \`${id}\` in ${file}.`,
          fix: suggest(id, ids, what),
        }),
      );
    });
  known(
    "stages",
    files.pipeline?.data.stages.map(({ id }) => id),
    "stage",
    "pipeline.yaml",
  );
  known(
    "grades",
    files.scoring?.data.grades.map(({ id }) => id),
    "grade",
    "scoring.yaml",
  );
  const { stages, tags, grades, minScore, silentDays, when } = startOn;
  if (
    [stages, tags, grades].every((each) => (each ?? []).length === 0) &&
    minScore === undefined &&
    silentDays === undefined
  ) {
    problems.push(
      source.problem(["startOn"], {
        message: "Nothing says when it begins: `when` alone is only asked at such a moment.",
        fix: "Add `stages`, `tags`, `grades`, `minScore` or `silentDays`; or leave `startOn` out to enrol by hand only.",
      }),
    );
  }
  if (when !== undefined)
    problems.push(...checkCondition(source, ["startOn", "when"], when, factNames(answers), null));
  return problems;
}

function checkSteps(
  { source, data }: Checked<NurtureFile>,
  files: ParsedFiles,
  answers: ReadonlySet<string>,
  variables: readonly string[],
): Problem[] {
  const templates = Object.keys(files.templates?.data.templates ?? {});
  const problems: Problem[] = [];
  const said = (path: Path, { template, text }: Pick<NurtureFile["steps"][number], "template" | "text">) => {
    if (template !== undefined && !templates.includes(template) && !files.broken.has("templates.yaml")) {
      problems.push(
        source.problem([...path, "template"], {
          message: `There is no template \`${template}\`.`,
          fix: suggest(template, templates, "template"),
        }),
      );
    }
    if (text !== undefined)
      problems.push(...checkVariables(source, [...path, "text"], text, [...variables, ...answers]));
  };
  const ids = new Map<string, number>();
  data.steps.forEach((step, i) => {
    const path: Path = ["steps", i];
    const id = step.id ?? `step-${i + 1}`;
    const before = ids.get(id);
    if (before !== undefined) {
      problems.push(
        source.problem(path, {
          message: `The steps ${before + 1} and ${i + 1} are both called \`${id}\`.`,
          fix: "Give each step an `id` of its own.",
        }),
      );
    }
    ids.set(id, i);
    said(path, step);
    step.variants?.forEach((variant, place) => {
      said([...path, "variants", place], variant);
    });
    if (step.when !== undefined)
      problems.push(...checkCondition(source, [...path, "when"], step.when, factNames(answers), null));
  });
  return problems;
}

function factNames(answers: ReadonlySet<string>): Set<string> {
  return new Set([...answers, ...FACTS_OF_LEAD]);
}

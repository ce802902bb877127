import { fold, LANGUAGES } from "../language.ts";
import { FACT_FIELDS } from "../leads/learn/facts.ts";
import { nearest } from "../nearest.ts";
import { checkConversations } from "./check-conversations.ts";
import { COMMON_VARIABLES, checkPhrases, checkVariables, FIELDS, keysSetBy } from "./check-names.ts";
import { checkNurture } from "./check-nurture.ts";
import { checkTemplates, TEMPLATE_VARIABLES } from "./check-templates.ts";
import type { Checked, ParsedFiles } from "./parse-files.ts";
import { type Problem, suggest } from "./problems.ts";

/** Faults of the files other than flows, and between files. */
export function checkOtherFiles(files: ParsedFiles): Problem[] {
  const answers = new Set<string>(FIELDS);
  for (const { data } of files.flows) for (const key of keysSetBy(data)) answers.add(key);
  return [
    ...checkBusiness(files),
    ...checkIds(files.flows, "flow"),
    ...checkIds(files.nurture, "sequence"),
    ...checkFaq(files),
    ...checkTemplates(files),
    ...checkNurture(files, answers, TEMPLATE_VARIABLES),
    ...checkScoring(files, answers),
    ...checkConversations(files, answers),
  ];
}

function checkBusiness({ business, flows, broken }: ParsedFiles): Problem[] {
  if (business === null) return [];
  const { source, data } = business;
  const problems = checkPhrases(source, data.phrases, COMMON_VARIABLES);
  // These two are themselves variables, so they are taken as they stand.
  problems.push(...checkVariables(source, ["about"], data.about, []));
  if (data.privacy !== undefined) {
    problems.push(...checkVariables(source, ["privacy", "text"], data.privacy.text, []));
  }
  if (data.outOfHours !== undefined) {
    problems.push(...checkVariables(source, ["outOfHours"], data.outOfHours, COMMON_VARIABLES));
  }
  const ids = flows.map((flow) => flow.data.id);
  // A flow file that cannot be read may be the one.
  const isComplete = ![...broken].some((name) => !name.includes("/"));
  if (isComplete && !ids.includes(data.entry)) {
    problems.push(
      source.problem(["entry"], {
        message: `There is no flow \`${data.entry}\` to begin with.`,
        fix: suggest(data.entry, ids, "flow"),
      }),
    );
  }
  return problems;
}

function checkIds(files: Checked<{ id: string }>[], what: string): Problem[] {
  const seen = new Map<string, string>();
  return files.flatMap(({ source, data }) => {
    const other = seen.get(data.id);
    seen.set(data.id, source.file);
    if (other === undefined) return [];
    return [
      source.problem(["id"], {
        message: `The ${what} id \`${data.id}\` is used in ${other} already.`,
        fix: "Give one of the two another id.",
      }),
    ];
  });
}

function checkFaq({ faq, business }: ParsedFiles): Problem[] {
  if (faq === null) return [];
  const { source, data } = faq;
  const problems: Problem[] = [];
  const ids = new Set<string>();
  const owner = new Map<string, string>();
  data.entries.forEach(({ id, keywords, answer }, i) => {
    if (ids.has(id)) {
      problems.push(
        source.problem(["entries", i, "id"], {
          message: `The id \`${id}\` is used by two entries.`,
          fix: "Give one of them another id.",
        }),
      );
    }
    ids.add(id);
    const words = Array.isArray(keywords)
      ? keywords
      : LANGUAGES.flatMap((language) => keywords[language] ?? []);
    if (words.length === 0) {
      problems.push(
        source.problem(
          ["entries", i, "keywords"],
          {
            message: `The entry \`${id}\` has no keywords: nobody will ever see its answer.`,
            fix: "Add some.",
          },
          { key: true },
        ),
      );
    }
    for (const word of new Set(words.map(fold))) {
      const other = owner.get(word);
      if (other !== undefined) {
        problems.push(
          source.problem(
            ["entries", i, "keywords"],
            {
              severity: "warning",
              message: `“${word}” is a keyword of both \`${other}\` and \`${id}\`: the first one answers.`,
              fix: "Keep it with one of them, or make it a longer phrase.",
            },
            { key: true },
          ),
        );
      }
      owner.set(word, id);
    }
    problems.push(...checkVariables(source, ["entries", i, "answer"], answer, COMMON_VARIABLES));
    const usesPrivacy = JSON.stringify(answer).includes("{privacy");
    if (usesPrivacy && business !== null && business.data.privacy === undefined) {
      problems.push(
        source.problem(["entries", i, "answer"], {
          severity: "warning",
          message: "It names the privacy notice, but business.yaml has none.",
          fix: "Add `privacy:` to business.yaml.",
        }),
      );
    }
  });
  return problems;
}

/** A rule of scoring.yaml that misspells an answer. Answers that no flow asks for may come from a form. */
function checkScoring({ scoring, broken }: ParsedFiles, answers: ReadonlySet<string>): Problem[] {
  if (scoring === null || broken.size > 0) return [];
  const { source, data } = scoring;
  const fields = new Set<string>([...FACT_FIELDS, ...answers]);
  const excluded = data.learning.exclude.flatMap((name, i) =>
    fields.has(name)
      ? []
      : [
          source.problem(["learning", "exclude", i], {
            severity: "warning",
            message: `There is nothing called \`${name}\` to leave out.`,
            fix: suggest(name, fields, "field"),
          }),
        ],
  );
  const rules = data.rules.flatMap(({ when }, i) =>
    Object.keys(when.answers ?? {})
      .filter((key) => !answers.has(key) && nearest(key, answers) !== null)
      .map((key) =>
        source.problem(
          ["rules", i, "when", "answers", key],
          {
            severity: "warning",
            message: `No flow asks for \`${key}\`: the rule never applies.`,
            fix: suggest(key, answers, "answer"),
          },
          { key: true },
        ),
      ),
  );
  return [...excluded, ...rules];
}

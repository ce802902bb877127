import { fold, inLanguage, LANGUAGES } from "../language.ts";
import type { Checked } from "./parse-files.ts";
import { type Problem, suggest } from "./problems.ts";
import type { FlowFile } from "./schema.ts";
import type { AskFile, AskKind } from "./schema-steps.ts";
import type { Fault, Path } from "./yaml-file.ts";

/** What is wrong within single questions, and between the choices of one. */
export function checkAsks({ source, data }: Checked<FlowFile>): Problem[] {
  const problems: Problem[] = [];
  const ids = Object.keys(data.steps);
  for (const [id, step] of Object.entries(data.steps)) {
    if (!("ask" in step)) continue;
    const report = (path: Path, fault: Fault): void => {
      problems.push(source.problem(["steps", id, ...path], fault));
    };
    checkChoices(id, step, ids[ids.indexOf(id) + 1], report);
    checkLimits(step, report);
    checkTarget(step, report);
    if (step.consent !== undefined && step.ask !== "yes-no") {
      report(["consent"], {
        message: `A question of the kind \`${step.ask}\` cannot ask for consent.`,
        fix: "Make it `ask: yes-no`: consent is a clear yes or no.",
      });
    }
  }
  return problems;
}

type Report = (path: Path, fault: Fault) => void;

function checkChoices(id: string, ask: AskFile, below: string | undefined, report: Report): void {
  const { choices } = ask;
  const takesChoices = ask.ask === "choice" || ask.ask === "multi-choice";
  if (!takesChoices) {
    if (choices !== undefined) {
      report(["choices"], {
        message: `A question of the kind \`${ask.ask}\` has no choices.`,
        fix: "Make it `ask: choice`, or remove them.",
      });
    }
    return;
  }
  if (choices === undefined) {
    report([], {
      message: `The question \`${id}\` has no choices.`,
      fix: "Add `choices:` with at least two.",
    });
    return;
  }
  const ids = choices.map((choice) => choice.id);
  ids.forEach((choice, i) => {
    if (ids.indexOf(choice) === i) return;
    report(["choices", i, "id"], {
      message: `The id \`${choice}\` is used by two choices.`,
      fix: "Give one of them another id.",
    });
  });
  if (ask.otherwise !== undefined && !ids.includes(ask.otherwise)) {
    report(["otherwise"], {
      message: `There is no choice \`${ask.otherwise}\`.`,
      fix: suggest(ask.otherwise, ids, "choice"),
    });
  }
  checkRoutes(ask, choices, below, report);
  checkLabels(choices, report);
}

/** When some choices lead somewhere, the others must not fall by accident into the steps of their neighbours. */
function checkRoutes(
  ask: AskFile,
  choices: NonNullable<AskFile["choices"]>,
  below: string | undefined,
  report: Report,
): void {
  const routed = choices.filter(({ goto }) => goto !== undefined);
  if (routed.length === 0) return;
  if (ask.ask === "multi-choice") {
    report(["choices"], {
      message: "Choices of a `multi-choice` question cannot have a `goto`: several may be chosen.",
      fix: "Put a `branch` step below the question.",
    });
    return;
  }
  if (ask.goto !== undefined || routed.length === choices.length) return;
  // One special choice among others is usual, unless the others run into the steps that are only for it.
  if (routed.length === 1 && routed[0]?.goto !== below) return;
  choices.forEach(({ id, goto }, i) => {
    if (goto !== undefined) return;
    report(["choices", i], {
      message: `The choice \`${id}\` has no route, while other choices of the question have one.`,
      fix: "Give it a `goto`, or give the question one for the choices without.",
    });
  });
}

function checkLabels(choices: NonNullable<AskFile["choices"]>, report: Report): void {
  for (const language of LANGUAGES) {
    const seen = new Map<string, string>();
    choices.forEach((choice, i) => {
      const label = fold(inLanguage(choice.label, language));
      const other = seen.get(label);
      if (other !== undefined && other !== choice.id) {
        report(["choices", i, "label"], {
          message: `The choices \`${other}\` and \`${choice.id}\` have the same label (${language}): nobody can tell them apart.`,
          fix: "Word one of them differently.",
        });
      }
      seen.set(label, choice.id);
    });
  }
  const owner = new Map<string, string>();
  choices.forEach((choice, i) => {
    const words = Array.isArray(choice.synonyms)
      ? choice.synonyms
      : LANGUAGES.flatMap((language) =>
          Array.isArray(choice.synonyms) ? [] : (choice.synonyms[language] ?? []),
        );
    for (const word of new Set(words.map(fold))) {
      const other = owner.get(word);
      if (other !== undefined && other !== choice.id) {
        report(["choices", i, "synonyms"], {
          severity: "warning",
          message: `“${word}” is a synonym of both \`${other}\` and \`${choice.id}\`: the bot will ask which is meant.`,
          fix: "Keep it with one of them.",
        });
      }
      owner.set(word, choice.id);
    }
  });
}

const BOUNDED: ReadonlySet<AskKind> = new Set(["number", "money", "date", "multi-choice"]);

function checkLimits(ask: AskFile, report: Report): void {
  const { min, max } = ask;
  for (const name of ["min", "max"] as const) {
    const bound = ask[name];
    if (bound === undefined) continue;
    if (!BOUNDED.has(ask.ask)) {
      report([name], {
        message: `\`${name}\` means nothing for the kind \`${ask.ask}\`.`,
        fix: ask.ask === "text" ? `Use \`${name}Length\`.` : "Remove it.",
      });
    } else if (ask.ask === "date" ? !isDateBound(bound) : typeof bound !== "number") {
      report([name], {
        message: `\`${name}\` cannot be \`${bound}\` here.`,
        fix: ask.ask === "date" ? "Write today, or a date like 2027-03-15." : "Write a number.",
      });
    }
  }
  if (typeof min === "number" && typeof max === "number" && min > max) {
    report(["min"], { message: `\`min\` (${min}) is more than \`max\` (${max}).`, fix: "Swap them." });
  }
  if (ask.minLength !== undefined && ask.maxLength !== undefined && ask.minLength > ask.maxLength) {
    report(["minLength"], { message: "`minLength` is more than `maxLength`.", fix: "Swap them." });
  }
  if (ask.pattern !== undefined) {
    try {
      new RegExp(`^(?:${ask.pattern})$`, "iu");
    } catch (error) {
      const reason = error instanceof Error ? error.message.replace(/^.*: /, "") : String(error);
      report(["pattern"], {
        message: `The pattern is no regular expression: ${reason}.`,
        fix: "Write it as in JavaScript, in single quotes, for example '[A-Z]{2}\\d+'.",
      });
    }
  }
}

function isDateBound(bound: number | string): boolean {
  return bound === "today" || (typeof bound === "string" && /^\d{4}-\d{2}-\d{2}$/.test(bound));
}

/** The kinds whose answers a place can hold. */
const FITTING: Partial<Record<string, readonly AskKind[]>> = {
  "contact.name": ["name", "text"],
  "contact.email": ["email"],
  "contact.phone": ["phone"],
  "contact.company": ["text", "name"],
  "lead.value": ["money"],
  "lead.product": ["choice", "text"],
  "lead.segment": ["choice", "text"],
  "lead.territory": ["choice", "text", "location"],
  "lead.source": ["choice", "text"],
  "lead.campaign": ["choice", "text"],
};

function checkTarget(ask: AskFile, report: Report): void {
  const kinds = ask.saves === undefined ? undefined : FITTING[ask.saves];
  if (kinds === undefined || kinds.includes(ask.ask)) return;
  report(["saves"], {
    message: `\`${ask.saves}\` cannot hold the answer of a question of the kind \`${ask.ask}\`.`,
    fix: `Ask for ${kinds.map((kind) => `\`${kind}\``).join(" or ")}, or save it elsewhere.`,
  });
}

import type { LocalText } from "../language.ts";
import { keysOf } from "./condition.ts";
import type { Checked, ParsedFiles } from "./parse-files.ts";
import { PHRASE_NAMES, PHRASE_VARIABLES } from "./phrases.ts";
import { type Problem, suggest } from "./problems.ts";
import type { FlowFile } from "./schema.ts";
import type { AskFile, Condition } from "./schema-steps.ts";
import { variablesOf } from "./template.ts";
import { doubledIn } from "./text-faults.ts";
import { doubledInWords, eachOf } from "./text-problems.ts";
import type { Path, YamlFile } from "./yaml-file.ts";

/** Variables that every text of a flow may use. */
export const COMMON_VARIABLES = [
  "name",
  "first_name",
  "business",
  "about",
  "privacy",
  "privacy_link",
  "hours",
  "answer_at",
] as const;

/** What is known of a contact or lead without a question of the flow. */
export const FIELDS = [
  "name",
  "company",
  "email",
  "phone",
  "product",
  "segment",
  "territory",
  "source",
  "campaign",
] as const;

/** The keys that a flow's questions, settings and first message give. */
export function keysSetBy(flow: FlowFile): Set<string> {
  const keys = new Set<string>();
  for (const [id, step] of Object.entries(flow.steps)) {
    if ("ask" in step) keys.add(step.key ?? id);
    else if ("set" in step) for (const key of Object.keys(step.set)) keys.add(key);
  }
  if (flow.firstMessage !== undefined) keys.add(flow.firstMessage.key);
  return keys;
}

/** Names in texts and conditions that nothing ever gives a value, and values that no choice has. */
export function checkNames(flow: Checked<FlowFile>, files: ParsedFiles): Problem[] {
  const { source, data } = flow;
  const own = keysSetBy(data);
  const known = new Set([...own, ...FIELDS]);
  // Another flow may have run before, and its answers are known then.
  for (const { data: other } of files.flows) for (const key of keysSetBy(other)) known.add(key);
  const problems: Problem[] = [];
  const text = (path: Path, one: LocalText | true | undefined): void => {
    if (one !== undefined && one !== true) {
      problems.push(...checkVariables(source, path, one, [...COMMON_VARIABLES, ...known]));
    }
  };
  const condition = (path: Path, one: Condition | undefined): void => {
    if (one !== undefined) problems.push(...checkCondition(source, path, one, known, data));
  };
  for (const [id, step] of Object.entries(data.steps)) {
    const at: Path = ["steps", id];
    if ("ask" in step) {
      for (const name of ["text", "short", "thanks", "nudge", "hint2"] as const)
        text([...at, name], step[name]);
      if (Array.isArray(step.hint)) {
        step.hint.forEach((hint, i) => {
          text([...at, "hint", i], hint);
        });
      } else text([...at, "hint"], step.hint);
      condition([...at, "askWhen"], step.askWhen);
    } else if ("branch" in step) {
      step.branch.forEach(({ when }, i) => {
        condition([...at, "branch", i, "when"], when);
      });
      problems.push(...checkCoverage(flow, id, step));
    } else {
      condition([...at, "when"], step.when);
      if ("say" in step) text([...at, "say"], step.say);
      if ("end" in step) text([...at, "end"], step.end);
      if ("handoff" in step) text([...at, "handoff"], step.handoff);
    }
  }
  problems.push(...checkPhrases(source, data.phrases, [...COMMON_VARIABLES, ...known]));
  return problems;
}

/** Variables of a text that are not among the `known` ones. */
export function checkVariables(
  source: YamlFile,
  path: Path,
  text: LocalText,
  known: readonly string[],
): Problem[] {
  return [
    ...unclosed(source, path, text),
    ...doubled(source, path, text, known),
    ...strangers(source, path, text, known),
  ];
}

function doubled(source: YamlFile, path: Path, text: LocalText, known: readonly string[]): Problem[] {
  return eachOf(text).flatMap(({ language, one }) =>
    doubledIn(one, known).map((name) =>
      source.problem(language === null ? path : [...path, language], doubledInWords(name)),
    ),
  );
}

/** "Hello {name!": shown as it stands, which nobody wants. */
function unclosed(source: YamlFile, path: Path, text: LocalText): Problem[] {
  const texts: [Path, string][] =
    typeof text === "string"
      ? [[path, text]]
      : Object.entries(text).map(([language, one]) => [[...path, language], one]);
  return texts
    .filter(([, one]) => /[{}]/.test(one.replace(/\{\{|\}\}|\{[^{}]*\}/g, "")))
    .map(([at]) =>
      source.problem(at, {
        message: "A brace has no partner, so that no variable is filled in there.",
        fix: "Write a variable as {name}, and a brace in the text as {{ or }}.",
      }),
    );
}

function strangers(source: YamlFile, path: Path, text: LocalText, known: readonly string[]): Problem[] {
  return variablesOf(text)
    .filter(({ name }) => !known.includes(name.replace(/^answers\./, "")) && !known.includes(name))
    .map(({ name, language }) =>
      source.problem(language === null ? path : [...path, language], {
        message: `The variable \`{${name}}\` never gets a value.`,
        fix: `${suggest(name, known, "variable")} For a brace in the text write {{.`,
      }),
    );
}

export function checkPhrases(
  source: YamlFile,
  phrases: Partial<Record<string, LocalText>>,
  known: readonly string[],
): Problem[] {
  return PHRASE_NAMES.flatMap((name) => {
    const text = phrases[name];
    if (text === undefined) return [];
    return checkVariables(source, ["phrases", name], text, [...known, ...(PHRASE_VARIABLES[name] ?? [])]);
  });
}

/** Conditions on keys that nothing sets, or on values that their question does not offer. */
export function checkCondition(
  source: YamlFile,
  path: Path,
  condition: Condition,
  known: ReadonlySet<string>,
  flow: FlowFile | null,
): Problem[] {
  return keysOf(condition).flatMap(({ key, path: inner, wanted }) => {
    const at = [...path, ...inner];
    if (!known.has(key)) {
      return [
        source.problem(
          at,
          { message: `The variable \`${key}\` is never set.`, fix: suggest(key, known, "variable") },
          { key: true },
        ),
      ];
    }
    const ids = flow === null ? null : choiceIds(flow, key);
    if (ids === null || typeof wanted === "object") {
      return ids === null || !Array.isArray(wanted)
        ? []
        : wanted.flatMap((one, i) => unknownChoice(source, [...at, i], key, one, ids));
    }
    return unknownChoice(source, at, key, wanted, ids);
  });
}

function unknownChoice(source: YamlFile, path: Path, key: string, value: unknown, ids: string[]): Problem[] {
  if (typeof value === "string" && ids.includes(value)) return [];
  return [
    source.problem(path, {
      message: `\`${key}\` is never \`${String(value)}\`: its question has no such choice.`,
      fix: suggest(String(value), ids, "choice"),
    }),
  ];
}

/** The choices that may be the value of a key; null when anything may be. */
function choiceIds(flow: FlowFile, key: string): string[] | null {
  const ids: string[] = [];
  let asked = false;
  for (const [id, step] of Object.entries(flow.steps)) {
    if ("set" in step && key in step.set) ids.push(String(step.set[key]));
    if (!("ask" in step) || (step.key ?? id) !== key) continue;
    if (step.choices === undefined) return null;
    asked = true;
    ids.push(...step.choices.map((choice) => choice.id));
  }
  return asked ? ids : null;
}

/** A branch that tells the choices of one question apart must know them all, or say what the others do. */
function checkCoverage(
  { source, data }: Checked<FlowFile>,
  id: string,
  step: { branch: { when: Condition; goto: string }[]; else?: string | undefined },
): Problem[] {
  if (step.else !== undefined) return [];
  const keys = new Set(step.branch.flatMap(({ when }) => Object.keys(when)));
  const [key] = keys;
  if (keys.size !== 1 || key === undefined) return [];
  const ask = Object.entries(data.steps).find(
    (entry): entry is [string, AskFile] => "ask" in entry[1] && (entry[1].key ?? entry[0]) === key,
  )?.[1];
  if (ask?.ask !== "choice" || ask.choices === undefined) return [];
  const named = new Set(step.branch.flatMap(({ when }) => [when[key]].flat()));
  const left = ask.choices.filter((choice) => !named.has(choice.id)).map((choice) => choice.id);
  if (left.length === 0 || left.length === ask.choices.length) return [];
  return [
    source.problem(
      ["steps", id],
      {
        message: `The branch \`${id}\` has no route for the ${left.length === 1 ? "choice" : "choices"} ${left.map((one) => `\`${one}\``).join(", ")} of \`${key}\`.`,
        fix: "Add a case, or an `else:` with the step for all others.",
      },
      { key: true },
    ),
  ];
}

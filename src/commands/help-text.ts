import type { Choice } from "../channel/outbound.ts";
import type { Language } from "../language.ts";
import type { Command, CommandProblem } from "./define.ts";
import type { Texts } from "./present/phrase.ts";

/** The most characters of a choice's value: what a Slack button carries is 2,000. */
const MOST_VALUE = 1_900;

/** A problem with its reply in the reader's language, and what to choose from. */
export function problem(
  code: string,
  text: Texts,
  language: Language,
  choices: Choice[] = [],
): CommandProblem {
  const offered = choices.filter((choice) => choice.value.length <= MOST_VALUE);
  return {
    problem: true,
    code,
    reply: offered.length === 0 ? { text: text[language] } : { text: text[language], choices: offered },
  };
}

/** One line on how a command is written, and an example. */
export function usage(command: Command, language: Language): string {
  return `${signature(command, language)}\n${EXAMPLE[language]}: ${command.examples[language][0] ?? ""}`;
}

/** The command with its arguments: `stage [lead] <stage> [reason or value]`. */
export function signature(command: Command, language: Language): string {
  const shown = Object.values(command.args).filter((arg) => arg.hidden !== true);
  const args = shown.map((arg) => {
    const may = arg.optional || arg.kind === "lead" || arg.kind === "filters";
    return may ? `[${arg.label[language]}]` : `<${arg.label[language]}>`;
  });
  return [command.words[language][0], ...args].join(" ");
}

const EXAMPLE: Record<Language, string> = { en: "For example", pt: "Por exemplo", es: "Por ejemplo" };

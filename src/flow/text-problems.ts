import { LANGUAGES, type Language, type LocalText } from "../language.ts";
import { type Problem, suggest } from "./problems.ts";
import { faultsOfText, type TextFault } from "./text-faults.ts";
import type { Path, YamlFile } from "./yaml-file.ts";

/** What is wrong with a text of a file, in each of its languages. `channel` null: it is for all. */
export function checkText(
  source: YamlFile,
  path: Path,
  text: LocalText,
  { channel, known }: { channel: string | null; known: readonly string[] },
): Problem[] {
  return eachOf(text).flatMap(({ language, one }) =>
    faultsOfText(one, channel, known).map((fault) =>
      source.problem(language === null ? path : [...path, language], inWords(fault, channel, known)),
    ),
  );
}

/** A text with the language in which it stands; null where it serves all. */
export function eachOf(text: LocalText): { language: Language | null; one: string }[] {
  if (typeof text === "string") return [{ language: null, one: text }];
  return LANGUAGES.flatMap((language) => {
    const one = text[language];
    return one === undefined ? [] : [{ language, one }];
  });
}

function inWords(fault: TextFault, channel: string | null, known: readonly string[]) {
  switch (fault.kind) {
    case "empty":
      return { message: "The text is empty: nothing would be sent.", fix: "Write it, or remove the line." };
    case "brace":
      return {
        message: "A brace has no partner, so that no variable is filled in there.",
        fix: "Write a variable as {name}, and a brace in the text as {{ or }}.",
      };
    case "doubled":
      return doubledInWords(fault.name);
    case "variable":
      return {
        message: `The variable \`{${fault.name}}\` never gets a value.`,
        fix: `${suggest(fault.name, known, "variable")} For a brace in the text write {{.`,
      };
    case "too-long":
      return {
        message: `The text has ${fault.length} characters; ${channel === "sms" ? "an SMS" : "one message"} takes ${fault.most}.`,
        fix: "Say it in fewer words, or in two templates.",
      };
  }
}

export function doubledInWords(name: string): { message: string; fix: string } {
  return {
    message: `\`{{${name}}}\` is shown as {${name}}: two braces stand for one, and nothing is filled in.`,
    fix: `Write {${name}}.`,
  };
}

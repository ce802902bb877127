import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { signature } from "../../src/commands/help-text.ts";
import { COMMANDS, type Command } from "../../src/commands/index.ts";
import { LANGUAGES } from "../../src/language.ts";

const docs = readFileSync(new URL("../../docs/commands.md", import.meta.url), "utf8");

/** The section of a command, as docs/commands.md has it. */
function section(command: Command): string {
  const forms = LANGUAGES.map((language) => `\`${signature(command, language)}\``).join(" · ");
  const words = [...new Set(LANGUAGES.flatMap((language) => command.words[language]))];
  const examples = LANGUAGES.map(
    (language) => `- ${language}: ${command.examples[language].map(code).join(", ")}`,
  );
  return [
    `### ${command.name}`,
    "",
    `${command.help.en}.`,
    "",
    forms,
    "",
    `Words: ${words.join(", ")}. For: ${command.allowed.join(", ")}. Lead: ${ACCESS[command.access]}.`,
    "",
    ...examples,
  ].join("\n");
}

const code = (text: string) => `\`${text}\``;

const ACCESS: Record<Command["access"], string> = {
  none: "none needed",
  see: "one that you may see",
  change: "one that you may change",
  own: "your own, or any as a manager",
};

describe("docs/commands.md", () => {
  it.each(COMMANDS)("tells of $name as it is defined", (command) => {
    expect(docs).toContain(`${section(command)}\n`);
  });

  it("tells of no command that is gone, in the order of the list", () => {
    const told = [...docs.matchAll(/^### (\S+)$/gm)].map((match) => match[1]);
    expect(told).toEqual(COMMANDS.map((command) => command.name));
  });
});

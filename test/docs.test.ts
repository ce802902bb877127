import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { describe, expect, it } from "vitest";
import type { Cli } from "../src/cli/cli.ts";
import { EXIT } from "../src/cli/exit-codes.ts";
import { createProgram, withSubcommands } from "../src/cli/run.ts";
import { systemClock } from "../src/clock.ts";
import { loadConfig, packageFolder } from "../src/config.ts";
import { ERROR_CODES } from "../src/errors.ts";
import { SETTINGS } from "../src/settings.ts";
import { aTerminal } from "./support/terminal.ts";

const read = (file: string) => readFileSync(join(packageFolder(), file), "utf8");
const settings = Object.values(SETTINGS);
const names = settings.flatMap((setting) => [setting.name, ...(setting.alias ? [setting.alias] : [])]).sort();

/** The cells of a page's table rows whose first cell is code. */
function rows(text: string): string[][] {
  return [...text.matchAll(/^\| (.*) \|$/gm)]
    .map(([, row = ""]) => row.split(" | "))
    .filter(([first = ""]) => /^`/.test(first));
}

const unquoted = (text: string) => text.replaceAll("`", "");

describe("docs/errors.md", () => {
  it("explains every error code, and none that is not there, in alphabetical order", () => {
    expect(rows(read("docs/errors.md")).map(([code = ""]) => unquoted(code))).toEqual([...ERROR_CODES]);
    expect([...ERROR_CODES].sort()).toEqual([...ERROR_CODES]);
  });
});

describe("README's settings", () => {
  it("are those of the program, word for word", () => {
    const section = read("README.md").split("## Settings")[1]?.split("\n## ")[0] ?? "";
    expect(rows(section)).toEqual(
      settings.map((setting) => [`\`${setting.name}\``, setting.type, setting.default, setting.help]),
    );
  });

  it("show the default that holds", () => {
    for (const setting of settings) {
      const shown = /^`([^`]+)`$/.exec(setting.default)?.[1];
      if (shown === undefined) continue;
      expect(loadConfig({ [setting.name]: shown }), setting.name).toEqual(loadConfig({}));
    }
  });
});

describe(".env.example", () => {
  const text = read(".env.example");

  it("names every setting, and none that is not there", () => {
    const named = [...text.matchAll(/^# ([A-Z][A-Z_]+)=/gm)].map(([, name = ""]) => name).sort();
    expect(named).toEqual(names);
  });

  it("changes nothing as it is", () => {
    expect(parseEnv(text)).toEqual({});
  });

  it("is valid when every line is taken in", () => {
    const all = parseEnv(text.replace(/^# (?=[A-Z][A-Z_]+=)/gm, ""));
    expect(Object.keys(all).sort()).toEqual(names);
    expect(loadConfig(all).warnings).toEqual([]);
  });
});

describe("the pages", () => {
  const pages = [
    "README.md",
    "CONTRIBUTING.md",
    ".env.example",
    "docs/operating.md",
    "docs/errors.md",
    "docs/architecture.md",
    "docs/reliability.md",
  ];

  it.each(pages)("%s names no setting that is not there", (page) => {
    const found = read(page).match(/\bLEADLINE_[A-Z_]+\b/g) ?? [];
    expect(found.filter((name) => !names.includes(name))).toEqual([]);
  });

  it("list every command, and none that is not there", () => {
    const documented = rows(read("README.md").split("## The command line")[1]?.split("\n## ")[0] ?? "")
      .flatMap(([commands = ""]) => unquoted(commands).split(", "))
      .sort();
    expect(documented).toEqual(commandNames());
  });

  it.each(pages)("%s names only commands and options that exist", (page) => {
    const known = commandNames();
    const words = [...read(page).matchAll(/(?:^|`|npx |&& )leadline ((?:[a-z]+)(?: [a-z]+)?)/gm)].map(
      ([, said = ""]) => said,
    );
    for (const said of words) {
      const [first = ""] = said.split(" ");
      expect(
        known.some((name) => name === said || name === first),
        `leadline ${said}`,
      ).toBe(true);
    }
  });

  it("explain every exit code", () => {
    const section = read("docs/operating.md").split("## Exit codes")[1] ?? "";
    const codes = [...section.matchAll(/^\| (\d+) \|/gm)].map(([, code]) => Number(code));
    expect(codes).toEqual(Object.values(EXIT));
  });
});

function commandNames(): string[] {
  const cli: Cli = {
    terminal: aTerminal(),
    environment: {},
    cwd: "/",
    clock: systemClock,
    stopRequested: async () => {},
    exitCode: null,
  };
  return withSubcommands(createProgram(cli))
    .filter((command) => command.commands.length === 0)
    .map((command) =>
      command.parent?.parent ? `${command.parent.name()} ${command.name()}` : command.name(),
    )
    .sort();
}

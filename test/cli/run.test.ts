import { describe, expect, it } from "vitest";
import type { Cli } from "../../src/cli/cli.ts";
import { EXIT, exitCodeOf } from "../../src/cli/exit-codes.ts";
import { createProgram, withSubcommands } from "../../src/cli/run.ts";
import { systemClock } from "../../src/clock.ts";
import { LeadlineError } from "../../src/errors.ts";
import { leadline } from "../support/cli.ts";
import { aTerminal } from "../support/terminal.ts";

const cwd = "/";

describe("leadline", () => {
  it("prints its version", async () => {
    expect(await leadline(["--version"], { cwd })).toMatchObject({ code: EXIT.ok, stdout: "0.1.0\n" });
  });

  it("shows help with examples and exit codes", async () => {
    const { code, stdout } = await leadline(["--help"], { cwd });
    expect(code).toBe(EXIT.ok);
    expect(stdout).toContain("Examples:");
    expect(stdout).toContain("Exit codes:");
  });

  it.each([
    [["doctr"], "Did you mean doctor?"],
    [["dead", "lst"], "Did you mean list?"],
    [["doctor", "--jsno"], "Did you mean --json?"],
    [["backup"], "missing required argument 'file'"],
    [["flow", "chat", "--lang", "fr"], "Use one of: en, pt, es."],
    [["dead", "retry"], "Say which"],
    [["dead", "retry", "1", "--all"], "Say which"],
    [["start", "now"], "too many arguments"],
  ])("answers %j with code 2 and what is wrong", async (args, text) => {
    const { code, stdout, stderr } = await leadline(args, { cwd });
    expect(stderr).toContain(text);
    expect(stdout).toBe("");
    expect(code).toBe(EXIT.usage);
  });

  it("shows every wrong setting at once, with code 3 and without a stack", async () => {
    const environment = { LEADLINE_PORT: "x", LEADLINE_LOG: "loud" };
    const { code, stderr } = await leadline(["start"], { cwd, environment });
    expect(code).toBe(EXIT.settings);
    expect(stderr).toContain("LEADLINE_PORT must be");
    expect(stderr).toContain("LEADLINE_LOG must be");
    expect(stderr).toContain("What to do:");
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it("shows where an error came from with --debug", async () => {
    const { stderr } = await leadline(["start", "--debug"], { cwd, environment: { LEADLINE_PORT: "x" } });
    expect(stderr).toMatch(/^\s+at .*config\.ts/m);
  });

  it("warns about a setting that looks mistyped", async () => {
    const environment = { LEADLINE_PROT: "1" };
    const { stderr } = await leadline(["backup", "x.backup"], { cwd: "/nowhere", environment });
    expect(stderr).toContain("Warning: LEADLINE_PROT is no setting of Leadline: did you mean LEADLINE_PORT?");
  });

  it("describes every command, and shows an example of each that stands alone", () => {
    const cli: Cli = {
      terminal: aTerminal(),
      environment: {},
      cwd,
      clock: systemClock,
      stopRequested: async () => {},
      exitCode: null,
    };
    const program = createProgram(cli);
    for (const command of withSubcommands(program))
      expect(command.description(), command.name()).not.toBe("");
    for (const command of program.commands) {
      let help = "";
      command.configureOutput({ writeOut: (text) => (help += text) });
      command.outputHelp();
      expect(help, command.name()).toContain(`  leadline ${command.name()}`);
    }
  });
});

describe("exit codes", () => {
  it.each([
    ["settings-invalid", EXIT.settings],
    ["database-in-use", EXIT.database],
    ["migration-unknown", EXIT.database],
    ["restore-refused", EXIT.database],
    ["port-in-use", EXIT.port],
    ["flow-invalid", EXIT.fault],
  ] as const)("%s ends with %i", (code, expected) => {
    expect(exitCodeOf(new LeadlineError(code, "x", { fix: "y" }))).toBe(expected);
  });

  it("is 1 for what nobody expected", () => {
    expect(exitCodeOf(new Error("x"))).toBe(EXIT.fault);
    expect(exitCodeOf("x")).toBe(EXIT.fault);
  });
});

import type { ExitCode } from "../../src/cli/exit-codes.ts";
import { runCli } from "../../src/cli/run.ts";
import { type Clock, systemClock } from "../../src/clock.ts";
import type { Environment } from "../../src/config.ts";
import { aTerminal } from "./terminal.ts";

export interface CliResult {
  code: ExitCode;
  stdout: string;
  stderr: string;
}

/** Run one `leadline` command in this process, in a folder and environment of its own. */
export async function leadline(
  args: string[],
  options: { cwd: string; environment?: Environment; input?: string; clock?: Clock; stop?: Promise<void> },
): Promise<CliResult> {
  const terminal = aTerminal(options.input);
  const code = await runCli(args, {
    terminal,
    environment: options.environment ?? {},
    cwd: options.cwd,
    clock: options.clock ?? systemClock,
    stopRequested: () => options.stop ?? new Promise(() => {}),
    exitCode: null,
  });
  return { code, stdout: terminal.stdout(), stderr: terminal.stderr() };
}

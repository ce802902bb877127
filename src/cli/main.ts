import { systemClock } from "../clock.ts";
import { readEnvironment } from "../config.ts";
import type { Cli } from "./cli.ts";
import { EXIT } from "./exit-codes.ts";
import { runCli } from "./run.ts";
import { createTerminal } from "./terminal.ts";

/** The entry of the `leadline` program. */

const cli: Cli = {
  terminal: createTerminal(process),
  environment: readEnvironment(),
  cwd: process.cwd(),
  clock: systemClock,
  stopRequested,
  exitCode: null,
};

// A reader that goes away (`leadline dead list | head`) ends the program quietly.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(EXIT.ok);
  throw error;
});

process.exitCode = await runCli(process.argv.slice(2), cli);

/** Resolves at the first SIGINT or SIGTERM: finish what is under way. A second one ends the process at once. */
function stopRequested(): Promise<void> {
  return new Promise((resolve) => {
    let asked = false;
    const stop = () => {
      if (asked) process.exit(EXIT.interrupted);
      asked = true;
      resolve();
    };
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, stop);
  });
}

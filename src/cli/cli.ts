import type { Command } from "commander";
import type { Clock } from "../clock.ts";
import { type Config, type Environment, loadConfig } from "../config.ts";
import { createLog, type RootLog } from "../log.ts";
import type { ExitCode } from "./exit-codes.ts";
import type { Terminal } from "./terminal.ts";

/** What every command works with. */
export interface Cli {
  terminal: Terminal;
  environment: Environment;
  /** What relative paths start from. */
  cwd: string;
  clock: Clock;
  /**
   * Resolves when the person or the system asks the program to stop. Until it is called, a signal ends the
   * process at once, as commands that only look may be ended.
   */
  stopRequested(): Promise<void>;
  /** What the command that ran came to; null until one has. */
  exitCode: ExitCode | null;
}

/** Options that every command takes. */
export interface GlobalOptions {
  json?: boolean;
  quiet?: boolean;
  debug?: boolean;
  data?: string;
}

/**
 * Make a command's action: `run` gets the options, its own and the global ones, then its arguments, and gives
 * the exit code. That the command declares the options of `Options` is the caller's promise.
 */
export function action<Options extends GlobalOptions, Args extends unknown[]>(
  cli: Cli,
  run: (options: Options, ...args: Args) => Promise<ExitCode>,
): (...given: [...Args, object, Command]) => Promise<void> {
  return async (...given) => {
    const command = given.at(-1) as Command;
    const args = given.slice(0, -2) as Args;
    cli.exitCode = await run(command.optsWithGlobals<Options>(), ...args);
  };
}

/** The settings with what the command line says. Warns about mistyped variables. Throws `settings-invalid`. */
export function loadSettings(cli: Cli, options: GlobalOptions): Config {
  const environment = environmentOf(cli, options);
  const config = loadConfig(environment, cli.cwd);
  for (const warning of config.warnings) cli.terminal.alert(`Warning: ${warning}`);
  return config;
}

/** The environment, with the command line's options in the place of the settings that they stand for. */
export function environmentOf(cli: Cli, options: GlobalOptions): Environment {
  return options.data === undefined ? cli.environment : { ...cli.environment, LEADLINE_DATA: options.data };
}

/** The SQLite file; null with another database. */
export function databaseFile(config: Config): string | null {
  return config.databaseUrl.startsWith("file:") ? config.databaseUrl.slice("file:".length) : null;
}

/** The log as the settings want it, on the standard error. `level` for commands in which only trouble is news. */
export function openLog(config: Config, options: GlobalOptions, level = config.logLevel): RootLog {
  const terminal = process.stderr.isTTY === true;
  return createLog({
    level: options.debug ? "debug" : level,
    format: config.logFormat ?? (terminal ? "pretty" : "json"),
    colour: config.colour && terminal,
  });
}

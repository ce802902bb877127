import { Command, CommanderError } from "commander";
import { programVersion } from "../config.ts";
import { explainError } from "../errors.ts";
import { backupCommand } from "./backup.ts";
import type { Cli } from "./cli.ts";
import { deadCommand } from "./dead.ts";
import { doctorCommand } from "./doctor.ts";
import { EXIT, type ExitCode, exitCodeOf } from "./exit-codes.ts";
import { flowCommand } from "./flow.ts";
import { nurtureCommand } from "./nurture.ts";
import { onceCommand } from "./once.ts";
import { repsCommand } from "./reps.ts";
import { restoreCommand } from "./restore.ts";
import { scoreCommand } from "./score.ts";
import { seedCommand } from "./seed.ts";
import { startCommand } from "./start.ts";
import { teamsCommand } from "./teams.ts";
import { templateCommand } from "./template.ts";

/** Run one command line (without `node` and the script) and give its exit code. Never throws. */
export async function runCli(argv: readonly string[], cli: Cli): Promise<ExitCode> {
  const program = createProgram(cli);
  try {
    await program.parseAsync([...argv], { from: "user" });
    return cli.exitCode ?? EXIT.ok;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    cli.terminal.alert(`Error: ${explainError(error)}`);
    if (program.opts<{ debug?: boolean }>().debug && error instanceof Error) {
      cli.terminal.alert(String(error.stack));
    }
    return exitCodeOf(error);
  }
}

/** The program with all its commands, in the order in which help shows them. */
export function createProgram(cli: Cli): Command {
  const program = new Command("leadline")
    .description("A self-hosted chat-bot lead assistant for small sales teams.")
    .version(programVersion(), "-v, --version", "print the version")
    .option("--data <folder>", "the data folder (LEADLINE_DATA)")
    .option("--json", "print results as JSON, for scripts")
    .option("-q, --quiet", "say only what must be said")
    .option("--debug", "log everything, and show where an error came from")
    .helpCommand("help [command]", "what a command does, with examples")
    .addHelpText("after", EPILOGUE)
    .hook("preAction", (_program, command) => {
      cli.terminal.quiet = command.optsWithGlobals<{ quiet?: boolean }>().quiet === true;
    });
  const commands = [
    startCommand(cli),
    onceCommand(cli),
    doctorCommand(cli),
    flowCommand(cli),
    templateCommand(cli),
    repsCommand(cli),
    teamsCommand(cli),
    scoreCommand(cli),
    nurtureCommand(cli),
    deadCommand(cli),
    backupCommand(cli),
    restoreCommand(cli),
    seedCommand(cli),
  ];
  for (const command of commands) program.addCommand(command);
  for (const command of withSubcommands(program)) {
    command
      .exitOverride()
      .showHelpAfterError("(run it with --help for what it takes)")
      .configureOutput({
        writeOut: (text) => cli.terminal.out(text.replace(/\n$/, "")),
        writeErr: (text) => cli.terminal.alert(text.replace(/\n$/, "")),
      });
  }
  return program;
}

/** A command and everything below it. */
export function withSubcommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(withSubcommands)];
}

const EPILOGUE = `
Examples:
  leadline start                  serve chats; the playground is at http://127.0.0.1:8080/
  leadline doctor                 check everything, and say what to do
  leadline flow chat --lang pt    talk to your flow in the terminal
  leadline backup leads.backup    copy the database while it is in use

Exit codes:
  0  done                         3  a setting is wrong
  1  a fault was found            4  the database cannot be used
  2  the command line is wrong    5  the HTTP port is taken
  130  stopped by a second Ctrl+C

Settings come from the environment or a .env file; README.md lists them.`;

import { Command } from "commander";
import { type Config, loadConfig } from "../config.ts";
import {
  type Check,
  checkChannels,
  checkChatTemplates,
  checkClock,
  checkDatabase,
  checkDataFolder,
  checkFlows,
  checkNode,
  checkPort,
  checkSettings,
} from "./checks.ts";
import { action, type Cli, environmentOf } from "./cli.ts";
import { EXIT } from "./exit-codes.ts";

/** `leadline doctor`: look at everything, change nothing, say what to do. */
export function doctorCommand(cli: Cli): Command {
  return new Command("doctor")
    .summary("check everything, and say what to do")
    .description(
      "Check the settings, the data folder, the database, the flows, the port and the machine, and say what\nto do about each fault. Changes nothing; may run while Leadline runs.",
    )
    .addHelpText(
      "after",
      "\nExamples:\n  leadline doctor\n  leadline doctor --json    exit code 1 on any fault",
    )
    .action(
      action(cli, async (options) => {
        const environment = environmentOf(cli, options);
        let config: Config | null = null;
        let problem: unknown = null;
        try {
          config = loadConfig(environment, cli.cwd);
        } catch (error) {
          problem = error;
        }
        const checks = [
          checkNode(process.versions.node),
          checkClock(cli.clock),
          ...checkSettings(environment, config, problem),
          ...(config === null ? [] : await checkWith(config)),
        ];
        const faults = checks.filter((check) => check.state === "fault").length;
        if (options.json) cli.terminal.out(JSON.stringify({ ok: faults === 0, checks }, null, 2));
        else {
          const width = Math.max(...checks.map((check) => check.name.length));
          for (const check of checks)
            for (const line of show(check, width, cli.terminal.colour)) cli.terminal.out(line);
          cli.terminal.out(
            faults === 0
              ? "\nAll is well."
              : `\n${faults === 1 ? "One fault" : `${faults} faults`}: see ✗ above.`,
          );
        }
        return faults === 0 ? EXIT.ok : EXIT.fault;
      }),
    );
}

async function checkWith(config: Config): Promise<Check[]> {
  return [
    ...checkDataFolder(config.dataFolder),
    ...(await checkDatabase(config)),
    ...(await checkFlows(config.flowsFolder)),
    ...(await checkChatTemplates(config)),
    await checkPort(config),
    ...(await checkChannels(config)),
  ];
}

const MARKS = { ok: ["✓", 32], warning: ["!", 33], fault: ["✗", 31] } as const;

function show(check: Check, width: number, colour: boolean): string[] {
  const [mark, code] = MARKS[check.state];
  const painted = colour ? `\u001b[${code}m${mark}\u001b[0m` : mark;
  const margin = " ".repeat(width + 3);
  const lines = [`${painted} ${check.name.padEnd(width)} ${check.detail.replace(/\n/g, `\n${margin}`)}`];
  if (check.fix !== null) lines.push(`${margin}What to do: ${check.fix}`);
  return lines;
}

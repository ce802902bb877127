import { Command } from "commander";
import type { App } from "../app.ts";
import type { Config } from "../config.ts";
import type { LeadlineError } from "../errors.ts";
import type { Log } from "../log.ts";
import { action, type Cli, databaseFile, loadSettings, openLog } from "./cli.ts";
import { serveControl } from "./control.ts";
import { EXIT } from "./exit-codes.ts";
import { createOperations } from "./operations.ts";
import { seedPeople } from "./sample-people.ts";

/** `leadline start`: serve chats until asked to stop. */
export function startCommand(cli: Cli): Command {
  return new Command("start")
    .description("serve chats until Ctrl+C or SIGTERM; a second one ends it at once")
    .addHelpText(
      "after",
      "\nExamples:\n  leadline start\n  LEADLINE_PORT=3000 leadline start\n  DATABASE_URL=postgresql://… leadline start",
    )
    .action(
      action(cli, async (options) => {
        const config = loadSettings(cli, options);
        const log = openLog(config, options);
        const stopRequested = cli.stopRequested();
        const { createApp } = await import("../app.ts");
        let onLost: (error: LeadlineError) => void = () => {};
        const lost = new Promise<never>((_, reject) => {
          onLost = reject;
        });
        // It may come before anybody waits for it.
        lost.catch(() => {});
        const app = await createApp({
          config,
          log,
          clock: cli.clock,
          onLost: (error) => onLost(error),
          print: (text) => cli.terminal.note(text),
        });
        try {
          const seeded = isTrial(config) && (await seedPeople(app.store, cli.clock));
          const control = await openControl(config, app, log, cli);
          try {
            const { url } = await app.start();
            const { reps } = await app.store.turns.directory();
            for (const line of welcome(config, url, seeded, reps.size > 0)) cli.terminal.note(line);
            // A process without its database can do nothing: end, so that whoever watches starts it again.
            await Promise.race([stopRequested, lost]);
            cli.terminal.note(
              "Stopping: finishing what is under way. Ctrl+C again ends it at once; nothing is lost.",
            );
          } finally {
            await control?.close();
          }
        } finally {
          await app.stop();
        }
        return EXIT.ok;
      }),
    );
}

/** Nothing real is connected: sample colleagues may show how everything works. */
function isTrial(config: Config): boolean {
  return config.playground && Object.values(config.channels).every((channel) => channel === null);
}

/** Let commands in other terminals reach this program. With PostgreSQL they go to the database themselves. */
async function openControl(
  config: Config,
  app: App,
  log: Log,
  cli: Cli,
): Promise<{ close(): Promise<void> } | null> {
  const file = databaseFile(config);
  if (file === null) return null;
  const wake = () => {
    app.drain().catch((error: unknown) => log.error({ error }, "Trying again what was set aside failed"));
  };
  return serveControl(file, createOperations(app.store, cli.clock, wake), log);
}

/** What a person wants to know after starting. `hasTeam`: there are colleagues. Default: true. */
export function welcome(config: Config, url: string | null, seeded: boolean, hasTeam = true): string[] {
  const address = url ?? "";
  const lines = ["", "Leadline is running."];
  if (config.playground) {
    lines.push(
      `  Playground  ${address}/`,
      "              Write as a prospect on the left; work the lead as a rep on the right.",
    );
  }
  if (config.webChat) lines.push(`  Web chat    ${config.publicUrl ?? address}/chat`);
  const { whatsapp, telegram, slack } = config.channels;
  const channels = [
    ...(whatsapp === null ? [] : [whatsapp.transport === "web" ? "WhatsApp (linked phone)" : "WhatsApp"]),
    ...(telegram === null ? [] : ["Telegram"]),
    ...(slack === null ? [] : ["Slack"]),
  ];
  if (channels.length > 0) lines.push(`  Channels    ${channels.join(", ")}; see also leadline doctor`);
  lines.push(`  Data        ${databaseFile(config) ?? "PostgreSQL"}`, `  Flows       ${config.flowsFolder}`);
  if (!hasTeam) lines.push('  Team        nobody yet: leadline reps add "Your Name" --role admin');
  if (seeded) lines.push("  Team        sample reps were added, so that the playground works at once");
  lines.push("  Stop        Ctrl+C", "");
  return lines;
}

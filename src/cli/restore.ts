import { resolve } from "node:path";
import { Command } from "commander";
import { action, type Cli, type GlobalOptions, loadSettings } from "./cli.ts";
import { EXIT } from "./exit-codes.ts";

/** `leadline restore`: put a backup in the place of the database. */
export function restoreCommand(cli: Cli): Command {
  return new Command("restore")
    .summary("put a backup in the place of the database")
    .description(
      "Put a backup in the place of the database. Leadline must be stopped. The backup is checked first:\na damaged one, or one of a newer version, is refused. The present file is kept beside it.",
    )
    .argument("<file>", "a file made by `leadline backup`")
    .option("--yes", "do it; without it the command only says what it would do")
    .addHelpText("after", "\nExample:\n  leadline restore leads.backup --yes")
    .action(
      action(cli, async (options: GlobalOptions & { yes?: boolean }, file: string) => {
        const config = loadSettings(cli, options);
        const from = resolve(cli.cwd, file);
        const { restoreDatabase, sqliteFile } = await import("../store/maintenance.ts");
        const to = sqliteFile(config.databaseUrl);
        if (!options.yes && to !== null) {
          cli.terminal.alert(
            `This would put ${from} in the place of ${to}.\nTo do it: leadline restore ${file} --yes`,
          );
          return EXIT.usage;
        }
        const progress = cli.terminal.progress("Restore");
        let keptAt: string | null;
        try {
          const now = cli.clock.now();
          const onProgress = (done: number) => progress.update(done, 1);
          ({ keptAt } = await restoreDatabase(config.databaseUrl, from, { now, onProgress }));
        } finally {
          progress.end();
        }
        if (options.json) cli.terminal.out(JSON.stringify({ restored: to, keptAt }));
        else {
          cli.terminal.note(`Restored ${to}.`);
          if (keptAt !== null) cli.terminal.note(`The file that was there is now ${keptAt}.`);
        }
        return EXIT.ok;
      }),
    );
}

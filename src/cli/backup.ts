import { statSync } from "node:fs";
import { resolve } from "node:path";
import { Command } from "commander";
import { action, type Cli, loadSettings } from "./cli.ts";
import { EXIT } from "./exit-codes.ts";

/** `leadline backup`: a consistent copy of the database, also while it is in use. */
export function backupCommand(cli: Cli): Command {
  return new Command("backup")
    .summary("copy the database, also while it is in use")
    .description(
      "Copy the database into one file, also while it is in use. The copy shows one moment and is checked.\nIt holds personal data: keep it as safe as the database. For PostgreSQL use pg_dump.",
    )
    .argument("<file>", "where to; an existing file is replaced only when the copy is whole")
    .addHelpText(
      "after",
      "\nExamples:\n  leadline backup leads.backup\n  leadline backup /backups/leads-$(date +%F).backup --quiet",
    )
    .action(
      action(cli, async (options, file: string) => {
        const config = loadSettings(cli, options);
        const { backupDatabase } = await import("../store/maintenance.ts");
        const to = resolve(cli.cwd, file);
        const progress = cli.terminal.progress("Backup");
        try {
          await backupDatabase(config.databaseUrl, to, (done) => progress.update(done, 1));
        } finally {
          progress.end();
        }
        const { size } = statSync(to);
        if (options.json) cli.terminal.out(JSON.stringify({ file: to, bytes: size }));
        else cli.terminal.note(`Wrote ${to} (${megabytes(size)}).`);
        return EXIT.ok;
      }),
    );
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

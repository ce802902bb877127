import { Command } from "commander";
import { action, type Cli, type GlobalOptions } from "./cli.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import type { DeadEntry } from "./operations.ts";
import { table } from "./table.ts";
import { withOperations } from "./with-operations.ts";

/** `leadline dead`: what was set aside because it could not be processed or sent. */
export function deadCommand(cli: Cli): Command {
  return new Command("dead")
    .summary("messages and sends that were set aside")
    .description(
      "Messages that could not be processed and sends that failed or may have gone out already.\nNothing of them is lost: retry them when the cause is gone, or drop them.",
    )
    .addCommand(listCommand(cli))
    .addCommand(showCommand(cli))
    .addCommand(decideCommand(cli, "retry"))
    .addCommand(decideCommand(cli, "drop"))
    .addHelpText(
      "after",
      "\nExamples:\n  leadline dead list\n  leadline dead show 12\n  leadline dead retry 12 13\n  leadline dead retry --all          shows what would be retried\n  leadline dead retry --all --yes    does it",
    );
}

function listCommand(cli: Cli): Command {
  return new Command("list").description("list them, oldest first").action(
    action(cli, async (options) => {
      const entries = await withOperations(cli, options, (operations) => operations.listDead());
      if (options.json) cli.terminal.out(JSON.stringify(entries, null, 2));
      else if (entries.length === 0) cli.terminal.out("Nothing was set aside.");
      else showTable(cli, entries);
      return EXIT.ok;
    }),
  );
}

function showCommand(cli: Cli): Command {
  return new Command("show")
    .description("show one with its error and what it carries (this may be personal data)")
    .argument("<id>", "its id, from `leadline dead list`")
    .action(
      action(cli, async (options, id: string) => {
        const detail = await withOperations(cli, options, (operations) => operations.showDead(id));
        if (detail === null) {
          cli.terminal.alert(`Nothing was set aside under ${id}. See: leadline dead list`);
          return EXIT.fault;
        }
        if (options.json) cli.terminal.out(JSON.stringify(detail, null, 2));
        else {
          showTable(cli, [detail]);
          cli.terminal.out(`\n${detail.error}\n\n${JSON.stringify(detail.payload, null, 2)}`);
        }
        return EXIT.ok;
      }),
    );
}

interface DecideOptions {
  all?: boolean;
  yes?: boolean;
}

function decideCommand(cli: Cli, what: "retry" | "drop"): Command {
  const parked = what === "retry" ? "\nA parked send may reach its reader a second time." : "";
  return new Command(what)
    .description((what === "retry" ? "try them again as new" : "give them up for good") + parked)
    .argument("[ids...]", "their ids, from `leadline dead list`")
    .option("--all", "everything that was set aside; without --yes it only shows what")
    .option("--yes", "do it")
    .action(
      action(cli, (options: DecideOptions & GlobalOptions, ids: string[]) => decide(cli, what, options, ids)),
    );
}

async function decide(
  cli: Cli,
  what: "retry" | "drop",
  options: DecideOptions & GlobalOptions,
  ids: string[],
): Promise<ExitCode> {
  if ((options.all === true) === ids.length > 0) {
    cli.terminal.alert(`Say which: leadline dead ${what} <id>…, or --all.`);
    return EXIT.usage;
  }
  return withOperations(cli, options, async (operations) => {
    const chosen = options.all ? (await operations.listDead()).map((entry) => entry.id) : ids;
    if (options.all && !options.yes) {
      const entries = await operations.listDead();
      if (options.json) cli.terminal.out(JSON.stringify({ would: what, entries }, null, 2));
      else {
        showTable(cli, entries);
        cli.terminal.out(`\n${entries.length} to ${what}. To do it: leadline dead ${what} --all --yes`);
      }
      return EXIT.ok;
    }
    const count = what === "retry" ? await operations.retryDead(chosen) : await operations.dropDead(chosen);
    if (options.json) cli.terminal.out(JSON.stringify({ [what]: count }));
    else
      cli.terminal.out(
        `${what === "retry" ? "To be tried again" : "Dropped"}: ${count} of ${chosen.length}.`,
      );
    return count === chosen.length ? EXIT.ok : EXIT.fault;
  });
}

function showTable(cli: Cli, entries: DeadEntry[]): void {
  const rows = entries.map(({ id, kind, lane, attempts, at, error }) => [
    id,
    kind,
    lane,
    String(attempts),
    at.slice(0, 16).replace("T", " "),
    error.split("\n")[0] ?? "",
  ]);
  cli.terminal.out(table(["ID", "KIND", "CHAT", "TRIES", "SINCE (UTC)", "ERROR"], rows));
}

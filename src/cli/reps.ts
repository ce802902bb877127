import { Command } from "commander";
import { action, type Cli, type GlobalOptions } from "./cli.ts";
import { EXIT } from "./exit-codes.ts";
import { addCommand, setCommand } from "./reps-change.ts";
import { codeCommand, linkCommand, unlinkCommand } from "./reps-links.ts";
import { askFor, repTable, showAnswer } from "./show-people.ts";

/** `leadline reps`: who works here, and by which ids they are known. */
export function repsCommand(cli: Cli): Command {
  return new Command("reps")
    .summary("who works here, and how they are known")
    .description(
      "Colleagues: their role, team, language and zone, and the ids by which Slack, Telegram and WhatsApp\nknow them. Also while Leadline runs; what changes holds at once. <rep> is an id, a name, or its beginning.",
    )
    .addCommand(listCommand(cli))
    .addCommand(addCommand(cli))
    .addCommand(setCommand(cli))
    .addCommand(disableCommand(cli))
    .addCommand(enableCommand(cli))
    .addCommand(linkCommand(cli))
    .addCommand(unlinkCommand(cli))
    .addCommand(codeCommand(cli))
    .addHelpText(
      "after",
      '\nExamples:\n  leadline reps add Ana Souza --role rep --language pt --zone America/Sao_Paulo --team Sales\n  leadline reps code ana                              a code by which Ana links herself\n  leadline reps link ana slack T0123ABCD:U0456EFGH\n  leadline reps set ana --team Sales:2,Projects --capacity 20\n  leadline reps set ana --hours "mon-fri 09:00-18:00" --languages pt,es\n  leadline reps disable ana --dry-run                 what would follow if she left',
    );
}

function listCommand(cli: Cli): Command {
  return new Command("list").description("list them").action(
    action(cli, async (options) => {
      const answer = await askFor(cli, options, { ask: "reps" });
      if (answer.kind !== "reps") return showAnswer(cli, options, answer);
      if (options.json) cli.terminal.out(JSON.stringify(answer.reps, null, 2));
      else if (answer.reps.length === 0) cli.terminal.out("Nobody yet. See: leadline reps add --help");
      else cli.terminal.out(repTable(answer.reps));
      if (!options.json) for (const note of answer.notes) cli.terminal.note(note);
      return EXIT.ok;
    }),
  );
}

function disableCommand(cli: Cli): Command {
  return new Command("disable")
    .description("switch a colleague off when they leave: their open leads are offered to others")
    .argument("<rep>", "whom")
    .option("--dry-run", "change nothing; say what would follow")
    .action(
      action(cli, async (options: { dryRun?: boolean } & GlobalOptions, rep: string) => {
        const dryRun = options.dryRun === true;
        return showAnswer(cli, options, await askFor(cli, options, { ask: "disable", rep, dryRun }));
      }),
    );
}

function enableCommand(cli: Cli): Command {
  return new Command("enable")
    .description("let a colleague who was switched off work again")
    .argument("<rep>", "whom")
    .action(
      action(cli, async (options: GlobalOptions, rep: string) => {
        return showAnswer(cli, options, await askFor(cli, options, { ask: "set", rep, active: true }));
      }),
    );
}

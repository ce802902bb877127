import { Command } from "commander";
import { action, type Cli, type GlobalOptions } from "./cli.ts";
import { EXIT } from "./exit-codes.ts";
import { readName } from "./people-words.ts";
import { askFor, showAnswer, wrong } from "./show-people.ts";
import { table } from "./table.ts";

/** `leadline teams`: who shares leads. A team is made when a rep is first put into it. */
export function teamsCommand(cli: Cli): Command {
  return new Command("teams")
    .summary("the teams, their managers and members")
    .description(
      "Teams share leads, as routing.yaml says, which names them by id. `leadline reps` fills them.",
    )
    .addCommand(listCommand(cli))
    .addCommand(setCommand(cli))
    .addHelpText("after", "\nExamples:\n  leadline teams list\n  leadline teams set sales --manager maria");
}

function listCommand(cli: Cli): Command {
  return new Command("list").description("list them").action(
    action(cli, async (options) => {
      const answer = await askFor(cli, options, { ask: "teams" });
      if (answer.kind !== "teams") return showAnswer(cli, options, answer);
      const rows = answer.teams.map(({ id, name, manager, members }) => [
        id,
        name,
        manager ?? "–",
        members.join(", ") || "–",
      ]);
      if (options.json) cli.terminal.out(JSON.stringify(answer.teams, null, 2));
      else if (rows.length === 0)
        cli.terminal.out("No team yet. One is made with: leadline reps set <rep> --team <name>");
      else cli.terminal.out(table(["ID", "NAME", "MANAGER", "MEMBERS"], rows));
      if (!options.json) for (const note of answer.notes) cli.terminal.note(note);
      return EXIT.ok;
    }),
  );
}

function setCommand(cli: Cli): Command {
  return new Command("set")
    .description("change a team; what is not named stays")
    .argument("<team>", "which: its id or name")
    .option("--name <name>", "another name; the id stays")
    .option("--manager <rep>", "whom its reps ask, or none")
    .action(
      action(cli, async (options: { name?: string; manager?: string } & GlobalOptions, team: string) => {
        const name = options.name === undefined ? null : readName(options.name);
        if (name !== null && "fault" in name) return wrong(cli, name.fault);
        if (name === null && options.manager === undefined) {
          return wrong(cli, "Say what to change. See: leadline teams set --help");
        }
        const { manager } = options;
        const answer = await askFor(cli, options, {
          ask: "team",
          team,
          ...(name === null ? {} : { name: name.value }),
          ...(manager === undefined ? {} : { manager: manager === "none" ? null : manager }),
        });
        return showAnswer(cli, options, answer);
      }),
    );
}

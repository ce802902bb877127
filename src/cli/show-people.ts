import type { Cli, GlobalOptions } from "./cli.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import type { PeopleAnswer, PeopleRequest, RepView } from "./people-schema.ts";
import { table } from "./table.ts";
import { withOperations } from "./with-operations.ts";

/** Ask about colleagues or teams: the program that runs, or the database. */
export function askFor(cli: Cli, options: GlobalOptions, request: PeopleRequest): Promise<PeopleAnswer> {
  return withOperations(cli, options, (operations) => operations.people(request));
}

/** Something on the command line is wrong. */
export function wrong(cli: Cli, fault: string): ExitCode {
  cli.terminal.alert(fault);
  return EXIT.usage;
}

/** What was done, as it is now; or why it was not. */
export function showAnswer(cli: Cli, options: GlobalOptions, answer: PeopleAnswer): ExitCode {
  const { terminal } = cli;
  if (answer.kind === "refused") {
    terminal.alert(answer.message);
    return EXIT.fault;
  }
  if (options.json) {
    terminal.out(JSON.stringify(answer, null, 2));
    return EXIT.ok;
  }
  if (answer.kind === "code") {
    const { code, rep, expiresAt } = answer;
    terminal.out(code);
    terminal.note(
      [
        `\n${rep.name} writes to Leadline, once, before ${expiresAt.slice(11, 16)} UTC (15 minutes):`,
        `  in Slack                  /lead link ${code}`,
        `  in Telegram or WhatsApp   link ${code}`,
        "Whoever writes it is taken for them: give it to nobody else.",
      ].join("\n"),
    );
    return EXIT.ok;
  }
  if (answer.kind === "rep") terminal.out(repTable([answer.rep]));
  if (answer.kind === "team") terminal.out(`${answer.team.name}: manager ${answer.team.manager ?? "none"}`);
  if ("notes" in answer) for (const note of answer.notes) terminal.note(note);
  return EXIT.ok;
}

/** Reps, one a row. */
export function repTable(reps: RepView[]): string {
  const rows = reps.map((rep) => [
    rep.id,
    rep.name,
    rep.role,
    rep.teams
      .map((team) => (rep.weights[team] === undefined ? team : `${team}:${rep.weights[team]}`))
      .join(", ") || "–",
    rep.language,
    rep.timeZone,
    rep.capacity === null ? String(rep.openLeads) : `${rep.openLeads}/${rep.capacity}`,
    rep.awayUntil === null ? "–" : rep.awayUntil.slice(0, 16).replace("T", " "),
    rep.active ? "yes" : "no",
    rep.identities.map(({ kind, value }) => `${kind} ${value}`).join(", ") || "–",
  ]);
  const headings = "ID,NAME,ROLE,TEAM,LANG,ZONE,LEADS,AWAY UNTIL (UTC),ACTIVE,LINKED".split(",");
  return table(headings, rows);
}

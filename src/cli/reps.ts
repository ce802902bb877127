import { Command } from "commander";
import { loadConfig } from "../config.ts";
import { action, type Cli, environmentOf, type GlobalOptions } from "./cli.ts";
import { EXIT, type ExitCode } from "./exit-codes.ts";
import type { PeopleAnswer, PeopleRequest, RepView } from "./people-schema.ts";
import {
  KINDS,
  type Platform,
  type Read,
  readCapacity,
  readHolidays,
  readLanguage,
  readLanguages,
  readList,
  readName,
  readOnOff,
  readPlatform,
  readPlatformId,
  readRole,
  readTeams,
  readWorkingHours,
  readZone,
} from "./people-words.ts";
import { table } from "./table.ts";
import { withOperations } from "./with-operations.ts";

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

interface Facts {
  name?: string;
  role?: string;
  language?: string;
  zone?: string;
  team?: string;
  capacity?: string;
  hours?: string;
  holidays?: string;
  products?: string;
  segments?: string;
  territories?: string;
  languages?: string;
  active?: string;
}

/** The options that `add` and `set` share. */
function withWork(command: Command): Command {
  return command
    .option("--hours <hours>", "working hours in their zone, as mon-fri 09:00-18:00; business or always")
    .option("--holidays <dates>", "their days off beside the business's, as 2026-12-24,2026-12-31, or none")
    .option("--products <names>", "the products that they take, separated by commas, or any")
    .option("--segments <names>", "the segments that they take, or any")
    .option("--territories <names>", "the territories that they take, or any")
    .option("--languages <languages>", "the customers' languages that they take: en,pt,es, or any");
}

/** What they take, of what is named. */
function readTakes({ products, segments, territories, languages }: Facts) {
  return readAll({
    ...(products === undefined ? {} : { products: readList(products) }),
    ...(segments === undefined ? {} : { segments: readList(segments) }),
    ...(territories === undefined ? {} : { territories: readList(territories) }),
    ...(languages === undefined ? {} : { languages: readLanguages(languages) }),
  });
}

function addCommand(cli: Cli): Command {
  return withWork(new Command("add"))
    .description("add a colleague")
    .argument("<name...>", "how colleagues call them; nobody else may have it")
    .requiredOption("--role <role>", "rep, manager or admin")
    .requiredOption("--language <language>", "en, pt or es: what Leadline speaks with them")
    .requiredOption("--zone <zone>", "their time zone, as America/Sao_Paulo")
    .option(
      "--team <names>",
      "the teams whose leads they get, as Sales or Sales:2 for a double share; new ones are made",
    )
    .option("--capacity <leads>", "the most open leads at once (default: no limit)")
    .action(
      action(cli, async (options: Facts & GlobalOptions, name: string[]) => {
        const facts = {
          name: readName(name.join(" ")),
          role: readRole(options.role ?? ""),
          language: readLanguage(options.language ?? ""),
          timeZone: readZone(options.zone ?? ""),
          teams: readTeams(options.team ?? "none"),
          capacity: readCapacity(options.capacity ?? "none"),
          hours: readWorkingHours(options.hours ?? "business"),
          holidays: readHolidays(options.holidays ?? "none"),
          takes: readTakes(options),
        };
        const read = readAll(facts);
        if ("fault" in read) return wrong(cli, read.fault);
        const answer = await askFor(cli, options, { ask: "add", ...read.value });
        return showAnswer(cli, options, await withTeamsChecked(cli, options, answer));
      }),
    );
}

function setCommand(cli: Cli): Command {
  return withWork(new Command("set"))
    .description("change a colleague; what is not named stays")
    .argument("<rep>", "whom")
    .option("--name <name>", "another name")
    .option("--role <role>", "rep, manager or admin")
    .option("--language <language>", "en, pt or es")
    .option("--zone <zone>", "their time zone, as America/Sao_Paulo")
    .option("--team <names>", "their teams from now on, as Sales:2,Projects, or none; new ones are made")
    .option("--capacity <leads>", "the most open leads at once, or none for no limit")
    .option("--active <on|off>", "off when they leave: they can see and do nothing any more")
    .action(
      action(cli, async (options: Facts & GlobalOptions, rep: string) => {
        const { name, role, language, zone, team, capacity, hours, holidays, active } = options;
        const takes = readTakes(options);
        const read = readAll({
          ...(name === undefined ? {} : { name: readName(name) }),
          ...(role === undefined ? {} : { role: readRole(role) }),
          ...(language === undefined ? {} : { language: readLanguage(language) }),
          ...(zone === undefined ? {} : { timeZone: readZone(zone) }),
          ...(team === undefined ? {} : { teams: readTeams(team) }),
          ...(capacity === undefined ? {} : { capacity: readCapacity(capacity) }),
          ...(hours === undefined ? {} : { hours: readWorkingHours(hours) }),
          ...(holidays === undefined ? {} : { holidays: readHolidays(holidays) }),
          ...("value" in takes && Object.keys(takes.value).length === 0 ? {} : { takes }),
          ...(active === undefined ? {} : { active: readOnOff(active) }),
        });
        if ("fault" in read) return wrong(cli, read.fault);
        if (Object.keys(read.value).length === 0) {
          return wrong(cli, "Say what to change. See: leadline reps set --help");
        }
        const answer = await askFor(cli, options, { ask: "set", rep, ...read.value });
        const isTeam = team !== undefined;
        return showAnswer(cli, options, isTeam ? await withTeamsChecked(cli, options, answer) : answer);
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

/** The answer, with a note on teams that routing.yaml does not name. Says nothing where the flows cannot be read. */
async function withTeamsChecked(
  cli: Cli,
  options: GlobalOptions,
  answer: PeopleAnswer,
): Promise<PeopleAnswer> {
  if (answer.kind !== "rep") return answer;
  const { loadFlowFolder } = await import("../flow/folder.ts");
  const { bundle } = await loadFlowFolder(loadConfig(environmentOf(cli, options), cli.cwd).flowsFolder).catch(
    () => ({
      bundle: null,
    }),
  );
  if (bundle === null) return answer;
  const known = Object.keys(bundle.routing.teams);
  const unknown = answer.rep.teams.filter((team) => !known.includes(team));
  const notes = unknown.map(
    (team) =>
      `flows/routing.yaml does not name the team \`${team}\`, so no lead comes to it. It names: ${known.join(", ")}`,
  );
  return { ...answer, notes: [...answer.notes, ...notes] };
}

function linkCommand(cli: Cli): Command {
  return new Command("link")
    .description("make a colleague known by an id of a platform")
    .argument("<rep>", "whom")
    .argument("<platform>", "slack, telegram or whatsapp")
    .argument("<id...>", "Slack: workspace:member, Telegram: the number, WhatsApp: the phone")
    .addHelpText(
      "after",
      "\nExamples:\n  leadline reps link ana slack T0123ABCD:U0456EFGH\n  leadline reps link ana telegram 123456789\n  leadline reps link ana whatsapp +55 11 91234-5678",
    )
    .action(
      action(cli, async (options, rep: string, platform: string, id: string[]) => {
        const read = readId(platform, id);
        if ("fault" in read) return wrong(cli, read.fault);
        const { kind, values } = read.value;
        return showAnswer(cli, options, await askFor(cli, options, { ask: "link", rep, kind, values }));
      }),
    );
}

function unlinkCommand(cli: Cli): Command {
  return new Command("unlink")
    .description("take an id from a colleague; without it, all of the platform")
    .argument("<rep>", "whom")
    .argument("<platform>", "slack, telegram or whatsapp")
    .argument("[id...]", "the id, from `leadline reps list`")
    .action(
      action(cli, async (options, rep: string, platform: string, id: string[]) => {
        const known = readPlatform(platform);
        if ("fault" in known) return wrong(cli, known.fault);
        const typed = id.join(" ").trim();
        const forms = typed === "" ? null : readPlatformId(known.value, typed);
        // What WhatsApp calls somebody besides the phone is taken as it stands.
        const values = forms === null ? null : [typed, ...("fault" in forms ? [] : forms.value)];
        const kinds = KINDS[known.value];
        return showAnswer(cli, options, await askFor(cli, options, { ask: "unlink", rep, kinds, values }));
      }),
    );
}

function codeCommand(cli: Cli): Command {
  return new Command("code")
    .description("a code by which a colleague links their own account: once, within 15 minutes")
    .argument("<rep>", "whom")
    .action(
      action(cli, async (options, rep: string) => {
        return showAnswer(cli, options, await askFor(cli, options, { ask: "code", rep }));
      }),
    );
}

function readId(platform: string, id: string[]): Read<{ kind: Platform; values: string[] }> {
  const kind = readPlatform(platform);
  if ("fault" in kind) return kind;
  const values = readPlatformId(kind.value, id.join(" "));
  return "fault" in values ? values : { value: { kind: kind.value, values: values.value } };
}

type ReadFacts<T> = { [K in keyof T]: T[K] extends Read<infer V> | undefined ? V : never };

/** All facts, or all their faults. */
function readAll<T extends Record<string, Read<unknown>>>(facts: T): Read<ReadFacts<T>> {
  const faults = Object.values(facts).flatMap((read) => ("fault" in read ? [read.fault] : []));
  if (faults.length > 0) return { fault: faults.join("\n") };
  const values = Object.entries(facts).map(([key, read]) => [key, "value" in read ? read.value : null]);
  return { value: Object.fromEntries(values) as ReadFacts<T> };
}

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

function repTable(reps: RepView[]): string {
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

import { Command } from "commander";
import { loadConfig } from "../config.ts";
import { action, type Cli, environmentOf, type GlobalOptions } from "./cli.ts";
import type { PeopleAnswer } from "./people-schema.ts";
import {
  type Read,
  readCapacity,
  readHolidays,
  readLanguage,
  readLanguages,
  readList,
  readName,
  readOnOff,
  readRole,
  readTeams,
  readWorkingHours,
  readZone,
} from "./people-words.ts";
import { askFor, showAnswer, wrong } from "./show-people.ts";

/** `leadline reps add`. */
export function addCommand(cli: Cli): Command {
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

/** `leadline reps set`. */
export function setCommand(cli: Cli): Command {
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

/** All facts, or all their faults. */
function readAll<T extends Record<string, Read<unknown>>>(facts: T): Read<ReadFacts<T>> {
  const faults = Object.values(facts).flatMap((read) => ("fault" in read ? [read.fault] : []));
  if (faults.length > 0) return { fault: faults.join("\n") };
  const values = Object.entries(facts).map(([key, read]) => [key, "value" in read ? read.value : null]);
  return { value: Object.fromEntries(values) as ReadFacts<T> };
}

type ReadFacts<T> = { [K in keyof T]: T[K] extends Read<infer V> | undefined ? V : never };

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

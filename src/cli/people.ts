import type { Clock } from "../clock.ts";
import type { Directory } from "../leads/types/directory.ts";
import type { Rep, RepTakes } from "../leads/types/rep.ts";
import type { Team } from "../leads/types/team.ts";
import type { Store } from "../store/port.ts";
import { findRep, findTeam, nameTaken, newId, refused } from "./people-find.ts";
import { linkRep, makeCode, unlinkRep } from "./people-links.ts";
import { NO_PLACES, placesIn } from "./people-places.ts";
import type { Asked, PeopleAnswer, PeopleRequest } from "./people-schema.ts";
import { doneRep, notesOnManager, notesOnTeam, viewRep, viewTeam } from "./people-views.ts";

/** Look after colleagues and teams, on an open store. What cannot be done is an answer, not a fault. */
export async function askPeople(store: Store, clock: Clock, request: PeopleRequest): Promise<PeopleAnswer> {
  const at = clock.now().toISOString();
  const directory = await store.turns.directory();
  switch (request.ask) {
    case "reps":
      return {
        kind: "reps",
        reps: [...directory.reps.values()].map((rep) => viewRep(rep, directory)),
        notes: [...directory.reps.values()].flatMap((rep) => notesOnManager(rep, directory)),
      };
    case "teams":
      return {
        kind: "teams",
        teams: [...directory.teams.values()].map((team) => viewTeam(team, directory)),
        notes: [...directory.teams.values()].flatMap((team) => notesOnTeam(team)),
      };
    case "add":
      return addRep(store, directory, request, at);
    case "team":
      return setTeam(store, directory, request);
  }
  const rep = findRep(request.rep, directory);
  if ("kind" in rep) return rep;
  switch (request.ask) {
    case "set":
      return setRep(store, directory, rep, request, at);
    case "disable":
      return disableRep(store, directory, rep, request, at);
    case "link":
      return linkRep(store, directory, rep, request);
    case "unlink":
      return unlinkRep(store, directory, rep, request);
    case "code":
      return makeCode(store, directory, rep, at);
  }
}

async function addRep(
  store: Store,
  directory: Directory,
  { name, role, language, timeZone, teams, capacity, hours, holidays, takes }: Asked<"add">,
  at: string,
): Promise<PeopleAnswer> {
  const taken = nameTaken(name, null, directory);
  if (taken !== null) return taken;
  const id = newId(name, directory.reps);
  const rep: Rep = {
    id,
    name,
    role,
    language,
    timeZone,
    hours,
    holidays,
    awayUntil: null,
    capacity,
    takes: takesAfter({}, takes),
    active: true,
    openLeads: 0,
    lastAssignedAt: null,
    dailyListOffAt: null,
    createdAt: at,
    updatedAt: at,
  };
  const places = placesIn(teams, id, directory, at);
  if ("kind" in places) return places;
  await store.people.save({
    reps: [rep],
    // The desk of the playground, where whoever may open it acts as any colleague.
    identities: [{ id: `desk-${id}`, repId: id, kind: "desk", value: id }],
    teams: places.made,
    members: places.joined,
  });
  const notes = [...places.notes, `To let ${name} in: leadline reps code ${id}`];
  if (teams.length === 0 && role === "rep") {
    notes.push(`${name} is in no team, so no lead comes by itself: leadline reps set ${id} --team …`);
  }
  return doneRep(store, id, notes);
}

/** The columns that `set` may change; others may be changed by a turn at the same time. */
const SETTABLE = [
  "name",
  "role",
  "language",
  "timeZone",
  "capacity",
  "hours",
  "holidays",
  "takes",
  "active",
  "updatedAt",
] as const;

async function setRep(
  store: Store,
  directory: Directory,
  rep: Rep,
  request: Asked<"set">,
  at: string,
): Promise<PeopleAnswer> {
  const { ask: _ask, rep: _typed, teams, takes, ...facts } = request;
  const after: Rep = { ...rep, ...given(facts), takes: takesAfter(rep.takes, takes ?? {}), updatedAt: at };
  const taken = nameTaken(after.name, rep.id, directory);
  if (taken !== null) return taken;
  const places = teams === undefined ? NO_PLACES : placesIn(teams, rep.id, directory, at);
  if ("kind" in places) return places;
  const notes = [...places.notes];
  const isManager = after.active && after.role !== "rep";
  const gaveUp = [...directory.teams.values()].filter((team) => !isManager && team.managerId === rep.id);
  notes.push(...gaveUp.map(({ name }) => `The team ${name} has no manager now.`));
  if (rep.active && !after.active) notes.push(...farewell(rep));
  await store.people.save({
    reps: [after],
    only: SETTABLE.filter((column) => column === "updatedAt" || after[column] !== rep[column]),
    teams: [...places.made, ...gaveUp.map((team) => ({ ...team, managerId: null }))],
    members: places.joined,
    leftMembers: places.left,
  });
  return doneRep(store, rep.id, notes);
}

/** Switch off, or say what would follow. */
async function disableRep(
  store: Store,
  directory: Directory,
  rep: Rep,
  { dryRun }: Asked<"disable">,
  at: string,
): Promise<PeopleAnswer> {
  if (!rep.active) return refused(`${rep.name} is switched off already.`);
  if (!dryRun) return setRep(store, directory, rep, { ask: "set", rep: rep.id, active: false }, at);
  const teams = [...directory.teams.values()].filter((team) => team.managerId === rep.id);
  const notes = [
    `Nothing was changed. Without --dry-run, ${rep.name} could see and do nothing any more, and:`,
    openLeads(rep, "would be"),
    ...teams.map(({ name }) => `The team ${name} would have no manager.`),
  ];
  return { kind: "rep", rep: viewRep(rep, directory), notes };
}

function farewell(rep: Rep): string[] {
  return [`${rep.name} can see and do nothing any more.`, openLeads(rep, "is", "are")];
}

function openLeads({ name, openLeads: count }: Rep, one: string, many = one): string {
  if (count === 0) return `${name} has no open leads.`;
  const leads = count === 1 ? `One open lead of ${name} ${one}` : `${count} open leads of ${name} ${many}`;
  return `${leads} offered to others at once, by routing.yaml, as soon as Leadline runs. They do not come back by themselves.`;
}

/** What somebody takes: what is named replaces what was, null takes the limit away. */
function takesAfter(before: RepTakes, change: Asked<"add">["takes"]): RepTakes {
  const merged = { ...before, ...given(change) };
  return Object.fromEntries(Object.entries(merged).filter(([, list]) => list !== null));
}

async function setTeam(
  store: Store,
  directory: Directory,
  { team: typed, name, manager }: Asked<"team">,
): Promise<PeopleAnswer> {
  const team = findTeam(typed, directory);
  if ("kind" in team) return team;
  const after: Team = { ...team, name: name ?? team.name };
  if (manager === null) after.managerId = null;
  else if (manager !== undefined) {
    const rep = findRep(manager, directory);
    if ("kind" in rep) return rep;
    if (!rep.active || rep.role === "rep") {
      return refused(
        `${rep.name} is ${rep.active ? "a rep" : "switched off"}. First: leadline reps set ${rep.id} ${rep.active ? "--role manager" : "--active on"}`,
      );
    }
    after.managerId = rep.id;
  }
  await store.people.save({ teams: [after] });
  return { kind: "team", team: viewTeam(after, directory), notes: notesOnTeam(after) };
}

/** Only what was given: over the control socket, as here, an absent fact leaves what is there. */
function given<T extends object>(facts: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

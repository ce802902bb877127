import { randomUUID } from "node:crypto";
import type { Clock } from "../clock.ts";
import { showLinkCode } from "../commands/link-code.ts";
import type { Directory } from "../leads/types/directory.ts";
import type { Rep, RepIdentity, RepTakes } from "../leads/types/rep.ts";
import type { Team } from "../leads/types/team.ts";
import type { Store } from "../store/port.ts";
import { findRep, findTeam, nameTaken, newId, type Refused, refused } from "./people-find.ts";
import type { PeopleAnswer, PeopleRequest, RepView, TeamView } from "./people-schema.ts";
import { noManagerOf, noTeamOf } from "./people-words.ts";

type Asked<Ask extends PeopleRequest["ask"]> = Extract<PeopleRequest, { ask: Ask }>;

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

/** Who manages nothing sees little. */
function notesOnManager({ id, name, role, active }: Rep, { teams }: Directory): string[] {
  if (!active || role !== "manager") return [];
  if ([...teams.values()].some((team) => team.managerId === id)) return [];
  const { detail, fix } = noTeamOf({ id, name });
  return [`${detail}: ${fix}`];
}

function notesOnTeam({ id, name, managerId }: Team): string[] {
  if (managerId !== null) return [];
  const { detail, fix } = noManagerOf({ id, name });
  return [`${detail}: ${fix}`];
}

/** What somebody takes: what is named replaces what was, null takes the limit away. */
function takesAfter(before: RepTakes, change: Asked<"add">["takes"]): RepTakes {
  const merged = { ...before, ...given(change) };
  return Object.fromEntries(Object.entries(merged).filter(([, list]) => list !== null));
}

async function linkRep(
  store: Store,
  directory: Directory,
  rep: Rep,
  { kind, values }: Asked<"link">,
): Promise<PeopleAnswer> {
  const owners = values.map((value) => directory.identities.get(`${kind}:${value}`));
  const other = owners.find((id) => id !== undefined && id !== rep.id);
  if (other !== undefined) return refuseLink(other, directory, kind, values);
  for (const value of values) {
    const identity: RepIdentity = { id: randomUUID(), repId: rep.id, kind, value };
    const owner = await store.people.link(identity);
    if (owner !== rep.id) return refuseLink(owner, await store.turns.directory(), kind, values);
  }
  return doneRep(store, rep.id, owners.every((id) => id === rep.id) ? ["It was linked already."] : []);
}

function refuseLink(owner: string, directory: Directory, kind: string, values: string[]): Refused {
  const name = directory.reps.get(owner)?.name ?? owner;
  return refused(
    `This ${kind} id is linked to ${name}. If that is right no more: leadline reps unlink ${owner} ${kind} ${values[0]}`,
  );
}

async function unlinkRep(
  store: Store,
  directory: Directory,
  rep: Rep,
  { kinds, values }: Asked<"unlink">,
): Promise<PeopleAnswer> {
  const linked = identitiesOf(rep.id, directory).filter(
    ({ kind, value }) => kinds.includes(kind) && (values === null || values.includes(value)),
  );
  const count = linked.length === 0 ? 0 : await store.people.unlink(rep.id, linked);
  if (count > 0) return doneRep(store, rep.id, []);
  return refused(`${rep.name} has no such ${kinds[0]} id. See: leadline reps list`);
}

async function makeCode(store: Store, directory: Directory, rep: Rep, at: string): Promise<PeopleAnswer> {
  const code = await store.people.createCode(rep.id, at);
  if (code === null) {
    return refused(
      `${rep.name} is switched off. To bring them back: leadline reps set ${rep.id} --active on`,
    );
  }
  return {
    kind: "code",
    rep: viewRep(rep, directory),
    code: showLinkCode(code.digits),
    expiresAt: code.expiresAt,
  };
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

interface Places {
  made: Team[];
  joined: { id: string; teamId: string; repId: string; weight: number }[];
  left: string[];
  notes: string[];
}

const NO_PLACES: Places = { made: [], joined: [], left: [], notes: [] };

/** What changes so that the rep is in just these teams. A team that is not there is made. */
function placesIn(
  typed: Asked<"add">["teams"],
  repId: string,
  directory: Directory,
  at: string,
): Places | Refused {
  const places: Places = { made: [], joined: [], left: [], notes: [] };
  const teams = new Map(directory.teams);
  const wanted = new Map<string, number | null>();
  for (const { name: text, weight } of typed) {
    const found = findTeam(text, { teams });
    if (!("kind" in found)) wanted.set(found.id, weight);
    else if (found.isAmbiguous) return found;
    else {
      const team: Team = { id: newId(text, teams), name: text, managerId: null, createdAt: at };
      teams.set(team.id, team);
      places.made.push(team);
      wanted.set(team.id, weight);
      const near = found.near === null ? "" : ` (There is also ${found.near}.)`;
      places.notes.push(`The team ${text} was made; in routing.yaml it is \`${team.id}\`.${near}`);
    }
  }
  const before = directory.members.filter((member) => member.repId === repId);
  places.left = before.filter((member) => !wanted.has(member.teamId)).map((member) => member.id);
  for (const [teamId, weight] of wanted) {
    const member = before.find((each) => each.teamId === teamId);
    if (member === undefined) {
      places.joined.push({ id: `${teamId}:${repId}`, teamId, repId, weight: weight ?? 1 });
    } else if (weight !== null && weight !== member.weight) places.joined.push({ ...member, weight });
  }
  return places;
}

async function doneRep(store: Store, id: string, notes: string[]): Promise<PeopleAnswer> {
  const directory = await store.turns.directory();
  const rep = directory.reps.get(id);
  if (rep === undefined) return refused("The rep was removed meanwhile. See: leadline reps list");
  return { kind: "rep", rep: viewRep(rep, directory), notes: [...notes, ...notesOnManager(rep, directory)] };
}

function viewRep(rep: Rep, directory: Directory): RepView {
  const {
    id,
    name,
    role,
    language,
    timeZone,
    awayUntil,
    capacity,
    hours,
    holidays,
    takes,
    openLeads,
    active,
  } = rep;
  const places = directory.members.filter((member) => member.repId === id);
  return {
    id,
    name,
    role,
    teams: places.map((member) => member.teamId),
    weights: Object.fromEntries(
      places.filter((member) => member.weight !== 1).map((member) => [member.teamId, member.weight]),
    ),
    language,
    timeZone,
    identities: identitiesOf(id, directory),
    awayUntil,
    capacity,
    hours,
    holidays,
    takes,
    openLeads,
    active,
  };
}

function viewTeam({ id, name, managerId }: Team, { members, reps }: Directory): TeamView {
  return {
    id,
    name,
    manager: (managerId !== null && reps.get(managerId)?.name) || null,
    members: members
      .filter((member) => member.teamId === id)
      .map((member) => reps.get(member.repId)?.name ?? member.repId),
  };
}

/** Without the desk of the playground, which everybody has. */
function identitiesOf(repId: string, directory: Directory): { kind: string; value: string }[] {
  return [...directory.identities]
    .filter(([key, id]) => id === repId && !key.startsWith("desk:"))
    .map(([key]) => ({ kind: key.slice(0, key.indexOf(":")), value: key.slice(key.indexOf(":") + 1) }));
}

/** Only what was given: over the control socket, as here, an absent fact leaves what is there. */
function given<T extends object>(facts: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

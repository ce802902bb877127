import type { Directory } from "../leads/types/directory.ts";
import type { Rep } from "../leads/types/rep.ts";
import type { Team } from "../leads/types/team.ts";
import type { Store } from "../store/port.ts";
import { refused } from "./people-find.ts";
import type { PeopleAnswer, RepView, TeamView } from "./people-schema.ts";
import { noManagerOf, noTeamOf } from "./people-words.ts";

/** The rep as it is now, read anew, with what there is to say. */
export async function doneRep(store: Store, id: string, notes: string[]): Promise<PeopleAnswer> {
  const directory = await store.turns.directory();
  const rep = directory.reps.get(id);
  if (rep === undefined) return refused("The rep was removed meanwhile. See: leadline reps list");
  return { kind: "rep", rep: viewRep(rep, directory), notes: [...notes, ...notesOnManager(rep, directory)] };
}

/** A rep as the command line shows them. */
export function viewRep(rep: Rep, directory: Directory): RepView {
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

/** A team as the command line shows it. */
export function viewTeam({ id, name, managerId }: Team, { members, reps }: Directory): TeamView {
  return {
    id,
    name,
    manager: (managerId !== null && reps.get(managerId)?.name) || null,
    members: members
      .filter((member) => member.teamId === id)
      .map((member) => reps.get(member.repId)?.name ?? member.repId),
  };
}

/** Who manages nothing sees little. */
export function notesOnManager({ id, name, role, active }: Rep, { teams }: Directory): string[] {
  if (!active || role !== "manager") return [];
  if ([...teams.values()].some((team) => team.managerId === id)) return [];
  const { detail, fix } = noTeamOf({ id, name });
  return [`${detail}: ${fix}`];
}

/** Whose leads go to nobody in charge. */
export function notesOnTeam({ id, name, managerId }: Team): string[] {
  if (managerId !== null) return [];
  const { detail, fix } = noManagerOf({ id, name });
  return [`${detail}: ${fix}`];
}

/** Without the desk of the playground, which everybody has. */
export function identitiesOf(repId: string, directory: Directory): { kind: string; value: string }[] {
  return [...directory.identities]
    .filter(([key, id]) => id === repId && !key.startsWith("desk:"))
    .map(([key]) => ({ kind: key.slice(0, key.indexOf(":")), value: key.slice(key.indexOf(":") + 1) }));
}

import type { Clock } from "../clock.ts";
import type { Language } from "../language.ts";
import type { Rep, RepIdentity, RepTakes, Role } from "../leads/types/rep.ts";
import type { Team, TeamMember } from "../leads/types/team.ts";
import type { Store } from "../store/port.ts";

/** Colleagues of nobody: every id begins with `sample-` and every name with "Sample". */
export interface SampleRep {
  id: string;
  name: string;
  role: Role;
  language: Language;
  teams: string[];
  takes?: RepTakes;
  capacity?: number;
}

export const SAMPLE_REPS: SampleRep[] = [
  { id: "sample-ana", name: "Sample Rep Ana", role: "rep", language: "en", teams: ["sales"] },
  { id: "sample-bruno", name: "Sample Rep Bruno", role: "rep", language: "pt", teams: ["sales"] },
  { id: "sample-carla", name: "Sample Rep Carla", role: "rep", language: "es", teams: ["sales", "projects"] },
  { id: "sample-david", name: "Sample Rep David", role: "rep", language: "en", teams: ["projects"] },
  { id: "sample-maria", name: "Sample Manager Maria", role: "manager", language: "en", teams: [] },
];

const TEAM_NAMES: Record<string, string> = { sales: "Sales (sample)", projects: "Projects (sample)" };

/** The ids of the teams that routing.yaml of the sample business names. */
export const SAMPLE_TEAMS = Object.keys(TEAM_NAMES);

/**
 * Add the sample colleagues and teams where there are no colleagues at all. Gives whether it did: a business
 * with its own people is left alone.
 */
export async function seedPeople(store: Store, clock: Clock): Promise<boolean> {
  const { reps } = await store.turns.directory();
  if (reps.size > 0) return false;
  const at = clock.now().toISOString();
  await store.people.save({
    reps: SAMPLE_REPS.map((sample) => toRep(sample, at)),
    identities: SAMPLE_REPS.map(toIdentity),
    teams: SAMPLE_TEAMS.map(
      (id): Team => ({ id, name: TEAM_NAMES[id] ?? id, managerId: "sample-maria", createdAt: at }),
    ),
    members: SAMPLE_REPS.flatMap(toMembers),
  });
  return true;
}

function toRep({ id, name, role, language, takes, capacity }: SampleRep, at: string): Rep {
  return {
    id,
    name,
    role,
    language,
    timeZone: "UTC",
    // Whoever tries the playground at night should get a rep too.
    hours: null,
    holidays: null,
    awayUntil: null,
    capacity: capacity ?? null,
    takes: takes ?? {},
    active: true,
    openLeads: 0,
    lastAssignedAt: null,
    dailyListOffAt: null,
    createdAt: at,
    updatedAt: at,
  };
}

function toIdentity({ id }: SampleRep): RepIdentity {
  return { id: `desk-${id}`, repId: id, kind: "desk", value: id };
}

function toMembers({ id, teams }: SampleRep): TeamMember[] {
  return teams.map((teamId) => ({ id: `${teamId}-${id}`, teamId, repId: id, weight: 1 }));
}

import type { Directory } from "../leads/types/directory.ts";
import type { Team } from "../leads/types/team.ts";
import { findTeam, newId, type Refused } from "./people-find.ts";
import type { Asked } from "./people-schema.ts";

/** What changes in teams, and who is in them, and what to say of it. */
interface Places {
  made: Team[];
  joined: { id: string; teamId: string; repId: string; weight: number }[];
  left: string[];
  notes: string[];
}

/** All stay where they are. */
export const NO_PLACES: Places = { made: [], joined: [], left: [], notes: [] };

/** What changes so that the rep is in just these teams. A team that is not there is made. */
export function placesIn(
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

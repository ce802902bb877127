import type { Database } from "./database.ts";
import type { PeopleStore } from "./port.ts";
import { encodeRows, upsertRows } from "./sql.ts";
import { repIdentities, reps, teamMembers, teams } from "./tables.ts";

/** Colleagues and teams. Rows are replaced by id; a rep's load and place in the rotation belong to the turns. */
export function createPeopleStore(db: Database, onSaved: () => void): Pick<PeopleStore, "save"> {
  const { dialect } = db;
  return {
    async save(people) {
      await db.write([
        {
          sql: upsertRows(dialect, reps, ["openLeads", "lastAssignedAt"]),
          params: [encodeRows(reps, people.reps ?? [])],
        },
        { sql: upsertRows(dialect, teams), params: [encodeRows(teams, people.teams ?? [])] },
        { sql: upsertRows(dialect, teamMembers), params: [encodeRows(teamMembers, people.members ?? [])] },
        {
          sql: upsertRows(dialect, repIdentities),
          params: [encodeRows(repIdentities, people.identities ?? [])],
        },
      ]);
      onSaved();
    },
  };
}

import type { Database } from "./database.ts";
import { createLinkCodes } from "./link-codes.ts";
import type { PeopleStore } from "./port/people-store.ts";
import { encodeRows, upsertRows } from "./sql.ts";
import { repIdentities, reps, teamMembers, teams } from "./tables/reps.ts";

/**
 * Colleagues and teams. Rows are replaced by id; a rep's load, place in the rotation and wish for the daily list belong to the turns. What
 * takes rights away is written between batches of turns, so that no turn that saw them is committed after it.
 */
export function createPeopleStore(db: Database, onSaved: () => void): Omit<PeopleStore, "onChange"> {
  const { dialect } = db;
  const p = (n: number) => dialect.parameter(n);
  return {
    ...createLinkCodes(db, onSaved),
    async save({ only, ...people }) {
      const kept = only === undefined ? TURNS_KEEP : reps.names.filter((name) => !only.includes(name));
      const statements = [
        { sql: upsertRows(dialect, reps, kept), params: [encodeRows(reps, people.reps ?? [])] },
        { sql: upsertRows(dialect, teams), params: [encodeRows(teams, people.teams ?? [])] },
        {
          sql: `DELETE FROM "team_members" WHERE "id" IN (${dialect.texts(1)})`,
          params: [JSON.stringify(people.leftMembers ?? [])],
        },
        { sql: upsertRows(dialect, teamMembers), params: [encodeRows(teamMembers, people.members ?? [])] },
        {
          sql: upsertRows(dialect, repIdentities),
          params: [encodeRows(repIdentities, people.identities ?? [])],
        },
      ];
      await db.writeAlone(statements, onSaved);
    },
    async link({ id, repId, kind, value }) {
      const [, found] = await db.write([
        {
          sql: `INSERT INTO "rep_identities" ("id", "repId", "kind", "value") VALUES (${p(1)}, ${p(2)}, ${p(3)}, ${p(4)}) ON CONFLICT ("kind", "value") DO NOTHING`,
          params: [id, repId, kind, value],
        },
        {
          sql: `SELECT "repId" FROM "rep_identities" WHERE "kind" = ${p(1)} AND "value" = ${p(2)}`,
          params: [kind, value],
        },
      ]);
      onSaved();
      return String(found?.rows[0]?.[0]);
    },
    async unlink(repId, identities) {
      const keys = identities.map(({ kind, value }) => `${kind}:${value}`);
      const statement = {
        sql: `DELETE FROM "rep_identities" WHERE "repId" = ${p(1)} AND "kind" || ':' || "value" IN (${dialect.texts(2)})`,
        params: [repId, JSON.stringify(keys)],
      };
      const [gone] = await db.writeAlone([statement], onSaved);
      return gone?.changes ?? 0;
    },
  };
}

const TURNS_KEEP = ["openLeads", "lastAssignedAt", "dailyListOffAt"] as const;

import { type Routing, type TeamRouting, teamRoutingSchema } from "./config.ts";

/** How a team gets its leads; the defaults when the file does not name it. */
export function teamRouting(routing: Routing, teamId: string | null): TeamRouting {
  return (teamId === null ? undefined : routing.teams[teamId]) ?? DEFAULT_TEAM;
}

const DEFAULT_TEAM = teamRoutingSchema.parse({});

import type { Rep } from "./rep.ts";
import type { Team, TeamMember } from "./team.ts";

/** All colleagues and teams: small enough to be held whole. */
export interface Directory {
  reps: ReadonlyMap<string, Rep>;
  teams: ReadonlyMap<string, Team>;
  members: readonly TeamMember[];
  /** `kind:value` → rep id. */
  identities: ReadonlyMap<string, string>;
  /** Default: own and pool only. */
  rights?: RepRights;
}

/** Which leads reps see and change besides their own, those offered to them, and the pool: business.yaml's `reps`. */
export interface RepRights {
  see: "own-and-pool" | "team" | "all";
  change: "own-and-pool" | "team";
}

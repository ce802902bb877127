import type { IdentityRef } from "../../channel/inbound.ts";
import type { At } from "../../leads/types/at.ts";
import type { Rep, RepIdentity } from "../../leads/types/rep.ts";
import type { Team, TeamMember } from "../../leads/types/team.ts";

/** Colleagues and teams, written by `seed` and by administration, and how colleagues are known. */
export interface PeopleStore {
  /** Write rows, in one transaction. */
  save(people: {
    reps?: Rep[];
    /** The columns to write of reps who are there already. Default: all but what turns keep. */
    only?: readonly (keyof Rep & string)[];
    identities?: RepIdentity[];
    teams?: Team[];
    members?: TeamMember[];
    /** Ids of places in teams that end. */
    leftMembers?: string[];
  }): Promise<void>;
  /** Make somebody known by an id, unless it is another rep's. Gives the rep whose it is then. */
  link(identity: RepIdentity): Promise<string>;
  /** Take ids from a rep: `kind:value` each. Gives how many were there. */
  unlink(repId: string, identities: IdentityRef[]): Promise<number>;
  /**
   * Make a one-time code by which the rep can be linked, in place of an earlier one; valid for 15 minutes from
   * `at`. Null when there is no such rep, or not an active one.
   */
  createCode(repId: string, at: At): Promise<LinkCode | null>;
  /**
   * Link whoever said the code to its rep and use the code up, in one transaction. The same actor once more is
   * told that it is linked already, so that this may be done again after a crash.
   */
  redeemCode(actor: IdentityRef, digits: string, at: At): Promise<Redeemed>;
  /** Called after each change by this process. */
  onChange(listener: () => void): void;
}

export interface LinkCode {
  /** Six digits. */
  digits: string;
  expiresAt: At;
}

/** `refused`: wrong, used, or too old. `wait`: too many wrong tries, of this actor or of all. */
export type Redeemed =
  | { kind: "linked" | "linked-already"; repId: string }
  | { kind: "refused" }
  | { kind: "wait"; until: At };

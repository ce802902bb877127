import type { UnaskedTerms } from "../../channel/unasked.ts";
import type { At } from "../../leads/types/at.ts";
import type { Lease } from "./outbox-store.ts";

/** Messages of the outbox that nobody asked for, at the moment of sending. */
export interface UnaskedStore {
  /**
   * Mark one as being sent, like {@link OutboxStore.claim}, unless something that has happened since it was decided
   * speaks against it: for good, then it is taken back and a timer tells of it, or for now.
   */
  claim(
    send: {
      id: string;
      terms: UnaskedTerms;
      createdAt: At;
      /** What has been sent of the most that may be, by the name of its counter. Default: there is no most. */
      limit?: { counter: string; most: number };
    },
    lease: Lease & { at: At },
  ): Promise<UnaskedClaim>;
  /** When such messages went out to the person in whose chat it waits, in any of their chats, after `since`. */
  sentTo(lane: string, since: At): Promise<At[]>;
}

export type UnaskedClaim =
  | { kind: "taken" }
  /** Another holder has it, or it waits no more. */
  | { kind: "not-ours" }
  /** They are switched off (`off`), its campaign is paused (`paused`), or the day's number is reached (`full`). */
  | { kind: "waits"; why: string }
  | { kind: "taken-back"; why: string };

import type { At } from "../../leads/types/at.ts";
import type { Timer } from "../../leads/types/timer.ts";

export interface TimerStore {
  /** Pending timers due at or before `now`, soonest first; of those due at once, the one that was made first. */
  due(now: At, limit: number): Promise<Timer[]>;
  /** When the next pending timer falls due; null when there is none. */
  nextDue(): Promise<At | null>;
  /** Pending timers of a kind of which there are few. */
  pendingOf(kind: string): Promise<Timer[]>;
  /**
   * Open and won leads with whose contact nobody has spoken, and whose stage has not changed, since `before`; in
   * order of number, after `afterNumber`.
   */
  idle(options: { before: At; afterNumber: number; limit: number }): Promise<IdleLead[]>;
  /**
   * Open leads without a limit that they should have: in one of these stages, or, where there is a limit for it
   * (`isAnswered`), of whom nobody has answered yet; in order of number, after `afterNumber`.
   */
  unlimited(options: {
    stages: readonly string[];
    isAnswered: boolean;
    afterNumber: number;
    limit: number;
  }): Promise<UnlimitedLead[]>;
  /** Colleagues who are switched off while open leads are theirs or offered to them; see {@link PageReads.heldLeads}. */
  left(): Promise<LeftRep[]>;
  /** Colleagues who are active and for whom no timer of the daily list is pending. */
  withoutDailyList(): Promise<LeftRep[]>;
  /** Forget timers that were due before then and wait no more, at most so many. Gives how many. */
  purge(before: At, limit: number): Promise<number>;
}

export interface LeftRep {
  repId: string;
  /** The last change of the colleague or of these leads. */
  since: At;
}

export interface UnlimitedLead {
  leadId: string;
  number: number;
  /** When it came to its stage. */
  since: At;
}

export interface IdleLead {
  leadId: string;
  number: number;
  /** The last word in either direction, or the last move of the stage. */
  since: At;
}

import type { Step } from "../../leads/learn/example.ts";
import type { Training, TrainingSummary } from "../../leads/learn/state.ts";
import type { At } from "../../leads/types/at.ts";
import type { Lead } from "../../leads/types/lead.ts";
import type { Lease } from "./outbox-store.ts";

/** Trainings on ended leads, one row each, and what they learn from: see docs/scoring.md. */
export interface WinModelStore {
  /**
   * Take a training on until `leaseUntil`; false when it is over or another has it. A lease that ends after `latest`
   * was given by a clock that has been set back since. `isAlone`: whoever had it has ended.
   */
  claim(number: number, lease: Lease & { latest: At; isAlone: boolean }): Promise<boolean>;
  /** It failed, and may be tried again at once. False when it is another's by now. */
  giveBack(number: number, token: string, at: At): Promise<boolean>;
  /** Keep what came of it. False when it is another's by now, or over. */
  finish(number: number, token: string, result: TrainingResult): Promise<boolean>;
  get(number: number): Promise<Training | null>;
  /** The newest first. */
  list(limit: number): Promise<TrainingSummary[]>;
  /** The newest leads that were won or lost, the one that ended first first; without those folded into another. */
  ended(limit: number): Promise<{ id: string; endedAt: At }[]>;
  /** Leads, in the order of `ids`, each with the steps of its trail, newest first. */
  histories(ids: readonly string[]): Promise<{ lead: Lead; trail: Step[] }[]>;
  /** Open leads after a number, in order. `onlyLikely`: those that have a chance. */
  openLeads(options: {
    afterNumber: number;
    limit: number;
    onlyLikely: boolean;
  }): Promise<{ id: string; number: number }[]>;
}

export type TrainingResult = Pick<
  Training,
  "trainedAt" | "leads" | "exclude" | "verdict" | "report" | "model"
> & { status: "done" | "failed" };

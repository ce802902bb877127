import type { At } from "../types/at.ts";
import type { Report, Verdict } from "./evaluate.ts";
import type { WinModel } from "./model.ts";

/** Counters of learning, decided by turns: see {@link LearnedCounters}. */
export const IN_USE = "learned-in-use";
export const ASKED = "learned-asked";
export const DECIDED = "learned-decided";
export const SWITCHED_OFF = "learned-off";
/** 1 once it is planned when to learn. */
export const PLANNED = "learned-planned";
export const LEARNED_COUNTERS = [IN_USE, ASKED, DECIDED, SWITCHED_OFF, PLANNED] as const;

/** One training, as it is kept. */
export interface Training {
  /** Counted from 1; the model's number. */
  number: number;
  status: "training" | "done" | "failed";
  /** Who is training it, and until when that is believed. */
  token: string | null;
  leaseUntil: At | null;
  /** How often it was begun. */
  attempts: number;
  startedAt: At;
  trainedAt: At | null;
  /** Ended leads that it was trained on and tested with. */
  leads: number | null;
  /** Fields that were left out, in order. */
  exclude: string[] | null;
  verdict: Verdict | null;
  report: Report | null;
  /** Null where it may not be used. */
  model: WinModel | null;
}

/** What people are told of a training. */
export type TrainingSummary = Omit<Training, "model" | "token" | "leaseUntil">;

/** How learning stands. */
export interface LearningState {
  /** The model whose chances are shown; 0: none. */
  inUse: number;
  /** Switched off by hand. */
  switchedOff: boolean;
  /** Ended leads, counted up to a limit. */
  ended: number;
  /** The newest training that is over. */
  newest: TrainingSummary | null;
  /** The training whose model is in use. */
  used: TrainingSummary | null;
}

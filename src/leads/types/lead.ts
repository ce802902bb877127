import type { Language } from "../../language.ts";
import type { Reason } from "../learn/reason.ts";
import type { Answer } from "./answer.ts";
import type { At } from "./at.ts";
import type { NextStep } from "./follow-up.ts";
import type { LeadNurture } from "./nurture.ts";
import type { RouteReason } from "./offer.ts";

/**
 * A lead, as plain data. Like each row of this folder it has exactly the columns of its table in
 * prisma/schema.prisma, so that a changed row is written as it is. Money is whole minor units.
 */
export interface Lead {
  id: string;
  number: number;
  contactId: string;
  stage: string;
  stageKind: StageKind;
  stageSince: At;
  score: number;
  grade: string;
  scoreReasons: ScoreReason[];
  ownerId: string | null;
  teamId: string | null;
  routeReasons: RouteReason[];
  offerId: string | null;
  /** The rep to whom it is offered; null when it is in a pool. */
  offeredTo: string | null;
  offerDueAt: At | null;
  channel: string;
  language: Language;
  source: string;
  campaign: string | null;
  referral: string | null;
  product: string | null;
  segment: string | null;
  territory: string | null;
  /** Minor units of `currency`. */
  value: number | null;
  currency: string | null;
  answers: Record<string, Answer>;
  tags: string[];
  /** Why it was lost or unqualified. */
  reason: string | null;
  qualifiedAt: At | null;
  firstResponseAt: At | null;
  /** By when a person should have answered first, as last reckoned; null: no limit. It stays when they have. */
  responseDueAt: At | null;
  /** That limit, when it was not kept. */
  responseBrokenAt: At | null;
  /** By when the lead should have left its stage; null: no limit. */
  stageDueAt: At | null;
  /** That limit, when it was not kept. */
  stageBrokenAt: At | null;
  openedAt: At;
  closedAt: At | null;
  /** When it was won, as long as it counts as won (a customer who fell silent does). */
  wonAt: At | null;
  /** When it was lost, as long as it is. */
  lostAt: At | null;
  /** The ids of the stages that it has been in, in the order of its first time there. */
  reached: string[];
  /** The open follow-up that falls due next. */
  nextStep: NextStep | null;
  thread: string | null;
  /** The nurture sequences that it is in and has been in. */
  nurture: LeadNurture | null;
  updatedAt: At;
  /** How likely it is to be won; null while no learned model is in use, and once it has ended. */
  likely: Likely | null;
}

export type StageKind = "open" | "won" | "lost" | "dormant";

/** Points and the sentence that explains them, by rule id so that it can be told in any language. */
export interface ScoreReason {
  rule: string;
  points: number;
  /** In the three languages, ready to show. */
  text: Record<Language, string>;
}

/** The chance of a lead, by a model that was learned from ended ones: see docs/scoring.md. */
export interface Likely {
  /** Between 0 and 1. */
  chance: number;
  /** The model's number. */
  model: number;
  /** What moves it most, the strongest first. */
  reasons: Reason[];
}

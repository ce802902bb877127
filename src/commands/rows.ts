import type { At } from "../leads/types/at.ts";
import type { StageKind } from "../leads/types/lead.ts";

/**
 * Which leads count. `visible`: those that the rep owns, those offered to the rep, those with neither owner nor
 * offer to somebody (the pool), and those of these teams. `owned`: those that the rep owns. `teams`: those of
 * these teams and those of no team; also the rep's own and those offered to the rep, unless `repId` is null.
 */
export type Scope =
  | { kind: "all" }
  | { kind: "visible"; repId: string; teamIds?: readonly string[] }
  | { kind: "owned"; repId: string }
  | { kind: "teams"; teamIds: readonly string[]; repId: string | null };

export interface Page {
  /** Rows to pass over. */
  offset: number;
  limit: number;
}

export interface LeadPage {
  rows: LeadRow[];
  total: number;
}

/** A lead as lists show it. */
export interface LeadRow {
  id: string;
  number: number;
  name: string | null;
  company: string | null;
  phone: string | null;
  email: string | null;
  stage: string;
  stageKind: StageKind;
  score: number;
  grade: string;
  ownerId: string | null;
  offeredTo: string | null;
  offerDueAt: At | null;
  /** Limits, as the lead has them. */
  firstResponseAt: At | null;
  responseDueAt: At | null;
  responseBrokenAt: At | null;
  stageDueAt: At | null;
  stageBrokenAt: At | null;
  /** Minor units of `currency`. */
  value: number | null;
  currency: string | null;
  channel: string;
  source: string;
  product: string | null;
  openedAt: At;
  /** Of being won, between 0 and 1; null while no learned model is in use. */
  chance: number | null;
}

/** Counts by a key such as a source; the largest first; an unknown key is the empty string. */
export type Tally = { key: string; count: number }[];

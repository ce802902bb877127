import type { At } from "../leads/types/at.ts";
import type { ReachOf, ReachRow } from "./reach.ts";
import type { LeadPage, Page, Scope, Tally } from "./rows.ts";

/**
 * Questions about numbers, and their answers. What each number means stands in docs/insights.md; the store counts
 * them, a test recounts them from the activity trail.
 */
export interface InsightQuery {
  /** `from` is in it, `to` is not. */
  from: At;
  to: At;
  scope: Scope;
  filter: InsightFilter;
  /** Count by this as well. Default: only the total. */
  by?: Dimension;
  /** Count each of these as well, in the workspace's time zone; weeks begin on Monday. Default: none. */
  each?: "day" | "week" | "month";
}

/** All must hold; an absent one holds always. An empty string means: not known. */
export interface InsightFilter {
  source?: string;
  product?: string;
  segment?: string;
  /** A rep's id. */
  owner?: string;
  team?: string;
  channel?: string;
  language?: string;
  tag?: string;
}

export const DIMENSIONS = ["source", "product", "segment", "owner", "team", "channel", "language"] as const;
export type Dimension = (typeof DIMENSIONS)[number];

export interface InsightAnswer {
  total: Numbers;
  /** Most leads created first; with `by` only. */
  groups: { key: string; numbers: Numbers }[];
  /** Without gaps, in order; `start` is yyyy-mm-dd; with `each` only. */
  series: { start: string; numbers: Numbers; groups: { key: string; numbers: Numbers }[] }[];
}

/**
 * What is counted. Leads that were folded into another of the same person count nowhere. Money is in minor units by
 * currency.
 */
export interface Numbers {
  /** What happened in the period. */
  /** Leads opened. */
  created: number;
  /** Leads whose qualifying questions were all answered. */
  qualified: number;
  /** Leads won, and still counting as won. */
  won: { count: number; values: MoneySum[] };
  /** Leads lost, and still counting as lost, by reason. */
  lost: { count: number; reasons: Tally };
  /** What became, until now, of the leads that were opened in the period. */
  cohort: {
    qualified: number;
    won: number;
    lost: number;
    /** By the stages where they are now. */
    stages: { stage: string; count: number; values: MoneySum[] }[];
    /** By the stages that they have ever been in; a lead counts in each. */
    reached: Tally;
    /** Those that answered each question of the flows; who was never asked has not answered. */
    answered: Tally;
    /**
     * Those that have not answered all qualifying questions, by what they answered last: the answer's key, or all that
     * came with one message, in order and joined by `+`; the empty key before any answer.
     */
    stoppedAfter: Tally;
  };
  /** First answers by a person to leads opened in the period. */
  firstResponse: {
    answered: number;
    /** Open, and not answered yet. */
    waiting: number;
    /** From opening to answer by the clock. */
    clock: Spread;
    /** The same within the working hours of the business only. */
    working: Spread;
  };
  /** What was promised: limits that were kept and broken. Leads and stages without a limit are in neither. */
  sla: {
    /** First answers to leads opened in the period. A lead that was closed in time, unanswered, is in neither. */
    response: { kept: number; broken: number };
    /** Stays in a stage that ended in the period. */
    stages: { stage: string; kept: number; broken: number }[];
  };
  /** Follow-ups that were planned for the period: done by the end of their day, done later, open and overdue. */
  followUps: { planned: number; kept: number; late: number; overdue: number };
  /** Ended stays in a stage; the median is right to within a twentieth. */
  timeInStage: { stage: string; stays: number; medianSeconds: number }[];
}

export interface MoneySum {
  currency: string;
  value: number;
}

/** Seconds; null when there is nothing to measure. Right to within a hundredth, being counted in spans. */
export interface Spread {
  medianSeconds: number | null;
  p90Seconds: number | null;
  /** How many lie in each span, by the span's upper end; spans without any are absent. */
  spans: { upToSeconds: number; count: number }[];
}

/** Whose leads can be listed: those behind each count. */
export const MEASURES = [
  "created",
  "qualified",
  "won",
  "lost",
  "new-qualified",
  "new-won",
  "new-lost",
  "answered",
  "waiting",
  "unfinished",
  "follow-ups-planned",
  "follow-ups-kept",
  "follow-ups-late",
  "follow-ups-overdue",
  "stays",
  "response-kept",
  "response-broken",
  "stage-kept",
  "stage-broken",
  "reach-sent",
  "reach-delivered",
  "reach-read",
  "reach-replied",
  "reach-won",
  "reach-out",
] as const;
export type Measure = (typeof MEASURES)[number];

/** Only some of the leads behind a count. */
export interface Part {
  /** Those that are in this stage now. */
  stage?: string;
  /** Those that have ever been in this one. */
  reached?: string;
  /** Why they were lost; the empty one: none was given. */
  reason?: string;
  /** Keys as in `cohort.stoppedAfter`: any of them. */
  stoppedAfter?: readonly string[];
  /** Those that answered this question of the flows. */
  answered?: string;
  /** Of ended stays: those in this stage. */
  left?: string;
  /** Of unasked messages: those of a sequence, by its id, or of a campaign, by its name. */
  sequence?: string;
  campaign?: string;
  /** Of first answers: those whose span ends after `over` and not after `upTo`, in seconds. */
  took?: { by: "clock" | "working"; over?: number; upTo?: number };
}

/** What commands, digests and the HTTP endpoint ask. */
export interface InsightReads {
  insight(query: InsightQuery): Promise<InsightAnswer>;
  /** What came of unasked messages that were sent in the period. `of`: only some of them; default: all. */
  reach(query: InsightQuery, of?: ReachOf): Promise<ReachRow[]>;
  /** The leads behind a count, newest first. `part`: only some of them; default: all. */
  insightLeads(query: InsightQuery, measure: Measure, page: Page, part?: Part): Promise<LeadPage>;
}

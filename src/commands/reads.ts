import type { Language } from "../language.ts";
import type { Campaign, CampaignFilter } from "../leads/campaign.ts";
import type { LearningState } from "../leads/learn/state.ts";
import type { Activity } from "../leads/types/activity.ts";
import type { At } from "../leads/types/at.ts";
import type { Consent, Contact } from "../leads/types/contact.ts";
import type { Conversation } from "../leads/types/conversation.ts";
import type { Digest } from "../leads/types/digest.ts";
import type { FollowUp } from "../leads/types/follow-up.ts";
import type { Lead, StageKind } from "../leads/types/lead.ts";
import type { TemplateVersion } from "../leads/types/template-version.ts";
import type { Dimension, InsightReads } from "./insights.ts";
import type { OutreachReads } from "./outreach-reads.ts";
import type { LeadPage, LeadRow, Page, Scope, Tally } from "./rows.ts";

export type { LeadPage, LeadRow, Page, Scope, Tally };

/**
 * What commands may read while they are prepared: lists, searches and numbers. The store implements it.
 *
 * Nothing read here is ever changed: what a command changes is loaded fresh by the engine. Faults are thrown
 * as LeadlineError; "nothing there" is null or an empty list.
 */
export interface CommandReads extends InsightReads, OutreachReads {
  /** One page of leads, in the filter's order, and how many there are in all. */
  leads(filter: LeadFilter, page: Page): Promise<LeadPage>;
  /** What leads of the scope have of a dimension, what most have first; those of whom it is not known count not. */
  leadKeys(dimension: Dimension, scope: Scope): Promise<string[]>;
  /** The id of lead L-`number`, whoever may see it; null when there is none. */
  leadIdByNumber(number: number): Promise<string | null>;
  /** A lead, whoever may see it, for looking whether it may be seen; null when there is none. */
  leadById(id: string): Promise<Lead | null>;
  /**
   * Leads whose contact's name or company contains `text` (already folded: lower case, no accents), or whose
   * e-mail or phone begins with it; open ones first, then the newest. Ignores case and, where the database
   * can, accents.
   */
  findLeads(text: string, scope: Scope, limit: number): Promise<LeadRow[]>;
  /** Open follow-ups, what falls due first first. */
  followUps(filter: FollowUpFilter, page: Page): Promise<FollowUpPage>;
  /**
   * Leads that have to do with `text`, as {@link findLeads}; also by phone in any writing, tag, and what was answered.
   * Open ones first, then the newest.
   */
  searchLeads(text: string, scope: Scope, page: Page): Promise<LeadPage>;
  /** Open leads with how long their customers wait for a person: who waits longest first, then the newest. */
  openWork(filter: WorkFilter, limit: number): Promise<OpenWork[]>;
  /** The last messages over all conversations of the lead, oldest first. */
  conversationTail(leadId: string, limit: number): Promise<TailMessage[]>;
  /** The last activities of the lead, newest first. */
  trail(leadId: string, limit: number): Promise<Activity[]>;
  /**
   * The newest activity by this rep (on this lead, when given) of one of `kinds` that is not itself undone:
   * no `undone` activity has its id as `note`.
   */
  lastUndoable(
    actorId: string,
    leadId: string | null,
    kinds: readonly Activity["kind"][],
  ): Promise<{ activityId: string; leadId: string | null } | null>;
  /** What the lead's contact has agreed to or refused, also before contacts were joined; newest first. */
  consents(leadId: string, limit: number): Promise<Consent[]>;
  /** The same of all whose leads these are, oldest first, with the newest lead of each and how many there are. */
  allConsents(scope: Scope, page: Page): Promise<{ rows: ConsentRow[]; total: number }>;
  /** Contacts with a lead that fits, each once, by the number of its newest. */
  audience(scope: Scope, filter: CampaignFilter, limit: number): Promise<AudienceRow[]>;
  /** All campaigns, newest first. */
  campaigns(): Promise<Campaign[]>;
  campaignCounts(campaignId: string): Promise<CampaignCounts>;
  /** The newest join into the lead's contact that is not undone; `fromId` is the contact that was joined. */
  lastMerge(leadId: string): Promise<{ id: string; fromId: string } | null>;
  /** A send that waits for a person: given up, or of unknown outcome. Null when it is no such one (any more). */
  stuckSend(id: string): Promise<StuckSend | null>;
  /** The changes of a template in chat, newest first. */
  templateHistory(templateId: string, limit: number): Promise<TemplateVersion[]>;
  /** The digests of a colleague that are on. */
  digestsOf(repId: string): Promise<Digest[]>;
  /** How learning from ended leads stands; they are counted up to `most`. */
  learning(most: number): Promise<LearningState>;
  /** Open, won, lost and dormant leads now, by stage and currency; stages without a lead may be absent. */
  pipelineCounts(scope: Scope): Promise<PipelineRow[]>;
}

/** Somebody whom a campaign is for, and how it would reach them. */
export interface AudienceRow {
  contact: Contact;
  /** The newest lead that fits. */
  lead: Lead;
  conversations: Conversation[];
}

export interface CampaignCounts {
  waiting: number;
  sent: number;
  skipped: number;
  cancelled: number;
  /** When the last that waits is due. */
  lastDueAt: At | null;
  /** Those left out, by reason. */
  reasons: Record<string, number>;
}

export interface ConsentRow {
  consent: Consent;
  leadNumber: number;
  name: string | null;
}

export interface StuckSend {
  id: string;
  leadId: string | null;
}

/** All given conditions must hold; an absent one holds always. */
export interface LeadFilter {
  scope: Scope;
  ownerId?: string;
  /** No owner, and not offered to one rep. */
  pool?: boolean;
  /** No next step is planned. */
  unplanned?: boolean;
  stages?: string[];
  stageKinds?: StageKind[];
  grade?: string;
  tag?: string;
  /** The rep who is asked whether to take it. */
  offeredTo?: string;
  /** An empty string means: not known. So it does for `ownerId`. */
  source?: string;
  product?: string;
  segment?: string;
  /** A team's id. */
  team?: string;
  channel?: string;
  language?: string;
  /** Open leads with a limit (to be taken, answered, moved on) that was broken or runs out by then. */
  limitBy?: At;
  /**
   * `newest`: openedAt descending. `hottest`: score descending, then newest. `urgent`: what runs out, or ran out, first.
   * `likeliest`: those that have a chance first, the greatest first, then as `hottest`.
   * Default: `newest`.
   */
  order?: "newest" | "hottest" | "urgent" | "likeliest";
}

export interface TailMessage {
  direction: "in" | "out";
  /** contact, bot, or a rep's id */
  author: string;
  text: string;
  at: At;
}

export interface PipelineRow {
  stage: string;
  /** Null: the leads of the stage that have no value. */
  currency: string | null;
  count: number;
  /** The sum of the values, in minor units of `currency`; 0 when it is null. */
  value: number;
}

export interface WorkFilter {
  scope: Scope;
  ownerId?: string;
  /** Whether only leads count that are qualified and that no person has answered yet. */
  unanswered?: boolean;
}

/** An open lead and what its customer waits for. */
export interface OpenWork {
  lead: Lead;
  name: string | null;
  company: string | null;
  /** Null: the customer waits for nothing. */
  waitingSince: At | null;
}

/** All given conditions must hold. */
export interface FollowUpFilter {
  /** Of leads that these are. */
  scope: Scope;
  repId?: string;
  leadId?: string;
  id?: string;
  /** Due by then. */
  until?: At;
  /** Due after then. */
  after?: At;
}

export interface FollowUpPage {
  rows: FollowUpRow[];
  total: number;
}

/** An open follow-up as lists show it. */
export interface FollowUpRow {
  followUp: FollowUp;
  lead: { id: string; number: number; name: string | null; company: string | null };
}

/** A span of time: `from` is in it, `to` is not. `label` is how it is called. */
export interface Period {
  from: At;
  to: At;
  label: Record<Language, string>;
}

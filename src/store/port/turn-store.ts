import type { Changes } from "../../leads/changes.ts";
import type { Activity } from "../../leads/types/activity.ts";
import type { At } from "../../leads/types/at.ts";
import type { Contact, ContactMerge, Identity } from "../../leads/types/contact.ts";
import type { Conversation } from "../../leads/types/conversation.ts";
import type { Digest } from "../../leads/types/digest.ts";
import type { Directory } from "../../leads/types/directory.ts";
import type { FollowUp } from "../../leads/types/follow-up.ts";
import type { Lead } from "../../leads/types/lead.ts";
import type { Offer } from "../../leads/types/offer.ts";
import type { TemplateVersion } from "../../leads/types/template-version.ts";
import type { InboxRow } from "./inbox-store.ts";

export interface TurnStore {
  /** Load what is committed, outside of any batch. */
  load(keys: SnapshotKeys): Promise<LoadedRows>;
  /** Begin a batch. Without `singleWriter` it holds the lock of the database until commit or abort. */
  begin(): Promise<TurnBatch>;
  /** All colleagues and teams, as committed. */
  directory(): Promise<Directory>;
  /** Named whole numbers, e.g. the last lead number; missing ones are 0. */
  counters(names: string[]): Promise<Record<string, number>>;
  /** The newest change in chat of each template. */
  templateVersions(): Promise<TemplateVersion[]>;
}

export interface TurnBatch {
  /** Pending rows, as {@link InboxStore.pending}; under the lock, where there is one. */
  pending(options: { afterSeq: number; limit: number; now: At }): Promise<InboxRow[]>;
  load(keys: SnapshotKeys): Promise<LoadedRows>;
  directory(): Promise<Directory>;
  counters(names: string[]): Promise<Record<string, number>>;
  templateVersions(): Promise<TemplateVersion[]>;
  /**
   * Write everything that the turns changed and mark their inbox rows done, in one transaction with a number of
   * statements that does not grow with the number of turns. Rejects as a whole.
   */
  commit(turns: CommittedTurns): Promise<void>;
  abort(): Promise<void>;
}

/** What a batch of turns needs of the database, by key; loaded with a fixed number of statements. */
export interface SnapshotKeys {
  conversations: string[];
  /** `kind:value` */
  identities: string[];
  contacts: string[];
  leads: string[];
  activities: string[];
  merges: string[];
  /** Rows that few turns need. Default: none. */
  followUps?: string[];
  digests?: string[];
}

export interface LoadedRows {
  conversations: Conversation[];
  identities: Identity[];
  /** Those asked for, and those of the identities, conversations and leads asked for; whole, with all they have. */
  contacts: Contact[];
  /** All leads of every contact loaded, oldest first. */
  leads: Lead[];
  /** The open offers of the leads loaded. */
  offers: Offer[];
  activities: Activity[];
  merges: ContactMerge[];
  /** Those asked for, and the open ones of the leads loaded. */
  followUps: FollowUp[];
  digests: Digest[];
}

export interface CommittedTurns {
  seqs: number[];
  doneAt: At;
  changes: Changes;
}

import type { AgendaBackend } from "agenda";
import type { HistoryEntry } from "../channel/adapter.ts";
import type { IdentityRef, InboundEvent } from "../channel/inbound.ts";
import type { Choice, OutboundMessage } from "../channel/outbound.ts";
import type { UnaskedTerms } from "../channel/unasked.ts";
import type { LoadedLead } from "../commands/define.ts";
import type { CommandReads } from "../commands/reads.ts";
import type { BusinessCalendar } from "../leads/config.ts";
import type { Step } from "../leads/learn/example.ts";
import type { Training, TrainingSummary } from "../leads/learn/state.ts";
import type { Changes } from "../leads/turn.ts";
import type {
  Activity,
  At,
  Contact,
  ContactMerge,
  Conversation,
  Digest,
  Directory,
  FollowUp,
  Identity,
  Lead,
  Message,
  Offer,
  Rep,
  RepIdentity,
  Team,
  TeamMember,
  TemplateVersion,
  Timer,
} from "../leads/types.ts";

/**
 * What the program needs of a database. SQLite and PostgreSQL fulfil the same contract suite; where they
 * differ, `capabilities` says so.
 */
export interface Store {
  readonly capabilities: StoreCapabilities;
  readonly inbox: InboxStore;
  readonly turns: TurnStore;
  readonly outbox: OutboxStore;
  readonly unasked: UnaskedStore;
  readonly timers: TimerStore;
  readonly deadLetters: DeadLetterStore;
  readonly people: PeopleStore;
  readonly reads: CommandReads & PageReads;
  readonly insights: InsightStore;
  readonly settings: SettingStore;
  readonly models: WinModelStore;
  readonly posts: PostStore;
  readonly admin: AdminStore;
  /** Agenda's jobs, kept here. A new backend each time, for one Agenda. */
  jobs(): AgendaBackend;
  close(): Promise<void>;
}

export interface StoreCapabilities {
  dialect: "sqlite" | "postgresql";
  /**
   * True where this process is the only one that writes: then what was decided may be held in memory and the
   * next batch decided while the last is being committed. Else each batch runs under a lock of the database.
   */
  singleWriter: boolean;
}

export interface InboxStore {
  /**
   * Keep events; resolves when they are durable. One result an event, in order; a duplicate (same channel
   * and external id) is told, with the row it repeats. Calls that arrive together share one commit.
   */
  accept(rows: NewInboxRow[]): Promise<AcceptedRow[]>;
  /** Pending rows in order of `seq`, after `afterSeq`, that may be tried at `now`. */
  pending(options: { afterSeq: number; limit: number; now: At }): Promise<InboxRow[]>;
  /** Try again later, or set aside as a dead letter: see TurnFailure. */
  fail(failures: TurnFailure[]): Promise<void>;
  /** Forget rows that were done before `before`. Gives how many. */
  purge(before: At): Promise<number>;
  counts(): Promise<{ pending: number; dead: number; oldestPendingAt: At | null }>;
}

export interface NewInboxRow {
  channel: string;
  externalId: string;
  kind: InboundEvent["type"];
  lane: string;
  payload: InboundEvent;
  receivedAt: At;
}

export interface AcceptedRow {
  seq: number;
  duplicate: boolean;
}

export interface InboxRow extends NewInboxRow {
  seq: number;
  attempts: number;
}

export interface TurnFailure {
  seq: number;
  lane: string;
  attempts: number;
  error: string;
  /** Null: no more tries, it becomes a dead letter. */
  nextAttemptAt: At | null;
  at: At;
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

export interface CommittedTurns {
  seqs: number[];
  doneAt: At;
  changes: Changes;
}

export interface OutboxStore {
  /**
   * Rows to be sent, in order of `seq`: pending ones, and those being sent whose lease ran out
   * at `now`: their outcome is unknown. Due times may lie in the future.
   */
  waiting(options: { limit: number; now: At; afterSeq?: number }): Promise<OutboxRow[]>;
  /**
   * Mark rows as being sent by the holder of `token` until `leaseUntil`; resolves when durable. Gives the ids
   * that it got: not those that another holder has until after `now`.
   */
  claim(ids: string[], lease: Lease): Promise<string[]>;
  /** Hold a send for longer that this holder has; false when it is another's by now, or settled. */
  renew(id: string, lease: Pick<Lease, "token" | "leaseUntil">): Promise<boolean>;
  /** Record outcomes. A row whose token is no longer the holder's is left as it is; gives the ids changed. */
  settle(results: SettledSend[]): Promise<string[]>;
  /** What need not be sent any more: pending rows among these. */
  drop(ids: string[], at: At): Promise<void>;
  /** Parked rows: their outcome is unknown and their channel cannot tell. */
  parked(limit: number): Promise<OutboxRow[]>;
  counts(): Promise<{ waiting: number; parked: number; dead: number; oldestWaitingAt: At | null }>;
}

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

export interface Lease {
  token: string;
  leaseUntil: At;
  now: At;
}

export interface OutboxRow {
  id: string;
  seq: number;
  channel: string;
  lane: string;
  chatId: string;
  payload: OutboundMessage;
  leadId: string | null;
  messageId: string | null;
  status: OutboxStatus;
  attempts: number;
  dueAt: At;
  token: string | null;
  leaseUntil: At | null;
  externalId: string | null;
  error: string | null;
  createdAt: At;
}

export type OutboxStatus = "pending" | "sending" | "sent" | "parked" | "dead" | "dropped";

export interface SettledSend {
  id: string;
  token: string;
  lane: string;
  status: "sent" | "pending" | "parked" | "dead";
  /** Tries so far, this one included. */
  attempts: number;
  dueAt: At;
  externalId: string | null;
  error: string | null;
  /** Its channel tells what became of it: what was told before it was settled is taken up. Default: false. */
  receipts?: boolean;
  /** The name of a counter that is one more when it was sent, or may have been. Default: none is. */
  countAs?: string;
  at: At;
}

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

export interface DeadLetterStore {
  list(options: { status?: "open" | "retried" | "dropped"; limit: number }): Promise<DeadLetter[]>;
  get(id: string): Promise<(DeadLetter & { payload: unknown }) | null>;
  /** Put them back to be tried as new. Gives how many. Parked sends are retried by their outbox id too. */
  retry(ids: string[], at: At): Promise<number>;
  drop(ids: string[], at: At): Promise<number>;
}

export interface DeadLetter {
  id: string;
  source: "inbox" | "outbox";
  ref: string;
  lane: string;
  error: string;
  attempts: number;
  at: At;
  status: "open" | "retried" | "dropped";
}

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

/** Which post of ours stands where, by channel: see PostIndex of the channel contract. */
export interface PostStore {
  find(channel: string, chatId: string, key: string): Promise<string | null>;
  keyOf(channel: string, chatId: string, externalId: string): Promise<string | null>;
  set(post: { channel: string; chatId: string; key: string; externalId: string; at: At }): Promise<void>;
}

export interface SettingStore {
  get(key: string): Promise<unknown>;
  set(key: string, value: unknown, at: At): Promise<void>;
  /**
   * Forget what channels noted of single messages (`channel:…:sent:…`, forms that were open) before `before`. Gives
   * how many.
   */
  purgeNotes(before: At): Promise<number>;
  /** Forget digests that were switched off before `before`. Gives how many. */
  purgeDigests(before: At): Promise<number>;
  /** Keep the files of a version of the flows; known versions are left alone. */
  saveFlowVersion(id: string, files: Record<string, string>, at: At): Promise<void>;
  flowVersion(id: string): Promise<Record<string, string> | null>;
}

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

/** What keeps the numbers of {@link CommandReads} quick to tell: see docs/insights.md. */
export interface InsightStore {
  /** The business's calendar, asked each time. Until it is given: UTC, always open. */
  useCalendar(calendar: () => BusinessCalendar): void;
  /**
   * Bring the roll-ups up to date, one month at most; gives how many days are still stale. Answers are right without
   * it, only slower.
   */
  refresh(): Promise<number>;
}

/** What pages about conversations and colleague surfaces show. */
export interface DeskReads {
  /** What was said in a chat, oldest first, after the message with id `after`. */
  history(conversationId: string, options: { after?: string; limit: number }): Promise<HistoryEntry[]>;
  /** What was sent on a colleague surface: to a chat, or in a lead's thread; newest last. */
  posts(options: {
    channel: string;
    chatId?: string;
    leadId?: string;
    afterSeq?: number;
    limit: number;
  }): Promise<Post[]>;
}

/** What the pages of the playground show besides. */
export interface PageReads extends DeskReads {
  /** All colleagues and teams. */
  directory(): Promise<Directory>;
  /** A lead with its contact, open offer and conversations; null when there is none. */
  lead(id: string): Promise<LoadedLead | null>;
  /** The last messages over all conversations of the lead, oldest first. */
  messages(leadId: string, limit: number): Promise<Message[]>;
  /** The lead that a conversation is about; null while there is none. */
  leadOfConversation(conversationId: string): Promise<string | null>;
  /** What we sent, by the vendor's id; null when it is not ours. */
  sentMessage(
    channel: string,
    externalId: string,
  ): Promise<{ outboxId: string; leadId: string | null; text: string } | null>;
  /** What the last message to a chat gave to choose from; empty when it gave nothing. */
  lastChoices(channel: string, chatId: string): Promise<Choice[]>;
  /** Open leads that a colleague owns or is offered, without those with a pending timer `release:<id>`; oldest first. */
  heldLeads(repId: string, limit: number): Promise<{ id: string; number: number }[]>;
  /** What came in under an external id; null when it is not kept (any more). */
  said(channel: string, externalId: string): Promise<Said | null>;
  /** What a colleague sent to a customer by what stands in this row of the inbox, in order. */
  answersOf(seq: number): Promise<SentAnswer[]>;
  /** The ids of joins between any of these contacts that were undone. */
  undoneMerges(contactIds: string[]): Promise<string[]>;
}

/** An event that came in, and what it says by now. */
export interface Said {
  seq: number;
  payload: InboundEvent;
  /** What a colleague has made of it since; `text` null: it was deleted. Null when it stands as it came in. */
  edited: { text: string | null } | null;
}

/** One send of a colleague's answer. */
export interface SentAnswer {
  outboxId: string;
  leadId: string | null;
  channel: string;
  /** The rep's id. */
  author: string;
  text: string;
  /** The names of the files. */
  files: string[];
  status: OutboxStatus;
  deliveredAt: At | null;
  readAt: At | null;
}

export interface Post {
  id: string;
  seq: number;
  chatId: string;
  leadId: string | null;
  payload: OutboundMessage;
  status: OutboxStatus;
  at: At;
}

export interface AdminStore {
  /**
   * A consistent copy of everything under writes, into `file`. Throws `backup-failed`; on PostgreSQL always,
   * naming pg_dump. `onProgress`: 0 to 1.
   */
  backup(file: string, onProgress?: (done: number) => void): Promise<void>;
  /** Integrity and foreign keys; an empty list is good. Throws when the database does not answer. */
  check(): Promise<string[]>;
  /** Commits so far; null where the database counts them itself. */
  commits(): number | null;
}

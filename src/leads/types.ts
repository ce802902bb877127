import type { Language } from "../language.ts";
import type { Reason } from "./learn/reason.ts";

/**
 * The rows of the domain, as plain data. Each interface has exactly the columns of its table in
 * prisma/schema.prisma, so that a changed row is written as it is. Times are ISO strings in UTC with
 * milliseconds and `Z`; money is whole minor units.
 */
export type At = string;

export interface Contact {
  id: string;
  name: string | null;
  company: string | null;
  email: string | null;
  /** E.164. */
  phone: string | null;
  language: Language | null;
  timeZone: string | null;
  /** Custom fields asked by flows. */
  fields: Record<string, AnswerValue>;
  optedOutAt: At | null;
  optedOutVia: string | null;
  /** The last word on each purpose and channel, by `channel:purpose`; null: nothing was said. */
  consents: ConsentStates | null;
  mergedIntoId: string | null;
  createdAt: At;
  updatedAt: At;
}

export type ConsentStates = Record<string, { state: "granted" | "withdrawn"; at: At }>;

/** What a contact has agreed to or refused, in the very words. */
export interface Consent {
  id: string;
  seq: number;
  contactId: string;
  channel: string;
  /** `messages`: any that is no answer to one just received. `news`: what goes to many. */
  purpose: "messages" | "news";
  state: "granted" | "withdrawn";
  /** What was shown or said. */
  text: string;
  /**
   * `word`: said in the chat. `flow:<flow>/<step>`: answered. `rep`: told to a colleague. `vendor`: told to the channel's
   * vendor. `import`: brought along.
   */
  source: string;
  /** `contact`, or a rep's id. */
  by: string;
  at: At;
}

export interface Identity {
  id: string;
  contactId: string;
  kind: string;
  value: string;
  createdAt: At;
}

export type AnswerValue =
  | string
  | number
  | boolean
  | string[]
  | { amount: number; currency: string }
  | { latitude: number; longitude: number };

/** An answer as the lead keeps it. `display` is in the lead's language. */
export interface Answer {
  value: AnswerValue;
  display: string;
  at: At;
}

export type StageKind = "open" | "won" | "lost" | "dormant";

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

/** The chance of a lead, by a model that was learned from ended ones: see docs/scoring.md. */
export interface Likely {
  /** Between 0 and 1. */
  chance: number;
  /** The model's number. */
  model: number;
  /** What moves it most, the strongest first. */
  reasons: Reason[];
}

export interface LeadNurture {
  active: LeadEnrolment[];
  /** When the lead was last in a sequence, by its id. */
  past: Record<string, At>;
  /** Those that ended because the person was in them twice when two became one: they come back when they are parted. */
  merged?: LeadEnrolment[];
}

/** A place in a nurture sequence that is not over. */
export interface LeadEnrolment {
  id: string;
  /** The id of the sequence. */
  sequence: string;
  /** The id of the step that comes next, and its place, for when the file has changed meanwhile. */
  step: string;
  place: number;
  dueAt: At;
  since: At;
  /** The rep who enrolled by hand. */
  by?: string;
  /** The lead on which it began, which was folded into this one since. */
  from?: string;
}

/** An enrolment as lists and results read it. */
export interface Enrolment {
  id: string;
  contactId: string;
  leadId: string | null;
  sequence: string;
  step: number;
  status: "active" | "done" | "stopped";
  dueAt: At | null;
  reason: string | null;
  startedBy: string | null;
  createdAt: At;
  updatedAt: At;
}

/** A message that nobody asked for. */
export interface Outreach {
  id: string;
  contactId: string;
  leadId: string | null;
  conversationId: string;
  channel: string;
  kind: "sequence" | "campaign";
  /** The id of the sequence or campaign. */
  source: string;
  step: string | null;
  variant: string | null;
  messageId: string;
  outboxId: string;
  at: At;
}

/** What a lead's card shows of its next follow-up. */
export interface NextStep {
  followUpId: string;
  at: At;
  kind: FollowUpKind;
  note: string | null;
}

export const FOLLOW_UP_KINDS = ["call", "message", "meeting", "task", "support"] as const;
export type FollowUpKind = (typeof FOLLOW_UP_KINDS)[number];

/** How often something is done again, counted from when it was first due. */
export interface Repeats {
  every: "day" | "week" | "month" | "weekday";
  count: number;
  /** When the first of them was due: the day of the month and the time of day stay its own. */
  since?: At;
  /** None is planned after this. Default: it goes on until it is dropped. */
  until?: At;
  /** How many are left, this one included. Default: it goes on until it is dropped. */
  left?: number;
  /** One that falls on a holiday of the business is left out. Default: it is not. */
  skipHolidays?: boolean;
  /** What calendars know all of them by. Default: this is the first. */
  series?: string;
}

/** A planned touch with a lead. */
export interface FollowUp {
  id: string;
  leadId: string;
  /** Whose it is. */
  repId: string;
  kind: FollowUpKind;
  /** What it is about, written when it was planned. */
  note: string | null;
  /** What came of it. */
  outcome: string | null;
  status: "open" | "done" | "dropped";
  /** When it is due; it moves when it is snoozed. */
  dueAt: At;
  /** When it was first due: what counts as kept. */
  plannedFor: At;
  /** Planned again when it is done. */
  repeats: Repeats | null;
  /** When its owner was reminded of `dueAt`; null when it was not yet. */
  remindedAt: At | null;
  createdBy: string | null;
  createdAt: At;
  doneAt: At | null;
  /** How often its time was changed: calendars take the entry with the highest. Null: never. */
  moves: number | null;
  /** The rule of followups.yaml that planned it; null when a person did. */
  rule: string | null;
}

/** What chat says of a template in place of the file. */
export interface TemplateEdit {
  /** For a template that is in no file. */
  label: string | null;
  /** By `<language>`, or `<channel>/<language>` for a channel's own text. `file`: what the file said at that time. */
  texts: Record<string, { text: string; file: string | null }>;
}

/** One change of a template in chat. */
export interface TemplateVersion {
  id: string;
  templateId: string;
  /** From 1, of the template. */
  version: number;
  kind: "new" | "edit" | "undo" | "restore" | "reset";
  /** For undo: the version whose texts are in force again; 0: the file's. */
  origin: number | null;
  /** Null: nothing, so the file's texts. */
  before: TemplateEdit | null;
  after: TemplateEdit | null;
  repId: string;
  at: At;
}

/** Numbers that somebody wants to be told regularly. */
export interface Digest {
  id: string;
  /** Who wants them: in their language, and no more than they may see. */
  repId: string;
  /** Told in private, or in the digest channel. */
  place: "rep" | "channel";
  /** What is asked, as a command: e.g. `report`. */
  question: string;
  every: "day" | "week" | "month";
  /** Local time in `timeZone`: 08:00. */
  at: string;
  timeZone: string;
  active: boolean;
  createdAt: At;
  updatedAt: At;
}

/** Points and the sentence that explains them, by rule id so that it can be told in any language. */
export interface ScoreReason {
  rule: string;
  points: number;
  /** In the three languages, ready to show. */
  text: Record<Language, string>;
}

export interface RouteReason {
  /** A rule's id, or one of routing's own words: former-owner, passed, expired, … */
  rule: string;
  /** The rep whom it is about. */
  rep?: string;
  text: Record<Language, string>;
}

export type Floor = "bot" | "human";

export interface Conversation {
  /** `channel:chatId` */
  id: string;
  channel: string;
  chatId: string;
  contactId: string;
  leadId: string | null;
  floor: Floor;
  language: Language;
  flowVersion: string;
  /** The FlowState of src/flow, kept opaque here. */
  flow: unknown;
  lastInboundAt: At | null;
  lastOutboundAt: At | null;
  /** Messages that the contact wrote. */
  inboundCount: number;
  /** A burst of messages under way; null when the pace is a person's. */
  burst: {
    since: At;
    count: number;
    told: boolean;
    /** Since the conversation last paused, and how often the last sentence was said in a row. */
    long?: { since: At; count: number; said: string; same: number };
  } | null;
  /** The pending nudge timer, and after how much silence the waiting question wants one. */
  nudge: { dueAt: At; afterMs: number } | null;
  /** The campaign that was last sent here. */
  campaign: { id: string; name: string; at: At } | null;
  /** When messages that nobody asked for were sent here, newest last. */
  unasked: At[] | null;
  updatedAt: At;
}

export interface Message {
  id: string;
  seq: number;
  conversationId: string;
  leadId: string | null;
  direction: "in" | "out";
  /** contact, bot, or a rep's id */
  author: string;
  text: string;
  extra: unknown;
  externalId: string | null;
  outboxId: string | null;
  at: At;
  deliveredAt: At | null;
  readAt: At | null;
}

export interface Activity {
  id: string;
  seq: number;
  leadId: string | null;
  contactId: string | null;
  kind: ActivityKind;
  actorKind: "contact" | "bot" | "rep" | "system";
  actorId: string | null;
  channel: string;
  /** The changed fields of the lead (those of the contact as `contact.<field>`), before and after; only those. */
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
  note: string | null;
  at: At;
}

/** What can happen to a lead or contact. */
export const ACTIVITY_KINDS = [
  "lead-opened",
  "contact-seen",
  "answered",
  "scored",
  "routed",
  "offered",
  "claimed",
  "passed",
  "assigned",
  "offer-expired",
  "stage-moved",
  "value-set",
  "tagged",
  "field-set",
  "noted",
  "replied",
  "handed-over",
  "floor-changed",
  "nudged",
  "opted-out",
  "opted-in",
  "consent-noted",
  "contacts-joined",
  "contacts-separated",
  "undone",
  "send-failed",
  "template-sent",
  "file-sent",
  "follow-up-planned",
  "follow-up-moved",
  "follow-up-done",
  "follow-up-dropped",
  "called",
  "met",
  "released",
  "sequence-started",
  "sequence-sent",
  "sequence-waits",
  "sequence-skipped",
  "sequence-ended",
  "outreach-switched",
  "clock-moved",
  "sla-broken",
] as const;
export type ActivityKind = (typeof ACTIVITY_KINDS)[number];

export type Role = "rep" | "manager" | "admin";

export interface Rep {
  id: string;
  name: string;
  role: Role;
  language: Language;
  timeZone: string;
  hours: WeekHours | null;
  /** Local dates, `yyyy-mm-dd`, on which they are not at work, beside the holidays of the business; null: none. */
  holidays: string[] | null;
  awayUntil: At | null;
  capacity: number | null;
  takes: RepTakes;
  active: boolean;
  /** Open leads that the rep owns or is offered at the moment: an offer holds a place. */
  openLeads: number;
  lastAssignedAt: At | null;
  createdAt: At;
  updatedAt: At;
  /** Since when the rep wants no list of what is overdue and unplanned each morning; null: it comes. */
  dailyListOffAt: At | null;
}

/** Local working hours by weekday, e.g. { mon: [["09:00", "12:00"], ["13:00", "18:00"]] }. */
export type WeekHours = Partial<Record<Weekday, [string, string][]>>;
export type Weekday = "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun";

/** What a rep takes; an absent list means anything. */
export interface RepTakes {
  products?: string[];
  segments?: string[];
  territories?: string[];
  languages?: Language[];
}

export interface RepIdentity {
  id: string;
  repId: string;
  kind: string;
  value: string;
}

export interface Team {
  id: string;
  name: string;
  managerId: string | null;
  createdAt: At;
}

export interface TeamMember {
  id: string;
  teamId: string;
  repId: string;
  weight: number;
}

export type OfferStatus = "open" | "accepted" | "passed" | "expired" | "withdrawn";

export interface Offer {
  id: string;
  leadId: string;
  repId: string | null;
  teamId: string | null;
  mode: "push" | "pull";
  status: OfferStatus;
  openKey: string | null;
  reasons: RouteReason[];
  offeredAt: At;
  dueAt: At | null;
  decidedAt: At | null;
  decidedBy: string | null;
}

export interface Timer {
  id: string;
  kind: string;
  conversationId: string | null;
  leadId: string | null;
  payload: Record<string, unknown>;
  dueAt: At;
  status: "pending" | "fired" | "cancelled";
  createdAt: At;
}

export interface ContactMerge {
  id: string;
  fromId: string;
  intoId: string;
  moved: { identities: string[]; leads: string[]; conversations: string[]; before: Record<string, unknown> };
  at: At;
  undoneAt: At | null;
}

/** Which leads reps see and change besides their own, those offered to them, and the pool: business.yaml's `reps`. */
export interface RepRights {
  see: "own-and-pool" | "team" | "all";
  change: "own-and-pool" | "team";
}

/** All colleagues and teams: small enough to be held whole. */
export interface Directory {
  reps: ReadonlyMap<string, Rep>;
  teams: ReadonlyMap<string, Team>;
  members: readonly TeamMember[];
  /** `kind:value` → rep id. */
  identities: ReadonlyMap<string, string>;
  /** Default: own and pool only. */
  rights?: RepRights;
}

import type { Language } from "../language.ts";
import type { BusinessCalendar, Grade, Pipeline, Routing, Scoring, Stage } from "./config.ts";
import type { Refusal } from "./refusal.ts";
import type { Turn } from "./turn.ts";
import type {
  Activity,
  AnswerValue,
  At,
  Contact,
  ContactMerge,
  Conversation,
  Directory,
  Identity,
  Lead,
  Offer,
  Rep,
  ScoreReason,
} from "./types.ts";

export * from "./config.ts";
export * from "./refusal.ts";
export * from "./turn.ts";
export * from "./types.ts";

// Signatures first; the bodies follow file by file.
const todo = (): never => {
  throw new Error("not written yet");
};

export interface Money {
  /** Minor units. */
  amount: number;
  currency: string;
}
export interface LeadAndContact {
  lead: Lead;
  contact: Contact;
}
export interface Engagement {
  /** Messages that the contact wrote. */
  messages: number;
  lastInboundAt: At | null;
  /** How fast the contact usually answers; null when unknown. */
  answeredWithinMinutes: number | null;
  /** The contact has had a lead before. */
  returned: boolean;
}

export type OpenLead = (
  turn: Turn,
  facts: {
    contact: Contact;
    channel: string;
    language: Language;
    number: number;
    source?: string | null;
    campaign?: string | null;
    referral?: string | null;
    /** The owner of the contact's last lead. */
    formerOwner?: Rep | null;
    pipeline: Pipeline;
  },
) => Lead;
export const openLead: OpenLead = todo;

/** `offer`: the lead's open offer, if it has one: closing the lead withdraws it. */
export type MoveStage = (
  turn: Turn,
  lead: Lead,
  stageId: string,
  facts: { reason?: string; value?: Money },
  pipeline: Pipeline,
  directory: Directory,
  offer?: Offer | null,
) => Lead | Refusal;
export const moveStage: MoveStage = todo;
export type AutomaticMove = (
  turn: Turn,
  lead: Lead,
  event: "first-human-reply" | "qualified",
  pipeline: Pipeline,
  directory: Directory,
) => Lead;
export const automaticMove: AutomaticMove = todo;
/** All questions are answered: sets qualifiedAt and makes the automatic move. */
export const markQualified: (turn: Turn, lead: Lead, pipeline: Pipeline, directory: Directory) => Lead = todo;
/** A colleague answered: records `replied`, sets firstResponseAt the first time and makes the automatic move. */
export const recordReply: (turn: Turn, lead: Lead, pipeline: Pipeline, directory: Directory) => Lead = todo;
export const stageOf: (pipeline: Pipeline, id: string) => Stage | null = todo;
export const stageLabel: (pipeline: Pipeline, id: string, language: Language) => string = todo;

export const setValue: (turn: Turn, lead: Lead, value: Money | null) => Lead | Refusal = todo;
export const addTags: (turn: Turn, lead: Lead, tags: string[]) => Lead | Refusal = todo;
export const removeTags: (turn: Turn, lead: Lead, tags: string[]) => Lead | Refusal = todo;
/** A field of the lead (product, segment, territory, source, campaign) or of the contact (name, company, email, phone, language, else a custom one); null empties it. */
export const setField: (
  turn: Turn,
  lead: Lead,
  contact: Contact,
  field: string,
  value: string | null,
) => LeadAndContact | Refusal = todo;
export const addNote: (turn: Turn, lead: Lead, text: string) => Lead | Refusal = todo;
export interface CapturedAnswer {
  key: string;
  target: string | null;
  value: AnswerValue;
  display: string;
}
export const recordAnswers: (
  turn: Turn,
  lead: Lead,
  contact: Contact,
  captured: readonly CapturedAnswer[],
) => LeadAndContact = todo;
export const retractAnswers: (turn: Turn, lead: Lead, keys: readonly string[]) => Lead = todo;

export const scoreLead: (
  turn: Turn,
  lead: Lead,
  contact: Contact,
  engagement: Engagement,
  scoring: Scoring,
) => Lead = todo;
export const explainScore: (
  lead: Lead,
  contact: Contact,
  engagement: Engagement,
  scoring: Scoring,
  at: At,
) => { score: number; grade: string; reasons: ScoreReason[] } = todo;
/** What the lead's rise to a better grade asks for; null when it did not rise. */
export const gradeTriggers: (before: Lead, after: Lead, scoring: Scoring) => Grade["triggers"] | null = todo;

export const routeLead: (
  turn: Turn,
  lead: Lead,
  contact: Contact,
  directory: Directory,
  routing: Routing,
  calendar: BusinessCalendar,
  offer?: Offer | null,
) => Lead | Refusal = todo;
export const claimLead: (
  turn: Turn,
  lead: Lead,
  offer: Offer | null,
  rep: Rep,
  directory: Directory,
) => Lead | Refusal = todo;
/** The rep does not take an offer, or gives up a lead of theirs: it goes to the next. */
export const passLead: (
  turn: Turn,
  lead: Lead,
  contact: Contact,
  offer: Offer | null,
  rep: Rep,
  directory: Directory,
  routing: Routing,
  calendar: BusinessCalendar,
  why?: string,
) => Lead | Refusal = todo;
export const assignLead: (
  turn: Turn,
  lead: Lead,
  offer: Offer | null,
  by: Rep,
  to: Rep,
  directory: Directory,
) => Lead | Refusal = todo;
export const expireOffer: (
  turn: Turn,
  lead: Lead,
  contact: Contact,
  offer: Offer,
  directory: Directory,
  routing: Routing,
  calendar: BusinessCalendar,
) => Lead | Refusal = todo;
/** The lead's open offer as the turn has it by now; `loaded` is the one of the snapshot. */
export const offerOf: (turn: Turn, lead: Lead, loaded: Offer | null) => Offer | null = todo;
/** The directory with the reps as the turn has changed them. */
export const workingDirectory: (directory: Directory, turn: Turn) => Directory = todo;

export interface ContactRows {
  identities: Identity[];
  leads: Lead[];
  conversations: Conversation[];
  /** The open offers of those leads. */
  offers: Offer[];
}
export interface Joined {
  contact: Contact;
  merge: ContactMerge;
  leads: Lead[];
  conversations: Conversation[];
  identities: Identity[];
}
/** `rows`: what belongs to either contact. */
export const joinContacts: (
  turn: Turn,
  from: Contact,
  into: Contact,
  rows: ContactRows,
  pipeline: Pipeline,
  directory: Directory,
) => Joined | Refusal = todo;
/** `rows`: what now belongs to `into`. */
export const separateContacts: (
  turn: Turn,
  merge: ContactMerge,
  from: Contact,
  into: Contact,
  rows: ContactRows,
  directory: Directory,
) => (Joined & { from: Contact }) | Refusal = todo;

/** `since`: the lead's activities after it, to name who changed what. */
export const undo: (
  turn: Turn,
  activity: Activity,
  lead: Lead,
  contact: Contact,
  context: { directory: Directory; offer?: Offer | null; since?: readonly Activity[] },
) => LeadAndContact | Refusal = todo;

export const optOut: (turn: Turn, contact: Contact, via: string, leadId?: string | null) => Contact = todo;
export const optIn: (turn: Turn, contact: Contact, via: string, leadId?: string | null) => Contact = todo;

export const leadRef: (lead: Pick<Lead, "number">) => string = todo;
/** "L-42", "l42", "#42", "42" → 42. */
export const parseLeadRef: (text: string) => number | null = todo;

import type { Campaign, CampaignRecipient } from "../leads/campaign.ts";
import type { Training } from "../leads/learn/state.ts";
import type { Send } from "../leads/turn.ts";
import type { Activity } from "../leads/types/activity.ts";
import type { Consent, Contact, ContactMerge, Identity } from "../leads/types/contact.ts";
import type { Conversation, Message } from "../leads/types/conversation.ts";
import type { Digest } from "../leads/types/digest.ts";
import type { FollowUp } from "../leads/types/follow-up.ts";
import type { Lead } from "../leads/types/lead.ts";
import type { Enrolment } from "../leads/types/nurture.ts";
import type { Offer } from "../leads/types/offer.ts";
import type { Outreach } from "../leads/types/outreach.ts";
import type { Rep, RepIdentity } from "../leads/types/rep.ts";
import type { Team, TeamMember } from "../leads/types/team.ts";
import type { TemplateVersion } from "../leads/types/template-version.ts";
import type { Timer } from "../leads/types/timer.ts";
import type { OutboxRow } from "./port/outbox-store.ts";

/**
 * The tables that the hot path reads and writes, column by column in the order in which rows are encoded.
 * A test compares them with prisma/schema.prisma.
 */
export type ColumnType = "text" | "int" | "bool" | "json" | "time";

export interface Table<Row> {
  name: string;
  columns: { [K in keyof Row & string]: ColumnType };
  names: (keyof Row & string)[];
}

function table<Row>(name: string, columns: { [K in keyof Row & string]: ColumnType }): Table<Row> {
  return { name, columns, names: Object.keys(columns) as (keyof Row & string)[] };
}

export const contacts = table<Contact>("contacts", {
  id: "text",
  name: "text",
  company: "text",
  email: "text",
  phone: "text",
  language: "text",
  timeZone: "text",
  fields: "json",
  optedOutAt: "time",
  optedOutVia: "text",
  consents: "json",
  mergedIntoId: "text",
  createdAt: "time",
  updatedAt: "time",
});

export const consents = table<Consent>("consents", {
  id: "text",
  seq: "int",
  contactId: "text",
  channel: "text",
  purpose: "text",
  state: "text",
  text: "text",
  source: "text",
  by: "text",
  at: "time",
});

export const identities = table<Identity>("identities", {
  id: "text",
  contactId: "text",
  kind: "text",
  value: "text",
  createdAt: "time",
});

export const leads = table<Lead>("leads", {
  id: "text",
  number: "int",
  contactId: "text",
  stage: "text",
  stageKind: "text",
  stageSince: "time",
  score: "int",
  grade: "text",
  scoreReasons: "json",
  ownerId: "text",
  teamId: "text",
  routeReasons: "json",
  offerId: "text",
  offeredTo: "text",
  offerDueAt: "time",
  channel: "text",
  language: "text",
  source: "text",
  campaign: "text",
  referral: "text",
  product: "text",
  segment: "text",
  territory: "text",
  value: "int",
  currency: "text",
  answers: "json",
  tags: "json",
  reason: "text",
  qualifiedAt: "time",
  firstResponseAt: "time",
  responseDueAt: "time",
  responseBrokenAt: "time",
  stageDueAt: "time",
  stageBrokenAt: "time",
  openedAt: "time",
  closedAt: "time",
  wonAt: "time",
  lostAt: "time",
  reached: "json",
  nextStep: "json",
  thread: "text",
  nurture: "json",
  updatedAt: "time",
  likely: "json",
});

export const conversations = table<Conversation>("conversations", {
  id: "text",
  channel: "text",
  chatId: "text",
  contactId: "text",
  leadId: "text",
  floor: "text",
  language: "text",
  flowVersion: "text",
  flow: "json",
  lastInboundAt: "time",
  lastOutboundAt: "time",
  inboundCount: "int",
  burst: "json",
  nudge: "json",
  unasked: "json",
  campaign: "json",
  updatedAt: "time",
});

export const messages = table<Message>("messages", {
  id: "text",
  seq: "int",
  conversationId: "text",
  leadId: "text",
  direction: "text",
  author: "text",
  text: "text",
  extra: "json",
  externalId: "text",
  outboxId: "text",
  at: "time",
  deliveredAt: "time",
  readAt: "time",
});

export const activities = table<Activity>("activities", {
  id: "text",
  seq: "int",
  leadId: "text",
  contactId: "text",
  kind: "text",
  actorKind: "text",
  actorId: "text",
  channel: "text",
  before: "json",
  after: "json",
  note: "text",
  at: "time",
});

export const reps = table<Rep>("reps", {
  id: "text",
  name: "text",
  role: "text",
  language: "text",
  timeZone: "text",
  hours: "json",
  holidays: "json",
  awayUntil: "time",
  capacity: "int",
  takes: "json",
  active: "bool",
  openLeads: "int",
  lastAssignedAt: "time",
  createdAt: "time",
  updatedAt: "time",
  dailyListOffAt: "time",
});

export const repIdentities = table<RepIdentity>("rep_identities", {
  id: "text",
  repId: "text",
  kind: "text",
  value: "text",
});

export const teams = table<Team>("teams", { id: "text", name: "text", managerId: "text", createdAt: "time" });

export const teamMembers = table<TeamMember>("team_members", {
  id: "text",
  teamId: "text",
  repId: "text",
  weight: "int",
});

export const offers = table<Offer>("offers", {
  id: "text",
  leadId: "text",
  repId: "text",
  teamId: "text",
  mode: "text",
  status: "text",
  openKey: "text",
  reasons: "json",
  offeredAt: "time",
  dueAt: "time",
  decidedAt: "time",
  decidedBy: "text",
});

export const followUps = table<FollowUp>("follow_ups", {
  id: "text",
  leadId: "text",
  repId: "text",
  kind: "text",
  note: "text",
  outcome: "text",
  status: "text",
  dueAt: "time",
  plannedFor: "time",
  repeats: "json",
  remindedAt: "time",
  createdBy: "text",
  createdAt: "time",
  doneAt: "time",
  moves: "int",
  rule: "text",
});

export const digests = table<Digest>("digests", {
  id: "text",
  repId: "text",
  place: "text",
  question: "text",
  every: "text",
  at: "text",
  timeZone: "text",
  active: "bool",
  createdAt: "time",
  updatedAt: "time",
});

export const enrolments = table<Enrolment>("enrolments", {
  id: "text",
  contactId: "text",
  leadId: "text",
  sequence: "text",
  step: "int",
  status: "text",
  dueAt: "time",
  reason: "text",
  startedBy: "text",
  createdAt: "time",
  updatedAt: "time",
});

export const outreach = table<Outreach>("outreach", {
  id: "text",
  contactId: "text",
  leadId: "text",
  conversationId: "text",
  channel: "text",
  kind: "text",
  source: "text",
  step: "text",
  variant: "text",
  messageId: "text",
  outboxId: "text",
  at: "time",
});

export const campaigns = table<Campaign>("campaigns", {
  id: "text",
  name: "text",
  status: "text",
  template: "text",
  filter: "json",
  startAt: "time",
  createdBy: "text",
  createdAt: "time",
  confirmedAt: "time",
  updatedAt: "time",
});

export const campaignRecipients = table<CampaignRecipient>("campaign_recipients", {
  id: "text",
  campaignId: "text",
  contactId: "text",
  conversationId: "text",
  leadId: "text",
  status: "text",
  reason: "text",
  dueAt: "time",
  updatedAt: "time",
});

export const timers = table<Timer>("timers", {
  id: "text",
  kind: "text",
  conversationId: "text",
  leadId: "text",
  payload: "json",
  dueAt: "time",
  status: "text",
  createdAt: "time",
});

export const merges = table<ContactMerge>("contact_merges", {
  id: "text",
  fromId: "text",
  intoId: "text",
  moved: "json",
  at: "time",
  undoneAt: "time",
});

export const templateVersions = table<TemplateVersion>("template_versions", {
  id: "text",
  templateId: "text",
  version: "int",
  kind: "text",
  origin: "int",
  before: "json",
  after: "json",
  repId: "text",
  at: "time",
});

/** A send as the outbox first keeps it. */
export type NewOutboxRow = Send & { status: "pending"; attempts: number };

export const newSends = table<NewOutboxRow>("outbox", {
  id: "text",
  seq: "int",
  channel: "text",
  lane: "text",
  chatId: "text",
  payload: "json",
  leadId: "text",
  messageId: "text",
  dueAt: "time",
  createdAt: "time",
  status: "text",
  attempts: "int",
});

export const outbox = table<OutboxRow>("outbox", {
  id: "text",
  seq: "int",
  channel: "text",
  lane: "text",
  chatId: "text",
  payload: "json",
  leadId: "text",
  messageId: "text",
  status: "text",
  attempts: "int",
  dueAt: "time",
  token: "text",
  leaseUntil: "time",
  externalId: "text",
  error: "text",
  createdAt: "time",
});

/** Beside the hot path: what was learned from ended leads. */
export const winModels = table<Training>("win_models", {
  number: "int",
  status: "text",
  token: "text",
  leaseUntil: "time",
  attempts: "int",
  startedAt: "time",
  trainedAt: "time",
  leads: "int",
  exclude: "json",
  verdict: "text",
  report: "json",
  model: "json",
});

export const counters = table<{ name: string; value: number }>("counters", { name: "text", value: "int" });

/** Every table of the hot path, for the test that compares them with the schema. */
export const TABLES = [
  contacts,
  consents,
  identities,
  leads,
  conversations,
  messages,
  activities,
  reps,
  repIdentities,
  teams,
  teamMembers,
  offers,
  followUps,
  digests,
  enrolments,
  outreach,
  campaigns,
  campaignRecipients,
  timers,
  merges,
  templateVersions,
  newSends,
  outbox,
  winModels,
  counters,
];

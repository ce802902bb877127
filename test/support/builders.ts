import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { z } from "zod";
import { packageFolder } from "../../src/config.ts";
import {
  type BusinessCalendar,
  type Pipeline,
  pipelineSchema,
  type Routing,
  routingSchema,
  type Scoring,
  scoringSchema,
} from "../../src/leads/config.ts";
import type { SlaRules } from "../../src/leads/sla.ts";
import { type Actor, Turn } from "../../src/leads/turn.ts";
import type { Answer, AnswerValue } from "../../src/leads/types/answer.ts";
import type { Consent, Contact, Identity } from "../../src/leads/types/contact.ts";
import type { Conversation } from "../../src/leads/types/conversation.ts";
import type { Directory } from "../../src/leads/types/directory.ts";
import type { FollowUp } from "../../src/leads/types/follow-up.ts";
import type { Lead } from "../../src/leads/types/lead.ts";
import type { Offer } from "../../src/leads/types/offer.ts";
import type { Rep } from "../../src/leads/types/rep.ts";
import type { Team, TeamMember } from "../../src/leads/types/team.ts";

/**
 * Builders: each gives a whole row, and a test names only what matters to it. All are of one moment, a Tuesday
 * morning at 10:00 in UTC, when everybody is at work.
 */
export const NOW = "2026-03-10T10:00:00.000Z";

export function aConsent(facts: Partial<Consent> = {}): Consent {
  return {
    id: "consent-1",
    seq: 1,
    contactId: "contact-1",
    channel: "web",
    purpose: "news",
    state: "granted",
    text: "May we send you news? – Yes",
    source: "flow:qualify/news",
    by: "contact",
    at: NOW,
    ...facts,
  };
}

export function aContact(facts: Partial<Contact> = {}): Contact {
  return {
    id: "contact-1",
    name: null,
    company: null,
    email: null,
    phone: null,
    language: "en",
    timeZone: null,
    fields: {},
    optedOutAt: null,
    optedOutVia: null,
    consents: null,
    mergedIntoId: null,
    createdAt: NOW,
    updatedAt: NOW,
    ...facts,
  };
}

export function aLead(facts: Partial<Lead> = {}): Lead {
  return {
    id: "lead-1",
    number: 1,
    contactId: "contact-1",
    stage: "open-enquiry",
    stageKind: "open",
    stageSince: NOW,
    score: 0,
    grade: "cold",
    scoreReasons: [],
    ownerId: null,
    teamId: null,
    routeReasons: [],
    offerId: null,
    offeredTo: null,
    offerDueAt: null,
    channel: "web",
    language: "en",
    source: "direct",
    campaign: null,
    referral: null,
    product: null,
    segment: null,
    territory: null,
    value: null,
    currency: null,
    answers: {},
    tags: [],
    reason: null,
    qualifiedAt: null,
    firstResponseAt: null,
    responseDueAt: null,
    responseBrokenAt: null,
    stageDueAt: null,
    stageBrokenAt: null,
    openedAt: NOW,
    closedAt: null,
    wonAt: null,
    lostAt: null,
    reached: ["open-enquiry"],
    nextStep: null,
    thread: null,
    nurture: null,
    likely: null,
    updatedAt: NOW,
    ...facts,
  };
}

export function anAnswer(value: AnswerValue, display = String(value)): Answer {
  return { value, display, at: NOW };
}

export function aConversation(facts: Partial<Conversation> = {}): Conversation {
  return {
    id: "web:chat-1",
    channel: "web",
    chatId: "chat-1",
    contactId: "contact-1",
    leadId: "lead-1",
    floor: "bot",
    language: "en",
    flowVersion: "v1",
    flow: null,
    lastInboundAt: NOW,
    lastOutboundAt: null,
    inboundCount: 1,
    nudge: null,
    unasked: null,
    campaign: null,
    burst: null,
    updatedAt: NOW,
    ...facts,
  };
}

/** A call at 15:00 of the same day. */
export function aFollowUp(facts: Partial<FollowUp> = {}): FollowUp {
  const dueAt = facts.dueAt ?? "2026-03-10T15:00:00.000Z";
  return {
    id: "follow-up-1",
    leadId: "lead-1",
    repId: "ana",
    kind: "call",
    note: null,
    outcome: null,
    status: "open",
    plannedFor: dueAt,
    repeats: null,
    remindedAt: null,
    createdBy: "ana",
    createdAt: NOW,
    doneAt: null,
    moves: null,
    rule: null,
    ...facts,
    dueAt,
  };
}

export function anIdentity(facts: Partial<Identity> = {}): Identity {
  return {
    id: "identity-1",
    contactId: "contact-1",
    kind: "web",
    value: "visitor-1",
    createdAt: NOW,
    ...facts,
  };
}

/** Ids of colleagues are their names in lower case. */
export function aRep(facts: Partial<Rep> = {}): Rep {
  const name = facts.name ?? "Ana";
  return {
    id: name.toLowerCase(),
    name,
    role: "rep",
    language: "en",
    timeZone: "UTC",
    hours: null,
    holidays: null,
    awayUntil: null,
    capacity: null,
    takes: {},
    active: true,
    openLeads: 0,
    lastAssignedAt: null,
    dailyListOffAt: null,
    createdAt: NOW,
    updatedAt: NOW,
    ...facts,
  };
}

export function aTeam(facts: Partial<Team> = {}): Team {
  const id = facts.id ?? "sales";
  return { id, name: id, managerId: null, createdAt: NOW, ...facts };
}

/** A directory; every rep is in every team with weight 1 unless `members` says otherwise. */
export function aDirectory(
  facts: { reps?: Rep[]; teams?: Team[]; members?: { team: string; rep: string; weight?: number }[] } = {},
): Directory {
  const reps = facts.reps ?? [aRep()];
  const teams = facts.teams ?? [aTeam()];
  const everybody = teams.flatMap((team) => reps.map((rep) => ({ team: team.id, rep: rep.id, weight: 1 })));
  const members: TeamMember[] = (facts.members ?? everybody).map(({ team, rep, weight }) => ({
    id: `${team}-${rep}`,
    teamId: team,
    repId: rep,
    weight: weight ?? 1,
  }));
  return {
    reps: new Map(reps.map((rep) => [rep.id, rep])),
    teams: new Map(teams.map((team) => [team.id, team])),
    members,
    identities: new Map(reps.map((rep) => [`desk:${rep.id}`, rep.id])),
  };
}

export function anOffer(facts: Partial<Offer> = {}): Offer {
  const leadId = facts.leadId ?? "lead-1";
  return {
    id: "offer-1",
    leadId,
    repId: null,
    teamId: "sales",
    mode: "pull",
    status: "open",
    openKey: leadId,
    reasons: [],
    offeredAt: NOW,
    dueAt: null,
    decidedAt: null,
    decidedBy: null,
    ...facts,
  };
}

/** A turn of the system; name the actor or the rep who acts. */
export function aTurn(
  facts: {
    seq?: number;
    at?: string;
    channel?: string;
    actor?: Actor;
    rep?: Rep | string;
    /** Of any lead. */
    followUps?: readonly FollowUp[];
    /** Default: leads have no limits. */
    rules?: SlaRules;
  } = {},
): Turn {
  const rep = typeof facts.rep === "object" ? facts.rep.id : facts.rep;
  return new Turn({
    seq: facts.seq ?? 1,
    at: facts.at ?? NOW,
    channel: facts.channel ?? "desk",
    actor: facts.actor ?? (rep === undefined ? { kind: "system", id: null } : { kind: "rep", id: rep }),
    ...(facts.rules === undefined ? {} : { rules: facts.rules }),
    followUpsOf: (leadId) =>
      (facts.followUps ?? []).filter((row) => row.leadId === leadId && row.status === "open"),
  });
}

/** A business that is always open, in UTC. */
export function aCalendar(facts: Partial<BusinessCalendar> = {}): BusinessCalendar {
  return { timeZone: "UTC", hours: null, holidays: [], ...facts };
}

/** The pipeline that comes with the program. */
export function aPipeline(): Pipeline {
  return pipelineSchema.parse(readFlow("pipeline.yaml"));
}

/** The scoring that comes with the program. */
export function aScoring(): Scoring {
  return scoringSchema.parse(readFlow("scoring.yaml"));
}

/** One push team, `sales`, round robin; name what differs. */
export function aRouting(facts: Partial<z.input<typeof routingSchema>> = {}): Routing {
  return routingSchema.parse({ teams: { sales: {} }, fallback: "sales", ...facts });
}

function readFlow(file: string): unknown {
  return parse(readFileSync(join(packageFolder(), "flows", file), "utf8"));
}

import { changeContact, changeLead } from "./change.ts";
import type { Pipeline } from "./config.ts";
import { joinConsents } from "./consent.ts";
import { type FollowUpChange, saveFollowUp } from "./follow-up-rows.ts";
import { closeOffer, openOfferOf, withoutOffer } from "./offer.ts";
import { leadRef } from "./ref.ts";
import { type Refusal, refuse } from "./refusal.ts";
import { diffContact, diffLead, emptyPatch, type Patch } from "./trail.ts";
import type { Turn } from "./turn.ts";
import type { Contact, ContactMerge, Identity } from "./types/contact.ts";
import type { Conversation } from "./types/conversation.ts";
import type { Directory } from "./types/directory.ts";
import type { Lead } from "./types/lead.ts";
import type { Offer } from "./types/offer.ts";
import { say } from "./words.ts";

/** The reason of a lead that was folded into another of the same person: leave it out of numbers. */
export const DUPLICATE = "duplicate";

/** What belongs to the contacts of a join: identities, leads with their open offers, conversations. */
export interface ContactRows {
  identities: readonly Identity[];
  leads: readonly Lead[];
  conversations: readonly Conversation[];
  offers: readonly Offer[];
}

/** The rows after a join or its undoing; only those that changed. */
export interface Joined {
  from: Contact;
  into: Contact;
  merge: ContactMerge;
  identities: Identity[];
  leads: Lead[];
  conversations: Conversation[];
}

/** What ContactMerge.moved.before keeps: how each row was changed, so that it can be changed back. */
export interface JoinRecord extends Record<string, unknown> {
  from: Patch;
  into: Patch;
  /** By lead id: the fields of a lead that was folded, or that got another's answers. */
  leads: Record<string, Patch>;
  /** By conversation id: the lead before and after. */
  conversations: Record<string, { before: string | null; after: string | null }>;
  /** By id of a follow-up that went along to another lead: the lead before. */
  followUps: Record<string, string>;
}

/**
 * Join two contacts that are one person: identities, leads and conversations of `from` move to `into`, empty
 * fields are filled, and who opted out as either stays out. When both have an open lead, one stays (an owned
 * one, else the older) and takes over the other's answers; the other is closed as a duplicate. `rows` are
 * those of both contacts.
 */
export function joinContacts(
  turn: Turn,
  from: Contact,
  into: Contact,
  rows: ContactRows,
  pipeline: Pipeline,
  directory: Directory,
): Joined | Refusal {
  if (from.id === into.id || from.mergedIntoId !== null || into.mergedIntoId !== null) return refuseJoined();
  const joined = changeContact(turn, into, filledFrom(into, from), {
    kind: "contacts-joined",
    note: from.id,
  });
  const absorbed = changeContact(
    turn,
    from,
    { mergedIntoId: into.id },
    { kind: "contacts-joined", note: into.id },
  );
  const identities = rows.identities
    .filter((row) => row.contactId === from.id)
    .map((row) => ({ ...row, contactId: into.id }));
  for (const row of identities) turn.save("identities", row);
  const movedLeads = rows.leads
    .filter((lead) => lead.contactId === from.id)
    .map((lead) =>
      changeLead(turn, lead, { contactId: into.id }, { kind: "contacts-joined", note: from.id }),
    );
  const folded = foldLeads(turn, allLeads(rows.leads, movedLeads), rows.offers, pipeline, directory);
  const conversations = moveConversations(turn, rows.conversations, from.id, into.id, folded);

  // Who has said no in one chat has said it in all: what waits in the others goes out no more.
  if (joined.optedOutAt !== null) for (const { id } of rows.conversations) turn.dropSends(id);

  const record: JoinRecord = {
    from: contactPatch(from, absorbed),
    into: contactPatch(into, joined),
    leads: folded.patches,
    conversations: Object.fromEntries(
      conversations.flatMap(({ before, after }) =>
        before.leadId === after.leadId ? [] : [[after.id, { before: before.leadId, after: after.leadId }]],
      ),
    ),
    followUps: folded.followUps,
  };
  const merge: ContactMerge = {
    id: turn.nextId(),
    fromId: from.id,
    intoId: into.id,
    moved: {
      identities: identities.map((row) => row.id),
      leads: movedLeads.map((lead) => lead.id),
      conversations: conversations.flatMap(({ before }) => (before.contactId === from.id ? [before.id] : [])),
      before: record,
    },
    at: turn.at,
    undoneAt: null,
  };
  turn.save("merges", merge);
  return {
    from: absorbed,
    into: joined,
    merge,
    identities,
    leads: allLeads(movedLeads, folded.leads),
    conversations: conversations.map(({ after }) => after),
  };
}

interface Folded {
  /** The folded leads and the one that stays, as they now are. */
  leads: Lead[];
  /** Folded lead id → the lead that stays. */
  into: Map<string, string>;
  patches: Record<string, Patch>;
  /** Follow-up id → the lead that it was of. */
  followUps: Record<string, string>;
}

function foldLeads(
  turn: Turn,
  leads: readonly Lead[],
  offers: readonly Offer[],
  pipeline: Pipeline,
  directory: Directory,
): Folded {
  const [stays, ...others] = leads.filter((lead) => lead.stageKind === "open").sort(byClaim);
  const lost = pipeline.stages.find((stage) => stage.kind === "lost");
  const folded: Folded = { leads: [], into: new Map(), patches: {}, followUps: {} };
  if (!stays || others.length === 0 || !lost) return folded;
  let kept = stays;
  for (const other of others) {
    const note = leadRef(stays);
    let freed = other;
    if (other.offerId !== null) {
      const offer = offers.find((each) => each.id === other.offerId) ?? null;
      closeOffer(turn, openOfferOf(turn, other, offer), "withdrawn");
      freed = changeLead(turn, other, withoutOffer, { kind: "contacts-joined", note, directory });
    }
    const followUps = takeFollowUps(turn, other, kept);
    for (const { after } of followUps) folded.followUps[after.id] = other.id;
    const closing: Partial<Lead> = {
      stage: lost.id,
      stageKind: lost.kind,
      stageSince: turn.at,
      closedAt: turn.at,
      reason: DUPLICATE,
    };
    const closed = changeLead(turn, freed, closing, { kind: "contacts-joined", note, directory });
    const entry = { kind: "contacts-joined", note: leadRef(other), followUps } as const;
    kept = changeLead(turn, kept, gains(kept, freed), entry);
    folded.patches[closed.id] = leadPatch(freed, closed);
    folded.into.set(closed.id, stays.id);
    folded.leads.push(closed);
  }
  folded.patches[stays.id] = leadPatch(stays, kept);
  folded.leads.push(kept);
  return folded;
}

/** The open follow-ups of a lead that is folded go along to the one that stays, and to who has that. */
function takeFollowUps(turn: Turn, from: Lead, to: Lead): FollowUpChange[] {
  return turn.openFollowUps(from.id).map((before) => {
    const after = { ...before, leadId: to.id, repId: to.ownerId ?? before.repId };
    saveFollowUp(turn, before, after);
    return { before, after };
  });
}

function moveConversations(
  turn: Turn,
  conversations: readonly Conversation[],
  fromId: string,
  intoId: string,
  folded: Folded,
): { before: Conversation; after: Conversation }[] {
  return conversations.flatMap((before) => {
    const leadId = (before.leadId === null ? undefined : folded.into.get(before.leadId)) ?? before.leadId;
    const contactId = before.contactId === fromId ? intoId : before.contactId;
    if (leadId === before.leadId && contactId === before.contactId) return [];
    const after: Conversation = { ...before, leadId, contactId, updatedAt: turn.at };
    turn.save("conversations", after);
    return [{ before, after }];
  });
}

/** What `into` gets: empty fields filled, and the earlier of the opt-outs. */
function filledFrom(into: Contact, from: Contact): Partial<Contact> {
  const outs = [into, from].filter((each) => each.optedOutAt !== null);
  const first = outs.sort((a, b) => (a.optedOutAt! < b.optedOutAt! ? -1 : 1))[0];
  return {
    name: into.name ?? from.name,
    company: into.company ?? from.company,
    email: into.email ?? from.email,
    phone: into.phone ?? from.phone,
    language: into.language ?? from.language,
    timeZone: into.timeZone ?? from.timeZone,
    fields: { ...from.fields, ...into.fields },
    optedOutAt: first?.optedOutAt ?? null,
    optedOutVia: first?.optedOutVia ?? null,
    consents: joinConsents(into.consents, from.consents),
  };
}

/** What the lead that stays learns from the one that is folded into it. */
function gains(kept: Lead, other: Lead): Partial<Lead> {
  return {
    answers: { ...other.answers, ...kept.answers },
    tags: [...new Set([...kept.tags, ...other.tags])],
    product: kept.product ?? other.product,
    segment: kept.segment ?? other.segment,
    territory: kept.territory ?? other.territory,
    campaign: kept.campaign ?? other.campaign,
    referral: kept.referral ?? other.referral,
    ...(kept.value === null ? { value: other.value, currency: other.currency } : {}),
  };
}

/** Owned before unowned, then the older. */
function byClaim(a: Lead, b: Lead): number {
  const owned = Number(b.ownerId !== null) - Number(a.ownerId !== null);
  return owned || a.number - b.number;
}

function contactPatch(before: Contact, after: Contact): Patch {
  const patch = emptyPatch();
  diffContact(before, after, patch);
  return patch;
}

function leadPatch(before: Lead, after: Lead): Patch {
  const patch = emptyPatch();
  diffLead(before, after, patch);
  return patch;
}

/** The rows with the newer ones in place of the older. */
function allLeads(older: readonly Lead[], newer: readonly Lead[]): Lead[] {
  const leads = new Map(older.map((lead) => [lead.id, lead]));
  for (const lead of newer) leads.set(lead.id, lead);
  return [...leads.values()];
}

function refuseJoined(): Refusal {
  return refuse(
    "already-joined",
    say(
      "These contacts are joined already.",
      "Esses contatos já estão unidos.",
      "Estos contactos ya están unidos.",
    ),
  );
}

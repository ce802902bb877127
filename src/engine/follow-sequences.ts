import type { InboundEvent } from "../channel/inbound.ts";
import { announceLead } from "../commands/present/announce.ts";
import { withSequences } from "../commands/present/sequences.ts";
import { chatOf, type EnrolFacts, enrol, isAtHome, isEnrolled, mayBegin } from "../flow/enrol.ts";
import { workingDirectory } from "../leads/change.ts";
import { isOptedOut } from "../leads/consent.ts";
import {
  activeEnrolments,
  carryEnrolment,
  endEnrolment,
  mergedEnrolments,
  resumeEnrolment,
  type StopReason,
} from "../leads/enrolment.ts";
import { DUPLICATE } from "../leads/join.ts";
import { isRefusal } from "../leads/refusal.ts";
import type { Turn } from "../leads/turn.ts";
import type { Contact } from "../leads/types/contact.ts";
import type { Conversation } from "../leads/types/conversation.ts";
import type { Lead } from "../leads/types/lead.ts";
import type { LeadEnrolment } from "../leads/types/nurture.ts";
import { isAnnounced } from "./mirror.ts";
import { begins, comparedWith, leadBefore, mayEnrol } from "./sequence-starts.ts";
import type { Snapshot } from "./snapshot.ts";
import type { Person, WorkingSet } from "./working-set.ts";

/**
 * What follows from a turn for nurture sequences, at its end: what stops them stops them at once, and leads that came
 * to where one begins are enrolled. Looks at people whom the turn touched, with what was loaded for it.
 */
export function followSequences(turn: Turn, snapshot: Snapshot, set: WorkingSet, event: InboundEvent): void {
  const changes = turn.changes();
  const touched = new Set<string>();
  for (const { contactId } of changes.conversations) touched.add(contactId);
  for (const { contactId } of changes.leads) touched.add(contactId);
  for (const { id } of changes.contacts) touched.add(id);
  for (const contactId of touched) {
    const before = set.personById(contactId);
    const isIn = isInAny(before?.leads ?? []) || isInAny(changes.leads);
    if (!isIn && !mayEnrol(turn, snapshot, set, event)) continue;
    const now = personNow(turn, contactId, before);
    if (now !== null) followPerson(turn, snapshot, set, { now, before, event });
  }
}

interface Followed {
  now: PersonNow;
  before: Person | null;
  event: InboundEvent;
}

interface PersonNow {
  contact: Contact;
  leads: Lead[];
  conversations: Conversation[];
}

function isInAny(leads: readonly Lead[]): boolean {
  return leads.some((lead) => activeEnrolments(lead).length > 0 || mergedEnrolments(lead).length > 0);
}

/** A person as the turn has left them; null when they have become part of another. */
function personNow(turn: Turn, contactId: string, before: Person | null): PersonNow | null {
  const changes = turn.changes();
  const contact = changes.contacts.find((each) => each.id === contactId) ?? before?.contact;
  if (contact === undefined || contact.mergedIntoId !== null) return null;
  const own = <Row extends { id: string; contactId: string }>(
    rows: readonly Row[],
    changed: readonly Row[],
  ) => {
    if (changed.length === 0) return [...rows];
    const merged = new Map(rows.map((row) => [row.id, row]));
    for (const row of changed) merged.set(row.id, row);
    return [...merged.values()].filter((row) => row.contactId === contactId);
  };
  return {
    contact,
    leads: own(before?.leads ?? [], changes.leads),
    conversations: own(before?.conversations ?? [], changes.conversations),
  };
}

function followPerson(turn: Turn, snapshot: Snapshot, set: WorkingSet, followed: Followed): void {
  const { now } = followed;
  const touched = new Map<string, Lead>();
  const put = (lead: Lead) => {
    const known = now.leads.findIndex((each) => each.id === lead.id);
    if (known !== -1) {
      if (!touched.has(lead.id)) touched.set(lead.id, now.leads[known]!);
      now.leads[known] = lead;
    }
  };
  for (const lead of [...now.leads]) {
    for (const enrolment of activeEnrolments(lead)) {
      const current = now.leads.find((each) => each.id === lead.id) ?? lead;
      const before = leadBefore(set, lead.id);
      const said = reasonSaid(turn, snapshot, followed, enrolment, before);
      const home = said === null ? homeOf(turn, current, enrolment, now) : null;
      if (home !== null) {
        for (const each of carryEnrolment(turn, current, home.lead, enrolment, home.conversationId))
          put(each);
        continue;
      }
      const reason = said ?? reasonInLead(snapshot, current, enrolment, before);
      if (reason !== null) put(endEnrolment(turn, current, enrolment, { status: "stopped", reason }));
    }
  }
  for (const lead of [...now.leads]) {
    if (leadBefore(set, lead.id)?.reason === DUPLICATE) resume(turn, snapshot, now, lead, put);
  }
  for (const lead of [...now.leads]) {
    if (lead === leadBefore(set, lead.id)) continue;
    if (turn.changes().leads.every((each) => each.id !== lead.id)) continue;
    const since = comparedWith(turn, set, followed.event, lead);
    if (since === "later") continue;
    for (const sequence of snapshot.bundle.sequences.values()) {
      const current = now.leads.find((each) => each.id === lead.id) ?? lead;
      const facts: EnrolFacts = { ...now, lead: current };
      if (!begins(sequence.startOn, since, current) || !mayBegin(facts, sequence, turn.at)) continue;
      const begun = enrol(turn, facts, sequence, snapshot.bundle);
      if (!isRefusal(begun)) put(begun);
    }
  }
  show(turn, snapshot, set, now, touched);
}

/** A lead that was closed as a duplicate is open again: what it was in goes on, unless its person has answered since. */
function resume(
  turn: Turn,
  { bundle }: Snapshot,
  { contact, leads, conversations }: PersonNow,
  lead: Lead,
  put: (lead: Lead) => void,
): void {
  const chat = chatOf(conversations);
  if (lead.stageKind !== "open" || chat === null || isOptedOut(contact, chat.channel)) return;
  let current = lead;
  for (const enrolment of mergedEnrolments(lead)) {
    const { sequence } = enrolment;
    const stops = bundle.sequences.get(sequence)?.stopOn.has("reply") ?? true;
    const hasAnswered = (chat.lastInboundAt ?? "") > (lead.nurture?.past[sequence] ?? "");
    if ((stops && hasAnswered) || isEnrolled(leads, sequence)) continue;
    current = resumeEnrolment(turn, current, enrolment, chat.id);
    put(current);
  }
}

/** Where an enrolment goes on: with the lead into which its own was folded, or with its own when they are parted. */
function homeOf(
  turn: Turn,
  lead: Lead,
  enrolment: LeadEnrolment,
  { leads, conversations }: PersonNow,
): { lead: Lead; conversationId: string } | null {
  const changes = turn.changes();
  const isFolded = lead.stageKind !== "open" && lead.reason === DUPLICATE;
  const home = isFolded
    ? leads.find((each) => each.stageKind === "open")
    : changes.leads.find(
        (each) =>
          each.id === enrolment.from && each.contactId !== lead.contactId && each.stageKind === "open",
      );
  if (home === undefined || isEnrolled([home], enrolment.sequence)) return null;
  const chats = isFolded
    ? conversations
    : changes.conversations.filter((each) => each.contactId === home.contactId);
  const chat = chatOf(chats);
  return chat === null ? null : { lead: home, conversationId: chat.id };
}

/** What was said or done to the person in this turn that stops an enrolment; null when nothing does. */
function reasonSaid(
  turn: Turn,
  { bundle }: Snapshot,
  { now, event }: Followed,
  enrolment: LeadEnrolment,
  before: Lead | null,
): StopReason | null {
  const sequence = bundle.sequences.get(enrolment.sequence);
  if (sequence === undefined) return "removed";
  const chat = chatOf(now.conversations);
  if (chat !== null && isOptedOut(now.contact, chat.channel)) return "opted-out";
  if (!isKnown(before, enrolment)) return null;
  const ids = new Set(now.conversations.map((each) => each.id));
  const said = turn.changes().messages.filter((message) => ids.has(message.conversationId));
  if (sequence.stopOn.has("reply") && said.some((message) => message.direction === "in")) return "replied";
  const isTaken =
    event.type === "message" && turn.changes().activities.some((each) => each.kind === "handed-over");
  const isHuman = said.some((message) => message.direction === "out" && message.author !== "bot");
  return isTaken || isHuman ? "human" : null;
}

/** What has become of the lead that stops an enrolment; null when nothing does. */
function reasonInLead(
  { bundle }: Snapshot,
  lead: Lead,
  enrolment: LeadEnrolment,
  before: Lead | null,
): StopReason | null {
  const sequence = bundle.sequences.get(enrolment.sequence);
  if (sequence === undefined) return "removed";
  if (lead.reason === DUPLICATE && lead.stageKind !== "open") return "merged";
  if (before === null || !isKnown(before, enrolment) || isAtHome(lead, sequence)) {
    return sequence.stopOn.has("owner-change") && before !== null && before.ownerId !== lead.ownerId
      ? "owner-changed"
      : null;
  }
  if (lead.stageKind !== "open" && before.stageKind === "open") return "closed";
  if (sequence.stopOn.has("stage-change") && before.stage !== lead.stage) return "stage-changed";
  return sequence.stopOn.has("owner-change") && before.ownerId !== lead.ownerId ? "owner-changed" : null;
}

/** Whether it was there before the turn. */
function isKnown(lead: Lead | null, { id }: LeadEnrolment): boolean {
  return lead !== null && activeEnrolments(lead).some((each) => each.id === id);
}

/** Colleagues see it on the lead's card: on the one that the turn shows anyway, or on a new one. */
function show(
  turn: Turn,
  snapshot: Snapshot,
  set: WorkingSet,
  { contact, leads }: PersonNow,
  touched: ReadonlyMap<string, Lead>,
): void {
  for (const [id, before] of touched) {
    const lead = leads.find((each) => each.id === id);
    if (lead === undefined || lead === before || !isAnnounced(lead)) continue;
    const notices = turn.notices.filter((each) => each.leadId === id);
    for (const notice of notices)
      notice.message = withSequences(notice.message, lead, snapshot.bundle, turn.at);
    if (notices.some((each) => "thread" in each.to && each.message(snapshot.bundle.business.language).card))
      continue;
    announceLead(turn, before, {
      lead,
      contact,
      offer:
        turn.changes().offers.find((each) => each.id === lead.offerId) ??
        set.personByLead(id)?.offers.get(id) ??
        null,
      directory: workingDirectory(snapshot.directory, turn),
      bundle: snapshot.bundle,
      at: turn.at,
    });
  }
}

import { calendarOf } from "../commands/calendar.ts";
import { handoffNotice, type NoticeFacts } from "../commands/present/notices.ts";
import type { FlowBundle } from "../flow/bundle.ts";
import type { Advance, FlowContext, FlowState, Reply } from "../flow/types.ts";
import { recordAnswers, retractAnswers } from "../leads/answers.ts";
import { isSameClock, nextWorkingTime } from "../leads/calendar.ts";
import { BOT, changeContact, changeLead, workingDirectory } from "../leads/change.ts";
import type { Engagement } from "../leads/condition.ts";
import { noteConsent, optIn, optOut } from "../leads/consent.ts";
import { addTags } from "../leads/details.ts";
import { zonesOf } from "../leads/person-zone.ts";
import { isRefusal } from "../leads/refusal.ts";
import { anyAtWorkFrom, repsOfTeam } from "../leads/reps.ts";
import { routeLead } from "../leads/route.ts";
import { gradeTriggers, scoreLead } from "../leads/score.ts";
import { markQualified } from "../leads/stage.ts";
import type { Turn } from "../leads/turn.ts";
import type { AnswerValue } from "../leads/types/answer.ts";
import type { At } from "../leads/types/at.ts";
import type { Contact } from "../leads/types/contact.ts";
import type { Conversation } from "../leads/types/conversation.ts";
import type { Lead } from "../leads/types/lead.ts";
import type { Offer } from "../leads/types/offer.ts";
import { isAnnounced, mirrorReply } from "./mirror.ts";
import { scheduleNudge } from "./nudge.ts";
import type { Snapshot } from "./snapshot.ts";
import type { Person } from "./working-set.ts";

/** One prospect's conversation while a turn is decided: the rows as they are by now. */
export interface Case {
  readonly turn: Turn;
  readonly snapshot: Snapshot;
  /** The flow files that the conversation is on. */
  bundle: FlowBundle;
  contact: Contact;
  lead: Lead;
  /** The lead as the turn found or opened it. */
  readonly leadBefore: Lead;
  readonly isNewLead: boolean;
  /** The contact has had a lead before. */
  readonly hasReturned: boolean;
  /** The lead's open offer, as loaded. */
  readonly offer: Offer | null;
  conversation: Conversation;
  /** How long the contact took for this answer; null when the turn answers nothing. */
  readonly answeredWithinMinutes: number | null;
  /** All chats of the contact. */
  readonly lanes: readonly string[];
  /** The conversation has been about this lead before. */
  readonly goesOn: boolean;
}

/** A case that no message opened: something fell due, or a colleague gave the floor back. */
export function caseOf(
  turn: Turn,
  snapshot: Snapshot,
  person: Person,
  lead: Lead,
  conversation: Conversation,
): Case {
  return {
    turn,
    snapshot,
    bundle: snapshot.bundleOf(conversation.flowVersion),
    contact: person.contact,
    lead,
    leadBefore: lead,
    isNewLead: false,
    hasReturned: person.leads.length > 1,
    answeredWithinMinutes: null,
    offer: person.offers.get(lead.id) ?? null,
    conversation: { ...conversation, updatedAt: turn.at },
    lanes: person.conversations.map((each) => each.id),
    goesOn: true,
  };
}

/** What the flow may know of the case. */
export function flowContext(c: Case): FlowContext {
  const { contact, lead, conversation, bundle, turn } = c;
  const known: Record<string, AnswerValue> = { ...contact.fields };
  for (const [key, answer] of Object.entries(lead.answers)) known[key] = answer.value;
  for (const key of ["name", "company", "email", "phone"] as const) {
    const value = contact[key];
    if (value !== null) known[key] = value;
  }
  return {
    at: turn.at,
    language: conversation.language,
    languageSure: contact.language !== null,
    timeZone: bundle.business.timeZone,
    country: bundle.business.country,
    currency: bundle.business.currency,
    channel: conversation.channel,
    known,
    contactName: contact.name,
    personAt: () => personAt(c),
    isElsewhere: () => isElsewhere(c),
  };
}

/** When one of those who may get the lead is at work next; the business, where it has nobody yet. */
function personAt({ turn, snapshot, lead }: Case): At | null {
  const { calendar, routing } = snapshot.bundle;
  const directory = workingDirectory(snapshot.directory, turn);
  const owner = directory.reps.get(lead.ownerId ?? "");
  const team = repsOfTeam(directory, lead.teamId ?? routing.fallback);
  const reps = owner === undefined ? team : [owner, ...team];
  const active = reps.filter((rep) => rep.active);
  return active.length === 0 ? nextWorkingTime(turn.at, calendar) : anyAtWorkFrom(active, turn.at, calendar);
}

/** Whether the contact's clock may show another time than that of the business. */
function isElsewhere({ turn, contact, snapshot }: Case): boolean {
  const { business } = snapshot.bundle;
  return zonesOf(contact, business).some((zone) => !isSameClock(turn.at, zone, business.timeZone));
}

/** The state of the conversation's flow; null when none runs, or when it cannot be read any more. */
export function flowState(c: Case): FlowState | null {
  return c.conversation.flow === null ? null : (c.conversation.flow as FlowState);
}

/** Whether a question waits; not when the flow is over. */
export function isUnderWay(state: FlowState | null): boolean {
  return state !== null && state.ended !== true;
}

/** Take over what the flow decided: answers, language, score, route, replies, and who has the floor. */
export function applyAdvance(c: Case, result: Advance): void {
  const { turn } = c;
  learn(c, result);
  for (const each of result.replies) reply(c, each);
  const { control } = result;
  c.conversation.flow = result.state;
  if (control?.type === "opt-out" || control?.type === "opt-in") changeConsent(c, control.type);
  if (control?.type === "completed") complete(c);
  if (control?.type === "handoff") handOver(c, control.reason);
  const asks = isUnderWay(result.state) && c.conversation.floor === "bot";
  scheduleNudge(turn, c.conversation, asks ? result.nudgeAfterMs : null, calendarOf(c.snapshot.bundle));
}

function learn(c: Case, result: Advance): void {
  const { turn, snapshot } = c;
  if (result.language !== c.conversation.language) c.conversation.language = result.language;
  if (result.languageSure && c.contact.language !== result.language) {
    const entry = { kind: "field-set", leadId: c.lead.id } as const;
    c.contact = changeContact(turn, c.contact, { language: result.language }, entry);
  }
  if (c.lead.language !== result.language) {
    c.lead = changeLead(turn, c.lead, { language: result.language }, { kind: "field-set" });
  }
  if (result.retracted.length > 0) c.lead = retractAnswers(turn, c.lead, result.retracted);
  if (result.captured.length > 0) {
    const learned = recordAnswers(turn, c.lead, c.contact, result.captured);
    c.lead = learned.lead;
    c.contact = learned.contact;
  }
  for (const { purpose, granted, text, source } of result.consents ?? []) {
    const state = granted ? "granted" : "withdrawn";
    const said = { channel: c.conversation.channel, purpose, state, text, source } as const;
    c.contact = noteConsent(turn, c.contact, said, { leadId: c.lead.id });
  }
  if (result.tags.length > 0) {
    const tagged = addTags(turn, c.lead, result.tags);
    if (!isRefusal(tagged)) c.lead = tagged;
  }
  const before = c.lead;
  c.lead = scoreLead(turn, c.lead, c.contact, engagementOf(c), snapshot.bundle.scoring);
  const triggers = gradeTriggers(before, c.lead, snapshot.bundle.scoring);
  if (triggers === null) return;
  if (triggers.tags.length > 0) {
    const tagged = addTags(turn, c.lead, triggers.tags);
    if (!isRefusal(tagged)) c.lead = tagged;
  }
  if (triggers.routeNow) route(c);
  if (triggers.tellManagers) {
    turn.notify({
      to: { managers: true },
      leadId: c.lead.id,
      message: handoffNotice({ ...factsOf(c), reason: "flow" }),
    });
  }
}

function engagementOf(c: Case): Engagement {
  return {
    messages: c.conversation.inboundCount,
    lastInboundAt: c.conversation.lastInboundAt,
    answeredWithinMinutes: c.answeredWithinMinutes,
    returned: c.hasReturned,
  };
}

function complete(c: Case): void {
  const { turn, snapshot } = c;
  c.lead = markQualified(
    turn,
    c.lead,
    snapshot.bundle.pipeline,
    workingDirectory(snapshot.directory, turn),
    c.offer,
  );
  route(c);
}

/** A person takes over: the bot keeps silent from here on. */
export function handOver(c: Case, reason: "asked" | "attempts" | "flow" | "idle" | "loop"): void {
  const { turn } = c;
  // Who has only gone quiet may still talk to the bot when they come back.
  if (reason !== "idle") c.conversation.floor = "human";
  turn.record({ kind: "handed-over", leadId: c.lead.id, contactId: c.contact.id, note: reason }, BOT);
  route(c);
  const message = handoffNotice({ ...factsOf(c), reason });
  turn.notify({ to: { thread: c.lead.id }, leadId: c.lead.id, message });
  if (c.lead.ownerId !== null) turn.notify({ to: { rep: c.lead.ownerId }, leadId: c.lead.id, message });
}

function route(c: Case): void {
  const { turn, snapshot } = c;
  if (c.lead.ownerId !== null || c.lead.offerId !== null || c.lead.stageKind !== "open") return;
  const routed = routeLead(
    turn,
    c.lead,
    c.contact,
    workingDirectory(snapshot.directory, turn),
    snapshot.bundle.routing,
    calendarOf(snapshot.bundle),
  );
  if (!isRefusal(routed)) c.lead = routed;
}

/** Say something in the conversation. */
export function reply(c: Case, said: Reply): void {
  const { turn, conversation, lead } = c;
  const outboxId = turn.nextId();
  const message = turn.addMessage({
    conversationId: conversation.id,
    leadId: lead.id,
    direction: "out",
    author: "bot",
    text: said.text,
    extra: said.choices && said.choices.length > 0 ? { choices: said.choices } : null,
    externalId: null,
    outboxId,
  });
  turn.send({
    id: outboxId,
    channel: conversation.channel,
    chatId: conversation.chatId,
    message:
      said.choices && said.choices.length > 0
        ? { text: said.text, choices: said.choices }
        : { text: said.text },
    leadId: lead.id,
    messageId: message.id,
  });
  conversation.lastOutboundAt = turn.at;
  if (!c.isNewLead && isAnnounced(c.leadBefore)) mirrorReply(turn, lead, said.text);
}

/** Note consent; what still waits to be sent in any of the person's chats goes out no more. */
function changeConsent(c: Case, to: "opt-out" | "opt-in"): void {
  const { turn, contact, lead } = c;
  const text = turn.changes().messages.findLast((each) => each.direction === "in")?.text ?? "";
  const said = { channel: turn.channel, text, source: "word" };
  c.contact = (to === "opt-out" ? optOut : optIn)(turn, contact, said, lead.id);
  if (to === "opt-out") for (const lane of c.lanes) turn.dropSends(lane);
}

/** The facts of the case for notices. */
export function factsOf(c: Case): NoticeFacts {
  const { lead, contact, offer, snapshot, turn } = c;
  return {
    lead,
    contact,
    offer: turn.changes().offers.find((each) => each.id === lead.offerId) ?? offer,
    directory: workingDirectory(snapshot.directory, turn),
    bundle: snapshot.bundle,
    at: turn.at,
  };
}

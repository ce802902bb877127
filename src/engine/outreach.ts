import type { OutboundMessage } from "../channel/outbound.ts";
import type { UnaskedTerms } from "../channel/unasked.ts";
import { switchedOffNotice } from "../commands/present/outreach.ts";
import { automaticNotice } from "../commands/present/sequences.ts";
import type { FlowState } from "../flow/types.ts";
import { localDate } from "../leads/calendar.ts";
import { CAMPAIGN_DUE } from "../leads/campaign.ts";
import { dailyMost, type QuietHours } from "../leads/config.ts";
import { SEQUENCE_DUE } from "../leads/enrolment.ts";
import { judgeOutreach, type OutreachVerdict } from "../leads/outreach.ts";
import { isSwitchedOff, OFF_ALL, offCounter, sentCounter } from "../leads/outreach-counters.ts";
import { zonesOf } from "../leads/person-zone.ts";
import { switchOutreach } from "../leads/switch-outreach.ts";
import type { Turn } from "../leads/turn.ts";
import type { At } from "../leads/types/at.ts";
import type { Contact } from "../leads/types/contact.ts";
import type { Conversation } from "../leads/types/conversation.ts";
import type { Lead } from "../leads/types/lead.ts";
import type { Outreach } from "../leads/types/outreach.ts";
import type { Texts } from "../leads/words.ts";
import { isUnderWay } from "./case.ts";
import { isAnnounced } from "./mirror.ts";
import type { Snapshot } from "./snapshot.ts";

/**
 * The timers that decide whether an unasked message is sent: for them the switches and the day's counts are loaded,
 * see {@link countersFor}.
 */
export const OUTREACH_TIMERS: ReadonlySet<string> = new Set([SEQUENCE_DUE, CAMPAIGN_DUE]);

/** The counters that a decision at `at` on these channels reads. */
export function countersFor(channels: Iterable<string>, at: At, timeZone: string): string[] {
  const names = [OFF_ALL];
  for (const channel of channels)
    names.push(offCounter(channel), sentCounter(channel, localDate(at, timeZone)));
  return names;
}

/** Whom an unasked message is for: all of the person's chats as they are before the turn, and the one to write in. */
export interface Recipient {
  contact: Contact;
  conversations: readonly Conversation[];
  conversation: Conversation | null;
}

/** Ask the guard, on the rows as this turn and those before it have left them. */
export function judgeUnasked(
  turn: Turn,
  snapshot: Snapshot,
  to: Recipient,
  quietHours?: QuietHours | undefined,
  needsYes = false,
): OutreachVerdict {
  const { business, calendar } = snapshot.bundle;
  const conversation = to.conversation === null ? null : now(turn, to.conversation);
  const channel = conversation?.channel ?? "";
  const counter = (name: string) => counterNow(turn, snapshot, name);
  return judgeOutreach({
    at: turn.at,
    channel,
    contact: to.contact,
    conversation,
    isAsked: conversation !== null && isUnderWay(conversation.flow as FlowState | null),
    sentToPerson: to.conversations.flatMap((each) => now(turn, each).unasked ?? []),
    sentToday: counter(sentCounter(channel, localDate(turn.at, calendar.timeZone))),
    isOff: isSwitchedOff(counter, channel),
    rules: business.outreach,
    business: calendar,
    quietHours,
    needsYes,
  });
}

/** An unasked message that the guard let go. */
export interface Unasked extends Pick<Outreach, "kind" | "source" | "step" | "variant"> {
  lead: Lead;
  contact: Contact;
  conversation: Conversation;
  text: string;
  /** What is sent, where that is more than the text. */
  message?: OutboundMessage;
  /** What it is part of, for the lead's thread: a sequence's name. */
  title: Texts;
  /** What holds for it besides the rules: kept with it, for when it is held up on its way. */
  terms: Pick<UnaskedTerms, "enrolmentId" | "endsOnReply"> & { quietHours?: QuietHours | undefined };
}

/**
 * Send an unasked message: kept in the conversation, counted for the person and for the channel's day, written down for
 * the results, and shown in the lead's thread as automatic.
 */
export function sendUnasked(turn: Turn, snapshot: Snapshot, unasked: Unasked): void {
  const { lead, contact, text, kind, source, step, variant } = unasked;
  const conversation = now(turn, unasked.conversation);
  const { channel, chatId } = conversation;
  const outboxId = turn.nextId();
  const message = turn.addMessage({
    conversationId: conversation.id,
    leadId: lead.id,
    direction: "out",
    author: "bot",
    text,
    extra: { automatic: { kind, source, step, variant } },
    externalId: null,
    outboxId,
  });
  turn.send({
    id: outboxId,
    channel,
    chatId,
    message: { ...(unasked.message ?? { text }), unasked: termsOf(turn, snapshot, unasked) },
    leadId: lead.id,
    messageId: message.id,
  });
  turn.save("conversations", {
    ...conversation,
    unasked: [...(conversation.unasked ?? []), turn.at].slice(-MOST_KEPT),
    lastOutboundAt: turn.at,
    updatedAt: turn.at,
  });
  const today = sentCounter(channel, localDate(turn.at, snapshot.bundle.calendar.timeZone));
  turn.setCounter(today, counterNow(turn, snapshot, today) + 1);
  turn.save("outreach", {
    id: turn.nextId(),
    contactId: contact.id,
    leadId: lead.id,
    conversationId: conversation.id,
    channel,
    kind,
    source,
    step,
    variant,
    messageId: message.id,
    outboxId,
    at: turn.at,
  });
  if (isAnnounced(lead)) {
    const notice = automaticNotice(lead, unasked.title, text);
    turn.notify({ to: { thread: lead.id }, leadId: lead.id, message: notice });
  }
}

function termsOf(turn: Turn, { bundle }: Snapshot, unasked: Unasked): UnaskedTerms {
  const { outreach: rules } = bundle.business;
  const { kind, source, contact, terms } = unasked;
  const { enrolmentId, endsOnReply, quietHours } = terms;
  // It may be a day later where the person is, or a day earlier.
  const from = localDate(new Date(Date.parse(turn.at) - 86_400_000).toISOString(), bundle.calendar.timeZone);
  const most = dailyMost(rules, unasked.conversation.channel);
  return {
    kind,
    source,
    contactId: contact.id,
    enrolmentId,
    endsOnReply,
    quiet: quietHours === undefined ? [rules.quietHours] : [rules.quietHours, quietHours],
    zones: [...zonesOf(contact, bundle.calendar)],
    weekends: rules.weekends,
    holidays: rules.holidays ? [] : bundle.calendar.holidays.filter((day) => day >= from),
    perPerson: rules.perPerson,
    ...(most === null ? {} : { perDay: { most, zone: bundle.calendar.timeZone } }),
  };
}

/** No rule counts more than a hundred. */
const MOST_KEPT = 100;

/**
 * The vendor objects: no more unasked messages on the turn's channel, and the managers know. False: they were off
 * already.
 */
export function stopUnasked(turn: Turn, snapshot: Snapshot, why: "blocked" | "logged-out" | "spam"): boolean {
  const { channel } = turn;
  if (counterNow(turn, snapshot, offCounter(channel)) !== 0) return false;
  switchOutreach(turn, "off", channel, why);
  turn.notify({ to: { managers: true }, leadId: null, message: switchedOffNotice(channel, why) });
  return true;
}

/** A counter as this turn has left it. */
export function counterNow(turn: Turn, snapshot: Pick<Snapshot, "counter">, name: string): number {
  return turn.changes().counters.find((each) => each.name === name)?.value ?? snapshot.counter(name);
}

function now(turn: Turn, conversation: Conversation): Conversation {
  return turn.changes().conversations.find((each) => each.id === conversation.id) ?? conversation;
}

import { localDate } from "./calendar.ts";
import type { OutreachRules } from "./config/outreach.ts";
import { dailyMost } from "./config/outreach.ts";
import type { BusinessCalendar } from "./config.ts";
import { asksFirst } from "./consent.ts";
import { judgeOutreach } from "./outreach.ts";
import { type OutreachReason, REASONS } from "./outreach-reasons.ts";
import { zonesOf } from "./person-zone.ts";
import { nextLoudTime } from "./quiet-hours.ts";
import type { At } from "./types/at.ts";
import type { Contact } from "./types/contact.ts";
import type { Conversation } from "./types/conversation.ts";
import type { Lead } from "./types/lead.ts";
import type { Texts } from "./words.ts";

/** Somebody whom a campaign may be for. */
export interface Candidate {
  contact: Contact;
  lead: Lead;
  conversations: readonly Conversation[];
}

export interface CampaignPlan {
  /** Who would get it, when at the earliest; in order. */
  to: { candidate: Candidate; conversation: Conversation; dueAt: At }[];
  /** Who would not, by reason. */
  not: Map<string, Reasoned>;
  /** Of those who would: who gets it later than at once, by reason. */
  later: Map<string, Reasoned>;
}

export interface Reasoned {
  text: Texts;
  who: { candidate: Candidate; dueAt: At | null }[];
}

/** Between two messages of one channel, in ms: what a person at a phone could send. */
const GAP_MS = 5_000;
const DAY = 86_400_000;

/**
 * Who would get a campaign that begins at `from`, and when: the guard's answer for each, spread over the days by the
 * channel's daily limit. The guard has the last word again when each is sent.
 */
export function planCampaign(
  candidates: readonly Candidate[],
  facts: {
    at: At;
    from: At;
    rules: OutreachRules;
    business: BusinessCalendar;
    optIn: boolean | readonly string[];
    chatOf: (conversations: readonly Conversation[]) => Conversation | null;
    isAsked: (conversation: Conversation) => boolean;
    /** How many unasked messages a channel has sent on the business's day of `at`. Default: none. */
    sentToday?: (channel: string) => number;
    /** Whether they are switched off there. Default: nowhere. */
    isOff?: (channel: string) => boolean;
  },
): CampaignPlan {
  const { from, rules, business, optIn } = facts;
  const plan: CampaignPlan = { to: [], not: new Map(), later: new Map() };
  const isToday = localDate(from, business.timeZone) === localDate(facts.at, business.timeZone);
  const planned = new Map<string, number>();
  for (const candidate of candidates) {
    const { contact, conversations } = candidate;
    const conversation = facts.chatOf(conversations);
    const channel = conversation?.channel ?? candidate.lead.channel;
    const verdict = judgeOutreach({
      at: from,
      channel,
      contact,
      conversation,
      isAsked: conversation !== null && facts.isAsked(conversation),
      sentToPerson: conversations.flatMap((each) => each.unasked ?? []),
      sentToday: 0,
      needsYes: asksFirst(optIn, channel),
      isOff: facts.isOff?.(channel) ?? false,
      rules,
      business,
    });
    if (verdict.kind === "never" || conversation === null) {
      addTo(plan.not, verdict.kind === "never" ? verdict.why : REASONS.neverWrote, candidate, null);
      continue;
    }
    // What the channel has sent today already takes its places.
    const place = planned.get(channel) ?? (isToday ? (facts.sentToday?.(channel) ?? 0) : 0);
    // Who must wait for another day anyway takes none.
    const isOtherDay = verdict.kind === "wait" && Date.parse(verdict.until) - Date.parse(facts.from) >= DAY;
    if (!isOtherDay) planned.set(channel, place + 1);
    const most = dailyMost(rules, channel) ?? 100_000;
    const days = isOtherDay ? 0 : Math.floor(place / most) * DAY;
    const earliest = new Date(Date.parse(from) + days + (place % most) * GAP_MS).toISOString();
    const free = verdict.kind === "wait" && verdict.until > earliest ? verdict.until : earliest;
    const dueAt = nextLoudTime(
      free,
      zonesOf(contact, business),
      [rules.quietHours],
      rules,
      business.holidays,
    );
    plan.to.push({ candidate, conversation, dueAt: dueAt ?? free });
    const why =
      verdict.kind === "wait" && verdict.until > earliest
        ? verdict.why
        : days > 0
          ? REASONS.channel
          : dueAt !== null && dueAt > free
            ? REASONS.quiet
            : null;
    if (why !== null) addTo(plan.later, why, candidate, dueAt ?? free);
  }
  return plan;
}

function addTo(
  reasons: Map<string, Reasoned>,
  { code, text }: OutreachReason,
  candidate: Candidate,
  dueAt: At | null,
): void {
  const known = reasons.get(code) ?? { text, who: [] };
  known.who.push({ candidate, dueAt });
  reasons.set(code, known);
}

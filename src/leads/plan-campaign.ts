import type { OutreachRules } from "./config/outreach.ts";
import { dailyMost } from "./config/outreach.ts";
import type { BusinessCalendar } from "./config.ts";
import { asksFirst } from "./consent.ts";
import { judgeOutreach } from "./outreach.ts";
import { zonesOf } from "./person-zone.ts";
import { nextLoudTime } from "./quiet-hours.ts";
import type { At, Contact, Conversation, Lead } from "./types.ts";
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
  not: Map<string, { text: Texts; count: number }>;
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
  },
): CampaignPlan {
  const { from, rules, business, optIn } = facts;
  const plan: CampaignPlan = { to: [], not: new Map() };
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
      isOff: false,
      rules,
      business,
    });
    if (verdict.kind === "never" || conversation === null) {
      const why = verdict.kind === "never" ? verdict.why : null;
      const code = why?.code ?? "never-wrote";
      const known = plan.not.get(code);
      plan.not.set(code, {
        text: why?.text ?? { en: code, pt: code, es: code },
        count: (known?.count ?? 0) + 1,
      });
      continue;
    }
    const place = planned.get(channel) ?? 0;
    planned.set(channel, place + 1);
    const most = dailyMost(rules, channel) ?? 100_000;
    const days = Math.floor(place / most) * DAY;
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
  }
  return plan;
}

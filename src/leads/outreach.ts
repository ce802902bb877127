import { localDate, localDay } from "./calendar.ts";
import { dailyMost, type OutreachRules, type QuietHours } from "./config/outreach.ts";
import type { BusinessCalendar } from "./config.ts";
import { refusesNews } from "./consent.ts";
import { type OutreachReason, REASONS } from "./outreach-reasons.ts";
import { zonesOf } from "./person-zone.ts";
import { nextLoudTime } from "./quiet-hours.ts";
import type { At } from "./types/at.ts";
import type { Contact } from "./types/contact.ts";
import type { Conversation } from "./types/conversation.ts";

/** What is looked at before somebody is sent a message that they did not ask for. */
export interface OutreachFacts {
  /** The time of the decision; a retry has the same. */
  at: At;
  channel: string;
  contact: Pick<Contact, "optedOutAt" | "consents" | "timeZone" | "phone">;
  /** The chat in which it would be sent; null when the person has none on the channel. */
  conversation: Pick<Conversation, "floor" | "lastInboundAt" | "lastOutboundAt"> | null;
  /** A question of the bot waits for an answer there. */
  isAsked: boolean;
  /** When the person was sent such messages before, of whatever sequence or campaign, in any order. */
  sentToPerson: readonly At[];
  /** How many such messages the channel has sent on the business's day of `at`. */
  sentToday: number;
  /** Only who has agreed to news may get it. A refusal always counts. Default: false. */
  needsYes?: boolean;
  /** They are switched off, for the channel or for all. */
  isOff: boolean;
  rules: OutreachRules;
  business: BusinessCalendar;
  /** Those of the sequence or campaign, besides the rules' own. */
  quietHours?: QuietHours | undefined;
}

export type OutreachVerdict =
  | { kind: "go" }
  /** `until` is later than `at`: to be asked again then. */
  | { kind: "wait"; until: At; why: OutreachReason }
  | { kind: "never"; why: OutreachReason };

/**
 * Whether a message that nobody asked for may be sent now: the one guard of nurture sequences and campaigns.
 *
 * Pure, so the answer for a row of the inbox is the same when it is tried again. Facts that stay as they are lead
 * to "go" or "never" at the time waited for, except while the messages are switched off.
 */
export function judgeOutreach(facts: OutreachFacts): OutreachVerdict {
  const { at, contact, conversation, rules, business } = facts;
  const refused = refusesNews(contact, facts.channel, facts.needsYes ?? false);
  if (refused !== null) return never(refused === "opted-out" ? REASONS.optedOut : REASONS.noConsent);
  if (conversation === null || conversation.lastInboundAt === null) return never(REASONS.neverWrote);
  if (conversation.floor === "human" && rules.afterHumanDays === "never") return never(REASONS.human);
  if (dailyMost(rules, facts.channel) === 0) return never(REASONS.channelNever);
  if (facts.isOff) return { kind: "wait", until: later(at, OFF_MS), why: REASONS.off };

  const latest = bounds(facts).reduce<Bound | null>(
    (last, each) => (each.until > (last?.until ?? at) ? each : last),
    null,
  );
  const quiet = facts.quietHours === undefined ? [rules.quietHours] : [rules.quietHours, facts.quietHours];
  const zones = zonesOf(contact, business);
  const until = nextLoudTime(latest?.until ?? at, zones, quiet, rules, business.holidays);
  if (until === null) return never(REASONS.alwaysQuiet);
  if (until <= at) return { kind: "go" };
  return { kind: "wait", until, why: latest?.why ?? REASONS.quiet };
}

/** While they are switched off it is looked again after so long. */
const OFF_MS = 6 * 3_600_000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

interface Bound {
  until: At;
  why: OutreachReason;
}

/** Until when each of the limits holds the message back. */
function bounds(facts: OutreachFacts): Bound[] {
  const { at, conversation, rules, business } = facts;
  const found: Bound[] = [];
  const heard = conversation?.lastInboundAt ?? "";
  const spoke = conversation?.lastOutboundAt ?? "";
  // Not one of these messages, which are no talk.
  const said = facts.sentToPerson.includes(spoke) ? "" : spoke;
  if (conversation?.floor === "human" && rules.afterHumanDays !== "never") {
    const until = later(heard > said ? heard : said, rules.afterHumanDays * DAY);
    found.push({ until, why: REASONS.human });
  } else if (facts.isAsked) {
    found.push({ until: later(heard, rules.afterQuestionHours * HOUR), why: REASONS.asked });
  }
  const until = personBound(facts.sentToPerson, rules.perPerson);
  if (until !== null) found.push({ until, why: REASONS.person });
  const most = dailyMost(rules, facts.channel);
  if (most !== null && facts.sentToday >= most) {
    const today = localDay(localDate(at, business.timeZone), business.timeZone);
    found.push({ until: today.to, why: REASONS.channel });
  }
  return found;
}

/** Until when somebody gets no more unasked messages, by how many they got; null: there is no such limit. */
export function personBound(sent: readonly At[], rules: OutreachRules["perPerson"]): At | null {
  const newestFirst = [...sent].sort().reverse();
  return rules.reduce<At | null>((last, { most, days }) => {
    const oldest = newestFirst[most - 1];
    const until = oldest === undefined ? null : later(oldest, days * DAY);
    return until !== null && until > (last ?? "") ? until : last;
  }, null);
}

function never(why: OutreachReason): OutreachVerdict {
  return { kind: "never", why };
}

function later(at: At, ms: number): At {
  return new Date(Date.parse(at) + ms).toISOString();
}

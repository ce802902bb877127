import type { At, Contact, Conversation, Enrolment, Lead, Outreach } from "../leads/types.ts";
import type { Page, Scope } from "./rows.ts";

/** What commands read of unasked messages: sequences, the switches, and what came of them. */
export interface OutreachReads {
  /** How many people are in each sequence, have been through it, and were stopped. */
  sequenceCounts(scope: Scope): Promise<{ sequence: string; status: Enrolment["status"]; count: number }[]>;
  /** Who is in sequences now; what falls due first comes first. */
  enrolled(
    filter: { scope: Scope; sequence?: string; leadId?: string },
    page: Page,
  ): Promise<{ rows: EnrolledRow[]; total: number }>;
  /** The people of these leads, whole. */
  people(leadIds: readonly string[]): Promise<ReachedPerson[]>;
  /** The switches, and what each channel has sent on a day (`yyyy-mm-dd`) of the business. */
  outreachState(day: string): Promise<OutreachState>;
  /** Unasked messages since then with what came of each, for {@link countResults}. */
  outreachSent(filter: {
    kind: Outreach["kind"];
    source?: string;
    from: At;
    scope: Scope;
  }): Promise<SentOutreach[]>;
}

/** A person whom unasked messages may reach, with all that is theirs. */
export interface ReachedPerson {
  contact: Contact;
  leads: Lead[];
  conversations: Conversation[];
}

export interface EnrolledRow {
  enrolment: Enrolment;
  lead: { id: string; number: number; name: string | null; company: string | null };
}

export interface OutreachState {
  /** Where they are off: channels, `all` for everywhere. */
  off: string[];
  sent: { channel: string; count: number }[];
  /** The newest switch by channel (or `all`): who or why, and when. */
  switched: { channel: string; by: string | null; why: string | null; at: At }[];
}

/** An unasked message and what followed. */
export interface SentOutreach {
  source: string;
  step: string | null;
  variant: string | null;
  at: At;
  /** When the next unasked message went to the same chat: what came later is not owed to this one. */
  nextAt: At | null;
  deliveredAt: At | null;
  readAt: At | null;
  /** The first answer after it, in that chat. */
  repliedAt: At | null;
  /** When the person became a customer after it. */
  wonAt: At | null;
  optedOutAt: At | null;
}

export interface Results {
  sent: number;
  delivered: number;
  read: number;
  replied: number;
  won: number;
  optedOut: number;
}

const DAY = 86_400_000;
/** What follows later is not owed to the message. */
const WINDOW_MS = { replied: 14 * DAY, won: 90 * DAY, optedOut: 14 * DAY };

/**
 * What came of messages, by a key of each: each answer, sale and opt-out counts for the last message before it, when it
 * came soon enough (an answer or an opt-out within 14 days, a sale within 90).
 */
export function countResults(
  sent: readonly SentOutreach[],
  keyOf: (row: SentOutreach) => string,
): Map<string, Results> {
  const counts = new Map<string, Results>();
  for (const row of sent) {
    const key = keyOf(row);
    const now = counts.get(key) ?? { sent: 0, delivered: 0, read: 0, replied: 0, won: 0, optedOut: 0 };
    counts.set(key, {
      sent: now.sent + 1,
      // Who has read it has got it, whatever the channel told first.
      delivered: now.delivered + Number(row.deliveredAt !== null || row.readAt !== null),
      read: now.read + Number(row.readAt !== null),
      replied: now.replied + Number(isOwed(row, row.repliedAt, WINDOW_MS.replied)),
      won: now.won + Number(isOwed(row, row.wonAt, WINDOW_MS.won)),
      optedOut: now.optedOut + Number(isOwed(row, row.optedOutAt, WINDOW_MS.optedOut)),
    });
  }
  return counts;
}

function isOwed({ at, nextAt }: SentOutreach, then: At | null, windowMs: number): boolean {
  if (then === null || then < at || (nextAt !== null && then > nextAt)) return false;
  return Date.parse(then) - Date.parse(at) <= windowMs;
}

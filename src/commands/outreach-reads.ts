import type { At } from "../leads/types/at.ts";
import type { Contact } from "../leads/types/contact.ts";
import type { Conversation } from "../leads/types/conversation.ts";
import type { Lead } from "../leads/types/lead.ts";
import type { Enrolment } from "../leads/types/nurture.ts";
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

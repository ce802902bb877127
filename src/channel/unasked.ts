/**
 * Under which terms a message that nobody asked for may go out: they travel with it, because it may be held up between
 * the moment at which it was decided and the one at which it is sent.
 */
export interface UnaskedTerms {
  kind: "sequence" | "campaign";
  /** The id of the sequence or campaign. */
  source: string;
  /** Whose it was when it was decided. */
  contactId: string;
  /** The place in the sequence; when that has been stopped meanwhile the message is taken back. Null: a campaign's. */
  enrolmentId: string | null;
  /** It is taken back when the person has written meanwhile. */
  endsOnReply: boolean;
  /** From the first to the second (`20:00`) it does not go out, by the clocks of all these zones. */
  quiet: [string, string][];
  zones: string[];
  /** Whether it may go out on Saturdays and Sundays. */
  weekends: boolean;
  /** Days (`yyyy-mm-dd`) on which it does not. */
  holidays: string[];
  /** How many such messages one person gets at most. */
  perPerson: { most: number; days: number }[];
  /** How many its channel sends at most on a day of this zone. Default: as many as there are. */
  perDay?: { most: number; zone: string };
}

import type { At } from "./at.ts";

export interface Activity {
  id: string;
  seq: number;
  leadId: string | null;
  contactId: string | null;
  kind: ActivityKind;
  actorKind: "contact" | "bot" | "rep" | "system";
  actorId: string | null;
  channel: string;
  /** The changed fields of the lead (those of the contact as `contact.<field>`), before and after; only those. */
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
  note: string | null;
  at: At;
}

/** What can happen to a lead or contact. */
export const ACTIVITY_KINDS = [
  "lead-opened",
  "contact-seen",
  "answered",
  "scored",
  "routed",
  "offered",
  "claimed",
  "passed",
  "assigned",
  "offer-expired",
  "stage-moved",
  "value-set",
  "tagged",
  "field-set",
  "noted",
  "replied",
  "handed-over",
  "floor-changed",
  "nudged",
  "opted-out",
  "opted-in",
  "consent-noted",
  "contacts-joined",
  "contacts-separated",
  "undone",
  "send-failed",
  "template-sent",
  "file-sent",
  "follow-up-planned",
  "follow-up-moved",
  "follow-up-done",
  "follow-up-dropped",
  "called",
  "met",
  "released",
  "sequence-started",
  "sequence-sent",
  "sequence-waits",
  "sequence-skipped",
  "sequence-ended",
  "outreach-switched",
  "clock-moved",
  "sla-broken",
] as const;
export type ActivityKind = (typeof ACTIVITY_KINDS)[number];

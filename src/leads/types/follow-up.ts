import type { At } from "./at.ts";

/** A planned touch with a lead. */
export interface FollowUp {
  id: string;
  leadId: string;
  /** Whose it is. */
  repId: string;
  kind: FollowUpKind;
  /** What it is about, written when it was planned. */
  note: string | null;
  /** What came of it. */
  outcome: string | null;
  status: "open" | "done" | "dropped";
  /** When it is due; it moves when it is snoozed. */
  dueAt: At;
  /** When it was first due: what counts as kept. */
  plannedFor: At;
  /** Planned again when it is done. */
  repeats: Repeats | null;
  /** When its owner was reminded of `dueAt`; null when it was not yet. */
  remindedAt: At | null;
  createdBy: string | null;
  createdAt: At;
  doneAt: At | null;
  /** How often its time was changed: calendars take the entry with the highest. Null: never. */
  moves: number | null;
  /** The rule of followups.yaml that planned it; null when a person did. */
  rule: string | null;
}

export const FOLLOW_UP_KINDS = ["call", "message", "meeting", "task", "support"] as const;
export type FollowUpKind = (typeof FOLLOW_UP_KINDS)[number];

/** How often something is done again, counted from when it was first due. */
export interface Repeats {
  every: "day" | "week" | "month" | "weekday";
  count: number;
  /** When the first of them was due: the day of the month and the time of day stay its own. */
  since?: At;
  /** None is planned after this. Default: it goes on until it is dropped. */
  until?: At;
  /** How many are left, this one included. Default: it goes on until it is dropped. */
  left?: number;
  /** One that falls on a holiday of the business is left out. Default: it is not. */
  skipHolidays?: boolean;
  /** What calendars know all of them by. Default: this is the first. */
  series?: string;
}

/** What a lead's card shows of its next follow-up. */
export interface NextStep {
  followUpId: string;
  at: At;
  kind: FollowUpKind;
  note: string | null;
}

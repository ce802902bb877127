import type { At } from "./at.ts";

export interface LeadNurture {
  active: LeadEnrolment[];
  /** When the lead was last in a sequence, by its id. */
  past: Record<string, At>;
  /** Those that ended because the person was in them twice when two became one: they come back when they are parted. */
  merged?: LeadEnrolment[];
}

/** A place in a nurture sequence that is not over. */
export interface LeadEnrolment {
  id: string;
  /** The id of the sequence. */
  sequence: string;
  /** The id of the step that comes next, and its place, for when the file has changed meanwhile. */
  step: string;
  place: number;
  dueAt: At;
  since: At;
  /** The rep who enrolled by hand. */
  by?: string;
  /** The lead on which it began, which was folded into this one since. */
  from?: string;
}

/** An enrolment as lists and results read it. */
export interface Enrolment {
  id: string;
  contactId: string;
  leadId: string | null;
  sequence: string;
  step: number;
  status: "active" | "done" | "stopped";
  dueAt: At | null;
  reason: string | null;
  startedBy: string | null;
  createdAt: At;
  updatedAt: At;
}

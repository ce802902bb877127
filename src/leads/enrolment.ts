import { changeLead, SYSTEM } from "./change.ts";
import type { Actor, Turn } from "./turn.ts";
import type { ActivityKind } from "./types/activity.ts";
import type { At } from "./types/at.ts";
import type { Lead } from "./types/lead.ts";
import type { Enrolment, LeadEnrolment, LeadNurture } from "./types/nurture.ts";
import type { Timer } from "./types/timer.ts";

/** The timer of the next step of an enrolment; its payload is `{ enrolmentId, dueAt }`. */
export const SEQUENCE_DUE = "sequence";

/** Why an enrolment was stopped: one of these, or the code of the guard's reason. */
export const STOP_REASONS = [
  "replied",
  "human",
  "stage-changed",
  "closed",
  "owner-changed",
  "opted-out",
  "merged",
  "removed",
  "by-hand",
] as const;
export type StopReason = (typeof STOP_REASONS)[number];

/** A step that comes next: its id, its place in the sequence, and when. */
export interface NextSend {
  step: string;
  place: number;
  dueAt: At;
  /** The chat with which it stays in order. */
  conversationId: string;
}

/** The enrolments of a lead that are not over. */
export function activeEnrolments(lead: Pick<Lead, "nurture">): readonly LeadEnrolment[] {
  return lead.nurture?.active ?? NONE;
}

const NONE: readonly LeadEnrolment[] = [];

/** Begin a sequence. What speaks against it was looked at before. */
export function startEnrolment(
  turn: Turn,
  lead: Lead,
  sequence: string,
  next: NextSend,
  actor: Actor = SYSTEM,
): Lead {
  const { step, place, dueAt } = next;
  const enrolment: LeadEnrolment = {
    id: turn.nextId(),
    sequence,
    step,
    place,
    dueAt,
    since: turn.at,
    ...(actor.kind === "rep" && actor.id !== null ? { by: actor.id } : {}),
  };
  saveTimer(turn, lead, enrolment, next.conversationId, "pending");
  return keep(turn, lead, [...activeEnrolments(lead), enrolment], {
    kind: "sequence-started",
    note: sequence,
    actor,
    row: toRow(turn, lead, enrolment, "active"),
  });
}

/** What was due is sent, passed over, or has to wait: the next one. `detail` is told in the trail. */
export function moveEnrolment(
  turn: Turn,
  lead: Lead,
  enrolment: LeadEnrolment,
  next: NextSend,
  entry: { kind: "sequence-sent" | "sequence-skipped" | "sequence-waits"; detail: string },
): Lead {
  const { step, place, dueAt } = next;
  const after: LeadEnrolment = { ...enrolment, step, place, dueAt };
  saveTimer(turn, lead, after, next.conversationId, "pending");
  const active = activeEnrolments(lead).map((each) => (each.id === enrolment.id ? after : each));
  return keep(turn, lead, active, {
    kind: entry.kind,
    note: `${enrolment.sequence} ${entry.detail}`,
    actor: SYSTEM,
    row: toRow(turn, lead, after, "active"),
  });
}

/** The last step is behind it (`last`: how it went), or something stopped it. */
export function endEnrolment(
  turn: Turn,
  lead: Lead,
  enrolment: LeadEnrolment,
  end:
    | { status: "done"; kind: "sequence-sent" | "sequence-skipped"; detail: string }
    | { status: "stopped"; reason: string; actor?: Actor },
): Lead {
  const active = activeEnrolments(lead).filter((each) => each.id !== enrolment.id);
  const stopped = end.status === "stopped";
  if (stopped) saveTimer(turn, lead, enrolment, null, "cancelled");
  const isMerged = stopped && end.reason === "merged";
  return keep(
    turn,
    lead,
    active,
    {
      kind: stopped ? "sequence-ended" : end.kind,
      note: `${enrolment.sequence} ${stopped ? end.reason : end.detail}`,
      actor: (stopped ? end.actor : undefined) ?? SYSTEM,
      row: toRow(turn, lead, enrolment, end.status, stopped ? end.reason : null),
    },
    {
      past: { [enrolment.sequence]: turn.at },
      ...(isMerged ? { merged: [...mergedEnrolments(lead), enrolment] } : {}),
    },
  );
}

/** Those that wait for the lead to be parted from another again. */
export function mergedEnrolments(lead: Pick<Lead, "nurture">): readonly LeadEnrolment[] {
  return lead.nurture?.merged ?? NONE;
}

/** The two are parted again: what this one was in goes on where it was; what would be due by now is due at once. */
export function resumeEnrolment(
  turn: Turn,
  lead: Lead,
  enrolment: LeadEnrolment,
  conversationId: string,
): Lead {
  const resumed = { ...enrolment, dueAt: enrolment.dueAt < turn.at ? turn.at : enrolment.dueAt };
  const left = mergedEnrolments(lead).filter((each) => each.id !== enrolment.id);
  saveTimer(turn, lead, resumed, conversationId, "pending");
  const entry = { kind: "sequence-started", note: enrolment.sequence, actor: SYSTEM } as const;
  const row = toRow(turn, lead, resumed, "active");
  return keep(turn, lead, [...activeEnrolments(lead), resumed], { ...entry, row }, { merged: left });
}

/** An enrolment goes from a lead that was folded to the one that stays, or back when they are parted. */
export function carryEnrolment(
  turn: Turn,
  from: Lead,
  to: Lead,
  enrolment: LeadEnrolment,
  conversationId: string,
): [Lead, Lead] {
  const kind = "sequence-ended" as const;
  const left = activeEnrolments(from).filter((each) => each.id !== enrolment.id);
  const { from: home, ...own } = enrolment;
  const carried: LeadEnrolment = home === to.id ? own : { ...own, from: home ?? from.id };
  const row = toRow(turn, to, carried, "active");
  saveTimer(turn, to, carried, conversationId, "pending");
  return [
    keep(turn, from, left, { kind, note: `${enrolment.sequence} merged`, actor: SYSTEM, row }),
    keep(turn, to, [...activeEnrolments(to), carried], {
      kind: "sequence-started",
      note: enrolment.sequence,
      actor: SYSTEM,
      row,
    }),
  ];
}

function keep(
  turn: Turn,
  lead: Lead,
  active: readonly LeadEnrolment[],
  entry: { kind: ActivityKind; note: string; actor: Actor; row: Enrolment },
  more: Partial<Pick<LeadNurture, "past" | "merged">> = {},
): Lead {
  turn.save("enrolments", entry.row);
  const merged = more.merged ?? mergedEnrolments(lead);
  const nurture: LeadNurture = {
    active: [...active],
    past: { ...lead.nurture?.past, ...more.past },
    ...(merged.length === 0 ? {} : { merged: [...merged] }),
  };
  const { kind, note, actor } = entry;
  return changeLead(turn, lead, { nurture }, { kind, note, actor });
}

function toRow(
  turn: Turn,
  lead: Lead,
  enrolment: LeadEnrolment,
  status: Enrolment["status"],
  reason: string | null = null,
): Enrolment {
  return {
    id: enrolment.id,
    contactId: lead.contactId,
    leadId: lead.id,
    sequence: enrolment.sequence,
    step: enrolment.place,
    status,
    dueAt: status === "active" ? enrolment.dueAt : null,
    reason,
    startedBy: enrolment.by ?? null,
    createdAt: enrolment.since,
    updatedAt: turn.at,
  };
}

/** The timer's id names its due time, so that one on its way for an earlier time cannot put it out. */
function saveTimer(
  turn: Turn,
  lead: Lead,
  { id, dueAt }: LeadEnrolment,
  conversationId: string | null,
  status: Timer["status"],
): void {
  turn.save("timers", {
    id: `${SEQUENCE_DUE}:${id}:${Date.parse(dueAt).toString(36)}`,
    kind: SEQUENCE_DUE,
    conversationId,
    leadId: lead.id,
    payload: { enrolmentId: id, dueAt },
    dueAt,
    status,
    createdAt: turn.at,
  });
}

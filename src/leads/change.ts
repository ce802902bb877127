import { LeadlineError } from "../errors.ts";
import { planByRules } from "./follow-up-by-rule.ts";
import { carryFollowUps, type FollowUpChange, nextStepOf, noteFollowUp } from "./follow-up-rows.ts";
import { likelyAfter } from "./learn/likelihood.ts";
import { leadRef } from "./ref.ts";
import { dueColumns, type Limit, runningLimits, type SlaRules } from "./sla.ts";
import { planLimits } from "./sla-timer.ts";
import { diffContact, diffLead, emptyPatch, isSame, noteStageLimit, type Patch } from "./trail.ts";
import type { Actor, Turn } from "./turn.ts";
import type { Activity, ActivityKind } from "./types/activity.ts";
import type { At } from "./types/at.ts";
import type { Contact } from "./types/contact.ts";
import type { Directory } from "./types/directory.ts";
import type { Lead } from "./types/lead.ts";
import type { Rep } from "./types/rep.ts";

/** The bot's and the clock's own doings, whoever's turn it is. */
export const SYSTEM: Actor = { kind: "system", id: null };
export const BOT: Actor = { kind: "bot", id: null };

/**
 * The only way in which a lead changes: the new row is saved, the trail gets exactly the fields that differ,
 * and the loads of the reps and the open follow-ups follow. So the trail replays to the row, `openLeads` equals a
 * recount, and `nextStep` is the earliest open follow-up, whatever `change` says of it.
 */
export function changeLead(
  turn: Turn,
  found: Lead,
  change: Partial<Lead>,
  entry: {
    kind: ActivityKind;
    note?: string | null;
    actor?: Actor;
    /** Needed when the owner, the offer or the closing changes. */
    directory?: Directory;
    /** The contact, when it changes along. */
    contact?: { before: Contact; after: Contact };
    /** Whoever gets the lead has had their turn in the rotation. */
    takesTurn?: boolean;
    /** Follow-ups of the lead that were saved already, for the trail. */
    followUps?: readonly FollowUpChange[];
  },
): Lead {
  const before = turn.rules === null ? found : settleLimits(turn, turn.rules, found, change, entry.kind);
  const after: Lead = { ...before, ...milestones(before, change, turn.at), ...change, updatedAt: turn.at };
  // Not in the trail: it follows from what is, and from what was learned by then.
  if (turn.likelihood !== null || after.likely !== null) {
    after.likely = likelyAfter(turn.likelihood, before, after);
  }
  if (turn.rules !== null && isLimited(before, after)) {
    keepLimits(turn, turn.rules, before, after, entry.kind);
  }
  const patch = emptyPatch();
  const isMoved = entry.kind === "stage-moved";
  if (isMoved || after.nextStep !== null || before.nextStep !== null || turn.changes().followUps.length > 0) {
    keepFollowUps(turn, before, after, patch, entry.followUps ?? []);
    if (isMoved) planByRules(turn, after, patch);
  }
  diffLead(before, after, patch);
  if (after.stage !== before.stage && before.number !== 0) noteStageLimit(before, after, patch);
  if (entry.contact) {
    diffContact(entry.contact.before, entry.contact.after, patch);
    turn.save("contacts", entry.contact.after);
  }
  settleLoads(turn, before, after, entry.directory ?? null, entry.takesTurn ?? false);
  turn.save("leads", after);
  recordPatch(turn, patch, after.id, after.contactId, entry);
  return after;
}

/** Whether a change sets a limit, ends one, or lets it run from another time. */
function isLimited(before: Lead, after: Lead): boolean {
  return LIMITED.some((field) => before[field] !== after[field]);
}

const LIMITED = [
  "stage",
  "stageKind",
  "stageSince",
  "teamId",
  "openedAt",
  "firstResponseAt",
  "responseBrokenAt",
  "stageBrokenAt",
] as const satisfies readonly (keyof Lead)[];

/**
 * What a change ends may have run out already, while nobody looked: then it was broken first. Not where a stay in a
 * stage is taken back, which ends nothing.
 */
function settleLimits(
  turn: Turn,
  rules: SlaRules,
  lead: Lead,
  { stage = lead.stage, firstResponseAt = lead.firstResponseAt }: Partial<Lead>,
  kind: ActivityKind,
): Lead {
  const leaves = kind === "stage-moved" && stage !== lead.stage;
  const answers = firstResponseAt !== lead.firstResponseAt && !PUT_BACK.has(kind);
  if (!leaves && !answers) return lead;
  let settled = lead;
  for (const { limit, dueAt } of runningLimits(lead, rules)) {
    const ends = limit === "stage" ? leaves : answers || leaves;
    const endsAt = limit === "first-response" && answers ? (firstResponseAt ?? turn.at) : turn.at;
    if (ends && dueAt <= endsAt) settled = breakLimit(turn, settled, limit, dueAt);
  }
  return settled;
}

/** What brings a lead back to what it was, its limits among it. */
const PUT_BACK: ReadonlySet<ActivityKind> = new Set(["undone", "contacts-separated"]);

/** A limit was not kept: it is told in the trail, and counts. */
export function breakLimit(turn: Turn, lead: Lead, limit: Limit, dueAt: At): Lead {
  const broken = limit === "stage" ? { stageBrokenAt: dueAt } : { responseBrokenAt: dueAt };
  const note = limit === "stage" ? lead.stage : limit;
  return changeLead(turn, lead, broken, { kind: "sla-broken", note, actor: SYSTEM });
}

/** Bring the columns and the timer in line with what the lead has become. */
function keepLimits(turn: Turn, rules: SlaRules, before: Lead, after: Lead, kind: ActivityKind): void {
  if (after.stage !== before.stage && !PUT_BACK.has(kind)) after.stageBrokenAt = null;
  const running = runningLimits(after, rules);
  Object.assign(after, dueColumns(after, running));
  planLimits(turn, after, running, before.number === 0);
}

/** Bring the follow-ups and the next step in line with what the lead has become. */
function keepFollowUps(
  turn: Turn,
  before: Lead,
  after: Lead,
  patch: Patch,
  saved: readonly FollowUpChange[],
): void {
  for (const change of saved) noteFollowUp(patch, change);
  for (const change of carryFollowUps(turn, before, after)) noteFollowUp(patch, change);
  const next = nextStepOf(turn, after.id);
  after.nextStep = isSame(before.nextStep, next) ? before.nextStep : next;
}

/** What follows from a change of stage: when it was won or lost, and where it has been. */
function milestones(before: Lead, { stage, stageKind = before.stageKind }: Partial<Lead>, at: At) {
  if (stage === undefined || stage === before.stage) return null;
  return {
    wonAt: stageKind === "won" ? at : stageKind === "dormant" ? before.wonAt : null,
    lostAt: stageKind === "lost" ? at : null,
    reached: before.reached.includes(stage) ? before.reached : [...before.reached, stage],
  };
}

/** Likewise for a contact alone. */
export function changeContact(
  turn: Turn,
  before: Contact,
  change: Partial<Contact>,
  entry: { kind: ActivityKind; note?: string | null; leadId?: string | null; actor?: Actor },
): Contact {
  const after: Contact = { ...before, ...change, updatedAt: turn.at };
  const patch = emptyPatch();
  diffContact(before, after, patch);
  turn.save("contacts", after);
  recordPatch(turn, patch, entry.leadId ?? null, after.id, entry);
  return after;
}

/** The directory with the reps as the turn has changed them. */
export function workingDirectory(directory: Directory, turn: Turn): Directory {
  const changed = turn.changes().reps;
  if (changed.length === 0) return directory;
  const reps = new Map(directory.reps);
  for (const rep of changed) reps.set(rep.id, rep);
  return { ...directory, reps };
}

/** The rep as the turn has it by now. */
export function repNow(turn: Turn, directory: Directory, id: string): Rep | null {
  return turn.changes().reps.find((rep) => rep.id === id) ?? directory.reps.get(id) ?? null;
}

/**
 * Whose load a lead is: its owner's, or that of the rep to whom it is offered (an offer holds a place, so
 * that accepting it cannot pass the capacity). Nobody's once it is closed.
 */
export function holderOf(lead: Lead): string | null {
  return lead.stageKind === "open" ? (lead.ownerId ?? lead.offeredTo) : null;
}

function settleLoads(turn: Turn, before: Lead, after: Lead, directory: Directory | null, takesTurn: boolean) {
  const from = holderOf(before);
  const to = holderOf(after);
  if (from === to) return;
  if (directory === null) {
    throw new LeadlineError("turn-failed", `The load of ${leadRef(after)} changes without a directory.`, {
      fix: "Pass the directory to the operation: this is a fault of the program.",
    });
  }
  if (from !== null) adjust(turn, directory, from, -1, false);
  if (to !== null) adjust(turn, directory, to, 1, takesTurn);
}

function adjust(turn: Turn, directory: Directory, repId: string, by: 1 | -1, takesTurn: boolean): void {
  const rep = repNow(turn, directory, repId);
  if (rep === null) return; // Removed since: there is no load to keep.
  turn.save("reps", {
    ...rep,
    openLeads: Math.max(0, rep.openLeads + by),
    lastAssignedAt: takesTurn ? nextTurnAt(turn, directory) : rep.lastAssignedAt,
    updatedAt: turn.at,
  });
}

/**
 * The time by which the rotation is ordered: later than everybody's, so that leads given out within one
 * millisecond still go round.
 */
function nextTurnAt(turn: Turn, directory: Directory): At {
  let latest: At = "";
  for (const rep of workingDirectory(directory, turn).reps.values()) {
    if (rep.lastAssignedAt !== null && rep.lastAssignedAt > latest) latest = rep.lastAssignedAt;
  }
  return latest < turn.at ? turn.at : new Date(Date.parse(latest) + 1).toISOString();
}

function recordPatch(
  turn: Turn,
  patch: { before: Record<string, unknown>; after: Record<string, unknown> },
  leadId: string | null,
  contactId: string,
  entry: { kind: ActivityKind; note?: string | null; actor?: Actor },
): Activity {
  const isEmpty = Object.keys(patch.after).length === 0;
  return turn.record(
    {
      kind: entry.kind,
      leadId,
      contactId,
      before: isEmpty ? null : patch.before,
      after: isEmpty ? null : patch.after,
      note: entry.note ?? null,
    },
    entry.actor ?? turn.actor,
  );
}

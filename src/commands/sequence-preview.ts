import type { FlowBundle } from "../flow/bundle.ts";
import { chatOf, isAtHome, isEnrolled, mayBegin, planStep } from "../flow/enrol.ts";
import type { Sequence, SequenceStart } from "../flow/sequences.ts";
import { activeEnrolments } from "../leads/enrolment.ts";
import { judgeOutreach } from "../leads/outreach.ts";
import { type OutreachReason, REASONS } from "../leads/outreach-reasons.ts";
import type { At } from "../leads/types/at.ts";
import type { Lead } from "../leads/types/lead.ts";
import type { OutreachReads, OutreachState, ReachedPerson } from "./outreach-reads.ts";
import type { CommandReads } from "./reads.ts";
import type { Scope } from "./rows.ts";

/** What a sequence would do next for a person: the message at `place` at `when`, or nothing and why. */
export interface Preview {
  lead: Lead;
  name: string | null;
  isEnrolled: boolean;
  place: number;
  when: At | null;
  /** Why it waits until then, or is not sent. */
  why: OutreachReason | null;
}

/** The most leads that a preview looks at. */
export const MOST_LOOKED_AT = 1_000;

/**
 * Who is in a sequence or would begin it if it were asked of everybody now, and what each would get next and when, by
 * the guard as it stands. Changes nothing.
 */
export async function previewSequence(
  sequence: Sequence,
  reads: Pick<CommandReads, "leads"> & OutreachReads,
  { scope, bundle, at, day }: { scope: Scope; bundle: FlowBundle; at: At; day: string },
): Promise<Preview[]> {
  const page = { offset: 0, limit: MOST_LOOKED_AT };
  const open = await reads.leads({ scope, stageKinds: ["open"] }, page);
  const stages = [...(sequence.startOn?.stages ?? [])];
  const home = stages.length === 0 ? { rows: [] } : await reads.leads({ scope, stages }, page);
  const enrolled = await reads.enrolled({ scope, sequence: sequence.id }, page);
  const ids = new Set([
    ...[...home.rows, ...open.rows].map(({ id }) => id),
    ...enrolled.rows.map(({ lead }) => lead.id),
  ]);
  const people = await reads.people([...ids]);
  const state = await reads.outreachState(day);
  return people
    .flatMap((person) => previewPerson(person, ids, sequence, { bundle, at, state }))
    .sort((a, b) => timeOf(a) - timeOf(b) || a.lead.number - b.lead.number);
}

/** Who gets something comes first, by when; then who gets nothing. */
function timeOf({ when }: Preview): number {
  return when === null ? Number.MAX_SAFE_INTEGER : Date.parse(when);
}

function previewPerson(
  person: ReachedPerson,
  ids: ReadonlySet<string>,
  sequence: Sequence,
  view: { bundle: FlowBundle; at: At; state: OutreachState },
): Preview[] {
  const { bundle, at } = view;
  const conversation = chatOf(person.conversations);
  for (const lead of person.leads) {
    if (!ids.has(lead.id)) continue;
    const enrolment = activeEnrolments(lead).find((each) => each.sequence === sequence.id);
    const base = { lead, name: person.contact.name };
    if (enrolment !== undefined) {
      const due = { place: enrolment.place, isEnrolled: true };
      return [{ ...base, ...due, ...judgeAt(person, sequence, enrolment.dueAt, view) }];
    }
    const isOpen = lead.stageKind === "open" || isAtHome(lead, sequence);
    if (!isOpen || isEnrolled(person.leads, sequence.id)) continue;
    if (!isWhereItBegins(sequence.startOn, lead, person, at)) continue;
    if (person.contact.optedOutAt === null && conversation !== null) {
      if (!mayBegin({ ...person, lead }, sequence, at)) continue;
    }
    const next =
      conversation === null
        ? null
        : planStep(sequence, 0, { contact: person.contact, conversation, bundle, at });
    const judged = judgeAt(person, sequence, next?.dueAt ?? at, view);
    return [{ ...base, isEnrolled: false, place: 0, ...judged }];
  }
  return [];
}

function judgeAt(
  person: ReachedPerson,
  sequence: Sequence,
  when: At,
  { bundle, at, state }: { bundle: FlowBundle; at: At; state: OutreachState },
): { when: At | null; why: OutreachReason | null } {
  const conversation = chatOf(person.conversations);
  const channel = conversation?.channel ?? "";
  const isOff = state.off.includes("all") || state.off.includes(channel);
  const verdict = judgeOutreach({
    at: when < at ? at : when,
    channel,
    contact: person.contact,
    conversation,
    isAsked: false,
    sentToPerson: person.conversations.flatMap((each) => each.unasked ?? []),
    // Of days to come nobody knows.
    sentToday: when <= at ? (state.sent.find((each) => each.channel === channel)?.count ?? 0) : 0,
    isOff: false,
    rules: bundle.business.outreach,
    business: bundle.calendar,
    quietHours: sequence.quietHours,
  });
  if (verdict.kind === "never") return { when: null, why: verdict.why };
  if (isOff) return { when: null, why: REASONS.off };
  return verdict.kind === "go"
    ? { when: when < at ? at : when, why: null }
    : { when: verdict.until, why: verdict.why };
}

/** Whether the lead is where the sequence begins; by a rule it begins at the moment when a lead comes there. */
function isWhereItBegins(
  start: SequenceStart | null,
  lead: Lead,
  { conversations }: ReachedPerson,
  at: At,
): boolean {
  if (start === null) return false;
  if (start.stages.includes(lead.stage) || start.grades.includes(lead.grade)) return true;
  if (start.tags.some((tag) => lead.tags.includes(tag))) return true;
  if (start.minScore !== null && lead.score >= start.minScore) return true;
  if (start.silentDays === null) return false;
  const heard = conversations.flatMap((each) => [each.lastInboundAt ?? "", each.lastOutboundAt ?? ""]);
  const since = [lead.openedAt, lead.stageSince, ...heard].sort().at(-1) ?? lead.openedAt;
  return Date.parse(at) - Date.parse(since) >= start.silentDays * 86_400_000;
}

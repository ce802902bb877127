import type { InboundTimer } from "../channel/inbound.ts";
import type { OutboundMessage } from "../channel/outbound.ts";
import { chatOf, enrol, mayBegin, planStep } from "../flow/enrol.ts";
import { factsOfLead } from "../flow/lead-facts.ts";
import { type Sequence, type SequenceVariant, variantFor } from "../flow/sequences.ts";
import { templateMessage } from "../flow/template-message.ts";
import { templateValues } from "../flow/template-values.ts";
import { renderText } from "../flow/templates.ts";
import { activeEnrolments, endEnrolment, moveEnrolment, type NextSend } from "../leads/enrolment.ts";
import type { Turn } from "../leads/turn.ts";
import type { At } from "../leads/types/at.ts";
import type { Conversation } from "../leads/types/conversation.ts";
import type { Lead } from "../leads/types/lead.ts";
import type { LeadEnrolment } from "../leads/types/nurture.ts";
import { isWindowOpen } from "../leads/window.ts";
import { fillText } from "../leads/words.ts";
import { judgeUnasked, sendUnasked } from "./outreach.ts";
import type { Snapshot } from "./snapshot.ts";
import type { Person } from "./working-set.ts";

/** The timer of a lead that has been silent for as many days as some sequence waits for. Made by the sweep. */
export const SILENT = "silent";

/**
 * A step of a sequence is due: it is sent when the guard lets it, waits for the time that the guard names, or is passed
 * over where its condition does not hold; where the guard would never let it the sequence ends. A timer of
 * another time than the enrolment now has, or of one that is over, does nothing.
 */
export function decideStep(turn: Turn, snapshot: Snapshot, person: Person, event: InboundTimer): void {
  const { enrolmentId, dueAt } = event.timer.payload;
  for (const lead of person.leads) {
    const enrolment = activeEnrolments(lead).find((each) => each.id === enrolmentId);
    if (enrolment === undefined || enrolment.dueAt !== dueAt) continue;
    const sequence = snapshot.bundle.sequences.get(enrolment.sequence);
    if (sequence === undefined) endEnrolment(turn, lead, enrolment, { status: "stopped", reason: "removed" });
    else takeStep(turn, snapshot, { person, lead, enrolment, sequence });
    return;
  }
}

interface Due {
  person: Person;
  lead: Lead;
  enrolment: LeadEnrolment;
  sequence: Sequence;
}

function takeStep(turn: Turn, snapshot: Snapshot, due: Due): void {
  const { person, lead, enrolment, sequence } = due;
  const { contact, conversations } = person;
  const place = placeOf(sequence, enrolment);
  const step = sequence.steps[place];
  const conversation = chatOf(conversations);
  if (step === undefined) {
    endEnrolment(turn, lead, enrolment, { status: "done", kind: "sequence-skipped", detail: enrolment.step });
    return;
  }
  const channel = conversation?.channel ?? lead.channel;
  if (step.when !== null && !step.when(factsOfLead(lead, contact, channel))) {
    goOn(turn, snapshot, due, place, "sequence-skipped", step.id);
    return;
  }
  const verdict = judgeUnasked(turn, snapshot, { contact, conversations, conversation }, sequence.quietHours);
  if (verdict.kind === "never" || conversation === null) {
    const reason = verdict.kind === "never" ? verdict.why.code : "never-wrote";
    endEnrolment(turn, lead, enrolment, { status: "stopped", reason });
    return;
  }
  if (verdict.kind === "wait") {
    const next = { step: step.id, place, dueAt: verdict.until, conversationId: conversation.id };
    moveEnrolment(turn, lead, enrolment, next, { kind: "sequence-waits", detail: verdict.why.code });
    return;
  }
  const variant = variantFor(step, enrolment.id);
  const said = messageOf(snapshot, turn.at, due, variant, conversation);
  // A template that is gone or not approved, a text that the channel would refuse by now, or of which nothing is left.
  if (said === null || said.text.trim() === "") {
    goOn(turn, snapshot, due, place, "sequence-skipped", `${step.id} not-sendable`);
    return;
  }
  sendUnasked(turn, snapshot, {
    kind: "sequence",
    source: sequence.id,
    step: step.id,
    variant: step.variants.length > 1 ? variant.id : null,
    lead,
    contact,
    conversation,
    ...said,
    title: fillText(sequence.name),
    terms: {
      enrolmentId: enrolment.id,
      endsOnReply: sequence.stopOn.has("reply"),
      quietHours: sequence.quietHours,
    },
  });
  const detail = step.variants.length > 1 ? `${step.id} ${variant.id}` : step.id;
  goOn(turn, snapshot, due, place, "sequence-sent", detail);
}

/** The next step is counted from now; after the last the person has been through. */
function goOn(
  turn: Turn,
  snapshot: Snapshot,
  { person, lead, enrolment, sequence }: Due,
  place: number,
  kind: "sequence-sent" | "sequence-skipped",
  detail: string,
): void {
  const conversation = chatOf(person.conversations);
  const next: NextSend | null =
    conversation === null
      ? null
      : planStep(sequence, place + 1, {
          contact: person.contact,
          conversation,
          bundle: snapshot.bundle,
          at: turn.at,
        });
  if (next === null) endEnrolment(turn, lead, enrolment, { status: "done", kind, detail });
  else moveEnrolment(turn, lead, enrolment, next, { kind, detail });
}

/** Where the step stands now: by its id; when it is gone from the file, what stands in its place. */
function placeOf(sequence: Sequence, { step, place }: LeadEnrolment): number {
  const found = sequence.steps.findIndex((each) => each.id === step);
  return found === -1 ? place : found;
}

/** What is sent: the text, or the template as the vendor has approved it; null when there is nothing that may be. */
function messageOf(
  { bundle, directory, abilities }: Snapshot,
  at: At,
  { person, lead }: Due,
  variant: SequenceVariant,
  { language, channel, lastInboundAt }: Conversation,
): { text: string; message: OutboundMessage } | null {
  const rep = lead.ownerId === null ? null : (directory.reps.get(lead.ownerId)?.name ?? null);
  const values = templateValues(bundle, { lead, contact: person.contact, rep, language });
  const window = { lastInboundAt, freeFormHours: abilities?.(channel)?.freeFormHours, at };
  if (variant.template !== null) {
    const filled = templateMessage(bundle, variant.template, { language, channel, values, ...window });
    return filled === null || filled === "not-approved" ? null : filled;
  }
  if (variant.text === null || !isWindowOpen(window)) return null;
  const text = renderText(bundle, variant.text, { language, values });
  return { text, message: { text } };
}

/** Nobody has spoken for some days: sequences that begin with so long a silence do. */
export function decideSilent(turn: Turn, snapshot: Snapshot, person: Person, event: InboundTimer): void {
  const lead = person.leads.find((each) => each.id === event.timer.leadId);
  if (lead === undefined) return;
  const heard = person.conversations.flatMap((each) => [each.lastInboundAt ?? "", each.lastOutboundAt ?? ""]);
  const since = [lead.openedAt, lead.stageSince, ...heard].sort().at(-1) ?? lead.openedAt;
  const days = (Date.parse(turn.at) - Date.parse(since)) / 86_400_000;
  let now = lead;
  for (const sequence of snapshot.bundle.sequences.values()) {
    const after = sequence.startOn?.silentDays ?? null;
    const facts = {
      ...person,
      lead: now,
      leads: person.leads.map((each) => (each.id === now.id ? now : each)),
    };
    if (after === null || days < after || !mayBegin(facts, sequence, turn.at)) continue;
    if (now.stageKind !== "open") continue;
    const begun = enrol(turn, facts, sequence, snapshot.bundle);
    if (!("refused" in begun)) now = begun;
  }
}

import type { InboundTimer } from "../channel/inbound.ts";
import { calendarOf } from "../commands/calendar.ts";
import { announceLead } from "../commands/present/announce.ts";
import { offerNotice } from "../commands/present/notices.ts";
import { advance } from "../flow/advance.ts";
import { BOT, SYSTEM, workingDirectory } from "../leads/change.ts";
import { expireOffer } from "../leads/claim.ts";
import { isOptedOut } from "../leads/consent.ts";
import { DAILY_LIST_BEGINS } from "../leads/daily-list.ts";
import { SEQUENCE_DUE } from "../leads/enrolment.ts";
import { FOLLOW_UP_DUE } from "../leads/follow-up-rows.ts";
import { OFFER_DUE, OFFER_REMIND } from "../leads/offer.ts";
import { isRefusal } from "../leads/refusal.ts";
import type { Turn } from "../leads/turn.ts";
import type { Digest, FollowUp, Lead } from "../leads/types.ts";
import { MARK } from "../store/marks.ts";
import { applyAdvance, caseOf, factsOf, flowContext, flowState } from "./case.ts";
import { beginDailyList } from "./daily-list.ts";
import { decideLateFailure, decideMark, LATE_FAILURE } from "./decide-delivery.ts";
import { AWAY, passAway, remind } from "./decide-follow-up.ts";
import { decideIdle, IDLE } from "./decide-idle.ts";
import { decideLeft, decideRelease, LEFT, RELEASE } from "./decide-left.ts";
import { decideSilent, decideStep, SILENT } from "./decide-sequence.ts";
import { followWithTranscript, isAnnounced, postTranscript, readTranscript, TRANSCRIPT } from "./mirror.ts";
import { NUDGE, postponeNudge } from "./nudge.ts";
import type { Snapshot } from "./snapshot.ts";
import type { Person } from "./working-set.ts";

/** Something fell due. A timer that no longer means anything is only marked as fired. */
export function decideTimer(
  turn: Turn,
  snapshot: Snapshot,
  person: Person | null,
  event: InboundTimer,
  rows: { followUp: FollowUp | null; digest: Digest | null },
): void {
  turn.actAs(SYSTEM);
  turn.save("timers", { ...event.timer, status: "fired" });
  if (event.timer.kind === LEFT) decideLeft(turn, snapshot, event);
  if (event.timer.kind === DAILY_LIST_BEGINS) beginDailyList(turn, snapshot, event);
  if (event.timer.kind === LATE_FAILURE) decideLateFailure(turn, snapshot, person, event);
  if (person === null) return;
  if (event.timer.kind === MARK) decideMark(turn, snapshot, person, event);
  if (event.timer.kind === RELEASE) decideRelease(turn, snapshot, person, event);
  if (event.timer.kind === IDLE) decideIdle(turn, snapshot, person, event);
  if (event.timer.kind === TRANSCRIPT) {
    const lead = person.leads.find((each) => each.id === event.timer.leadId);
    const messages = readTranscript(event.timer.payload);
    if (lead !== undefined) postTranscript(turn, snapshot, { contact: person.contact, lead }, messages);
  }
  if (event.timer.kind === FOLLOW_UP_DUE) remind(turn, snapshot, person, event, rows.followUp);
  if (event.timer.kind === SEQUENCE_DUE) decideStep(turn, snapshot, person, event);
  if (event.timer.kind === SILENT) decideSilent(turn, snapshot, person, event);
  if (event.timer.kind === AWAY) passAway(turn, snapshot, person, event);
  if (event.timer.kind === NUDGE) nudge(turn, snapshot, person, event);
  if (event.timer.kind === OFFER_DUE || event.timer.kind === OFFER_REMIND)
    offerDue(turn, snapshot, person, event);
}

/** A contact has gone quiet in the middle of the questions: ask once more, then give a rep what is known. */
function nudge(turn: Turn, snapshot: Snapshot, person: Person, event: InboundTimer): void {
  const conversation = person.conversations.find((each) => each.id === event.timer.conversationId);
  const lead = person.leads.find((each) => each.id === conversation?.leadId);
  if (conversation === undefined || lead === undefined) return;
  const c = caseOf(turn, snapshot, person, lead, conversation);
  const mayNudge =
    lead.stageKind === "open" &&
    conversation.floor === "bot" &&
    !isOptedOut(person.contact, conversation.channel);
  const waits = mayNudge && postponeNudge(turn, c.conversation, calendarOf(snapshot.bundle));
  if (!waits) c.conversation.nudge = null;
  turn.save("conversations", c.conversation);
  if (waits || !mayNudge) return;
  const state = flowState(c);
  if (state === null) return;
  turn.record({ kind: "nudged", leadId: lead.id, contactId: person.contact.id }, BOT);
  applyAdvance(c, advance(c.bundle, state, { type: "nudge" }, flowContext(c)));
  turn.save("conversations", c.conversation);
  if (c.lead !== lead) announceLead(turn, lead, factsOf(c));
  if (!isAnnounced(lead) && isAnnounced(c.lead)) followWithTranscript(turn, snapshot, c.lead);
}

/** The accept clock: remind the rep, or pass the lead on. */
function offerDue(turn: Turn, snapshot: Snapshot, person: Person, event: InboundTimer): void {
  const lead = person.leads.find((each) => each.id === event.timer.leadId);
  const offer = lead === undefined ? undefined : person.offers.get(lead.id);
  if (lead === undefined || offer === undefined || offer.id !== event.timer.payload.offerId) return;
  const { bundle } = snapshot;
  const facts = (now: Lead) => ({
    lead: now,
    contact: person.contact,
    offer: turn.changes().offers.find((each) => each.id === now.offerId) ?? offer,
    directory: workingDirectory(snapshot.directory, turn),
    bundle,
    at: turn.at,
  });
  if (event.timer.kind === OFFER_REMIND) {
    if (offer.repId !== null) {
      turn.notify({ to: { rep: offer.repId }, leadId: lead.id, message: offerNotice(facts(lead)) });
    }
    return;
  }
  const after = expireOffer(turn, lead, offer, snapshot.directory, bundle.routing, calendarOf(bundle));
  if (!isRefusal(after)) announceLead(turn, lead, facts(after));
}

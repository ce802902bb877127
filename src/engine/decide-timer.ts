import type { InboundTimer } from "../channel/inbound.ts";
import { calendarOf } from "../commands/calendar.ts";
import { announceLead } from "../commands/present/announce.ts";
import { advance } from "../flow/advance.ts";
import { CAMPAIGN_DUE } from "../leads/campaign.ts";
import { BOT, SYSTEM } from "../leads/change.ts";
import { isOptedOut } from "../leads/consent.ts";
import { DAILY_LIST_BEGINS } from "../leads/daily-list.ts";
import { SEQUENCE_DUE } from "../leads/enrolment.ts";
import { FOLLOW_UP_DUE } from "../leads/follow-up-rows.ts";
import { SLA, SLA_BEGINS } from "../leads/sla.ts";
import { TAKEN_BACK } from "../leads/taken-back.ts";
import type { Turn } from "../leads/turn.ts";
import type { Digest } from "../leads/types/digest.ts";
import type { FollowUp } from "../leads/types/follow-up.ts";
import { MARK } from "../store/marks.ts";
import { applyAdvance, caseOf, factsOf, flowContext, flowState } from "./case.ts";
import { beginDailyList } from "./daily-list.ts";
import { decideCampaign } from "./decide-campaign.ts";
import { decideLateFailure, decideMark, LATE_FAILURE } from "./decide-delivery.ts";
import { AWAY, passAway, remind } from "./decide-follow-up.ts";
import { decideIdle, IDLE } from "./decide-idle.ts";
import { decideLeft, decideRelease, LEFT, RELEASE } from "./decide-left.ts";
import { decideOffer, OFFER_TIMERS } from "./decide-offer.ts";
import { decideSilent, decideStep, SILENT } from "./decide-sequence.ts";
import { beginLimits, decideSla } from "./decide-sla.ts";
import { decideTakenBack } from "./decide-taken-back.ts";
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
  if (event.timer.kind === CAMPAIGN_DUE) decideCampaign(turn, snapshot, person, event);
  if (event.timer.kind === SEQUENCE_DUE) decideStep(turn, snapshot, person, event);
  if (event.timer.kind === TAKEN_BACK) decideTakenBack(turn, snapshot, person, event);
  if (event.timer.kind === SILENT) decideSilent(turn, snapshot, person, event);
  if (event.timer.kind === AWAY) passAway(turn, snapshot, person, event);
  if (event.timer.kind === NUDGE) nudge(turn, snapshot, person, event);
  if (OFFER_TIMERS.has(event.timer.kind)) decideOffer(turn, snapshot, person, event);
  if (event.timer.kind === SLA) decideSla(turn, snapshot, person, event);
  if (event.timer.kind === SLA_BEGINS) beginLimits(turn, snapshot, person, event);
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

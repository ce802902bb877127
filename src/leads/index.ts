export { type CapturedAnswer, recordAnswers, retractAnswers } from "./answers.ts";
export {
  addWorkingTime,
  isWorkingTime,
  localDate,
  localDay,
  nextWorkingTime,
  workingMinutesBetween,
} from "./calendar.ts";
export { BOT, changeContact, changeLead, holderOf, SYSTEM, workingDirectory } from "./change.ts";
export * from "./changes.ts";
export { assignLead, claimLead, expireOffer, passLead } from "./claim.ts";
export { type Engagement, isKnown, isMet } from "./condition.ts";
export * from "./config.ts";
export { isOptedOut, noteConsent, optIn, optOut, refusesNews, stateOf } from "./consent.ts";
export {
  addNote,
  addTags,
  type LeadAndContact,
  MAX_TAGS,
  removeTags,
  setField,
  setValue,
} from "./details.ts";
export {
  dropFollowUp,
  finishFollowUp,
  type LeadAndFollowUp,
  MAX_FOLLOW_UPS,
  markReminded,
  moveFollowUp,
  planFollowUp,
} from "./follow-up.ts";
export { FOLLOW_UP_DUE } from "./follow-up-rows.ts";
export {
  canonicalEmail,
  canonicalIdentities,
  canonicalPhone,
  type IdentityPlan,
  planIdentity,
} from "./identify.ts";
export { type ContactRows, DUPLICATE, type Joined, joinContacts } from "./join.ts";
export { currencyDigits, isMoney, type Money, toWholeUnits } from "./money.ts";
export * from "./notice.ts";
export { OFFER_BEGIN, OFFER_DUE, OFFER_REMIND, offerOf } from "./offer.ts";
export { FORMER_OWNER, type OpenFacts, openLead, UNKNOWN_SOURCE } from "./open.ts";
export { leadRef, parseLeadRef } from "./ref.ts";
export * from "./refusal.ts";
export { isFull, type Unavailable, unavailability } from "./reps.ts";
export { beginOffer, routeLead } from "./route.ts";
export { explainScore, gradeOf, gradeTriggers, type Score, scoreLead } from "./score.ts";
export { separateContacts } from "./separate.ts";
export { type Limit, type RunningLimit, runningLimits, SLA, type SlaRules } from "./sla.ts";
export { checkLimits } from "./sla-check.ts";
export {
  automaticMove,
  inactivityMove,
  initialStage,
  markQualified,
  moveStage,
  recordReply,
  recordTouch,
  type StageFacts,
  stageLabel,
  stageOf,
} from "./stage.ts";
export { teamRouting } from "./team-routing.ts";
export { replayLead } from "./trail.ts";
export * from "./turn.ts";
export { followUpsIn, UNDOABLE, type UndoContext, undo } from "./undo.ts";
export { isOfSameTurn } from "./undo-touch.ts";

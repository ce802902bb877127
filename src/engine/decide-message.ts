import type { InboundMessage } from "../channel/inbound.ts";
import { announceLead } from "../commands/present/announce.ts";
import { fromContact } from "../commands/present/files.ts";
import { customerMessageNotice } from "../commands/present/message-notices.ts";
import { advance, startFlow } from "../flow/advance.ts";
import type { Advance, FlowInput } from "../flow/types.ts";
import { readIntent } from "../flow/understand/index.ts";
import type { Language } from "../language.ts";
import { isOptedOut } from "../leads/consent.ts";
import type { Notice } from "../leads/notice.ts";
import { openLead } from "../leads/open.ts";
import type { Turn } from "../leads/turn.ts";
import type { At } from "../leads/types/at.ts";
import type { Conversation } from "../leads/types/conversation.ts";
import type { Lead } from "../leads/types/lead.ts";
import { countBurst } from "./burst.ts";
import {
  applyAdvance,
  type Case,
  factsOf,
  flowContext,
  flowState,
  handOver,
  isUnderWay,
  reply,
} from "./case.ts";
import { type Found, findContact } from "./find-contact.ts";
import { followWithTranscript, isAnnounced, mirrorFiles } from "./mirror.ts";
import { readReferral, withoutReferral } from "./referral.ts";
import { LEAD_NUMBER, type MessageSnapshot } from "./snapshot.ts";

/**
 * A prospect wrote: find the person, open or continue the lead, let the flow answer, score, route, and tell
 * the colleagues.
 */
export function decideMessage(turn: Turn, snapshot: MessageSnapshot, event: InboundMessage): void {
  const c = openCase(turn, snapshot, event, findContact(turn, snapshot, event));
  keepMessage(c, event);
  const { burst, mode } = countBurst(c.conversation.burst, turn.at, event.text);
  c.conversation.burst = burst;
  const hasThread = !c.isNewLead && isAnnounced(c.leadBefore);
  const notice = messageNotice(c, event);
  if (hasThread && mode !== "silent") {
    turn.notify(notice);
    if (event.attachments.length > 0) mirrorFiles(turn, c.lead, event.attachments, fromContact(c.contact));
  }
  // What nobody answers automatically is for a person to see.
  let forPeople = false;
  // "Stop" is heard in the thick of a burst too.
  const isOut = isOptedOut(c.contact, turn.channel);
  const hasStopped = mode !== "talk" && !isOut && heedStop(c, event);
  if (mode === "tell" && !hasStopped && !isOut) reply(c, { text: TOO_FAST[c.conversation.language] });
  if (mode === "loop" && !hasStopped && c.conversation.floor === "bot") handOver(c, "loop");
  if (mode === "talk") {
    if (isOut) forPeople = !returnToTalk(c, event);
    else if (c.conversation.floor === "human") forPeople = !heedStop(c, event);
    else {
      const result = talk(c, event);
      forPeople = !isUnderWay(result.state) && result.control === null;
    }
  }
  turn.save("conversations", c.conversation);
  if (forPeople && !c.isNewLead) {
    if (!hasThread) {
      turn.notify(notice);
      if (event.attachments.length > 0) mirrorFiles(turn, c.lead, event.attachments, fromContact(c.contact));
    }
    if (c.lead.ownerId !== null) turn.notify({ ...notice, to: { rep: c.lead.ownerId } });
  }
  if (c.lead !== c.leadBefore || c.isNewLead) {
    announceLead(turn, c.leadBefore, { ...factsOf(c), by: null });
  }
  if (!hasThread && isAnnounced(c.lead)) followWithTranscript(turn, snapshot, c.lead);
}

/** The lead that the message belongs to, and the conversation it was said in. */
function openCase(turn: Turn, snapshot: MessageSnapshot, event: InboundMessage, found: Found): Case {
  const { bundle } = snapshot;
  const id = `${turn.channel}:${event.chatId}`;
  const known = found.conversations.find((conversation) => conversation.id === id);
  const open = found.leads.filter((lead) => lead.stageKind === "open");
  const current =
    open.find((lead) => lead.id === known?.leadId) ?? open.at(-1) ?? leftAlone(found, known, event);
  const language = known?.language ?? found.contact.language ?? bundle.business.language;
  const lead = current ?? openNew(turn, snapshot, event, found, language, known);
  const goesOn = known !== undefined && known.leadId === lead.id;
  return {
    turn,
    snapshot,
    bundle: goesOn && known.flow !== null ? snapshot.bundleOf(known.flowVersion) : bundle,
    contact: found.contact,
    lead,
    leadBefore: lead,
    isNewLead: current === undefined,
    hasReturned: found.leads.length > (current === undefined ? 0 : 1),
    answeredWithinMinutes:
      known?.lastOutboundAt == null
        ? null
        : (Date.parse(turn.at) - Date.parse(known.lastOutboundAt)) / 60_000,
    offer: found.offers.get(lead.id) ?? null,
    conversation: {
      id,
      channel: turn.channel,
      chatId: event.chatId,
      contactId: found.contact.id,
      leadId: lead.id,
      floor: goesOn ? known.floor : "bot",
      language,
      flowVersion: goesOn ? known.flowVersion : bundle.version,
      flow: goesOn ? known.flow : null,
      lastInboundAt: turn.at,
      lastOutboundAt: known?.lastOutboundAt ?? null,
      inboundCount: (goesOn ? known.inboundCount : 0) + 1,
      burst: known?.burst ?? null,
      nudge: known?.nudge ?? null,
      unasked: known?.unasked ?? null,
      campaign: known?.campaign ?? null,
      updatedAt: turn.at,
    },
    goesOn,
    lanes: [...new Set([id, ...found.conversations.map((conversation) => conversation.id)])],
  };
}

/** Who only wants to hear no more opens no new enquiry: it is said to the last one. */
function leftAlone(
  { leads }: Found,
  known: Found["conversations"][number] | undefined,
  event: InboundMessage,
): Lead | undefined {
  if (leads.length === 0 || readIntent(event.text)?.intent !== "stop") return undefined;
  return leads.find((lead) => lead.id === known?.leadId) ?? leads.at(-1);
}

function openNew(
  turn: Turn,
  snapshot: MessageSnapshot,
  event: InboundMessage,
  found: Found,
  language: Language,
  known: Conversation | undefined,
): Lead {
  const number = snapshot.lastLeadNumber + 1;
  turn.setCounter(LEAD_NUMBER, number);
  const formerOwner = found.leads.findLast((lead) => lead.ownerId !== null)?.ownerId ?? null;
  const referral = withCampaign(readReferral(event), known, turn.at);
  return openLead(turn, {
    contact: found.contact,
    channel: turn.channel,
    language,
    number,
    source: referral.source,
    campaign: referral.campaign,
    referral: referral.ref,
    formerOwner: formerOwner === null ? null : (snapshot.directory.reps.get(formerOwner) ?? null),
    pipeline: snapshot.bundle.pipeline,
  });
}

/** A new enquiry within two weeks of a campaign is its doing, unless the person comes from somewhere else. */
function withCampaign(
  referral: ReturnType<typeof readReferral>,
  known: Conversation | undefined,
  at: At,
): ReturnType<typeof readReferral> {
  const sent = known?.campaign ?? null;
  if (sent === null || referral.source !== null || Date.parse(at) - Date.parse(sent.at) > CAMPAIGN_MS)
    return referral;
  return { ...referral, source: "campaign", campaign: sent.name };
}

const CAMPAIGN_MS = 14 * 86_400_000;

function keepMessage(c: Case, event: InboundMessage): void {
  const extra: Record<string, unknown> = {};
  if (event.choice !== undefined) extra.choice = event.choice;
  if (event.attachments.length > 0) extra.attachments = event.attachments;
  if (event.location !== undefined) extra.location = event.location;
  if (event.card !== undefined) extra.card = event.card;
  if (event.quotes !== undefined) extra.quotes = event.quotes;
  c.turn.addMessage({
    conversationId: c.conversation.id,
    leadId: c.lead.id,
    direction: "in",
    author: "contact",
    text: event.text,
    extra: Object.keys(extra).length > 0 ? extra : null,
    externalId: event.externalId,
    outboxId: null,
  });
}

/** The bot has the floor: begin the flow, or let it go on. */
function talk(c: Case, event: InboundMessage): Advance {
  const input = toInput(event, c.isNewLead);
  const context = flowContext(c);
  const state = flowState(c);
  const result =
    state === null && !c.goesOn && c.lead.qualifiedAt === null && c.lead.ownerId === null
      ? startFlow(c.bundle, c.bundle.entry, input, context)
      : advance(c.bundle, state, input, context);
  applyAdvance(c, result);
  return result;
}

function toInput(event: InboundMessage, isFirst: boolean): FlowInput {
  return {
    type: "message",
    text: isFirst ? withoutReferral(event.text) : event.text,
    choice: event.choice,
    // What was not kept is no answer.
    attachments: event.attachments.filter((file) => file.missing === undefined),
    location: event.location,
    card: event.card,
  };
}

/** A human has the floor: the bot keeps silent, but "stop" is always understood. True when it was said. */
function heedStop(c: Case, event: InboundMessage): boolean {
  if (readIntent(event.text)?.intent !== "stop") return false;
  const result = advance(c.bundle, null, toInput(event, false), flowContext(c));
  applyAdvance(c, result);
  return true;
}

/** Who opted out is not answered, except to come back. True when the person came back. */
function returnToTalk(c: Case, event: InboundMessage): boolean {
  if (readIntent(event.text)?.intent !== "resubscribe") return false;
  const result = advance(c.bundle, null, toInput(event, false), flowContext(c));
  applyAdvance(c, result);
  return true;
}

/** The message, for the lead's thread. */
function messageNotice(c: Case, event: InboundMessage): Notice {
  const message = customerMessageNotice({
    lead: c.lead,
    contact: c.contact,
    text: event.text,
    channel: c.turn.channel,
    attachments: event.attachments,
  });
  return { to: { thread: c.lead.id }, leadId: c.lead.id, message };
}

const TOO_FAST: Record<Language, string> = {
  en: "That is a lot at once. I have kept every message; give me a few seconds, then write again.",
  pt: "É muita coisa de uma vez. Guardei todas as mensagens; espere alguns segundos e escreva de novo.",
  es: "Es mucho de una vez. Guardé todos los mensajes; espera unos segundos y escribe de nuevo.",
};

import type { InboundEcho, InboundEdit } from "../channel/inbound.ts";
import { announceLead } from "../commands/present/announce.ts";
import { FROM_PHONE } from "../commands/present/files.ts";
import { editedNotice, phoneReplyNotice } from "../commands/present/message-notices.ts";
import { workingDirectory } from "../leads/change.ts";
import { recordReply } from "../leads/stage.ts";
import type { Turn } from "../leads/turn.ts";
import type { Conversation } from "../leads/types/conversation.ts";
import type { Lead } from "../leads/types/lead.ts";
import { mirrorFiles } from "./mirror.ts";
import { NUDGE } from "./nudge.ts";
import type { Snapshot } from "./snapshot.ts";
import type { Person } from "./working-set.ts";

/**
 * A colleague answered in the vendor's own app: a human has taken the floor, the bot keeps silent, and the lead
 * counts as answered. Whoever has no lead here was written to privately: nothing is kept.
 */
export function decideEcho(turn: Turn, snapshot: Snapshot, person: Person | null, event: InboundEcho): void {
  const place = placeOf(turn, person, event.chatId);
  if (person === null || place === null) return;
  const { conversation, lead } = place;
  // Nobody knows which colleague holds the phone.
  turn.actAs({ kind: "rep", id: null });
  turn.addMessage({
    conversationId: conversation.id,
    leadId: lead.id,
    direction: "out",
    author: PHONE,
    text: event.text,
    extra: event.attachments.length > 0 ? { attachments: event.attachments } : null,
    externalId: event.externalId,
    outboxId: null,
  });
  if (conversation.floor !== "human") {
    turn.record({ kind: "floor-changed", leadId: lead.id, contactId: person.contact.id, note: "human" });
  }
  turn.save("conversations", {
    ...conversation,
    floor: "human",
    nudge: null,
    lastOutboundAt: turn.at,
    updatedAt: turn.at,
  });
  turn.cancelTimers({ kind: NUDGE, conversationId: conversation.id });
  // What the bot was about to say would talk over the human.
  turn.dropSends(conversation.id);
  const offer = person.offers.get(lead.id) ?? null;
  const { bundle, directory } = snapshot;
  const after = recordReply(turn, lead, bundle.pipeline, directory, offer);
  const facts = { contact: person.contact, offer, bundle, at: turn.at };
  announceLead(turn, lead, { ...facts, lead: after, directory: workingDirectory(directory, turn) });
  const message = phoneReplyNotice({
    lead,
    contact: person.contact,
    channel: turn.channel,
    text: event.text,
    attachments: event.attachments,
  });
  turn.notify({ to: { thread: lead.id }, leadId: lead.id, message });
  mirrorFiles(turn, lead, event.attachments, FROM_PHONE);
}

/** The customer changed or took back a message: colleagues see it; the flow has answered what was said. */
export function decideEdit(turn: Turn, person: Person | null, event: InboundEdit): void {
  const place = placeOf(turn, person, event.chatId);
  if (person === null || place === null) return;
  turn.actAs({ kind: "contact", id: person.contact.id });
  const { lead } = place;
  const message = editedNotice({
    lead,
    contact: person.contact,
    channel: turn.channel,
    text: event.text,
  });
  turn.notify({ to: { thread: lead.id }, leadId: lead.id, message });
}

/** The author of what was written in the vendor's own app. */
const PHONE = "phone";

/** The conversation of the chat and the lead that it is about, or the person's newest. */
function placeOf(
  turn: Turn,
  person: Person | null,
  chatId: string,
): { conversation: Conversation; lead: Lead } | null {
  const conversation = person?.conversations.find((each) => each.id === `${turn.channel}:${chatId}`);
  const lead = person?.leads.find((each) => each.id === conversation?.leadId) ?? person?.leads.at(-1);
  return conversation === undefined || lead === undefined ? null : { conversation, lead };
}

import { z } from "zod";
import { type InboundAttachment, inboundAttachmentSchema } from "../channel/inbound.ts";
import { fileNotices, fromContact } from "../commands/present/files.ts";
import { botReplyNotice, transcriptNotice } from "../commands/present/message-notices.ts";
import type { Language } from "../language.ts";
import type { Turn } from "../leads/turn.ts";
import type { Contact } from "../leads/types/contact.ts";
import type { Message } from "../leads/types/conversation.ts";
import type { Lead } from "../leads/types/lead.ts";
import type { Snapshot } from "./snapshot.ts";

/** The timer that brings what was said so far into the thread of a lead that was just announced. */
export const TRANSCRIPT = "transcript";

/** Messages of a transcript: a qualifying conversation has fewer. */
export const TRANSCRIPT_LENGTH = 60;

/** Whether colleagues have been told of the lead: then it has a thread, which shows what is said. */
export function isAnnounced(lead: Lead): boolean {
  return lead.ownerId !== null || lead.offerId !== null;
}

/**
 * The lead was announced in this turn: what was said until now follows in its thread. It is read when the timer,
 * due at once, comes in: a decision knows no messages of earlier turns.
 */
export function followWithTranscript(turn: Turn, snapshot: Snapshot, lead: Lead): void {
  if (snapshot.surfaces.length === 0) return;
  turn.save("timers", {
    id: `${TRANSCRIPT}:${lead.id}`,
    kind: TRANSCRIPT,
    conversationId: null,
    leadId: lead.id,
    payload: {},
    dueAt: turn.at,
    status: "pending",
    createdAt: turn.at,
  });
}

/** The transcript, as the timer's event brings it. */
export function postTranscript(
  turn: Turn,
  snapshot: Snapshot,
  { contact, lead }: { contact: Contact; lead: Lead },
  messages: readonly (Pick<Message, "author" | "text"> & { attachments: InboundAttachment[] })[],
): void {
  if (messages.length === 0) return;
  turn.notify({
    to: { thread: lead.id },
    leadId: lead.id,
    message: transcriptNotice({ lead, contact, messages, directory: snapshot.directory }),
  });
  mirrorFiles(
    turn,
    lead,
    messages.filter(({ author }) => author === "contact").flatMap(({ attachments }) => attachments),
    fromContact(contact),
  );
}

/** What the timer of a transcript brings. */
export function readTranscript(payload: unknown): z.infer<typeof transcriptSchema>["messages"] {
  return transcriptSchema.parse(payload).messages;
}

const filesSchema = z.object({ attachments: z.array(inboundAttachmentSchema).default([]) });

const transcriptSchema = z.object({
  messages: z
    .array(z.object({ author: z.string(), text: z.string(), attachments: filesSchema.shape.attachments }))
    .default([]),
});

/** The files of a message, as it keeps them. */
export function attachmentsOf(extra: unknown): InboundAttachment[] {
  const read = filesSchema.safeParse(extra);
  return read.success ? read.data.attachments : [];
}

/** What was sent along, as files in the lead's thread; `from`: by whom. */
export function mirrorFiles(
  turn: Turn,
  lead: Lead,
  files: readonly InboundAttachment[],
  from: Record<Language, string>,
): void {
  for (const message of fileNotices(lead, files, from))
    turn.notify({ to: { thread: lead.id }, leadId: lead.id, message });
}

/** What the bot says to a customer whose lead has a thread stands there too. */
export function mirrorReply(turn: Turn, lead: Lead, text: string): void {
  turn.notify({ to: { thread: lead.id }, leadId: lead.id, message: botReplyNotice(lead, text) });
}

import { z } from "zod";
import { REJECTED_WHYS } from "./outbound.ts";

/**
 * What comes in from a channel, in one form for all channels. An adapter makes it from the vendor's event
 * (`normalize`); it is stored as JSON in the inbox, so times are ISO strings in UTC.
 */

/** The most characters of text that are kept of one message; more is cut by the adapter. */
export const MAX_TEXT = 8_000;

/**
 * A way to recognise a person: kind is whatsapp, lid, whatsapp-user (business-scoped), phone, telegram, email,
 * slack, web or desk.
 */
export const identityRefSchema = z.object({
  kind: z.string().min(1).max(20),
  value: z.string().min(1).max(200),
});
export type IdentityRef = z.infer<typeof identityRefSchema>;

export const inboundAttachmentSchema = z.object({
  fileName: z.string().max(255),
  mime: z.string().max(100),
  size: z.number().int().nonnegative(),
  /** Empty when it is missing. */
  sha256: z.string().regex(/^([0-9a-f]{64})?$/),
  /** Path below the data folder; the name is generated, never the sender's. Empty when it is missing. */
  path: z.string(),
  /** Why the content was not kept: too large, of a kind that is not taken, or the vendor had it no more. */
  missing: z.enum(["too-large", "unsafe", "unavailable"]).optional(),
});
export type InboundAttachment = z.infer<typeof inboundAttachmentSchema>;

const common = {
  /** The vendor's own id of the event: unique per channel, the key against duplicates. */
  externalId: z.string().min(1).max(300),
  /** The chat on the channel. */
  chatId: z.string().min(1).max(200),
  /** When it was said, by the vendor's clock. */
  at: z.iso.datetime(),
};

/** Somebody wrote in a chat. */
export const inboundMessageSchema = z.object({
  type: z.literal("message"),
  ...common,
  from: z.object({
    identities: z.array(identityRefSchema).min(1).max(8),
    name: z.string().max(200).optional(),
    /** BCP 47, as the vendor tells it. */
    language: z.string().max(35).optional(),
  }),
  text: z.string().max(MAX_TEXT),
  /** The value of the button or list row that was chosen, when it was. */
  choice: z.string().max(200).optional(),
  attachments: z.array(inboundAttachmentSchema).max(20).default([]),
  /** The vendor's id of the message that this one answers. */
  quotes: z.string().max(300).optional(),
  location: z
    .object({ latitude: z.number(), longitude: z.number(), label: z.string().max(300).optional() })
    .optional(),
  /** A contact card that was shared. */
  card: z
    .object({
      name: z.string().max(200).optional(),
      phone: z.string().max(40).optional(),
      email: z.string().max(320).optional(),
    })
    .optional(),
  /** Where the person came from, as far as the channel knows. */
  referral: z
    .object({
      source: z.string().max(100).optional(),
      campaign: z.string().max(200).optional(),
      ref: z.string().max(300).optional(),
    })
    .optional(),
});
export type InboundMessage = z.infer<typeof inboundMessageSchema>;

/** A colleague asked for something: by words, or by a button (which carries the same words). */
export const inboundCommandSchema = z.object({
  type: z.literal("command"),
  ...common,
  actor: identityRefSchema,
  text: z.string().max(MAX_TEXT),
  /** The lead of the thread or card that it was said in: its id. */
  leadId: z.string().max(100).optional(),
  /** Files that came with it. */
  attachments: z.array(inboundAttachmentSchema).max(20).optional(),
  /** A button was pressed whose form could not be shown: the person is told what to do, and nothing is done. */
  unasked: z.literal(true).optional(),
});
export type InboundCommand = z.infer<typeof inboundCommandSchema>;

/** What became of a message of ours. Made by {@link receiptOf}, so that each is taken once. */
export const inboundReceiptSchema = z.object({
  type: z.literal("receipt"),
  ...common,
  /** The vendor's id of our message, as the adapter returned it when it was sent. */
  messageExternalId: z.string().min(1).max(200),
  status: z.enum(["delivered", "read", "failed"]),
  /** Why it failed, as the vendor says it. */
  reason: z.string().max(500).optional(),
  why: z.enum(REJECTED_WHYS).optional(),
});
export type InboundReceipt = z.infer<typeof inboundReceiptSchema>;

/** A receipt for one of our messages. One of each status a message is taken, however often the vendor tells it. */
export function receiptOf(receipt: Omit<InboundReceipt, "type" | "externalId">): InboundReceipt {
  return {
    type: "receipt",
    externalId: receiptId(receipt.messageExternalId, receipt.status),
    ...receipt,
  };
}

/** The external id that a receipt has. */
export function receiptId(messageExternalId: string, status: InboundReceipt["status"]): string {
  return `receipt:${status}:${messageExternalId}`;
}

/** A person changed or took back what was said before: shown to colleagues, never a new answer. */
export const inboundEditSchema = z.object({
  type: z.literal("edit"),
  ...common,
  /** The vendor's id of the message, as it came in. */
  messageExternalId: z.string().min(1).max(300),
  /** Null when it was deleted. */
  text: z.string().max(MAX_TEXT).nullable(),
  /** The colleague who wrote it; absent for a prospect's. */
  actor: identityRefSchema.optional(),
  /** The lead of the thread that a colleague wrote in. */
  leadId: z.string().max(100).optional(),
});
export type InboundEdit = z.infer<typeof inboundEditSchema>;

/** A colleague put a sign on a message in a lead's thread. Which signs mean something is the engine's to know. */
export const inboundReactionSchema = z.object({
  type: z.literal("reaction"),
  ...common,
  actor: identityRefSchema,
  /** The external id that the message came in under, as a command. */
  messageExternalId: z.string().min(1).max(300),
  /** The vendor's name of the sign, without colons: `outbox_tray`. */
  name: z.string().min(1).max(100),
  leadId: z.string().max(100),
});
export type InboundReaction = z.infer<typeof inboundReactionSchema>;

/**
 * A colleague answered a prospect in the vendor's own app (the phone), not through Leadline: a human has taken
 * the floor.
 */
export const inboundEchoSchema = z.object({
  type: z.literal("echo"),
  ...common,
  text: z.string().max(MAX_TEXT),
  attachments: z.array(inboundAttachmentSchema).max(20).default([]),
});
export type InboundEcho = z.infer<typeof inboundEchoSchema>;

/** The channel has something to tell those who run it: a phone must be paired, it was logged out. */
export const inboundNoticeSchema = z.object({
  type: z.literal("notice"),
  ...common,
  text: z.object({ en: z.string(), pt: z.string(), es: z.string() }),
  /** A picture below the data folder, such as a code to scan. */
  image: z.object({ path: z.string(), alt: z.string() }).optional(),
  /** A later notice under the same key replaces this one where it stands. */
  replaceKey: z.string().max(100).optional(),
  /**
   * The vendor objects to what is sent, or might: unasked messages on the channel are switched off until a manager
   * switches them on again.
   */
  stopsUnasked: z.enum(["blocked", "logged-out", "spam"]).optional(),
  /** It was told before: told again only where it switches them off again. */
  again: z.boolean().optional(),
});
export type InboundNotice = z.infer<typeof inboundNoticeSchema>;

/** A send will not arrive, or nobody can tell. Made by the outbox worker, never by an adapter. */
export const inboundUndeliveredSchema = z.object({
  type: z.literal("undelivered"),
  ...common,
  outboxId: z.string().min(1).max(100),
  leadId: z.string().max(100).nullable(),
  /** `unknown`: it may have arrived; a person decides. */
  outcome: z.enum(["rejected", "unreachable", "gave-up", "unknown"]),
  reason: z.string().max(500),
  /** What a person can do something about. */
  why: z.enum(REJECTED_WHYS).optional(),
  /** The text that was to be sent, clipped. */
  text: z.string().max(500),
});
export type InboundUndelivered = z.infer<typeof inboundUndeliveredSchema>;

/** Something fell due: see the Timer rows. Made by the sweep, never by an adapter. */
export const inboundTimerSchema = z.object({
  type: z.literal("timer"),
  ...common,
  /** The row as it was when it fell due. */
  timer: z.object({
    id: z.string(),
    kind: z.string(),
    conversationId: z.string().nullable(),
    leadId: z.string().nullable(),
    payload: z.record(z.string(), z.unknown()),
    dueAt: z.string(),
    status: z.enum(["pending", "fired", "cancelled"]),
    createdAt: z.string(),
  }),
});
export type InboundTimer = z.infer<typeof inboundTimerSchema>;

export const inboundEventSchema = z.discriminatedUnion("type", [
  inboundMessageSchema,
  inboundCommandSchema,
  inboundReceiptSchema,
  inboundEditSchema,
  inboundReactionSchema,
  inboundEchoSchema,
  inboundNoticeSchema,
  inboundUndeliveredSchema,
  inboundTimerSchema,
]);
export type InboundEvent = z.infer<typeof inboundEventSchema>;

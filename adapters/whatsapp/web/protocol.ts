import { z } from "zod";

/**
 * What the main process and the child with the browser say to each other, checked on both sides: a child whose
 * library has changed can confuse itself, but not the main process.
 */

const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array, "must be bytes");
const id = z.number().int().positive();
/** A chat's address at WhatsApp, such as `5511987654321@c.us` or `123456789012345@lid`. */
const wid = z.string().regex(/^\d{1,20}@(c\.us|lid)$/);
const stanza = z.string().min(1).max(120);
const seconds = z.number().nonnegative();

/** One message as WhatsApp Web holds it, brought down to what we use. Texts are not cleaned yet. */
export const wireMessageSchema = z.object({
  fromMe: z.boolean(),
  chat: wid,
  stanza,
  type: z.string().max(60),
  text: z.string(),
  /** Unix seconds, by WhatsApp's clock. */
  t: seconds,
  name: z.string().optional(),
  /** -1 failed, 0 waits, 1 WhatsApp has it, 2 delivered, 3 read, 4 played. */
  ack: z.number().optional(),
  media: z
    .object({ mime: z.string().optional(), fileName: z.string().optional(), size: z.number().optional() })
    .optional(),
  location: z
    .object({ latitude: z.number(), longitude: z.number(), label: z.string().optional() })
    .optional(),
  vcard: z.string().optional(),
  quotes: z.object({ fromMe: z.boolean(), stanza }).optional(),
});
export type WireMessage = z.infer<typeof wireMessageSchema>;

/** What the main process asks for. Those with an `id` are answered. */
export const orderSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("start"),
    /** The folder of the session, which holds the browser's profile. */
    folder: z.string(),
    chromePath: z.string(),
    chromiumArgs: z.array(z.string()),
    /** Digits: link by a code for this phone; null: by a QR code. */
    phone: z.string().nullable(),
    authTimeoutMs: z.number(),
    /** How long it may be connected without being ready. */
    readyTimeoutMs: z.number(),
  }),
  z.object({ type: z.literal("beat"), id }),
  z.object({
    type: z.literal("send"),
    id,
    to: wid,
    text: z.string(),
    media: z
      .object({ content: bytes, mime: z.string(), fileName: z.string(), asDocument: z.boolean() })
      .optional(),
    quotes: z.object({ fromMe: z.boolean(), stanza }).optional(),
    /** How long the person sees that an answer is being written. */
    typingMs: z.number().nonnegative(),
  }),
  z.object({ type: z.literal("own"), id, chat: wid, since: seconds, limit: z.number() }),
  z.object({ type: z.literal("person"), id, chat: wid }),
  z.object({ type: z.literal("fetch"), id, chat: wid, fromMe: z.boolean(), stanza }),
  z.object({
    type: z.literal("catch-up"),
    id,
    /** Everything from this second on. */
    since: seconds,
    /** What is unread from this second on, also before `since`. */
    floor: seconds,
    chats: z.number(),
    perChat: z.number(),
  }),
  z.object({ type: z.literal("seen"), chat: wid }),
  z.object({ type: z.literal("stop") }),
]);
export type Order = z.infer<typeof orderSchema>;

/** What the child tells by itself, and its answers. */
export const reportSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("browser"), pid: id }),
  z.object({ type: z.literal("qr"), code: z.string().min(1).max(2_000) }),
  z.object({ type: z.literal("code"), code: z.string().min(1).max(40) }),
  /** Connected, and WhatsApp's data is there. Comes again after each reload of the page. */
  z.object({ type: z.literal("ready") }),
  /** The page is loading anew: not ready until it says so. */
  z.object({ type: z.literal("away") }),
  z.object({ type: z.literal("state"), state: z.string().max(60) }),
  z.object({ type: z.literal("message"), message: wireMessageSchema }),
  z.object({ type: z.literal("ack"), chat: wid, stanza, ack: z.number(), t: seconds }),
  z.object({ type: z.literal("edit"), chat: wid, stanza, text: z.string().nullable(), at: z.number() }),
  /** Not everything went as it should, without harm: for the log. */
  z.object({ type: z.literal("note"), note: z.string() }),
  /** The child is going to end. */
  z.object({
    type: z.literal("ended"),
    why: z.enum(["logout", "state", "fault", "stop"]),
    detail: z.string(),
  }),
  z.object({ type: z.literal("answer"), id, value: z.unknown() }),
  z.object({ type: z.literal("failed"), id, reason: z.string() }),
]);
export type Report = z.infer<typeof reportSchema>;

/** The answers, by what was asked. */
export const ANSWERS = {
  beat: z.object({ state: z.string().nullable(), ready: z.boolean() }),
  /** Null: the library gave nothing back, so nobody knows. */
  send: z.object({ stanza: stanza.nullable() }),
  own: z.object({ messages: z.array(wireMessageSchema) }),
  person: z.object({ lid: z.string().optional(), phone: z.string().optional() }),
  /** Null: WhatsApp has it no more. */
  fetch: z.object({ content: bytes.nullable() }),
  "catch-up": z.object({ messages: z.array(wireMessageSchema), capped: z.boolean() }),
};
export type Asked = keyof typeof ANSWERS;

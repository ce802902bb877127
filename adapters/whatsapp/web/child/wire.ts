import { z } from "zod";
import type { WireMessage } from "../protocol.ts";

/**
 * Bring a message of the library down to what we use. Null for what is no conversation with one person: groups,
 * channels, the status feed, notes of WhatsApp itself. A field that cannot be read is left out, not the message.
 */
export function toWire(raw: unknown): WireMessage | null {
  const parsed = rawSchema.safeParse(raw);
  if (!parsed.success) return null;
  const data = parsed.data;
  const chat = widText(data.id.remote);
  if (chat === undefined || !PERSON.test(chat) || data.isStatusV3 === true) return null;
  // A note to oneself.
  if (data.id.fromMe && widText(data.from) === chat) return null;
  const hasMedia = Boolean(data.directPath) && data.type !== "location";
  return {
    fromMe: data.id.fromMe,
    chat,
    stanza: data.id.id,
    type: data.type,
    text: textOf(data, hasMedia),
    t: data.t,
    ...given({ name: data.notifyName, ack: data.ack, vcard: vcardOf(data), location: locationOf(data) }),
    ...(hasMedia ? { media: given({ mime: data.mimetype, fileName: data.filename, size: data.size }) } : {}),
    ...given({ quotes: quoteOf(data) }),
  };
}

/** The key of a message of the library, for receipts and edits; null when it is not in a chat with one person. */
export function keyOf(raw: unknown): { fromMe: boolean; chat: string; stanza: string } | null {
  const parsed = z.object({ id: keySchema }).safeParse(raw);
  if (!parsed.success) return null;
  const chat = widText(parsed.data.id.remote);
  if (chat === undefined || !PERSON.test(chat)) return null;
  return { fromMe: parsed.data.id.fromMe, chat, stanza: parsed.data.id.id };
}

/** Phones and LIDs. `0@c.us` is WhatsApp itself. */
const PERSON = /^\d{5,20}@(c\.us|lid)$/;

const widSchema = z.union([z.string(), z.object({ _serialized: z.string() })]);

const keySchema = z.object({
  fromMe: z.boolean(),
  remote: widSchema,
  id: z.string().min(1).max(120),
});

/** Absent, or of another kind than expected: as if it was not there. */
const maybe = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined);

const rawSchema = z.object({
  id: keySchema,
  type: z.string().max(60),
  t: z.number().nonnegative(),
  from: maybe(widSchema),
  body: maybe(z.string()),
  caption: maybe(z.string()),
  pollName: maybe(z.string()),
  eventName: maybe(z.string()),
  notifyName: maybe(z.string()),
  ack: maybe(z.number()),
  directPath: maybe(z.string()),
  mimetype: maybe(z.string()),
  filename: maybe(z.string()),
  size: maybe(z.number().nonnegative()),
  lat: maybe(z.number().min(-90).max(90)),
  lng: maybe(z.number().min(-180).max(180)),
  loc: maybe(z.string()),
  vcardList: maybe(z.array(z.object({ vcard: z.string() }))),
  isStatusV3: maybe(z.boolean()),
  quotedStanzaID: maybe(z.string().min(1).max(120)),
  quotedParticipant: maybe(widSchema),
});
type Raw = z.infer<typeof rawSchema>;

function textOf(data: Raw, hasMedia: boolean): string {
  if (hasMedia) return data.caption ?? "";
  // Their body is a small picture, or the card itself.
  if (["location", "vcard", "multi_vcard"].includes(data.type)) return "";
  return data.body || data.pollName || data.eventName || "";
}

function vcardOf(data: Raw): string | undefined {
  if (data.type === "vcard") return data.body;
  return data.type === "multi_vcard" ? data.vcardList?.[0]?.vcard : undefined;
}

function locationOf(data: Raw): WireMessage["location"] {
  if (data.type !== "location" || data.lat === undefined || data.lng === undefined) return undefined;
  const label = data.loc?.split("\n").filter(Boolean).join(", ");
  return { latitude: data.lat, longitude: data.lng, ...(label ? { label } : {}) };
}

function quoteOf(data: Raw): WireMessage["quotes"] {
  if (data.quotedStanzaID === undefined) return undefined;
  const author = widText(data.quotedParticipant);
  // A chat has two sides: what is not by the other one is ours.
  const byThem = author !== undefined && author === widText(data.id.remote);
  return { fromMe: !byThem, stanza: data.quotedStanzaID };
}

function widText(wid: z.infer<typeof widSchema> | undefined): string | undefined {
  return typeof wid === "object" ? wid._serialized : wid;
}

/** Without the fields that are not there. */
function given<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

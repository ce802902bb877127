import type { InboundAttachment, InboundEvent } from "../../../src/channel/inbound.ts";
import { cleanText, clip } from "../../../src/text.ts";
import { identitiesOf, type WhatsAppPerson } from "../ids.ts";
import { contentOf, mediaOf, referralOf, tidy } from "./content.ts";
import {
  changeSchema,
  contactSchema,
  digitsOf,
  entrySchema,
  type Media,
  type Message,
  messageSchema,
  postSchema,
  statusSchema,
  timeOf,
  valueSchema,
} from "./payload.ts";
import { readStatus, type StatusUpdate } from "./statuses.ts";

/** One thing of a post that is to be taken, before its chat and its files are known. */
export interface Incoming {
  externalId: string;
  person: WhatsAppPerson;
  media: Media | null;
  toEvent(chatId: string, attachments: InboundAttachment[]): InboundEvent;
  /** The message to mark as read, when it is one to answer; and when it was said. */
  read: { messageId: string; at: string } | null;
}

export interface PostContent {
  incoming: Incoming[];
  statuses: StatusUpdate[];
  /** What was in the post and is not taken, by reason: for the log. */
  leftOut: Record<string, number>;
}

/** Everything in a post of Meta that concerns the number `phoneId`, in order. Null when it is no post of WhatsApp. */
export function readPost(body: unknown, phoneId: string, now: Date): PostContent | null {
  const post = postSchema.safeParse(body);
  if (!post.success || post.data.object !== "whatsapp_business_account") return null;
  const content: PostContent = { incoming: [], statuses: [], leftOut: {} };
  const leaveOut = (why: string) => {
    content.leftOut[why] = (content.leftOut[why] ?? 0) + 1;
  };
  for (const rawEntry of post.data.entry) {
    for (const rawChange of entrySchema.safeParse(rawEntry).data?.changes ?? []) {
      const change = changeSchema.safeParse(rawChange).data;
      const value = valueSchema.safeParse(change?.value).data;
      if (value === undefined) leaveOut("another kind of event");
      else if (value.metadata.phone_number_id !== phoneId) leaveOut("another number");
      else if (change?.field === "history") leaveOut("history");
      else readValue(value, content, now, leaveOut);
    }
  }
  return content;
}

function readValue(
  value: ReturnType<typeof valueSchema.parse>,
  content: PostContent,
  now: Date,
  leaveOut: (why: string) => void,
): void {
  const profiles = value.contacts.flatMap((raw) => contactSchema.safeParse(raw).data ?? []);
  for (const raw of value.messages) {
    const message = messageSchema.safeParse(raw).data;
    if (message === undefined) leaveOut("unreadable message");
    else take(readMessage(message, profiles, value.messages.length === 1, now));
  }
  for (const raw of value.message_echoes) {
    const message = messageSchema.safeParse(raw).data;
    if (message === undefined) leaveOut("unreadable echo");
    else take(readEcho(message, now));
  }
  for (const raw of value.statuses) {
    const status = statusSchema.safeParse(raw).data;
    if (status === undefined) leaveOut("unreadable status");
    else content.statuses.push(readStatus(status, now));
  }

  function take(read: Incoming | string): void {
    if (typeof read === "string") leaveOut(read);
    else content.incoming.push(read);
  }
}

type Profile = ReturnType<typeof contactSchema.parse>;

/** What a person wrote; or why it is not taken. */
function readMessage(message: Message, profiles: Profile[], isOnly: boolean, now: Date): Incoming | string {
  if (message.group_id !== undefined) return "group";
  const phone = digitsOf(message.from);
  const profile =
    profiles.find(
      ({ wa_id, user_id }) =>
        (phone !== undefined && digitsOf(wa_id) === phone) ||
        (user_id !== undefined && user_id === message.from_user_id),
    ) ?? (isOnly && profiles.length === 1 ? profiles[0] : undefined);
  const person: WhatsAppPerson = {
    phone: phone ?? digitsOf(profile?.wa_id),
    user: message.from_user_id ?? profile?.user_id,
  };
  const identities = identitiesOf(person);
  if (identities.length === 0) return "nobody";
  const at = timeOf(message.timestamp, now);
  if (message.edit !== undefined || message.revoke !== undefined) return readChange(message, person, at);
  if (message.type === "reaction" || message.type === "system" || message.type === "request_welcome")
    return message.type;
  const name = clip(
    cleanText(profile?.profile?.name ?? "")
      .replace(/\s+/g, " ")
      .trim(),
    200,
  );
  const media = mediaOf(message);
  const content = contentOf(message, media);
  return {
    externalId: message.id,
    person,
    media,
    read: { messageId: message.id, at },
    toEvent: (chatId, attachments) => ({
      type: "message",
      externalId: message.id,
      chatId,
      at,
      from: { identities, ...(name === "" ? {} : { name }) },
      ...content,
      attachments: [...attachments, ...content.attachments],
      ...(message.context?.id ? { quotes: message.context.id } : {}),
      ...referralOf(message),
    }),
  };
}

/** A person changed or took back what was written. */
function readChange(message: Message, person: WhatsAppPerson, at: string): Incoming | string {
  const original = message.edit?.original_message_id ?? message.revoke?.original_message_id;
  if (original === undefined) return "unreadable message";
  const edited = message.edit?.message;
  const caption = edited === undefined ? undefined : (edited.text?.body ?? mediaOf(edited)?.caption);
  if (message.edit !== undefined && caption === undefined) return "edit without a text";
  const externalId = `change:${message.id}:${at}`;
  const messageExternalId = original;
  const text = message.revoke === undefined ? tidy(caption ?? "") : null;
  return {
    externalId,
    person,
    media: null,
    read: null,
    toEvent: (chatId) => ({ type: "edit", externalId, chatId, at, messageExternalId, text }),
  };
}

/** What a colleague wrote in the WhatsApp Business app of the same number. */
function readEcho(message: Message, now: Date): Incoming | string {
  if (message.group_id !== undefined) return "group";
  const person: WhatsAppPerson = { phone: digitsOf(message.to), user: message.to_user_id };
  if (identitiesOf(person).length === 0) return "nobody";
  if (message.edit !== undefined || message.revoke !== undefined) return "change of an echo";
  if (message.type === "reaction" || message.type === "system") return message.type;
  const at = timeOf(message.timestamp, now);
  const media = mediaOf(message);
  const { text, attachments: notes } = contentOf(message, media);
  return {
    externalId: message.id,
    person,
    media,
    read: null,
    toEvent: (chatId, attachments) => ({
      type: "echo",
      externalId: message.id,
      chatId,
      at,
      text,
      attachments: [...attachments, ...notes],
    }),
  };
}

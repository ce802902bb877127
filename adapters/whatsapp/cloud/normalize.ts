import { missing } from "../../../src/channel/files.ts";
import type { InboundAttachment, InboundEvent, InboundMessage } from "../../../src/channel/inbound.ts";
import { MAX_TEXT } from "../../../src/channel/inbound.ts";
import { cleanText, clip } from "../../../src/text.ts";
import { identitiesOf, type WhatsAppPerson } from "../ids.ts";
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

type Content = Pick<InboundMessage, "text" | "attachments"> &
  Partial<Pick<InboundMessage, "choice" | "location" | "card">>;

function contentOf(message: Message, media: Media | null): Content {
  const plain = (text: string | undefined): Content => ({ text: tidy(text ?? ""), attachments: [] });
  const { interactive, button, location, contacts, order } = message;
  const picked = interactive?.button_reply ?? interactive?.list_reply;
  if (message.text !== undefined) return plain(message.text.body);
  if (media !== null) return plain(media.caption);
  if (picked !== undefined)
    return { ...plain(picked.title ?? picked.id), choice: tidy(picked.id).slice(0, 200) };
  if (button !== undefined) {
    const choice = button.payload ?? button.text;
    return {
      ...plain(button.text ?? button.payload),
      ...(choice ? { choice: tidy(choice).slice(0, 200) } : {}),
    };
  }
  if (interactive?.nfm_reply !== undefined) return plain(formText(interactive.nfm_reply));
  if (location !== undefined) {
    const label = clip(tidy([location.name, location.address].filter(Boolean).join(", ")), 300);
    const { latitude, longitude } = location;
    return { ...plain(""), location: { latitude, longitude, ...(label === "" ? {} : { label }) } };
  }
  if (contacts !== undefined && contacts.length > 0) return cardOf(contacts);
  if (order !== undefined) return plain(orderText(order));
  // As a file that is not there: as a text it would be taken for an answer.
  return { text: "", attachments: [missing("unsupported message", undefined, "unavailable")] };
}

/** The first card as a card; all of them as lines when there are several. */
function cardOf(contacts: NonNullable<Message["contacts"]>): Content {
  const cards = contacts.map(({ name, phones, emails }) => ({
    name: clip(
      tidy(name?.formatted_name ?? [name?.first_name, name?.last_name].filter(Boolean).join(" ")),
      200,
    ),
    phone: tidy(phones?.[0]?.phone ?? phones?.[0]?.wa_id ?? "").slice(0, 40),
    email: tidy(emails?.[0]?.email ?? "").slice(0, 320),
  }));
  const filled = (card: Record<string, string>) =>
    Object.fromEntries(Object.entries(card).filter(([, value]) => value !== ""));
  const lines = cards.map((card) => Object.values(filled(card)).join(" · "));
  const [first] = cards;
  return {
    text: cards.length > 1 ? tidy(lines.join("\n")) : "",
    attachments: [],
    ...(first === undefined ? {} : { card: filled(first) }),
  };
}

/** A basket of the catalogue, in figures that need no language. */
function orderText(order: NonNullable<Message["order"]>): string {
  const lines = (order.product_items ?? []).map(({ product_retailer_id, quantity, item_price, currency }) => {
    const price = item_price === undefined ? "" : ` · ${item_price} ${currency ?? ""}`.trimEnd();
    return `🛒 ${quantity ?? 1} × ${product_retailer_id ?? "?"}${price}`;
  });
  return [...lines, order.text ?? ""].filter((line) => line !== "").join("\n");
}

/** The answers of a form (a WhatsApp Flow), one a line. */
function formText({
  body,
  response_json,
}: {
  body?: string | undefined;
  response_json?: string | undefined;
}): string {
  let answers: unknown;
  try {
    answers = JSON.parse(response_json ?? "");
  } catch {
    return body ?? "";
  }
  if (typeof answers !== "object" || answers === null) return body ?? "";
  const lines = Object.entries(answers).flatMap(([name, value]) =>
    name !== "flow_token" && ["string", "number", "boolean"].includes(typeof value)
      ? [`${name}: ${value}`]
      : [],
  );
  return lines.length === 0 ? (body ?? "") : lines.join("\n");
}

/** The advertisement or post that the person came by. */
function referralOf({ referral }: Message): Pick<InboundMessage, "referral"> {
  if (referral === undefined) return {};
  const campaign = clip(tidy(referral.headline ?? "").replace(/\s+/g, " "), 200);
  const ref = tidy(referral.source_id ?? referral.source_url ?? "").slice(0, 300);
  return {
    referral: {
      source: referral.source_type === "post" ? "meta-post" : "meta-ad",
      ...(campaign === "" ? {} : { campaign }),
      ...(ref === "" ? {} : { ref }),
    },
  };
}

function mediaOf(
  message: Pick<Message, "image" | "video" | "audio" | "voice" | "document" | "sticker">,
): Media | null {
  const { image, video, audio, voice, document, sticker } = message;
  return image ?? video ?? audio ?? voice ?? document ?? sticker ?? null;
}

function tidy(text: string): string {
  return clip(cleanText(text), MAX_TEXT);
}

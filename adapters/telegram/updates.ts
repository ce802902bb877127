import { z } from "zod";

/**
 * Updates as Telegram sends them, as far as we read them. What is needed to know who said something where must be
 * right; any other field that is not as expected is left out, so that it does not cost the message.
 */

const id = z.number().int();
const text = optional(z.string());

/** A field that may be wrong. */
function optional<T>(schema: z.ZodType<T>) {
  return schema.optional().catch(undefined);
}

const userSchema = z.object({
  id,
  is_bot: z.boolean().catch(false),
  first_name: text,
  last_name: text,
  language_code: text,
});
export type TelegramUser = z.infer<typeof userSchema>;

const chatSchema = z.object({ id, type: z.string().catch("") });

const fileSchema = z.object({
  file_id: z.string().min(1),
  file_size: optional(z.number().nonnegative()),
  file_name: text,
  mime_type: text,
});
export type TelegramFile = z.infer<typeof fileSchema>;

const photoSchema = fileSchema.extend({ width: z.number().catch(0), height: z.number().catch(0) });

const locationSchema = z.object({ latitude: z.number(), longitude: z.number() });

const contactSchema = z.object({
  phone_number: text,
  first_name: text,
  last_name: text,
  user_id: optional(id),
  vcard: text,
});

const keyboardSchema = z.object({
  inline_keyboard: z.array(z.array(z.object({ text: z.string(), callback_data: text }))),
});

const messageSchema = z.object({
  message_id: id,
  from: optional(userSchema),
  chat: chatSchema,
  /** Seconds since 1970; 0 in a message that is too old to be shown. */
  date: z.number().catch(0),
  edit_date: optional(z.number()),
  text,
  caption: text,
  photo: optional(z.array(photoSchema)),
  document: optional(fileSchema),
  voice: optional(fileSchema),
  audio: optional(fileSchema),
  video: optional(fileSchema),
  video_note: optional(fileSchema),
  animation: optional(fileSchema),
  sticker: optional(z.object({ emoji: text })),
  dice: optional(z.object({ emoji: text })),
  location: optional(locationSchema),
  venue: optional(z.object({ title: text, address: text })),
  contact: optional(contactSchema),
  reply_to_message: optional(z.object({ message_id: id })),
  reply_markup: optional(keyboardSchema),
  migrate_to_chat_id: optional(id),
});
export type TelegramMessage = z.infer<typeof messageSchema>;

const callbackSchema = z.object({
  id: z.string().min(1),
  from: userSchema,
  message: messageSchema,
  data: text,
});
export type TelegramCallback = z.infer<typeof callbackSchema>;

const memberSchema = z.object({
  chat: chatSchema,
  new_chat_member: z.object({ status: z.string() }),
});

/** What one update is. `unreadable`: of a kind that we take, but its form is not known. */
export type Update = { id: number } & (
  | { kind: "message"; message: TelegramMessage }
  | { kind: "edited"; message: TelegramMessage }
  | { kind: "callback"; callback: TelegramCallback }
  | { kind: "member"; chatId: string; isPrivate: boolean; status: string }
  | { kind: "other" }
  | { kind: "unreadable" }
);

/** The kinds of updates that Telegram is asked for; any other would only be thrown away. */
export const ALLOWED_UPDATES = ["message", "edited_message", "callback_query", "my_chat_member"];

/** Read one update; null when not even its id can be read. */
export function parseUpdate(raw: unknown): Update | null {
  const head = headSchema.safeParse(raw);
  if (!head.success) return null;
  const { update_id, ...kinds } = head.data;
  if (kinds.message !== undefined) {
    const message = messageSchema.safeParse(kinds.message);
    return message.success
      ? { id: update_id, kind: "message", message: message.data }
      : unreadable(update_id);
  }
  if (kinds.edited_message !== undefined) {
    const message = messageSchema.safeParse(kinds.edited_message);
    return message.success ? { id: update_id, kind: "edited", message: message.data } : unreadable(update_id);
  }
  if (kinds.callback_query !== undefined) {
    const callback = callbackSchema.safeParse(kinds.callback_query);
    if (callback.success) return { id: update_id, kind: "callback", callback: callback.data };
    return unreadable(update_id);
  }
  if (kinds.my_chat_member !== undefined) {
    const member = memberSchema.safeParse(kinds.my_chat_member);
    if (!member.success) return unreadable(update_id);
    const { chat, new_chat_member } = member.data;
    const isPrivate = chat.type === "private";
    return { id: update_id, kind: "member", chatId: `${chat.id}`, isPrivate, status: new_chat_member.status };
  }
  return { id: update_id, kind: "other" };
}

const headSchema = z.object({
  update_id: z.number().int().nonnegative(),
  message: z.unknown().optional(),
  edited_message: z.unknown().optional(),
  callback_query: z.unknown().optional(),
  my_chat_member: z.unknown().optional(),
});

function unreadable(id: number): Update {
  return { id, kind: "unreadable" };
}

/** The chat that an update must stay in order in; null when order does not matter. */
export function chatOf(update: Update): string | null {
  switch (update.kind) {
    case "message":
    case "edited":
      return `${update.message.chat.id}`;
    case "callback":
      return `${update.callback.message.chat.id}`;
    case "member":
      return update.chatId;
    default:
      return null;
  }
}

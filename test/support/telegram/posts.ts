import { z } from "zod";
import type { FormFile } from "./form.ts";
import { Refusal } from "./updates.ts";

/** A message of the bot, as the person has it on the screen. */
export interface Post {
  chat: number;
  messageId: number;
  method: "sendMessage" | "sendPhoto" | "sendDocument";
  /** The text, or the caption. */
  text: string;
  buttons: { text: string; data: string }[];
  /** The buttons as they were when it was sent, in rows. */
  keyboard: string[][];
  quotes: number | null;
  file: FormFile | null;
  edits: number;
}

/** The bot's messages, checked as Telegram checks them. */
export class Posts {
  readonly all: Post[] = [];

  add(method: Post["method"], payload: Record<string, unknown>, messageId: number): Post {
    const { chat_id, text, caption, reply_markup, reply_parameters } = sendSchema.parse(payload);
    const words = method === "sendMessage" ? text : caption;
    if (method === "sendMessage" && words.trim() === "")
      throw new Refusal(400, "Bad Request: message text is empty");
    if (method === "sendMessage" && words.length > 4_096)
      throw new Refusal(400, "Bad Request: message is too long");
    if (method !== "sendMessage" && words.length > 1_024)
      throw new Refusal(400, "Bad Request: message caption is too long");
    const file = fileSchema.safeParse(method === "sendPhoto" ? payload.photo : payload.document);
    if (method !== "sendMessage" && !file.success)
      throw new Refusal(400, "Bad Request: there is no file in the request");
    const rows = checkedRows(reply_markup);
    const post: Post = {
      chat: Number(chat_id),
      messageId,
      method,
      text: words,
      buttons: rows.flat(),
      keyboard: rows.map((row) => row.map((button) => button.text)),
      quotes: reply_parameters?.message_id ?? null,
      file: file.success && method !== "sendMessage" ? file.data : null,
      edits: 0,
    };
    this.all.push(post);
    return post;
  }

  edit(method: "editMessageText" | "editMessageReplyMarkup", payload: Record<string, unknown>): Post {
    const { chat_id, message_id, text, reply_markup } = editSchema.parse(payload);
    const post = this.find(Number(chat_id), message_id);
    if (!post) throw new Refusal(400, "Bad Request: message to edit not found");
    if (method === "editMessageText" && post.method !== "sendMessage")
      throw new Refusal(400, "Bad Request: there is no text in the message to edit");
    const buttons = checkedRows(reply_markup).flat();
    const words = method === "editMessageText" ? text : post.text;
    if (words === post.text && JSON.stringify(buttons) === JSON.stringify(post.buttons))
      throw new Refusal(
        400,
        "Bad Request: message is not modified: specified new message content and reply markup are exactly the same",
      );
    post.text = words;
    post.buttons = buttons;
    if (method === "editMessageText") post.edits += 1;
    return post;
  }

  find(chat: number, messageId: number): Post | undefined {
    return this.all.find((post) => post.chat === chat && post.messageId === messageId);
  }
}

const keyboardSchema = z.object({
  inline_keyboard: z.array(z.array(z.object({ text: z.string(), callback_data: z.string() }))),
});

const sendSchema = z.object({
  chat_id: z.union([z.number(), z.string()]),
  text: z.string().default(""),
  caption: z.string().default(""),
  reply_markup: keyboardSchema.optional(),
  reply_parameters: z.object({ message_id: z.number() }).optional(),
  parse_mode: z.undefined({ error: "plain texts only" }).optional(),
});

const editSchema = sendSchema.extend({ message_id: z.number() });

const fileSchema = z.object({ fileName: z.string(), content: z.instanceof(Buffer) });

function checkedRows(markup: z.infer<typeof keyboardSchema> | undefined): { text: string; data: string }[][] {
  const rows = markup?.inline_keyboard ?? [];
  for (const { text, callback_data } of rows.flat()) {
    const bytes = Buffer.byteLength(callback_data);
    if (bytes < 1 || bytes > 64) throw new Refusal(400, "Bad Request: BUTTON_DATA_INVALID");
    if (text.trim() === "")
      throw new Refusal(400, "Bad Request: text buttons are unallowed in the inline keyboard");
  }
  if (rows.flat().length > 100) throw new Refusal(400, "Bad Request: REPLY_MARKUP_TOO_LONG");
  return rows.map((row) => row.map((button) => ({ text: button.text, data: button.callback_data })));
}

import http from "node:http";
import type { AddressInfo } from "node:net";
import { z } from "zod";
import { parseBody } from "./form.ts";
import { type Post, Posts } from "./posts.ts";
import { type Delivery, Refusal, UpdateQueue } from "./updates.ts";

export type { Delivery, Post };

/** What is done with a call instead of answering it. */
export type Fault =
  /** Refused, before anything is done. */
  | { kind: "error"; code: number; description: string; parameters?: Record<string, unknown> }
  /** Carried out, but the connection breaks before the answer. */
  | { kind: "lost" }
  /** Carried out, but never answered. */
  | { kind: "silent" }
  /** The connection breaks before anything is done. */
  | { kind: "reset" }
  /** Carried out, but the answer is not what it should be. */
  | { kind: "garbled"; status: number; body: string };

export interface Call {
  method: string;
  payload: Record<string, unknown>;
}

/** A Bot API of our own, on a free port of this machine, for one bot. */
export interface FakeTelegram {
  readonly url: string;
  readonly token: string;
  readonly botId: string;
  /** Every message that the bot sent, in order, as people see it now: the ledger. */
  readonly posts: readonly Post[];
  /** Every call that came, answered or not. */
  readonly calls: readonly Call[];
  readonly deliveries: readonly Delivery[];
  readonly updates: UpdateQueue;
  /** A person writes in the private chat. Gives the update's id. */
  says(chat: number, text: string, more?: Said): number;
  /** A person presses the button with this label, or that carries this data, under a message of the bot. */
  presses(chat: number, messageId: number, button: { label: string } | { data: string }): number;
  /** Any update: `message`, `edited_message`, … with its content. */
  push(kind: string, chat: number, content: Record<string, unknown>, updateId?: number): number;
  /** The parts that every message of a private chat has. */
  message(chat: number, more?: Record<string, unknown>): Record<string, unknown> & { message_id: number };
  /** Put a file there that people send; gives what a message says of it. */
  file(content: Buffer, more?: Record<string, unknown>): { file_id: string; file_size: number };
  /** The person blocks the bot, or lets it in again. */
  block(chat: number, blocked: boolean): void;
  /** The next calls of a method go wrong; each fault once. */
  fail(method: string, ...faults: Fault[]): void;
  /** Take the next downloads of files away. */
  failDownloads(...statuses: number[]): void;
  /** Resolves once it is true; looked at whenever something happens here. */
  until(condition: () => boolean): Promise<void>;
  /** A place of the webhook's address: `https://…` is really at this one. */
  host(origin: string, url: string): void;
  close(): Promise<void>;
}

export interface Said {
  updateId?: number;
  messageId?: number;
  from?: Record<string, unknown>;
  quotes?: number;
  date?: number;
}

/**
 * Start it. Stands alone: harnesses run it in a process of its own.
 *
 * @param options.token default: one that nobody has.
 * @param options.port default: any free one; give the same again to let it come back after `close`.
 */
export async function startFakeTelegram(
  options: { token?: string; port?: number; username?: string } = {},
): Promise<FakeTelegram> {
  const token = options.token ?? "7000000001:AAFakeTokenOfNobody_0123456789abcdefg";
  const botId = token.split(":")[0] ?? "";
  const bot = {
    id: Number(botId),
    is_bot: true,
    first_name: "Sample",
    username: options.username ?? "sample_bot",
  };
  const waiters = new Set<() => void>();
  const changed = () => {
    for (const look of [...waiters]) look();
  };
  const updates = new UpdateQueue(changed);
  const posts = new Posts();
  const calls: Call[] = [];
  const faults = new Map<string, Fault[]>();
  const files = new Map<string, Buffer>();
  const badDownloads: number[] = [];
  const blocked = new Set<number>();
  let messages = 0;

  async function carryOut(
    method: string,
    payload: Record<string, unknown>,
    gone: AbortSignal,
  ): Promise<unknown> {
    switch (method) {
      case "getMe":
        return bot;
      case "getUpdates":
        return updates.getUpdates(payload, gone);
      case "setWebhook":
        return updates.setWebhook(payload);
      case "deleteWebhook":
        return updates.deleteWebhook(payload);
      case "getWebhookInfo":
        return updates.getWebhookInfo();
      case "sendMessage":
      case "sendPhoto":
      case "sendDocument": {
        const chat = chatSchema.parse(payload).chat_id;
        if (blocked.has(chat)) throw new Refusal(403, "Forbidden: bot was blocked by the user");
        const post = posts.add(method, payload, messages + 1);
        messages += 1;
        return {
          message_id: post.messageId,
          chat: { id: chat, type: "private" },
          date: seconds(),
          text: post.text,
        };
      }
      case "editMessageText":
      case "editMessageReplyMarkup":
        return { message_id: posts.edit(method, payload).messageId };
      case "answerCallbackQuery":
      case "sendChatAction":
        return true;
      case "getFile": {
        const { file_id } = z.object({ file_id: z.string() }).parse(payload);
        const content = files.get(file_id);
        if (!content)
          throw new Refusal(400, "Bad Request: wrong file_id or the file is temporarily unavailable");
        if (content.length > 20 * 1024 * 1024) throw new Refusal(400, "Bad Request: file is too big");
        return {
          file_id,
          file_unique_id: file_id,
          file_size: content.length,
          file_path: `documents/${file_id}`,
        };
      }
      default:
        throw new Refusal(404, "Not Found: method not found");
    }
  }

  const server = http.createServer((request, response) => {
    void serve(request, response).catch(() => response.destroy());
  });

  async function serve(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const [, place = "", ...rest] = new URL(request.url ?? "/", "http://fake").pathname.split("/");
    if (place === "file") return giveFile(rest, response);
    const method = rest[0] ?? "";
    if (place !== `bot${token}`)
      return answer(response, 401, { ok: false, error_code: 401, description: "Unauthorized" });
    const gone = new AbortController();
    response.on("close", () => gone.abort());
    const payload = parseBody(request.headers["content-type"] ?? "", Buffer.concat(chunks));
    calls.push({ method, payload });
    const fault = faults.get(method)?.shift();
    changed();
    try {
      if (fault?.kind === "error") throw new Refusal(fault.code, fault.description, fault.parameters);
      if (fault?.kind === "reset") return void request.socket.destroy();
      const result = await carryOut(method, payload, gone.signal);
      if (fault?.kind === "lost") return void request.socket.destroy();
      if (fault?.kind === "silent") return;
      if (fault?.kind === "garbled") return void response.writeHead(fault.status).end(fault.body);
      answer(response, 200, { ok: true, result });
    } catch (error) {
      if (error instanceof Refusal) {
        const { code, message, parameters } = error;
        const more = parameters ? { parameters } : {};
        return answer(response, code, { ok: false, error_code: code, description: message, ...more });
      }
      const description = `Bad Request: ${error instanceof Error ? error.message : error}`;
      answer(response, 400, { ok: false, error_code: 400, description });
    } finally {
      changed();
    }
  }

  function giveFile([place, ...path]: string[], response: http.ServerResponse): void {
    const content = place === `bot${token}` ? files.get(path.at(-1) ?? "") : undefined;
    const status = badDownloads.shift() ?? (content ? 200 : 404);
    response.writeHead(status, { "content-type": "application/octet-stream" });
    response.end(status === 200 ? content : "");
  }

  const person = (chat: number, more: Record<string, unknown> = {}) => ({
    id: chat,
    is_bot: false,
    first_name: "Sample",
    last_name: "Person",
    language_code: "pt-br",
    ...more,
  });

  function message(chat: number, more: Record<string, unknown> = {}) {
    messages += 1;
    return {
      message_id: messages,
      from: person(chat),
      chat: { id: chat, type: "private", first_name: "Sample" },
      date: seconds(),
      ...more,
    };
  }

  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}`,
    token,
    botId,
    posts: posts.all,
    calls,
    deliveries: updates.deliveries,
    updates,
    message,
    says(chat, text, more = {}) {
      const content = message(chat, {
        text,
        ...(more.messageId === undefined ? {} : { message_id: more.messageId }),
        ...(more.from === undefined ? {} : { from: person(chat, more.from) }),
        ...(more.date === undefined ? {} : { date: more.date }),
        ...(more.quotes === undefined
          ? {}
          : { reply_to_message: message(chat, { message_id: more.quotes }) }),
      });
      return updates.push("message", chat, content, more.updateId);
    },
    presses(chat, messageId, button) {
      const post = posts.find(chat, messageId);
      const found = post?.buttons.find((one) => "label" in button && one.text === button.label);
      const data = "data" in button ? button.data : (found?.data ?? "");
      const inline_keyboard = (post?.buttons ?? []).map((one) => [
        { text: one.text, callback_data: one.data },
      ]);
      return updates.push("callback_query", chat, {
        id: `callback-${calls.length}-${data}`,
        from: person(chat),
        chat_instance: "1",
        data,
        message: {
          ...message(chat),
          message_id: messageId,
          from: bot,
          text: post?.text,
          reply_markup: { inline_keyboard },
        },
      });
    },
    push: (kind, chat, content, updateId) => updates.push(kind, chat, content, updateId),
    file(content, more = {}) {
      const file_id = `file-${files.size + 1}`;
      files.set(file_id, content);
      return { file_id, file_size: content.length, ...more };
    },
    block(chat, isBlocked) {
      if (isBlocked) blocked.add(chat);
      else blocked.delete(chat);
      const status = isBlocked ? "kicked" : "member";
      updates.push("my_chat_member", chat, {
        chat: { id: chat, type: "private" },
        from: person(chat),
        date: seconds(),
        old_chat_member: { user: bot, status: isBlocked ? "member" : "kicked" },
        new_chat_member: { user: bot, status },
      });
    },
    fail(method, ...more) {
      faults.set(method, [...(faults.get(method) ?? []), ...more]);
    },
    failDownloads: (...statuses) => void badDownloads.push(...statuses),
    until: (condition) =>
      new Promise((resolve) => {
        const look = () => {
          if (!condition()) return;
          waiters.delete(look);
          resolve();
        };
        waiters.add(look);
        look();
      }),
    host: (origin, url) => void updates.hosts.set(origin, url),
    async close() {
      updates.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const chatSchema = z.object({ chat_id: z.coerce.number() });

function seconds(): number {
  return Math.floor(Date.now() / 1_000);
}

function answer(response: http.ServerResponse, status: number, body: unknown): void {
  if (response.writableEnded || response.destroyed) return;
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

import { setTimeout as sleep } from "node:timers/promises";
import wweb from "whatsapp-web.js";
import { z } from "zod";
import { type Order, type Report, wireMessageSchema } from "../protocol.ts";
import { createClient, type Start } from "./client.ts";
import { ownMessages, REFRESH_QR, SAY_SYNCED, typing, unseenMessages } from "./in-page.ts";
import { keyOf, toWire } from "./wire.ts";

export interface Session {
  /** Do what an order asks. Rejects with what the library or the page says. */
  answer(order: Exclude<Order, { type: "start" | "seen" | "stop" }>): Promise<unknown>;
  /** Mark a chat as read, on the phone too. */
  seen(chat: string): Promise<void>;
  close(): Promise<void>;
}

type End = (why: "logout" | "state" | "fault", detail: string) => void;

/**
 * Link with WhatsApp Web through the real client in a browser of its own, and tell what happens there.
 *
 * `ready` of the library is raced: when the page has synced before the library listens, it never comes. A beat that
 * finds the page connected but not ready for `readyTimeoutMs` says it in the page's place, and ends the session
 * when that did not help.
 */
export function createSession(start: Start, report: (report: Report) => void, end: End): Session {
  const client = createClient(start, () => {
    const pid = client.pupBrowser?.process()?.pid;
    if (pid !== undefined) report({ type: "browser", pid });
    client.pupBrowser?.on("disconnected", () => end("fault", "the browser is gone"));
    client.pupPage?.on("framenavigated", (frame) => {
      // An iframe navigates too, and changes nothing.
      if (frame !== client.pupPage?.mainFrame()) return;
      ready = false;
      unreadySince = Date.now();
      report({ type: "away" });
    });
  });
  let ready = false;
  let unreadySince = Date.now();
  let nudged = false;
  let nowhereSince = Date.now();
  const sends = new Map<string, Promise<unknown>>();

  client.on("qr", (code: string) => report({ type: "qr", code }));
  client.on("code", (code: string) => report({ type: "code", code }));
  client.on("auth_failure", (message) => end("fault", `the session was refused: ${message}`));
  client.on("disconnected", (reason) => {
    end(reason === "LOGOUT" ? "logout" : "state", String(reason));
  });
  client.on("ready", () => {
    ready = true;
    nudged = false;
    report({ type: "ready" });
  });
  client.on("change_state", (state) => report({ type: "state", state: String(state) }));
  // The first time, WhatsApp may fetch years of history: as long as that goes on, nothing is stuck.
  client.on("loading_screen", () => {
    unreadySince = Date.now();
  });
  client.on("message", (message) => tellMessage(message.rawData));
  client.on("message_create", (message) => {
    if (message.fromMe) tellMessage(message.rawData);
  });
  client.on("message_ack", (message, ack) => {
    const key = keyOf(message.rawData);
    if (key?.fromMe) report({ type: "ack", chat: key.chat, stanza: key.stanza, ack: Number(ack), t: now() });
  });
  client.on("message_edit", (message, newBody, previous) => tellEdit(message.rawData, newBody, previous));
  client.on("message_revoke_everyone", (message) => {
    const key = keyOf(message.rawData);
    if (key === null || key.fromMe) return;
    const original = z
      .object({ protocolMessageKey: z.object({ id: z.string() }) })
      .safeParse(message.rawData);
    const stanza = original.success ? original.data.protocolMessageKey.id : key.stanza;
    report({ type: "edit", chat: key.chat, stanza, text: null, at: now() });
  });
  client.on("message_ciphertext_failed", () => {
    report({ type: "note", note: "a message could not be decrypted; it can be read on the phone" });
  });
  client.initialize().catch((error) => end("fault", `it did not start: ${error?.message ?? error}`));

  function tellMessage(raw: object): void {
    const message = wireMessageSchema.safeParse(toWire(raw));
    if (message.success && message.data.chat !== client.info?.wid?._serialized)
      report({ type: "message", message: message.data });
  }

  function tellEdit(raw: object, newBody: unknown, previous: unknown): void {
    const message = toWire(raw);
    if (message === null || message.fromMe || typeof newBody !== "string") return;
    const stamp = z.object({ latestEditSenderTimestampMs: z.number() }).safeParse(raw);
    // Decrypting a message and drawing the small picture of a file change the body too.
    if (!stamp.success && (message.media !== undefined || typeof previous !== "string" || previous === ""))
      return;
    const at = stamp.success ? stamp.data.latestEditSenderTimestampMs / 1000 : now();
    const text = message.media === undefined ? newBody : message.text;
    report({ type: "edit", chat: message.chat, stanza: message.stanza, text, at });
  }

  /** The state of the connection; heals what is stuck. */
  async function beat(): Promise<{ state: string | null; ready: boolean }> {
    const page = client.pupPage;
    // Before the page is there, the library's own time limit holds.
    if (page === undefined || page === null) return { state: null, ready: false };
    const state = z
      .string()
      .nullable()
      .catch(null)
      .parse(await page.evaluate("window.require ? window.require('WAWebSocketModel').Socket.state : null"));
    if (state !== null) nowhereSince = Date.now();
    // Going to the page has no time limit in the library: a network that swallows everything would hold it for ever.
    if (Date.now() - nowhereSince > start.authTimeoutMs * 2)
      end("fault", "the page of WhatsApp does not come");
    if (state === "UNPAIRED_IDLE" && start.phone === null) await page.evaluate(REFRESH_QR);
    if (state !== "CONNECTED" || ready) {
      if (!ready) unreadySince = Date.now();
      return { state, ready };
    }
    const waited = Date.now() - unreadySince;
    if (waited > start.readyTimeoutMs * 3) end("fault", "connected, but it never became ready");
    else if (waited > start.readyTimeoutMs && !nudged) {
      nudged = true;
      report({ type: "note", note: "connected without being ready: said it in the page's place" });
      await page.evaluate(SAY_SYNCED);
    }
    return { state, ready };
  }

  async function send(order: Extract<Order, { type: "send" }>): Promise<{ stanza: string | null }> {
    if (order.typingMs > 0) {
      // Only a courtesy: what goes wrong here must not keep the message back.
      await page()
        .evaluate(typing(order.to, "typing"))
        .catch(() => {});
      await sleep(order.typingMs);
    }
    const quoted = order.quotes && `${order.quotes.fromMe}_${order.to}_${order.quotes.stanza}`;
    const options = {
      sendSeen: false,
      linkPreview: false,
      waitUntilMsgSent: true,
      parseVCards: false,
      ...(quoted === undefined ? {} : { quotedMessageId: quoted }),
    };
    const { media } = order;
    const sent = media
      ? await client.sendMessage(order.to, asMedia(media), {
          ...options,
          caption: order.text,
          sendMediaAsDocument: media.asDocument,
        })
      : await client.sendMessage(order.to, order.text, options);
    page()
      .evaluate(typing(order.to, "stop"))
      .catch(() => {});
    return { stanza: keyOf(sent?.rawData)?.stanza ?? null };
  }

  async function fetchMedia(key: { chat: string; fromMe: boolean; stanza: string }) {
    const message = await client.getMessageById(`${key.fromMe}_${key.chat}_${key.stanza}`);
    const media = await message?.downloadMedia();
    return { content: media ? Buffer.from(media.data, "base64") : null };
  }

  async function list(script: string) {
    const found = foundSchema.parse(await page().evaluate(script));
    const messages = found.messages.flatMap((raw) => {
      const message = wireMessageSchema.safeParse(toWire(raw));
      return message.success ? [message.data] : [];
    });
    return { messages, capped: found.capped };
  }

  function page() {
    if (!client.pupPage) throw new Error("the page is not there yet");
    return client.pupPage;
  }

  return {
    async answer(order) {
      switch (order.type) {
        case "beat":
          return beat();
        case "send": {
          const sending = send(order);
          const quiet = Promise.allSettled([sending]);
          sends.set(order.to, quiet);
          void quiet.then(() => sends.get(order.to) === quiet && sends.delete(order.to));
          return sending;
        }
        case "own":
          // What is still being sent, a large file on a slow line, is not absent yet.
          await sends.get(order.chat);
          return list(ownMessages(order));
        case "catch-up":
          return list(unseenMessages(order));
        case "fetch":
          return fetchMedia(order);
        case "person": {
          const [found] = await client.getContactLidAndPhone([order.chat]);
          return { lid: found?.lid?.split("@")[0], phone: found?.pn?.split("@")[0] };
        }
      }
    },
    async seen(chat) {
      await client.sendSeen(chat);
    },
    async close() {
      await client.destroy();
    },
  };
}

const foundSchema = z.object({ messages: z.array(z.unknown()), capped: z.boolean() });

function asMedia(media: { content: Uint8Array; mime: string; fileName: string }): wweb.MessageMedia {
  return new wweb.MessageMedia(media.mime, Buffer.from(media.content).toString("base64"), media.fileName);
}

function now(): number {
  return Math.floor(Date.now() / 1000);
}

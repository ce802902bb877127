import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import { vi } from "vitest";
import { selfSigned } from "./certificate.ts";

/** What real users report, to be switched on; what is set while a page is open holds from its next load. */
export interface Faults {
  /** `window.Debug` appears this late, in milliseconds. */
  debugDelayMs: number;
  /** How long the socket stays OPENING. */
  openingDelayMs: number;
  /** Between CONNECTED and hasSynced. */
  syncDelayMs: number;
  /** False: hasSynced changes on time, listener or not, as the real page does. */
  syncWaitsForListener: boolean;
  /** hasSynced never changes: `ready` never comes. */
  neverSync: boolean;
  /** hasSynced changes before the library listens: `ready` never comes. */
  syncBeforeConnected: boolean;
  /** The page loads anew right after pairing. */
  reloadAfterPair: boolean;
  /** Each inbound message is told twice. */
  duplicateAdd: boolean;
  /** Modules that "WhatsApp removed today". */
  dropModules: string[];
}

/**
 * How the next send goes wrong: the page says so, loads anew before or after the message went out, gives nothing
 * back, or never answers.
 */
export type SendFault = { says: string } | "reload-before" | "reload-after" | "nothing-back" | "hangs";

export interface Person {
  /** The phone as an address, `15550001111@c.us`. */
  pn: string;
  lid?: string;
  name?: string;
  pushname?: string;
}

export interface StoredMessage {
  id: { fromMe: boolean; remote: string; id: string; _serialized: string };
  type: string;
  t: number;
  body: string;
  ack: number;
  to: string;
  caption?: string;
  mimetype?: string;
  filename?: string;
  directPath?: string;
  quotedStanzaID?: string;
}

/** Something that the page did or asked for. */
export interface Seen {
  kind: string;
  chat?: string;
  [detail: string]: unknown;
}

export interface Arrival {
  from: string;
  body?: string;
  id?: string;
  type?: string;
  /** Unix seconds. Default: now. */
  t?: number;
  media?: { data: Buffer; mimetype: string; filename?: string };
  notifyName?: string;
  /** From our own account: a person wrote on the phone. */
  fromMe?: boolean;
  /** False: it is only in the chat, as if it came while nobody listened. */
  deliver?: boolean;
  /** Whether it counts as unread. Default: true. */
  unread?: boolean;
  /** Fields as the page has them, such as lat and lng. */
  [field: string]: unknown;
}

/**
 * WhatsApp's side: an HTTPS server that a real Chromium believes is web.whatsapp.com, so that the real, unpatched
 * client runs without WhatsApp and without a network. It owns the phone (paired sessions), chats and messages;
 * page.js is the web client. It proves our wiring against the installed version of the library, and cannot tell when
 * WhatsApp changes its own modules.
 */
export async function startFakeWhatsApp(initial: Partial<Faults> = {}) {
  const faults: Faults = {
    debugDelayMs: 0,
    openingDelayMs: 0,
    syncDelayMs: 30,
    syncWaitsForListener: true,
    neverSync: false,
    syncBeforeConnected: false,
    reloadAfterPair: false,
    duplicateAdd: false,
    dropModules: [],
    ...initial,
  };
  const me = { pn: "15550000001@c.us", lid: "900000000000001@lid", pushname: "Sample business" };
  const contacts = new Map<string, Person & { registered: boolean }>();
  const chats = new Map<string, { id: string; name: string; unreadCount: number; t: number }>();
  const messages: StoredMessage[] = [];
  const media = new Map<string, Buffer>();
  const sessions = new Set<string>();
  const pages = new Set<ServerResponse>();
  const seen: Seen[] = [];
  let sendFault: SendFault | null = null;
  let sendsBefore = 0;
  let refs = 0;
  let ids = 0;

  function push(event: string, data: unknown = null): void {
    for (const page of pages) page.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  function snapshot(token: unknown) {
    const paired = typeof token === "string" && sessions.has(token);
    const lists = { contacts: [...contacts.values()], chats: [...chats.values()], messages };
    return { version: "2.3000.1030000000", faults, ref: `2@standin-ref-${refs}`, paired, me, ...lists };
  }

  function note(kind: string, data: object = {}): void {
    seen.push({ kind, ...data });
  }

  function touchChat(id: string, t: number, unread: boolean): void {
    const chat = chats.get(id) ?? { id, name: "Sample person", unreadCount: 0, t };
    if (unread) chat.unreadCount += 1;
    chat.t = Math.max(chat.t, t);
    chats.set(id, chat);
  }

  function arrive(arrival: Arrival): StoredMessage {
    const { from, body = "", id, t = now(), media: file, fromMe = false, ...more } = arrival;
    const { notifyName = "Ana", deliver = true, unread = !fromMe, type, ...rest } = more;
    ids += 1;
    const stanza = id ?? `3EB0STANDIN${String(ids).padStart(8, "0")}`;
    const path = `/v/standin-${stanza}`;
    if (file) media.set(path, file.data);
    const message = {
      id: { fromMe, remote: from, id: stanza, _serialized: `${fromMe}_${from}_${stanza}` },
      from: fromMe ? me.pn : from,
      to: fromMe ? from : me.pn,
      body: file ? "" : body,
      type: type ?? (file ? kindOf(file.mimetype) : "chat"),
      t,
      notifyName,
      ack: 1,
      isNewMsg: true,
      ...(file ? fileFields(file, path, body) : {}),
      ...rest,
    };
    if (!messages.some((known) => known.id._serialized === message.id._serialized)) messages.push(message);
    touchChat(from, t, unread);
    if (deliver) push("inbound", message);
    return message;
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "https://web.whatsapp.com");
    const json = (value: unknown, status = 200) => {
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
    };
    const file = (type: string, content: string | Buffer) => {
      response.writeHead(200, { "content-type": type, "cache-control": "no-store" }).end(content);
    };
    switch (url.pathname) {
      case "/":
        note("index", { query: url.search });
        return file("text/html", PAGE);
      case "/page.js":
        return file("text/javascript", await readFile(new URL("./page.js", import.meta.url)));
      case "/frame":
        note("frame");
        return file("text/html", "frame");
      case "/api/events":
        response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
        response.write(": hello\n\n");
        pages.add(response);
        request.on("close", () => pages.delete(response));
        return;
      case "/api/hello":
        return json(snapshot((await bodyOf(request)).token));
      case "/api/send-fault": {
        sendsBefore -= 1;
        const fault = sendsBefore < 0 ? sendFault : null;
        if (fault) sendFault = null;
        return json({ fault });
      }
      case "/api/send": {
        const message: StoredMessage = await bodyOf(request);
        message.ack = 1;
        messages.push(message);
        touchChat(message.to, message.t, false);
        note("send", message);
        return json({ t: now() });
      }
      case "/api/note": {
        const body: Seen & { token?: string } = await bodyOf(request);
        const chat = chats.get(body.chat ?? "");
        if (body.kind === "sendSeen" && chat) chat.unreadCount = 0;
        if (body.kind === "unlink" && body.token !== undefined) sessions.delete(body.token);
        note(body.kind, body);
        return json({});
      }
      case "/api/upload": {
        const body: { data: string; mimetype: string } = await bodyOf(request);
        const path = `/v/up-${randomBytes(4).toString("hex")}`;
        media.set(path, Buffer.from(body.data, "base64"));
        return json({ directPath: path });
      }
      case "/api/media": {
        const content = media.get(url.searchParams.get("path") ?? "");
        return content ? file("application/octet-stream", content) : json({}, 404);
      }
      case "/api/exists": {
        const wid = url.searchParams.get("wid");
        const found = [...contacts.values()].find((person) => person.pn === wid || person.lid === wid);
        return json(found?.registered ? { wid: found.pn, lid: found.lid } : {});
      }
      default:
        return json({}, 404);
    }
  }

  const { key, cert, spki } = selfSigned("web.whatsapp.com");
  const server = createServer({ key, cert }, (request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  // Browsers that are killed leave broken connections.
  server.on("tlsClientError", () => {});
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the stand-in has no port");

  return {
    faults,
    me,
    messages,
    chats,
    media,
    sessions,
    seen,
    /** Hand these to the browser: only web.whatsapp.com resolves, and only our key is trusted. */
    chromiumArgs: [
      `--host-resolver-rules=MAP web.whatsapp.com:443 127.0.0.1:${address.port},MAP * ~NOTFOUND,EXCLUDE 127.0.0.1`,
      `--ignore-certificate-errors-spki-list=${spki}`,
    ],
    /** Pages that are open and listening. */
    pages: () => pages.size,
    arrive,
    addPerson(person: Person): void {
      const known = { registered: true, ...person };
      contacts.set(person.pn, known);
      push("contact", known);
    },
    /** The phone scans the code, or the code was typed there. */
    scan(): void {
      const token = `session-${randomBytes(6).toString("hex")}`;
      sessions.add(token);
      push("paired", { token, ...snapshot(token) });
    },
    rotateQr(): void {
      refs += 1;
      push("ref", `2@standin-ref-${refs}`);
    },
    logoutFromPhone(): void {
      sessions.clear();
      push("logout");
    },
    setState: (state: string) => push("state", state),
    reload: () => push("reload"),
    iframe: () => push("iframe"),
    edit: (id: string, body: string) => push("edit", { id, body }),
    revoke: (id: string) => push("revoke", { id }),
    ack(id: string, ack: number, options: { tell?: boolean } = {}): void {
      const message = messages.find((candidate) => candidate.id.id === id);
      if (message) message.ack = ack;
      if (options.tell !== false) push("ack", { id, ack });
    },
    /** After so many sends that go well. */
    failNextSend(fault: SendFault, after = 0): void {
      sendFault = fault;
      sendsBefore = after;
    },
    /** What went out to a chat, in order. */
    sentTo: (chat: string) => messages.filter(({ id }) => id.fromMe && id.remote === chat),
    /** Resolves once the page has done this, from the `after`-th thing on. */
    happened(kind: string, after = 0): Promise<Seen> {
      return vi.waitFor(
        () => {
          const found = seen.slice(after).find((entry) => entry.kind === kind);
          if (!found) throw new Error(`the page has not done "${kind}"; it did ${kinds(seen)}`);
          return found;
        },
        { timeout: 30_000, interval: 20 },
      );
    },
    async stop(): Promise<void> {
      for (const page of pages) page.destroy();
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

export type FakeWhatsApp = Awaited<ReturnType<typeof startFakeWhatsApp>>;

const PAGE = `<!doctype html><meta charset="utf-8"><title>WhatsApp (stand-in)</title><body>stand-in<script src="/page.js"></script>`;

async function bodyOf(request: IncomingMessage) {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return chunks.length === 0 ? {} : JSON.parse(Buffer.concat(chunks).toString());
}

function fileFields(file: NonNullable<Arrival["media"]>, path: string, caption: string) {
  const { mimetype, filename, data } = file;
  const keys = { mediaKey: "k", filehash: "h", encFilehash: "eh" };
  return { directPath: path, mimetype, filename, size: data.length, caption, ...keys };
}

function kindOf(mimetype: string): string {
  if (mimetype.startsWith("image/")) return "image";
  return mimetype.startsWith("audio/") ? "ptt" : "document";
}

function kinds(seen: Seen[]): string {
  return seen.map(({ kind }) => kind).join(", ") || "nothing";
}

function now(): number {
  return Math.floor(Date.now() / 1000);
}

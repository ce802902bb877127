import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createMethods } from "./methods.ts";
import { acceptWebSockets, type WebSocketPeer } from "./web-socket-server.ts";
import {
  type Ephemeral,
  type FakeChannel,
  type FakeFile,
  type FakeMessage,
  type FakeView,
  type Json,
  shownText,
} from "./workspace.ts";

/**
 * What goes wrong with a call. `lost`: it is carried out, and the answer does not come back; `dropped`: neither;
 * `status`: an HTTP status instead of an answer; `error`: Slack's own code; `limited`: 429 with Retry-After; `held`:
 * it works, but only then.
 */
export type SlackFault =
  | { kind: "lost" | "dropped" }
  | { kind: "status"; status: number }
  | { kind: "error"; error: string; needed?: string }
  | { kind: "limited"; seconds: number | null }
  | { kind: "held"; until: Promise<void> };

export interface SlackCall {
  method: string;
  args: Json;
  /** As it came over the wire. */
  raw: string;
}

export interface FakeSlackOptions {
  botToken?: string;
  appToken?: string;
  /** Channels that are there, by id. Direct chats are made when they are written to. */
  channels?: string[];
  scopes?: readonly string[];
  /** Default: 0, any free port. */
  port?: number;
  /** Now, in milliseconds: the ts of messages. Default: the system's. */
  now?: () => number;
  /** Keep to Slack's measure: by `now`, what is over it is answered by 429. Default: false. */
  limited?: boolean;
}

/** What Slack was told of a delivery over Socket Mode. */
export type SocketAnswer = { acknowledged: true; payload: Json } | { acknowledged: false };

/** A Slack workspace that stands in for the real one: Web API and Socket Mode over real HTTP, with a ledger. */
export interface FakeSlack {
  /** The Web API's address, as the settings name it. */
  readonly apiUrl: string;
  readonly port: number;
  readonly botToken: string;
  readonly appToken: string;
  /** Every call that arrived, in order, those that failed too. */
  readonly calls: SlackCall[];
  readonly ephemerals: Ephemeral[];
  readonly views: FakeView[];
  readonly files: FakeFile[];
  /** What stands on the Home tab, by person. */
  readonly homes: ReadonlyMap<string, Json>;
  /** Calls that were over the measure. */
  readonly refused: SlackCall[];
  readonly scopes: string[];
  callsOf(method: string): SlackCall[];
  channel(id: string): FakeChannel;
  /** Messages of a channel in order; of a thread when it is named, its beginning first. */
  messages(channel: string, threadTs?: string): FakeMessage[];
  /** The same as a person reads it. */
  shown(channel: string): string[];
  /** A person (or another bot) writes; gives the message's ts. */
  write(
    channel: string,
    message: { user?: string; bot_id?: string; text: string; thread_ts?: string },
  ): string;
  remove(channel: string, ts: string): void;
  /** A person shares a file; gives it as an event shows it. */
  share(file: { name: string; mimetype: string; bytes: Buffer }): Json;
  nextTs(): string;
  /** The next call of the method fails so; of any method when it is `*`. */
  failNext(method: string, fault: SlackFault): void;
  /** From now on every call of the method fails so; null ends it. */
  failAlways(method: string, fault: SlackFault | null): void;
  readonly socket: {
    readonly connections: number;
    /** Everything that was connected so far. */
    readonly opened: number;
    /** Resolves once there is a connection. */
    connected(): Promise<void>;
    /** Deliver over a connection; resolves when it is acknowledged or the connection ends. */
    deliver(
      type: "events_api" | "slash_commands" | "interactive",
      payload: Json,
      retry?: number,
    ): Promise<SocketAnswer>;
    /** As Slack does about once an hour. */
    refresh(): void;
    cut(): void;
  };
  close(): Promise<void>;
}

export async function startFakeSlack(options: FakeSlackOptions = {}): Promise<FakeSlack> {
  const botToken = options.botToken ?? "xoxb-1-fake-bot";
  const appToken = options.appToken ?? "xapp-1-fake-app";
  const now = options.now ?? Date.now;
  const channels = new Map<string, FakeChannel>();
  const calls: SlackCall[] = [];
  const ephemerals: Ephemeral[] = [];
  const files: FakeFile[] = [];
  const views: FakeView[] = [];
  const homes = new Map<string, Json>();
  const refused: SlackCall[] = [];
  const measure = createMeasure(now);
  const scopes = [...(options.scopes ?? DEFAULT_SCOPES)];
  const faults: { method: string; fault: SlackFault }[] = [];
  const always = new Map<string, SlackFault>();
  const peers = new Set<WebSocketPeer>();
  const waiting = new Map<string, { peer: WebSocketPeer; settle(answer: SocketAnswer): void }>();
  let onConnection: (() => void)[] = [];
  let opened = 0;
  let last = 0;

  const nextTs = () => {
    last = Math.max(last + 1, Math.floor(now() * 1_000));
    return `${Math.floor(last / 1_000_000)}.${String(last % 1_000_000).padStart(6, "0")}`;
  };
  const addChannel = (id: string) => {
    const made = { id, name: id.toLowerCase(), member: true, archived: false, messages: [] };
    channels.set(id, made);
    return made;
  };
  for (const id of options.channels ?? ["C0LEADS", "C0BOSS"]) addChannel(id);
  const channelOf = (id: string) => channels.get(id) ?? (id.startsWith("D") ? addChannel(id) : undefined);

  const server = createServer((request, response) => {
    void answer(request, response).catch(() => response.destroy());
  });
  acceptWebSockets(server, {
    opened(peer) {
      peers.add(peer);
      opened += 1;
      peer.send(JSON.stringify({ type: "hello", num_connections: 1, connection_info: { app_id: "A1" } }));
      for (const tell of onConnection.splice(0)) tell();
    },
    message(_peer, text) {
      const ack: { envelope_id?: string; payload?: Json } = JSON.parse(text);
      const delivery = waiting.get(ack.envelope_id ?? "");
      waiting.delete(ack.envelope_id ?? "");
      delivery?.settle({ acknowledged: true, payload: ack.payload ?? {} });
    },
    closed(peer) {
      peers.delete(peer);
      for (const [id, delivery] of [...waiting]) {
        if (delivery.peer !== peer) continue;
        waiting.delete(id);
        delivery.settle({ acknowledged: false });
      }
    },
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const origin = `http://127.0.0.1:${port}`;
  const methods = createMethods({
    channels,
    channelOf,
    ephemerals,
    files,
    views,
    homes,
    nextTs,
    origin,
    socketUrl: `ws://127.0.0.1:${port}/socket`,
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const body = Buffer.concat(chunks);
    const path = new URL(request.url ?? "/", origin).pathname;
    const upload = /^\/upload\/(\w+)$/.exec(path)?.[1];
    const method = upload === undefined ? path.replace(/^\/api\//, "") : "upload";
    const raw = body.toString("utf8");
    const shared = /^\/files\/(\w+)$/.exec(path)?.[1];
    if (shared !== undefined) return serveFile(shared, request, response);
    const args = upload === undefined ? parseArgs(raw) : { id: upload };
    calls.push({ method, args, raw });
    const wait = options.limited ? measure(method, String(args.channel ?? "")) : 0;
    if (wait > 0) {
      refused.push({ method, args, raw });
      return void response.writeHead(429, { "retry-after": `${Math.ceil(wait / 1_000)}` }).end("{}");
    }
    const at = faults.findIndex((each) => each.method === method || each.method === "*");
    const fault = at === -1 ? always.get(method) : faults.splice(at, 1)[0]?.fault;
    if (fault?.kind === "held") await fault.until;
    if (fault?.kind === "dropped") return void response.destroy();
    if (fault?.kind === "status") return void response.writeHead(fault.status).end("<html>oops</html>");
    if (fault?.kind === "limited") {
      const wait = fault.seconds === null ? {} : { "retry-after": `${fault.seconds}` };
      return void response.writeHead(429, wait).end("{}");
    }
    if (upload !== undefined) {
      const file = files.find((each) => each.id === upload);
      if (file) file.bytes = body;
      if (fault?.kind === "lost") return void response.destroy();
      return void response.writeHead(file ? 200 : 404).end("OK");
    }
    const token = (request.headers.authorization ?? "").replace(/^Bearer /, "");
    const wanted = method === "apps.connections.open" ? appToken : botToken;
    const result =
      fault?.kind === "error"
        ? { ok: false, error: fault.error, ...(fault.needed ? { needed: fault.needed } : {}) }
        : token !== wanted
          ? { ok: false, error: "invalid_auth" }
          : methods(method, args);
    if (fault?.kind === "lost") return void response.destroy();
    response.writeHead(200, { "content-type": "application/json", "x-oauth-scopes": scopes.join(",") });
    response.end(JSON.stringify(result));
  }

  /** Whoever may not read files gets the page to log in, as at Slack. */
  function serveFile(id: string, request: IncomingMessage, response: ServerResponse): void {
    calls.push({ method: "file", args: { id }, raw: "" });
    const file = files.find((each) => each.id === id);
    const at = faults.findIndex((each) => each.method === "file");
    const fault = at === -1 ? undefined : faults.splice(at, 1)[0]?.fault;
    if (fault?.kind === "dropped") return void response.destroy();
    if (fault?.kind === "status") return void response.writeHead(fault.status).end();
    if (request.headers.authorization !== `Bearer ${botToken}` || fault?.kind === "error")
      return void response
        .writeHead(200, { "content-type": "text/html" })
        .end("<!doctype html><p>Log in</p>");
    if (file === undefined) return void response.writeHead(404).end();
    response.writeHead(200, { "content-type": file.mimetype ?? "application/octet-stream" }).end(file.bytes);
  }

  const channel = (id: string): FakeChannel => {
    const found = channelOf(id);
    if (found === undefined) throw new Error(`there is no channel ${id}`);
    return found;
  };
  const messages = (id: string, threadTs?: string) =>
    channel(id).messages.filter(
      (message) => threadTs === undefined || message.ts === threadTs || message.thread_ts === threadTs,
    );

  return {
    apiUrl: `${origin}/api`,
    port,
    botToken,
    appToken,
    calls,
    ephemerals,
    views,
    files,
    homes,
    refused,
    share({ name, mimetype, bytes }) {
      const id = `F${files.length + 1}`;
      files.push({ id, name, mimetype, bytes, alt: "", channel: null, thread_ts: null, comment: "" });
      const url = `${origin}/files/${id}`;
      const size = bytes.length;
      return { id, name, mimetype, size, mode: "hosted", url_private: url, url_private_download: url };
    },
    scopes,
    callsOf: (method) => calls.filter((call) => call.method === method),
    channel,
    messages,
    shown: (id) => messages(id).map(shownText),
    write(id, message) {
      const ts = nextTs();
      channel(id).messages.push({ channel: id, ts, blocks: [], broadcast: false, edits: 0, ...message });
      return ts;
    },
    remove(id, ts) {
      const found = channel(id);
      found.messages = found.messages.filter((message) => message.ts !== ts);
    },
    nextTs,
    failNext: (method, fault) => void faults.push({ method, fault }),
    failAlways: (method, fault) => void (fault === null ? always.delete(method) : always.set(method, fault)),
    socket: {
      get connections() {
        return peers.size;
      },
      get opened() {
        return opened;
      },
      connected: () =>
        peers.size > 0
          ? Promise.resolve()
          : new Promise<void>((resolve) => {
              onConnection = [...onConnection, resolve];
            }),
      deliver(type, payload, retry = 0) {
        const peer = [...peers].at(-1);
        if (peer === undefined) return Promise.resolve({ acknowledged: false });
        const envelope_id = randomUUID();
        return new Promise((settle) => {
          waiting.set(envelope_id, { peer, settle });
          const again = retry > 0 ? { retry_attempt: retry, retry_reason: "timeout" } : {};
          const accepts_response_payload = type !== "events_api";
          peer.send(JSON.stringify({ envelope_id, type, payload, accepts_response_payload, ...again }));
        });
      },
      refresh() {
        for (const peer of peers)
          peer.send(JSON.stringify({ type: "disconnect", reason: "refresh_requested" }));
      },
      cut() {
        for (const peer of [...peers]) peer.destroy();
      },
    },
    async close() {
      for (const peer of [...peers]) peer.destroy();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** What the manifest asks for. */
const DEFAULT_SCOPES = [
  "app_mentions:read",
  "channels:history",
  "channels:read",
  "chat:write",
  "commands",
  "files:read",
  "files:write",
  "groups:history",
  "groups:read",
  "im:history",
  "im:read",
  "im:write",
  "reactions:read",
];

/** Arguments come as a form, with everything that is no plain text as JSON. */
function parseArgs(raw: string): Json {
  return Object.fromEntries(
    [...new URLSearchParams(raw)].map(([name, value]): [string, unknown] => {
      if (!/^[[{]|^(true|false)$/.test(value) || name === "text") return [name, value];
      try {
        return [name, JSON.parse(value)];
      } catch {
        return [name, value];
      }
    }),
  );
}

/** What Slack takes: a message a second in a channel after a short burst, and of edits about 50 a minute. */
function createMeasure(now: () => number): (method: string, channel: string) => number {
  const buckets = new Map<string, { tokens: number; at: number }>();
  const take = (key: string, burst: number, perSecond: number): number => {
    const at = now();
    const known = buckets.get(key) ?? { tokens: burst, at };
    const tokens = Math.min(burst, known.tokens + ((at - known.at) / 1_000) * perSecond);
    if (tokens >= 0.999) {
      buckets.set(key, { tokens: tokens - 1, at });
      return 0;
    }
    buckets.set(key, { tokens, at });
    return ((1 - tokens) / perSecond) * 1_000;
  };
  return (method, channel) => {
    if (method === "chat.postMessage") return take(`post:${channel}`, 5, 1);
    if (method === "chat.update") return take(method, 50, 50 / 60);
    if (method === "views.publish") return take(method, 100, 100 / 60);
    return 0;
  };
}

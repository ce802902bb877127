import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** One request as it came. */
export interface Asked {
  method: string;
  path: string;
  query: Record<string, string>;
  token: string | undefined;
  /** What was posted as JSON. */
  body: Record<string, unknown> | null;
  /** What was posted as a form. */
  form: { fields: Record<string, string>; file: { name: string; mime: string; bytes: Buffer } } | null;
}

/** A message that was taken, as the person gets it. */
export interface Taken {
  id: string;
  /** The phone or the business-scoped id. */
  recipient: string;
  body: Record<string, unknown>;
}

/** How a request ends badly. `lost`: it is carried out, and the connection breaks; `reset`: it is not carried out. */
export type Fault =
  | { kind: "error"; status: number; code?: number; subcode?: number; message?: string; retryAfter?: number }
  | { kind: "lost" }
  | { kind: "reset" }
  | { kind: "silent" }
  | { kind: "unreadable" };

export interface FakeGraph {
  /** As LEADLINE_WHATSAPP_API_URL has it. */
  apiUrl: string;
  asked: Asked[];
  taken: Taken[];
  /** Marks of messages as read, by message id. */
  marked: string[];
  uploads: Map<string, { name: string; mime: string; bytes: Buffer }>;
  /** The next requests of this kind end so, one fault each. */
  fail(what: "message" | "upload" | "media" | "file" | "number" | "mark", ...faults: Fault[]): void;
  /** Every request of which `isMeant` is true ends so. */
  refuseIf(isMeant: (asked: Asked) => boolean, fault: Fault): void;
  /** A file that a person sent, by the id in the webhook. */
  offer(id: string, file: { bytes: Buffer; mime: string; url?: string; size?: number }): void;
  /** Called for each message that is taken, before the answer goes out. */
  onTaken(listener: (message: Taken) => Promise<void> | void): void;
  number: Record<string, unknown>;
  /** The templates of the account, given out one a page. */
  templates: Record<string, unknown>[];
  close(): Promise<void>;
}

export const TOKEN = "EAAGtesttokenofnobody0123456789";
export const ACCOUNT_ID = "102290129340398";
export const PHONE_ID = "106540352242922";

/** A small Graph API over real HTTP on 127.0.0.1, with a ledger of what it was asked. */
export async function createFakeGraph(): Promise<FakeGraph> {
  const faults = new Map<string, Fault[]>();
  const files = new Map<string, { bytes: Buffer; mime: string; url?: string; size?: number }>();
  const listeners: ((message: Taken) => Promise<void> | void)[] = [];
  const rules: { isMeant: (asked: Asked) => boolean; fault: Fault }[] = [];
  let ids = 0;

  const server = createServer((request, response) => {
    // No idle connections: one that closes just as it is used again would look like a lost answer.
    response.setHeader("connection", "close");
    handle(request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const graph: FakeGraph = {
    apiUrl: `${origin}/v23.0`,
    asked: [],
    taken: [],
    marked: [],
    uploads: new Map(),
    number: {
      id: PHONE_ID,
      display_phone_number: "+1 555-0100",
      verified_name: "Sample",
      quality_rating: "GREEN",
    },
    templates: [],
    fail(what, ...next) {
      faults.set(what, [...(faults.get(what) ?? []), ...next]);
    },
    refuseIf: (isMeant, fault) => void rules.push({ isMeant, fault }),
    offer: (id, file) => void files.set(id, file),
    onTaken: (listener) => void listeners.push(listener),
    async close() {
      server.closeAllConnections();
      if (!server.listening) return;
      await new Promise((resolve) => server.close(resolve));
    },
  };

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = await read(request);
    graph.asked.push(asked);
    const what = kindOf(asked);
    const fault = faults.get(what)?.shift() ?? rules.find(({ isMeant }) => isMeant(asked))?.fault;
    if (fault?.kind === "reset") return void request.socket.destroy();
    if (fault?.kind === "silent") return;
    if (fault?.kind === "error") return refuse(response, fault);
    if (asked.token !== TOKEN) {
      return refuse(response, {
        kind: "error",
        status: 401,
        code: 190,
        message: `Malformed access token ${asked.token}`,
      });
    }
    const answer = await carryOut(what, asked);
    if (fault?.kind === "lost") return void request.socket.destroy();
    if (fault?.kind === "unreadable") return void response.end("<html>");
    if (answer === null)
      return refuse(response, { kind: "error", status: 400, code: 100, message: "Unsupported request" });
    if (Buffer.isBuffer(answer)) return void response.end(answer);
    response.setHeader("content-type", "application/json").end(JSON.stringify(answer));
  }

  async function carryOut(what: string, asked: Asked): Promise<object | Buffer | null> {
    if (what === "mark") {
      graph.marked.push(String(asked.body?.message_id));
      return { success: true };
    }
    if (what === "message") {
      const body = asked.body ?? {};
      ids += 1;
      const message = { id: `wamid.out${ids}`, recipient: String(body.to ?? body.recipient), body };
      graph.taken.push(message);
      for (const listener of listeners) await listener(message);
      return { messaging_product: "whatsapp", messages: [{ id: message.id }] };
    }
    if (what === "upload" && asked.form !== null) {
      ids += 1;
      const id = `media${ids}`;
      graph.uploads.set(id, asked.form.file);
      return { id };
    }
    if (what === "number") return graph.number;
    if (what === "templates") {
      const at = Number(asked.query.after ?? 0);
      const next = String(at + 1);
      const more = at + 1 < graph.templates.length ? { next: "https://graph.example/next" } : {};
      return { data: graph.templates.slice(at, at + 1), paging: { cursors: { after: next }, ...more } };
    }
    const id = asked.path.split("/").at(-1) ?? "";
    const file = files.get(id);
    if (file === undefined) return null;
    if (what === "file") return file.bytes;
    const url = file.url ?? `${origin}/files/${id}`;
    return { id, url, mime_type: file.mime, file_size: String(file.size ?? file.bytes.length) };
  }

  return graph;
}

function kindOf({ method, path, body }: Asked): string {
  if (path.endsWith("/messages")) return body?.status === "read" ? "mark" : "message";
  if (path.endsWith("/media") && method === "POST") return "upload";
  if (path.endsWith(`/${ACCOUNT_ID}/message_templates`)) return "templates";
  if (path.startsWith("/files/")) return "file";
  return path.endsWith(`/${PHONE_ID}`) ? "number" : "media";
}

function refuse(response: ServerResponse, fault: Extract<Fault, { kind: "error" }>): void {
  const headers = fault.retryAfter === undefined ? {} : { "retry-after": String(fault.retryAfter) };
  response.writeHead(fault.status, { "content-type": "application/json", ...headers });
  if (fault.code === undefined) return void response.end("upstream");
  const error = {
    message: fault.message ?? "no",
    type: "OAuthException",
    code: fault.code,
    ...(fault.subcode === undefined ? {} : { error_subcode: fault.subcode }),
  };
  response.end(JSON.stringify({ error }));
}

async function read(request: IncomingMessage): Promise<Asked> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  const url = new URL(request.url ?? "/", "http://localhost");
  const type = request.headers["content-type"] ?? "";
  return {
    method: request.method ?? "",
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    token: /^Bearer (.*)$/.exec(request.headers.authorization ?? "")?.[1],
    body: type.startsWith("application/json") ? JSON.parse(bytes.toString()) : null,
    form: type.startsWith("multipart/form-data") ? await readForm(bytes, type) : null,
  };
}

async function readForm(bytes: Buffer, type: string): Promise<Asked["form"]> {
  const form = await new Response(new Uint8Array(bytes), { headers: { "content-type": type } }).formData();
  const fields: Record<string, string> = {};
  for (const [name, value] of form) if (typeof value === "string") fields[name] = value;
  const file = form.get("file");
  if (!(file instanceof File)) throw new Error("a form without a file");
  return { fields, file: { name: file.name, mime: file.type, bytes: Buffer.from(await file.arrayBuffer()) } };
}

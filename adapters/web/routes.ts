import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { z } from "zod";
import type { AdapterHost, HttpRequest, HttpResponse, HttpRoute } from "../../src/channel/adapter.ts";
import { createRateLimiter, type RateLimit } from "../../src/channel/rate-limit.ts";
import { json, problem } from "../../src/channel/respond.ts";
import type { Metrics } from "../../src/metrics.ts";
import { createSessionId, postedMessageSchema, sessionSchema, toInbound } from "./normalize.ts";
import { chatPage } from "./page.ts";
import { type ChatEntry, toChatEntry } from "./render.ts";
import type { Streams, Wakeable } from "./streams.ts";

export interface WebContext {
  /** Throws a retryable error while the channel is stopped. */
  host(): AdapterHost;
  streams: Streams;
  title: string | undefined;
  origins: string[] | undefined;
  perSession: RateLimit;
  perAddress: RateLimit;
  pollMs: number;
  metrics: Metrics;
}

/** 8,000 characters, each at most six bytes in JSON, and the rest of the form. */
const MAX_BODY = 64 * 1024;
/** Entries read from the history at once: bounds what one stream holds in memory. */
const PAGE = 100;

/** The routes of the web chat: its page, the widget, and the API that both use. */
export function webRoutes(context: WebContext): HttpRoute[] {
  const clock = { now: () => context.host().clock.now() };
  const sessions = createRateLimiter(context.perSession, clock);
  const addresses = createRateLimiter(context.perAddress, clock);

  /** Answer within the limits of the sender's address, readable by the sites that may embed the chat. */
  function api(method: "GET" | "POST", path: string, handle: HttpRoute["handle"]): HttpRoute {
    return {
      method,
      path,
      maxBody: MAX_BODY,
      async handle(request) {
        const cors = corsHeaders(request, context.origins);
        const wait = addresses.take(request.remote);
        if (wait > 0)
          context.metrics.count("leadline_rate_limited_total", { channel: "web", scope: "address" });
        const response = wait > 0 ? tooMany(wait) : await handle(request);
        return { ...response, headers: { ...cors, ...response.headers } };
      },
    };
  }

  async function postMessage(request: HttpRequest): Promise<HttpResponse> {
    const posted = postedMessageSchema.safeParse(parseJson(request.body));
    if (!posted.success) return invalid(posted.error);
    const wait = sessions.take(posted.data.session);
    if (wait > 0) {
      context.metrics.count("leadline_rate_limited_total", { channel: "web", scope: "session" });
      return tooMany(wait);
    }
    const host = context.host();
    // Durable before the page is told: a page that hears nothing sends the same id again.
    const { duplicate } = await host.accept(toInbound(posted.data, host.clock.now()));
    return json(200, { id: posted.data.id, duplicate });
  }

  async function getMessages(request: HttpRequest): Promise<HttpResponse> {
    const reader = parseReader(request);
    if (!reader.success) return invalid(reader.error);
    const { session, after } = reader.data;
    const entries = await context.host().history(session, { ...(after ? { after } : {}), limit: PAGE });
    return json(200, { messages: entries.map(toChatEntry), more: entries.length === PAGE });
  }

  async function getStream(request: HttpRequest): Promise<HttpResponse> {
    const reader = parseReader(request);
    if (!reader.success) return invalid(reader.error);
    const { session, after } = reader.data;
    const stream = context.streams.open(session, request.remote, request.signal);
    if (stream === null) return tooMany(30);
    return {
      status: 200,
      headers: { "content-type": "text/event-stream; charset=utf-8" },
      body: events(context, session, after, stream),
    };
  }

  const preflight: HttpRoute["handle"] = async (request) => ({
    status: 204,
    headers: {
      ...corsHeaders(request, context.origins),
      "access-control-allow-methods": "GET, POST",
      "access-control-allow-headers": "authorization, content-type, last-event-id",
      "access-control-max-age": "86400",
    },
  });

  return [
    {
      method: "GET",
      path: "/chat",
      handle: async (request) => chatPage(request.headers["accept-language"] ?? "", context.title),
    },
    { method: "GET", path: "/chat/widget.js", handle: async (request) => widgetScript(request) },
    api("POST", "/chat/api/sessions", async () => json(201, { session: createSessionId() })),
    api("POST", "/chat/api/messages", postMessage),
    api("GET", "/chat/api/messages", getMessages),
    api("GET", "/chat/api/stream", getStream),
    { method: "OPTIONS", path: "/chat/api/*", handle: preflight },
  ];
}

/** What was said after `after`, then what is said from now on, until the reader goes. */
async function* events(
  context: WebContext,
  session: string,
  after: string | undefined,
  stream: Wakeable,
): AsyncGenerator<string> {
  let last = after;
  let caughtUp = false;
  try {
    yield "retry: 2000\n\n";
    do {
      let page: Awaited<ReturnType<AdapterHost["history"]>>;
      do {
        page = await context.host().history(session, { ...(last ? { after: last } : {}), limit: PAGE });
        for (const entry of page) {
          last = entry.id;
          yield toEvent(toChatEntry(entry));
        }
      } while (page.length === PAGE);
      // Tells a screen reader's page where the old ends and the new begins.
      if (!caughtUp) yield "event: caught-up\ndata: {}\n\n";
      caughtUp = true;
    } while (await stream.woken(context.pollMs));
  } finally {
    stream.close();
  }
}

function toEvent(entry: ChatEntry): string {
  return `id: ${entry.id}\nevent: message\ndata: ${JSON.stringify(entry)}\n\n`;
}

const readerSchema = z.object({ session: sessionSchema, after: z.string().max(100).optional() });

/** The session comes as a bearer token (not logged by proxies), or in the query where no header can be set. */
function parseReader(request: HttpRequest) {
  const bearer = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? "")?.[1];
  return readerSchema.safeParse({
    session: bearer ?? request.query.session,
    after: request.headers["last-event-id"] || request.query.after || undefined,
  });
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}

function corsHeaders(request: HttpRequest, origins: string[] | undefined): Record<string, string> {
  if (origins === undefined) return { "access-control-allow-origin": "*", ...SHARED };
  const origin = request.headers.origin ?? "";
  return origins.includes(origin)
    ? { "access-control-allow-origin": origin, vary: "origin", ...SHARED }
    : { vary: "origin" };
}

const SHARED = {
  "cross-origin-resource-policy": "cross-origin",
  "access-control-expose-headers": "retry-after",
};

function tooMany(seconds: number): HttpResponse {
  const headers = { "retry-after": String(seconds) };
  const fix = `Wait ${seconds} s and send it again.`;
  return problem(429, "too-many-requests", "That was too much at once.", fix, headers);
}

function invalid(error: z.ZodError): HttpResponse {
  const issue = error.issues[0];
  const where = issue?.path.join(".") || "the body";
  const tooLong = issue?.code === "too_big" && issue.path[0] === "text";
  return problem(
    400,
    tooLong ? "message-too-long" : "bad-request",
    `${where} ${issue?.message ?? "could not be read"}`,
    tooLong ? "Send it in several messages." : "See the description of the web chat's API.",
  );
}

/** The widget is read once; a changed file has another tag, so pages get it within five minutes. */
function widgetScript(request: HttpRequest): HttpResponse {
  widget ??= readWidget();
  const headers = {
    "content-type": "text/javascript; charset=utf-8",
    "cache-control": "public, max-age=300",
    "cross-origin-resource-policy": "cross-origin",
    "access-control-allow-origin": "*",
    etag: widget.tag,
  };
  if (request.headers["if-none-match"] === widget.tag) return { status: 304, headers };
  return { status: 200, headers, body: widget.script };
}

let widget: { script: Buffer; tag: string } | undefined;

function readWidget() {
  const source = readFileSync(new URL("./assets/widget.js", import.meta.url), "utf8");
  // Comments and indentation stay here: a third of the bytes that every visitor would load.
  const script = Buffer.from(source.replace(/^\s*\/\*\*[\s\S]*?\*\/|^\s*\/\/.*$|^\s+/gm, ""));
  return { script, tag: `"${createHash("sha256").update(script).digest("base64url").slice(0, 22)}"` };
}

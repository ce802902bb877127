import { Readable } from "node:stream";
import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from "fastify";
import type { HttpRequest, HttpResponse, HttpRoute, Log } from "../channel/adapter.ts";
import { problem } from "../channel/respond.ts";
import { answer, isStream } from "./answer.ts";
import { refuseUnlessLoopback } from "./loopback.ts";
import { withHeartbeat } from "./stream.ts";

/** What all routes of a server share. */
export interface MountContext {
  log: Log;
  stopping: AbortController;
  heartbeatMs: number;
  maxStreams: number;
  openStreams: number;
  streamGauge(open: number): void;
}

/** Bytes that a body may have where its route does not say. */
export const DEFAULT_MAX_BODY = 1024 * 1024;

/** Serve a route of an adapter or the playground; `localOnly`: to this machine alone. */
export function mount(
  app: FastifyInstance,
  route: HttpRoute,
  context: MountContext,
  localOnly: boolean,
): void {
  app.route({
    method: route.method,
    url: route.path,
    ...(route.only === true ? { exposeHeadRoute: true } : {}),
    bodyLimit: route.maxBody ?? DEFAULT_MAX_BODY,
    // Before the body is read: a stranger's bytes are not even taken.
    onRequest: async (request, reply) => {
      const refusal = localOnly ? refuseUnlessLoopback(request.raw) : null;
      if (refusal !== null) {
        const fix = "Open it in a browser on the machine where Leadline runs.";
        return answer(reply, problem(403, "loopback-only", refusal, fix));
      }
    },
    handler: async (request, reply) => {
      const gone = new AbortController();
      reply.raw.once("close", () => gone.abort());
      const signal = AbortSignal.any([gone.signal, context.stopping.signal]);
      const response = await route.handle(toHttpRequest(request, signal));
      if (!isStream(response.body)) return answer(reply, response);
      return answerStream(reply, response, response.body, signal, context);
    },
  });
}

/** Which methods there are at an address that has one: HEAD as GET without the body, and word of it to OPTIONS. */
export function mountOtherMethods(app: FastifyInstance, route: HttpRoute): void {
  const headers = { allow: route.method === "GET" ? "GET, HEAD, OPTIONS" : `${route.method}, OPTIONS` };
  const fix = `Use ${route.method}.`;
  const others = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"].filter((each) => each !== route.method);
  app.route({
    method: others as HTTPMethods[],
    url: route.path,
    exposeHeadRoute: false,
    // Before a body is read.
    onRequest: async (request, reply) =>
      request.method === "OPTIONS"
        ? answer(reply, { status: 204, headers })
        : answer(
            reply,
            problem(405, "method-not-allowed", `${request.method} is not possible here.`, fix, headers),
          ),
    handler: async (_request, reply) => answer(reply, { status: 405, headers }),
  });
}

function toHttpRequest(request: FastifyRequest, signal: AbortSignal): HttpRequest {
  const url = new URL(request.url, "http://localhost");
  const headers: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(request.headers))
    headers[name] = Array.isArray(value) ? value.join(", ") : value;
  return {
    method: request.method,
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers,
    body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
    remote: request.ip,
    signal,
  };
}

function answerStream(
  reply: FastifyReply,
  response: HttpResponse,
  chunks: AsyncIterable<string>,
  signal: AbortSignal,
  context: MountContext,
): FastifyReply {
  if (context.openStreams >= context.maxStreams) {
    const fix = "Try again in a few seconds.";
    return answer(
      reply,
      problem(503, "too-many-streams", "Too many open streams.", fix, { "retry-after": "5" }),
    );
  }
  context.openStreams += 1;
  context.streamGauge(context.openStreams);
  const stream = Readable.from(withHeartbeat(chunks, context.heartbeatMs, signal), { highWaterMark: 4 });
  stream.once("close", () => {
    context.openStreams -= 1;
    context.streamGauge(context.openStreams);
  });
  stream.on("error", (error) => {
    context.log.warn({ error }, "An event stream broke off; the reader connects again.");
  });
  reply.code(response.status).headers({
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store, no-transform",
    // Proxies of the nginx family would hold chunks back.
    "x-accel-buffering": "no",
    ...response.headers,
  });
  reply.raw.socket?.setNoDelay(true);
  return reply.send(stream);
}

import { Readable } from "node:stream";
import Fastify, {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type HTTPMethods,
} from "fastify";
import type { HttpRequest, HttpResponse, HttpRoute, Log } from "../channel/adapter.ts";
import { json, problem } from "../channel/respond.ts";
import { LeadlineError } from "../errors.ts";
import { noMetrics } from "../metrics.ts";
import { followConnections } from "./connections.ts";
import { refuseUnlessLoopback } from "./loopback.ts";
import type { MetricsRegistry } from "./metrics.ts";
import { withHeartbeat } from "./stream.ts";

export interface HttpServerOptions {
  /** 0 takes any free port. */
  port: number;
  /** The address to listen on, e.g. `127.0.0.1` or `0.0.0.0`. */
  host: string;
  log: Log;
  /** Shown at `/metrics`; without it the route is not there. */
  metrics?: MetricsRegistry;
  /** Routes of the adapters, open to whoever reaches the port. */
  routes: HttpRoute[];
  /** Whether the program can do its work, asked at each `/readyz`. */
  readiness(): Promise<ReadyReport>;
  /** Routes for this machine only: others get 403. Absent or empty when the playground is off. */
  playground?: HttpRoute[];
  /** Believe X-Forwarded-For: true, or the addresses of the proxies. Default: false. */
  trustProxy?: boolean | string[];
  /** Milliseconds between heartbeats on event streams. Default: 15,000. */
  heartbeatMs?: number;
  /** The most event streams open at once; more get 503. Default: 5,000. */
  maxStreams?: number;
}

/** What `/readyz` shows. Not ready gives 503, so that a load balancer waits; the reasons say why. */
export interface ReadyReport {
  ready: boolean;
  checks: { name: string; ok: boolean; detail: string }[];
}

export interface HttpServer {
  /** Where it listens, e.g. `http://127.0.0.1:8080`. */
  readonly url: string;
  readonly port: number;
  /** Take no more requests, end the event streams, let requests under way finish. */
  close(): Promise<void>;
}

const DEFAULT_MAX_BODY = 1024 * 1024;
/** A request under way when the server closes may take this long. */
const CLOSING_GRACE_MS = 10_000;

/**
 * Listen on the one HTTP port with health, readiness, metrics, the adapters' routes and the playground.
 *
 * Bodies arrive raw and are capped while they are read. A route that throws a retryable LeadlineError gives
 * 503 with Retry-After, anything else 500; the answer never shows what went wrong inside.
 *
 * @throws LeadlineError `port-in-use` when another program listens there.
 */
export async function createHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const app = Fastify({
    trustProxy: options.trustProxy ?? false,
    bodyLimit: DEFAULT_MAX_BODY,
    // A request must have arrived whole within 30 s (a sender that drips bytes holds a socket).
    requestTimeout: 30_000,
    keepAliveTimeout: 10_000,
    return503OnClosing: true,
    logger: false,
    exposeHeadRoutes: false,
    routerOptions: { ignoreTrailingSlash: false, maxParamLength: 500 },
  });
  const context: MountContext = {
    log: options.log,
    stopping: new AbortController(),
    heartbeatMs: options.heartbeatMs ?? 15_000,
    maxStreams: options.maxStreams ?? 5_000,
    openStreams: 0,
    streamGauge: (open) => (options.metrics ?? noMetrics).gauge("leadline_http_streams", {}, open),
  };

  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  addSecurityHeaders(app);
  addErrorAnswers(app, options.log);
  if (options.metrics) addMeasuring(app, options.metrics);
  addHealth(app, options);
  for (const route of options.routes) {
    mount(app, route, context, false);
    if (route.only === true) mountOtherMethods(app, route);
  }
  for (const route of options.playground ?? []) mount(app, route, context, true);

  const connections = followConnections(app.server);
  await listen(app, options);
  const address = app.server.address();
  const port = typeof address === "object" && address ? address.port : options.port;
  return {
    url: `http://${options.host.includes(":") ? `[${options.host}]` : options.host}:${port}`,
    port,
    async close() {
      context.stopping.abort();
      connections.drain(CLOSING_GRACE_MS);
      await app.close();
    },
  };
}

interface MountContext {
  log: Log;
  stopping: AbortController;
  heartbeatMs: number;
  maxStreams: number;
  openStreams: number;
  streamGauge(open: number): void;
}

function mount(app: FastifyInstance, route: HttpRoute, context: MountContext, localOnly: boolean): void {
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
function mountOtherMethods(app: FastifyInstance, route: HttpRoute): void {
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

function answer(reply: FastifyReply, response: HttpResponse): FastifyReply {
  reply.code(response.status).headers(response.headers ?? {});
  if (response.body === undefined || isStream(response.body)) return reply.send("");
  return reply.send(response.body);
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

function isStream(body: HttpResponse["body"]): body is AsyncIterable<string> {
  return typeof body === "object" && !Buffer.isBuffer(body);
}

/** Careful defaults; a route's own headers win (the widget must load on other sites). */
function addSecurityHeaders(app: FastifyInstance): void {
  app.addHook("onSend", async (_request, reply) => {
    for (const [name, value] of Object.entries(SECURITY_HEADERS))
      if (!reply.hasHeader(name)) reply.header(name, value);
  });
}

const SECURITY_HEADERS = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "strict-origin-when-cross-origin",
  "cross-origin-resource-policy": "same-origin",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
};

function addErrorAnswers(app: FastifyInstance, log: Log): void {
  app.setNotFoundHandler(async (request, reply) => {
    const what = `Nothing is at ${request.method} ${request.url.split("?")[0]}.`;
    return answer(reply, problem(404, "not-found", what, "Check the address and the method."));
  });
  app.setErrorHandler(async (error, request, reply) => {
    if (error instanceof LeadlineError) {
      log.warn({ error, route: request.routeOptions.url }, "A request could not be served.");
      if (error.retryable) {
        const headers = { "retry-after": "5" };
        const fix = "Send it again in a few seconds.";
        return answer(reply, problem(503, error.code, "Leadline is busy at the moment.", fix, headers));
      }
      return answer(reply, problem(500, error.code, "Leadline could not do this.", "See the log."));
    }
    const status = statusOf(error);
    if (status === 413) {
      // The rest of the body is not waited for.
      const headers = { connection: "close" };
      return answer(
        reply,
        problem(413, "too-large", "The body is too large.", "Send less at once.", headers),
      );
    }
    if (status >= 400 && status < 500)
      return answer(
        reply,
        problem(status, "bad-request", "The request could not be read.", "Check its form."),
      );
    log.error({ error, route: request.routeOptions.url }, "A request failed unexpectedly.");
    return answer(reply, problem(500, "failed", "Something went wrong inside Leadline.", "See the log."));
  });
}

function statusOf(error: unknown): number {
  if (error instanceof Error && "statusCode" in error && typeof error.statusCode === "number")
    return error.statusCode;
  return 500;
}

function addMeasuring(app: FastifyInstance, metrics: MetricsRegistry): void {
  app.addHook("onResponse", async (request, reply) => {
    const route = request.routeOptions.url ?? "unknown";
    metrics.count("leadline_http_requests_total", { route, status: String(reply.statusCode) });
    const type = String(reply.getHeader("content-type") ?? "");
    if (!type.startsWith("text/event-stream"))
      metrics.observe("leadline_http_request_seconds", { route }, reply.elapsedTime / 1000);
  });
}

function addHealth(app: FastifyInstance, options: HttpServerOptions): void {
  app.get("/healthz", { exposeHeadRoute: true }, async (_request, reply) =>
    answer(reply, json(200, { status: "alive" })),
  );
  app.get("/readyz", { exposeHeadRoute: true }, async (_request, reply) => {
    const report = await options.readiness().catch((error: unknown): ReadyReport => {
      options.log.warn({ error }, "Readiness could not be checked.");
      return {
        ready: false,
        checks: [{ name: "readiness", ok: false, detail: "could not be checked; see the log" }],
      };
    });
    return answer(reply, json(report.ready ? 200 : 503, report, report.ready ? {} : { "retry-after": "5" }));
  });
  const metrics = options.metrics;
  if (metrics)
    app.get("/metrics", async (_request, reply) => {
      const { contentType, body } = await metrics.render();
      return answer(reply, {
        status: 200,
        headers: { "content-type": contentType, "cache-control": "no-store" },
        body,
      });
    });
}

async function listen(app: FastifyInstance, options: HttpServerOptions): Promise<void> {
  try {
    await app.listen({ port: options.port, host: options.host });
  } catch (error) {
    await app.close();
    if (error instanceof Error && "code" in error && error.code === "EADDRINUSE")
      throw new LeadlineError("port-in-use", `Port ${options.port} on ${options.host} is already taken.`, {
        fix: "Stop the other program (perhaps another Leadline), or set PORT to a free port.",
        cause: error,
      });
    throw error;
  }
}

import Fastify, { type FastifyInstance } from "fastify";
import type { HttpRoute, Log } from "../channel/adapter.ts";
import { LeadlineError } from "../errors.ts";
import { noMetrics } from "../metrics.ts";
import { followConnections } from "./connections.ts";
import { addErrorAnswers } from "./error-answers.ts";
import { addHealth, type ReadyReport } from "./health.ts";
import type { MetricsRegistry } from "./metrics.ts";
import { DEFAULT_MAX_BODY, type MountContext, mount, mountOtherMethods } from "./mount.ts";

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

export interface HttpServer {
  /** Where it listens, e.g. `http://127.0.0.1:8080`. */
  readonly url: string;
  readonly port: number;
  /** Take no more requests, end the event streams, let requests under way finish. */
  close(): Promise<void>;
}

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

function addMeasuring(app: FastifyInstance, metrics: MetricsRegistry): void {
  app.addHook("onResponse", async (request, reply) => {
    const route = request.routeOptions.url ?? "unknown";
    metrics.count("leadline_http_requests_total", { route, status: String(reply.statusCode) });
    const type = String(reply.getHeader("content-type") ?? "");
    if (!type.startsWith("text/event-stream"))
      metrics.observe("leadline_http_request_seconds", { route }, reply.elapsedTime / 1000);
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

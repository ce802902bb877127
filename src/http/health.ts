import type { FastifyInstance } from "fastify";
import type { Log } from "../channel/adapter.ts";
import { json } from "../channel/respond.ts";
import { answer } from "./answer.ts";
import type { MetricsRegistry } from "./metrics.ts";

/** What `/readyz` shows. Not ready gives 503, so that a load balancer waits; the reasons say why. */
export interface ReadyReport {
  ready: boolean;
  checks: { name: string; ok: boolean; detail: string }[];
}

interface HealthOptions {
  log: Log;
  /** Shown at `/metrics`; without it the route is not there. */
  metrics?: MetricsRegistry;
  readiness(): Promise<ReadyReport>;
}

/** `/healthz`, `/readyz` and `/metrics`. */
export function addHealth(app: FastifyInstance, options: HealthOptions): void {
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

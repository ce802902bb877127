import type { FastifyInstance } from "fastify";
import type { Log } from "../channel/adapter.ts";
import { problem } from "../channel/respond.ts";
import { LeadlineError } from "../errors.ts";
import { answer } from "./answer.ts";

/** What is answered where nothing is, or something goes wrong: never what went wrong inside. */
export function addErrorAnswers(app: FastifyInstance, log: Log): void {
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

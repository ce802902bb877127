import type { HttpRequest, HttpResponse, HttpRoute } from "../../src/channel/adapter.ts";
import { json, problem } from "../../src/channel/respond.ts";
import type { Clock } from "../../src/clock.ts";
import { parseJson } from "./button.ts";
import type { Ack } from "./forms.ts";
import { isFromSlack } from "./verify.ts";

/** Where Slack delivers everything: events, commands, clicks and forms. */
export const EVENTS_PATH = "/slack/events";

export interface SlackRouteOptions {
  signingSecret: string;
  clock(): Clock;
  /** Null while the channel is not running: Slack delivers again then. */
  take(): ((body: unknown) => Promise<Ack>) | null;
  onFailure(error: unknown): void;
}

/**
 * The one address for Slack. Only what Slack signed in the last five minutes is looked at; the answer leaves once
 * all is durable, within the three seconds that Slack waits on a healthy machine. A delivery that could not be
 * stored gets 503, and one that Slack repeats is taken like any other: it may be the only one that arrives.
 */
export function slackRoute(options: SlackRouteOptions): HttpRoute {
  return {
    method: "POST",
    path: EVENTS_PATH,
    async handle(request): Promise<HttpResponse> {
      if (!isFromSlack(request.headers, request.body, options.signingSecret, options.clock().now())) {
        const fix = "Check LEADLINE_SLACK_SIGNING_SECRET and this machine's clock.";
        return problem(401, "not-signed", "Slack has not signed this request.", fix);
      }
      const body = bodyOf(request);
      const challenge = challengeOf(body);
      if (challenge !== null) return json(200, { challenge });
      const take = options.take();
      if (take === null) return again();
      try {
        const answer = await take(body);
        return answer === undefined ? { status: 200 } : json(200, answer);
      } catch (error) {
        options.onFailure(error);
        return again();
      }
    },
  };
}

function again(): HttpResponse {
  return problem(503, "not-stored", "It could not be stored.", "Deliver it again.", { "retry-after": "5" });
}

/** Events are JSON; commands a form; clicks and modals JSON within a form. */
function bodyOf({ headers, body }: HttpRequest): unknown {
  const text = body.toString("utf8");
  const isForm = (headers["content-type"] ?? "")
    .toLowerCase()
    .startsWith("application/x-www-form-urlencoded");
  if (!isForm) return parseJson(text);
  const form = Object.fromEntries(new URLSearchParams(text));
  return form.payload === undefined ? form : parseJson(form.payload);
}

/** Slack asks so when the address is entered. */
function challengeOf(body: unknown): string | null {
  if (typeof body !== "object" || body === null) return null;
  if (!("type" in body) || body.type !== "url_verification") return null;
  return "challenge" in body && typeof body.challenge === "string" ? body.challenge : null;
}

import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { HttpRequest, HttpResponse, HttpRoute, Log } from "../../../src/channel/adapter.ts";
import { json, problem } from "../../../src/channel/respond.ts";
import { LeadlineError } from "../../../src/errors.ts";
import { type PostContent, readPost } from "./normalize.ts";

/** Where Meta delivers, behind the public URL. */
export const WEBHOOK_PATH = "/whatsapp/webhook";

export interface WebhookOptions {
  phoneId: string;
  appSecret: string;
  verifyToken: string;
  /** Undefined while the channel is not running. */
  running(): { log: Log; now(): Date; take(content: PostContent): Promise<void> } | undefined;
}

/** The two routes that Meta calls: one to check that the address is ours, one to deliver. */
export function webhookRoutes(options: WebhookOptions): HttpRoute[] {
  return [
    { method: "GET", path: WEBHOOK_PATH, handle: async (request) => verify(request, options) },
    { method: "POST", path: WEBHOOK_PATH, handle: (request) => receive(request, options) },
  ];
}

/** Meta asks once, when the address is entered, whether it is one of somebody who knows the verify token. */
function verify({ query }: HttpRequest, { verifyToken }: WebhookOptions): HttpResponse {
  const challenge = query["hub.challenge"] ?? "";
  const isRight = query["hub.mode"] === "subscribe" && isSame(query["hub.verify_token"] ?? "", verifyToken);
  if (!isRight || !/^[\w.-]{1,300}$/.test(challenge)) {
    const fix = "Enter the value of LEADLINE_WHATSAPP_VERIFY_TOKEN in Meta's webhook settings.";
    return problem(403, "wrong-verify-token", "This is not the verify token of Leadline.", fix);
  }
  const headers = { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" };
  return { status: 200, headers, body: challenge };
}

/** 200 only when everything in the post is durable; a failure gives 503, and Meta delivers all of it again. */
async function receive(request: HttpRequest, options: WebhookOptions): Promise<HttpResponse> {
  if (!isSigned(request.body, request.headers["x-hub-signature-256"], options.appSecret)) {
    const fix = "Set LEADLINE_WHATSAPP_APP_SECRET to the app's secret.";
    return problem(401, "wrong-signature", "The request is not signed by Meta.", fix);
  }
  const running = options.running();
  if (running === undefined) {
    throw new LeadlineError("channel-stopped", "WhatsApp is not taking messages.", {
      fix: "Try again once Leadline has started.",
      retryable: true,
    });
  }
  const content = readPost(parseJson(request.body), options.phoneId, running.now());
  if (content === null) {
    running.log.debug(
      { size: request.body.length },
      "A signed post of Meta could not be read; it is left out.",
    );
    return json(200, {});
  }
  if (Object.keys(content.leftOut).length > 0)
    running.log.debug({ leftOut: content.leftOut }, "Some of a post of Meta is not taken.");
  try {
    await running.take(content);
  } catch (error) {
    if (error instanceof LeadlineError && error.retryable) throw error;
    running.log.error({ error }, "A post of Meta could not be taken; it is delivered again.");
    return problem(503, "not-stored", "Leadline is busy at the moment.", "Send it again in a few seconds.");
  }
  return json(200, {});
}

/** Over the very bytes that came, in a time that tells nothing of how much is right. */
export function isSigned(body: Buffer, signature: string | undefined, appSecret: string): boolean {
  const given = /^sha256=([0-9a-f]{64})$/i.exec(signature ?? "")?.[1];
  if (given === undefined) return false;
  const right = createHmac("sha256", appSecret).update(body).digest();
  return timingSafeEqual(Buffer.from(given, "hex"), right);
}

/** Hashed first, so that the length is not told either. */
function isSame(given: string, right: string): boolean {
  const hash = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(hash(given), hash(right));
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}

import { createHash, timingSafeEqual } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { HttpRequest, HttpResponse, HttpRoute, Log } from "../../src/channel/adapter.ts";
import { json, problem } from "../../src/channel/respond.ts";
import { LeadlineError } from "../../src/errors.ts";
import { anything, type TelegramApi } from "./api.ts";
import { healthOf } from "./faults.ts";
import type { Intake } from "./intake.ts";
import type { Backoff, Status } from "./status.ts";
import { ALLOWED_UPDATES } from "./updates.ts";

/** Where Telegram posts, below the public address. */
export const WEBHOOK_PATH = "/telegram/webhook";
/** An update is a few kilobytes; whatever is larger is not from Telegram. */
const MAX_BODY = 1024 * 1024;
/** Telegram remembers its last failure for ever: an older one says nothing about now. Seconds. */
const RECENT_SECONDS = 15 * 60;

export interface Webhook {
  publicUrl: string;
  secret: string;
}

export function webhookUrl(webhook: Webhook): string {
  return `${webhook.publicUrl.replace(/\/+$/, "")}${WEBHOOK_PATH}`;
}

/**
 * The route that Telegram posts updates to. 401 without the secret, before anything is read; 503 when an update
 * could not be taken: Telegram keeps it and posts it again; 200 once it is durable.
 */
export function webhookRoute(secret: string, running: () => { intake: Intake; log: Log } | null): HttpRoute {
  return {
    method: "POST",
    path: WEBHOOK_PATH,
    maxBody: MAX_BODY,
    async handle(request: HttpRequest): Promise<HttpResponse> {
      if (!isSame(request.headers["x-telegram-bot-api-secret-token"] ?? "", secret))
        return problem(
          401,
          "unauthorized",
          "The secret is missing or wrong.",
          "Only Telegram may post here.",
        );
      const now = running();
      if (now === null) return busy("channel-stopped");
      let update: unknown;
      try {
        update = JSON.parse(request.body.toString("utf8"));
      } catch {
        // It would come again for ever, and everything behind it would wait.
        now.log.warn({ bytes: request.body.length }, "Telegram posted what is no JSON; it is left out");
        return json(200, {});
      }
      try {
        await now.intake.take(update);
        return json(200, {});
      } catch (error) {
        now.log.warn({ error }, "an update could not be taken; Telegram posts it again");
        return busy(error instanceof LeadlineError ? error.code : "failed");
      }
    },
  };
}

/** In the same time wherever the first difference is, and whatever the lengths are. */
function isSame(given: string, secret: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(secret));
}

function busy(code: string): HttpResponse {
  const fix = "Send it again in a few seconds.";
  return problem(503, code, "The update cannot be taken now.", fix, { "retry-after": "5" });
}

export interface RegistrationContext {
  api: TelegramApi;
  webhook: Webhook;
  status: Status;
  backoff: Backoff;
  /** How often to look whether Telegram still delivers here, in ms. */
  checkMs: number;
  now: () => Date;
}

/** Tell Telegram where to deliver, and look again and again whether it does, until `signal` is aborted. */
export async function keepRegistered(context: RegistrationContext, signal: AbortSignal): Promise<void> {
  const { api, webhook, status, backoff } = context;
  const url = webhookUrl(webhook);
  const { host } = new URL(url);
  let registered = false;
  while (!signal.aborted) {
    if (!registered) {
      const set = await api.call(
        "setWebhook",
        { url, secret_token: webhook.secret, allowed_updates: ALLOWED_UPDATES, drop_pending_updates: false },
        anything,
        { signal },
      );
      if (signal.aborted) return;
      if (!set.ok) {
        status.set(healthOf(set.fault));
        await backoff.wait(signal, set.fault.kind === "answered" ? (set.fault.retryAfterMs ?? 0) : 0);
        continue;
      }
      registered = true;
      backoff.reset();
      status.set({ state: "ready", detail: `Telegram delivers messages to ${host}.` });
    }
    await sleep(context.checkMs, undefined, { signal }).catch(() => {});
    if (signal.aborted) return;
    const info = await api.call("getWebhookInfo", {}, webhookInfo, { signal });
    if (signal.aborted) return;
    if (!info.ok) status.set(healthOf(info.fault));
    else if (info.value.url !== url) {
      registered = false;
      status.set({
        state: "degraded",
        detail: "Another program has taken this bot's webhook; it is set again.",
      });
      await backoff.wait(signal);
    } else {
      const failure = recentFailure(info.value, context.now());
      status.set(
        failure === null
          ? { state: "ready", detail: `Telegram delivers messages to ${host}.` }
          : { state: "degraded", detail: failure },
      );
    }
  }
}

export const webhookInfo = z.object({
  url: z.string(),
  pending_update_count: z.number().catch(0),
  /** Seconds since 1970. */
  last_error_date: z.number().optional().catch(undefined),
  last_error_message: z.string().optional().catch(undefined),
});

/** What is wrong with Telegram's deliveries now, as a sentence; null when nothing is. */
export function recentFailure(info: z.infer<typeof webhookInfo>, now: Date): string | null {
  const { last_error_date, last_error_message, pending_update_count } = info;
  if (last_error_date === undefined || pending_update_count === 0) return null;
  if (now.getTime() / 1_000 - last_error_date > RECENT_SECONDS) return null;
  return `Telegram cannot deliver (${last_error_message ?? "no reason given"}); messages waiting there: ${pending_update_count}.`;
}

import { type Logger, LogLevel, WebClient } from "@slack/web-api";

/** Slack's libraries log what people write and, on some paths, tokens: nothing of it is let through. */
export const silentLogger: Logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  getLevel: () => LogLevel.ERROR,
  setName() {},
};

/** An answer of Slack: any field may be of any kind. */
export type Answer = Record<string, unknown>;

export interface ApiOptions {
  token: string;
  apiUrl: string;
  /** For one call, in milliseconds. */
  timeoutMs: number;
}

/**
 * Slack's Web API, where a call is made once and answered at once: the outbox owns retries. (By itself the client
 * tries for half an hour, and posts again when an answer is lost.)
 */
export function createApi({ token, apiUrl, timeoutMs }: ApiOptions): WebClient {
  return new WebClient(token, clientOptions(apiUrl, timeoutMs));
}

export function clientOptions(apiUrl: string, timeoutMs: number) {
  return {
    slackApiUrl: `${apiUrl.replace(/\/+$/, "")}/`,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: timeoutMs,
    allowAbsoluteUrls: false,
    logger: silentLogger,
    fetch: fetchWithRetryAfter,
  };
}

/** Seconds to wait where Slack does not say. */
const DEFAULT_RETRY_AFTER = 30;

/** The client has no class for a 429 without Retry-After; with one it does. */
const fetchWithRetryAfter: typeof fetch = async (input, init) => {
  const response = await fetch(input, init);
  if (response.status !== 429 || /^\d+$/.test(response.headers.get("retry-after") ?? "")) return response;
  await response.body?.cancel();
  return new Response(null, { status: 429, headers: { "retry-after": `${DEFAULT_RETRY_AFTER}` } });
};

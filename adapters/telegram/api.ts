import { Telegram, TelegramError } from "telegraf";
import { z } from "zod";
import { createWatchedAgent, type Progress } from "./agent.ts";

/** Telegram's Bot API, by telegraf's client. Failures are values, and no text of one holds the token. */
export interface TelegramApi {
  /** The bot's user id, which the token begins with. */
  readonly botId: string;
  call<T>(
    method: Method,
    payload: Record<string, unknown>,
    result: z.ZodType<T>,
    options?: CallOptions,
  ): Promise<ApiResult<T>>;
  /** Where the content of a file is, by `file_path`. Holds the token: never to be shown. */
  fileUrl(filePath: string): string;
  /** A text without the token. */
  redact(text: string): string;
  /** Close idle connections. */
  close(): void;
}

export interface CallOptions {
  /** Default: 15,000. */
  timeoutMs?: number;
  signal?: AbortSignal | undefined;
}

export type Method = Parameters<Telegram["callApi"]>[0];

export type ApiResult<T> = { ok: true; value: T } | { ok: false; fault: ApiFault };

/**
 * Why a call failed. `answered`: Telegram refused it; `unsent`: nothing was written; `lost`: it may have been
 * carried out, nobody knows. The reason is for people.
 */
export type ApiFault =
  | {
      kind: "answered";
      code: number;
      reason: string;
      retryAfterMs: number | null;
      migrateTo: string | null;
    }
  | { kind: "unsent"; reason: string }
  | { kind: "lost"; reason: string };

const TIMEOUT_MS = 15_000;

export function createApi(options: { token: string; apiUrl: string }): TelegramApi {
  const { token } = options;
  // With its final slash a path such as https://bots.example.com/telegram stays when methods are resolved.
  const apiRoot = `${options.apiUrl.replace(/\/+$/, "")}/`;
  const telegram = new Telegram(token, { apiRoot });
  const watched = createWatchedAgent(new URL(apiRoot).protocol);
  // Set afterwards: telegraf's constructor throws away the agent of a plain http address.
  telegram.options.agent = watched.agent;
  const redact = (text: string) => withoutToken(text, token);

  return {
    botId: token.split(":")[0] ?? "",
    async call(method, payload, result, { timeoutMs = TIMEOUT_MS, signal } = {}) {
      const timeout = AbortSignal.timeout(timeoutMs);
      const ends = signal ? AbortSignal.any([signal, timeout]) : timeout;
      const progress: Progress = { stage: "idle" };
      let answer: unknown;
      try {
        answer = await watched.watch(progress, () =>
          telegram.callApi(method, payload as Payload, { signal: ends as Signal }),
        );
      } catch (error) {
        const reason = timeout.aborted ? `no answer within ${timeoutMs} ms` : null;
        return { ok: false, fault: toFault(error, progress, redact, reason) };
      }
      const parsed = result.safeParse(answer);
      if (parsed.success) return { ok: true, value: parsed.data };
      return { ok: false, fault: { kind: "lost", reason: "Telegram's answer could not be read" } };
    },
    fileUrl(filePath) {
      const path = filePath.split("/").map(encodeURIComponent).join("/");
      return new URL(`./file/bot${token}/${path}`, apiRoot).href;
    },
    redact,
    close: () => watched.agent.destroy(),
  };
}

type Payload = Parameters<Telegram["callApi"]>[1];
type Signal = NonNullable<NonNullable<Parameters<Telegram["callApi"]>[2]>["signal"]>;

/** Results that nobody looks at. */
export const anything = z.unknown();

/** What `sendMessage` and its kind give. */
export const sentMessage = z.object({ message_id: z.number().int() });

function toFault(
  error: unknown,
  progress: Progress,
  redact: (text: string) => string,
  timedOut: string | null,
): ApiFault {
  if (error instanceof TelegramError) {
    const { retry_after, migrate_to_chat_id } = error.parameters ?? {};
    return {
      kind: "answered",
      code: Number(error.code) || 0,
      reason: redact(String(error.description ?? "")).slice(0, 300) || `Telegram answered ${error.code}`,
      retryAfterMs: typeof retry_after === "number" && retry_after > 0 ? retry_after * 1_000 : null,
      migrateTo: migrate_to_chat_id === undefined ? null : String(migrate_to_chat_id),
    };
  }
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const message = error instanceof Error ? error.message : String(error);
  const reason = timedOut ?? (code === "" ? redact(message).slice(0, 300) : `${code} at Telegram's address`);
  const unsent = progress.stage === "connecting" || (progress.stage === "idle" && NEVER_WRITTEN.test(code));
  return { kind: unsent ? "unsent" : "lost", reason };
}

const NEVER_WRITTEN = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EAI_FAIL|ENETUNREACH|EHOSTUNREACH|ENETDOWN)$/;

/** node-fetch writes whole addresses into its messages, and the token is part of each. */
function withoutToken(text: string, token: string): string {
  const secret = token.slice(token.indexOf(":") + 1);
  let safe = text;
  for (const form of [token, encodeURIComponent(token), secret])
    if (form.length >= 8) safe = safe.replaceAll(form, "[token]");
  return safe.replace(/\b(bot|user)?\d{5,}(?::|%3A)[\w-]{8,}/gi, "[token]");
}

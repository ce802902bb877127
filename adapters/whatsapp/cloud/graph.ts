import { z } from "zod";

/** Meta's Graph API, as far as it is needed. Never throws for what the network or Meta does. */
export interface Graph {
  /** `signal` ends it early. */
  get(path: string, query?: Record<string, string>, signal?: AbortSignal): Promise<GraphAnswer>;
  /** `body`: a plain object as JSON, or a form with a file. `timeoutMs` default: 15,000. */
  post(path: string, body: object, timeoutMs?: number): Promise<GraphAnswer>;
}

/** What became of a request. */
export type GraphAnswer = { kind: "ok"; body: unknown } | GraphFault;

export type GraphFault =
  /** Meta said no, or something between us and Meta did: then `code` is null. */
  | {
      kind: "refused";
      status: number;
      code: number | null;
      subcode: number | null;
      detail: string;
      retryAfterMs: number | undefined;
    }
  /** It was not written: no connection. */
  | { kind: "not-sent"; detail: string }
  /** It was written, and no answer came that can be read. */
  | { kind: "lost"; detail: string };

/** Less than the 30 s after which the outbox calls a send unknown, also with an upload before it. */
const TIMEOUT_MS = 15_000;

/**
 * Ask Meta's API at `apiUrl` with `token`. What is told of a fault never holds the token, the secret or an address.
 */
export function createGraph(options: { apiUrl: string; token: string; secrets: readonly string[] }): Graph {
  const { apiUrl, token } = options;
  const secrets = [token, ...options.secrets].filter((secret) => secret.length > 0);

  async function ask(path: string, init: RequestInit, timeoutMs: number): Promise<GraphAnswer> {
    let response: Response;
    let text: string;
    try {
      response = await fetch(`${apiUrl}/${path}`, {
        ...init,
        headers: { authorization: `Bearer ${token}`, ...init.headers },
        // Wherever a redirect leads, the token is not for that place.
        redirect: "manual",
        signal: init.signal
          ? AbortSignal.any([init.signal, AbortSignal.timeout(timeoutMs)])
          : AbortSignal.timeout(timeoutMs),
      });
      text = await response.text();
    } catch (error) {
      return faultOf(error);
    }
    const body = parseJson(text);
    if (response.ok) {
      return body === undefined
        ? { kind: "lost", detail: "Meta's answer could not be read" }
        : { kind: "ok", body };
    }
    const { error } = errorSchema.catch({ error: null }).parse(body);
    return {
      kind: "refused",
      status: response.status,
      code: error?.code ?? null,
      subcode: error?.error_subcode ?? null,
      detail: clean(
        error?.error_data?.details ?? error?.message ?? `HTTP status ${response.status}`,
        secrets,
      ),
      retryAfterMs: retryAfter(response.headers.get("retry-after")),
    };
  }

  return {
    get: (path, query = {}, signal = undefined) =>
      ask(withQuery(path, query), { method: "GET", ...(signal ? { signal } : {}) }, TIMEOUT_MS),
    post: (path, body, timeoutMs = TIMEOUT_MS) =>
      body instanceof FormData
        ? ask(path, { method: "POST", body }, timeoutMs)
        : ask(
            path,
            {
              method: "POST",
              headers: { "content-type": "application/json" },
              body: JSON.stringify(body),
            },
            timeoutMs,
          ),
  };
}

const optional = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined);

const errorSchema = z.object({
  error: z
    .object({
      code: z.number(),
      error_subcode: optional(z.number()),
      message: optional(z.string()),
      error_data: optional(z.object({ details: optional(z.string()) })),
    })
    .nullable(),
});

/** Codes with which no connection was made, so that nothing was written. */
const NOT_CONNECTED =
  /^(ECONNREFUSED|ENOTFOUND|EAI_\w+|ENETUNREACH|EHOSTUNREACH|UND_ERR_CONNECT_TIMEOUT|ERR_TLS_\w+|CERT_\w+|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+)$/;

function faultOf(error: unknown): GraphFault {
  const name = error instanceof Error ? error.name : "";
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const code = field(cause, "code");
  const syscall = field(cause, "syscall");
  if (NOT_CONNECTED.test(code) || syscall === "connect" || syscall === "getaddrinfo")
    return { kind: "not-sent", detail: `Meta cannot be reached (${code || "no connection"})` };
  if (name === "TimeoutError") return { kind: "lost", detail: "Meta did not answer in time" };
  return { kind: "lost", detail: `the connection to Meta broke off${code === "" ? "" : ` (${code})`}` };
}

function field(value: unknown, name: string): string {
  if (typeof value !== "object" || value === null) return "";
  const found: unknown = Reflect.get(value, name);
  return typeof found === "string" ? found : "";
}

/** Meta repeats a malformed token in its message. */
function clean(text: string, secrets: readonly string[]): string {
  let safe = text;
  for (const secret of secrets) safe = safe.replaceAll(secret, "[hidden]");
  return safe
    .replace(/\bEAA\w{8,}/g, "[hidden]")
    .replace(/https?:\/\/\S+/g, "[address]")
    .replace(/\s+/g, " ")
    .slice(0, 200);
}

/** In seconds, or a date; at most an hour is believed. */
function retryAfter(value: string | null): number | undefined {
  if (value === null) return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - Date.now();
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 1_000), 3_600_000) : undefined;
}

function withQuery(path: string, query: Record<string, string>): string {
  const text = new URLSearchParams(query).toString();
  return text === "" ? path : `${path}?${text}`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

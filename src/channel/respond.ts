import type { HttpResponse } from "./adapter.ts";

/** An answer as JSON. */
export function json(status: number, body: unknown, headers: Record<string, string> = {}): HttpResponse {
  return {
    status,
    headers: { "content-type": "application/json; charset=utf-8", "cache-control": "no-store", ...headers },
    body: JSON.stringify(body),
  };
}

/** A refusal as JSON: a stable code, what is wrong, and what to do. */
export function problem(
  status: number,
  code: string,
  message: string,
  fix: string,
  headers: Record<string, string> = {},
): HttpResponse {
  return json(status, { error: { code, message, fix } }, headers);
}

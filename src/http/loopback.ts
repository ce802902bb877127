import type { IncomingMessage } from "node:http";

/**
 * Whether a request comes from this very machine and from a page that this server gave out; null when it
 * does, else the reason why not.
 *
 * Checks the socket's own address (never a forwarded one), the Host header (a foreign name that resolves to
 * 127.0.0.1 is DNS rebinding), the Origin of the page (another site in the same browser), and that no proxy
 * stands in between, since a proxy on this machine would make the whole world look local.
 */
export function refuseUnlessLoopback(request: IncomingMessage): string | null {
  const peer = request.socket.remoteAddress ?? "";
  if (!isLoopbackAddress(peer)) return "the playground answers to this machine only";
  if (PROXY_HEADERS.some((name) => request.headers[name] !== undefined) || request.httpVersion === "1.0")
    return "the playground does not answer through a proxy";
  const host = request.headers.host ?? "";
  if (!isLoopbackHost(host)) return "the playground answers to localhost and 127.0.0.1 only";
  const origin = request.headers.origin;
  if (origin !== undefined && origin !== `http://${host}`)
    return "the playground answers to its own page only";
  if (request.headers["sec-fetch-site"] === "cross-site" && request.headers["sec-fetch-mode"] !== "navigate")
    return "the playground answers to its own page only";
  const type = request.headers["content-type"] ?? "";
  if (request.method === "POST" && !/^application\/json\b/i.test(type))
    return "the playground takes JSON only (content-type: application/json)";
  return null;
}

const PROXY_HEADERS = ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via"];

function isLoopbackAddress(address: string): boolean {
  return /^(::ffff:)?127\.\d+\.\d+\.\d+$/.test(address) || address === "::1";
}

function isLoopbackHost(host: string): boolean {
  return /^(localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])(:\d{1,5})?$/i.test(host);
}

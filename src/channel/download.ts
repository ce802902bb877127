import type { LookupAddress } from "node:dns";
import { lookup as systemLookup } from "node:dns/promises";
import { isIP } from "node:net";
import { Agent, request } from "undici";
import { isPublicAddress } from "./addresses.ts";

export interface DownloadOptions {
  /** Hosts that may be asked: exact (`api.telegram.org`), or with all below them (`.slack.com`). */
  allowedHosts: readonly string[];
  /** Sent to the first origin only, never to one that it redirects to: they may hold a token. */
  headers?: Record<string, string>;
  /** The most bytes that are taken. */
  maxBytes: number;
  /** For everything: connecting, redirects and the whole body. */
  timeoutMs: number;
  /**
   * The base address of the vendor's API as the settings name it: what has the same scheme, host and port may be
   * plain http and on a private address, as an own Bot API server or a stand-in in tests is.
   */
  allowLoopbackFor?: string | undefined;
  /** Ends it early, e.g. when the channel stops. */
  signal?: AbortSignal | undefined;
  /** How names become addresses. Default: the system's. For tests. */
  lookup?: Lookup;
}

export type Lookup = (hostname: string) => Promise<LookupAddress[]>;

export interface Download {
  /** The bytes as they come; throws a {@link DownloadError} when they break off or are too many. Read it once. */
  content: AsyncIterable<Uint8Array>;
  /** As the server says, in lower case and without parameters; undefined when it says none. */
  mime: string | undefined;
}

/** Why something was not downloaded. The message names the host at most: paths and queries may hold tokens. */
export class DownloadError extends Error {
  /** `refused`: not asked at all; `too-large`; `unavailable`: the vendor does not give it; `failed`: on the way. */
  readonly why: "refused" | "too-large" | "unavailable" | "failed";
  /** Whether asking the same again can help. */
  readonly retryable: boolean;
  /** The vendor's status, when there was an answer. */
  readonly status: number | undefined;

  constructor(
    why: DownloadError["why"],
    message: string,
    options: { retryable?: boolean; status?: number } = {},
  ) {
    super(message);
    this.name = "DownloadError";
    this.why = why;
    this.retryable = options.retryable ?? false;
    this.status = options.status;
  }
}

const MAX_REDIRECTS = 3;

/**
 * Fetch a file that a vendor's event points to, so that nobody can make us ask our own network: https only, hosts
 * of the list only, and the connection is made to the very address that was found to be public. A redirect has to
 * pass the same checks. Resolves when the answer's head is there; the body streams.
 *
 * @throws DownloadError
 */
export async function download(url: string, options: DownloadOptions): Promise<Download> {
  const signal = options.signal
    ? AbortSignal.any([options.signal, AbortSignal.timeout(options.timeoutMs)])
    : AbortSignal.timeout(options.timeoutMs);
  let target = checkedUrl(url, undefined, options);
  const first = target.origin;
  for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
    const agent = createAgent(target, options);
    try {
      const headers = target.origin === first ? options.headers : {};
      const answer = await request(target, {
        dispatcher: agent,
        headers: { "accept-encoding": "identity", ...headers },
        signal,
      });
      const location = oneHeader(answer.headers.location);
      if (answer.statusCode >= 300 && answer.statusCode < 400 && location !== undefined) {
        await end(agent);
        target = checkedUrl(location, target, options);
        continue;
      }
      if (answer.statusCode !== 200) throw refusal(target, answer.statusCode);
      const announced = Number(oneHeader(answer.headers["content-length"]) ?? 0);
      if (announced > options.maxBytes) throw tooLarge(target, options);
      const mime = oneHeader(answer.headers["content-type"])?.split(";")[0]?.trim().toLowerCase();
      return { content: capped(answer.body, agent, target, options), mime: mime || undefined };
    } catch (error) {
      await end(agent);
      throw asDownloadError(error, target);
    }
  }
  throw new DownloadError("refused", `${target.hostname} redirects too often`);
}

function checkedUrl(text: string, base: URL | undefined, options: DownloadOptions): URL {
  if (!URL.canParse(text, base?.href))
    throw new DownloadError("refused", "the address of the file cannot be read");
  const url = new URL(text, base);
  if (url.username !== "" || url.password !== "")
    throw new DownloadError("refused", "the address of the file holds a password");
  if (isNamed(url, options)) return url;
  if (url.protocol !== "https:" || url.port !== "")
    throw new DownloadError(
      "refused",
      `the file at ${url.hostname} is not offered over https on its own port`,
    );
  if (!options.allowedHosts.some((host) => matches(url.hostname, host)))
    throw new DownloadError("refused", `files are not fetched from ${url.hostname}`);
  return url;
}

/** Whether it is on the server that the settings name. */
function isNamed(url: URL, options: DownloadOptions): boolean {
  const named = options.allowLoopbackFor;
  return named !== undefined && URL.canParse(named) && new URL(named).origin === url.origin;
}

function matches(hostname: string, allowed: string): boolean {
  const host = hostname.replace(/\.$/, "");
  return allowed.startsWith(".") ? host.endsWith(allowed) || host === allowed.slice(1) : host === allowed;
}

/** Connects only to addresses that were checked: what is looked up is what is connected to, with nothing between. */
function createAgent(target: URL, options: DownloadOptions): Agent {
  const named = isNamed(target, options);
  const literal = target.hostname.replace(/^\[|\]$/g, "");
  if (!named && isIP(literal) !== 0 && !isPublicAddress(literal)) throw privateAddress(target);
  const resolve = options.lookup ?? ((name) => systemLookup(name, { all: true }));
  return new Agent({
    connections: 1,
    pipelining: 1,
    connect: {
      timeout: options.timeoutMs,
      lookup(hostname, lookupOptions, done) {
        resolve(hostname).then(
          (found) => {
            // One private address among public ones is a trick, not a mistake.
            if (!named && !found.every(({ address }) => isPublicAddress(address)))
              return done(privateAddress(target), "", 0);
            const [one] = found;
            if (one === undefined) return done(new Error("no address"), "", 0);
            if (lookupOptions.all) return done(null, found);
            return done(null, one.address, one.family);
          },
          (error: unknown) => done(error instanceof Error ? error : new Error("no address"), "", 0),
        );
      },
    },
  });
}

async function* capped(
  body: AsyncIterable<Uint8Array>,
  agent: Agent,
  target: URL,
  options: DownloadOptions,
): AsyncGenerator<Uint8Array> {
  let size = 0;
  try {
    for await (const chunk of body) {
      size += chunk.length;
      if (size > options.maxBytes) throw tooLarge(target, options);
      yield chunk;
    }
  } catch (error) {
    throw asDownloadError(error, target);
  } finally {
    await end(agent);
  }
}

/** Ends the connection, whatever is still under way on it. */
async function end(agent: Agent): Promise<void> {
  await agent.destroy().catch(() => {});
}

function refusal(target: URL, status: number): DownloadError {
  const retryable = status === 408 || status === 425 || status === 429 || status >= 500;
  return new DownloadError("unavailable", `${target.hostname} answered ${status}`, { status, retryable });
}

function tooLarge(target: URL, options: DownloadOptions): DownloadError {
  return new DownloadError(
    "too-large",
    `the file at ${target.hostname} is larger than ${options.maxBytes} bytes`,
  );
}

function privateAddress(target: URL): DownloadError {
  return new DownloadError("refused", `${target.hostname} is at an address that is not public`);
}

/** Whatever went wrong, without what the libraries write into their messages. */
function asDownloadError(error: unknown, target: URL): DownloadError {
  if (error instanceof DownloadError) return error;
  const name = error instanceof Error ? error.name : "";
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (name === "TimeoutError") return failed(`${target.hostname} took too long`);
  if (name === "AbortError") return failed(`fetching from ${target.hostname} was ended`);
  return failed(`${target.hostname} could not be reached${code === "" ? "" : ` (${code})`}`);
}

function failed(message: string): DownloadError {
  return new DownloadError("failed", message, { retryable: true });
}

function oneHeader(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}

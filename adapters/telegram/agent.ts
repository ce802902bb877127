import { AsyncLocalStorage } from "node:async_hooks";
import http from "node:http";
import https from "node:https";
import type { Duplex } from "node:stream";

/**
 * How far a call came. `idle`: no connection was asked for yet (or nobody could watch); `connecting`: nothing can
 * have been written; `connected`: something may have been.
 */
export interface Progress {
  stage: "idle" | "connecting" | "connected";
}

/**
 * An agent that tells how far each call came, so that a call which never got a connection is known not to have
 * gone out. Run the call inside `watch`.
 */
export interface WatchedAgent {
  readonly agent: http.Agent;
  watch<T>(progress: Progress, call: () => Promise<T>): Promise<T>;
}

/** For addresses that begin with `http:` or `https:`. */
export function createWatchedAgent(protocol: string): WatchedAgent {
  const calls = new AsyncLocalStorage<Progress>();
  const agent = protocol === "http:" ? new PlainAgent(calls) : new SecureAgent(calls);
  return { agent, watch: (progress, call) => calls.run(progress, call) };
}

/**
 * Idle connections are closed before the server would do it: a request written to one that is just being closed
 * has an unknown outcome.
 */
const OPTIONS = { keepAlive: true, timeout: 5_000 };

class PlainAgent extends http.Agent {
  readonly #calls: AsyncLocalStorage<Progress>;

  constructor(calls: AsyncLocalStorage<Progress>) {
    super(OPTIONS);
    this.#calls = calls;
  }

  override createConnection(
    options: http.ClientRequestArgs,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): Duplex | null | undefined {
    return followed(super.createConnection(options, callback), "connect", this.#calls.getStore());
  }

  override reuseSocket(socket: Duplex, request: http.ClientRequest): void {
    markConnected(this.#calls.getStore());
    super.reuseSocket(socket, request);
  }
}

class SecureAgent extends https.Agent {
  readonly #calls: AsyncLocalStorage<Progress>;

  constructor(calls: AsyncLocalStorage<Progress>) {
    super(OPTIONS);
    this.#calls = calls;
  }

  override createConnection(
    options: https.RequestOptions,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): Duplex | null | undefined {
    return followed(super.createConnection(options, callback), "secureConnect", this.#calls.getStore());
  }

  override reuseSocket(socket: Duplex, request: http.ClientRequest): void {
    markConnected(this.#calls.getStore());
    super.reuseSocket(socket, request);
  }
}

/** The first byte of the request is written when the connection stands, never before. */
function followed(
  socket: Duplex | null | undefined,
  standing: "connect" | "secureConnect",
  progress: Progress | undefined,
): Duplex | null | undefined {
  if (progress === undefined || !socket) return socket;
  progress.stage = "connecting";
  socket.once(standing, () => markConnected(progress));
  return socket;
}

function markConnected(progress: Progress | undefined): void {
  if (progress) progress.stage = "connected";
}

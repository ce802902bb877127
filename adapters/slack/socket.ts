import { SocketModeClient } from "@slack/socket-mode";
import { z } from "zod";
import type { Log } from "../../src/channel/adapter.ts";
import { clientOptions, silentLogger } from "./api.ts";
import { type Failure, failureOf } from "./failure.ts";
import type { Ack } from "./forms.ts";

export interface SocketOptions {
  appToken: string;
  apiUrl: string;
  timeoutMs: number;
  take(body: unknown): Promise<Ack>;
  onState(state: SocketState): void;
  /** Lost and regained. */
  onReconnected(): void;
  log: Log;
  /** Pauses between tries, in milliseconds: the first, doubled each time, and the longest. */
  backoff: { firstMs: number; mostMs: number };
  /** Between 0 and 1. */
  random(): number;
}

export type SocketState =
  | { kind: "connecting" }
  | { kind: "connected" }
  | { kind: "failed"; failure: Failure };

export interface Socket {
  start(): void;
  /** Closes the connection; what was not acknowledged by then comes again. */
  stop(): Promise<void>;
}

/** How long Slack may take to say hello, and to close. Milliseconds. */
const HELLO_MS = 15_000;
const CLOSING_MS = 1_000;
/** A connection that lasted so long was a good one. */
const STEADY_MS = 10_000;

const deliverySchema = z.object({
  envelope_id: z.string(),
  body: z.unknown(),
  accepts_response_payload: z.boolean().optional().catch(undefined),
});

/**
 * Socket Mode: a connection that we open, over which Slack delivers. An envelope is acknowledged once all in it is
 * durable; without that Slack delivers it again.
 *
 * The client's own reconnecting stays off: while the network is away it rejects where nobody listens, which ends
 * the process. So a new client is made for each try, after a pause that grows.
 */
export function createSocket(options: SocketOptions): Socket {
  const { take, onState, log, backoff } = options;
  let client: SocketModeClient | null = null;
  let leave = () => {};
  let stopped = true;
  let timer: NodeJS.Timeout | undefined;
  let failures = 0;
  let wasConnected = false;
  const underWay = new Set<Promise<void>>();

  function connect(): void {
    if (stopped) return;
    onState({ kind: "connecting" });
    const mine = new SocketModeClient({
      appToken: options.appToken,
      autoReconnectEnabled: false,
      logger: silentLogger,
      clientOptions: clientOptions(options.apiUrl, options.timeoutMs),
    });
    client = mine;
    let over = false;
    let steady: NodeJS.Timeout | undefined;
    const end = (failure: Failure | null) => {
      if (over) return;
      over = true;
      clearTimeout(hello);
      clearTimeout(steady);
      void close(mine);
      if (client === mine) client = null;
      if (stopped) return;
      if (failure === null) onState({ kind: "connecting" });
      else onState({ kind: "failed", failure });
      const ms = failures === 0 ? 0 : Math.min(backoff.mostMs, backoff.firstMs * 2 ** (failures - 1));
      failures += 1;
      timer = setTimeout(connect, ms * (0.5 + options.random() / 2));
    };
    leave = () => end(null);
    const hello = setTimeout(() => end({ kind: "lost", code: "no hello" }), HELLO_MS);
    // A start that was under way when this one ended would open a connection that nobody closes: by throwing
    // here it is given up.
    const giveUp = () => {
      if (over) throw new Error("the connection is not wanted any more");
    };
    mine.on("authenticated", giveUp);
    mine.on("connecting", giveUp);
    mine.on("connected", () => {
      clearTimeout(hello);
      // A peer that says hello and hangs up again and again is not asked in a tight loop.
      steady = setTimeout(() => {
        failures = 0;
      }, STEADY_MS);
      onState({ kind: "connected" });
      if (wasConnected) options.onReconnected();
      wasConnected = true;
    });
    mine.on("disconnected", () => end(null));
    mine.on("slack_event", (delivery: { ack?: (answer?: Record<string, unknown>) => Promise<void> }) => {
      const work = deliver(delivery).finally(() => underWay.delete(work));
      underWay.add(work);
    });
    mine.start().catch((error: unknown) => end(error === undefined ? null : failureOf(error)));
  }

  async function deliver(delivery: {
    ack?: (answer?: Record<string, unknown>) => Promise<void>;
  }): Promise<void> {
    const parsed = deliverySchema.safeParse(delivery);
    if (!parsed.success || stopped) return;
    try {
      const answer = await take(parsed.data.body);
      await delivery.ack?.(answer);
    } catch (error) {
      // Not acknowledged: Slack delivers it again, over this connection or the next.
      log.warn({ error }, "a delivery of Slack could not be taken; it comes again");
    }
  }

  return {
    start() {
      stopped = false;
      connect();
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await Promise.allSettled([...underWay]);
      const mine = client;
      leave();
      if (mine !== null) await close(mine);
    },
  };
}

/** The peer is given a moment to close its side; a second call ends the connection whatever it does. */
async function close(client: SocketModeClient): Promise<void> {
  const closed = client.disconnect().catch(() => {});
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<"late">((resolve) => {
    timer = setTimeout(resolve, CLOSING_MS, "late");
  });
  const first = await Promise.race([closed, late]);
  clearTimeout(timer);
  if (first === "late") await Promise.race([client.disconnect().catch(() => {}), Promise.resolve()]);
}

import type { ChannelAdapter, HttpRoute } from "../../src/channel/adapter.ts";
import { createHttpServer, type HttpServer, type HttpServerOptions } from "../../src/http/server.ts";
import { quietLog } from "./fake-host.ts";

/** The real HTTP server on a free port of this machine, with these routes. */
export async function serve(
  routes: HttpRoute[],
  options: Partial<HttpServerOptions> = {},
): Promise<HttpServer> {
  return createHttpServer({
    port: 0,
    host: "127.0.0.1",
    log: quietLog,
    routes,
    readiness: async () => ({ ready: true, checks: [] }),
    ...options,
  });
}

/** The same for the routes of an adapter. */
export async function serveAdapter(adapter: ChannelAdapter, options: Partial<HttpServerOptions> = {}) {
  return serve(adapter.routes?.() ?? [], options);
}

export interface SseEvent {
  id?: string;
  event: string;
  data: string;
}

/** Read a server-sent event stream: `next` waits for the next event, heartbeats left out. */
export async function openStream(url: string, headers: Record<string, string> = {}) {
  const hangUp = new AbortController();
  const response = await fetch(url, { headers, signal: hangUp.signal });
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  const reader = response.body?.getReader();
  if (!reader) throw new Error(`${url} answered without a body`);
  const decoder = new TextDecoder();
  const waiting: SseEvent[] = [];
  let rest = "";
  /** The next event; null when the stream has ended. */
  const next = async (): Promise<SseEvent | null> => {
    for (;;) {
      const ready = waiting.shift();
      if (ready) return ready;
      const { done, value } = await reader.read();
      if (done) return null;
      const blocks = (rest + decoder.decode(value, { stream: true })).split("\n\n");
      rest = blocks.pop() ?? "";
      for (const block of blocks) {
        const event = parseEvent(block);
        if (event) waiting.push(event);
      }
    }
  };
  return {
    response,
    next,
    /** The next event of this kind. */
    async nextOf(kind: string): Promise<SseEvent> {
      for (let event = await next(); event !== null; event = await next())
        if (event.event === kind) return event;
      throw new Error(`the stream ended before an event "${kind}"`);
    },
    close: () => hangUp.abort(),
  };
}

function parseEvent(block: string): SseEvent | null {
  const event: SseEvent = { event: "message", data: "" };
  for (const line of block.split("\n")) {
    const [, field, value] = /^(id|event|data): (.*)$/s.exec(line) ?? [];
    if (field === "id") event.id = value ?? "";
    else if (field === "event") event.event = value ?? "";
    else if (field === "data") event.data += value ?? "";
  }
  return event.data === "" ? null : event;
}

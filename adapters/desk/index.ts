import type { AdapterHost, ChannelAdapter, HttpRequest, HttpResponse } from "../../src/channel/adapter.ts";
import { json, problem } from "../../src/channel/respond.ts";
import { LeadlineError } from "../../src/errors.ts";
import { postedCommandSchema, toCommand } from "./normalize.ts";
import { CAPABILITIES, toDeskPost } from "./render.ts";

export { repChat, TEAM_CHAT } from "./normalize.ts";

export interface DeskAdapter extends ChannelAdapter {
  /**
   * Tell the open pages that something changed that was not posted to them (a turn was committed): they read
   * again what they show. Changes that come close together are told once.
   */
  changed(): void;
}

/** Pages that may be connected at once: it is one person's machine. */
const MAX_PAGES = 32;
/** Events kept for a page that reads slowly; beyond that it is told to read everything again. */
const MAX_WAITING = 200;

/**
 * The desk of the playground: where colleagues work when there is no Slack. Channel `desk`; a rep's answers go to
 * `rep:<id>`, the team's notices to `team`.
 *
 * It knows nobody's password: mount its routes only where the HTTP server keeps strangers out (the playground).
 */
export function createDeskAdapter(): DeskAdapter {
  const pages = new Set<Page>();
  let host: AdapterHost | null = null;
  let changeTimer: NodeJS.Timeout | undefined;

  function tell(event: string, data: object): void {
    for (const page of pages) page.push(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  async function postCommand(request: HttpRequest): Promise<HttpResponse> {
    const posted = postedCommandSchema.safeParse(parseJson(request.body));
    if (!posted.success) {
      const issue = posted.error.issues[0];
      const where = issue?.path.join(".") || "the body";
      return problem(
        400,
        "bad-request",
        `${where} ${issue?.message ?? "could not be read"}`,
        "Check its form.",
      );
    }
    if (host === null)
      throw new LeadlineError("channel-stopped", "The desk is not taking commands.", {
        fix: "Try again once Leadline has started.",
        retryable: true,
      });
    const { duplicate } = await host.accept(toCommand(posted.data, host.clock.now()));
    return json(200, { id: posted.data.id, duplicate });
  }

  async function getStream(request: HttpRequest): Promise<HttpResponse> {
    if (pages.size >= MAX_PAGES)
      return problem(429, "too-many-requests", "Too many pages are open.", "Close some.", {
        "retry-after": "10",
      });
    return { status: 200, headers: { "content-type": "text/event-stream" }, body: events(request.signal) };
  }

  async function* events(signal: AbortSignal): AsyncGenerator<string> {
    const page = createPage();
    pages.add(page);
    const leave = () => page.close();
    signal.addEventListener("abort", leave, { once: true });
    if (signal.aborted || host === null) page.close();
    try {
      // The page reads the posts so far once it is connected: between the two nothing is missed.
      yield "retry: 2000\nevent: connected\ndata: {}\n\n";
      yield* page.events();
    } finally {
      signal.removeEventListener("abort", leave);
      pages.delete(page);
    }
  }

  return {
    name: "desk",
    capabilities: CAPABILITIES,
    // Nothing leaves this process: as many as come.
    concurrency: 2_000,
    async start(to) {
      host = to;
    },
    async send(envelope) {
      tell("post", toDeskPost(envelope));
      return { kind: "sent", externalId: envelope.id };
    },
    // What a turn has said stands in the history from the moment it is durable: it cannot have been missed.
    async lookUp(envelope) {
      return { kind: "found", externalId: envelope.id };
    },
    health: () =>
      host
        ? { state: "ready", detail: "The desk takes commands." }
        : { state: "down", detail: "The desk is stopped." },
    routes: () => [
      { method: "POST", path: "/desk/commands", maxBody: 64 * 1024, handle: postCommand },
      { method: "GET", path: "/desk/stream", handle: getStream },
    ],
    changed() {
      if (changeTimer !== undefined || pages.size === 0) return;
      changeTimer = setTimeout(() => {
        changeTimer = undefined;
        tell("changed", {});
      }, 50);
    },
    async stop() {
      host = null;
      clearTimeout(changeTimer);
      changeTimer = undefined;
      for (const page of [...pages]) page.close();
    },
  };
}

interface Page {
  push(event: string): void;
  events(): AsyncGenerator<string>;
  close(): void;
}

function createPage(): Page {
  let waiting: string[] = [];
  let closed = false;
  let wake = () => {};
  return {
    push(event) {
      waiting.push(event);
      if (waiting.length > MAX_WAITING) waiting = ["event: changed\ndata: {}\n\n"];
      wake();
    },
    async *events() {
      while (!closed) {
        if (waiting.length === 0)
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        const batch = waiting;
        waiting = [];
        if (!closed) yield* batch;
      }
    },
    close() {
      closed = true;
      wake();
    },
  };
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}

import type { AdapterHost, ChannelAdapter } from "../../src/channel/adapter.ts";
import type { RateLimit } from "../../src/channel/rate-limit.ts";
import { LeadlineError } from "../../src/errors.ts";
import type { Metrics } from "../../src/metrics.ts";
import { noMetrics } from "../../src/metrics.ts";
import { CAPABILITIES } from "./render.ts";
import { webRoutes } from "./routes.ts";
import { createStreams, type StreamLimits } from "./streams.ts";

export interface WebAdapterOptions {
  /** The name shown over the chat on its own page. Default: "Chat with us" in the visitor's language. */
  title?: string;
  /** Sites that may embed the chat, e.g. `https://www.example.com`. Default: any. */
  origins?: string[];
  /** For one chat. Default: 10 messages at once, then 1 a second. */
  perSession?: RateLimit;
  /** For one network address, which many visitors may share. Default: 120 requests at once, then 20 a second. */
  perAddress?: RateLimit;
  /** Default: 4 open streams a chat, 60 an address. */
  streams?: StreamLimits;
  /**
   * How often a stream looks for itself, in milliseconds: what another process has sent wakes nobody here.
   * Default: 10,000.
   */
  pollMs?: number;
  metrics?: Metrics;
}

/**
 * The chat on the business's own website: a widget that any site embeds with one script tag, and a page of
 * its own at `/chat`.
 *
 * What was said is read from the history, so a visitor who comes back finds it, and "sent" means that the
 * message stands there for the visitor to read.
 */
export function createWebAdapter(options: WebAdapterOptions = {}): ChannelAdapter {
  const streams = createStreams(options.streams ?? { perChat: 4, perAddress: 60 });
  let host: AdapterHost | null = null;

  return {
    name: "web",
    capabilities: CAPABILITIES,
    // Nothing leaves this process: as many as come.
    concurrency: 2_000,
    async start(to) {
      host = to;
    },
    async send(envelope) {
      streams.wake(envelope.chatId);
      return { kind: "sent", externalId: envelope.id };
    },
    // What a turn has said stands in the history from the moment it is durable: it cannot have been missed.
    async lookUp(envelope) {
      streams.wake(envelope.chatId);
      return { kind: "found", externalId: envelope.id };
    },
    health: () =>
      host
        ? { state: "ready", detail: "The web chat takes messages." }
        : { state: "down", detail: "The web chat is stopped." },
    routes: () =>
      webRoutes({
        host: () => {
          if (host) return host;
          throw new LeadlineError("channel-stopped", "The web chat is not taking messages.", {
            fix: "Try again once Leadline has started.",
            retryable: true,
          });
        },
        streams,
        title: options.title,
        origins: options.origins,
        perSession: options.perSession ?? { burst: 10, perSecond: 1 },
        perAddress: options.perAddress ?? { burst: 120, perSecond: 20 },
        pollMs: options.pollMs ?? 10_000,
        metrics: options.metrics ?? noMetrics,
      }),
    async stop() {
      host = null;
      streams.stop();
    },
  };
}

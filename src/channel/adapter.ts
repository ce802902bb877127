import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import type { InboundEvent } from "./inbound.ts";
import type { LookUp, OutboundEnvelope, SendOutcome } from "./outbound.ts";

/**
 * What a channel is. An adapter carries transport only: it knows nothing of leads. It consists of
 * `index` (start, stop, send), `normalize` (vendor event → InboundEvent) and `render` (OutboundMessage →
 * vendor call).
 */
export interface ChannelAdapter {
  /** web, desk, whatsapp, telegram, slack: also the `channel` of the rows. */
  readonly name: string;
  readonly capabilities: Capabilities;
  /** Sends under way at once, over all chats. Default: 64, which is polite to a vendor's server. */
  readonly concurrency?: number;
  /** Begin taking messages; resolves when the channel is ready to accept or is trying to be. */
  start(host: AdapterHost): Promise<void>;
  /** Send one message. Never throws for what the vendor says: returns the outcome. */
  send(envelope: OutboundEnvelope): Promise<SendOutcome>;
  /** Find out whether an earlier send went out. Absent when the channel cannot tell. */
  lookUp?(envelope: OutboundEnvelope): Promise<LookUp>;
  health(): ChannelHealth;
  /** Routes on the one HTTP port: webhooks, widget, pages. */
  routes?(): HttpRoute[];
  /** Stop taking messages; what was accepted stays accepted. */
  stop(): Promise<void>;
}

/** What a channel can do. Rendering and tests follow from it. */
export interface Capabilities {
  /** Who writes there: prospects, colleagues, or both (told apart by linked identities). */
  audience: "prospects" | "colleagues" | "both";
  buttons: { max: number; labelLength: number } | null;
  list: { max: number; labelLength: number } | null;
  /** The most characters of one text. */
  textLength: number;
  cards: boolean;
  threads: boolean;
  images: boolean;
  files: boolean;
  edit: boolean;
  receipts: boolean;
  /** Whether an unknown outcome can be looked up. */
  lookUp: boolean;
}

/** What the program offers to an adapter. */
export interface AdapterHost {
  /**
   * Take one event. Resolves once it is durable: only then may the vendor be told that we have it.
   * Rejects with a retryable LeadlineError when it could not be stored (disk full, queue full).
   */
  accept(event: InboundEvent): Promise<{ duplicate: boolean }>;
  /** What was said in a chat, oldest first; for channels that show their own history (web). */
  history(chatId: string, options: { after?: string; limit: number }): Promise<HistoryEntry[]>;
  readonly clock: Clock;
  readonly log: Log;
}

export interface HistoryEntry {
  id: string;
  /** For what came in: the external id that the adapter gave it, so that a page knows its own message again. */
  externalId?: string;
  direction: "in" | "out";
  author: "contact" | "bot" | "human";
  text: string;
  choices?: { value: string; label: string }[];
  /** ISO, UTC. */
  at: string;
}

export type { Log };

export interface ChannelHealth {
  state: "ready" | "starting" | "degraded" | "down";
  /** One sentence for a person; says what to do when not ready. */
  detail: string;
}

/** A route on the one HTTP port. Bodies arrive raw (signatures are checked over bytes) and capped. */
export interface HttpRoute {
  method: "GET" | "POST" | "OPTIONS";
  /** An exact path, or one that ends in `/*`. */
  path: string;
  /** The most bytes of a body; default 1 MiB. */
  maxBody?: number;
  handle(request: HttpRequest): Promise<HttpResponse>;
}

export interface HttpRequest {
  method: string;
  path: string;
  query: Record<string, string>;
  headers: Record<string, string | undefined>;
  body: Buffer;
  /** The peer's address. */
  remote: string;
  /** Aborted when the client goes away. */
  signal: AbortSignal;
}

export interface HttpResponse {
  status: number;
  headers?: Record<string, string>;
  /** A stream of chunks for server-sent events; each chunk is flushed. */
  body?: string | Buffer | AsyncIterable<string>;
}

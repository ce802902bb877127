import type { Clock } from "../clock.ts";
import type { Language } from "../language.ts";
import type { Log } from "../log.ts";
import type { IdentityRef, InboundAttachment, InboundCommand, InboundEvent } from "./inbound.ts";
import type { CardButton, LookUp, OutboundEnvelope, OutboundMessage, SendOutcome } from "./outbound.ts";
import type { RateLimit } from "./rate-limit.ts";

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
  /** How fast it may send; the outbox keeps to it, so that the vendor has nothing to refuse. Default: no limit. */
  readonly pace?: Pace;
  /** Where colleagues are told things, when they work on this channel. Default: they do not. */
  readonly colleagues?: ColleaguePlaces;
  /**
   * The private chat with a colleague who is linked here, on a channel that is not made for colleagues: where they are
   * reminded when they are on no such channel. Null for an identity of another kind. Default: nobody is told anything.
   */
  personalChat?(identity: IdentityRef): string | null;
  /** Begin taking messages; resolves when the channel is ready to accept or is trying to be. */
  start(host: AdapterHost): Promise<void>;
  /** Send one message. Never throws for what the vendor says: returns the outcome. */
  send(envelope: OutboundEnvelope): Promise<SendOutcome>;
  /** Find out whether an earlier send went out. Absent when the channel cannot tell. */
  lookUp?(envelope: OutboundEnvelope): Promise<LookUp>;
  health(): ChannelHealth;
  /** Routes on the one HTTP port: webhooks, widget, pages. */
  routes?(): HttpRoute[];
  /**
   * Whether it is set up right at the vendor: one finding for each thing that was looked at, for
   * `leadline doctor`. Works without `start` and changes nothing. Never throws. `templates`: those that the business
   * counts on. Default: none.
   */
  diagnose?(templates?: readonly CountedOnTemplate[]): Promise<Finding[]>;
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
  /** Whether people see that an answer is being written. */
  typing: boolean;
  receipts: boolean;
  /** Hours after a person's last message in which free text may be sent; null when always. */
  freeFormHours: number | null;
  /** Whether a phone must be linked before it works. */
  pairing: boolean;
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
  /**
   * What a command would be answered, changing nothing: to check a form before it is closed, and for previews. Not
   * `ok`: it would be refused, and the reply says why.
   */
  rehearse(command: InboundCommand): Promise<{ ok: boolean; reply: OutboundMessage }>;
  /**
   * Whom a pressed button asks: their language, and the button with its questions in it, where the lead's card has it
   * now. `text` is what it says. Null for a stranger.
   */
  form(
    command: Pick<InboundCommand, "actor" | "text" | "leadId">,
  ): Promise<{ language: Language; button: CardButton | null } | null>;
  /** What was said in a chat, oldest first; for channels that show their own history (web). */
  history(chatId: string, options: { after?: string; limit: number }): Promise<HistoryEntry[]>;
  /** Files that people send, and files to send. */
  readonly files: FileKeep;
  /** Which of our posts is where: for channels with cards, threads or edits. */
  readonly posts: PostIndex;
  /** Small facts that the adapter needs after a restart; durable once `set` resolves. JSON values. */
  readonly memory: { get(key: string): Promise<unknown>; set(key: string, value: unknown): Promise<void> };
  /** A folder of the adapter's own below the data folder, kept to its owner (0700); made when it is missing. */
  folder(): Promise<string>;
  /** Count a loss and regain of the connection, for the metrics. */
  reconnected(): void;
  readonly clock: Clock;
  readonly log: Log;
}

export interface FileKeep {
  /**
   * Keep what somebody sent, under a generated name, its type told by its bytes. A file that is too large or of
   * a kind that is not taken is not kept: the result says so in `missing`. Rejects (retryable) when it could not
   * be written, e.g. because the disk is full, and with the source's own error.
   */
  keep(file: {
    content: Buffer | AsyncIterable<Uint8Array>;
    fileName?: string | undefined;
    mime?: string | undefined;
  }): Promise<InboundAttachment>;
  /** The content of a kept file, or of one to be sent, by its path below the data folder. */
  read(path: string): Promise<Buffer>;
  /** The most bytes of one file. */
  readonly maxBytes: number;
}

/** Which of our posts stands under which key in a chat, durably: `find` after `set` gives the same after a restart. */
export interface PostIndex {
  /** The vendor's id of the post under `key` in the chat; null when there is none. */
  find(chatId: string, key: string): Promise<string | null>;
  /** The key of a post by the vendor's id; null when it is not one of ours. */
  keyOf(chatId: string, externalId: string): Promise<string | null>;
  /** Remember a post; replaces the one before under the same key. */
  set(chatId: string, key: string, externalId: string): Promise<void>;
}

/** The most that a channel may send, by chat and over all. */
export interface Pace {
  perChat?: RateLimit;
  overall?: RateLimit;
}

/** The chats of a channel on which colleagues work. */
export interface ColleaguePlaces {
  /** The kind of identity that colleagues have there, e.g. `slack`. */
  identityKind: string;
  /** Where leads are announced and their threads are. */
  teamChat: string;
  /** Where managers and admins are told what needs them. */
  managerChat: string;
  /** Where regular numbers are read. Default: where managers are told. */
  digestChat?: string;
  /** Where leads stand that nobody has, of no team or product with a chat of its own. Default: teamChat. */
  poolChat?: string;
  /**
   * Chats of teams and products of their own, by `team:<id>` and `product:<id>` in lower case. Default: teamChat for
   * all.
   */
  chats?: ReadonlyMap<string, string>;
  /** The private chat with a colleague, by the value of the identity; null when it cannot be told. */
  directChat(identity: string): string | null;
  /** Where a colleague's own page is shown, by the value of the identity. Default: there are no such pages. */
  homeChat?(identity: string): string | null;
}

/** A template of the vendor's that the business counts on, in one language. */
export interface CountedOnTemplate {
  name: string;
  /** The vendor's code. */
  language: string;
  /** What fills its body: how many parameters, or their names. */
  parameters: number | readonly string[];
  /** Its body as it is believed to be; null when nobody has written it down. */
  text: string | null;
}

/** One thing that `diagnose` looked at. */
export interface Finding {
  /** What was looked at, in a word or three: `token`, `scopes`, `webhook`. */
  name: string;
  ok: boolean;
  /** What was found, as a sentence. */
  detail: string;
  /** What to do about it, when it is not right. */
  fix?: string;
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
  /** Nothing else is at the path: other methods are told so, and a HEAD is a GET without its body. Default: 404 for them. */
  only?: boolean;
  /** `local`: only for a browser on this machine, never for strangers or through a proxy. Default: public. */
  access?: "public" | "local";
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

import http from "node:http";
import { z } from "zod";

/** One try to deliver an update to the webhook. */
export interface Delivery {
  updateId: number;
  /** The status that came back; 0 when no answer came. */
  status: number;
}

interface Waiting {
  id: number;
  kind: string;
  chat: number;
  update: Record<string, unknown>;
  /** How often it was given out. */
  given: number;
}

export interface WebhookState {
  url: string;
  secret: string;
  lastErrorDate?: number;
  lastErrorMessage?: string;
}

/** An answer of the API that is a refusal. */
export class Refusal extends Error {
  readonly code: number;
  readonly parameters: Record<string, unknown> | undefined;

  constructor(code: number, description: string, parameters?: Record<string, unknown>) {
    super(description);
    this.code = code;
    this.parameters = parameters;
  }
}

/**
 * Updates that wait for a bot, kept as Telegram keeps them: an update stays until a later offset or the webhook's
 * 200 confirms it. One poller at a time: a newer one ends the older. To the webhook, one at a time for each chat.
 */
export class UpdateQueue {
  readonly deliveries: Delivery[] = [];
  webhook: WebhookState = { url: "", secret: "" };
  /** Where an origin of a webhook's address really is. */
  readonly hosts = new Map<string, string>();
  /** Write webhook bodies byte by byte, so that characters are split between packets. */
  splitBodies = false;
  retryMs = 20;
  #waiting: Waiting[] = [];
  #nextId = 1_000;
  #allowed: string[] | null = null;
  #poller: { end: (refusal: Refusal | null) => void } | null = null;
  readonly #busyChats = new Set<number>();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #changed: () => void;
  #closed = false;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** The ids of what is not confirmed, in order. */
  get waiting(): number[] {
    return this.#waiting.map(({ id }) => id);
  }

  /** How often an update that waits was given out. */
  given(id: number): number {
    return this.#waiting.find((one) => one.id === id)?.given ?? 0;
  }

  get isPolled(): boolean {
    return this.#poller !== null;
  }

  /** Add an update; with an id that was there before it is delivered once more, as after a lost confirmation. */
  push(kind: string, chat: number, content: unknown, id?: number): number {
    const updateId = id ?? this.#nextId;
    this.#nextId = Math.max(this.#nextId, updateId + 1);
    if (this.#allowed !== null && !this.#allowed.includes(kind)) return updateId;
    if (this.#waiting.some((one) => one.id === updateId)) return updateId;
    this.#waiting.push({
      id: updateId,
      kind,
      chat,
      update: { update_id: updateId, [kind]: content },
      given: 0,
    });
    this.#waiting.sort((a, b) => a.id - b.id);
    this.#poller?.end(null);
    this.#deliver();
    this.#changed();
    return updateId;
  }

  async getUpdates(payload: Record<string, unknown>, gone: AbortSignal): Promise<unknown[]> {
    const { offset, limit, timeout, allowed_updates } = pollSchema.parse(payload);
    if (this.webhook.url !== "")
      throw new Refusal(
        409,
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
      );
    this.#poller?.end(
      new Refusal(
        409,
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
      ),
    );
    if (allowed_updates) this.#allowed = allowed_updates;
    if (offset !== undefined) this.#confirm(offset);
    if (this.#waiting.length === 0 && timeout > 0) await this.#wait(timeout, gone);
    const batch = this.#waiting.slice(0, limit);
    for (const one of batch) one.given += 1;
    return batch.map(({ update }) => update);
  }

  setWebhook(payload: Record<string, unknown>): true {
    const { url, secret_token, allowed_updates, drop_pending_updates } = webhookSchema.parse(payload);
    if (!url.startsWith("https://"))
      throw new Refusal(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook");
    if (drop_pending_updates) this.#waiting = [];
    this.#poller?.end(new Refusal(409, "Conflict: terminated by setWebhook request"));
    this.webhook = { url, secret: secret_token };
    if (allowed_updates) this.#allowed = allowed_updates;
    this.#deliver();
    return true;
  }

  deleteWebhook(payload: Record<string, unknown>): true {
    if (payload.drop_pending_updates === true) this.#waiting = [];
    this.webhook = { url: "", secret: "" };
    return true;
  }

  getWebhookInfo(): Record<string, unknown> {
    const { url, lastErrorDate, lastErrorMessage } = this.webhook;
    return {
      url,
      has_custom_certificate: false,
      pending_update_count: this.#waiting.length,
      ...(lastErrorDate ? { last_error_date: lastErrorDate, last_error_message: lastErrorMessage } : {}),
    };
  }

  close(): void {
    this.#closed = true;
    this.#poller?.end(null);
    for (const timer of this.#timers) clearTimeout(timer);
  }

  /** What was given out and lies before the offset is done with. */
  #confirm(offset: number): void {
    this.#waiting = this.#waiting.filter((one) => one.id >= offset || one.given === 0);
    this.#changed();
  }

  #wait(seconds: number, gone: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = (refusal: Refusal | null) => {
        clearTimeout(timer);
        this.#timers.delete(timer);
        if (this.#poller === poller) this.#poller = null;
        this.#changed();
        if (refusal) reject(refusal);
        else resolve();
      };
      const poller = { end };
      const timer = setTimeout(end, seconds * 1_000, null);
      this.#timers.add(timer);
      gone.addEventListener("abort", () => end(null), { once: true });
      this.#poller = poller;
      this.#changed();
    });
  }

  /** Post the first update of each chat that nothing is under way for. */
  #deliver(): void {
    if (this.webhook.url === "" || this.#closed) return;
    for (const one of this.#waiting) {
      if (this.#busyChats.has(one.chat)) continue;
      this.#busyChats.add(one.chat);
      void this.#post(one);
    }
  }

  async #post(one: Waiting): Promise<void> {
    const { webhook } = this;
    one.given += 1;
    const status = await this.postWebhook(JSON.stringify(one.update), {
      "x-telegram-bot-api-secret-token": webhook.secret,
    });
    this.deliveries.push({ updateId: one.id, status });
    const isTaken = status >= 200 && status < 300;
    if (isTaken) this.#waiting = this.#waiting.filter((other) => other !== one);
    else {
      webhook.lastErrorDate = Math.floor(Date.now() / 1_000);
      webhook.lastErrorMessage =
        status === 0 ? "Connection refused" : `Wrong response from the webhook: ${status}`;
    }
    const next = () => {
      this.#busyChats.delete(one.chat);
      this.#deliver();
    };
    if (isTaken) next();
    else {
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        next();
      }, this.retryMs);
      this.#timers.add(timer);
    }
    this.#changed();
  }

  /** Post anything to the webhook's address. Gives the status; 0 when no answer came. */
  postWebhook(body: string | Buffer, headers: Record<string, string>): Promise<number> {
    const url = new URL(this.webhook.url);
    const target = new URL(url.pathname, this.hosts.get(url.origin) ?? url.origin);
    return new Promise((resolve) => {
      const request = http.request(
        target,
        { method: "POST", agent: false, headers: { "content-type": "application/json", ...headers } },
        (response) => {
          response.resume();
          response.on("end", () => resolve(response.statusCode ?? 0));
        },
      );
      request.on("error", () => resolve(0));
      request.setNoDelay(true);
      void this.#write(request, Buffer.from(body));
    });
  }

  async #write(request: http.ClientRequest, body: Buffer): Promise<void> {
    if (this.splitBodies) {
      for (const byte of body) {
        request.write(Buffer.of(byte));
        await new Promise((resolve) => setImmediate(resolve));
      }
      request.end();
    } else request.end(body);
  }
}

const pollSchema = z.object({
  offset: z.number().optional(),
  limit: z.number().min(1).max(100).default(100),
  timeout: z.number().default(0),
  allowed_updates: z.array(z.string()).optional(),
});

const webhookSchema = z.object({
  url: z.string(),
  secret_token: z.string().default(""),
  allowed_updates: z.array(z.string()).optional(),
  drop_pending_updates: z.boolean().default(false),
});

/** Wakes the event streams of a chat when there is something new to read. */
export interface Streams {
  /**
   * Open a stream for `chatId` from `address`. Null when that address has too many open. The oldest stream of a
   * chat ends when the chat opens more than it may (a visitor with many tabs).
   */
  open(chatId: string, address: string, signal: AbortSignal): Wakeable | null;
  /** There is something new in the chat. */
  wake(chatId: string): void;
  /** End them all. */
  stop(): void;
}

export interface Wakeable {
  /** Resolves to true when woken, or after `pollMs`; to false when the stream has ended. */
  woken(pollMs: number): Promise<boolean>;
  close(): void;
}

export interface StreamLimits {
  perChat: number;
  perAddress: number;
}

export function createStreams(limits: StreamLimits): Streams {
  const byChat = new Map<string, Set<OpenStream>>();
  const perAddress = new Map<string, number>();

  function forget(stream: OpenStream): void {
    const chat = byChat.get(stream.chatId);
    if (!chat?.delete(stream)) return;
    if (chat.size === 0) byChat.delete(stream.chatId);
    const left = (perAddress.get(stream.address) ?? 1) - 1;
    if (left > 0) perAddress.set(stream.address, left);
    else perAddress.delete(stream.address);
  }

  return {
    open(chatId, address, signal) {
      const fromAddress = perAddress.get(address) ?? 0;
      if (fromAddress >= limits.perAddress) return null;
      perAddress.set(address, fromAddress + 1);
      const stream = new OpenStream(chatId, address, forget);
      const chat = byChat.get(chatId) ?? new Set();
      byChat.set(chatId, chat.add(stream));
      if (chat.size > limits.perChat) for (const oldest of [...chat].slice(0, 1)) oldest.close();
      if (signal.aborted) stream.close();
      else signal.addEventListener("abort", () => stream.close(), { once: true });
      return stream;
    },
    wake(chatId) {
      for (const stream of byChat.get(chatId) ?? []) stream.wake();
    },
    stop() {
      for (const chat of [...byChat.values()]) for (const stream of [...chat]) stream.close();
    },
  };
}

/** One reader: remembers a wake-up that came while it was busy reading. */
class OpenStream implements Wakeable {
  readonly chatId: string;
  readonly address: string;
  readonly #onClose: (stream: OpenStream) => void;
  #missed = false;
  #closed = false;
  #waiting: ((alive: boolean) => void) | null = null;

  constructor(chatId: string, address: string, onClose: (stream: OpenStream) => void) {
    this.chatId = chatId;
    this.address = address;
    this.#onClose = onClose;
  }

  async woken(pollMs: number): Promise<boolean> {
    if (this.#closed) return false;
    if (this.#missed) {
      this.#missed = false;
      return true;
    }
    let timer: NodeJS.Timeout | undefined;
    const alive = await new Promise<boolean>((resolve) => {
      this.#waiting = resolve;
      timer = setTimeout(() => resolve(true), pollMs);
    });
    clearTimeout(timer);
    this.#waiting = null;
    this.#missed = false;
    return alive;
  }

  wake(): void {
    if (this.#waiting) this.#waiting(true);
    else this.#missed = true;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#waiting?.(false);
    this.#onClose(this);
  }
}

import { once } from "node:events";

/**
 * Pass on the chunks of a server-sent event stream, with a comment as heartbeat whenever nothing was sent
 * for `everyMs`, so that proxies keep the connection and a dead peer is noticed. Ends when `signal` aborts.
 *
 * Pulls the next chunk only after the last one was taken: a slow reader holds back its own source.
 */
export async function* withHeartbeat(
  chunks: AsyncIterable<string>,
  everyMs: number,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const source = chunks[Symbol.asyncIterator]();
  const ended = signal.aborted
    ? Promise.resolve("ended" as const)
    : once(signal, "abort").then(() => "ended" as const);
  let next = source.next();
  // A rejection that comes after the end is nobody's any more.
  next.catch(() => {});
  try {
    while (true) {
      let timer: NodeJS.Timeout | undefined;
      const beat = new Promise<"beat">((resolve) => {
        timer = setTimeout(() => resolve("beat"), everyMs);
      });
      const result = await Promise.race([next, beat, ended]).finally(() => clearTimeout(timer));
      if (result === "ended") return;
      if (result === "beat") yield HEARTBEAT;
      else {
        if (result.done) return;
        yield result.value;
        next = source.next();
        next.catch(() => {});
      }
    }
  } finally {
    // Not awaited: a source that waits for something would hold the connection open.
    void Promise.resolve(source.return?.()).catch(() => {});
  }
}

/** A comment line: readers of event streams skip it. */
export const HEARTBEAT = ": alive\n\n";

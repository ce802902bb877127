import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import type { AdapterHost } from "../../../src/channel/adapter.ts";
import { DownloadError, download } from "../../../src/channel/download.ts";
import { missing } from "../../../src/channel/files.ts";
import type { InboundAttachment } from "../../../src/channel/inbound.ts";
import type { Graph } from "./graph.ts";
import type { Media } from "./payload.ts";

export interface MediaOptions {
  graph: Graph;
  phoneId: string;
  token: string;
  apiUrl: string;
  host: AdapterHost;
  /** Ends what is under way. */
  signal: AbortSignal;
  /** Milliseconds between tries. */
  pauseMs: number;
}

/** Where Meta keeps files; each needs the token too. */
const MEDIA_HOSTS = [".fbsbx.com", ".fbcdn.net", ".whatsapp.net"];
const TRIES = 3;
/** For all tries together: Meta waits for our answer meanwhile. */
const BUDGET_MS = 15_000;
const AT_ONCE = 4;
/** Files kept a short while ago: what Meta delivers again is not fetched again. */
const MAX_REMEMBERED = 500;

/**
 * Fetch what people send, and keep it. A file that Meta does not give, or not in time, is told as missing. Rejects
 * only when it could not be stored here.
 */
export function createMediaFetcher(options: MediaOptions): (media: Media) => Promise<InboundAttachment> {
  const { graph, host } = options;
  const kept = new Map<string, Promise<InboundAttachment>>();
  const waiting: (() => void)[] = [];
  let running = 0;

  async function fetchInTurn(media: Media): Promise<InboundAttachment> {
    if (running >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
    running += 1;
    try {
      return await fetchAndKeep(media);
    } finally {
      running -= 1;
      waiting.shift()?.();
    }
  }

  async function fetchAndKeep(media: Media): Promise<InboundAttachment> {
    const deadline = Date.now() + BUDGET_MS;
    const fileName = media.filename ?? media.mime_type?.split("/")[0] ?? "file";
    for (let attempt = 1; ; attempt += 1) {
      const result = await tryOnce(media, fileName, Math.max(1_000, deadline - Date.now()));
      if (result !== "again") return result;
      if (attempt >= TRIES || Date.now() >= deadline || options.signal.aborted) {
        host.log.warn({ tries: attempt }, "Meta did not give a file that somebody sent.");
        return missing(fileName, media.mime_type, "unavailable");
      }
      await delay(options.pauseMs * attempt, undefined, { signal: options.signal }).catch(() => {});
    }
  }

  async function tryOnce(
    media: Media,
    fileName: string,
    leftMs: number,
  ): Promise<InboundAttachment | "again"> {
    const answer = await graph.get(media.id, { phone_number_id: options.phoneId }, options.signal);
    if (answer.kind !== "ok") {
      const isFinal = answer.kind === "refused" && answer.status < 500 && answer.status !== 429;
      return isFinal ? missing(fileName, media.mime_type, "unavailable") : "again";
    }
    const info = infoSchema.safeParse(answer.body).data;
    if (info === undefined) return missing(fileName, media.mime_type, "unavailable");
    const mime = info.mime_type ?? media.mime_type;
    if ((info.file_size ?? 0) > host.files.maxBytes) return missing(fileName, mime, "too-large");
    try {
      const { content } = await download(info.url, {
        allowedHosts: MEDIA_HOSTS,
        allowLoopbackFor: options.apiUrl,
        headers: { authorization: `Bearer ${options.token}` },
        maxBytes: host.files.maxBytes,
        timeoutMs: leftMs,
        signal: options.signal,
      });
      return await host.files.keep({ content, fileName, mime });
    } catch (error) {
      if (!(error instanceof DownloadError)) throw error;
      if (error.why === "too-large") return missing(fileName, mime, "too-large");
      // An address is good for five minutes: the next try asks for a new one.
      if (error.retryable || error.status === 404) return "again";
      host.log.warn({ reason: error.message }, "A file that somebody sent was not fetched.");
      return missing(fileName, mime, "unavailable");
    }
  }

  return (media) => {
    const before = kept.get(media.id);
    if (before !== undefined) return before;
    const file = fetchInTurn(media);
    kept.set(media.id, file);
    if (kept.size > MAX_REMEMBERED) for (const oldest of kept.keys()) if (kept.delete(oldest)) break;
    const forget = () => kept.delete(media.id);
    file.then(({ missing: why }) => (why === "unavailable" ? forget() : undefined), forget);
    return file;
  };
}

const infoSchema = z.object({
  url: z.string(),
  mime_type: z.string().optional().catch(undefined),
  file_size: z.coerce.number().optional().catch(undefined),
});

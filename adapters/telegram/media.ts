import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { AdapterHost } from "../../src/channel/adapter.ts";
import { DownloadError, download } from "../../src/channel/download.ts";
import { missing } from "../../src/channel/files.ts";
import type { InboundAttachment } from "../../src/channel/inbound.ts";
import { cleanText, clip } from "../../src/text.ts";
import type { TelegramApi } from "./api.ts";
import { channelStopped } from "./faults.ts";
import type { FileRef } from "./normalize.ts";

/** Telegram gives bots no larger files. */
const MAX_BYTES = 20 * 1024 * 1024;
const TRIES = 3;
const TIMEOUT_MS = 20_000;

export interface MediaContext {
  api: TelegramApi;
  apiUrl: string;
  host: Pick<AdapterHost, "files" | "log">;
  /** Between tries, in ms; grows with each. */
  pauseMs: number;
  signal: AbortSignal;
}

/**
 * Fetch and keep one file that somebody sent. What cannot be had after {@link TRIES} tries is handed on as missing,
 * so that the words with it are not lost. Rejects only when it could not be kept, as on a full disk: then Telegram
 * has to deliver the message again.
 */
export async function keepFile(file: FileRef, context: MediaContext): Promise<InboundAttachment> {
  const { api, host } = context;
  const maxBytes = Math.min(MAX_BYTES, host.files.maxBytes);
  const gone = (why: NonNullable<InboundAttachment["missing"]>) =>
    missing(clip(cleanText(file.fileName).replace(/\s+/g, " "), 120) || "file", file.mime, why);
  if (file.size !== undefined && file.size > maxBytes) return gone("too-large");
  for (let attempt = 1; ; attempt += 1) {
    const found = await api.call("getFile", { file_id: file.fileId }, fileResult, { signal: context.signal });
    if (!found.ok && found.fault.kind === "answered" && found.fault.code < 500 && found.fault.code !== 429)
      return gone(/too big/i.test(found.fault.reason) ? "too-large" : "unavailable");
    if (found.ok) {
      const path = found.value.file_path;
      // A Bot API server of one's own in its local mode names a place on its own disk.
      if (path === undefined || path.startsWith("/") || path.includes("..")) return gone("unavailable");
      try {
        const { content } = await download(api.fileUrl(path), {
          allowedHosts: ["api.telegram.org"],
          allowLoopbackFor: context.apiUrl,
          maxBytes,
          timeoutMs: TIMEOUT_MS,
          signal: context.signal,
        });
        return await host.files.keep({ content, fileName: file.fileName, mime: file.mime });
      } catch (error) {
        if (!(error instanceof DownloadError)) throw error;
        if (error.why === "too-large") return gone("too-large");
        if (!error.retryable) return gone("unavailable");
      }
    }
    // The channel stops: the message is not taken, so that Telegram delivers it again.
    if (context.signal.aborted) throw channelStopped();
    if (attempt >= TRIES) {
      host.log.warn(
        { attempts: attempt },
        "a file could not be fetched from Telegram; its message goes on without",
      );
      return gone("unavailable");
    }
    await sleep(context.pauseMs * attempt, undefined, { signal: context.signal }).catch(() => {});
  }
}

const fileResult = z.object({ file_path: z.string().optional() });

import type { WebClient } from "@slack/web-api";
import { z } from "zod";
import type { AdapterHost } from "../../src/channel/adapter.ts";
import { DownloadError, download } from "../../src/channel/download.ts";
import { missing } from "../../src/channel/files.ts";
import type { InboundAttachment } from "../../src/channel/inbound.ts";
import { failureOf } from "./failure.ts";
import type { SharedFile } from "./payload.ts";

export interface ReceiverOptions {
  api: WebClient;
  host: Pick<AdapterHost, "files" | "log">;
  botToken: string;
  apiUrl: string;
  /** Ends downloads when the channel stops. */
  signal: AbortSignal;
}

/** Files of one message that are fetched, as many as an event holds. */
const MOST_FILES = 20;
/** For one file, in milliseconds. */
const TIMEOUT_MS = 20_000;
const TRIES = 2;
/** Files that were fetched a moment ago: Slack delivers again what takes longer than three seconds. */
const MOST_KEPT = 50;

const infoSchema = z.object({
  file: z.object({ url_private: z.string(), url_private_download: z.string() }).partial(),
});

/**
 * Files that colleagues share, fetched from Slack with the bot's token and kept. A file that cannot be had stands
 * as missing, so that the message is not lost. Rejects when it could not be kept, for Slack to deliver it again.
 */
export function createReceiver(
  options: ReceiverOptions,
): (files: readonly SharedFile[]) => Promise<InboundAttachment[]> {
  const { api, host, signal } = options;
  const fetched = new Map<string, Promise<InboundAttachment>>();

  async function addressOf(file: SharedFile): Promise<string | null> {
    if (file.file_access !== "check_file_info") return file.url_private_download ?? file.url_private ?? null;
    const told = await api.files.info({ file: file.id ?? "" }).catch((error: unknown) => {
      const failure = failureOf(error);
      const retryable = ["limited", "busy", "lost", "not-written"].includes(failure.kind);
      throw new DownloadError("unavailable", "Slack does not tell where the file is", { retryable });
    });
    const answer = infoSchema.safeParse(told);
    return answer.success
      ? (answer.data.file.url_private_download ?? answer.data.file.url_private ?? null)
      : null;
  }

  async function receive(file: SharedFile): Promise<InboundAttachment> {
    const name = file.name ?? "file";
    if (file.mode === "tombstone" || file.mode === "hidden_by_limit")
      return missing(name, file.mimetype, "unavailable");
    if ((file.size ?? 0) > host.files.maxBytes) return missing(name, file.mimetype, "too-large");
    for (let attempt = 1; ; attempt += 1) {
      try {
        const url = await addressOf(file);
        if (url === null) return missing(name, file.mimetype, "unavailable");
        const found = await download(url, {
          allowedHosts: [".slack.com", ".slack-files.com"],
          headers: { authorization: `Bearer ${options.botToken}` },
          maxBytes: host.files.maxBytes,
          timeoutMs: TIMEOUT_MS,
          allowLoopbackFor: options.apiUrl,
          signal,
        });
        // Without the right to read files Slack answers with its page to log in.
        if (found.mime === "text/html" && file.mimetype !== "text/html")
          throw new DownloadError("unavailable", "Slack gives its page to log in instead of the file");
        return await host.files.keep({ content: found.content, fileName: name, mime: file.mimetype });
      } catch (error) {
        // Anything else could not be kept here: Slack has to deliver it again.
        if (!(error instanceof DownloadError)) throw error;
        if (attempt < TRIES && error.retryable && !signal.aborted) continue;
        host.log.warn({ error }, "a file of a colleague could not be fetched from Slack");
        return missing(name, file.mimetype, error.why === "too-large" ? "too-large" : "unavailable");
      }
    }
  }

  /** What is under way or was just fetched is not fetched again. A failure is forgotten. */
  function once(file: SharedFile): Promise<InboundAttachment> {
    if (file.id === undefined) return receive(file);
    const known = fetched.get(file.id);
    if (known !== undefined) return known;
    const work = receive(file);
    if (fetched.size >= MOST_KEPT) for (const oldest of fetched.keys()) if (fetched.delete(oldest)) break;
    fetched.set(file.id, work);
    work.catch(() => fetched.delete(file.id ?? ""));
    return work;
  }

  return (files) => Promise.all(files.slice(0, MOST_FILES).map(once));
}

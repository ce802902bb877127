import type { WebClient } from "@slack/web-api";
import type { OutboundMessage } from "../../src/channel/outbound.ts";
import { clip } from "../../src/text.ts";
import type { Answer } from "./api.ts";
import { escapeText, printable } from "./text.ts";

/** A picture or file that goes out, read into memory. */
export interface Upload {
  content: Buffer;
  fileName: string;
  /** What stands beside it. */
  caption: string;
  /** What the picture shows, for those who do not see it. */
  alt: string | null;
}

/** The files of a message. Rejects when one cannot be read. */
export async function readUploads(
  message: OutboundMessage,
  read: (path: string) => Promise<Buffer>,
): Promise<Upload[]> {
  const { image, file } = message;
  const uploads: Upload[] = [];
  if (image !== undefined) {
    const extension = /\.(\w{1,5})$/.exec(image.path)?.[1] ?? "png";
    uploads.push({
      content: await read(image.path),
      fileName: `image.${extension}`,
      caption: image.caption ?? "",
      alt: image.alt,
    });
  }
  if (file !== undefined) {
    const fileName = clip(printable(file.fileName).replace(/[/\\\n\t]/g, "_"), 120) || "file";
    uploads.push({ content: await read(file.path), fileName, caption: file.caption ?? "", alt: null });
  }
  return uploads;
}

/** Bring the bytes to Slack: nobody sees them yet. Gives the file's id. */
export async function uploadBytes(
  api: WebClient,
  upload: Upload,
  options: { apiUrl: string; timeoutMs: number },
): Promise<string> {
  const target = await api.apiCall("files.getUploadURLExternal", {
    filename: upload.fileName,
    length: upload.content.length,
    ...(upload.alt === null ? {} : { alt_txt: clip(printable(upload.alt), 1_000) }),
  });
  const { upload_url: url, file_id: id }: Answer = { ...target };
  if (typeof url !== "string" || typeof id !== "string")
    throw new Error("Slack gave no address to upload to");
  if (!isSlackUrl(url, options.apiUrl))
    throw new Error("Slack gave an address to upload to that is not its own");
  const answer = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/octet-stream" },
    body: new Uint8Array(upload.content),
    redirect: "error",
    signal: AbortSignal.timeout(options.timeoutMs),
  });
  await answer.body?.cancel();
  if (!answer.ok) throw new Error(`Slack did not take the file (HTTP ${answer.status})`);
  return id;
}

/** Show an uploaded file in a channel. */
export async function shareFile(
  api: WebClient,
  id: string,
  upload: Upload,
  place: { channel: string; thread: string | null },
): Promise<void> {
  await api.apiCall("files.completeUploadExternal", {
    files: [{ id, title: clip(printable(upload.alt ?? upload.fileName), 250) || "file" }],
    channel_id: place.channel,
    ...(place.thread === null ? {} : { thread_ts: place.thread }),
    ...(upload.caption === "" ? {} : { initial_comment: escapeText(clip(upload.caption, 3_000)) }),
  });
}

/** Whether a file is shown somewhere already. */
export async function isShared(api: WebClient, id: string): Promise<boolean> {
  const { file } = await api.files.info({ file: id });
  const places = [file?.channels, file?.groups, file?.ims];
  return places.some((list) => (list ?? []).length > 0) || Object.keys(file?.shares ?? {}).length > 0;
}

function isSlackUrl(url: string, apiUrl: string): boolean {
  const target = new URL(url);
  const own = new URL(apiUrl);
  if (target.origin === own.origin) return true;
  return (
    target.protocol === "https:" &&
    (target.hostname === "slack.com" || target.hostname.endsWith(".slack.com"))
  );
}

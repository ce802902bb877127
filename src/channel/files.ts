import { createHash, randomUUID } from "node:crypto";
import { chmod, mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { join, resolve, sep } from "node:path";
import { fileTypeFromBuffer } from "file-type";
import type { Clock } from "../clock.ts";
import { cleanText, clip } from "../text.ts";
import type { FileKeep } from "./adapter.ts";
import type { InboundAttachment } from "./inbound.ts";

/**
 * Files that people send, kept below `<dataFolder>/attachments/<year>/<month>/` under generated names, readable
 * by their owner only. `maxBytes` is the most of one file.
 */
export function createFileKeep(options: { dataFolder: string; maxBytes: number; clock: Clock }): FileKeep {
  const { dataFolder, maxBytes, clock } = options;
  return {
    maxBytes,
    async keep({ content, fileName, mime }) {
      const shown = shownName(fileName);
      const folder = `attachments/${clock.now().toISOString().slice(0, 7).replace("-", "/")}`;
      await mkdir(join(dataFolder, folder), { recursive: true, mode: 0o700 });
      const id = randomUUID();
      const part = join(dataFolder, folder, `${id}.part`);
      try {
        const written = await write(part, content, maxBytes);
        if (written === null) return missing(shown, mime, "too-large");
        const kind = await sniff(written.head, mime);
        if (kind === null) return missing(shown, mime, "unsafe");
        const path = `${folder}/${id}.${kind.extension}`;
        await rename(part, join(dataFolder, path));
        await syncFolder(join(dataFolder, folder));
        return { fileName: shown, mime: kind.mime, size: written.size, sha256: written.sha256, path };
      } finally {
        await rm(part, { force: true });
      }
    },
    async read(path) {
      const root = resolve(dataFolder);
      const file = resolve(root, path);
      if (!file.startsWith(root + sep)) {
        throw new Error(`a file outside the data folder was asked for: ${path}`);
      }
      return readFile(file);
    },
  };
}

/** What stands for a file whose content is not kept. */
export function missing(
  fileName: string,
  mime: string | undefined,
  why: NonNullable<InboundAttachment["missing"]>,
): InboundAttachment {
  return { fileName, mime: cleanMime(mime), size: 0, sha256: "", path: "", missing: why };
}

/** The sender's name of a file as it may be shown: one line, no path. Never used as a name on the disk. */
function shownName(fileName: string | undefined): string {
  const last =
    cleanText(fileName ?? "")
      .split(/[/\\]/)
      .at(-1) ?? "";
  return clip(last.replace(/\s+/g, " ").trim(), 120) || "file";
}

function cleanMime(mime: string | undefined): string {
  const plain = (mime ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  return /^[a-z]+\/[a-z0-9.+-]{1,80}$/.test(plain) ? plain : "application/octet-stream";
}

/** Null when it is larger than `max`. Durable when it resolves. */
async function write(
  path: string,
  content: Buffer | AsyncIterable<Uint8Array>,
  max: number,
): Promise<{ size: number; sha256: string; head: Buffer } | null> {
  const hash = createHash("sha256");
  const handle = await open(path, "wx", 0o600);
  let size = 0;
  let head = Buffer.alloc(0);
  try {
    for await (const chunk of Buffer.isBuffer(content) ? [content] : content) {
      size += chunk.length;
      if (size > max) return null;
      if (head.length < HEAD_BYTES) head = Buffer.concat([head, chunk]).subarray(0, HEAD_BYTES);
      hash.update(chunk);
      await handle.writeFile(chunk);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  await chmod(path, 0o600);
  return { size, sha256: hash.digest("hex"), head };
}

/** A new name is durable only once its folder is. */
async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Enough for the signatures of every kind that is told apart. */
const HEAD_BYTES = 4_100;

/** The kind by the bytes; by the sender's word only where bytes tell nothing. Null: not taken. */
async function sniff(
  head: Buffer,
  claimed: string | undefined,
): Promise<{ mime: string; extension: string } | null> {
  const found = await fileTypeFromBuffer(head);
  if (found !== undefined) {
    return REFUSED.test(found.mime) ? null : { mime: found.mime, extension: found.ext };
  }
  const text = head.toString("utf8");
  if (/^\s*(#!|<\?php|<!doctype html|<html|<svg|<script|<\?xml[^>]*>\s*<svg)/i.test(text)) return null;
  const mime = cleanMime(claimed);
  if (REFUSED.test(mime)) return null;
  const isText = !text.includes("\u0000") && !text.slice(0, -4).includes("\ufffd");
  if (!isText) return { mime: "application/octet-stream", extension: "bin" };
  const extension = TEXT_KINDS[mime];
  return extension === undefined ? { mime: "text/plain", extension: "txt" } : { mime, extension };
}

/** What runs, or runs in a browser, when somebody opens it. */
const REFUSED =
  /x-msdownload|x-elf|x-mach-binary|x-sh|java-archive|android\.package|x-ms-shortcut|x-apple-diskimage|x-rpm|x-deb|javascript|text\/html|svg|xhtml|x-msi|wasm|x-executable/i;

const TEXT_KINDS: Record<string, string> = {
  "text/csv": "csv",
  "text/vcard": "vcf",
  "text/calendar": "ics",
  "application/json": "json",
};

import type { HttpResponse } from "../../channel/adapter.ts";
import type { OutboundMessage } from "../../channel/outbound.ts";
import { problem } from "../../channel/respond.ts";

export interface ContentOptions {
  /** The content of a file by its path below the data folder. */
  readFile: (path: string) => Promise<Buffer>;
  /** Makes what a message carries and is not there yet: the desk may show a post before it has been sent. */
  complete: (message: OutboundMessage) => Promise<OutboundMessage>;
}

/** What a post carries. Pictures are shown; everything else is kept by whoever looks: a browser must not run it. */
export async function contentOf(
  message: OutboundMessage,
  { readFile, complete }: ContentOptions,
): Promise<HttpResponse> {
  const { image, file } = await complete(message);
  const path = image?.path ?? file?.path;
  const body = path === undefined ? null : await readFile(path).catch(() => null);
  if (path === undefined || body === null)
    return problem(
      404,
      "not-found",
      "The file is not there.",
      "A picture that could not be drawn is left out.",
    );
  const type = PICTURES[path.slice(path.lastIndexOf(".") + 1)];
  const name = encodeURIComponent(file?.fileName ?? path.slice(path.lastIndexOf("/") + 1));
  return {
    status: 200,
    headers: {
      "content-type": type ?? "application/octet-stream",
      "content-disposition": type === undefined ? `attachment; filename*=UTF-8''${name}` : "inline",
      "x-content-type-options": "nosniff",
      "cache-control": "no-store",
    },
    body,
  };
}

const PICTURES: Record<string, string | undefined> = {
  png: "image/png",
  jpg: "image/jpeg",
  gif: "image/gif",
  webp: "image/webp",
};

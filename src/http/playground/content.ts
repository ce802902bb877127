import type { HttpResponse } from "../../channel/adapter.ts";
import { problem } from "../../channel/respond.ts";

/** What a post carries. Pictures are shown; everything else is kept by whoever looks: a browser must not run it. */
export async function contentOf(
  readFile: (path: string) => Promise<Buffer>,
  path: string,
  fileName: string | undefined,
): Promise<HttpResponse> {
  const body = await readFile(path).catch(() => null);
  if (body === null)
    return problem(
      404,
      "not-found",
      "The file is not there.",
      "A picture that could not be drawn is left out.",
    );
  const type = PICTURES[path.slice(path.lastIndexOf(".") + 1)];
  const name = encodeURIComponent(fileName ?? path.slice(path.lastIndexOf("/") + 1));
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

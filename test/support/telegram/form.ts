/** A file of an uploaded form. */
export interface FormFile {
  fileName: string;
  content: Buffer;
}

/** The fields of a request's body: JSON, or a form with files (which JSON fields stay text in). */
export function parseBody(contentType: string, body: Buffer): Record<string, unknown> {
  const boundary = /multipart\/form-data;\s*boundary=(.+)$/i.exec(contentType)?.[1];
  if (boundary !== undefined) return parseForm(body, boundary);
  if (body.length === 0) return {};
  const parsed: unknown = JSON.parse(body.toString("utf8"));
  return typeof parsed === "object" && parsed !== null ? { ...parsed } : {};
}

function parseForm(body: Buffer, boundary: string): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  const separator = Buffer.from(`--${boundary}`);
  let at = body.indexOf(separator);
  while (at !== -1) {
    const next = body.indexOf(separator, at + separator.length);
    if (next === -1) break;
    const part = body.subarray(at + separator.length + 2, next - 2);
    const end = part.indexOf("\r\n\r\n");
    const head = part.subarray(0, end).toString("utf8");
    const content = part.subarray(end + 4);
    const name = /\bname="([^"]*)"/i.exec(head)?.[1];
    const fileName = /\bfilename="([^"]*)"/i.exec(head)?.[1];
    if (name !== undefined && fileName !== undefined) fields[name] = { fileName, content } satisfies FormFile;
    else if (name !== undefined) fields[name] = jsonOrText(content.toString("utf8"));
    at = next;
  }
  return fields;
}

/** Telegram takes objects of forms as JSON. */
function jsonOrText(text: string): unknown {
  if (!/^[[{]/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

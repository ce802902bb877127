import { createHmac } from "node:crypto";
import { PHONE_ID } from "./fake-graph.ts";

export const APP_SECRET = "0123456789abcdef0123456789abcdef";
export const VERIFY_TOKEN = "a-long-random-word-of-ours";

/** As Meta signs: over the bytes. */
export function sign(body: string | Buffer, secret = APP_SECRET): string {
  return `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
}

/** Post these bytes to the webhook, signed. */
export async function postRaw(
  url: string,
  body: string | Buffer,
  headers: Record<string, string> = { "x-hub-signature-256": sign(body) },
): Promise<number> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : new Uint8Array(body),
  });
  await response.text();
  return response.status;
}

type Fields = Record<string, unknown>;

/** The frame of a post around what is in it. */
export function post(value: Fields, options: { phoneId?: string; field?: string } = {}): Fields {
  return posts([value], options);
}

/** Several entries in one post, as Meta puts them together when it is behind. */
export function posts(values: Fields[], options: { phoneId?: string; field?: string } = {}): Fields {
  const metadata = { display_phone_number: "15550100", phone_number_id: options.phoneId ?? PHONE_ID };
  return {
    object: "whatsapp_business_account",
    entry: values.map((value) => ({
      id: "102290129340398",
      changes: [
        { field: options.field ?? "messages", value: { messaging_product: "whatsapp", metadata, ...value } },
      ],
    })),
  };
}

/** A message of a person, as text unless `fields` say otherwise. */
export function message(id: string, phone: string, fields: Fields | string): Fields {
  const content = typeof fields === "string" ? { type: "text", text: { body: fields } } : fields;
  return { id, from: phone, timestamp: String(Math.floor(Date.now() / 1_000)), ...content };
}

export function status(id: string, phone: string, kind: string, fields: Fields = {}): Fields {
  return { id, recipient_id: phone, status: kind, timestamp: "1749416383", ...fields };
}

/** Phones that stand for names, in a range that nobody has. */
export function phoneOf(name: string): string {
  const digits = [...name]
    .map((letter) => letter.codePointAt(0) ?? 0)
    .reduce((sum, code) => sum * 31 + code, 7);
  return `1555${String(digits % 10_000_000).padStart(7, "0")}`;
}

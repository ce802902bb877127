import { randomBytes } from "node:crypto";
import { z } from "zod";
import { type InboundMessage, MAX_TEXT } from "../../src/channel/inbound.ts";
import { cleanText, clip } from "../../src/text.ts";

/** A session id: 32 random bytes. Whoever knows it may read and write the chat, so it is never guessable. */
export const sessionSchema = z.string().regex(/^[A-Za-z0-9_-]{43}$/, "is not a session id of this server");

export function createSessionId(): string {
  return randomBytes(32).toString("base64url");
}

/** What a page posts to say something. Unknown fields are refused, so that a typo is noticed. */
export const postedMessageSchema = z
  .strictObject({
    session: sessionSchema,
    /** Made by the page, kept when it sends again: the key against duplicates. */
    id: z.uuid(),
    text: z.string().max(MAX_TEXT, `is longer than ${MAX_TEXT} characters`).optional(),
    choice: z.strictObject({ value: z.string().min(1).max(200), label: z.string().max(300) }).optional(),
    language: z.string().max(35).optional(),
    /** Where the chat was opened; kept as the lead's source. */
    page: z.strictObject({ url: z.string().max(2_000), referrer: z.string().max(2_000) }).optional(),
  })
  .refine((body) => cleanText(body.text ?? body.choice?.label ?? "") !== "", {
    message: "is empty: say something, or choose",
    path: ["text"],
  });
export type PostedMessage = z.infer<typeof postedMessageSchema>;

/** A posted message as the inbox takes it. `at` is the server's time: a visitor's clock is not believed. */
export function toInbound(posted: PostedMessage, at: Date): InboundMessage {
  const referral = posted.page ? toReferral(posted.page) : undefined;
  return {
    type: "message",
    externalId: `${posted.session}:${posted.id}`,
    chatId: posted.session,
    at: at.toISOString(),
    from: {
      identities: [{ kind: "web", value: posted.session }],
      ...(posted.language ? { language: posted.language } : {}),
    },
    text: cleanText(posted.text ?? posted.choice?.label ?? ""),
    ...(posted.choice ? { choice: posted.choice.value } : {}),
    attachments: [],
    ...(referral ? { referral } : {}),
  };
}

/**
 * Where a visitor came from: `utm_source`, else the site that linked here; `utm_campaign`; and `ref`, else the
 * page without its query (which may hold personal data). Undefined when nothing is known.
 */
export function toReferral(page: { url: string; referrer: string }): InboundMessage["referral"] {
  const url = parseUrl(page.url);
  if (url === null) return undefined;
  const query = (name: string) => cleanText(url.searchParams.get(name) ?? "").trim();
  const from = parseUrl(page.referrer);
  const site = from !== null && from.host !== url.host ? from.hostname.replace(/^www\./, "") : "";
  const source = query("utm_source") || site;
  const campaign = query("utm_campaign");
  return {
    ...(source ? { source: clip(source, 100) } : {}),
    ...(campaign ? { campaign: clip(campaign, 200) } : {}),
    ref: clip(query("ref") || `${url.origin}${url.pathname}`, 300),
  };
}

function parseUrl(text: string): URL | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  return url !== null && /^https?:$/.test(url.protocol) ? url : null;
}

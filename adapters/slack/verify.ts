import { createHmac, timingSafeEqual } from "node:crypto";

/** How far a request's own time may be from ours, either way. Slack's recommendation. */
const TOLERANCE_SECONDS = 300;

/**
 * Whether Slack signed this request just now: HMAC-SHA256 with the app's signing secret over the raw bytes,
 * compared in constant time. Bolt's own check reads the body as text first, which is not the same for bytes that
 * are no UTF-8, and lets requests from the future pass.
 */
export function isFromSlack(
  headers: Record<string, string | undefined>,
  body: Buffer,
  signingSecret: string,
  now: Date,
): boolean {
  const timestamp = headers["x-slack-request-timestamp"] ?? "";
  const signature = headers["x-slack-signature"] ?? "";
  if (signingSecret === "" || !/^\d{1,12}$/.test(timestamp)) return false;
  if (Math.abs(now.getTime() / 1_000 - Number(timestamp)) > TOLERANCE_SECONDS) return false;
  const expected = Buffer.from(
    `v0=${createHmac("sha256", signingSecret).update(`v0:${timestamp}:`).update(body).digest("hex")}`,
  );
  const given = Buffer.from(signature);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

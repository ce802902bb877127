import { createHash } from "node:crypto";
import type { AdapterHost } from "../../src/channel/adapter.ts";
import { cleanText } from "../../src/text.ts";

/** The most bytes that Telegram lets a button carry. */
const MAX_DATA = 64;

/**
 * What a button carries for a choice: `=value` when that fits into 64 bytes, else `#` and a digest of the value,
 * which is kept before the button is sent. The same value has the same digest, so buttons of long ago still work,
 * after a restart too, and nothing grows with the number of messages.
 */
export async function dataOf(value: string, memory: AdapterHost["memory"]): Promise<string> {
  const plain = `=${value}`;
  if (Buffer.byteLength(plain) <= MAX_DATA) return plain;
  const digest = createHash("sha256").update(value).digest("base64url").slice(0, 27);
  const key = memoryKey(digest);
  if ((await memory.get(key)) !== value) await memory.set(key, value);
  return `#${digest}`;
}

/**
 * The choice that a pressed button stands for; null when it is not one of ours. A changed Telegram client can send
 * anything: the value is as little believed as words are.
 */
export async function choiceOf(data: string, memory: AdapterHost["memory"]): Promise<string | null> {
  const rest = data.slice(1);
  if (data.startsWith("=")) return cleanText(rest).slice(0, 200) || null;
  if (!data.startsWith("#") || !/^[\w-]{27}$/.test(rest)) return null;
  const value = await memory.get(memoryKey(rest));
  return typeof value === "string" ? value : null;
}

function memoryKey(digest: string): string {
  return `choice:${digest}`;
}

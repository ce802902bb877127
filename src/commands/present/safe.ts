import { cleanText, clip } from "../../text.ts";

/**
 * A name or other short text from outside, safe to stand within a sentence: on one line, cut to `max`
 * characters (default 60), and isolated when it is written from right to left, so that it cannot turn the
 * words around it. Escaping of a channel's own markup is the adapter's work.
 */
export function safeName(text: string, max = 60): string {
  const line = clip(cleanText(text).replace(/\s+/g, " ").trim(), max);
  return RIGHT_TO_LEFT.test(line) ? `${ISOLATE}${line}${END}` : line;
}

/** A longer text from outside, e.g. a message: lines stay, at most `max` characters. */
export function safeText(text: string, max: number): string {
  return clip(cleanText(text).trim(), max)
    .split("\n")
    .map((line) => (RIGHT_TO_LEFT.test(line) ? `${ISOLATE}${line}${END}` : line))
    .join("\n");
}

const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
const ISOLATE = "\u2068";
const END = "\u2069";

/**
 * Make text that comes from outside safe to store, compare and show.
 *
 * Removes control characters (NUL breaks PostgreSQL), lone surrogates (break UTF-8), zero-width and
 * bidirectional controls (hide or turn around what people read), blank fillers, and tag characters that
 * are not part of a flag. Joiners inside emoji stay. Line ends become \n, spaces at line ends and at the
 * end of the text go, and the result is in Unicode form NFC.
 *
 * Idempotent, never throws, linear in the length of the text.
 */
export function cleanText(text: string): string {
  if (PLAIN.test(text)) return text.trimEnd();
  const visible = text.replace(LINE_ENDS, "\n").replace(UNWANTED, "").normalize("NFC");
  return visible
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n")
    .trimEnd();
}

/**
 * Cut text to at most `max` UTF-16 units, at the border of a grapheme (never inside an emoji or an
 * accented letter), ending in "…" when something was cut.
 */
export function clip(text: string, max: number): string {
  if (text.length <= max) return text;
  if (!(max >= 1)) return "";
  const room = Math.floor(max) - ELLIPSIS.length;
  // Two units more than the room: enough to see whether the grapheme at the border goes on.
  const head = text.slice(0, room + 2);
  const border = graphemes.segment(head).containing(room)?.index ?? 0;
  return head.slice(0, border).trimEnd() + ELLIPSIS;
}

const ELLIPSIS = "…";

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** Printable ASCII on one line: nothing to clean but the end. */
const PLAIN = /^[\x20-\x7e]*$/;

const LINE_ENDS = /\r\n?|[\u2028\u2029\u0085]/g;

const UNWANTED = new RegExp(
  [
    "[\\0-\\x08\\x0b-\\x1f\\x7f-\\x9f]", // controls, except tab and newline
    "\\p{Surrogate}", // in a /u expression only lone ones match
    "[\\u00ad\\u034f\\u061c\\u180e\\u200b\\u200c\\u200e\\u200f\\u202a-\\u202e\\u2060-\\u206f\\ufeff]",
    "[\\u115f\\u1160\\u3164\\uffa0]", // fillers that look like nothing
    "[\\ufff0-\\ufffb\\ufffe\\uffff]",
    // A joiner is kept only between two pictures: 👩‍🚀.
    "(?<![\\p{Extended_Pictographic}\\p{Emoji_Modifier}\\ufe0f])\\u200d",
    "\\u200d(?!\\p{Extended_Pictographic})",
    // Tags are kept only behind a black flag (England, Scotland, Wales); elsewhere they smuggle text.
    "(?<!\\u{1f3f4}[\\u{e0020}-\\u{e007e}]{0,6})[\\u{e0000}-\\u{e007f}]",
  ].join("|"),
  "gu",
);

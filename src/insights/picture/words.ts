import { cleanText } from "../../text.ts";
import { fontOf, type Weight } from "./font.ts";

/**
 * A text as it can be drawn: on one line, without what the font has no shape for (emoji, other scripts), as the
 * renderer would draw boxes or nothing. May be empty.
 */
export function drawable(text: string): string {
  const font = fontOf("normal");
  let line = "";
  for (const character of cleanText(text).replace(/\s+/gu, " ")) {
    if (font.has(character.codePointAt(0)!)) line += character;
  }
  return line.replace(/ {2,}/g, " ").trim();
}

export function widthOf(text: string, size: number, weight: Weight = "normal"): number {
  return fontOf(weight).width(text, size);
}

/** Cut a drawable text to a width, ending in "…" when something was cut. */
export function shorten(text: string, width: number, size: number, weight: Weight = "normal"): string {
  if (widthOf(text, size, weight) <= width) return text;
  const letters = [...graphemes.segment(text)].map(({ segment }) => segment);
  while (letters.length > 0) {
    letters.pop();
    const cut = `${letters.join("").trimEnd()}…`;
    if (widthOf(cut, size, weight) <= width) return cut;
  }
  return "";
}

/** Break a drawable text between words into lines of at most `width`; the last one is cut when there are too many. */
export function wrap(
  text: string,
  limits: { width: number; lines: number },
  size: number,
  weight: Weight = "normal",
): string[] {
  const lines: string[] = [];
  let rest = text.split(" ").filter((word) => word !== "");
  while (rest.length > 0) {
    if (lines.length === limits.lines - 1) {
      lines.push(shorten(rest.join(" "), limits.width, size, weight));
      break;
    }
    let count = 1;
    while (count < rest.length && widthOf(rest.slice(0, count + 1).join(" "), size, weight) <= limits.width) {
      count++;
    }
    lines.push(shorten(rest.slice(0, count).join(" "), limits.width, size, weight));
    rest = rest.slice(count);
  }
  return lines;
}

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

import { splitText } from "../../src/channel/render.ts";
import { clip } from "../../src/text.ts";

/**
 * A text as Slack shows it letter by letter: `&`, `<` and `>` are written as entities, so that `<!channel>` or
 * `<@U1>` in a lead's name pages nobody. Control characters and lone surrogates, which Slack refuses, go.
 */
export function escapeText(text: string): string {
  return printable(text).replace(/[&<>]/g, (character) => ENTITIES[character] ?? character);
}

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

/** Without what Slack refuses: control characters but tab and newline, and lone surrogates. */
export function printable(text: string): string {
  // In a /u expression only lone surrogates match.
  return text.replace(/\r\n?/g, "\n").replace(/\p{Surrogate}|(?![\t\n])\p{Cc}/gu, "");
}

/** Escaped, and cut so that the escaped text has at most `max` characters, never within an entity or grapheme. */
export function clipEscaped(text: string, max: number): string {
  const clean = printable(text);
  let room = max;
  for (;;) {
    const escaped = escapeText(clip(clean, room));
    if (escaped.length <= max) return escaped;
    room -= Math.max(1, Math.ceil((escaped.length - max) / 5));
  }
}

/** Escaped parts of at most `max` characters each, cut between paragraphs, lines, sentences or words. */
export function splitEscaped(text: string, max: number): string[] {
  return splitTo(printable(text), max, max);
}

/** Cut into parts of `room` letters; what entities make longer than `max` is cut again, in proportion. */
function splitTo(text: string, room: number, max: number): string[] {
  return splitText(text, room).flatMap((part) => {
    const escaped = escapeText(part);
    if (escaped.length <= max) return [escaped];
    const smaller = Math.min(part.length - 1, Math.floor((part.length * max) / escaped.length));
    return splitTo(part, Math.max(1, smaller), max);
  });
}

/**
 * What a person typed, from how Slack writes it: entities become letters again, a link its address or its words,
 * a channel its name. A mention of a person stays `<@U1>`, which commands understand.
 */
export function typed(text: string): string {
  return text.replace(/<([^<>\n]*)>|&(amp|lt|gt);/g, (whole, inside?: string, entity?: string) => {
    if (entity !== undefined) return LETTERS[entity] ?? whole;
    return inside === undefined ? whole : link(inside);
  });
}

const LETTERS: Record<string, string> = { amp: "&", lt: "<", gt: ">" };

function link(inside: string): string {
  const bar = inside.indexOf("|");
  const target = unescaped(bar === -1 ? inside : inside.slice(0, bar));
  const label = unescaped(bar === -1 ? "" : inside.slice(bar + 1));
  if (target.startsWith("@")) return `<${target}>`;
  if (target.startsWith("#")) return label === "" ? target : `#${label.replace(/^#/, "")}`;
  if (target.startsWith("!")) return label || `@${target.slice(1).split("^")[0]}`;
  const bare = target.replace(/^(mailto|tel):/, "");
  if (label === "" || label === bare || label === bare.replace(/^https?:\/\//, "").replace(/\/$/, "")) {
    return label || bare;
  }
  return `${label} (${bare})`;
}

function unescaped(text: string): string {
  return text.replace(/&(amp|lt|gt);/g, (whole, entity: string) => LETTERS[entity] ?? whole);
}

import { fold } from "../language.ts";

/** A word of a command's text, or a quoted piece of it. */
export interface Token {
  /** As typed, without its quotes. */
  text: string;
  folded: string;
  /** Where it begins and ends in the text, with its quotes. */
  start: number;
  end: number;
  quoted: boolean;
}

/**
 * Cut a text into words; what stands in double quotes is one word, with what it is said to be: `source:"trade fair"`. An open
 * quote counts as a letter.
 */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(WORD)) {
    const [whole, straight, curly, key, value] = match;
    const quoted = straight ?? curly;
    const raw = quoted ?? (key === undefined ? whole : `${key}${value}`);
    tokens.push({
      text: raw,
      folded: fold(raw),
      start: match.index,
      end: match.index + match[0].length,
      quoted: quoted !== undefined,
    });
  }
  return tokens;
}

const WORD = /"([^"\n]*)"|“([^”\n]*)”|([^\s"“:]+:)["“]([^"“”\n]+)["”](?=\s|$)|\S+/g;

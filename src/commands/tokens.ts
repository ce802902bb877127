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

/** Cut a text into words; what stands in double quotes is one word. An open quote counts as a letter. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(WORD)) {
    const quoted = match[1] ?? match[2];
    const raw = quoted ?? match[0];
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

const WORD = /"([^"\n]*)"|“([^”\n]*)”|\S+/g;

import type { Token } from "../tokens.ts";

/** How many words at the beginning merely link: "to qualified", "para qualificado", "→ qualified". */
export function skipLinks(tokens: readonly Token[]): number {
  let skip = 0;
  while (skip < tokens.length - 1 && LINKS.has(tokens[skip]!.folded)) skip += 1;
  return skip;
}

/** The tokens as one folded text, without punctuation at its ends. */
export function bareWord(tokens: readonly Token[]): string {
  return tokens
    .map((token) => token.folded)
    .join(" ")
    .replace(/^[\s"'“”.,:;!?()[\]]+|[\s"'“”.,:;!?()[\]]+$/g, "");
}

const LINKS = new Set([
  "to",
  "for",
  "as",
  "is",
  "=",
  ":",
  "->",
  "→",
  "para",
  "pra",
  "pro",
  "a",
  "ao",
  "al",
  "la",
  "o",
  "como",
]);

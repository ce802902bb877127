import { z } from "zod";
import { phrase } from "../present/phrase.ts";
import { explicitNumber } from "./lead.ts";
import type { ArgSpec } from "./spec.ts";

/**
 * A second lead, by its number: `L-57`, `#57`, `57`, also after "with". Gives the number. Kind `text`, so that
 * a number at the end is never taken for the first lead.
 */
export function otherLeadArg(): ArgSpec<number> {
  return {
    kind: "text",
    label: { en: "other lead", pt: "outro lead", es: "otro lead" },
    optional: false,
    schema: z.number().int().positive(),
    read: ({ tokens }) => {
      let used = 0;
      while (used < tokens.length - 1 && LINKS.has(tokens[used]!.folded)) used += 1;
      const word = tokens[used]?.text ?? "";
      const number = explicitNumber(word) ?? (/^\d{1,9}$/.test(word) ? Number(word) : null);
      return number === null ? [] : [{ value: number, used: used + 1 }];
    },
    missing: () => ({ code: "which-other-lead", text: whichOther({}) }),
  };
}

const LINKS = new Set([
  "with",
  "and",
  "into",
  "to",
  "lead",
  "com",
  "e",
  "ao",
  "con",
  "y",
  "al",
  "a",
  "&",
  "+",
]);

const whichOther = phrase({
  en: "With which lead? Give its number, such as L-57.",
  pt: "Com qual lead? Diga o número, como L-57.",
  es: "¿Con qué lead? Di su número, como L-57.",
});

import { fold } from "../language.ts";
import { cleanText } from "../text.ts";

/** How the command is called, in each language. */
const WORDS = "link|vincular";

/**
 * The six digits of a text such as `link 482-913` or `/vincular 482913`, with or without a mention of the bot;
 * null for any other text. Nothing else is read from it, so that a prospect who asks for a link is not taken for
 * a colleague.
 */
export function readLinkCode(text: string): string | null {
  // Every message of a prospect comes by here: a long one is read no further.
  if (text.length > 200) return null;
  const found = LINK.exec(fold(cleanText(text)))?.[1]?.replace(/\D/g, "");
  return found?.length === 6 ? found : null;
}

const LINK = new RegExp(
  `^(?:<@[^>\\s]{1,60}>[:,]? ?|@[^\\s]{1,60} )?[/!]? ?(?:lead(?:line)?[:,]? )?(?:${WORDS})(?:@\\w{1,60})?[:,]? ((?:\\d[ .-]?){6})\\.?$`,
);

/** A code as people read and write it: 482-913. */
export function showLinkCode(digits: string): string {
  return `${digits.slice(0, 3)}-${digits.slice(3)}`;
}

import type { Choice } from "../channel/outbound.ts";
import type { Reply } from "./types.ts";

/** A piece of what the bot says in a turn. `inline` pieces run on into the next: "Nice to meet you, Ana!" */
export interface Part {
  text: string;
  kind: "inline" | "say" | "question";
}

/** A bubble that a person takes in at a glance; two pieces that fit into it together are sent as one. */
const COMFORTABLE = 320;

/** Several pieces before the question share one bubble up to here. */
const LONGEST_BUBBLE = 1_500;

/**
 * Join what the bot has to say into as few bubbles as read well: mostly one, two when it is long. Choices
 * belong to the last.
 */
export function composeReplies(parts: readonly Part[], choices: readonly Choice[]): Reply[] {
  const bubbles: string[] = [];
  const blocks = blocksOf(parts);
  blocks.forEach((block, i) => {
    const last = bubbles.at(-1);
    const isQuestion = i === blocks.length - 1 && parts.at(-1)?.kind === "question";
    const room = isQuestion ? COMFORTABLE : LONGEST_BUBBLE;
    if (last !== undefined && last.length + block.length + 2 <= room) {
      bubbles[bubbles.length - 1] = `${last}\n\n${block}`;
    } else bubbles.push(block);
  });
  return bubbles.map((text, i) =>
    i === bubbles.length - 1 && choices.length > 0 ? { text, choices: [...choices] } : { text },
  );
}

/** Inline pieces go in front of the piece after them. */
function blocksOf(parts: readonly Part[]): string[] {
  const blocks: string[] = [];
  let lead = "";
  for (const { text, kind } of parts) {
    const whole = lead === "" ? text : `${lead} ${text}`;
    lead = "";
    if (kind === "inline") lead = whole;
    else blocks.push(whole);
  }
  if (lead !== "") blocks.push(lead);
  return blocks;
}

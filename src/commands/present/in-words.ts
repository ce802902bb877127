import type { CardButton, Choice, OutboundMessage } from "../../channel/outbound.ts";

/** The most choices below a message: what a chat shows without becoming a form. */
const MOST = 8;

/**
 * A notice for a chat without cards: its words, what can be said at a touch or by its number as choices, and what needs
 * more as the command to write.
 */
export function inWords(message: OutboundMessage): OutboundMessage {
  const { card, text = "", choices = [] } = message;
  if (card === undefined) return message;
  const all = [...card.buttons, ...(card.select?.options ?? [])];
  const touches = all.filter(isComplete).map(({ command, label }): Choice => ({ value: command, label }));
  const toWrite = [...card.buttons, ...(card.more ?? [])].filter((button) => !isComplete(button));
  const lines = toWrite.map(({ label, command }) => `› ${label}: ${command} …`);
  return {
    text: [text, ...(lines.length === 0 ? [] : ["", ...lines])].join("\n"),
    choices: [...choices, ...touches].slice(0, MOST),
  };
}

/** Nothing must be filled in before it is said. */
function isComplete({ asks = [] }: CardButton): boolean {
  return asks.every((ask) => ask.optional === true);
}

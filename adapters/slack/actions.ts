import type { ActionsBlock, ActionsBlockElement, Button, Overflow, StaticSelect } from "@slack/types";
import type { Card, CardButton } from "../../src/channel/outbound.ts";
import { commandButton, commandOption, type Room } from "./button.ts";
import type { Keepsakes } from "./post.ts";
import { clipEscaped } from "./text.ts";
import { LIMITS } from "./validate.ts";

/** What can be done from a card: its buttons, its menu, and what is needed less often. */
export type Doable = Pick<Card, "buttons" | "select" | "more" | "leadId">;

/**
 * Buttons, then the menu, then the “…”: at most 25 to a block. A menu of more than 100 becomes several. What is
 * needed less often is behind dots when it is up to five, else in a menu of its own; one alone is a button.
 */
export function actionBlocks(
  { buttons, select, more = [], leadId }: Doable,
  keepsakes: Keepsakes,
  room?: Room,
  /** Makes the ids unique where several such rows stand in one view. */
  prefix = 0,
): ActionsBlock[] {
  const option = (button: CardButton) => commandOption(button, leadId, keepsakes, room);
  const elements: ActionsBlockElement[] = buttons.map((button, index) =>
    commandButton(button, leadId, prefix + index, keepsakes, room),
  );
  const menu = (options: readonly CardButton[], placeholder: string): void => {
    for (const part of chunks(options, LIMITS.options)) {
      const text = clipEscaped(placeholder, LIMITS.placeholder) || MORE;
      elements.push({
        type: "static_select",
        action_id: `say:${prefix + elements.length}`,
        placeholder: { type: "plain_text", text, emoji: false },
        options: part.map(option),
      } satisfies StaticSelect);
    }
  };
  if (select !== undefined) menu(select.options, select.placeholder);
  const action_id = `say:${prefix + elements.length}`;
  if (more.length > LIMITS.overflow) menu(more, MORE);
  else if (more.length > 1)
    elements.push({ type: "overflow", action_id, options: more.map(option) } satisfies Overflow);
  else
    for (const each of more)
      elements.push(commandButton(each, leadId, prefix + elements.length, keepsakes, room));
  return chunks(elements, LIMITS.actions).map((part) => ({ type: "actions", elements: part }));
}

/** In no language. */
const MORE = "•••";

/** Everything that a card offers as one button, whose form asks which: for cards on which it all has no room. */
export function everything(card: Card, keepsakes: Keepsakes): Button {
  const all = [...card.buttons, ...(card.select?.options ?? []), ...(card.more ?? [])];
  const asks = chunks(all, LIMITS.options).map((part, index) => ({
    name: `command-${index}`,
    label: card.select?.placeholder || MORE,
    options: part.map(({ label, command }) => ({ label, value: command })),
    // One of all is chosen.
    optional: true,
  }));
  return commandButton({ label: MORE, command: "", asks }, card.leadId, 0, keepsakes);
}

export function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

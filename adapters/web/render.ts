import type { Capabilities, HistoryEntry } from "../../src/channel/adapter.ts";
import { renderPlain } from "../../src/channel/render.ts";

export const CAPABILITIES: Capabilities = {
  audience: "prospects",
  buttons: { max: 20, labelLength: 80 },
  list: null,
  textLength: 8_000,
  cards: false,
  threads: false,
  images: false,
  files: false,
  edit: false,
  typing: false,
  receipts: false,
  freeFormHours: null,
  pairing: false,
  lookUp: true,
};

/** What the page gets of one message. Texts only: the page never makes HTML of them. */
export interface ChatEntry {
  id: string;
  /** The id that the page gave its own message. */
  clientId?: string;
  from: "you" | "bot" | "human";
  text: string;
  choices?: { value: string; label: string }[];
  /** ISO, UTC. */
  at: string;
}

/** A message of the history as the page shows it. Choices that do not fit as buttons become numbered lines. */
export function toChatEntry(entry: HistoryEntry): ChatEntry {
  const parts = renderPlain({ text: entry.text, choices: entry.choices ?? [] }, CAPABILITIES);
  const choices = parts.at(-1)?.choices;
  const clientId = entry.direction === "in" ? entry.externalId?.split(":")[1] : undefined;
  return {
    id: entry.id,
    ...(clientId ? { clientId } : {}),
    from: entry.direction === "in" ? "you" : entry.author === "human" ? "human" : "bot",
    text: parts.map((part) => part.text).join("\n\n"),
    ...(choices ? { choices } : {}),
    at: entry.at,
  };
}

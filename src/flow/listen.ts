import type { MessageInput } from "./answer.ts";
import type { Slot } from "./flow.ts";
import type { Talk } from "./talk.ts";
import { extractAnswers, readEmail, readName, readPhone, type WantedKind } from "./understand/index.ts";

/** Shorter texts hold nothing besides the answer that they are. */
const SHORTEST = 4;

/**
 * Look through a text for answers to questions that were not asked yet, and keep what is clear. Returns how
 * they read, in the language of the conversation.
 *
 * `except` is the key of the question that waits: its own reader has looked already.
 */
export function listen(talk: Talk, text: string, except?: string): string[] {
  if (text.length < SHORTEST) return [];
  const wanted: WantedKind[] = [];
  const slots = new Map<string, Slot>();
  talk.flow.wanted[talk.language].forEach((want, i) => {
    const slot = talk.flow.slots[i];
    if (slot === undefined || want.key === except || talk.isAnswered(want.key)) return;
    wanted.push(want);
    slots.set(want.key, slot);
  });
  if (wanted.length === 0) return [];
  const found = new Map(extractAnswers(text, wanted, talk.understand).map((one) => [one.key, one]));
  if (found.size === 0) return [];
  const learned: string[] = [];
  // In the order of the questions, not of the finding: that is how it is told.
  for (const [key, slot] of slots) {
    const one = found.get(key);
    if (one === undefined || talk.captured.has(key)) continue;
    learn(talk, slot, one.value, one.display);
    learned.push(one.display);
  }
  return learned;
}

/** What a shared contact card tells, where it is not known yet. */
export function listenToCard(talk: Talk, input: MessageInput): string[] {
  const { card } = input;
  if (card === undefined) return [];
  const readers = { name: readName, phone: readPhone, email: readEmail };
  const learned: string[] = [];
  for (const kind of ["name", "phone", "email"] as const) {
    const text = card[kind];
    const slot = talk.flow.slots.find((other) => other.target === `contact.${kind}` || other.key === kind);
    if (text === undefined || slot === undefined || talk.isAnswered(slot.key)) continue;
    const reading = readers[kind](text, talk.understand);
    if (reading.kind !== "value") continue;
    learn(talk, slot, reading.value, reading.display);
    learned.push(reading.display);
  }
  return learned;
}

/** Tell what was understood besides the answer, so that a mistake is seen. */
export function sayNoted(talk: Talk, learned: readonly string[]): void {
  if (learned.length > 0) talk.phrase("noted", "inline", { list: learned.join(", ") });
}

function learn(talk: Talk, slot: Slot, value: Parameters<Talk["capture"]>[2], display: string): void {
  talk.capture(slot.key, slot.target, value, display);
  talk.passOver(slot.key);
}

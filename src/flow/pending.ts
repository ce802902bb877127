import { isDeepStrictEqual } from "node:util";
import { fold } from "../language.ts";
import { type Answered, type MessageInput, readAnswer } from "./answer.ts";
import type { Ask } from "./flow.ts";
import type { Talk } from "./talk.ts";
import type { FlowState } from "./types.ts";
import { readChoice, readYesNo } from "./understand/index.ts";

/**
 * An earlier answer could be read in several ways, and this one chooses: by button, by the same words, by
 * value, or by position. Never by likeness: a corrected address looks much like the wrong one.
 */
export function readPending(talk: Talk, ask: Ask, input: MessageInput): Answered | null {
  const pending = talk.state?.pending;
  if (pending === undefined) return null;
  const chosen = pending[pickedAt(pending, talk, ask, input)];
  return chosen === undefined ? null : { kind: "value", ...chosen, rest: "" };
}

function pickedAt(
  pending: NonNullable<FlowState["pending"]>,
  talk: Talk,
  ask: Ask,
  input: MessageInput,
): number {
  const clicked = /^pending:(\d+)$/.exec(input.choice ?? "")?.[1];
  if (clicked !== undefined) return Number(clicked);
  const text = fold(input.text);
  const same = pending.findIndex(({ display }) => fold(display) === text);
  if (same >= 0) return same;
  if (pending.length === 1) {
    const agreed = readYesNo(input.text, talk.understand);
    if (agreed.kind === "value" && agreed.value) return 0;
  }
  const answer = readAnswer(ask, input, talk.understand);
  if (answer.kind === "value") {
    const equal = pending.findIndex(({ value }) => isDeepStrictEqual(value, answer.value));
    if (equal >= 0) return equal;
  }
  // "40" for one of 30,000 and 40,000.
  const [meant, other] = answer.kind === "ambiguous" ? answer.options : [];
  if (meant !== undefined && other === undefined) {
    const equal = pending.findIndex(({ value }) => isDeepStrictEqual(value, meant.value));
    if (equal >= 0 && pending.length > 1) return equal;
  }
  // Labels that nobody would write, so that only "2" or "the second" can be meant.
  const places = pending.map((_, i) => ({ id: `pending-option-${i}`, label: `pending-option-${i}` }));
  const reading = readChoice(input.text, places, talk.understand);
  return reading.kind === "value" ? places.findIndex(({ id }) => id === reading.value) : -1;
}

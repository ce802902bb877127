import type { Language } from "../../language.ts";

/** What a reader needs to know about the person and the moment; the readers have no clock of their own. */
export interface UnderstandContext {
  /** The language of the conversation. Displays are in it; words of the other two are understood too. */
  language: Language;
  /** ISO 3166 alpha-2. Where phones without a prefix are from, and how numbers are written. */
  country: string;
  /** ISO 4217. What an amount is in when no sign or word says so. */
  currency: string;
  now: Date;
  /** IANA name. Whose "today" it is. */
  timeZone: string;
}

/** What a reader made of a text. An ambiguous reading has one to four options; one means "did you mean?". */
export type Reading<T> =
  | { kind: "value"; value: T; rest: string; display: string }
  | { kind: "ambiguous"; options: { value: T; display: string }[] }
  | { kind: "none" };

/** Something found in a text, from `start` up to `end` (UTF-16 units of the NFC form of the text). */
export interface Found<T> {
  value: T;
  display: string;
  start: number;
  end: number;
}

export const NONE: { kind: "none" } = { kind: "none" };

/** At most so many alternatives are put to a person; beyond that the question is simply asked again. */
const MOST_OPTIONS = 4;

/** One value when all that was found agrees; ambiguous when it does not; none when there is nothing. */
export function toReading<T>(text: string, found: Found<T>[]): Reading<T> {
  const first = found[0];
  if (first === undefined) return NONE;
  const options = distinct(found);
  if (options.length > MOST_OPTIONS) return NONE;
  if (options.length > 1) return { kind: "ambiguous", options };
  return { kind: "value", value: first.value, display: first.display, rest: without(text, found) };
}

/** The text without these spans, tidied. */
export function without(text: string, spans: { start: number; end: number }[]): string {
  let rest = "";
  let at = 0;
  for (const { start, end } of [...spans].sort((a, b) => a.start - b.start)) {
    rest += `${text.slice(at, Math.max(at, start))} `;
    at = Math.max(at, end);
  }
  return tidy(rest + text.slice(at));
}

/** The text with these spans blanked out, so that the positions of the others stay. */
export function mask(text: string, spans: { start: number; end: number }[]): string {
  let masked = text;
  for (const { start, end } of spans) {
    masked = masked.slice(0, start) + MASK.repeat(end - start) + masked.slice(end);
  }
  return masked;
}

/** Stands for what was already understood: neither letter nor digit nor space, private use, so never typed by a person. */
export const MASK = "\ue000";

function tidy(text: string): string {
  return text
    .replace(/\s+/g, " ")
    .replace(/(?:^| )[,.;:!<>()[\]"'-]+(?: [,.;:!<>()[\]"'-]+)*(?= |$)/g, "")
    .replace(/^[\s,;:.!)-]+/, "")
    .replace(/[\s,;:(-]+$/, "");
}

function distinct<T>(found: Found<T>[]): { value: T; display: string }[] {
  const seen = new Map<string, { value: T; display: string }>();
  for (const { value, display } of found) {
    const key = JSON.stringify(value);
    if (!seen.has(key)) seen.set(key, { value, display });
  }
  return [...seen.values()];
}

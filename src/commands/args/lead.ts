import { z } from "zod";
import { phrase } from "../present/phrase.ts";
import type { Token } from "../tokens.ts";
import type { ArgSpec, Cursor, LeadTarget, Reading } from "./spec.ts";

/**
 * A lead: `L-42`, `L42`, `#42`, `42`, the lead of the thread when none is named, or a part of the contact's
 * name or company. `byName: false` where free text follows: then a name counts only in quotes or before a
 * colon, so that the first words of a note are never taken for a name. `orThread: true` where another lead may
 * follow: then a number in a lead's thread can be that of the other.
 */
export function leadArg(options: { byName?: boolean; orThread?: boolean } = {}): ArgSpec<LeadTarget> {
  return {
    kind: "lead",
    label: { en: "lead", pt: "lead", es: "lead" },
    optional: false,
    schema: leadTargetSchema,
    read: (cursor) => readings(cursor, options.byName ?? true, options.orThread ?? false),
    missing: () => ({ code: "which-lead", text: whichLead({}) }),
  };
}

/** The lead of the thread, or one that is named; may be left out. */
export function optionalLeadArg(options: { byName?: boolean } = {}): ArgSpec<LeadTarget | undefined> {
  return { ...leadArg(options), schema: leadTargetSchema.optional(), optional: true, missing: null };
}

/** The number in `L-42`, `l42` or `#42`; null for anything else, a bare number too. */
export function explicitNumber(word: string): number | null {
  const match = /^(?:l-?|#)(\d{1,9})[:,.]?$/i.exec(word);
  return match === null ? null : Number(match[1]);
}

const leadTargetSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("thread"), id: z.string().min(1) }),
  z.object({ kind: z.literal("number"), number: z.number().int().positive() }),
  z.object({ kind: z.literal("name"), name: z.string().min(2).max(200) }),
]);

function readings(cursor: Cursor, byName: boolean, orThread: boolean): Reading[] {
  const { tokens, context } = cursor;
  const skip = tokens[0]?.folded === "lead" && tokens.length > 1 ? 1 : 0;
  const first = tokens[skip];
  const number = first === undefined ? null : numberIn(first, skip === 1);
  const found: Reading[] = [];
  if (number?.sure) found.push({ value: { kind: "number", number: number.value }, used: skip + 1 });
  if (number?.sure && !orThread) return found;
  if (context.leadInThread !== null) {
    found.push({ value: { kind: "thread", id: context.leadInThread }, used: 0 });
  }
  if (number?.sure) return found;
  if (number !== null) found.push({ value: { kind: "number", number: number.value }, used: skip + 1 });
  else found.push(...names(tokens.slice(skip), byName).map((n) => ({ ...n, used: n.used + skip })));
  return found;
}

function numberIn(token: Token, afterWord: boolean): { value: number; sure: boolean } | null {
  const explicit = explicitNumber(token.text);
  if (explicit !== null) return { value: explicit, sure: true };
  const bare = /^(\d{1,9})([:,.]?)$/.exec(token.text);
  return bare === null ? null : { value: Number(bare[1]), sure: afterWord || bare[2] === ":" };
}

/** The most words of a name that are tried. */
const NAME_WORDS = 4;

function names(tokens: readonly Token[], byName: boolean): Reading[] {
  const found: Reading[] = [];
  for (let used = 1; used <= Math.min(NAME_WORDS, tokens.length); used += 1) {
    const words = tokens.slice(0, used);
    const last = words[used - 1]!;
    const marked = last.text.endsWith(":") || (used === 1 && last.quoted);
    const name = words.map((token) => token.text).join(" ");
    if (marked) return [{ value: { kind: "name", name: name.replace(/:$/, "") }, used }];
    if (byName) found.push({ value: { kind: "name", name }, used });
  }
  return found;
}

const whichLead = phrase({
  en: "Which lead? Give its number, such as L-42, or write this in the lead's thread.",
  pt: "Qual lead? Diga o número, como L-42, ou escreva isto na conversa do lead.",
  es: "¿Qué lead? Di su número, como L-42, o escribe esto en el hilo del lead.",
});

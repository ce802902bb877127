import { z } from "zod";
import type { Language } from "../../language.ts";
import type { At } from "../../leads/types/at.ts";
import type { ResolveContext } from "../context.ts";
import { phrase } from "../present/phrase.ts";
import type { MomentContext, MomentReading } from "../when/index.ts";
import { readMoment, readMomentAtEnd } from "../when/index.ts";
import type { ArgFault, ArgSpec, Cursor } from "./spec.ts";

/** A definite time to come. */
export interface When {
  at: At;
  /** Whether an hour was said; else it is the start of work or the usual hour of that part of the day. */
  hasTime: boolean;
}

/** A time with what is then to be done. */
export interface WhenAndWhat extends When {
  what?: string | undefined;
}

/** A definite time to come, in the person's zone and any language: `tomorrow at 10`, `sexta às 15h`. */
export function momentArg(): ArgSpec<When> {
  return {
    kind: "moment",
    label: LABEL,
    optional: false,
    schema: whenSchema,
    read: (cursor) => {
      const moment = said(cursor);
      if (moment?.kind !== "moment") return [];
      const used = wordsUntil(cursor, moment.end);
      return used === null ? [] : [{ value: { at: moment.at, hasTime: moment.hasTime }, used }];
    },
    missing: whyNot,
  };
}

/**
 * A time and then, if anything, what is to be done: `tomorrow at 10 call about the price`; also the other way round,
 * `call about the price tomorrow at 10`.
 */
export function momentAndTextArg(label: Record<Language, string> = WHEN_AND_WHAT): ArgSpec<WhenAndWhat> {
  return {
    kind: "text",
    label,
    optional: false,
    schema: whenSchema.extend({ what: z.string().min(1).max(MOST_TEXT).optional() }),
    read: (cursor) => {
      const { tokens } = cursor;
      const first = said(cursor);
      if (first?.kind === "moment") {
        const what = plainWhat(first.rest);
        return [{ value: { at: first.at, hasTime: first.hasTime, what }, used: tokens.length }];
      }
      const last = first === null ? readMomentAtEnd(textOf(cursor), contextOf(cursor.context)) : null;
      if (last?.moment.kind !== "moment") return [];
      const { at, hasTime } = last.moment;
      return [{ value: { at, hasTime, what: plainWhat(last.before) }, used: tokens.length }];
    },
    missing: whyNot,
  };
}

/** What the readers of times know of the asker. */
export function contextOf({
  actor,
  at,
  bundle,
  language,
}: Pick<ResolveContext, "actor" | "at" | "bundle" | "language">): MomentContext {
  return { at, zone: actor.timeZone, language, hours: actor.hours, holidays: bundle.calendar.holidays };
}

/** The most characters of what is to be done. */
const MOST_TEXT = 500;

const whenSchema = z.object({ at: z.iso.datetime(), hasTime: z.boolean() });

function said(cursor: Cursor): MomentReading {
  const first = cursor.tokens[0];
  if (first === undefined) return null;
  return readMoment(textOf(cursor), contextOf(cursor.context));
}

/** The words that are left, as typed. A time in quotes is read without them. */
function textOf({ tokens, text }: Cursor): string {
  const first = tokens[0];
  if (first === undefined) return "";
  const typed = text.slice(first.start, tokens.at(-1)!.end);
  return first.quoted ? ` ${first.text} ${typed.slice(first.end - first.start)}` : typed;
}

/** How many words end where the time ends; null when it ends inside one. */
function wordsUntil({ tokens, text }: Cursor, end: number): number | null {
  const start = tokens[0]!.start;
  const used = tokens.filter((token) => token.start - start < end).length;
  const behind = text.slice(start + end, tokens[used - 1]!.end);
  return /^[\s.,;:!?"”]*$/.test(behind) ? used : null;
}

function plainWhat(text: string): string | undefined {
  const what = text.replace(/^(?:to|para|pra|de)\s+(?=\S)/i, "").trim();
  return what === "" ? undefined : what;
}

/** Tells what was wrong with the time, and offers those that may have been meant. */
function whyNot(cursor: Cursor): ArgFault | null {
  if (cursor.tokens.length === 0) return { code: "which-time", text: whichTime({}) };
  const first = said(cursor);
  const last = first === null ? readMomentAtEnd(textOf(cursor), contextOf(cursor.context)) : null;
  const reading = first ?? last?.moment ?? null;
  if (reading === null) return { code: "which-time", text: whichTime({}) };
  if (reading.kind !== "refused") return null;
  const { code, text, instead } = reading;
  if (last !== null) {
    // The time may stand first as well: it replaces the whole.
    const whole = instead.map((each) => ({ ...each, text: `${each.text} ${last.before}`.trim() }));
    return { code, text, instead: whole, used: cursor.tokens.length };
  }
  const used = wordsUntil(cursor, reading.end);
  return used === null || used === 0 ? { code, text } : { code, text, instead, used };
}

const LABEL: Record<Language, string> = { en: "when", pt: "quando", es: "cuándo" };
const WHEN_AND_WHAT: Record<Language, string> = {
  en: "when and what",
  pt: "quando e o quê",
  es: "cuándo y qué",
};

const whichTime = phrase({
  en: "When? Write, for instance, “tomorrow at 10:00”, “Friday 15:30” or “in 3 days”.",
  pt: "Quando? Escreva, por exemplo, “amanhã às 10h”, “sexta às 15h30” ou “daqui a 3 dias”.",
  es: "¿Cuándo? Escribe, por ejemplo, “mañana a las 10:00”, “viernes 15:30” o “en 3 días”.",
});

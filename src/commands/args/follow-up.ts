import { z } from "zod";
import { fold } from "../../language.ts";
import type { At } from "../../leads/types/at.ts";
import { FOLLOW_UP_KINDS, type FollowUpKind, type Repeats } from "../../leads/types/follow-up.ts";
import type { Outcome } from "../outcomes.ts";
import { readOutcome } from "../outcomes.ts";
import { phrase, type Texts } from "../present/phrase.ts";
import { safeName } from "../present/safe.ts";
import { tokenize } from "../tokens.ts";
import { type MomentReading, readUntil } from "../when/index.ts";
import { localTime } from "../when/zone.ts";
import { contextOf, momentAndTextArg, type WhenAndWhat } from "./moment.ts";
import { takeRepeats } from "./repeats.ts";
import type { ArgFault, ArgSpec, Cursor } from "./spec.ts";

/** What is planned: when, what, of which kind, and how often. */
export interface Plan extends WhenAndWhat {
  kind: FollowUpKind;
  repeats: Repeats | null;
}

/**
 * A follow-up in one sentence: `tomorrow at 10 call about the price`, `call friday 15:00`, `every week monday 9:00
 * check in`. A word for the kind may begin it or what is to be done; without one it is a task.
 */
export function planArg(): ArgSpec<Plan> {
  const inner = momentAndTextArg();
  return {
    kind: "text",
    label: inner.label,
    optional: false,
    schema: z.object({
      at: z.iso.datetime(),
      hasTime: z.boolean(),
      what: z.string().min(1).max(500).optional(),
      kind: z.enum(FOLLOW_UP_KINDS),
      repeats: z
        .object({
          every: z.enum(["day", "week", "month", "weekday"]),
          count: z.number().int().min(1).max(99),
          until: z.iso.datetime().optional(),
          left: z.number().int().min(1).max(999).optional(),
          skipHolidays: z.boolean().optional(),
        })
        .nullable(),
    }),
    read: (cursor) => {
      const { text, kind, repeats, fault } = understand(cursor);
      if (fault !== null) return [];
      const [now] = inner.read(cursorOf(text, cursor));
      // What is done every day at nine begins tomorrow when it is past nine.
      const later = now === undefined ? nextTime(text, repeats, cursor) : null;
      const [next] = later === null ? [now] : inner.read(cursorOf(later, cursor));
      const plan = inner.schema.safeParse(next?.value);
      if (!plan.success) return [];
      const at = repeats?.every === "weekday" ? nextWeekday(plan.data.at, cursor) : plan.data.at;
      const value = { ...plan.data, at, kind: kind ?? kindOf(plan.data.what) ?? "task", repeats };
      return [{ value, used: cursor.tokens.length }];
    },
    missing: (cursor) => {
      const { text, repeats, fault: unclear } = understand(cursor);
      if (unclear !== null) return { code: "which-time", text: unclear };
      const later = nextTime(text, repeats, cursor);
      const fault = inner.missing?.(cursorOf(later ?? text, cursor)) ?? null;
      // What may have been meant replaces the words of the whole, which were read in another order.
      const [first, last] = [cursor.tokens[0], cursor.tokens.at(-1)];
      const isWhole =
        later === null && first !== undefined && text === cursor.text.slice(first.start, last?.end);
      return fault === null || isWhole ? fault : withoutPlaces(fault);
    },
  };
}

/** Until when something waits: a time to come, or a span such as `2h`; nothing may stand behind it. */
export function untilArg(): ArgSpec<At> {
  const label = { en: "when", pt: "quando", es: "cuándo" };
  return {
    kind: "moment",
    label,
    optional: false,
    schema: z.iso.datetime(),
    read: (cursor) => {
      const read = untilOf(cursor);
      return read?.kind === "moment" && read.rest.trim() === ""
        ? [{ value: read.at, used: cursor.tokens.length }]
        : [];
    },
    missing: (cursor) => {
      const read = untilOf(cursor);
      if (read?.kind !== "refused") return { code: "which-time", text: untilWhen({}) };
      const { code, text, instead } = read;
      return { code, text, instead, used: cursor.tokens.length };
    },
  };
}

/** The same, or nothing. */
export function optionalUntilArg(): ArgSpec<At | undefined> {
  return {
    ...untilArg(),
    label: { en: "until", pt: "até quando", es: "hasta cuándo" },
    schema: z.iso.datetime().optional(),
    optional: true,
    missing: (cursor) => (cursor.tokens.length === 0 ? null : (untilArg().missing?.(cursor) ?? null)),
  };
}

function untilOf({ tokens, text, context }: Cursor): MomentReading {
  const first = tokens[0];
  return first === undefined ? null : readUntil(text.slice(first.start), contextOf(context));
}

/** Which follow-up is meant: `fu:1k-3` as buttons say it, or `F-1k-3`. Gives its id. */
export function optionalFollowUpArg(): ArgSpec<string | undefined> {
  return {
    kind: "text",
    label: { en: "follow-up", pt: "acompanhamento", es: "seguimiento" },
    optional: true,
    hidden: true,
    schema: z.string().min(1).max(60).optional(),
    read: ({ tokens }) => {
      const id = /^(?:fu:|f-)([\w-]+)[:,.]?$/i.exec(tokens[0]?.text ?? "")?.[1];
      return id === undefined ? [] : [{ value: id.toLowerCase(), used: 1 }];
    },
    missing: null,
  };
}

/** What came of something, with a note behind it: `no answer`, `reached, wants an offer`. */
export interface Came {
  outcome: string;
  note: string | null;
}

export function outcomeArg(outcomes: readonly Outcome[]): ArgSpec<Came> {
  return {
    kind: "text",
    label: { en: "outcome", pt: "resultado", es: "resultado" },
    optional: false,
    schema: z.object({ outcome: z.string(), note: z.string().max(1_000).nullable() }),
    read: ({ tokens, text }) => {
      if (tokens[0] === undefined) return [];
      const found = readOutcome(text.slice(tokens[0].start), outcomes);
      if (found === null) return [];
      const note = found.rest === "" ? null : found.rest;
      return [{ value: { outcome: found.outcome.id, note }, used: tokens.length }];
    },
    missing: ({ tokens }) => ({
      code: "which-outcome",
      text: tokens.length === 0 ? whichOutcome({}) : unknownOutcome({ typed: safeName(tokens[0]!.text, 40) }),
      instead: outcomes.map(({ id, label }) => ({ text: id, label })),
      used: 0,
    }),
  };
}

/** Which page of a list: `page 2`; 1 when it is not said. */
export function pageArg(): ArgSpec<number | undefined> {
  return {
    kind: "filters",
    label: { en: "page", pt: "página", es: "página" },
    optional: true,
    schema: z.number().int().min(1).max(10_000).optional(),
    read: ({ tokens }) => {
      const [first, second] = tokens;
      if (first === undefined) return [];
      const joined = /^(?:p|page|pagina|pag)(\d{1,4})$/.exec(first.folded);
      if (joined !== null) return [{ value: Number(joined[1]), used: 1 }];
      const isPage = /^(?:p|page|pagina|pag)$/.test(first.folded);
      return isPage && /^\d{1,4}$/.test(second?.folded ?? "")
        ? [{ value: Number(second!.folded), used: 2 }]
        : [];
    },
    missing: null,
  };
}

/** What can be said of the kind and the repetition, taken out of the words; what is left has the time. */
function understand({ tokens, text, context }: Cursor): {
  text: string;
  kind: FollowUpKind | null;
  repeats: Repeats | null;
  fault: Texts | null;
} {
  const first = tokens[0];
  if (first === undefined) return { text: "", kind: null, repeats: null, fault: null };
  const { rest, repeats, fault } = takeRepeats(text.slice(first.start), contextOf(context));
  const word = /^\S+/.exec(rest)?.[0] ?? "";
  const kind = KIND_WORDS.get(fold(word.replace(/[:,]$/, ""))) ?? null;
  // "Call tomorrow" says the kind; of "call about the price tomorrow" it is a part of what is to be done.
  const behind = rest.slice(word.length).trim();
  if (kind === null || behind === "") return { text: rest, kind, repeats, fault };
  return { text: behind, kind, repeats, fault };
}

/** The words with the day of the next time, where what recurs has a time of day only, which has passed today; else null. */
function nextTime(text: string, repeats: Repeats | null, { context }: Cursor): string | null {
  const clock = CLOCK_FIRST.exec(text) ?? CLOCK_LAST.exec(text);
  if (repeats === null || clock === null) return null;
  const what = text.replace(clock[0], " ").trim();
  const today = localTime(context.at, context.actor.timeZone);
  const { every } = repeats;
  const days = every === "week" ? { days: 7 } : every === "month" ? { months: 1 } : { days: 1 };
  return `${today.plus(days).toFormat("yyyy-MM-dd")} ${clock[0].trim()} ${what}`.trim();
}

/** "9:00", "9h30", "9am", and with its word "at 9", "às 9". */
const CLOCK =
  "(?:(?:at|às|as|a las|a la) \\d{1,2}(?!\\d|:)|(?:(?:at|às|as|a las|a la) )?\\d{1,2}(?::\\d{2}(?: ?[ap]\\.?m\\b)?| ?h(?:rs?\\b|\\d{0,2})| ?[ap]\\.?m\\b))";
const CLOCK_FIRST = new RegExp(`^${CLOCK}(?=$|[\\s,.])`, "iu");
const CLOCK_LAST = new RegExp(`(?<=\\s)${CLOCK}$`, "iu");

/** The same time on the Monday after, where it is a Saturday or Sunday. */
function nextWeekday(at: At, { context }: Cursor): At {
  const time = localTime(at, context.actor.timeZone);
  const shifted = time.weekday > 5 ? time.plus({ days: 8 - time.weekday }) : time;
  return new Date(shifted.toMillis()).toISOString();
}

/** The kind that what is to be done begins with. */
function kindOf(what: string | undefined): FollowUpKind | null {
  return KIND_WORDS.get(fold(/^[\p{L}-]+/u.exec(what ?? "")?.[0] ?? "")) ?? null;
}

const KIND_WORDS: ReadonlyMap<string, FollowUpKind> = new Map(
  (
    [
      ["call", "call phone ring ligar ligacao telefonar liga llamar llamada llama telefonear"],
      ["message", "message write text email mensagem escrever mandar enviar mensaje escribir escribe"],
      ["meeting", "meeting meet visit demo reuniao visita reunion reunirse visitar"],
      ["task", "task todo tarefa tarea"],
      ["support", "support suporte soporte"],
    ] as const
  ).flatMap(([kind, words]) => words.split(" ").map((word) => [word, kind] as const)),
);

function cursorOf(text: string, { context }: Cursor): Cursor {
  return { tokens: tokenize(text), text, context };
}

function withoutPlaces({ code, text }: ArgFault): ArgFault {
  return { code, text };
}

const untilWhen = phrase({
  en: "Until when? Write, for instance, “2h”, “tomorrow at 10:00” or “Monday”.",
  pt: "Até quando? Escreva, por exemplo, “2h”, “amanhã às 10h” ou “segunda”.",
  es: "¿Hasta cuándo? Escribe, por ejemplo, “2h”, “mañana a las 10:00” o “lunes”.",
});

const whichOutcome = phrase({
  en: "What came of it?",
  pt: "Qual foi o resultado?",
  es: "¿Qué resultó?",
});

const unknownOutcome = phrase<{ typed: string }>({
  en: "I don't know the outcome “{typed}”. Which one was it?",
  pt: "Não conheço o resultado “{typed}”. Qual foi?",
  es: "No conozco el resultado “{typed}”. ¿Cuál fue?",
});

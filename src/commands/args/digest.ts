import { z } from "zod";
import { phrase } from "../present/phrase.ts";
import { safeName } from "../present/safe.ts";
import type { Token } from "../tokens.ts";
import { type Asked, askedArg } from "./asked.ts";
import { type Named, questionAt } from "./exported.ts";
import type { ArgSpec, Cursor } from "./spec.ts";
import { bareWord } from "./words.ts";

/** What is wanted of digests. */
export type DigestWish =
  | { kind: "list" }
  /** `which`: its number in the list, counted from 1, or all of them; null: the only one. */
  | { kind: "off"; which: number | "all" | null }
  | {
      kind: "on";
      every: "day" | "week" | "month" | null;
      /** Local time, HH:mm. */
      at: string | null;
      place: "rep" | "channel";
      /** Null: the usual one. */
      question: { name: string; asked: Asked; text: string } | null;
    };

/**
 * `on daily at 8:00 stats last week here`, in any order after the first word; `off`, `off 2`, `off all`; nothing for
 * the list. `questions`: what can be told regularly.
 */
export function digestArg(questions: readonly Named[]): ArgSpec<DigestWish> {
  const asked = askedArg();
  return {
    kind: "text",
    label: {
      en: "on|off, how often, at what time, question, here|channel",
      pt: "ligar|desligar, frequência, hora, pergunta, aqui|canal",
      es: "activar|desactivar, frecuencia, hora, pregunta, aquí|canal",
    },
    optional: false,
    schema: z.union([
      z.object({ kind: z.literal("list") }),
      z.object({
        kind: z.literal("off"),
        which: z.union([z.number().int().min(1).max(1_000), z.literal("all")]).nullable(),
      }),
      z.object({
        kind: z.literal("on"),
        every: z.enum(["day", "week", "month"]).nullable(),
        at: z
          .string()
          .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
          .nullable(),
        place: z.enum(["rep", "channel"]),
        question: z.object({ name: z.string(), asked: asked.schema, text: z.string().max(300) }).nullable(),
      }),
    ]),
    read: (cursor) => {
      const wish = readWish(cursor, questions, asked);
      return wish === null ? [] : [{ value: wish, used: cursor.tokens.length }];
    },
    missing: ({ tokens }) => ({
      code: "unclear-digest",
      text: unclear({ typed: safeName(tokens.map(({ text }) => text).join(" "), 60) }),
    }),
  };
}

function readWish(cursor: Cursor, questions: readonly Named[], asked: ArgSpec<Asked>): DigestWish | null {
  const [first, ...rest] = cursor.tokens;
  if (first === undefined || (rest.length === 0 && LIST.has(first.folded))) return { kind: "list" };
  if (OFF.has(first.folded)) return readOff(rest);
  return readOn(ON.has(first.folded) ? rest : cursor.tokens, cursor, questions, asked);
}

function readOff(tokens: readonly Token[]): DigestWish | null {
  const word = bareWord(tokens).replace(/^#/, "");
  if (word === "") return { kind: "off", which: null };
  if (ALL.has(word)) return { kind: "off", which: "all" };
  return /^\d{1,3}$/.test(word) ? { kind: "off", which: Number(word) } : null;
}

function readOn(
  tokens: readonly Token[],
  cursor: Cursor,
  questions: readonly Named[],
  asked: ArgSpec<Asked>,
): DigestWish | null {
  const wish: Extract<DigestWish, { kind: "on" }> = {
    kind: "on",
    every: null,
    at: null,
    place: "rep",
    question: null,
  };
  let rest = tokens;
  while (rest.length > 0) {
    const used = readPlan(rest, wish);
    if (used > 0) {
      rest = rest.slice(used);
      continue;
    }
    const named = questionAt(rest, questions);
    if (named === null || wish.question !== null) return null;
    // The question goes on to where the plan does: "report last month weekly at 8".
    let end = named.used;
    while (end < rest.length && readPlan(rest.slice(end), { ...wish }) === 0) end += 1;
    const words = rest.slice(named.used, end);
    const reading = asked.read({ ...cursor, tokens: words })[0];
    if (reading === undefined) return null;
    const text = rest.slice(0, end).map((token) => (token.quoted ? `"${token.text}"` : token.text));
    wish.question = { name: named.name, asked: asked.schema.parse(reading.value), text: text.join(" ") };
    rest = rest.slice(end);
  }
  return wish;
}

/** How often, when and where, from the beginning; gives how many words that took. */
function readPlan(tokens: readonly Token[], wish: Extract<DigestWish, { kind: "on" }>): number {
  for (let used = Math.min(3, tokens.length); used >= 1; used -= 1) {
    const words = bareWord(tokens.slice(0, used));
    const every = EVERY.get(words);
    if (every !== undefined) {
      wish.every = every;
      return used;
    }
    const place = PLACES.get(words);
    if (place !== undefined) {
      wish.place = place;
      return used;
    }
    const at = timeOf(words);
    if (at !== null) {
      wish.at = at;
      return used;
    }
  }
  return 0;
}

/** `at 8`, `8:30`, `às 8h30`, `a las 18`, `8am`. A bare number is no time. */
function timeOf(words: string): string | null {
  const match =
    /^(at |as |a las |a la )?(\d{1,2})(?:(?::|h|\.)(\d{2}))?\s?(h|hs|am|pm|a\.m\.?|p\.m\.?)?$/.exec(words);
  if (match === null) return null;
  const [, lead, hours, minutes, half] = match;
  const isTime = lead !== undefined || minutes !== undefined || half !== undefined;
  const said = Number(hours);
  const isPm = half?.startsWith("p") === true;
  const isAm = half?.startsWith("a") === true;
  if (!isTime || ((isPm || isAm) && (said < 1 || said > 12))) return null;
  const hour = isPm ? (said % 12) + 12 : isAm ? said % 12 : said;
  const minute = Number(minutes ?? 0);
  if (hour > 23 || minute > 59) return null;
  return `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`;
}

const words = (text: string) => new Set(text.split(" "));
const LIST = words("list lista listar ver show");
const ON = words("on start ligar liga ativar ativa activar activa encender enciende sim si yes");
const OFF = words(
  "off stop desligar desliga desativar desativa parar desactivar desactiva apagar apaga no nao",
);
const ALL = words("all todos todas everything tudo todo");

const EVERY: ReadonlyMap<string, "day" | "week" | "month"> = new Map(
  (
    [
      [
        "day",
        "daily|every day|each day|diario|diaria|diariamente|todo dia|todos os dias|por dia|cada dia|todos los dias",
      ],
      [
        "week",
        "weekly|every week|each week|every monday|semanal|semanalmente|toda semana|por semana|toda segunda|cada semana|todas las semanas|cada lunes",
      ],
      [
        "month",
        "monthly|every month|each month|mensal|mensalmente|todo mes|por mes|mensual|mensualmente|cada mes|todos los meses",
      ],
    ] as const
  ).flatMap(([every, list]) => list.split("|").map((word) => [word, every] as const)),
);

const PLACES: ReadonlyMap<string, "rep" | "channel"> = new Map([
  ["here", "rep"],
  ["to me", "rep"],
  ["for me", "rep"],
  ["aqui", "rep"],
  ["para mim", "rep"],
  ["para mi", "rep"],
  ["channel", "channel"],
  ["in channel", "channel"],
  ["in the channel", "channel"],
  ["to the channel", "channel"],
  ["canal", "channel"],
  ["no canal", "channel"],
  ["en el canal", "channel"],
  ["al canal", "channel"],
]);

const unclear = phrase<{ typed: string }>({
  en: "I did not understand the digest “{typed}”. For example: digest on weekly at 8:00 report, digest on daily stats, digest off.",
  pt: "Não entendi o boletim “{typed}”. Por exemplo: boletim ligar semanal às 8:00 relatório, boletim ligar diário números, boletim desligar.",
  es: "No entendí el boletín “{typed}”. Por ejemplo: boletín activar semanal a las 8:00 informe, boletín activar diario números, boletín desactivar.",
});

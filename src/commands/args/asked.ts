import { z } from "zod";
import { fold } from "../../language.ts";
import type { ResolveContext } from "../context.ts";
import { DIMENSIONS, type Dimension, type InsightFilter, MEASURES, type Measure } from "../insights.ts";
import { parsePeriod } from "../period.ts";
import type { Period } from "../reads.ts";
import type { Token } from "../tokens.ts";
import { ALWAYS, type AskedPart, askedPartSchema, readMeasure, readPart } from "./asked-part.ts";
import {
  after,
  dimensionOf,
  FROM,
  isGuessed,
  LINKING,
  type Open,
  openSchema,
  readKnown,
  readNamed,
  type Several,
  severalFault,
} from "./dimension-filter.ts";
import { DIMENSION_WORDS } from "./dimension-values.ts";
import { optionalRepArg } from "./rep.ts";
import type { ArgFault, ArgSpec, Cursor, Reading } from "./spec.ts";
import { bareWord } from "./words.ts";

/** What a question about numbers is asked for, as it was said. */
export interface Asked {
  /** Null: none was said. */
  period: Period | null;
  filter: InsightFilter;
  /** Words that may be a source, product or segment that only the database knows. */
  unresolved: Open[];
  by: Dimension | null;
  each: "day" | "week" | "month" | null;
  /** Without pictures. */
  textOnly: boolean;
  /** Whose leads to list; with lists only. */
  measure: Measure | null;
  /** Which of them; with lists only. */
  part: AskedPart;
  /** Of a list, counted from 1. */
  page: number;
}

const filterSchema = z.object({
  source: z.string().max(200).optional(),
  product: z.string().max(200).optional(),
  segment: z.string().max(200).optional(),
  owner: z.string().max(200).optional(),
  team: z.string().max(200).optional(),
  channel: z.string().max(200).optional(),
  language: z.string().max(200).optional(),
  tag: z.string().max(200).optional(),
});

const askedSchema = z.object({
  period: z
    .object({
      from: z.iso.datetime(),
      to: z.iso.datetime(),
      label: z.object({ en: z.string(), pt: z.string(), es: z.string() }),
    })
    .nullable(),
  filter: filterSchema,
  unresolved: openSchema,
  by: z.enum(DIMENSIONS).nullable(),
  each: z.enum(["day", "week", "month"]).nullable(),
  textOnly: z.boolean(),
  measure: z.enum(MEASURES).nullable(),
  part: askedPartSchema,
  page: z.number().int().min(1).max(10_000),
});

/**
 * A period and filters, in any order and language: `last month`, `from 1 March to 15 April`; `instagram`,
 * `source:instagram`, `canal whatsapp`, `@bruno`, `team sales`, `#vip`; `by product`; `each week`; `text`. Words that
 * are not known yet are kept: the database may know such a source.
 */
export function askedArg(): ArgSpec<Asked> {
  return {
    kind: "filters",
    label: { en: "period and filters", pt: "período e filtros", es: "período y filtros" },
    optional: false,
    schema: askedSchema,
    read: (cursor) => {
      const read = readAsked(cursor.tokens, cursor.context);
      return "several" in read ? [] : [{ value: read, used: cursor.tokens.length }];
    },
    missing,
  };
}

/**
 * The leads behind a number: a measure (`won`, `lost`, `qualified`, `waiting`, `overdue`, …) with a period, or without
 * one where the word cannot be a filter of leads. Absent where the words say nothing of the kind.
 */
export function measuredArg(): ArgSpec<Asked | undefined> {
  return {
    ...countedArg(),
    schema: askedSchema.optional(),
    optional: true,
    read: (cursor) => {
      const read = readAsked(cursor.tokens, cursor.context, true);
      if ("several" in read) return [];
      const isFiltered = Object.keys(read.filter).length > 0 && read.unresolved.length === 0;
      const isMeasured = read.measure !== null && ALWAYS.has(read.measure);
      if (read.period === null && !isMeasured && !isFiltered && !isOrigin(read, cursor.tokens)) return [];
      return [counted(read, cursor)];
    },
  };
}

/** The same of words of which none says a number: at least one is, or may be, a source, product or segment. */
export function countedArg(): ArgSpec<Asked> {
  return {
    ...askedArg(),
    label: { en: "filters", pt: "filtros", es: "filtros" },
    read: (cursor) => {
      const read = readAsked(cursor.tokens, cursor.context, true);
      if ("several" in read || (Object.keys(read.filter).length === 0 && read.unresolved.length === 0))
        return [];
      return [{ ...counted(read, cursor), isGuess: isGuessed(read.unresolved, cursor.tokens) }];
    },
    missing: null,
  };
}

function counted(asked: Asked, { tokens }: Cursor): Reading {
  return { value: { ...asked, measure: asked.measure ?? "created" }, used: tokens.length };
}

/** "From Instagram", "source:instagram": words that only the database knows, plainly said to be no stage or grade. */
function isOrigin({ unresolved }: Asked, tokens: readonly Token[]): boolean {
  const isNamed = unresolved.length > 0 && unresolved.every(({ dimension }) => dimension !== null);
  return isNamed || (unresolved.length === 1 && tokens.some(({ folded }) => FROM.has(folded)));
}

function missing(cursor: Cursor): ArgFault | null {
  const read = readAsked(cursor.tokens, cursor.context);
  return "several" in read ? severalFault(read) : null;
}

function readAsked(tokens: readonly Token[], context: ResolveContext, isList = false): Asked | Several {
  const asked: Asked = {
    period: null,
    filter: {},
    unresolved: [],
    by: null,
    each: null,
    textOnly: false,
    measure: null,
    part: {},
    page: 1,
  };
  const period = findPeriod(tokens, context);
  if (period !== null) asked.period = period.period;
  let at = 0;
  while (at < tokens.length) {
    if (period !== null && at === period.start) {
      at = period.end;
      continue;
    }
    const end = period !== null && at < period.start ? period.start : tokens.length;
    const rest = tokens.slice(at, end);
    const used = readOne(rest, asked, context, isList);
    if (typeof used !== "number") return after(used, tokens, at);
    at += used;
  }
  return asked;
}

/** The longest run of words that is a period; the first of several. */
function findPeriod(
  tokens: readonly Token[],
  { at, bundle, language }: ResolveContext,
): { period: Period; start: number; end: number } | null {
  for (let length = Math.min(LONGEST_PERIOD, tokens.length); length >= 1; length -= 1) {
    for (let start = 0; start + length <= tokens.length; start += 1) {
      const words = tokens.slice(start, start + length);
      // "By week" and "each month" say how finely to count.
      if (BY.has(tokens[start - 1]?.folded ?? "") && length === 1) continue;
      if (words.some((token) => token.quoted || /^[@#]/.test(token.text))) continue;
      const period = parsePeriod(bareWord(words), at, bundle.business.timeZone, language);
      if (period !== null) return { period, start, end: start + length };
    }
  }
  return null;
}

const LONGEST_PERIOD = 10;

/** Read one thing from the beginning into `asked`; gives how many words it took. */
function readOne(
  tokens: readonly Token[],
  asked: Asked,
  context: ResolveContext,
  isList: boolean,
): number | Several {
  const first = tokens[0]!;
  const word = bareWord([first]);
  if (isList) {
    const page = /^(?:p|page|pagina|pag)$/.test(word) ? Number(tokens[1]?.folded) : Number.NaN;
    if (Number.isInteger(page) && page >= 1) {
      asked.page = page;
      return 2;
    }
    const measure = readMeasure(word, asked.measure);
    if (measure !== null) {
      asked.measure = measure;
      return 1;
    }
    const used = readPart(tokens, asked.part);
    if (used > 0) return used;
  }
  const byOrEach = readBy(tokens, asked);
  if (byOrEach > 0) return byOrEach;
  if (first.text.startsWith("#") && first.text.length > 1) {
    asked.filter.tag = fold(first.text.slice(1));
    return 1;
  }
  if (MINE.has(word)) {
    asked.filter.owner = context.actor.id;
    return 1;
  }
  if (/^<?@/.test(first.text)) {
    const rep = optionalRepArg().read({ tokens, text: "", context })[0];
    if (rep !== undefined && typeof rep.value === "string") {
      asked.filter.owner = rep.value;
      return rep.used;
    }
  }
  const named = readNamed(tokens, asked, context);
  if (named > 0) return named;
  const dimension = dimensionOf(first);
  if (dimension !== null) {
    asked.by = dimension;
    return 1;
  }
  if (TEXT_ONLY.has(word)) {
    asked.textOnly = true;
    return 1;
  }
  const known = readKnown(tokens, asked, context);
  if (known !== 0) return known;
  if (!LINKING.has(word) && word !== "") asked.unresolved.push({ word: fold(first.text), dimension: null });
  return 1;
}

/** `by product`, `por canal`, `each week`, `sem imagem`. */
function readBy(tokens: readonly Token[], asked: Asked): number {
  const [first, second] = tokens.map((token) => bareWord([token]));
  if (WITHOUT.has(first!) && PICTURES.has(second ?? "")) {
    asked.textOnly = true;
    return 2;
  }
  if (!BY.has(first!) || second === undefined) return 0;
  const dimension = DIMENSION_WORDS.get(second);
  if (dimension !== undefined) asked.by = dimension;
  const each = EACH.get(second);
  if (each !== undefined) asked.each = each;
  return dimension === undefined && each === undefined ? 0 : 2;
}

const words = (text: string) => new Set(text.split(" "));

const MINE = words("mine my me myself meu meus minha minhas eu mim mio mios mis mi yo");
const BY = words("by per each every por cada");
const WITHOUT = words("no without sem sin");
const PICTURES = words("picture pictures image images chart imagem imagens grafico graficos imagen imagenes");
const TEXT_ONLY = words("text texto");
const EACH: ReadonlyMap<string, "day" | "week" | "month"> = new Map([
  ["day", "day"],
  ["dia", "day"],
  ["week", "week"],
  ["semana", "week"],
  ["month", "month"],
  ["mes", "month"],
]);

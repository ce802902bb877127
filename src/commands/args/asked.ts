import { z } from "zod";
import type { Language } from "../../language.ts";
import { fold } from "../../language.ts";
import type { ResolveContext } from "../context.ts";
import { DIMENSIONS, type Dimension, type InsightFilter, MEASURES, type Measure } from "../insights.ts";
import { parsePeriod } from "../period.ts";
import { inAll, phrase } from "../present/phrase.ts";
import { safeName } from "../present/safe.ts";
import type { Period } from "../reads.ts";
import type { Token } from "../tokens.ts";
import { ALWAYS, type AskedPart, askedPartSchema, readMeasure, readPart } from "./asked-part.ts";
import { DIMENSION_WORDS, type DimensionValue, UNKNOWN_WORDS, valuesCalled } from "./dimension-values.ts";
import { optionalRepArg } from "./rep.ts";
import type { ArgFault, ArgSpec, Cursor } from "./spec.ts";
import { bareWord } from "./words.ts";

/** What a question about numbers is asked for, as it was said. */
export interface Asked {
  /** Null: none was said. */
  period: Period | null;
  filter: InsightFilter;
  /** Words that may be a source, product or segment that only the database knows. */
  unresolved: { word: string; dimension: Dimension | null }[];
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
  unresolved: z
    .array(z.object({ word: z.string().max(200), dimension: z.enum(DIMENSIONS).nullable() }))
    .max(12),
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
    ...askedArg(),
    label: { en: "filters", pt: "filtros", es: "filtros" },
    schema: askedSchema.optional(),
    optional: true,
    read: (cursor) => {
      const read = readAsked(cursor.tokens, cursor.context, true);
      if ("several" in read) return [];
      const isFiltered = Object.keys(read.filter).length > 0 && read.unresolved.length === 0;
      const isMeasured = read.measure !== null && ALWAYS.has(read.measure);
      if (read.period === null && !isMeasured && !isFiltered) return [];
      return [{ value: { ...read, measure: read.measure ?? "created" }, used: cursor.tokens.length }];
    },
    missing: null,
  };
}

function missing(cursor: Cursor): ArgFault | null {
  const read = readAsked(cursor.tokens, cursor.context);
  if (!("several" in read)) return null;
  return {
    code: "several-filters",
    text: severalFilters({ typed: safeName(read.typed, 40) }),
    instead: read.several.map(({ dimension, key }) => ({
      text: `${read.before} ${filterWords({ [dimension]: key })}`.trim(),
      label: inAll((language) => `${DIMENSION_LABELS[dimension][language]}: ${safeName(key, 40)}`),
    })),
    used: read.used,
  };
}

/** Several things have this name, which ends `used` tokens from the beginning. */
interface Several {
  several: DimensionValue[];
  typed: string;
  /** What stands before it. */
  before: string;
  used: number;
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
    if (typeof used !== "number") {
      const before = tokens.slice(0, at).map((token) => (token.quoted ? `"${token.text}"` : token.text));
      return { ...used, before: before.join(" "), used: at + used.used };
    }
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
  const marked = /^([^:]+):(.*)$/.exec(first.folded);
  const dimension = DIMENSION_WORDS.get(marked?.[1] ?? word);
  if (marked !== null && fold(marked[1]!).match(/^(tag|etiqueta)$/)) {
    asked.filter.tag = fold(marked[2]!.replace(/^#/, ""));
    return 1;
  }
  if (dimension !== undefined) {
    const value = marked !== null && marked[2] !== "" ? marked[2]! : null;
    if (value !== null) return setFilter(asked, dimension, value, context, 1);
    return readValue(tokens, asked, dimension, context);
  }
  if (TEXT_ONLY.has(word)) {
    asked.textOnly = true;
    return 1;
  }
  const longest = longestName(tokens, context);
  if (longest !== null) {
    if (longest.values.length > 1)
      return { several: longest.values, typed: longest.name, before: "", used: longest.used };
    const { dimension: found, key } = longest.values[0]!;
    asked.filter[found] = key;
    return longest.used;
  }
  if (!IGNORED.has(word) && word !== "") asked.unresolved.push({ word: fold(first.text), dimension: null });
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

/** What follows a dimension's name: "source instagram", "canal whatsapp", `product "car charger"`. */
function readValue(
  tokens: readonly Token[],
  asked: Asked,
  dimension: Dimension,
  context: ResolveContext,
): number {
  const rest = tokens.slice(1);
  if (rest.length === 0) {
    asked.by = dimension;
    return 1;
  }
  for (let used = rest[0]!.quoted ? 1 : Math.min(3, rest.length); used >= 1; used -= 1) {
    const values = valuesCalled(bareWord(rest.slice(0, used)), context, dimension);
    if (values.length === 1) {
      asked.filter[dimension] = values[0]!.key;
      return used + 1;
    }
  }
  return setFilter(asked, dimension, rest[0]!.folded, context, 2);
}

function setFilter(
  asked: Asked,
  dimension: Dimension,
  value: string,
  context: ResolveContext,
  used: number,
): number {
  const word = value.replace(/^["'“”]+|["'“”]+$/g, "");
  const values = valuesCalled(word, context, dimension);
  if (values.length === 1) asked.filter[dimension] = values[0]!.key;
  else if (UNKNOWN_WORDS.has(word)) asked.filter[dimension] = "";
  else asked.unresolved.push({ word, dimension });
  return used;
}

function longestName(
  tokens: readonly Token[],
  context: ResolveContext,
): { values: DimensionValue[]; name: string; used: number } | null {
  for (let used = tokens[0]!.quoted ? 1 : Math.min(4, tokens.length); used >= 1; used -= 1) {
    const name = bareWord(tokens.slice(0, used));
    if (used === 1 && IGNORED.has(name)) return null;
    const values = valuesCalled(name, context);
    if (values.length > 0) return { values, name, used };
  }
  return null;
}

/** Filters as they are typed: what {@link askedArg} reads as the same again. */
export function filterWords(filter: InsightFilter): string {
  const words = DIMENSIONS.flatMap((dimension) => {
    const key = filter[dimension];
    if (key === undefined) return [];
    const value = key === "" ? "unknown" : key.replace(/["“”\n]/g, " ");
    const name = dimension === "owner" ? "rep" : dimension;
    return [/^[^\s:@#]+$/.test(value) ? `${name}:${value}` : `${name} "${value}"`];
  });
  return [...words, ...(filter.tag === undefined ? [] : [`#${filter.tag.replace(/\s+/g, "-")}`])].join(" ");
}

/** How a dimension is called above its values. */
export const DIMENSION_LABELS: Record<Dimension, Record<Language, string>> = {
  source: { en: "Source", pt: "Origem", es: "Origen" },
  product: { en: "Product", pt: "Produto", es: "Producto" },
  segment: { en: "Segment", pt: "Segmento", es: "Segmento" },
  owner: { en: "Rep", pt: "Vendedor", es: "Vendedor" },
  team: { en: "Team", pt: "Equipe", es: "Equipo" },
  channel: { en: "Channel", pt: "Canal", es: "Canal" },
  language: { en: "Language", pt: "Idioma", es: "Idioma" },
};

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

/** Words that only link, or say what is meant anyway. */
const IGNORED = words(
  "leads lead in on at from for of the via with and only numbers in em no na nos nas do da dos das de del con com e y en el la los las o os a as um uma un una desde para pelo pela so vs",
);

const severalFilters = phrase<{ typed: string }>({
  en: "“{typed}” can mean several things. Which one?",
  pt: "“{typed}” pode ser mais de uma coisa. Qual delas?",
  es: "“{typed}” puede ser más de una cosa. ¿Cuál?",
});

import { z } from "zod";
import { fold, type Language } from "../../language.ts";
import type { ResolveContext } from "../context.ts";
import { DIMENSIONS, type Dimension, type InsightFilter } from "../insights.ts";
import { inAll, phrase } from "../present/phrase.ts";
import { safeName } from "../present/safe.ts";
import type { Token } from "../tokens.ts";
import { DIMENSION_WORDS, type DimensionValue, UNKNOWN_WORDS, valuesCalled } from "./dimension-values.ts";
import type { ArgFault } from "./spec.ts";
import { bareWord } from "./words.ts";

/** A word that only the database may know; `dimension`: what it was said to be, null where nothing was. */
export interface Open {
  word: string;
  dimension: Dimension | null;
}

export const openSchema = z
  .array(z.object({ word: z.string().max(200), dimension: z.enum(DIMENSIONS).nullable() }))
  .max(12);

/** What leads are narrowed to by what they are counted by, as it was said. */
export interface Narrowed {
  filter: InsightFilter;
  unresolved: Open[];
}

/** Several things have this name, which ends `used` tokens from the beginning. */
export interface Several {
  several: DimensionValue[];
  typed: string;
  /** What stands before it. */
  before: string;
  used: number;
}

/** The dimension that a word names: "source", "source:", "canal"; null where it names none. */
export function dimensionOf(token: Token): Dimension | null {
  const marked = MARKED.exec(token.folded);
  return DIMENSION_WORDS.get(marked?.[1] ?? bareWord([token])) ?? null;
}

/**
 * Read a value that says what it is: `source:instagram`, `canal whatsapp`, `product "car charger"`, `tag:vip`. Gives how
 * many words it took; 0 where the first names nothing, or no value follows.
 */
export function readNamed(tokens: readonly Token[], into: Narrowed, context: ResolveContext): number {
  const first = tokens[0]!;
  const marked = MARKED.exec(first.folded);
  if (marked !== null && /^(?:tag|etiqueta)$/.test(marked[1]!)) {
    into.filter.tag = fold(marked[2]!.replace(/^#/, ""));
    return 1;
  }
  const dimension = dimensionOf(first);
  if (dimension === null) return 0;
  const value = marked !== null && marked[2] !== "" ? marked[2]! : null;
  if (value !== null) return setFilter(into, dimension, value, context, 1);
  return tokens.length === 1 ? 0 : readValue(tokens.slice(1), into, dimension, context) + 1;
}

const MARKED = /^([^:]+):(.*)$/;

/** The value after a dimension's name. */
function readValue(
  tokens: readonly Token[],
  into: Narrowed,
  dimension: Dimension,
  context: ResolveContext,
): number {
  for (let used = tokens[0]!.quoted ? 1 : Math.min(3, tokens.length); used >= 1; used -= 1) {
    const values = valuesCalled(bareWord(tokens.slice(0, used)), context, dimension);
    if (values.length === 1) {
      into.filter[dimension] = values[0]!.key;
      return used;
    }
  }
  return setFilter(into, dimension, tokens[0]!.folded, context, 1);
}

function setFilter(
  into: Narrowed,
  dimension: Dimension,
  value: string,
  context: ResolveContext,
  used: number,
): number {
  const word = value.replace(/^["'“”]+|["'“”]+$/g, "");
  const values = valuesCalled(word, context, dimension);
  if (values.length === 1) into.filter[dimension] = values[0]!.key;
  else if (UNKNOWN_WORDS.has(word)) into.filter[dimension] = "";
  else into.unresolved.push({ word, dimension });
  return used;
}

/** Read a name that stands alone: "instagram", "car charger", "bruno". Gives how many words it took; 0: it is none. */
export function readKnown(
  tokens: readonly Token[],
  into: Narrowed,
  context: ResolveContext,
): number | Several {
  const longest = longestName(tokens, context);
  if (longest === null) return 0;
  const { values, name, used } = longest;
  if (values.length > 1) return { several: values, typed: name, before: "", used };
  const { dimension, key } = values[0]!;
  into.filter[dimension] = key;
  return used;
}

function longestName(
  tokens: readonly Token[],
  context: ResolveContext,
): { values: DimensionValue[]; name: string; used: number } | null {
  for (let used = tokens[0]!.quoted ? 1 : Math.min(4, tokens.length); used >= 1; used -= 1) {
    const name = bareWord(tokens.slice(0, used));
    if (used === 1 && LINKING.has(name)) return null;
    const values = valuesCalled(name, context);
    if (values.length > 0) return { values, name, used };
  }
  return null;
}

/** Whether one of these words may be anything: it was neither said what it is, nor that leads come from it. */
export function isGuessed(open: readonly Open[], tokens: readonly Token[]): boolean {
  const bare = new Set(open.filter(({ dimension }) => dimension === null).map(({ word }) => word));
  return tokens.some(({ folded }, i) => bare.has(folded) && !FROM.has(tokens[i - 1]?.folded ?? ""));
}

/** The same with the words that stand before it, `at` of them. */
export function after(several: Several, tokens: readonly Token[], at: number): Several {
  const before = tokens.slice(0, at).map((token) => (token.quoted ? `"${token.text}"` : token.text));
  return { ...several, before: before.join(" "), used: at + several.used };
}

/** Asks which of several things is meant; the other words are kept. */
export function severalFault({ several, typed, before, used }: Several): ArgFault {
  return {
    code: "several-filters",
    text: severalFilters({ typed: safeName(typed, 40) }),
    instead: several.map(({ dimension, key }) => ({
      text: `${before} ${filterWords({ [dimension]: key })}`.trim(),
      label: inAll((language) => `${DIMENSION_LABELS[dimension][language]}: ${safeName(key, 40)}`),
    })),
    used,
  };
}

/** Filters as they are typed: what {@link readNamed} reads as the same again. */
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

/** Words that are left open, as they are typed. */
export function openWords(open: readonly Open[]): string {
  return open
    .map(({ word, dimension }) => {
      if (dimension !== null) return filterWords({ [dimension]: word });
      return /\s/.test(word) ? `"${word}"` : word;
    })
    .join(" ");
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

/** Words that only link, or say what is meant anyway. */
export const LINKING: ReadonlySet<string> = new Set(
  "leads lead in on at from for of the via with and only numbers in em no na nos nas do da dos das de del con com e y en el la los las o os a as um uma un una desde para pelo pela so vs".split(
    " ",
  ),
);

/** Words that say of the next one that leads come from it. */
export const FROM: ReadonlySet<string> = new Set(["from", "do", "da", "de", "del"]);

const severalFilters = phrase<{ typed: string }>({
  en: "“{typed}” can mean several things. Which one?",
  pt: "“{typed}” pode ser mais de uma coisa. Qual delas?",
  es: "“{typed}” puede ser más de una cosa. ¿Cuál?",
});

import { z } from "zod";
import { fold, inLanguage, LANGUAGES } from "../../language.ts";
import type { StageKind } from "../../leads/types.ts";
import type { ResolveContext } from "../context.ts";
import { phrase } from "../present/phrase.ts";
import { safeName } from "../present/safe.ts";
import type { LeadFilter } from "../reads.ts";
import type { Token } from "../tokens.ts";
import { optionalRepArg } from "./rep.ts";
import type { ArgSpec, Cursor } from "./spec.ts";
import { meant, stageWords } from "./stage.ts";
import { bareWord } from "./words.ts";

/** What a list should contain, and how it was asked for, so that the next page can be asked for likewise. */
export type LeadWishes = Omit<LeadFilter, "scope"> & {
  /** Counted from 1. */
  page: number;
  /** The words of the filters, without the page. */
  words: string[];
};

/**
 * Filters of a list, in any order and language: mine, free, overdue, open, won, lost, dormant, all; a stage; a grade;
 * `#tag`; `@colleague`; `likely`, for the likeliest first; `page 2`. Without a word on it, open leads.
 */
export function filtersArg(): ArgSpec<LeadWishes> {
  return {
    kind: "filters",
    label: { en: "filters", pt: "filtros", es: "filtros" },
    optional: false,
    schema: wishesSchema,
    read: (cursor) => {
      const read = readFilters(cursor);
      return "unknown" in read ? [] : [{ value: read, used: cursor.tokens.length }];
    },
    missing: (cursor) => {
      const read = readFilters(cursor);
      const typed = "unknown" in read ? read.unknown.text : "";
      return { code: "unknown-filter", text: unknownFilter({ typed: safeName(typed, 40) }) };
    },
  };
}

const wishesSchema = z.object({
  ownerId: z.string().optional(),
  pool: z.boolean().optional(),
  stages: z.array(z.string()).optional(),
  stageKinds: z.array(z.enum(["open", "won", "lost", "dormant"])).optional(),
  grade: z.string().optional(),
  tag: z.string().max(40).optional(),
  limitBy: z.string().optional(),
  order: z.enum(["newest", "hottest", "urgent", "likeliest"]).optional(),
  page: z.number().int().min(1).max(10_000),
  words: z.array(z.string()),
});

function readFilters(cursor: Cursor): LeadWishes | { unknown: Token } {
  const { context } = cursor;
  const wishes: LeadWishes = { page: 1, words: [] };
  let tokens = cursor.tokens;
  while (tokens.length > 0) {
    const used = readOne(tokens, wishes, context);
    if (used === 0) return { unknown: tokens[0]! };
    tokens = tokens.slice(used);
  }
  const isOpenOnly = wishes.stages === undefined && wishes.stageKinds === undefined;
  return isOpenOnly ? { ...wishes, stageKinds: ["open"] } : wishes;
}

/** Read one filter from the beginning into `wishes`; gives how many words it took. */
function readOne(tokens: readonly Token[], wishes: LeadWishes, context: ResolveContext): number {
  const first = tokens[0]!;
  const page = readPage(tokens);
  if (page !== null) {
    wishes.page = page.page;
    return page.used;
  }
  const used = readFilter(tokens, wishes, context);
  if (used > 0) wishes.words.push(...tokens.slice(0, used).map((token) => token.text));
  else if (IGNORED.has(first.folded)) return 1;
  return used;
}

function readFilter(tokens: readonly Token[], wishes: LeadWishes, context: ResolveContext): number {
  const first = tokens[0]!;
  const word = bareWord([first]);
  if (first.text.startsWith("#") && first.text.length > 1) {
    wishes.tag = fold(first.text.slice(1));
    return 1;
  }
  if (MINE.has(word)) {
    wishes.ownerId = context.actor.id;
    return 1;
  }
  if (LIKELIEST.has(word.replace(/^(?:sort|order|ordem|orden):/, ""))) {
    wishes.order = "likeliest";
    return 1;
  }
  const kinds = KINDS.get(word);
  if (kinds !== undefined) {
    wishes.stageKinds = [...(wishes.stageKinds ?? []), ...kinds];
    return 1;
  }
  if (OVERDUE.has(word)) {
    wishes.limitBy = new Date(Date.parse(context.at) + SOON_MS).toISOString();
    wishes.order = "urgent";
    return 1;
  }
  if (POOL.has(word)) {
    wishes.pool = true;
    return 1;
  }
  const rep = optionalRepArg().read({ tokens, text: "", context })[0];
  if (rep !== undefined && typeof rep.value === "string") {
    wishes.ownerId = rep.value;
    return rep.used;
  }
  return readGrade(word, wishes, context) ? 1 : readStage(tokens, wishes, context);
}

function readGrade(word: string, wishes: LeadWishes, { bundle }: ResolveContext): boolean {
  const words = bundle.scoring.grades.flatMap((grade) =>
    [grade.id, ...LANGUAGES.map((language) => inLanguage(grade.label, language))].flatMap((label) => {
      const folded = fold(label);
      return [folded, `${folded}s`].map((form): [string, string] => [form, grade.id]);
    }),
  );
  const grade = meant(word, words, false);
  if (grade !== null) wishes.grade = grade;
  return grade !== null;
}

function readStage(tokens: readonly Token[], wishes: LeadWishes, { bundle }: ResolveContext): number {
  const words = stageWords(bundle).flatMap(([word, id]): [string, string][] => [
    [word, id],
    [`${word}s`, id],
  ]);
  for (const near of [false, true]) {
    for (let used = Math.min(4, tokens.length); used >= 1; used -= 1) {
      const stage = meant(bareWord(tokens.slice(0, used)), words, near);
      if (stage === null) continue;
      wishes.stages = [...(wishes.stages ?? []), stage];
      return used;
    }
  }
  return 0;
}

function readPage(tokens: readonly Token[]): { page: number; used: number } | null {
  const [first, second] = tokens;
  const short = /^(?:p|page|pagina)(\d{1,4})$/.exec(first!.folded) ?? /^(\d{1,4})$/.exec(first!.folded);
  if (short !== null) return { page: Number(short[1]), used: 1 };
  if (!/^(p|page|pagina|pag)$/.test(first!.folded) || !/^\d{1,4}$/.test(second?.folded ?? "")) return null;
  return { page: Number(second!.folded), used: 2 };
}

const MINE = new Set(["mine", "my", "meus", "meu", "minhas", "mios", "mio", "mis"]);
const OVERDUE = new Set(
  "overdue late urgent sla atrasados atrasado vencidos vencido urgentes urgente prazos prazo plazos plazo".split(
    " ",
  ),
);
/** A limit that runs out within an hour is listed with those that have. */
const SOON_MS = 3_600_000;
const POOL = new Set([
  "free",
  "pool",
  "unclaimed",
  "unassigned",
  "livres",
  "livre",
  "libres",
  "libre",
  "fila",
  "cola",
]);
/** Also as `sort:likely`. */
const LIKELIEST = new Set([
  "likely",
  "likeliest",
  "provaveis",
  "provavel",
  "chance",
  "probables",
  "probable",
  "probability",
  "probabilidade",
  "probabilidad",
]);
const KINDS: ReadonlyMap<string, StageKind[]> = new Map(
  (
    [
      ["open abertos aberto abiertos abierto", ["open"]],
      ["won ganhos ganho ganados ganado", ["won"]],
      ["lost perdidos perdido", ["lost"]],
      ["dormant parados parado dormidos dormido", ["dormant"]],
      ["closed fechados fechado cerrados cerrado", ["won", "lost", "dormant"]],
      ["all todos todas everything tudo todo", ["open", "won", "lost", "dormant"]],
    ] as [string, StageKind[]][]
  ).flatMap(([words, kinds]) => words.split(" ").map((word) => [word, kinds] as const)),
);
const IGNORED = new Set([
  "leads",
  "lead",
  "in",
  "em",
  "en",
  "the",
  "os",
  "los",
  "com",
  "con",
  "with",
  "and",
  "e",
  "y",
]);

const unknownFilter = phrase<{ typed: string }>({
  en: "I don't know the filter “{typed}”. Try mine, free, overdue, a stage, hot, #tag, @colleague, won, lost, all or likely.",
  pt: "Não conheço o filtro “{typed}”. Tente meus, livres, atrasados, uma etapa, quente, #etiqueta, @colega, ganhos, perdidos, todos ou prováveis.",
  es: "No conozco el filtro “{typed}”. Prueba míos, libres, atrasados, una etapa, caliente, #etiqueta, @colega, ganados, perdidos, todos o probables.",
});

import { z } from "zod";
import { fold, inLanguage, LANGUAGES } from "../../language.ts";
import type { StageKind } from "../../leads/types/lead.ts";
import type { ResolveContext } from "../context.ts";
import { phrase, type Texts } from "../present/phrase.ts";
import { safeName } from "../present/safe.ts";
import type { LeadFilter } from "../reads.ts";
import type { Token } from "../tokens.ts";
import { type Open, openSchema } from "./dimension-filter.ts";
import { optionalRepArg } from "./rep.ts";
import type { ArgSpec, Cursor } from "./spec.ts";
import { meant, stageWords } from "./stage.ts";
import { bareWord } from "./words.ts";

/** What a list should contain, and how it was asked for, so that the next page can be asked for likewise. */
export type LeadWishes = Omit<LeadFilter, "scope"> & {
  /** Counted from 1. */
  page: number;
  /** The words of the filters, without the page; a source, product, segment, team, channel and language are not among them. */
  words: string[];
  /** Words that may be a source, product or segment that only the database knows. Default: none. */
  unresolved?: Open[];
};

/**
 * Filters of a list, in any order and language: mine, free, overdue, open, won, lost, dormant, all; a stage; a grade;
 * `#tag`; `@colleague`; `likely`, for the likeliest first; `page 2`. Without a word on it, leads of `unlessSaid`: open ones.
 */
export function filtersArg(unlessSaid: readonly StageKind[] = OPEN): ArgSpec<LeadWishes> {
  return {
    kind: "filters",
    label: { en: "filters", pt: "filtros", es: "filtros" },
    optional: false,
    schema: wishesSchema,
    read: (cursor) => {
      const read = readFilters(cursor, unlessSaid);
      return "unknown" in read ? [] : [{ value: read, used: cursor.tokens.length }];
    },
    missing: (cursor) => {
      const read = readFilters(cursor, unlessSaid);
      const typed = "unknown" in read ? read.unknown.text : "";
      return { code: "unknown-filter", text: unknownFilter(typed) };
    },
  };
}

/** Says that a word is no filter, and what is one. */
export function unknownFilter(typed: string): Texts {
  return unknown({ typed: safeName(typed, 40) });
}

const key = z.string().max(200).optional();
const wishesSchema = z.object({
  ownerId: z.string().optional(),
  source: key,
  product: key,
  segment: key,
  team: key,
  channel: key,
  language: key,
  pool: z.boolean().optional(),
  stages: z.array(z.string()).optional(),
  stageKinds: z.array(z.enum(["open", "won", "lost", "dormant"])).optional(),
  grade: z.string().optional(),
  tag: z.string().max(40).optional(),
  limitBy: z.string().optional(),
  order: z.enum(["newest", "hottest", "urgent", "likeliest"]).optional(),
  page: z.number().int().min(1).max(10_000),
  words: z.array(z.string()),
  unresolved: openSchema.optional(),
});

function readFilters(cursor: Cursor, unlessSaid: readonly StageKind[]): LeadWishes | { unknown: Token } {
  const { context } = cursor;
  const wishes: LeadWishes = { page: 1, words: [] };
  let tokens = cursor.tokens;
  while (tokens.length > 0) {
    const used = readOne(tokens, wishes, context);
    if (used === 0) return { unknown: tokens[0]! };
    tokens = tokens.slice(used);
  }
  return stagedUnlessSaid(wishes, unlessSaid);
}

/** Open leads, where nothing else is said. */
export const OPEN: readonly StageKind[] = ["open"];

/** Without a word on it, leads of these kinds of stage. */
export function stagedUnlessSaid(wishes: LeadWishes, kinds: readonly StageKind[]): LeadWishes {
  const isSaid = wishes.stages !== undefined || wishes.stageKinds !== undefined;
  return isSaid ? wishes : { ...wishes, stageKinds: [...kinds] };
}

/** Read one filter from the beginning into `wishes`; gives how many words it took. */
function readOne(tokens: readonly Token[], wishes: LeadWishes, context: ResolveContext): number {
  const page = readPage(tokens, wishes);
  if (page > 0) return page;
  const used = readFilter(tokens, wishes, context) || readStageLike(tokens, wishes, context);
  return used === 0 && IGNORED.has(tokens[0]!.folded) ? 1 : used;
}

/** Read a filter that is called exactly so into `wishes`, with its words; gives how many it took. */
export function readFilter(tokens: readonly Token[], wishes: LeadWishes, context: ResolveContext): number {
  return keepWords(tokens, wishes, readExact(tokens, wishes, context));
}

/** Read a stage with a typo, likewise. */
export function readStageLike(tokens: readonly Token[], wishes: LeadWishes, context: ResolveContext): number {
  return keepWords(tokens, wishes, readStage(tokens, wishes, context, true));
}

function keepWords(tokens: readonly Token[], wishes: LeadWishes, used: number): number {
  wishes.words.push(...tokens.slice(0, used).map((token) => token.text));
  return used;
}

function readExact(tokens: readonly Token[], wishes: LeadWishes, context: ResolveContext): number {
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
  return readGrade(word, wishes, context) ? 1 : readStage(tokens, wishes, context, false);
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

function readStage(
  tokens: readonly Token[],
  wishes: LeadWishes,
  { bundle }: ResolveContext,
  near: boolean,
): number {
  const words = stageWords(bundle).flatMap(([word, id]): [string, string][] => [
    [word, id],
    [`${word}s`, id],
  ]);
  for (let used = Math.min(4, tokens.length); used >= 1; used -= 1) {
    const stage = meant(bareWord(tokens.slice(0, used)), words, near);
    if (stage === null) continue;
    wishes.stages = [...(wishes.stages ?? []), stage];
    return used;
  }
  return 0;
}

/** Read the page into `wishes`; gives how many words it took. */
export function readPage([first, second]: readonly Token[], wishes: LeadWishes): number {
  const short = /^(?:p|page|pagina)(\d{1,4})$/.exec(first!.folded) ?? /^(\d{1,4})$/.exec(first!.folded);
  const isLong = /^(p|page|pagina|pag)$/.test(first!.folded) && /^\d{1,4}$/.test(second?.folded ?? "");
  if (short === null && !isLong) return 0;
  wishes.page = Number(short === null ? second!.folded : short[1]);
  return short === null ? 2 : 1;
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
      ["all todos todas everything everyone everybody tudo todo", ["open", "won", "lost", "dormant"]],
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
  "from",
  "do",
  "da",
  "de",
  "del",
]);

const unknown = phrase<{ typed: string }>({
  en: "I don't know the filter “{typed}”. Try mine, free, overdue, a stage, hot, #tag, @colleague, won, lost, all or likely; or a source, product, segment, channel, language or team, as in source:instagram, product:…, channel whatsapp, team ….",
  pt: "Não conheço o filtro “{typed}”. Tente meus, livres, atrasados, uma etapa, quente, #etiqueta, @colega, ganhos, perdidos, todos ou prováveis; ou uma origem, um produto, segmento, canal, idioma ou equipe, como origem:instagram, produto:…, canal whatsapp, equipe ….",
  es: "No conozco el filtro “{typed}”. Prueba míos, libres, atrasados, una etapa, caliente, #etiqueta, @colega, ganados, perdidos, todos o probables; o un origen, producto, segmento, canal, idioma o equipo, como origen:instagram, producto:…, canal whatsapp, equipo ….",
});

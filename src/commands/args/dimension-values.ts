import { fold, inLanguage, LANGUAGES, type Language } from "../../language.ts";
import type { Directory } from "../../leads/types/directory.ts";
import type { ResolveContext } from "../context.ts";
import type { Dimension } from "../insights.ts";

/** Something that leads can be counted by, as it is known before the numbers are read. */
export interface DimensionValue {
  dimension: Dimension;
  key: string;
}

/** The words by which a dimension is named, folded: "by source", "canal whatsapp", `team:sales`. */
export const DIMENSION_WORDS: ReadonlyMap<string, Dimension> = new Map(
  (
    [
      [
        "source",
        "source sources origin from-source origem origens fonte fontes origen origenes fuente fuentes",
      ],
      ["product", "product products produto produtos producto productos"],
      ["segment", "segment segments segmento segmentos"],
      [
        "owner",
        "rep reps owner owners colleague colleagues vendedor vendedora vendedores responsavel responsaveis colega colegas vendedoras responsable responsables",
      ],
      ["team", "team teams equipe equipes equipo equipos"],
      ["channel", "channel channels canal canais canales"],
      ["language", "language languages idioma idiomas lingua linguas lengua lenguas"],
    ] as const
  ).flatMap(([dimension, words]) => words.split(" ").map((word) => [word, dimension] as const)),
);

/** Words for what is not known: leads without a product, without an owner. */
export const UNKNOWN_WORDS: ReadonlySet<string> = new Set([
  "unknown",
  "none",
  "nobody",
  "desconhecido",
  "desconhecida",
  "nenhum",
  "nenhuma",
  "ninguem",
  "desconocido",
  "desconocida",
  "ninguno",
  "ninguna",
  "nadie",
]);

/**
 * What a word can mean, of what the flow files and the colleagues' list say: products, segments and sources by the
 * choices of the questions, channels, languages, teams, and colleagues by their names. `only`: of this dimension.
 */
export function valuesCalled(word: string, context: ResolveContext, only?: Dimension): DimensionValue[] {
  const found = new Map<string, DimensionValue>();
  const add = (dimension: Dimension, key: string) => {
    if (only === undefined || only === dimension) found.set(`${dimension} ${key}`, { dimension, key });
  };
  const bare = word.replace(/^@/, "");
  for (const { dimension, id, names } of choicesOf(context)) if (names.has(bare)) add(dimension, id);
  for (const [name, channel] of CHANNELS) if (name === bare) add("channel", channel);
  for (const [name, language] of LANGUAGE_NAMES) if (name === bare) add("language", language);
  for (const team of context.directory.teams.values())
    if (fold(team.id) === bare || fold(team.name) === bare) add("team", team.id);
  for (const id of repsCalled(bare, context.directory, only === "owner")) add("owner", id);
  return [...found.values()];
}

/** By the whole name or a whole word of it; those who have left only where no active one fits, or by their id. */
function repsCalled(word: string, directory: Directory, expected: boolean): string[] {
  if (word.length < (expected ? 2 : 3)) return [];
  const reps = [...directory.reps.values()];
  const exactly = reps.filter((rep) => fold(rep.id) === word || fold(rep.name) === word);
  const found = exactly.length > 0 ? exactly : reps.filter((rep) => fold(rep.name).split(" ").includes(word));
  const active = found.filter((rep) => rep.active);
  return (active.length > 0 ? active : found).map((rep) => rep.id);
}

interface ChoiceNames {
  dimension: Dimension;
  id: string;
  names: ReadonlySet<string>;
}

const known = new WeakMap<object, ChoiceNames[]>();

/** The choices of the questions whose answers are the lead's product, segment or source. */
function choicesOf({ bundle }: ResolveContext): ChoiceNames[] {
  const cached = known.get(bundle);
  if (cached !== undefined) return cached;
  const names = new Map<string, { dimension: Dimension; id: string; names: Set<string> }>();
  for (const flow of bundle.flows.values()) {
    for (const ask of flow.asks) {
      const dimension = TARGETS.get(ask.target ?? "");
      if (dimension === undefined) continue;
      for (const option of LANGUAGES.flatMap((language) => ask.options[language])) {
        const key = `${dimension} ${option.id}`;
        const entry = names.get(key) ?? { dimension, id: option.id, names: new Set<string>() };
        for (const name of [option.id, option.label, ...(option.synonyms ?? [])]) entry.names.add(fold(name));
        names.set(key, entry);
      }
    }
  }
  const result = [...names.values()];
  known.set(bundle, result);
  return result;
}

/** The label of a product, segment or source in the reader's language, where the flow files have it. */
export function choiceLabel(
  bundle: ResolveContext["bundle"],
  dimension: Dimension,
  key: string,
  language: Language,
): string | null {
  for (const flow of bundle.flows.values()) {
    for (const ask of flow.asks) {
      if (TARGETS.get(ask.target ?? "") !== dimension) continue;
      const option = ask.options[language].find((each) => each.id === key);
      if (option !== undefined) return inLanguage(option.label, language);
    }
  }
  return null;
}

const TARGETS: ReadonlyMap<string, Dimension> = new Map([
  ["lead.product", "product"],
  ["lead.segment", "segment"],
  ["lead.source", "source"],
]);

const CHANNELS: [string, string][] = [
  ["whatsapp", "whatsapp"],
  ["zap", "whatsapp"],
  ["wpp", "whatsapp"],
  ["telegram", "telegram"],
  ["web", "web"],
  ["website", "web"],
  ["site", "web"],
  ["sitio", "web"],
  ["sitio web", "web"],
  ["web chat", "web"],
  ["chat", "web"],
];

const LANGUAGE_NAMES: [string, Language][] = [
  ["english", "en"],
  ["ingles", "en"],
  ["en", "en"],
  ["portuguese", "pt"],
  ["portugues", "pt"],
  ["pt", "pt"],
  ["spanish", "es"],
  ["espanhol", "es"],
  ["espanol", "es"],
  ["castellano", "es"],
  ["es", "es"],
];

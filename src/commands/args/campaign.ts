import { z } from "zod";
import { LANGUAGES } from "../../language.ts";
import type { CampaignFilter } from "../../leads/campaign.ts";
import { phrase } from "../present/phrase.ts";
import type { Token } from "../tokens.ts";
import { readMoment } from "../when/index.ts";
import { filtersArg } from "./filters.ts";
import { contextOf } from "./moment.ts";
import type { ArgSpec, Cursor } from "./spec.ts";
import { bareWord } from "./words.ts";

/** What is to be done with a campaign. */
export type CampaignWish =
  | { kind: "list" }
  | { kind: "new"; name: string; template: string; filter: CampaignFilter; startAt: string | null }
  | { kind: "start"; name: string; confirm: string | null }
  /** Who is behind a number of what would happen, by the code of the reason; null: who would get it. */
  | { kind: "who"; name: string; reason: string | null }
  | { kind: "pause" | "resume" | "cancel" | "show" | "results"; name: string };

/**
 * `new launch template:launch stage:customer language:pt at tomorrow 9:00`, `start launch`, `pause launch`,
 * `results launch`; nothing: the list.
 */
export function campaignArg(): ArgSpec<CampaignWish> {
  return {
    kind: "filters",
    label: {
      en: "new, start, show, pause, resume, cancel or results, and its name",
      pt: "nova, iniciar, mostrar, pausar, retomar, cancelar ou resultados, e o nome",
      es: "nueva, iniciar, mostrar, pausar, reanudar, cancelar o resultados, y el nombre",
    },
    optional: false,
    schema: z.custom<CampaignWish>((value) => typeof value === "object" && value !== null && "kind" in value),
    read: (cursor) => {
      const { tokens } = cursor;
      const [verb, name, ...rest] = tokens;
      if (verb === undefined) return [{ value: { kind: "list" }, used: 0 }];
      const kind = VERBS.get(bareWord([verb]));
      if (kind === "list" && name === undefined) return [{ value: { kind }, used: 1 }];
      if (kind === undefined || kind === "list" || name === undefined || !NAME.test(name.folded)) return [];
      const used = tokens.length;
      if (kind === "new") {
        const made = readNew(rest, cursor);
        return made === null ? [] : [{ value: { kind, name: name.folded, ...made }, used }];
      }
      if (kind === "start") {
        const says = /^confirm(?:ar|o)?$/.test(rest[0]?.folded ?? "");
        if (rest.length > 0 && !says) return [];
        return [{ value: { kind, name: name.folded, confirm: says ? (rest[1]?.folded ?? "") : null }, used }];
      }
      if (kind === "who") {
        const reason = rest[0]?.folded ?? null;
        return rest.length > 1 ? [] : [{ value: { kind, name: name.folded, reason }, used }];
      }
      return rest.length > 0 ? [] : [{ value: { kind, name: name.folded }, used }];
    },
    missing: () => ({ code: "campaign-how", text: howTo({}) }),
  };
}

function readNew(
  tokens: readonly Token[],
  cursor: Cursor,
): Pick<Extract<CampaignWish, { kind: "new" }>, "template" | "filter" | "startAt"> | null {
  let template: string | null = null;
  let startAt: string | null = null;
  const filter: CampaignFilter = { words: [] };
  const plain: Token[] = [];
  for (let i = 0; i < tokens.length; i += 1) {
    const token = tokens[i]!;
    const when = AT.has(token.folded) ? readAt(tokens.slice(i + 1), cursor) : null;
    if (when !== null) {
      startAt = when;
      break;
    }
    const [, key = "", value = ""] = /^([a-z]+)[:=](.+)$/.exec(token.folded) ?? [];
    const field = KEYS.get(key);
    if (field === undefined) plain.push(token);
    else {
      filter.words.push(token.text);
      if (field === "template") template = value;
      else if (field === "stage") plain.push({ ...token, text: value, folded: value });
      else if (field === "tag") filter.tag = value.replace(/^#/, "");
      else if (field === "language") {
        if (!(LANGUAGES as readonly string[]).includes(value)) return null;
        filter.language = value;
      } else filter[field] = value;
    }
  }
  if (template === null || !cursor.context.bundle.templates.has(template)) return null;
  const wishes = filtersArg().read({ ...cursor, tokens: plain })[0];
  if (wishes === undefined) return null;
  const { page: _page, words, order: _order, ...read } = filtersArg().schema.parse(wishes.value);
  const isUsual = read.stages === undefined && words.length === 0;
  // Without a word on it: all but those who were lost.
  const kinds = isUsual ? { stageKinds: ["open", "won", "dormant"] as CampaignFilter["stageKinds"] } : {};
  const merged = Object.fromEntries(
    Object.entries({ ...read, ...kinds, ...filter }).filter(([, value]) => value !== undefined),
  );
  return { template, startAt, filter: { ...merged, words: [...words, ...filter.words] } };
}

/** The words to the end, as a time to come. */
function readAt(tokens: readonly Token[], { text, context }: Cursor): string | null {
  const [first, last] = [tokens[0], tokens.at(-1)];
  if (first === undefined || last === undefined) return null;
  const moment = readMoment(text.slice(first.start, last.end), contextOf(context));
  return moment?.kind === "moment" && moment.rest === "" ? moment.at : null;
}

const NAME = /^[\p{L}\p{N}][\p{L}\p{N}_-]{0,39}$/u;
const AT = new Set(["at", "on", "em", "el", "as", "na", "no", "a"]);
const KEYS = new Map<string, "template" | "stage" | "tag" | "language" | "source" | "product" | "segment">([
  ["template", "template"],
  ["modelo", "template"],
  ["plantilla", "template"],
  ["stage", "stage"],
  ["etapa", "stage"],
  ["tag", "tag"],
  ["etiqueta", "tag"],
  ["language", "language"],
  ["lang", "language"],
  ["idioma", "language"],
  ["source", "source"],
  ["origem", "source"],
  ["origen", "source"],
  ["product", "product"],
  ["produto", "product"],
  ["producto", "product"],
  ["segment", "segment"],
  ["segmento", "segment"],
]);

const VERBS = new Map<string, CampaignWish["kind"]>(
  (
    [
      ["list", "list lista listar"],
      ["new", "new nova novo nueva nuevo create criar crear"],
      ["start", "start iniciar inicia begin comecar comenzar"],
      ["pause", "pause pausar pausa"],
      ["resume", "resume retomar reanudar continue"],
      ["cancel", "cancel cancelar cancela"],
      ["show", "show mostrar ver"],
      ["who", "who quem quien quienes"],
      ["results", "results result resultados resultado"],
    ] as const
  ).flatMap(([kind, words]) => words.split(" ").map((word): [string, CampaignWish["kind"]] => [word, kind])),
);

const howTo = phrase({
  en: "Say: campaign new <name> template:<template> and whom it is for (stage:customer, language:pt, source:instagram, #tag), then campaign start <name>. Also: show, pause, resume, cancel, results. “templates” lists the texts.",
  pt: "Diga: campanha nova <nome> modelo:<modelo> e para quem é (etapa:cliente, idioma:pt, origem:instagram, #etiqueta); depois, campanha iniciar <nome>. Também: mostrar, pausar, retomar, cancelar, resultados. “modelos” mostra os textos.",
  es: "Di: campaña nueva <nombre> plantilla:<plantilla> y para quién es (etapa:cliente, idioma:pt, origen:instagram, #etiqueta); después, campaña iniciar <nombre>. También: mostrar, pausar, reanudar, cancelar, resultados. “plantillas” muestra los textos.",
});

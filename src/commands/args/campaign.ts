import { z } from "zod";
import { phrase } from "../present/phrase.ts";
import type { Token } from "../tokens.ts";
import { type CampaignDraft, campaignName, readCampaignDraft } from "./campaign-draft.ts";
import type { ArgFault, ArgSpec, Cursor } from "./spec.ts";
import { bareWord } from "./words.ts";

/** What is to be done with a campaign. */
export type CampaignWish =
  | { kind: "list" }
  | ({ kind: "new" } & CampaignDraft)
  | { kind: "start"; name: string; confirm: string | null }
  /** Who is behind a number of what would happen, by the code of the reason; null: who would get it. */
  | { kind: "who"; name: string; reason: string | null }
  | { kind: "pause" | "resume" | "cancel" | "show" | "results"; name: string };

/**
 * `new launch template:launch stage:customer language:pt at tomorrow 9:00`, `start launch`, `pause launch`,
 * `results launch`; nothing, or a verb without a name: the list. A name of several words is joined by hyphens.
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
      const read = readWish(cursor);
      return "code" in read ? [] : [{ value: read, used: cursor.tokens.length }];
    },
    missing: (cursor) => {
      const read = readWish(cursor);
      return "code" in read ? read : null;
    },
  };
}

function readWish(cursor: Cursor): CampaignWish | ArgFault {
  const [verb, ...said] = cursor.tokens;
  const kind = verb === undefined ? "list" : VERBS.get(bareWord([verb]));
  if (kind === undefined || (kind === "list" && said.length > 0)) return HOW;
  if (kind === "new") return said.length === 0 ? HOW : readDraft(said, cursor);
  if (kind === "list" || said.length === 0) return { kind: "list" };
  if (kind === "who")
    return said.length > 2
      ? HOW
      : named(said.slice(0, 1), (name) => ({ kind, name, reason: said[1]?.folded ?? null }));
  if (kind !== "start") return named(said, (name) => ({ kind, name }));
  const at = said.findIndex(({ folded }, i) => i > 0 && CONFIRM.test(folded));
  if (at === -1) return named(said, (name) => ({ kind, name, confirm: null }));
  return named(said.slice(0, at), (name) => ({ kind, name, confirm: said[at + 1]?.folded ?? "" }));
}

function readDraft(said: readonly Token[], cursor: Cursor): CampaignWish | ArgFault {
  const draft = readCampaignDraft(said, cursor);
  return draft === null ? HOW : "code" in draft ? draft : { kind: "new", ...draft };
}

function named(tokens: readonly Token[], wish: (name: string) => CampaignWish): CampaignWish | ArgFault {
  const name = campaignName(tokens);
  return name === null ? HOW : wish(name);
}

const CONFIRM = /^confirm(?:ar|o)?$/;

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
  en: "Say: campaign new <name> template:<template> and whom it is for (customers, language:pt, from instagram, #tag), then campaign start <name>. Also: show, pause, resume, cancel, results. “templates” lists the texts.",
  pt: "Diga: campanha nova <nome> modelo:<modelo> e para quem é (clientes, idioma:pt, do instagram, #etiqueta); depois, campanha iniciar <nome>. Também: mostrar, pausar, retomar, cancelar, resultados. “modelos” mostra os textos.",
  es: "Di: campaña nueva <nombre> plantilla:<plantilla> y para quién es (clientes, idioma:pt, de instagram, #etiqueta); después, campaña iniciar <nombre>. También: mostrar, pausar, reanudar, cancelar, resultados. “plantillas” muestra los textos.",
});

const HOW: ArgFault = { code: "campaign-how", text: howTo({}) };

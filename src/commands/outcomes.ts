import { fold, LANGUAGES, type Language } from "../language.ts";
import { nearness } from "./near.ts";
import type { Texts } from "./present/phrase.ts";

/** What can come of a call or a meeting. */
export interface Outcome {
  id: string;
  label: Texts;
  /** Other words for it, in any language. */
  words: readonly string[];
  /** A person spoke with the customer: counts as an answer to them. */
  reached: boolean;
}

export const CALL_OUTCOMES: readonly Outcome[] = [
  {
    id: "reached",
    label: { en: "reached", pt: "falei com o cliente", es: "hablé con el cliente" },
    words: [
      "spoke",
      "talked",
      "answered",
      "ok",
      "atendeu",
      "falei",
      "falamos",
      "atendió",
      "hablé",
      "hablamos",
    ],
    reached: true,
  },
  {
    id: "no-answer",
    label: { en: "no answer", pt: "não atendeu", es: "no contestó" },
    words: ["did not answer", "unanswered", "sem resposta", "no atendió", "sin respuesta"],
    reached: false,
  },
  {
    id: "voicemail",
    label: { en: "voicemail", pt: "caixa postal", es: "buzón de voz" },
    words: ["left a message", "mailbox", "deixei recado", "recado", "buzón", "dejé mensaje"],
    reached: false,
  },
  {
    id: "busy",
    label: { en: "busy", pt: "ocupado", es: "ocupado" },
    words: ["call back later", "retornar depois", "llamar después"],
    reached: false,
  },
  {
    id: "wrong-number",
    label: { en: "wrong number", pt: "número errado", es: "número equivocado" },
    words: ["bad number", "número inexistente"],
    reached: false,
  },
];

export const MEETING_OUTCOMES: readonly Outcome[] = [
  {
    id: "held",
    label: { en: "held", pt: "realizada", es: "realizada" },
    words: ["met", "done", "went well", "reached", "feita", "aconteceu", "hecha", "nos reunimos"],
    reached: true,
  },
  {
    id: "no-show",
    label: { en: "did not come", pt: "não compareceu", es: "no asistió" },
    words: ["no show", "absent", "faltou", "não veio", "no vino", "faltó"],
    reached: false,
  },
  {
    id: "put-off",
    label: { en: "put off", pt: "adiada", es: "postergada" },
    words: ["postponed", "rescheduled", "remarcada", "reprogramada", "pospuesta"],
    reached: false,
  },
  {
    id: "cancelled",
    label: { en: "cancelled", pt: "cancelada", es: "cancelada" },
    words: ["canceled", "called off"],
    reached: false,
  },
];

/** What can come of anything that was planned. */
export const DONE_OUTCOMES: readonly Outcome[] = [
  ...CALL_OUTCOMES.filter(({ id }) => id === "reached" || id === "no-answer"),
  {
    id: "interested",
    label: { en: "interested", pt: "tem interesse", es: "tiene interés" },
    words: [],
    reached: true,
  },
  {
    id: "wants-offer",
    label: { en: "wants an offer", pt: "quer proposta", es: "quiere propuesta" },
    words: [],
    reached: true,
  },
  {
    id: "later",
    label: { en: "wants to wait", pt: "quer esperar", es: "quiere esperar" },
    words: [],
    reached: true,
  },
  {
    id: "not-interested",
    label: { en: "not interested", pt: "sem interesse", es: "sin interés" },
    words: [],
    reached: true,
  },
  {
    id: "solved",
    label: { en: "all is well", pt: "tudo certo", es: "todo bien" },
    words: [],
    reached: true,
  },
];

/** What can come of a follow-up of this kind, the likeliest first. */
export function outcomesOf(kind: "call" | "message" | "meeting" | "task" | "support"): readonly Outcome[] {
  const [reached, unanswered, ...others] = DONE_OUTCOMES;
  const solved = others.at(-1);
  const sales = others.slice(0, -1);
  if (kind === "meeting") return [...MEETING_OUTCOMES, ...sales];
  if (kind === "call") return [...CALL_OUTCOMES, ...sales];
  if (kind === "support") return [solved, reached, unanswered].filter((each) => each !== undefined);
  return [...sales, unanswered].filter((each) => each !== undefined);
}

/**
 * An outcome as it is kept: the id of the one that the text names, with what follows it on the next lines; else the
 * text. It is named only where nothing follows, or a mark does: "no answer yet from her boss" is a sentence.
 */
export function toOutcome(text: string): string {
  const said = text.trim();
  const [, quoted, behind = ""] = /^["“]([^"“”]+)["”][\s,.;:–—-]*([\s\S]*)$/.exec(said) ?? [];
  const mark = /^([^\n,.;:–—]+)(?:[\n,.;:]|\s[–—-]\s)\s*([\s\S]*)$/.exec(said);
  for (const [name, rest] of [
    [quoted ?? "", behind],
    [said, ""],
    [mark?.[1] ?? "", mark?.[2] ?? ""],
  ] as const) {
    const outcome = ALL.find((each) => namesOf(each).includes(fold(name.trim())));
    if (outcome !== undefined) return rest.trim() === "" ? outcome.id : `${outcome.id}\n${rest.trim()}`;
  }
  return said;
}

/** An outcome that was kept, in the reader's language: `wants an offer – by Friday`. */
export function outcomeText(kept: string, language: Language): string {
  const [first = "", ...rest] = kept.split("\n");
  const known = ALL.find(({ id }) => id === first);
  if (known === undefined) return kept;
  return [known.label[language], rest.join("\n")].filter((part) => part !== "").join(" – ");
}

const ALL: readonly Outcome[] = [...CALL_OUTCOMES, ...MEETING_OUTCOMES, ...DONE_OUTCOMES];

function namesOf({ id, label }: Outcome): string[] {
  return [id, ...LANGUAGES.map((language) => label[language])].map(fold);
}

/** The outcome that a text begins with, also with a typo where that is all there is; and what follows it. */
export function readOutcome(
  text: string,
  outcomes: readonly Outcome[],
): { outcome: Outcome; rest: string } | null {
  const said = text.trim();
  const words = outcomes
    .flatMap((outcome) => wordsOf(outcome).map((word) => ({ word, outcome })))
    .sort((a, b) => b.word.length - a.word.length);
  for (const { word, outcome } of words) {
    const length = lengthOf(said, word);
    if (length !== null)
      return {
        outcome,
        rest: said
          .slice(length)
          .replace(WHOM, "")
          .replace(/^[\s,.;:–—-]+/, ""),
      };
  }
  const near = words.find(({ word }) => nearness(fold(said), word) !== null);
  return near === undefined ? null : { outcome: near.outcome, rest: "" };
}

/** "Reached him": who that is, is known. */
const WHOM = /^\s+(?:him|her|them)(?![\p{L}\p{N}'’])/iu;

/** Every word by which it is known, folded. */
export function wordsOf({ id, label, words }: Outcome): string[] {
  const all = [id, id.replace(/-/g, " "), ...LANGUAGES.map((language) => label[language]), ...words];
  return [...new Set(all.map(fold))];
}

/** What it is called; the id of one that is not known any more. */
export function outcomeName(id: string, language: Language): string {
  const known = ALL.find((outcome) => outcome.id === id);
  return known?.label[language] ?? id;
}

/** How many characters of the text the folded word stands for, when the text begins with it as whole words. */
function lengthOf(text: string, word: string): number | null {
  const count = word.split(" ").length;
  const match = new RegExp(`^(?:\\S+\\s+){${count - 1}}\\S+`, "u").exec(text);
  if (match === null) return null;
  const head = match[0].replace(/[,.;:!]+$/, "");
  return fold(head) === word ? head.length : null;
}

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
    if (length !== null) return { outcome, rest: said.slice(length).replace(/^[\s,.;:–—-]+/, "") };
  }
  const near = words.find(({ word }) => nearness(fold(said), word) !== null);
  return near === undefined ? null : { outcome: near.outcome, rest: "" };
}

/** Every word by which it is known, folded. */
export function wordsOf({ id, label, words }: Outcome): string[] {
  const all = [id, id.replace(/-/g, " "), ...LANGUAGES.map((language) => label[language]), ...words];
  return [...new Set(all.map(fold))];
}

/** What it is called; the id of one that is not known any more. */
export function outcomeName(id: string, language: Language): string {
  const known = [...CALL_OUTCOMES, ...MEETING_OUTCOMES].find((outcome) => outcome.id === id);
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

import { z } from "zod";
import type { FlowBundle } from "../../flow/bundle.ts";
import { fold, inLanguage, LANGUAGES, type LocalText } from "../../language.ts";
import { nearness } from "../near.ts";
import { inAll, phrase } from "../present/phrase.ts";
import type { ArgFault, ArgSpec, Cursor, Reading } from "./spec.ts";
import { bareWord, skipLinks } from "./words.ts";

/** A stage of the pipeline: its id, its label or a synonym in any language, also with a typo. Gives the id. */
export function stageArg(): ArgSpec<string> {
  return {
    kind: "stage",
    label: { en: "stage", pt: "etapa", es: "etapa" },
    optional: false,
    schema: z.string().min(1),
    read: readings,
    missing,
  };
}

/** Every word by which a stage is known, folded, with its id. */
export function stageWords(bundle: FlowBundle): [string, string][] {
  return bundle.pipeline.stages.flatMap((stage) => {
    const labels = LANGUAGES.map((language) => inLanguage(stage.label, language));
    const synonyms = LANGUAGES.flatMap((language) => stage.synonyms[language] ?? []);
    const words = new Set([stage.id, stage.id.replace(/[-_]/g, " "), ...labels, ...synonyms].map(fold));
    return [...words].map((word): [string, string] => [word, stage.id]);
  });
}

/** The one that is meant by a text: exactly, or else nearest by a clear margin; null when none or several. */
export function meant(
  typed: string,
  words: readonly (readonly [string, string])[],
  near: boolean,
): string | null {
  const exact = new Set(words.filter(([word]) => word === typed).map(([, id]) => id));
  if (exact.size > 0 || !near) return exact.size === 1 ? [...exact][0]! : null;
  const best = new Map<string, number>();
  for (const [word, id] of words) {
    const distance = nearness(typed, word);
    if (distance !== null) best.set(id, Math.min(distance, best.get(id) ?? Number.POSITIVE_INFINITY));
  }
  const [first, second] = [...best].sort((a, b) => a[1] - b[1]);
  if (first === undefined || (second !== undefined && second[1] === first[1])) return null;
  return first[0];
}

function readings(cursor: Cursor): Reading[] {
  const words = stageWords(cursor.context.bundle);
  const skip = skipLinks(cursor.tokens);
  const found: Reading[] = [];
  for (const near of [false, true]) {
    for (let length = Math.min(4, cursor.tokens.length - skip); length >= 1; length -= 1) {
      const typed = bareWord(cursor.tokens.slice(skip, skip + length));
      const stage = meant(typed, words, near);
      if (stage !== null) found.push({ value: stage, used: skip + length });
    }
  }
  return found;
}

/** Offers every stage, the nearest first. */
function missing(cursor: Cursor): ArgFault {
  const { bundle } = cursor.context;
  const skip = skipLinks(cursor.tokens);
  const typed = cursor.tokens[skip];
  const words = stageWords(bundle);
  const nearnessOf = (id: string) =>
    Math.min(
      ...words.filter(([, stage]) => stage === id).map(([word]) => nearness(typed?.folded ?? "", word) ?? 9),
    );
  const stages = [...bundle.pipeline.stages].sort((a, b) => nearnessOf(a.id) - nearnessOf(b.id));
  return {
    code: typed === undefined ? "which-stage" : "unknown-stage",
    text: typed === undefined ? whichStage({}) : unknownStage({ typed: typed.text.slice(0, 40) }),
    instead: stages.map((stage) => ({ text: stage.id, label: allLanguages(stage.label) })),
    used: typed === undefined ? 0 : skip + 1,
  };
}

function allLanguages(text: LocalText) {
  return inAll((language) => inLanguage(text, language));
}

const whichStage = phrase({
  en: "Which stage should it move to?",
  pt: "Para qual etapa?",
  es: "¿A qué etapa?",
});

const unknownStage = phrase<{ typed: string }>({
  en: "There is no stage called “{typed}”. Which one do you mean?",
  pt: "Não existe a etapa “{typed}”. Qual delas você quer dizer?",
  es: "No existe la etapa “{typed}”. ¿Cuál quieres decir?",
});

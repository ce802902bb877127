import { z } from "zod";
import type { FlowBundle } from "../../flow/bundle.ts";
import { fold, inLanguage, LANGUAGES } from "../../language.ts";
import { inAll, phrase } from "../present/phrase.ts";
import { safeName } from "../present/safe.ts";
import type { ArgSpec } from "./spec.ts";
import { meant } from "./stage.ts";
import { bareWord, skipLinks } from "./words.ts";

/** A nurture sequence by its id or name in any language, also with a typo. Gives the id. */
export function sequenceArg(): ArgSpec<string> {
  return {
    kind: "text",
    label: { en: "sequence", pt: "sequência", es: "secuencia" },
    optional: false,
    schema: z.string().min(1),
    read: ({ tokens, context }) => {
      const words = sequenceWords(context.bundle);
      const skip = skipLinks(tokens);
      for (const near of [false, true]) {
        for (let used = Math.min(6, tokens.length - skip); used >= 1; used -= 1) {
          const id = meant(bareWord(tokens.slice(skip, skip + used)), words, near);
          if (id !== null) return [{ value: id, used: skip + used }];
        }
      }
      return [];
    },
    missing: ({ tokens, context }) => ({
      code: tokens.length === 0 ? "which-sequence" : "unknown-sequence",
      text:
        tokens.length === 0 ? whichSequence({}) : unknownSequence({ typed: safeName(tokens[0]!.text, 40) }),
      instead: [...context.bundle.sequences.values()].slice(0, 10).map(({ id, name }) => ({
        text: id,
        label: inAll((language) => inLanguage(name, language)),
      })),
      used: tokens.length,
    }),
  };
}

/** The same, or nothing. */
export function optionalSequenceArg(): ArgSpec<string | undefined> {
  const spec = sequenceArg();
  return {
    ...spec,
    optional: true,
    schema: z.string().min(1).optional(),
    missing: (cursor) => (cursor.tokens.length === 0 ? null : (spec.missing?.(cursor) ?? null)),
  };
}

/** The sequence that is called exactly so, as {@link sequenceArg} reads it; null when there is none, or several. */
export function sequenceNamed(text: string, bundle: FlowBundle): string | null {
  return meant(fold(text.trim()), sequenceWords(bundle), false);
}

function sequenceWords(bundle: FlowBundle): [string, string][] {
  return [...bundle.sequences.values()].flatMap(({ id, name }) =>
    [
      ...new Set(
        [id, id.replace(/[-_]/g, " "), ...LANGUAGES.map((each) => inLanguage(name, each))].map(fold),
      ),
    ].map((word): [string, string] => [word, id]),
  );
}

const whichSequence = phrase({
  en: "Which sequence?",
  pt: "Qual sequência?",
  es: "¿Qué secuencia?",
});

const unknownSequence = phrase<{ typed: string }>({
  en: "There is no sequence called “{typed}”. Which one?",
  pt: "Não existe a sequência “{typed}”. Qual delas?",
  es: "No existe la secuencia “{typed}”. ¿Cuál?",
});

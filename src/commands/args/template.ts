import { z } from "zod";
import type { FlowBundle } from "../../flow/bundle.ts";
import { fold, inLanguage, LANGUAGES } from "../../language.ts";
import { inAll, phrase } from "../present/phrase.ts";
import { safeName } from "../present/safe.ts";
import type { ArgFault, ArgSpec, Cursor } from "./spec.ts";
import { meant } from "./stage.ts";
import { bareWord } from "./words.ts";

/** A template by its id or label in any language, also with a typo. Gives the id. */
export function templateArg(): ArgSpec<string> {
  return {
    kind: "text",
    label: { en: "template", pt: "modelo", es: "plantilla" },
    optional: false,
    schema: z.string().min(1),
    read: ({ tokens, context }) => {
      const found = readTemplate({ tokens, context }, true);
      return found === null ? [] : [{ value: found.id, used: found.used }];
    },
    missing: missingTemplate,
  };
}

/**
 * The template that the first words name, and how many they are; null when they name none. `withGone`: also those that
 * were in chat only, and were removed. Default: false.
 */
export function readTemplate(
  { tokens, context }: Pick<Cursor, "tokens" | "context">,
  mayBeNear: boolean,
  withGone = false,
): { id: string; used: number } | null {
  const { newest } = context.bundle.edits;
  const gone = withGone ? [...newest.keys()].map((id): [string, string] => [id, id]) : [];
  const words = [...templateWords(context.bundle), ...gone];
  for (const near of mayBeNear ? [false, true] : [false]) {
    for (let used = Math.min(5, tokens.length); used >= 1; used -= 1) {
      const id = meant(bareWord(tokens.slice(0, used)), words, near);
      if (id !== null) return { id, used };
    }
  }
  return null;
}

/** Which template, of those that there are. */
export function missingTemplate({ tokens, context }: Pick<Cursor, "tokens" | "context">): ArgFault {
  return {
    code: tokens.length === 0 ? "which-template" : "unknown-template",
    text: tokens.length === 0 ? whichTemplate({}) : unknownTemplate({ typed: safeName(tokens[0]!.text, 40) }),
    instead: [...context.bundle.templates.values()].slice(0, 10).map(({ id, label }) => ({
      text: id,
      label: inAll((language) => inLanguage(label, language)),
    })),
    used: tokens.length,
  };
}

function templateWords(bundle: FlowBundle): [string, string][] {
  return [...bundle.templates.values()].flatMap(({ id, label }) =>
    [
      ...new Set(
        [id, id.replace(/[-_]/g, " "), ...LANGUAGES.map((each) => inLanguage(label, each))].map(fold),
      ),
    ].map((word): [string, string] => [word, id]),
  );
}

const whichTemplate = phrase({
  en: "Which template?",
  pt: "Qual modelo?",
  es: "¿Qué plantilla?",
});

const unknownTemplate = phrase<{ typed: string }>({
  en: "There is no template called “{typed}”. Which one?",
  pt: "Não existe o modelo “{typed}”. Qual deles?",
  es: "No existe la plantilla “{typed}”. ¿Cuál?",
});

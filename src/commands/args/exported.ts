import { z } from "zod";
import { fold, LANGUAGES } from "../../language.ts";
import { phrase } from "../present/phrase.ts";
import { safeName } from "../present/safe.ts";
import type { Token } from "../tokens.ts";
import { type Asked, askedArg } from "./asked.ts";
import { anyListedArg, type Listed, listedArg } from "./listed.ts";
import type { ArgFault, ArgSpec, Cursor } from "./spec.ts";

/** What to export: the answer to a question, or leads. */
export type Exported =
  | { kind: "question"; question: string; asked: Asked }
  | { kind: "leads"; listed: Listed }
  | { kind: "consents" };

/** A command by what it is called, folded. */
export interface Named {
  name: string;
  words: Record<(typeof LANGUAGES)[number], readonly string[]>;
}

/**
 * A question with its period and filters (`sources last month`), or leads with their filters (`leads mine`, `won last
 * month`); without words the leads that are open. `questions`: those that there are.
 */
export function exportedArg(questions: readonly Named[], leadWords: readonly string[]): ArgSpec<Exported> {
  const asked = askedArg();
  const [listed, anyListed] = [listedArg(), anyListedArg()];
  return {
    kind: "filters",
    label: {
      en: "question or leads, period and filters",
      pt: "pergunta ou leads, período e filtros",
      es: "pregunta o leads, período y filtros",
    },
    optional: false,
    schema: z.union([
      z.object({ kind: z.literal("question"), question: z.string(), asked: asked.schema }),
      z.object({ kind: z.literal("leads"), listed: listed.schema }),
      z.object({ kind: z.literal("consents") }),
    ]),
    read: (cursor) => {
      const named = questionAt(cursor.tokens, questions);
      const used = cursor.tokens.length;
      if (used === 1 && CONSENTS.has(cursor.tokens[0]!.folded))
        return [{ value: { kind: "consents" }, used }];
      if (named !== null) {
        const inner = { ...cursor, tokens: cursor.tokens.slice(named.used) };
        return asked.read(inner).map(({ value }) => ({
          value: { kind: "question", question: named.name, asked: value },
          used,
        }));
      }
      const inner = withoutWord(cursor, leadWords);
      // Without "leads", a word that may be anything is rather a question with a typo.
      const leads = inner.tokens.length < used ? anyListed : listed;
      return leads.read(inner).map((reading) => ({
        ...reading,
        value: { kind: "leads", listed: reading.value },
        used,
      }));
    },
    missing: (cursor) => {
      const inner = withoutWord(cursor, leadWords);
      const named = cursor.tokens.slice(0, cursor.tokens.length - inner.tokens.length);
      const fault = listed.missing?.(inner) ?? null;
      if (named.length > 0 && fault?.code === "several-filters") return behind(named, fault);
      const typed = safeName(cursor.tokens.map(({ text }) => text).join(" "), 40);
      return { code: "unknown-export", text: unknownExport({ typed }) };
    },
  };
}

const CONSENTS = new Set(
  "consent consents consentimento consentimentos consentimiento consentimientos".split(" "),
);

/** The question that the words begin with; the longest name wins. */
export function questionAt(
  tokens: readonly Token[],
  questions: readonly Named[],
): { name: string; used: number } | null {
  for (let used = Math.min(4, tokens.length); used >= 1; used -= 1) {
    const said = tokens
      .slice(0, used)
      .map((token) => token.folded)
      .join(" ")
      .replace(/[:,.]+$/, "");
    const found = questions.find(({ words }) =>
      LANGUAGES.some((language) => words[language].some((word) => fold(word) === said)),
    );
    if (found !== undefined) return { name: found.name, used };
  }
  return null;
}

/** A fault in what stands behind some words. */
function behind(before: readonly Token[], { instead = [], used = 0, ...fault }: ArgFault): ArgFault {
  const said = before.map(({ text }) => text).join(" ");
  return {
    ...fault,
    instead: instead.map(({ text, label }) => ({ text: `${said} ${text}`, label })),
    used: used + before.length,
  };
}

function withoutWord(cursor: Cursor, words: readonly string[]): Cursor {
  const [first] = cursor.tokens;
  const skips = first !== undefined && words.some((word) => fold(word) === first.folded);
  return skips ? { ...cursor, tokens: cursor.tokens.slice(1) } : cursor;
}

const unknownExport = phrase<{ typed: string }>({
  en: "I don't know how to export “{typed}”. Try export leads, export leads won last month, or export sources this quarter.",
  pt: "Não sei exportar “{typed}”. Tente exportar leads, exportar leads ganhos mês passado ou exportar origens este trimestre.",
  es: "No sé exportar “{typed}”. Prueba exportar leads, exportar leads ganados mes pasado o exportar orígenes este trimestre.",
});

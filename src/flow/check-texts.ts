import { LANGUAGES } from "../language.ts";
import type { ParsedFiles } from "./parse-files.ts";
import type { Problem } from "./problems.ts";
import type { Path, YamlFile } from "./yaml-file.ts";

const NAMES: Record<string, string> = { en: "English", pt: "Portuguese", es: "Spanish" };

/**
 * Words may be missing in a language on purpose: other languages' words count too. So may Meta's approval (below
 * `whatsapp` of a template).
 */
const OPTIONAL_WORDS: ReadonlySet<string> = new Set(["synonyms", "skip", "cues"]);

/** Texts that are there in some of the languages, but not in all. */
export function checkTranslations(files: ParsedFiles): Problem[] {
  const sources = [
    files.business,
    files.pipeline,
    files.scoring,
    files.routing,
    files.templates,
    files.faq,
    ...files.nurture,
    ...files.flows,
  ].filter((file) => file !== null);
  return sources.flatMap(({ source }) => missingIn(source, source.data, []));
}

function missingIn(source: YamlFile, data: unknown, path: Path): Problem[] {
  if (Array.isArray(data)) return data.flatMap((item, i) => missingIn(source, item, [...path, i]));
  if (typeof data !== "object" || data === null) return [];
  const keys = Object.keys(data);
  const isText = keys.length > 0 && keys.every((key) => LANGUAGES.some((language) => language === key));
  if (!isText) {
    return Object.entries(data).flatMap(([key, value]) => missingIn(source, value, [...path, key]));
  }
  if (OPTIONAL_WORDS.has(String(path.at(-1))) || path.includes("whatsapp")) return [];
  return LANGUAGES.filter((language) => !keys.includes(language)).map((language) =>
    source.problem(
      path,
      {
        message: `The ${NAMES[language]} text of \`${path.map(String).join(".")}\` is missing.`,
        fix: `Add \`${language}:\`, or write one text without languages if it serves all.`,
      },
      { key: true },
    ),
  );
}

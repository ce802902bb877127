import { IntlMessageFormat } from "intl-messageformat";
import { LANGUAGES, type Language } from "../../language.ts";

/** A text in the three languages. */
export type Texts = Record<Language, string>;

/** What may be filled into a phrase. Names from outside go in as values, never as part of the pattern. */
export type PhraseValues = Record<string, string | number>;

/** The locale by which numbers, plurals and dates are written for a reader. */
export const LOCALES: Record<Language, string> = { en: "en-US", pt: "pt-BR", es: "es-419" };

/**
 * A phrase with plurals and values, in ICU MessageFormat. Give the values, or a function per language where
 * a value itself depends on the language (a stage's label, an amount), and get the text in all three.
 *
 * An apostrophe before a brace quotes it; elsewhere it stands for itself.
 */
export function phrase<V extends PhraseValues = Record<string, never>>(
  patterns: Texts,
): (values: V | ((language: Language) => V)) => Texts {
  const formats = new Map<Language, IntlMessageFormat>();
  const format = (language: Language, values: V): string => {
    let compiled = formats.get(language);
    if (compiled === undefined) {
      compiled = new IntlMessageFormat(patterns[language], LOCALES[language], undefined, { ignoreTag: true });
      formats.set(language, compiled);
    }
    return String(compiled.format(values));
  };
  return (values) =>
    inAll((language) => format(language, typeof values === "function" ? values(language) : values));
}

/** Make a text in each language. */
export function inAll(make: (language: Language) => string): Texts {
  const [en, pt, es] = LANGUAGES;
  return { en: make(en), pt: make(pt), es: make(es) };
}

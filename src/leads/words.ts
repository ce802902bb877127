import { inLanguage, type Language, type LocalText } from "../language.ts";

/** A text in the three languages. */
export type Texts = Record<Language, string>;

export function say(en: string, pt: string, es: string): Texts {
  return { en, pt, es };
}

/** A text of the business's files in the three languages, with `{name}` filled in. */
export function fillText(text: LocalText, values: Readonly<Record<string, string | number>> = {}): Texts {
  const fill = (language: Language) =>
    inLanguage(text, language).replace(/\{(\w+)\}/g, (whole, name: string) =>
      Object.hasOwn(values, name) ? String(values[name]) : whole,
    );
  return { en: fill("en"), pt: fill("pt"), es: fill("es") };
}

/** A list for a sentence: "a, b, c". */
export function listIn(items: readonly LocalText[], language: Language): string {
  return items.map((item) => inLanguage(item, language)).join(", ");
}

/** The languages that Leadline speaks, to prospects and to colleagues alike. */
export const LANGUAGES = ["en", "pt", "es"] as const;
export type Language = (typeof LANGUAGES)[number];

/** A text in one or more languages; a plain string serves every language. */
export type LocalText = string | Partial<Record<Language, string>>;

/**
 * The text in `language`; falls back to English, then to whichever language is there.
 * An empty object gives an empty string (the flow checker reports missing translations).
 */
export function inLanguage(text: LocalText, language: Language): string {
  if (typeof text === "string") return text;
  return text[language] ?? text.en ?? text.pt ?? text.es ?? "";
}

/** Lower case, no accents, single spaces: the form in which words are compared. */
export function fold(text: string): string {
  // Ids and most short answers are folded already; normalising them again is what would cost.
  if (/^[a-z\d_.@-]*$/.test(text)) return text;
  return text
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase()
    .replace(/\s+/g, " ")
    .trim();
}

import type { Texts } from "../present/phrase.ts";

/** The languages that leads write in, as the reader calls them. */
export const leadLanguages: Record<string, Texts> = {
  en: { en: "English", pt: "Inglês", es: "Inglés" },
  pt: { en: "Portuguese", pt: "Português", es: "Portugués" },
  es: { en: "Spanish", pt: "Espanhol", es: "Español" },
};

import { LANGUAGES, type Language } from "../language.ts";
import type { Ask } from "./flow.ts";
import { LANGUAGE_NAMES } from "./phrases.ts";
import type { Talk } from "./talk.ts";

/** The language of a pressed language button. */
export function readLanguageClick(choice: string | undefined): Language | null {
  return LANGUAGES.find((language) => choice === `language:${language}`) ?? null;
}

/** Go on in another language; asks which one when none is named. */
export function switchLanguage(talk: Talk, to: Language | null, ask: Ask | null): void {
  if (to === null) {
    talk.phrase("which-language", "question");
    talk.offer(
      LANGUAGES.map((language) => ({ value: `language:${language}`, label: LANGUAGE_NAMES[language] })),
    );
    return;
  }
  talk.speak(to);
  if (talk.state?.pending !== undefined) delete talk.state.pending;
  talk.phrase("language-changed");
  if (ask !== null) talk.ask(ask);
}

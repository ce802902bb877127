import { DateTime } from "luxon";
import { LANGUAGES, type Language } from "../language.ts";
import { localDate } from "./calendar.ts";
import type { At } from "./types/at.ts";
import type { Texts } from "./words.ts";

/**
 * A moment to come as people say it: "today at 14:20", "tomorrow at 9:00", "Monday at 9:00" within six days, later with
 * the date. For a place in a sentence: after "until", say.
 */
export function dayAndTime(at: At, now: At, timeZone: string): Texts {
  const today = localDate(now, timeZone);
  const key = `${at} ${today} ${timeZone}`;
  const known = said.get(key);
  if (known !== undefined) return known;
  const time = DateTime.fromISO(at, { zone: timeZone });
  const days = (Date.parse(localDate(at, timeZone)) - Date.parse(today)) / DAY;
  const texts: Texts = { en: "", pt: "", es: "" };
  for (const language of LANGUAGES) {
    texts[language] = `${dayOf(time, days, language)} ${clockOf(time, language)}`;
  }
  if (said.size >= MOST_SAID) said.clear();
  said.set(key, texts);
  return texts;
}

/** What was said of a moment on a day: at night everybody who writes is told of the same next morning. */
const said = new Map<string, Texts>();
const MOST_SAID = 500;
const DAY = 86_400_000;

/** "at 9:00", "às 9:00", "a las 9:00". */
function clockOf(time: DateTime, language: Language): string {
  const clock = time.toFormat("H:mm");
  if (language === "en") return `at ${clock}`;
  if (language === "pt") return `${time.hour === 1 ? "à" : "às"} ${clock}`;
  return `${time.hour === 1 ? "a la" : "a las"} ${clock}`;
}

function dayOf(time: DateTime, days: number, language: Language): string {
  if (days === 0 || days === 1) return NEAR[language][days];
  const weekday = time.setLocale(LOCALE[language]).toFormat("cccc");
  const article = language === "es" ? "el " : "";
  if (days > 1 && days < 7) return article + weekday;
  const date = time.setLocale(LOCALE[language]).toFormat(language === "en" ? "d LLLL" : "d 'de' LLLL");
  return language === "pt" ? `${weekday}, ${date},` : `${article}${weekday} ${date}`;
}

const NEAR: Record<Language, readonly [string, string]> = {
  en: ["today", "tomorrow"],
  pt: ["hoje", "amanhã"],
  es: ["hoy", "mañana"],
};

const LOCALE: Record<Language, string> = { en: "en-GB", pt: "pt-BR", es: "es" };

import { DateTime } from "luxon";
import { LANGUAGES, type Language } from "../language.ts";
import type { At } from "./types.ts";
import type { Texts } from "./words.ts";

/**
 * A moment to come as people say it: "today at 14:20", "tomorrow at 9:00", "Monday at 9:00" within six days, later with
 * the date. For a place in a sentence: after "until", say.
 */
export function dayAndTime(at: At, now: At, timeZone: string): Texts {
  const time = DateTime.fromISO(at, { zone: timeZone });
  const days = time
    .startOf("day")
    .diff(DateTime.fromISO(now, { zone: timeZone }).startOf("day"), "days").days;
  const texts: Texts = { en: "", pt: "", es: "" };
  for (const language of LANGUAGES) {
    texts[language] = `${dayOf(time, Math.round(days), language)} ${clockOf(time, language)}`;
  }
  return texts;
}

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

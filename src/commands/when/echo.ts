import { DateTime } from "luxon";
import type { Language } from "../../language.ts";
import type { At } from "../../leads/types/at.ts";
import { inAll, type Texts } from "../present/phrase.ts";
import { instantsOf, localDay, localTime, offsetName, zonePhrase } from "./zone.ts";

/**
 * A time as it is told back to people, with the zone that it is in: "Tue 24 Nov, 10:00 (São Paulo time)".
 *
 * The year stands with it unless it is the one of `now`. Where the clock shows the time twice, because it is put
 * back, the offset from UTC stands with it too. `readMoment` reads it back to the same minute.
 */
export function formatMoment(at: At, zone: string, language: Language, now?: At): string {
  const time = localTime(at, zone);
  const isThisYear = now !== undefined && localTime(now, zone).year === time.year;
  const day = `${WEEKDAYS[language][time.weekday - 1]} ${time.day} ${MONTHS[language][time.month - 1]}`;
  const clock = time.toFormat("HH:mm");
  const twice = instantsOf(localDay(at, zone), time.hour * 60 + time.minute, zone).length > 1;
  const where = zonePhrase(zone, language) + (twice ? `, ${offsetName(time.offset)}` : "");
  return `${day}${isThisYear ? "" : ` ${time.year}`}, ${clock} (${where})`;
}

/** A local date, `yyyy-mm-dd`: "Tue 24 Nov"; with the year unless it is the one of `today`. */
export function formatDate(date: string, language: Language, today: string): string {
  const day = DateTime.fromISO(date, { zone: "utc" });
  const year = date.slice(0, 4) === today.slice(0, 4) ? "" : ` ${day.year}`;
  return `${WEEKDAYS[language][day.weekday - 1]} ${day.day} ${MONTHS[language][day.month - 1]}${year}`;
}

/** The same in each language. */
export function momentTexts(at: At, zone: string, now: At): Texts {
  return inAll((language) => formatMoment(at, zone, language, now));
}

const WEEKDAYS: Record<Language, readonly string[]> = {
  en: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
  pt: ["seg", "ter", "qua", "qui", "sex", "sáb", "dom"],
  es: ["lun", "mar", "mié", "jue", "vie", "sáb", "dom"],
};

const MONTHS: Record<Language, readonly string[]> = {
  en: ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
  pt: ["jan", "fev", "mar", "abr", "mai", "jun", "jul", "ago", "set", "out", "nov", "dez"],
  es: ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"],
};

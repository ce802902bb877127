import { DateTime, IANAZone } from "luxon";
import { fold, LANGUAGES, type Language } from "../../language.ts";
import type { At } from "../../leads/types.ts";

/** The local date of an instant, as midnight in UTC: days are counted without any change of the clock. */
export function localDay(at: At, zone: string): DateTime {
  const local = localTime(at, zone);
  return DateTime.utc(local.year, local.month, local.day);
}

/** The wall clock of a zone; UTC for an unknown one. */
export function localTime(at: At, zone: string): DateTime {
  return DateTime.fromISO(at, { zone: IANAZone.isValidZone(zone) ? zone : "utc" });
}

/**
 * The instants at which the clock of a zone shows this minute of a day: one as a rule, none where the clock is
 * put forward over it, two where it is put back.
 */
export function instantsOf(day: DateTime, minute: number, zone: string): DateTime[] {
  const wall = { year: day.year, month: day.month, day: day.day, hour: Math.floor(minute / 60) };
  const time = DateTime.fromObject(
    { ...wall, minute: minute % 60 },
    { zone: IANAZone.isValidZone(zone) ? zone : "utc" },
  );
  if (time.hour !== wall.hour || time.minute !== minute % 60 || time.day !== day.day) return [];
  return time.getPossibleOffsets();
}

/** How the zone is named to people: by its city. */
export function zoneName(zone: string, language: Language): string {
  if (!IANAZone.isValidZone(zone) || /^(?:utc|etc\/(?:utc|uct|zulu|universal)|gmt)$/i.test(zone))
    return "UTC";
  const known = CITIES[zone];
  if (known !== undefined) return typeof known === "string" ? known : known[language];
  return zone.split("/").at(-1)!.replaceAll("_", " ");
}

/** "São Paulo time", "horário de São Paulo", "hora de São Paulo". */
export function zonePhrase(zone: string, language: Language): string {
  const name = zoneName(zone, language);
  if (name === "UTC") return name;
  return { en: `${name} time`, pt: `horário de ${name}`, es: `hora de ${name}` }[language];
}

/** Whether a text, such as the one in the brackets of an echo, names this zone. */
export function namesZone(text: string, zone: string): boolean {
  const said = fold(text);
  return said === fold(zone) || LANGUAGES.some((language) => said === fold(zonePhrase(zone, language)));
}

/** "UTC−3", "UTC+5:30". */
export function offsetName(minutes: number): string {
  const size = Math.abs(minutes);
  const rest = size % 60 === 0 ? "" : `:${String(size % 60).padStart(2, "0")}`;
  return `UTC${minutes < 0 ? "−" : "+"}${Math.floor(size / 60)}${rest}`;
}

/** Cities whose name is not the one in the zone's name. */
const CITIES: Record<string, string | Record<Language, string>> = {
  "America/Sao_Paulo": "São Paulo",
  "America/Belem": "Belém",
  "America/Cuiaba": "Cuiabá",
  "America/Maceio": "Maceió",
  "America/Araguaina": "Araguaína",
  "America/Bogota": "Bogotá",
  "America/Asuncion": "Asunción",
  "America/Panama": "Panamá",
  "America/Cancun": "Cancún",
  "America/Merida": "Mérida",
  "America/Argentina/Cordoba": "Córdoba",
  "America/Argentina/Tucuman": "Tucumán",
  "America/Mexico_City": { en: "Mexico City", pt: "Cidade do México", es: "Ciudad de México" },
  "America/New_York": { en: "New York", pt: "Nova York", es: "Nueva York" },
  "America/Havana": { en: "Havana", pt: "Havana", es: "La Habana" },
  "Europe/Lisbon": { en: "Lisbon", pt: "Lisboa", es: "Lisboa" },
  "Europe/London": { en: "London", pt: "Londres", es: "Londres" },
  "Europe/Paris": { en: "Paris", pt: "Paris", es: "París" },
  "Europe/Berlin": { en: "Berlin", pt: "Berlim", es: "Berlín" },
  "Europe/Rome": { en: "Rome", pt: "Roma", es: "Roma" },
};

import { IANAZone } from "luxon";
import type { Language } from "../language.ts";

/** How the zone is named to people: by its city. */
export function zoneName(zone: string, language: Language): string {
  if (!IANAZone.create(zone).isValid || /^(?:utc|etc\/(?:utc|uct|zulu|universal)|gmt)$/i.test(zone))
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

import { DateTime, IANAZone } from "luxon";
import { fold, LANGUAGES } from "../../language.ts";
import type { At } from "../../leads/types/at.ts";
import { zonePhrase } from "../../leads/zone-name.ts";

export { zoneName, zonePhrase } from "../../leads/zone-name.ts";

/** The local date of an instant, as midnight in UTC: days are counted without any change of the clock. */
export function localDay(at: At, zone: string): DateTime {
  const local = localTime(at, zone);
  return DateTime.utc(local.year, local.month, local.day);
}

/** The wall clock of a zone; UTC for an unknown one. */
export function localTime(at: At, zone: string): DateTime {
  return DateTime.fromISO(at, { zone: IANAZone.create(zone).isValid ? zone : "utc" });
}

/**
 * The instants at which the clock of a zone shows this minute of a day: one as a rule, none where the clock is
 * put forward over it, two where it is put back.
 */
export function instantsOf(day: DateTime, minute: number, zone: string): DateTime[] {
  const wall = { year: day.year, month: day.month, day: day.day, hour: Math.floor(minute / 60) };
  const time = DateTime.fromObject(
    { ...wall, minute: minute % 60 },
    { zone: IANAZone.create(zone).isValid ? zone : "utc" },
  );
  if (time.hour !== wall.hour || time.minute !== minute % 60 || time.day !== day.day) return [];
  return time.getPossibleOffsets();
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

import { NUMBER_WORDS } from "../../flow/understand/number-words.ts";
import { LANGUAGES } from "../../language.ts";

/** Folded month names and abbreviations, to 1–12. */
export const MONTHS = numbered([
  "january jan janeiro enero ene",
  "february feb fevereiro fev febrero",
  "march mar marco marzo",
  "april apr abril abr",
  "may maio mai mayo",
  "june jun junho junio",
  "july jul julho julio",
  "august aug agosto ago",
  "september sep sept setembro set septiembre setiembre",
  "october oct outubro out octubre",
  "november nov novembro noviembre",
  "december dec dezembro dez diciembre dic",
]);

/** Folded weekdays to 1 (Monday) – 7. */
export const WEEKDAYS = numbered([
  "monday mondays segunda segunda-feira lunes",
  "tuesday tuesdays tuseday teusday terca terca-feira martes",
  "wednesday wednesdays wednsday wensday quarta quarta-feira miercoles",
  "thursday thursdays thrusday thurday quinta quinta-feira jueves",
  "friday fridays firday sexta sexta-feira viernes",
  "saturday saturdays sabado",
  "sunday sundays domingo",
]);

/** Their short forms. Many are words of their own, so they count only where a date is plain. */
export const SHORT_WEEKDAYS = numbered([
  "mon seg lun",
  "tue tues ter mar",
  "wed qua mie",
  "thu thur thurs qui jue",
  "fri sex vie",
  "sat sab",
  "sun dom",
]);

/** English names, for the second reading. */
export const MONTH_NAMES =
  "January February March April May June July August September October November December".split(" ");
export const WEEKDAY_NAMES = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(" ");

export type Unit = "minutes" | "hours" | "days" | "weeks" | "months" | "years";

/** Units of a distance in time. */
export const UNITS: ReadonlyMap<string, Unit> = new Map<string, Unit>([
  ...entries<Unit>("minute minutes minuto minutos min mins", "minutes"),
  ...entries<Unit>("hour hours hora horas h hs hr hrs", "hours"),
  ...entries<Unit>("day days dia dias d", "days"),
  ...entries<Unit>("week weeks wk wks semana semanas", "weeks"),
  ...entries<Unit>("month months mes meses", "months"),
  ...entries<Unit>("year years ano anos", "years"),
]);

/** A count as digits or as a word: "3", "três", "a". Null when it is none. */
export function readCount(word: string): number | null {
  if (/^\d+$/.test(word)) return Number(word);
  if (word === "a" || word === "an") return 1;
  for (const language of LANGUAGES) {
    const does = NUMBER_WORDS[language].get(word);
    if (does?.kind === "add") return does.value;
  }
  return null;
}

/** The words of a table as one choice of a pattern, the longest first. */
export function anyOf(words: ReadonlyMap<string, unknown>): string {
  return [...words.keys()].sort((a, b) => b.length - a.length).join("|");
}

function numbered(lists: string[]): ReadonlyMap<string, number> {
  return new Map(lists.flatMap((list, i) => entries(list, i + 1)));
}

function entries<T>(words: string, value: T): [string, T][] {
  return words.split(" ").map((word) => [word, value]);
}

import { wordSet } from "./words.ts";

/** Folded month names and their usual abbreviations, to 1–12. */
export const MONTHS: ReadonlyMap<string, number> = new Map(
  [
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
  ].flatMap((names, i) => names.split(" ").map((name): [string, number] => [name, i + 1])),
);

/** Folded weekdays to 1 (Monday) – 7. */
export const WEEKDAYS: ReadonlyMap<string, number> = new Map(
  [
    "monday segunda segunda-feira lunes",
    "tuesday terca terca-feira martes",
    "wednesday quarta quarta-feira miercoles",
    "thursday quinta quinta-feira jueves",
    "friday sexta sexta-feira viernes",
    "saturday sabado",
    "sunday domingo",
  ].flatMap((names, i) => names.split(" ").map((name): [string, number] => [name, i + 1])),
);

/** Short forms that are other words in a sentence, so they count only as the whole message. */
export const SHORT_WEEKDAYS: ReadonlyMap<string, number> = new Map(
  [
    "mon seg lun",
    "tue tues ter",
    "wed qua mie",
    "thu thur thurs qui jue",
    "fri sex vie",
    "sat sab",
    "sun dom",
  ].flatMap((names, i) => names.split(" ").map((name): [string, number] => [name, i + 1])),
);

type Unit = "days" | "weeks" | "months" | "years";

/** Units of a distance in time: how many of which luxon unit. */
export const UNITS: ReadonlyMap<string, Unit> = new Map([
  ...entries("day days dia dias", "days"),
  ...entries("week weeks semana semanas", "weeks"),
  ...entries("month months mes meses", "months"),
  ...entries("year years ano anos", "years"),
]);

/**
 * Words that change what a date beside them means ("not tomorrow", "2 weeks after March"). One of them left
 * over, and nothing is read at all.
 */
export const CHANGES_THE_DATE = wordSet(`
  not no nao nunca never except menos salvo but without sem sin dont cant after depois despues past last passado passada
  pasado pasada ultimo ultima ago atras hace ha faz previous anterior since yesterday saw was were met started vi visto foi era estava fue estaba comecou empezo
  day days week weeks month months year years dia dias semana semanas mes meses ano anos quarter trimestre semestre
  half fortnight quinzena quincena weekday weekdays weekend end fim fin final finais finales early late mid meio medio
  meados mediados inicio comeco principio principios hour hours hora horas minute minutes minutos
  every each todo toda todos todas cada usually normally
  next proximo proxima coming following seguinte siguiente second third fourth primeira primera
  two three four five six seven eight nine ten dois duas tres quatro cinco seis sete oito nove dez dos cuatro siete ocho
  nueve diez
`);

function entries(words: string, value: Unit): [string, Unit][] {
  return words.split(" ").map((word) => [word, value]);
}

import { DateTime } from "luxon";
import type { Language } from "../language.ts";
import type { AnswerValue } from "../leads/types/answer.ts";
import { clip } from "../text.ts";
import type { Ask } from "./flow.ts";
import { formatMoney, type UnderstandContext } from "./understand/index.ts";

/** The longest that an answer is shown. */
const LONGEST = 200;

const YES = { en: "yes", pt: "sim", es: "sí" } as const satisfies Record<Language, string>;
const NO = { en: "no", pt: "não", es: "no" } as const satisfies Record<Language, string>;

/** An answer as people of that language read it: the label of a choice, an amount with its currency. */
export function displayValue(
  value: AnswerValue,
  ask: Ask | undefined,
  context: Pick<UnderstandContext, "language" | "country">,
): string {
  const { language } = context;
  if (typeof value === "boolean") return (value ? YES : NO)[language];
  if (typeof value === "number") return numberFormat(language).format(value);
  if (Array.isArray(value)) return clip(value.map((one) => labelOf(one, ask, language)).join(", "), LONGEST);
  if (typeof value === "object") {
    return "amount" in value
      ? formatMoney(value, context)
      : `${value.latitude.toFixed(5)}, ${value.longitude.toFixed(5)}`;
  }
  if (ask?.ask === "date") return displayDate(value, language);
  return clip(labelOf(value, ask, language), LONGEST);
}

/** `2027-03-15` as "15 March 2027" in the language; what is no date stays as it is. */
export function displayDate(date: string, language: Language): string {
  const parsed = DateTime.fromISO(date, { zone: "utc" });
  return parsed.isValid ? parsed.setLocale(language).toLocaleString(DateTime.DATE_FULL) : date;
}

function labelOf(id: string, ask: Ask | undefined, language: Language): string {
  return ask?.options[language].find((option) => option.id === id)?.label ?? id;
}

const formats = new Map<Language, Intl.NumberFormat>();

function numberFormat(language: Language): Intl.NumberFormat {
  let format = formats.get(language);
  if (format === undefined) {
    format = new Intl.NumberFormat(language);
    formats.set(language, format);
  }
  return format;
}

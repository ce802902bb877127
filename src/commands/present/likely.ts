import type { FlowBundle } from "../../flow/bundle.ts";
import { inLanguage, LANGUAGES, type Language } from "../../language.ts";
import type { Reason, Span } from "../../leads/learn/reason.ts";
import { currencyDigits } from "../../leads/money.ts";
import type { Likely } from "../../leads/types/lead.ts";
import { formatMoney, formatNumber, formatPercent } from "./format.ts";
import { answerName, answerText, channelName, valueName } from "./labels.ts";
import { LOCALES, phrase, type Texts } from "./phrase.ts";
import { safeName } from "./safe.ts";

/** `34% likely to win`. Never none and never all: nobody knows that. */
export function likelyText(chance: number, language: Language): string {
  return likelyToWin({ percent: percentOf(chance, language) })[language];
}

/** The same where room is short. */
export function likelyShort(chance: number, language: Language): string {
  return likely({ percent: percentOf(chance, language) })[language];
}

/** What moves the chance most, in words, with its sign: `Wants it now (+)`. */
export function likelyReasons(
  { reasons }: Likely,
  bundle: FlowBundle,
  language: Language,
  most: number,
): string[] {
  return reasons
    .filter((reason) => isTellable(reason))
    .slice(0, most)
    .map((reason) => `${reasonText(reason, bundle, language)} (${reason.weight > 0 ? "+" : "–"})`);
}

/** That one of several choices was not taken tells little to whoever reads it. */
function isTellable({ field, value }: Reason): boolean {
  return value !== null || !field.includes("=");
}

export function reasonText({ field, value }: Reason, bundle: FlowBundle, language: Language): string {
  if (typeof value === "string") {
    const [bare, choice] = field.split("=");
    const rule = ruleText(bundle, bare ?? field, choice ?? value, language);
    if (rule !== null) return rule;
  }
  if (field.startsWith("answers."))
    return answerReason(field.slice("answers.".length), value, bundle, language);
  if (field === "referred") return (value === "yes" ? REFERRED : NOT_REFERRED)[language];
  if (field === "responseMinutes" && value === null) return NOT_ANSWERED[language];
  if (field === "source" && typeof value === "string")
    return cameFrom({ source: valueName(bundle, "source", value, language) })[language];
  const label = LABELS[field]?.[language] ?? safeName(field, 40);
  return `${label}: ${valueText(field, value, bundle, language)}`;
}

/** What scoring.yaml says of the same thing: a rule that looks at it alone has the business's own words. */
function ruleText(bundle: FlowBundle, field: string, value: string, language: Language): string | null {
  const [key, answer] = field.startsWith("answers.")
    ? ["answers", field.slice("answers.".length)]
    : [field, null];
  for (const { when, reason } of bundle.scoring.rules) {
    const conditions = Object.entries(when);
    const [only] = conditions;
    if (only === undefined || conditions.length > 1 || only[0] !== key) continue;
    const tests: unknown = only[1];
    if (answer === null) {
      if (isTest(tests, value)) return inLanguage(reason, language);
      continue;
    }
    if (typeof tests !== "object" || tests === null) continue;
    const entries: [string, unknown][] = Object.entries(tests);
    if (entries.length === 1 && entries[0]?.[0] === answer && isTest(entries[0][1], value))
      return inLanguage(reason, language);
  }
  return null;
}

function isTest(test: unknown, value: string): boolean {
  return test === value || (Array.isArray(test) && test.includes(value)) || test === (value === "yes");
}

function answerReason(key: string, value: Reason["value"], bundle: FlowBundle, language: Language): string {
  // `budget BRL` is a sum of money, `wants=panels` one of several choices.
  const [, bare = key, currency, choice] = /^([^ =]+)(?: ([A-Z]{3}))?(?:=(.+))?$/.exec(key) ?? [];
  const name = answerName(bare, language);
  const label = name.charAt(0).toUpperCase() + name.slice(1);
  const said = choice ?? (typeof value === "string" ? value : null);
  if (said !== null && (value !== "yes" && value !== "no" ? true : choice !== undefined)) {
    const answer = { value: said, display: said, at: "" };
    return `${label}: ${safeName(answerText(bundle, bare, answer, language), 40)}`;
  }
  if (value === null || typeof value === "string") {
    const word = value === null ? UNKNOWN : value === "yes" ? YES : NO;
    return `${label}: ${word[language]}`;
  }
  const amount = (each: number) =>
    currency === undefined
      ? formatNumber(Math.round(each * 100) / 100, language)
      : formatMoney(Math.round(each * minorUnits(currency)), currency, language, bundle);
  return `${label}: ${spanText(value, amount, language)}`;
}

function minorUnits(currency: string): number {
  return 10 ** currencyDigits(currency);
}

function valueText(field: string, value: Reason["value"], bundle: FlowBundle, language: Language): string {
  if (value === null) return UNKNOWN[language];
  if (typeof value !== "string") {
    const unit = field === "responseMinutes" ? " min" : field === "hour" ? " h" : "";
    return spanText(value, (each) => formatNumber(Math.round(each), language), language) + unit;
  }
  if (field === "channel") return channelName(value, language);
  if (field === "weekday") return weekdayName(Number(value), language);
  if (field === "language") return languageName(value, language);
  if (field === "product" || field === "segment") return valueName(bundle, field, value, language);
  return safeName(value.charAt(0).toUpperCase() + value.slice(1), 40);
}

function spanText({ from, to }: Span, number: (value: number) => string, language: Language): string {
  if (from === null) return to === null ? KNOWN[language] : below({ to: number(to) })[language];
  return to === null
    ? atLeast({ from: number(from) })[language]
    : between({ from: number(from), to: number(to) })[language];
}

/** 1 is Monday. The first of January 2024 was one. */
function weekdayName(day: number, language: Language): string {
  const date = new Date(Date.UTC(2024, 0, day));
  return new Intl.DateTimeFormat(LOCALES[language], { weekday: "long", timeZone: "UTC" }).format(date);
}

function languageName(code: string, language: Language): string {
  return LANGUAGES.some((each) => each === code)
    ? (new Intl.DisplayNames(LOCALES[language], { type: "language" }).of(code) ?? code)
    : code;
}

function percentOf(chance: number, language: Language): string {
  return formatPercent(Math.min(0.99, Math.max(0.01, chance)), language);
}

const likelyToWin = phrase<{ percent: string }>({
  en: "{percent} likely to win",
  pt: "{percent} de chance de fechar",
  es: "{percent} de probabilidad de ganar",
});
const likely = phrase<{ percent: string }>({
  en: "{percent} likely",
  pt: "{percent} de chance",
  es: "{percent} probable",
});
const cameFrom = phrase<{ source: string }>({
  en: "Came from {source}",
  pt: "Origem: {source}",
  es: "Origen: {source}",
});
const below = phrase<{ to: string }>({ en: "under {to}", pt: "menos de {to}", es: "menos de {to}" });
const atLeast = phrase<{ from: string }>({ en: "{from} or more", pt: "{from} ou mais", es: "{from} o más" });
const between = phrase<{ from: string; to: string }>({
  en: "{from} to {to}",
  pt: "de {from} a {to}",
  es: "de {from} a {to}",
});

const YES: Texts = { en: "yes", pt: "sim", es: "sí" };
const NO: Texts = { en: "no", pt: "não", es: "no" };
const KNOWN: Texts = { en: "known", pt: "informado", es: "conocido" };
const UNKNOWN: Texts = { en: "not known", pt: "não informado", es: "sin dato" };
const REFERRED: Texts = { en: "Was referred", pt: "Veio por indicação", es: "Llegó por recomendación" };
const NOT_REFERRED: Texts = {
  en: "Was not referred",
  pt: "Não veio por indicação",
  es: "No llegó por recomendación",
};
const NOT_ANSWERED: Texts = {
  en: "No person has answered yet",
  pt: "Nenhuma pessoa respondeu ainda",
  es: "Ninguna persona ha respondido todavía",
};
const LABELS: Record<string, Texts> = {
  source: { en: "Source", pt: "Origem", es: "Origen" },
  campaign: { en: "Campaign", pt: "Campanha", es: "Campaña" },
  channel: { en: "Channel", pt: "Canal", es: "Canal" },
  language: { en: "Language", pt: "Idioma", es: "Idioma" },
  product: { en: "Product", pt: "Produto", es: "Producto" },
  segment: { en: "Segment", pt: "Segmento", es: "Segmento" },
  territory: { en: "Place", pt: "Lugar", es: "Lugar" },
  answers: { en: "Questions answered", pt: "Perguntas respondidas", es: "Preguntas respondidas" },
  weekday: { en: "Day of the first message", pt: "Dia da primeira mensagem", es: "Día del primer mensaje" },
  hour: { en: "Hour of the first message", pt: "Hora da primeira mensagem", es: "Hora del primer mensaje" },
  responseMinutes: {
    en: "First answer by a person",
    pt: "Primeira resposta de uma pessoa",
    es: "Primera respuesta de una persona",
  },
};

import { fold, type Language } from "../language.ts";
import { currencyDigits } from "../leads/money.ts";
import type { AnswerValue } from "../leads/types/answer.ts";
import { clip } from "../text.ts";
import { displayDate } from "./display.ts";
import type { Ask } from "./flow.ts";
import type { PhraseName } from "./phrases.ts";
import type { FlowInput } from "./types.ts";
import {
  formatMoney,
  isGreeting,
  type Reading,
  readChoice,
  readChoices,
  readCompany,
  readDate,
  readEmail,
  readMoney,
  readName,
  readNumber,
  readPhone,
  readYesNo,
  type UnderstandContext,
} from "./understand/index.ts";

export type MessageInput = Extract<FlowInput, { type: "message" }>;

/** What a message is to the question that waits. */
export type Answered =
  | { kind: "value"; value: AnswerValue; display: string; rest: string }
  | { kind: "ambiguous"; options: { value: AnswerValue; display: string }[] }
  | { kind: "skip" }
  /** It is an answer, but not one that can be taken: the phrase says why. */
  | { kind: "refused"; phrase: PhraseName; values?: Record<string, string> }
  /** A picture, a voice note or the like where words are needed. */
  | { kind: "media" }
  | { kind: "none" };

/** Free text without a length of its own in the flow file is cut here. */
const LONGEST_TEXT = 2_000;

const NONE: Answered = { kind: "none" };

/** Words that mean "skip" and nothing else, also where it may not be skipped. */
const SKIP_ONLY: ReadonlySet<string> = new Set(["skip", "pular", "pula", "saltar", "omitir"]);

/** Read a message as the answer to a question. Pure; the flow's state is not its business. */
export function readAnswer(ask: Ask, input: MessageInput, context: UnderstandContext): Answered {
  const clicked = readClick(ask, input.choice, context.language);
  if (clicked !== null) return clicked;
  const shared = readShared(ask, input, context);
  if (shared !== null) return shared;
  const text = input.text.trim();
  if (text === "") return { kind: "media" };
  if (text.length <= 60) {
    const folded = fold(text).replace(/[.!]+$/, "");
    if (SKIP_ONLY.has(folded))
      return ask.optional ? { kind: "skip" } : { kind: "refused", phrase: "cannot-skip" };
    if (ask.skip.has(folded) && ask.ask !== "yes-no") return { kind: "skip" };
  }
  if (ask.ask !== "yes-no" && ask.ask !== "text" && refusesToTell(text)) {
    return ask.optional ? { kind: "skip" } : { kind: "refused", phrase: "cannot-skip" };
  }
  const answer = readText(ask, text, context);
  if (answer.kind === "none" && ask.optional && ask.ask !== "yes-no" && knowsNot(ask, text))
    return { kind: "skip" };
  return answer.kind === "value" ? (refuse(ask, answer.value, text, context) ?? answer) : answer;
}

/** "I don't know, not in a hurry", "não sei, minha filha". */
function knowsNot(ask: Ask, text: string): boolean {
  if (text.length > 60 || /[?@\d]/.test(text)) return false;
  const folded = fold(text);
  return ask.skip.has(folded.split(/[,.;!]/, 1)[0]?.trim() ?? "") || KNOWS_NOT.test(folded);
}

const KNOWS_NOT =
  /^(?:(?:sorry|hmm|well|ah|ai|ay|pues|eu|yo|i|we)[, ]+)*(?:really )?(?:don'?t (?:really )?know|have no idea|no idea|not sure|haven'?t decided|nao sei|nao faco ideia|nao tenho ideia|sei la|no (?:lo )?se|ni idea|no tengo idea)(?![\p{L}])/u;

/** "I'd rather not give my e-mail", "no quiero dar mi número". */
function refusesToTell(text: string): boolean {
  return text.length <= 100 && !/[@\d]/.test(text) && REFUSAL.test(fold(text));
}

const REFUSAL =
  /\b(?:rather not|prefer not|don'?t want to (?:give|share|say|tell)|do not want to (?:give|share|say|tell)|not (?:(?:comfortable|going to) )?(?:giv|shar|say|tell)\w*|none of your business|don'?t give out|nao (?:quero|vou|gosto de|posso) (?:dar|passar|dizer|informar|falar|compartilhar)|prefiro nao|nao passo (?:meu|o|e)|nao e da sua conta|no (?:quiero|voy a|puedo|me gusta) (?:dar|decir|darte|decirte|compartir)\w*|prefiero no|no (?:doy|comparto) mi|no es asunto)\b/;

/** The value of a button is the step and the choice, so that a button pressed late is not taken for another's. */
function readClick(ask: Ask, choice: string | undefined, language: Language): Answered | null {
  if (choice === undefined || !choice.startsWith(`${ask.id}:`)) return null;
  const picked = ask.choices[language].find(({ value }) => value === choice);
  if (picked === undefined) return null;
  const id = choice.slice(ask.id.length + 1);
  const value = ask.ask === "yes-no" ? id === "yes" : ask.ask === "multi-choice" ? [id] : id;
  return { kind: "value", value, display: picked.label, rest: "" };
}

/** A contact card, a place or a file, where it fits the question. */
function readShared(ask: Ask, input: MessageInput, context: UnderstandContext): Answered | null {
  const { card, location, attachments } = input;
  if (card !== undefined && (ask.ask === "name" || ask.ask === "phone" || ask.ask === "email")) {
    const value = card[ask.ask];
    if (value !== undefined) return readText(ask, value, context);
  }
  if (location !== undefined && ask.ask === "location") {
    const { latitude, longitude, label } = location;
    const display = label ?? `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;
    return { kind: "value", value: { latitude, longitude }, display, rest: "" };
  }
  if (ask.ask === "file" && attachments.length > 0) {
    const { accept } = ask.limits;
    const fitting = attachments.filter(
      ({ mime }) => accept === null || accept.some((type) => isOfType(mime, type)),
    );
    if (fitting.length === 0) {
      return { kind: "refused", phrase: "wrong-file", values: { types: (accept ?? []).join(", ") } };
    }
    const display = fitting.map(({ fileName }) => fileName).join(", ");
    return { kind: "value", value: fitting.map(({ path }) => path), display, rest: input.text };
  }
  return null;
}

function isOfType(mime: string, type: string): boolean {
  return type.endsWith("/*") ? mime.startsWith(type.slice(0, -1)) : mime === type;
}

function readText(ask: Ask, text: string, context: UnderstandContext): Answered {
  switch (ask.ask) {
    case "text":
      return readFreeText(ask, text, context);
    case "name":
      return readName(text, context);
    case "email":
      return readEmail(text, context);
    case "phone":
      return readPhone(text, context);
    case "number":
      return readNumber(text, context);
    case "money":
      return readMoney(text, context);
    case "date":
      return readDate(text, context);
    case "yes-no":
      return readYesNo(text, context);
    case "choice":
      return readChoice(text, ask.options[context.language], context);
    case "multi-choice":
      return readSeveral(ask, text, context);
    case "location":
      return HAS_WORD.test(text) && !isCourtesy(text) ? whole(text, LONGEST_TEXT) : NONE;
    case "file":
      return NONE;
  }
}

function readSeveral(ask: Ask, text: string, context: UnderstandContext): Reading<string[]> {
  return readChoices(text, ask.options[context.language], context);
}

function readFreeText(ask: Ask, text: string, context: UnderstandContext): Answered {
  if (ask.target === "contact.company") {
    const company = readCompany(text, context);
    if (company.kind !== "none") return company;
  }
  if (!HAS_WORD.test(text) || isCourtesy(text)) return NONE;
  const { minLength, maxLength, pattern } = ask.limits;
  if (maxLength !== null && text.length > maxLength) {
    return { kind: "refused", phrase: "too-long", values: { max: String(maxLength) } };
  }
  if (minLength !== null && text.length < minLength) return { kind: "refused", phrase: "too-short" };
  // Bounded before the author's expression sees it, so that a slow one cannot hold up the program.
  if (pattern !== null && (text.length > LONGEST_TEXT || !pattern.test(text))) return NONE;
  return whole(text, maxLength ?? LONGEST_TEXT);
}

/** A greeting or thanks is no answer to an open question, which would take anything. */
function isCourtesy(text: string): boolean {
  return text.length <= 40 && (isMereCourtesy(text) || isGreeting(text));
}

/** "Thanks", "ok, great", "obrigado, até mais!": said to be kind, and answers nothing. */
export function isMereCourtesy(text: string): boolean {
  if (text.length > 60) return false;
  const words = fold(text).match(/[\p{L}']+/gu) ?? [];
  return words.some((word) => KIND.has(word)) && words.every((word) => KIND.has(word) || AROUND.has(word));
}

const KIND: ReadonlySet<string> = new Set(
  (
    "ok okay okey okk k thanks thank thx ty cheers great perfect cool alright awesome lovely bye goodbye cya " +
    "obrigado obrigada obg brigado brigada valeu vlw beleza blz certo otimo perfeito tchau abraco abracos abs show " +
    "gracias graciass vale listo perfecto genial excelente excelentes chau adios saludos dale buenisimo " +
    "combinado fechado maravilha aguardo"
  ).split(" "),
);

/** Said along with them, and nothing by themselves. */
const AROUND: ReadonlySet<string> = new Set(
  (
    "you u very much so a lot for your the help time all right good nice fine see soon later talk have day one then and it got " +
    "muito muita mesmo pela pelo atencao ajuda ta tá bom boa bem ate logo mais um uma dia tarde noite e fico no entao por aqui " +
    "muchas mil muy de acuerdo esta bien hasta luego pronto por tu su ayuda un abrazo buen que tenga tengas y todo mucho amable"
  ).split(" "),
);

/** A letter or a digit: an emoji alone is no text. */
const HAS_WORD = /[\p{L}\p{N}]/u;

function whole(text: string, longest: number): Answered {
  const value = clip(text, longest);
  return { kind: "value", value, display: value, rest: value };
}

/** Why an answer of the right kind cannot be taken, if it cannot. */
function refuse(ask: Ask, value: AnswerValue, text: string, context: UnderstandContext): Answered | null {
  const { min, max } = ask.limits;
  if (min === null && max === null) return null;
  if (ask.ask === "date" && typeof value === "string") return refuseDate(ask, value, context);
  const show = (bound: number): string => {
    if (typeof value !== "object" || !("amount" in value)) return String(bound);
    const amount = Math.round(bound * 10 ** currencyDigits(value.currency));
    return formatMoney({ amount, currency: value.currency }, context);
  };
  const size = sizeOf(value);
  if (size === null) return null;
  const several = Array.isArray(value);
  if (typeof min === "number" && size < min) {
    const thousands = isBare(text) ? inThousands(value, min, max) : null;
    if (thousands !== null) {
      return { kind: "ambiguous", options: [{ value: thousands, display: formatMoney(thousands, context) }] };
    }
    return { kind: "refused", phrase: several ? "too-few" : "too-small", values: { min: show(min) } };
  }
  if (typeof max === "number" && size > max) {
    return { kind: "refused", phrase: several ? "too-many" : "too-large", values: { max: show(max) } };
  }
  return null;
}

/** One number without a currency: "15", "I was thinking 15". */
function isBare(text: string): boolean {
  return (
    /^\D*\d+\D*$/.test(text) &&
    !/\p{Sc}|reais|real\b|d[oó]lar|dollar|buck|peso|euro|\b[a-z]{3}\s*$/iu.test(text)
  );
}

/** "15" to a question about a budget of thousands: fifteen thousand, most likely. */
function inThousands(
  value: AnswerValue,
  min: number,
  max: number | string | null,
): { amount: number; currency: string } | null {
  if (typeof value !== "object" || !("amount" in value)) return null;
  const { amount, currency } = value;
  const units = (amount * 1_000) / 10 ** currencyDigits(currency);
  return units < min || (typeof max === "number" && units > max)
    ? null
    : { amount: amount * 1_000, currency };
}

function sizeOf(value: AnswerValue): number | null {
  if (typeof value === "number") return value;
  if (Array.isArray(value)) return value.length;
  if (typeof value === "object" && "amount" in value)
    return value.amount / 10 ** currencyDigits(value.currency);
  return null;
}

function refuseDate(ask: Ask, date: string, context: UnderstandContext): Answered | null {
  const { min, max } = ask.limits;
  const from = boundDate(min, context);
  if (from !== null && date < from) {
    return { kind: "refused", phrase: "too-early", values: { min: displayDate(from, context.language) } };
  }
  const to = boundDate(max, context);
  if (to !== null && date > to) {
    return { kind: "refused", phrase: "too-late", values: { max: displayDate(to, context.language) } };
  }
  return null;
}

function boundDate(bound: number | string | null, context: UnderstandContext): string | null {
  if (typeof bound !== "string") return null;
  if (bound !== "today") return bound;
  return new Intl.DateTimeFormat("en-CA", { timeZone: context.timeZone }).format(context.now);
}

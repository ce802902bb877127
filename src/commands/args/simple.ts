import { z } from "zod";
import { readMoney } from "../../flow/understand/money.ts";
import type { Language } from "../../language.ts";
import { type Money, toWholeUnits } from "../../leads/money.ts";
import type { ResolveContext } from "../context.ts";
import { inAll, phrase } from "../present/phrase.ts";
import { safeName } from "../present/safe.ts";
import type { ArgFault, ArgSpec, Cursor } from "./spec.ts";
import { skipLinks } from "./words.ts";

/** The most characters of a note or a reply. */
const MOST_TEXT = 4_000;

/** All that follows, as typed, on as many lines as it has. */
export function textArg(label: Record<Language, string>): ArgSpec<string> {
  return {
    kind: "text",
    label,
    optional: false,
    schema: z.string().min(1).max(MOST_TEXT),
    read: ({ tokens, text }) => {
      const first = tokens[0];
      if (first === undefined) return [];
      return [{ value: text.slice(first.start).trim(), used: tokens.length }];
    },
    missing: ({ tokens }) =>
      tokens.length === 0 ? null : { code: "text-too-long", text: tooLong({ most: MOST_TEXT }) },
  };
}

/** All that follows, or nothing. */
export function optionalTextArg(label: Record<Language, string>): ArgSpec<string | undefined> {
  return { ...textArg(label), schema: z.string().min(1).max(MOST_TEXT).optional(), optional: true };
}

/** All that follows, or the empty text where files may say enough. */
export function textOrFilesArg(label: Record<Language, string>): ArgSpec<string> {
  const text = textArg(label);
  return {
    ...text,
    schema: z.string().max(MOST_TEXT),
    read: (cursor) => (cursor.tokens.length === 0 ? [{ value: "", used: 0 }] : text.read(cursor)),
  };
}

/** An amount of money, as people write it: `5k`, `R$ 10 mil`, `2.500,00`. */
export function moneyArg(): ArgSpec<Money> {
  return {
    kind: "money",
    label: { en: "amount", pt: "valor", es: "monto" },
    optional: false,
    schema: z.object({ amount: z.number().int().positive(), currency: z.string().length(3) }),
    read: (cursor) => {
      const reading = readAmount(amountText(cursor), cursor.context);
      return reading.kind === "value" ? [{ value: reading.value, used: cursor.tokens.length }] : [];
    },
    missing: missingAmount,
  };
}

/** Read an amount that must be the whole text. */
export function readAmount(
  text: string,
  context: Pick<ResolveContext, "language" | "bundle" | "at">,
): { kind: "value"; value: Money } | { kind: "ambiguous"; options: Money[] } | { kind: "none" } {
  const { country, currency, timeZone } = context.bundle.business;
  const reading = readMoney(text, {
    language: context.language,
    country,
    currency,
    timeZone,
    now: new Date(context.at),
  });
  if (reading.kind === "ambiguous")
    return { kind: "ambiguous", options: reading.options.map((o) => o.value) };
  if (reading.kind === "none" || /[\p{L}\p{N}]/u.test(reading.rest)) return { kind: "none" };
  return { kind: "value", value: reading.value };
}

function amountText({ tokens }: Cursor): string {
  return tokens
    .slice(skipLinks(tokens))
    .map((token) => token.text)
    .join(" ");
}

function missingAmount(cursor: Cursor): ArgFault | null {
  const typed = amountText(cursor);
  if (typed === "") return null;
  const reading = readAmount(typed, cursor.context);
  const options = reading.kind === "ambiguous" ? reading.options : [];
  return {
    code: "unclear-amount",
    text: unclearAmount({ typed: safeName(typed, 40) }),
    instead: options.map(({ amount, currency }) => {
      const plain = `${currency} ${toWholeUnits({ amount, currency })}`;
      return { text: plain, label: inAll(() => plain) };
    }),
    used: cursor.tokens.length,
  };
}

export interface TagChange {
  add: string[];
  remove: string[];
}

/** Tags, with or without `#`, by spaces or commas; quotes keep words together; `-vip` takes one away. */
export function tagsArg(): ArgSpec<TagChange> {
  const tag = z.string().min(1).max(40);
  return {
    kind: "tags",
    label: { en: "tags", pt: "etiquetas", es: "etiquetas" },
    optional: false,
    schema: z
      .object({ add: z.array(tag).max(20), remove: z.array(tag).max(20) })
      .refine((change) => change.add.length + change.remove.length > 0),
    read: ({ tokens }) => {
      const words = tokens.flatMap((token) => (token.quoted ? [token.text] : token.text.split(",")));
      const remove = words.filter((word) => /^[-−]./.test(word)).map((word) => tagName(word.slice(1)));
      const add = words.filter((word) => !/^[-−]/.test(word)).map(tagName);
      const change = { add: add.filter(Boolean), remove: remove.filter(Boolean) };
      return tokens.length === 0 ? [] : [{ value: change, used: tokens.length }];
    },
    missing: ({ tokens }) => (tokens.length === 0 ? null : { code: "bad-tags", text: badTags({}) }),
  };
}

function tagName(word: string): string {
  return word
    .replace(/^[#+]+/, "")
    .toLowerCase()
    .trim();
}

const tooLong = phrase<{ most: number }>({
  en: "That is too long: at most {most, number} characters.",
  pt: "O texto é longo demais: no máximo {most, number} caracteres.",
  es: "El texto es demasiado largo: como máximo {most, number} caracteres.",
});

const unclearAmount = phrase<{ typed: string }>({
  en: "I could not read “{typed}” as an amount. Write it like 5000, 5k or US$ 2,500.",
  pt: "Não entendi “{typed}” como valor. Escreva, por exemplo, 5000, 5 mil ou R$ 2.500.",
  es: "No entendí “{typed}” como monto. Escribe, por ejemplo, 5000, 5 mil o US$ 2.500.",
});

const badTags = phrase({
  en: "A tag has at most 40 characters, and I take up to 20 at once.",
  pt: "Uma etiqueta tem no máximo 40 caracteres, e aceito até 20 de uma vez.",
  es: "Una etiqueta tiene como máximo 40 caracteres, y acepto hasta 20 a la vez.",
});

import { z } from "zod";
import { cleanText } from "../../text.ts";
import { phrase } from "../present/phrase.ts";
import type { Token } from "../tokens.ts";
import type { ArgSpec } from "./spec.ts";
import { bareWord } from "./words.ts";

/** What a colleague notes of a contact's consent. `channel` null: all of them. */
export interface ConsentChange {
  state: "granted" | "withdrawn";
  channel: string | null;
  /** Only news, or everything that is no answer. */
  onlyNews: boolean;
  /** How it was said. */
  text: string;
}

/** The most characters of how it was said. */
const MOST_TEXT = 1_000;

/** `grant whatsapp "said so by phone"`, `withdraw news telegram wrote an e-mail`; nothing: the history. */
export function consentArg(): ArgSpec<ConsentChange | undefined> {
  return {
    kind: "filters",
    label: {
      en: "grant or withdraw, channel and how it was said",
      pt: "autorizar ou retirar, canal e como foi dito",
      es: "autorizar o retirar, canal y cómo se dijo",
    },
    optional: false,
    schema: z
      .object({
        state: z.enum(["granted", "withdrawn"]),
        channel: z.string().max(40).nullable(),
        onlyNews: z.boolean(),
        text: z.string().min(3).max(MOST_TEXT),
      })
      .optional(),
    read: ({ tokens, text }) => {
      const [verb, ...rest] = tokens;
      if (verb === undefined) return [{ value: undefined, used: 0 }];
      const state = STATES.get(bareWord([verb]));
      if (state === undefined) return [];
      const { channel, onlyNews, left } = readWhere(rest);
      const first = left[0];
      if (first === undefined) return [];
      const said = cleanText(text.slice(first.start))
        .trim()
        .replace(/^["“”']+|["“”']+$/g, "")
        .trim();
      const value: ConsentChange = { state, channel, onlyNews, text: said };
      return [{ value, used: tokens.length }];
    },
    missing: ({ tokens }) =>
      tokens.length === 0 ? null : { code: "consent-how", text: howIsItSaid({ most: MOST_TEXT }) },
  };
}

/** The channel, "all" and "news", in any order, before how it was said. */
function readWhere(tokens: readonly Token[]): { channel: string | null; onlyNews: boolean; left: Token[] } {
  let channel: string | null = null;
  let onlyNews = false;
  let used = 0;
  for (const token of tokens) {
    const word = bareWord([token]);
    if (token.quoted) break;
    if (NEWS.has(word)) onlyNews = true;
    else if (CHANNELS.has(word) && channel === null) channel = CHANNELS.get(word) ?? null;
    else if (!LINKS.has(word)) break;
    used += 1;
  }
  return { channel, onlyNews, left: tokens.slice(used) };
}

const STATES = new Map<string, ConsentChange["state"]>([
  ...words<ConsentChange["state"]>(
    "grant granted give given allow yes autorizar autoriza conceder sim permitir si",
    "granted",
  ),
  ...words<ConsentChange["state"]>(
    "withdraw withdrawn revoke refuse deny no stop retirar retira revogar negar nao revocar quitar",
    "withdrawn",
  ),
]);

/** As people call them; the website's chat is `web`. */
const CHANNELS = new Map<string, string>([
  ...words("whatsapp zap wa whats", "whatsapp"),
  ...words("telegram", "telegram"),
  ...words("web website site sitio chat", "web"),
]);

const NEWS = new Set(["news", "novidades", "novedades"]);
const LINKS = new Set([
  "on",
  "for",
  "to",
  "via",
  "by",
  "no",
  "em",
  "para",
  "por",
  "en",
  "all",
  "todos",
  "todo",
  "tudo",
  ":",
]);

function words<T>(list: string, value: T): [string, T][] {
  return list.split(" ").map((word) => [word, value]);
}

const howIsItSaid = phrase<{ most: number }>({
  en: "Say grant or withdraw, the channel, and how it was said (3 to {most, number} characters): consent L-42 grant whatsapp “said so by phone”.",
  pt: "Diga autorizar ou retirar, o canal e como foi dito (de 3 a {most, number} caracteres): consentimento L-42 autorizar whatsapp “disse por telefone”.",
  es: "Di autorizar o retirar, el canal y cómo se dijo (de 3 a {most, number} caracteres): consentimiento L-42 autorizar whatsapp “lo dijo por teléfono”.",
});

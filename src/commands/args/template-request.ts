import { z } from "zod";
import { slotOf } from "../../flow/template-edits.ts";
import { TEMPLATE_CHANNELS } from "../../flow/text-faults.ts";
import { fold, type Language } from "../../language.ts";
import { nearest } from "../../nearest.ts";
import { phrase } from "../present/phrase.ts";
import { safeName } from "../present/safe.ts";
import type { Token } from "../tokens.ts";
import type { ArgFault, ArgSpec, Cursor } from "./spec.ts";
import { missingTemplate, readTemplate } from "./template.ts";
import { bareWord } from "./words.ts";

/** What is asked of one template. */
export type TemplateRequest =
  | { do: "show"; id: string; channel: string | null; inThread: boolean }
  /** `texts`: by slot; empty: it asks for them. `from`: the version that the texts were written on. */
  | { do: "edit"; id: string; channel: string | null; texts: Record<string, string>; from: number | null }
  | { do: "new"; name: string; texts: Record<string, string> }
  | { do: "history" | "undo"; id: string }
  | { do: "restore"; id: string; version: number }
  /** Empty `slots`: all of it. */
  | { do: "reset"; id: string; slots: string[] }
  /** “template L-42 introduction”: it was to be sent. */
  | { do: "send"; lead: string; rest: string };

/** What follows “template”: what to do, which one, and its texts. */
export function templateRequestArg(): ArgSpec<TemplateRequest> {
  return {
    kind: "text",
    label: { en: "what to do, and which", pt: "o que fazer, e qual", es: "qué hacer, y cuál" },
    optional: false,
    schema: z.custom<TemplateRequest>((value) => typeof value === "object" && value !== null),
    read: (cursor) => {
      const read = readRequest(cursor);
      return read === null || "code" in read ? [] : [{ value: read, used: cursor.tokens.length }];
    },
    missing: (cursor) => {
      const read = readRequest(cursor);
      return read !== null && "code" in read ? read : missingTemplate(cursor);
    },
  };
}

const ACTIONS: Record<string, "show" | "edit" | "new" | "history" | "undo" | "restore" | "reset"> = {
  ...Object.fromEntries(["show", "ver", "mostrar"].map((word) => [word, "show"])),
  ...Object.fromEntries(["edit", "change", "editar", "alterar", "cambiar"].map((word) => [word, "edit"])),
  ...Object.fromEntries(
    ["new", "create", "novo", "nova", "criar", "nuevo", "nueva", "crear"].map((word) => [word, "new"]),
  ),
  ...Object.fromEntries(["history", "historico", "historial"].map((word) => [word, "history"])),
  ...Object.fromEntries(["undo", "desfazer", "deshacer"].map((word) => [word, "undo"])),
  ...Object.fromEntries(["restore", "restaurar"].map((word) => [word, "restore"])),
  ...Object.fromEntries(["reset", "original", "restablecer"].map((word) => [word, "reset"])),
};

const LANGUAGE_WORDS: Record<string, Language> = {
  en: "en",
  english: "en",
  ingles: "en",
  pt: "pt",
  portuguese: "pt",
  portugues: "pt",
  es: "es",
  spanish: "es",
  espanhol: "es",
  espanol: "es",
};

const CHANNEL_WORDS: Record<string, string> = {
  ...Object.fromEntries(Object.keys(TEMPLATE_CHANNELS).map((channel) => [channel, channel])),
  "e-mail": "email",
  correo: "email",
  site: "web",
  sitio: "web",
};

function readRequest(cursor: Cursor): TemplateRequest | ArgFault | null {
  const [first, ...others] = cursor.tokens;
  if (first === undefined) return null;
  if (/^(?:l-?|#)\d+$/.test(first.folded))
    return { do: "send", lead: first.text.toUpperCase(), rest: others.map(({ text }) => text).join(" ") };
  const action = ACTIONS[first.folded.replace(/:$/, "")];
  if (action === "new") return readNew(cursor, others);
  const tokens = action === undefined ? cursor.tokens : others;
  const named = { tokens, context: cursor.context };
  // What changes a template takes no guesses.
  const looksBack = action === "history" || action === "undo" || action === "restore";
  const mayBeNear = action === undefined || action === "show" || action === "history";
  const found = readTemplate(named, mayBeNear, looksBack);
  if (found === null) return action === undefined ? null : { ...missingTemplate(named), used: tokens.length };
  const rest = tokens.slice(found.used);
  const { id } = found;
  switch (action) {
    case undefined:
    case "show": {
      const { channel } = readPlace(rest);
      return { do: "show", id, channel, inThread: cursor.context.leadInThread !== null };
    }
    case "edit":
      return readEdit(cursor, id, rest);
    case "restore": {
      const version = /^v?(\d{1,6})$/.exec(rest.at(-1)?.folded ?? "")?.[1];
      return version === undefined
        ? { code: "which-version", text: whichVersion({ id }) }
        : { do: "restore", id, version: Number(version) };
    }
    case "reset": {
      const { channel, language } = readPlace(rest);
      if (channel === null && language === null) return { do: "reset", id, slots: [] };
      const languages: Language[] = language === null ? ["en", "pt", "es"] : [language];
      return { do: "reset", id, slots: languages.map((each) => slotOf(channel, each)) };
    }
    default:
      return { do: action, id };
  }
}

/** A language and a channel, in any order, at the beginning; and how many words they are. */
function readPlace(tokens: readonly Token[]) {
  let language: Language | null = null;
  let channel: string | null = null;
  let from: number | null = null;
  let used = 0;
  for (const token of tokens) {
    const word = bareWord([token]);
    const version = /^from:(\d{1,6})$/.exec(token.folded)?.[1];
    // “Es …” begins a Spanish sentence: a language is written small, or stands alone.
    const isSmall = token.text === token.text.toLowerCase() || tokens.length === 1;
    if (version !== undefined) from = Number(version);
    else if (channel === null && CHANNEL_WORDS[word] !== undefined) channel = CHANNEL_WORDS[word];
    else if (language === null && isSmall && LANGUAGE_WORDS[word] !== undefined)
      language = LANGUAGE_WORDS[word];
    else break;
    used += 1;
    // “pt:” begins the text.
    if (language !== null && token.text.endsWith(":")) break;
  }
  return { language, channel, from, used };
}

function readEdit(cursor: Cursor, id: string, tokens: readonly Token[]): TemplateRequest | ArgFault {
  const at = tokens.findIndex(({ text }) => /^(?:en|pt|es):$/.test(text));
  const place = readPlace(at === -1 ? tokens : tokens.slice(0, at));
  const { channel, from } = place;
  const first = tokens[at === -1 ? place.used : Math.min(at, place.used)];
  if (first === undefined) return { do: "edit", id, channel, from, texts: {} };
  const text = cursor.text.slice(first.start).trim();
  const several = textsByLanguage(text, channel);
  if (several !== null) return { do: "edit", id, channel, from, texts: several };
  // “emial pt Hello”: a channel that is none would become part of the text.
  const near = fold(first.text) === first.text ? nearest(first.text, Object.keys(TEMPLATE_CHANNELS)) : null;
  const next = tokens[tokens.indexOf(first) + 1];
  if (
    near !== null &&
    place.language === null &&
    next !== undefined &&
    LANGUAGE_WORDS[next.text] !== undefined
  )
    return { code: "unknown-channel", text: unknownChannel({ typed: safeName(first.text, 40), near }) };
  const language = place.language ?? cursor.context.language;
  return { do: "edit", id, channel, from, texts: { [slotOf(channel, language)]: text } };
}

function readNew(cursor: Cursor, tokens: readonly Token[]): TemplateRequest | ArgFault {
  const [name] = tokens;
  if (name === undefined) return { code: "which-name", text: whichName({}) };
  const text = cursor.text.slice(name.end).trim();
  return { do: "new", name: name.text, texts: textsByLanguage(text, null) ?? plainText(text, cursor) };
}

function plainText(text: string, { context }: Cursor): Record<string, string> {
  return text === "" ? {} : { [slotOf(null, context.language)]: text };
}

/** Texts that each begin a line with their language: “en: Hello”; null when none does. */
function textsByLanguage(text: string, channel: string | null): Record<string, string> | null {
  const parts = text.split(/(?:^|\n)[^\S\n]*(en|pt|es):[^\S\n]*/);
  if (parts.length < 3 || (parts[0] ?? "").trim() !== "") return null;
  const texts: Record<string, string> = {};
  for (let index = 1; index < parts.length; index += 2) {
    const language = LANGUAGE_WORDS[parts[index] ?? ""];
    if (language !== undefined) texts[slotOf(channel, language)] = (parts[index + 1] ?? "").trim();
  }
  return texts;
}

const whichVersion = phrase<{ id: string }>({
  en: "Which version? “template history {id}” lists them; then for instance: template restore {id} v2",
  pt: "Qual versão? “modelo histórico {id}” mostra a lista; depois, por exemplo: modelo restaurar {id} v2",
  es: "¿Qué versión? “plantilla historial {id}” muestra la lista; luego, por ejemplo: plantilla restaurar {id} v2",
});

const whichName = phrase({
  en: "What is the new template called? For instance: template new birthday",
  pt: "Como se chama o novo modelo? Por exemplo: modelo novo aniversário",
  es: "¿Cómo se llama la nueva plantilla? Por ejemplo: plantilla nueva cumpleaños",
});

const unknownChannel = phrase<{ typed: string; near: string }>({
  en: "There is no channel “{typed}”. Did you mean {near}?",
  pt: "Não existe o canal “{typed}”. Você quis dizer {near}?",
  es: "No existe el canal “{typed}”. ¿Quisiste decir {near}?",
});

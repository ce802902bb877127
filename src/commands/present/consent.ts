import { DateTime } from "luxon";
import type { Language } from "../../language.ts";
import { leadRef } from "../../leads/ref.ts";
import type { Consent } from "../../leads/types/contact.ts";
import type { Directory } from "../../leads/types/directory.ts";
import type { LoadContext } from "../define.ts";
import type { Table } from "../questions/index.ts";
import type { ConsentRow } from "../reads.ts";
import { formatMoment } from "../when/index.ts";
import { channelName, repName } from "./labels.ts";
import type { Texts } from "./phrase.ts";
import { safeName } from "./safe.ts";

/** `10 Mar, 11:00 – WhatsApp, news: granted – “Yes” (answered in the chat)`. */
export function consentLine(
  row: Consent,
  view: { language: Language; zone: string; at: string; directory: Directory },
): string {
  const { language, zone, at, directory } = view;
  const when = formatMoment(row.at, zone, language, at).replace(/ \([^)]*\)$/, "");
  const what = `${channelName(row.channel, language)}, ${purposeName(row.purpose, language)}`;
  const text = row.text === "" ? "" : ` – “${safeName(row.text, 200)}”`;
  return `${when} – ${what}: ${stateName(row.state, language)}${text} (${sourceName(row, directory, language)})`;
}

export function purposeName(purpose: Consent["purpose"], language: Language): string {
  return PURPOSE[purpose][language];
}

export function stateName(state: Consent["state"], language: Language): string {
  return STATE[state][language];
}

/** How it came to us, and by whom it was noted. */
export function sourceName(
  { source, by }: Pick<Consent, "source" | "by">,
  directory: Directory,
  language: Language,
): string {
  const known = SOURCE[source.startsWith("flow:") ? "flow" : source]?.[language] ?? source;
  const step = source.startsWith("flow:") ? ` ${source.slice(5)}` : "";
  return by === "contact" ? `${known}${step}` : `${known} ${repName(directory, by)}`;
}

/** For a file: one row for each word of consent, with ids where people may sort by them. */
export function consentTable(rows: readonly ConsentRow[], context: LoadContext): Table {
  const { language, directory, bundle } = context;
  const zone = bundle.business.timeZone;
  return {
    columns: COLUMNS.map(([id, label]) => ({ id, label: label[language] })),
    rows: rows.map(({ consent, leadNumber, name }) => [
      leadRef({ number: leadNumber }),
      name,
      channelName(consent.channel, language),
      purposeName(consent.purpose, language),
      stateName(consent.state, language),
      consent.text,
      sourceName(consent, directory, language),
      DateTime.fromISO(consent.at, { zone }).toFormat("yyyy-MM-dd HH:mm:ss"),
    ]),
  };
}

const COLUMNS: [string, Texts][] = [
  ["lead", { en: "Lead", pt: "Lead", es: "Lead" }],
  ["name", { en: "Name", pt: "Nome", es: "Nombre" }],
  ["channel", { en: "Channel", pt: "Canal", es: "Canal" }],
  ["purpose", { en: "For", pt: "Para", es: "Para" }],
  ["state", { en: "Answer", pt: "Resposta", es: "Respuesta" }],
  ["text", { en: "Words", pt: "Palavras", es: "Palabras" }],
  ["source", { en: "How", pt: "Como", es: "Cómo" }],
  ["at", { en: "When", pt: "Quando", es: "Cuándo" }],
];

const PURPOSE: Record<Consent["purpose"], Texts> = {
  messages: { en: "messages", pt: "mensagens", es: "mensajes" },
  news: { en: "news", pt: "novidades", es: "novedades" },
};

const STATE: Record<Consent["state"], Texts> = {
  granted: { en: "agreed", pt: "autorizado", es: "autorizado" },
  withdrawn: { en: "refused", pt: "recusado", es: "rechazado" },
};

const SOURCE: Record<string, Texts> = {
  word: { en: "said in the chat", pt: "dito na conversa", es: "dicho en el chat" },
  flow: { en: "answered the question", pt: "respondeu à pergunta", es: "respondió a la pregunta" },
  rep: { en: "noted by", pt: "anotado por", es: "anotado por" },
  vendor: { en: "told by the channel", pt: "informado pelo canal", es: "informado por el canal" },
  import: { en: "imported", pt: "importado", es: "importado" },
};

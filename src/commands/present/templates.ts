import type { Card, CardButton } from "../../channel/outbound.ts";
import type { FlowBundle, MessageTemplate } from "../../flow/bundle.ts";
import { parseSlot, slotOf } from "../../flow/template-edits.ts";
import type { TextFault } from "../../flow/text-faults.ts";
import { inLanguage, LANGUAGES, type Language } from "../../language.ts";
import type { Directory } from "../../leads/types/directory.ts";
import type { Rep } from "../../leads/types/rep.ts";
import type { TemplateVersion } from "../../leads/types/template-version.ts";
import { isManager } from "../policy.ts";
import { channelName, repName } from "./labels.ts";
import { LOCALES, phrase, type Texts } from "./phrase.ts";
import { safeName, safeText } from "./safe.ts";

export const LANGUAGE_NAMES: Record<Language, Texts> = {
  en: { en: "English", pt: "inglês", es: "inglés" },
  pt: { en: "Portuguese", pt: "português", es: "portugués" },
  es: { en: "Spanish", pt: "espanhol", es: "español" },
};

/** The most characters of one text that a form takes: the three together are one command. */
export const MOST_IN_FORM = 2_400;

/** Who reads, and when. */
interface View {
  bundle: FlowBundle;
  directory: Directory;
  actor: Rep;
  language: Language;
}

/** “Portuguese”, or “Portuguese, E-mail”. */
export function slotName(slot: string, language: Language): string {
  const { channel, language: of } = parseSlot(slot);
  const name = LANGUAGE_NAMES[of][language];
  return channel === null ? name : `${name}, ${channelLabel(channel, language)}`;
}

/** E-mail and SMS are no channels of ours, but their texts are. */
export function channelLabel(channel: string, language: Language): string {
  if (channel === "email") return language === "es" ? "correo" : "e-mail";
  return channel === "sms" ? "SMS" : channelName(channel, language);
}

/** Who changed it in chat, and when; null when nobody did, or it was taken back. */
export function editedBy(id: string, view: View): string | null {
  const version = view.bundle.edits.newest.get(id);
  return version === undefined || version.after === null
    ? null
    : edited(whoAndWhen(version, view))[view.language];
}

export function whoAndWhen(
  { repId, at }: Pick<TemplateVersion, "repId" | "at">,
  { directory, actor, language }: Pick<View, "directory" | "actor" | "language">,
) {
  const form = { dateStyle: "medium", timeStyle: "short", timeZone: actor.timeZone } as const;
  const when = new Intl.DateTimeFormat(LOCALES[language], form).format(new Date(at));
  return { who: repName(directory, repId), when };
}

/** A template's texts as they are written, with what can be done. */
export function templateCard(template: MessageTemplate, channel: string | null, view: View): Card {
  const { bundle, language, actor } = view;
  const { id, texts, approved } = template;
  const version = bundle.edits.newest.get(id);
  const others = [...template.channels.keys()].filter((each) => each !== channel);
  const lines = LANGUAGES.map((each) => {
    const slot = slotOf(channel, each);
    const shown = safeText(texts[slot] ?? texts[each] ?? "", 900);
    const inChat = version?.after?.texts[slot] === undefined ? "" : " ✎";
    return `${LANGUAGE_NAMES[each][language]}${inChat}:\n${shown}`;
  });
  const notes = [
    editedBy(id, view),
    ...newerInFile(template, view),
    approved === null ? null : stays({ name: approved.name })[language],
    others.length === 0
      ? null
      : alsoFor({ channels: others.map((each) => channelLabel(each, language)).join(", ") })[language],
  ].filter((note) => note !== null);
  const place = channel === null ? "" : ` · ${channelLabel(channel, language)}`;
  return {
    title: `${inLanguage(template.label, language)} (${id})${place}`,
    fields: [],
    lines: [...lines, ...notes],
    buttons: isManager(actor) ? managerButtons(template, channel, view) : [],
  };
}

function managerButtons(template: MessageTemplate, channel: string | null, view: View): CardButton[] {
  const { bundle, language } = view;
  const { id, texts } = template;
  const version = bundle.edits.newest.get(id);
  const place = channel === null ? "" : ` ${channel}`;
  const initial = LANGUAGES.map((each) => texts[slotOf(channel, each)] ?? texts[each] ?? "");
  // A form that cannot show all of a text would cut it.
  const fits = initial.every((text) => text.length <= MOST_IN_FORM);
  const edit: CardButton = {
    label: EDIT[language],
    command: `template edit ${id} from:${version?.version ?? 0}${place}`,
    style: "primary",
    asks: textAsks(language, initial),
  };
  return [
    ...(fits ? [edit] : []),
    { label: HISTORY[language], command: `template history ${id}` },
    ...(version === undefined || version.after === null
      ? []
      : [
          { label: UNDO[language], command: `template undo ${id}` },
          {
            label: (bundle.fileTemplates.has(id) ? RESET : REMOVE)[language],
            command: `template reset ${id}`,
            style: "danger" as const,
          },
        ]),
  ];
}

/** The text in each language. */
export function textAsks(language: Language, initial: readonly string[] = []): CardButton["asks"] {
  return LANGUAGES.map((each, index) => ({
    name: each,
    label: LANGUAGE_NAMES[each][language],
    multiline: true,
    begins: `${each}:`,
    most: MOST_IN_FORM,
    ...(initial[index] === undefined ? {} : { initial: initial[index] }),
    ...(index === LANGUAGES.length - 1 ? { hint: HINT[language] } : {}),
  }));
}

/** Chat wins until it is reset: told when the file has changed since. */
function newerInFile({ id }: MessageTemplate, { bundle, language }: View): string[] {
  const said = bundle.edits.newest.get(id)?.after?.texts ?? {};
  const now = bundle.fileTemplates.get(id)?.texts;
  const slots = Object.keys(said).filter(
    (slot) => now?.[slot] !== undefined && now[slot] !== said[slot]?.file && now[slot] !== said[slot]?.text,
  );
  if (slots.length === 0) return [];
  return [fileIsNewer({ id, slots: slots.map((slot) => slotName(slot, language)).join("; ") })[language]];
}

/** What is wrong with a text, as the person who wrote it is told. */
export function faultInWords(fault: TextFault, language: Language): string {
  switch (fault.kind) {
    case "empty":
      return EMPTY[language];
    case "brace":
      return BRACE[language];
    case "doubled":
      return doubled({ name: fault.name })[language];
    case "variable":
      return (
        fault.near === null
          ? unknownVariable({ name: fault.name })
          : nearVariable({ name: fault.name, near: fault.near })
      )[language];
    case "too-long":
      return tooLong({ length: fault.length, most: fault.most })[language];
  }
}

export const quoted = (text: string, most: number) => safeName(text, most);

const EDIT: Texts = { en: "Edit", pt: "Editar", es: "Editar" };
const HISTORY: Texts = { en: "History", pt: "Histórico", es: "Historial" };
const UNDO: Texts = { en: "Undo", pt: "Desfazer", es: "Deshacer" };
const RESET: Texts = {
  en: "Back to the file's text",
  pt: "Voltar ao texto do arquivo",
  es: "Volver al texto del archivo",
};
const REMOVE: Texts = { en: "Remove", pt: "Remover", es: "Eliminar" };

const HINT: Texts = {
  en: "{first_name}, {business}, {rep_first_name} and answers such as {product} are filled in; {first_name|there} says “there” when the name is not known.",
  pt: "{first_name}, {business}, {rep_first_name} e respostas como {product} são preenchidos; {first_name|cliente} diz “cliente” quando não se sabe o nome.",
  es: "{first_name}, {business}, {rep_first_name} y respuestas como {product} se completan; {first_name|cliente} dice “cliente” cuando no se sabe el nombre.",
};

const EMPTY: Texts = {
  en: "The text is empty.",
  pt: "O texto está vazio.",
  es: "El texto está vacío.",
};

const BRACE: Texts = {
  en: "A brace has no partner. Write a variable as {name}, and a brace in the text as {{ or }}.",
  pt: "Uma chave ficou sem par. Escreva uma variável como {name} e uma chave no texto como {{ ou }}.",
  es: "Una llave quedó sin par. Escribe una variable como {name} y una llave en el texto como {{ o }}.",
};

const doubled = phrase<{ name: string }>({
  en: "Two braces stand for one: people would read '{'{name}'}'. Write '{'{name}'}' with one brace on each side, and it is filled in.",
  pt: "Duas chaves valem por uma: as pessoas leriam '{'{name}'}'. Escreva '{'{name}'}' com uma chave de cada lado, e será preenchido.",
  es: "Dos llaves valen por una: se leería '{'{name}'}'. Escribe '{'{name}'}' con una llave a cada lado, y se completa.",
});

const unknownVariable = phrase<{ name: string }>({
  en: "The variable “{name}” never gets a value.",
  pt: "A variável “{name}” nunca recebe um valor.",
  es: "La variable “{name}” nunca recibe un valor.",
});

const nearVariable = phrase<{ name: string; near: string }>({
  en: "The variable “{name}” never gets a value. Did you mean “{near}”?",
  pt: "A variável “{name}” nunca recebe um valor. Você quis dizer “{near}”?",
  es: "La variable “{name}” nunca recibe un valor. ¿Quisiste decir “{near}”?",
});

const tooLong = phrase<{ length: number; most: number }>({
  en: "The text is too long: {length, number} characters, at most {most, number}.",
  pt: "O texto é longo demais: {length, number} caracteres, no máximo {most, number}.",
  es: "El texto es demasiado largo: {length, number} caracteres, como máximo {most, number}.",
});

const edited = phrase<{ who: string; when: string }>({
  en: "✎ Edited in chat by {who} on {when}.",
  pt: "✎ Editado no chat por {who} em {when}.",
  es: "✎ Editado en el chat por {who} el {when}.",
});

const alsoFor = phrase<{ channels: string }>({
  en: "It has texts of its own for: {channels}.",
  pt: "Há textos próprios para: {channels}.",
  es: "Tiene textos propios para: {channels}.",
});

/** Approved words are changed at Meta, not here. */
export const stays = phrase<{ name: string }>({
  en: "When the customer has not written for 24 hours, WhatsApp sends the approved template {name}: its words are changed at Meta only.",
  pt: "Quando o cliente não escreve há mais de 24 horas, o WhatsApp envia o modelo aprovado {name}: as palavras dele só mudam na Meta.",
  es: "Cuando el cliente no escribe desde hace más de 24 horas, WhatsApp envía la plantilla aprobada {name}: sus palabras solo cambian en Meta.",
});

const fileIsNewer = phrase<{ id: string; slots: string }>({
  en: "⚠️ The file has changed since ({slots}). What was written in chat is sent; “template reset {id}” takes the file's text.",
  pt: "⚠️ O arquivo mudou depois disso ({slots}). Vale o que foi escrito no chat; “modelo original {id}” volta ao texto do arquivo.",
  es: "⚠️ El archivo cambió después ({slots}). Vale lo escrito en el chat; “plantilla original {id}” vuelve al texto del archivo.",
});
